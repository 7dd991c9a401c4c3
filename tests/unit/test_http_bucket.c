/* agent/net/http_bucket.c: as many requests as the budget gives, to the millisecond. */
#include "test.h"

#include <net/http_private.h>

/* Take whatever is there at each millisecond up to END_MS; the number taken. */
static uint64_t drain(struct wm_http_bucket *bucket, uint64_t from_ms, uint64_t end_ms)
{
	uint64_t taken = 0;

	for (uint64_t now = from_ms; now <= end_ms; now++)
		while (!wm_http_bucket_wait_ms(bucket, now)) {
			wm_http_bucket_take(bucket);
			taken++;
		}
	return taken;
}

static void a_bucket_gives_its_burst_and_then_its_rate_without_rounding(void **state)
{
	static const struct {
		struct wm_http_budget budget;
		uint64_t after_ms, taken;
	} rows[] = {
		{{.rate = 5, .per_s = 1, .burst = 1}, 0, 1},
		{{.rate = 5, .per_s = 1, .burst = 1}, 199, 1},
		{{.rate = 5, .per_s = 1, .burst = 1}, 200, 2},
		{{.rate = 5, .per_s = 1, .burst = 10}, 10000, 60},
		{{.rate = 1, .per_s = 7, .burst = 1}, 69999, 10}, /* 1/7 of a request a second */
		{{.rate = 1, .per_s = 7, .burst = 1}, 70000, 11},
		{{.rate = 3, .per_s = 7, .burst = 2}, 70000, 32},
		{{.rate = 1200, .per_s = 300, .burst = 4}, 300000, 1204},
		{{.rate = 7, .per_s = 1, .burst = 0}, 1001, 8}, /* a burst of nothing is one of 1 */
		{{.rate = 4000, .per_s = 1, .burst = 8}, 100, 408},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const uint64_t start = 1000000007;
		struct wm_http_bucket bucket;

		wm_http_bucket_init(&bucket, &rows[i].budget, start);
		assert_int_equal(drain(&bucket, start, start + rows[i].after_ms), rows[i].taken);
	}
}

static void the_wait_is_the_shortest_that_helps(void **state)
{
	static const struct wm_http_budget budget = {.rate = 3, .per_s = 7, .burst = 2};
	struct wm_http_bucket bucket;
	uint64_t now = 5;

	(void)state;
	wm_http_bucket_init(&bucket, &budget, now);
	for (int i = 0; i < 200; i++) {
		uint64_t wait = wm_http_bucket_wait_ms(&bucket, now);

		if (wait) {
			assert_true(wait <= 2334); /* 7 s / 3, rounded up */
			assert_int_equal(wm_http_bucket_wait_ms(&bucket, now + wait - 1), 1);
			now += wait;
			assert_int_equal(wm_http_bucket_wait_ms(&bucket, now), 0);
		}
		wm_http_bucket_take(&bucket);
	}
	assert_int_equal(now, 5 + 198 * 7000 / 3);
}

static void a_bucket_that_rests_never_holds_more_than_its_burst(void **state)
{
	static const struct wm_http_budget budget = {
		.rate = UINT32_MAX, .per_s = 1, .burst = UINT32_MAX};
	static const struct wm_http_budget small = {.rate = 2, .per_s = 1, .burst = 3};
	struct wm_http_bucket bucket;

	(void)state;
	wm_http_bucket_init(&bucket, &small, 0);
	assert_int_equal(drain(&bucket, 0, 0), 3);
	assert_int_equal(drain(&bucket, UINT64_MAX / 2, UINT64_MAX / 2), 3);

	wm_http_bucket_init(&bucket, &budget, 0); /* no overflow either */
	wm_http_bucket_take(&bucket);
	assert_int_equal(wm_http_bucket_wait_ms(&bucket, UINT64_MAX), 0);
	assert_int_equal(bucket.parts, bucket.most);
}

static void without_a_rate_there_is_never_a_wait(void **state)
{
	static const struct wm_http_budget budget = {.in_flight = 4};
	struct wm_http_bucket bucket;

	(void)state;
	wm_http_bucket_init(&bucket, &budget, 1);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(wm_http_bucket_wait_ms(&bucket, 1), 0);
		wm_http_bucket_take(&bucket);
	}
}

TEST_MAIN(TEST(a_bucket_gives_its_burst_and_then_its_rate_without_rounding),
	  TEST(the_wait_is_the_shortest_that_helps),
	  TEST(a_bucket_that_rests_never_holds_more_than_its_burst),
	  TEST(without_a_rate_there_is_never_a_wait))
