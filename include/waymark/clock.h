/* Time, through a handle so that tests own it. */
#ifndef WAYMARK_CLOCK_H
#define WAYMARK_CLOCK_H

#include <stdint.h>

/* Monotonic time drives every timer; wall time goes into TSIG and zone serials only. Neither fails.
 */
struct wm_clock {
	uint64_t (*monotonic_ms)(
		void *context);            /* milliseconds since any fixed point, never backwards */
	uint64_t (*wall_s)(void *context); /* seconds since 1970-01-01 UTC */
	void *context;
};

extern const struct wm_clock wm_clock_system;

static inline uint64_t wm_clock_now_ms(const struct wm_clock *clock)
{
	return clock->monotonic_ms(clock->context);
}

static inline uint64_t wm_clock_wall_s(const struct wm_clock *clock)
{
	return clock->wall_s(clock->context);
}

#endif
