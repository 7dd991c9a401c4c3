/* runs.c: sorting what is nearly in order. */
#include "test.h"

#include <stdlib.h>

#include <waymark/arena.h>

#include "policy/runs.h"

#define MAX 200

static size_t comparisons;

static int compare(const void *a, const void *b)
{
	const int *left = a;
	const int *right = b;

	comparisons++;
	return (*left > *right) - (*left < *right);
}

/* Sort COUNT numbers below RANGE, in an order made from SEED, and check order and stability. */
static void check(size_t count, unsigned range, unsigned seed)
{
	struct wm_arena *work = wm_arena_new();
	int numbers[MAX];
	const void *items[MAX];
	const void **sorted;

	for (size_t i = 0; i < count; i++) {
		seed = seed * 1103515245U + 12345U;
		numbers[i] = (int)(seed / 65536U % range);
		items[i] = &numbers[i];
	}
	sorted = wm_runs_sort(work, items, count, compare);
	for (size_t i = 1; i < count; i++) {
		const int *before = sorted[i - 1];
		const int *after = sorted[i];

		assert_true(*before < *after || (*before == *after && before < after));
	}
	wm_arena_free(work);
}

static void any_order_becomes_the_right_one(void **state)
{
	(void)state;
	for (size_t count = 0; count <= MAX; count += count < 20 ? 1 : 30)
		for (unsigned seed = 1; seed < 20; seed++) {
			check(count, 1000, seed);
			check(count, 3, seed);
		}
}

static void what_is_in_order_costs_one_pass(void **state)
{
	struct wm_arena *work = wm_arena_new();
	int numbers[MAX];
	const void *items[MAX];

	(void)state;
	for (int i = 0; i < MAX; i++) {
		numbers[i] = i / 2;
		items[i] = &numbers[i];
	}
	comparisons = 0;
	assert_ptr_equal(wm_runs_sort(work, items, MAX, compare), items);
	assert_int_equal(comparisons, MAX - 1);
	wm_arena_free(work);
}

TEST_MAIN(TEST(any_order_becomes_the_right_one), TEST(what_is_in_order_costs_one_pass))
