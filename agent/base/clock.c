/* The system's clocks. */
#include <waymark/clock.h>

#include <stddef.h>
#include <time.h>

/* clock_gettime fails only for a clock that does not exist; these two always do. */
static uint64_t monotonic_ms(void *context)
{
	struct timespec now = {0};

	(void)context;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint64_t wall_s(void *context)
{
	struct timespec now = {0};

	(void)context;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec > 0 ? (uint64_t)now.tv_sec : 0;
}

const struct wm_clock wm_clock_system = {monotonic_ms, wall_s, NULL};
