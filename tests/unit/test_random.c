/* Randomness: filled to the last byte, and without a bias. */
#include <waymark/random.h>

#include <string.h>

#include "test.h"

static void every_byte_is_filled(void **state)
{
	uint8_t bytes[1000] = {0};
	size_t zeros = 0;

	(void)state;
	wm_random_system.fill(wm_random_system.context, bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		zeros += bytes[i] == 0;
	assert_in_range(zeros, 0, 40); /* about 4 are to be expected */
	wm_random_system.fill(wm_random_system.context, NULL, 0);
}

/* Gives out the numbers of a list, one by one. */
static void from_list(void *context, void *bytes, size_t len)
{
	const uint32_t **next = context;

	assert_int_equal(len, sizeof(**next));
	memcpy(bytes, (*next)++, len);
}

static void numbers_that_would_make_a_bias_are_drawn_again(void **state)
{
	/* 2^32 = 3 * 1431655765 + 1: one number too many for a limit of 3. */
	static const uint32_t list[] = {0, 7, UINT32_MAX, 0, 0, 5};
	const uint32_t *next = list;
	const struct wm_random source = {from_list, &next};

	(void)state;
	assert_int_equal(wm_random_below(&source, 3), 1);
	assert_int_equal(wm_random_below(&source, 3), 0);
	assert_int_equal(wm_random_below(&source, 3), 2);
	assert_ptr_equal(next, list + WM_COUNT(list));
}

static void every_number_below_the_limit_comes_up(void **state)
{
	unsigned seen[10] = {0};

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		seen[wm_random_below(&wm_random_system, 10)]++;
	for (size_t i = 0; i < WM_COUNT(seen); i++)
		assert_in_range(seen[i], 300, 700);
	assert_int_equal(wm_random_below(&wm_random_system, 1), 0);
}

TEST_MAIN(TEST(every_byte_is_filled), TEST(numbers_that_would_make_a_bias_are_drawn_again),
	  TEST(every_number_below_the_limit_comes_up))
