/* agent/provider/table.c: names and types to numbers. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "provider/table.h"

static struct wm_name name_number(struct wm_arena *arena, size_t number)
{
	struct wm_name name;
	char text[32];

	(void)snprintf(text, sizeof(text), "host%zu.example.", number);
	assert_int_equal(wm_name_read(arena, text, strlen(text), NULL, &name, NULL), WM_OK);
	return name;
}

static void what_was_put_is_found_and_nothing_else(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_table table = {.arena = arena};
	const size_t count = 3000;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		struct wm_name name = name_number(arena, i);

		assert_int_equal(wm_table_get(&table, &name, 1), 0);
		*wm_table_put(&table, &name, 1) = i + 1;
		if (i % 3 == 0)
			*wm_table_put(&table, &name, 28) = i + 100000;
	}
	for (size_t i = 0; i < count; i++) {
		struct wm_name name = name_number(arena, i);

		assert_int_equal(wm_table_get(&table, &name, 1), i + 1);
		assert_int_equal(wm_table_get(&table, &name, 28), i % 3 ? 0 : i + 100000);
		assert_int_equal(wm_table_get(&table, &name, 2), 0);
	}
	assert_int_equal(table.count, count + count / 3);
	wm_arena_free(arena);
}

static void putting_twice_keeps_the_number(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_table table = {.arena = arena};
	struct wm_name name = name_number(arena, 1);

	(void)state;
	*wm_table_put(&table, &name, 5) = 7;
	assert_int_equal(*wm_table_put(&table, &name, 5), 7);
	assert_int_equal(table.count, 1);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(what_was_put_is_found_and_nothing_else), TEST(putting_twice_keeps_the_number))
