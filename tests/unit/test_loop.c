/* The event loop: order of timers, changes from within callbacks, stopping. */
#include "test.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <waymark/loop.h>

#define TIMERS 1000

struct ticker {
	struct wm_loop *loop;
	uint64_t now_ms;
	size_t fired;
	uint64_t last_due_ms;
	struct wm_timer timers[TIMERS];
};

static enum wm_code watch(struct wm_loop *loop, struct wm_watch *slot, int fd, struct wm_watch like,
			  struct wm_fail *reterr)
{
	*slot = like;
	slot->fd = fd;
	return wm_loop_watch(loop, slot, reterr);
}

static uint64_t read_ticker(void *context)
{
	return ((struct ticker *)context)->now_ms;
}

static uint64_t no_wall(void *context)
{
	(void)context;
	return 0;
}

static struct wm_loop *new_loop(const struct wm_clock *clock)
{
	struct wm_loop *loop = NULL;

	assert_int_equal(wm_loop_new(clock, &loop, NULL), WM_OK);
	return loop;
}

struct tick {
	struct ticker *ticker;
	size_t number;
};

static void note_order(void *context)
{
	struct tick *tick = context;
	uint64_t due = tick->ticker->timers[tick->number].due_ms;

	assert_true(due >= tick->ticker->last_due_ms);
	assert_true(due <= tick->ticker->now_ms);
	tick->ticker->last_due_ms = due;
	tick->ticker->fired++;
}

static void timers_fire_once_in_the_order_of_their_times_and_cancelled_ones_never(void **state)
{
	static struct ticker ticker = {.now_ms = 5};
	static struct tick ticks[TIMERS];
	const struct wm_clock clock = {read_ticker, no_wall, &ticker};
	struct wm_loop *loop = new_loop(&clock);
	uint32_t seed = 12345;

	(void)state;
	for (size_t i = 0; i < TIMERS; i++) {
		seed = seed * 1664525U + 1013904223U;
		ticks[i] = (struct tick){&ticker, i};
		wm_loop_timer(loop, &ticker.timers[i], seed >> 20, note_order, &ticks[i]);
	}
	for (size_t i = 0; i < TIMERS; i += 3)
		wm_loop_cancel(loop, &ticker.timers[i]);
	for (size_t i = 1; i < TIMERS; i += 3) /* setting an active one moves it */
		wm_loop_timer(loop, &ticker.timers[i], 7, note_order, &ticks[i]);
	ticker.now_ms = 10000;
	assert_int_equal(wm_loop_run(loop, NULL), WM_OK);
	assert_int_equal(ticker.fired, TIMERS - (TIMERS + 2) / 3);
	for (size_t i = 0; i < TIMERS; i++)
		assert_int_equal(ticker.timers[i].slot, 0);
	wm_loop_free(loop);
}

struct rearm {
	struct wm_loop *loop;
	struct wm_timer timer;
	struct wm_watch watch;
	size_t fired;
	size_t ready;
};

static void fire_again(void *context)
{
	struct rearm *rearm = context;

	rearm->fired++;
	wm_loop_timer(rearm->loop, &rearm->timer, 0, fire_again, rearm);
}

static void stop_on_ready(void *context, unsigned events)
{
	struct rearm *rearm = context;

	assert_int_equal(events, WM_EVENT_WRITE);
	if (++rearm->ready < 3)
		return;
	wm_loop_unwatch(rearm->loop, &rearm->watch);
	wm_loop_cancel(rearm->loop, &rearm->timer);
}

static void a_timer_that_sets_itself_with_no_delay_does_not_starve_descriptors(void **state)
{
	struct rearm rearm = {.loop = new_loop(&wm_clock_system)};
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	wm_loop_timer(rearm.loop, &rearm.timer, 0, fire_again, &rearm);
	assert_int_equal(watch(rearm.loop, &rearm.watch, ends[1],
			       (struct wm_watch){.events = WM_EVENT_WRITE,
						 .ready = stop_on_ready,
						 .context = &rearm},
			       NULL),
			 WM_OK);
	assert_int_equal(wm_loop_run(rearm.loop, NULL), WM_OK);
	assert_int_equal(rearm.ready, 3);
	assert_true(rearm.fired >= 2);
	(void)close(ends[0]);
	(void)close(ends[1]);
	wm_loop_free(rearm.loop);
}

struct pair {
	struct wm_loop *loop;
	struct wm_watch watches[2];
	size_t calls;
};

static void unwatch_both(void *context, unsigned events)
{
	struct pair *pair = context;

	assert_int_equal(events, WM_EVENT_READ);
	pair->calls++;
	wm_loop_unwatch(pair->loop, &pair->watches[0]);
	wm_loop_unwatch(pair->loop, &pair->watches[1]);
}

static void a_watch_taken_away_by_another_callback_gets_no_stale_event(void **state)
{
	struct pair pair = {.loop = new_loop(&wm_clock_system)};
	int ends[2][2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(pipe2(ends[i], O_CLOEXEC | O_NONBLOCK), 0);
		assert_int_equal(write(ends[i][1], "x", 1), 1);
		assert_int_equal(watch(pair.loop, &pair.watches[i], ends[i][0],
				       (struct wm_watch){.events = WM_EVENT_READ,
							 .ready = unwatch_both,
							 .context = &pair},
				       NULL),
				 WM_OK);
	}
	assert_int_equal(wm_loop_run(pair.loop, NULL), WM_OK);
	assert_int_equal(pair.calls, 1);
	for (size_t i = 0; i < 2; i++) {
		(void)close(ends[i][0]);
		(void)close(ends[i][1]);
	}
	wm_loop_free(pair.loop);
}

static void stop_at_hang_up(void *context, unsigned events)
{
	struct rearm *rearm = context;

	assert_int_equal(events, WM_EVENT_READ | WM_EVENT_WRITE);
	wm_loop_stop(rearm->loop);
}

static void a_hang_up_shows_as_both_events_and_stop_ends_the_run(void **state)
{
	struct rearm rearm = {.loop = new_loop(&wm_clock_system)};
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(
		watch(rearm.loop, &rearm.watch, ends[0],
		      (struct wm_watch){.events = 0, .ready = stop_at_hang_up, .context = &rearm},
		      NULL),
		WM_OK);
	(void)close(ends[1]);
	assert_int_equal(wm_loop_run(rearm.loop, NULL), WM_OK);
	assert_true(rearm.watch.active);
	wm_loop_unwatch(rearm.loop, &rearm.watch);
	wm_loop_unwatch(rearm.loop, &rearm.watch);
	(void)close(ends[0]);
	wm_loop_free(rearm.loop);
}

static void count_ready(void *context, unsigned events)
{
	struct rearm *rearm = context;

	rearm->ready = events;
	wm_loop_unwatch(rearm->loop, &rearm->watch);
}

static void the_wanted_events_can_be_changed(void **state)
{
	struct rearm rearm = {.loop = new_loop(&wm_clock_system)};
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(watch(rearm.loop, &rearm.watch, ends[1],
			       (struct wm_watch){.events = WM_EVENT_READ,
						 .ready = count_ready,
						 .context = &rearm},
			       NULL),
			 WM_OK);
	wm_loop_want(rearm.loop, &rearm.watch, WM_EVENT_WRITE);
	assert_int_equal(wm_loop_run(rearm.loop, NULL), WM_OK);
	assert_int_equal(rearm.ready, WM_EVENT_WRITE);
	(void)close(ends[0]);
	(void)close(ends[1]);
	wm_loop_free(rearm.loop);
}

static void a_descriptor_that_cannot_be_watched_is_an_error_and_an_idle_loop_returns(void **state)
{
	struct rearm rearm = {.loop = new_loop(&wm_clock_system)};
	struct wm_fail why = {0};

	(void)state;
	assert_int_equal(watch(rearm.loop, &rearm.watch, -1,
			       (struct wm_watch){.events = WM_EVENT_READ,
						 .ready = count_ready,
						 .context = &rearm},
			       &why),
			 WM_ENETWORK);
	assert_non_null(strstr(why.text, "descriptor -1"));
	assert_false(rearm.watch.active);
	assert_int_equal(wm_loop_run(rearm.loop, NULL), WM_OK);
	wm_loop_free(rearm.loop);
	wm_loop_free(NULL);
}

TEST_MAIN(TEST(timers_fire_once_in_the_order_of_their_times_and_cancelled_ones_never),
	  TEST(a_timer_that_sets_itself_with_no_delay_does_not_starve_descriptors),
	  TEST(a_watch_taken_away_by_another_callback_gets_no_stale_event),
	  TEST(a_hang_up_shows_as_both_events_and_stop_ends_the_run),
	  TEST(the_wanted_events_can_be_changed),
	  TEST(a_descriptor_that_cannot_be_watched_is_an_error_and_an_idle_loop_returns))
