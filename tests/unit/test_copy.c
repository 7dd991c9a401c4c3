/* Copies must not share a byte with what they were made from. */
#include "test.h"

#include <string.h>

#include <waymark/rrset.h>

static void a_copied_set_outlives_its_arena(void **state)
{
	static const uint8_t first[] = {192, 0, 2, 1}, second[] = {192, 0, 2, 2};
	struct wm_arena *short_lived = wm_arena_new(), *arena = wm_arena_new();
	struct wm_rrsets_builder builder;
	struct wm_rrsets sets, copy;
	struct wm_name owner, expected;

	(void)state;
	assert_int_equal(wm_name_read(short_lived, "a.example.", 10, NULL, &owner, NULL), WM_OK);
	assert_int_equal(wm_name_read(arena, "a.example.", 10, NULL, &expected, NULL), WM_OK);
	wm_rrsets_begin(&builder, short_lived);
	for (int i = 0; i < 2; i++) {
		struct wm_rdata rdata = {wm_arena_copy(short_lived, i ? second : first, 4), 4};

		wm_rrsets_add(&builder, &owner, WM_TYPE_A, 60, &rdata);
	}
	sets = wm_rrsets_finish(&builder);
	copy = wm_rrsets_copy(arena, &sets);
	wm_arena_free(short_lived);

	assert_int_equal(copy.count, 1);
	assert_true(wm_name_equal(&copy.items[0].owner, &expected));
	assert_int_equal(copy.items[0].ttl_s, 60);
	assert_int_equal(copy.items[0].count, 2);
	assert_memory_equal(copy.items[0].rdata[0].bytes, first, 4);
	assert_memory_equal(copy.items[0].rdata[1].bytes, second, 4);
	wm_arena_free(arena);
}

static void empty_things_copy_to_empty_things(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_rdata nothing = {NULL, 0};
	struct wm_rrsets none = {NULL, 0};

	(void)state;
	assert_int_equal(wm_rdata_copy(arena, &nothing).len, 0);
	assert_int_equal(wm_rrsets_copy(arena, &none).count, 0);
	assert_int_equal(wm_name_copy(arena, &wm_name_root).len, 1);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(a_copied_set_outlives_its_arena), TEST(empty_things_copy_to_empty_things))
