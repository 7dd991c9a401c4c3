/* Randomness from the kernel. */
#include <waymark/random.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

static void fill(void *context, void *bytes, size_t len)
{
	unsigned char *next = bytes;

	(void)context;
	while (len) {
		ssize_t got = getrandom(next, len, 0);

		if (got < 0 && errno != EINTR)
			abort(); /* no getrandom at all: predictable message ids would be worse */
		if (got > 0) {
			next += got;
			len -= (size_t)got;
		}
	}
}

const struct wm_random wm_random_system = {fill, NULL};

uint32_t wm_random_below(const struct wm_random *source, uint32_t limit)
{
	uint32_t skip;
	uint32_t value;

	assert(limit);
	/* 2^32 modulo LIMIT: the lowest values, left out so that all remainders are equally likely.
	 */
	skip = (0U - limit) % limit;
	do {
		source->fill(source->context, &value, sizeof(value));
	} while (value < skip);
	return value % limit;
}
