/* Clocks: the system's, and one of a test's own. */
#include <waymark/clock.h>

#include <time.h>

#include "test.h"

static void monotonic_time_counts_milliseconds(void **state)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	uint64_t before = wm_clock_now_ms(&wm_clock_system);
	uint64_t after;

	(void)state;
	assert_int_equal(nanosleep(&pause, NULL), 0);
	after = wm_clock_now_ms(&wm_clock_system);
	assert_in_range(after - before, 19, 5000);
}

static void wall_time_is_the_systems(void **state)
{
	uint64_t before = (uint64_t)time(NULL);
	uint64_t now = wm_clock_wall_s(&wm_clock_system);

	(void)state;
	assert_in_range(now, before - 1, before + 60);
}

static uint64_t from_context(void *context)
{
	return *(uint64_t *)context;
}

static void a_test_owns_its_time(void **state)
{
	uint64_t now = 42;
	const struct wm_clock clock = {from_context, from_context, &now};

	(void)state;
	assert_int_equal(wm_clock_now_ms(&clock), 42);
	now = 43;
	assert_int_equal(wm_clock_wall_s(&clock), 43);
}

TEST_MAIN(TEST(monotonic_time_counts_milliseconds), TEST(wall_time_is_the_systems),
	  TEST(a_test_owns_its_time))
