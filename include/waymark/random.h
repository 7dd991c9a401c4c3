/* Randomness, through a handle so that tests own it. */
#ifndef WAYMARK_RANDOM_H
#define WAYMARK_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct wm_random {
	void (*fill)(void *context, void *bytes, size_t len);
	void *context;
};

/* The kernel's generator (getrandom); it does not fail once the system is up. */
extern const struct wm_random wm_random_system;

/* An unbiased number in 0 .. LIMIT-1; LIMIT is at least 1. */
uint32_t wm_random_below(const struct wm_random *source, uint32_t limit);

#endif
