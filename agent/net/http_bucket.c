/* The token bucket of an account: what it may still send, to the millisecond. */
#include "http_private.h"

#include <assert.h>

void wm_http_bucket_init(struct wm_http_bucket *bucket, const struct wm_http_budget *budget,
			 uint64_t now_ms)
{
	uint32_t burst = budget->burst ? budget->burst : 1;

	assert(!budget->rate || budget->per_s);
	*bucket = (struct wm_http_bucket){
		.rate = budget->rate,
		.cost = 1000 * (uint64_t)budget->per_s,
		.filled_ms = now_ms,
	};
	bucket->most = burst * bucket->cost;
	bucket->parts = bucket->most;
}

static void fill(struct wm_http_bucket *bucket, uint64_t now_ms)
{
	uint64_t elapsed = now_ms - bucket->filled_ms;
	uint64_t missing = bucket->most - bucket->parts;

	bucket->filled_ms = now_ms;
	if (elapsed > missing / bucket->rate)
		bucket->parts = bucket->most;
	else
		bucket->parts += elapsed * bucket->rate;
}

uint64_t wm_http_bucket_wait_ms(struct wm_http_bucket *bucket, uint64_t now_ms)
{
	if (!bucket->rate)
		return 0;
	fill(bucket, now_ms);
	if (bucket->parts >= bucket->cost)
		return 0;
	return (bucket->cost - bucket->parts + bucket->rate - 1) / bucket->rate;
}

void wm_http_bucket_take(struct wm_http_bucket *bucket)
{
	if (!bucket->rate)
		return;
	assert(bucket->parts >= bucket->cost);
	bucket->parts -= bucket->cost;
}
