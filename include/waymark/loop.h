/* The one event loop: file descriptors and timers on epoll. */
#ifndef WAYMARK_LOOP_H
#define WAYMARK_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/clock.h>
#include <waymark/fail.h>

struct wm_loop;

/* CLOCK is borrowed for the loop's life. */
enum wm_code wm_loop_new(const struct wm_clock *clock, struct wm_loop **ret_loop,
			 struct wm_fail *reterr);
void wm_loop_free(
	struct wm_loop *loop); /* accepts NULL; watches and timers must be gone (asserted) */

enum wm_event { WM_EVENT_READ = 1, WM_EVENT_WRITE = 2 };

/*
 * A watch is embedded in the object it serves and must stay where it is until wm_loop_unwatch. Fill
 * in the first four fields and hand it over; from then on all of it is the loop's. The callback
 * gets the events that are ready (an error or hang-up shows as both); it may watch, unwatch (itself
 * too) and set timers, and must not free the loop.
 */
struct wm_watch {
	int fd; /* stays the caller's to close */
	unsigned events;
	void (*ready)(void *context, unsigned events);
	void *context;
	bool active;
};

enum wm_code wm_loop_watch(struct wm_loop *loop, struct wm_watch *watch, struct wm_fail *reterr);
void wm_loop_want(struct wm_loop *loop, struct wm_watch *watch,
		  unsigned events); /* change the wanted events */
void wm_loop_unwatch(struct wm_loop *loop,
		     struct wm_watch *watch); /* no-op if not active; closes nothing */

/* A timer is embedded likewise; it fires once. Setting an active timer moves it. Heap-ordered:
 * O(log n). */
struct wm_timer {
	uint64_t due_ms;
	void (*fire)(void *context);
	void *context;
	size_t slot; /* the loop's own; 0 = not active */
};

void wm_loop_timer(struct wm_loop *loop, struct wm_timer *timer, uint64_t delay_ms,
		   void (*fire)(void *context), void *context);
void wm_loop_cancel(struct wm_loop *loop, struct wm_timer *timer);

/* Run until wm_loop_stop is called from a callback, or until nothing is watched and no timer is
 * set. */
enum wm_code wm_loop_run(struct wm_loop *loop, struct wm_fail *reterr);
void wm_loop_stop(struct wm_loop *loop);

#endif
