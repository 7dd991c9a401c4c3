/* live.c: what was read, copied whole. */
#include "plan_fixture.h"

static void a_copy_outlives_what_it_was_made_of(void **state)
{
	struct wm_arena *first = wm_arena_new(), *second = wm_arena_new();
	const struct wm_foreign foreign = {
		.owner = fixture_zone, .type = WM_TYPE_A, .what = "an alias"};
	struct wm_live live = {.serial = 9, .ttl_min_s = 60, .ttl_max_s = 86400}, copy;
	char *mark = wm_arena_text(first, "id 2");

	(void)state;
	live.rrsets = fixture_sets(first, "$TTL 60\na A 192.0.2.1\nb TXT x\n");
	live.token = (struct wm_bytes){wm_arena_copy(first, "etag", 4), 4};
	live.marks = (const char *const[]){mark, NULL};
	live.foreign = wm_arena_copy(first, &foreign, sizeof(foreign));
	live.foreign_count = 1;
	copy = wm_live_copy(second, &live);
	wm_arena_free(first);

	assert_int_equal(copy.serial, 9);
	assert_int_equal(copy.ttl_min_s, 60);
	assert_int_equal(copy.ttl_max_s, 86400);
	assert_int_equal(copy.rrsets.count, 2);
	assert_int_equal(copy.rrsets.items[1].type, WM_TYPE_TXT);
	assert_memory_equal(copy.token.data, "etag", 4);
	assert_string_equal(copy.marks[0], "id 2");
	assert_null(copy.marks[1]);
	assert_int_equal(copy.foreign_count, 1);
	assert_true(wm_name_equal(&copy.foreign[0].owner, &fixture_zone));
	assert_string_equal(copy.foreign[0].what, "an alias");
	wm_arena_free(second);
}

static void nothing_is_copied_as_nothing(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	const struct wm_live live = {.serial = 1};
	struct wm_live copy = wm_live_copy(arena, &live);

	(void)state;
	assert_null(copy.marks);
	assert_int_equal(copy.foreign_count, 0);
	assert_int_equal(copy.rrsets.count, 0);
	assert_int_equal(copy.token.len, 0);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(a_copy_outlives_what_it_was_made_of), TEST(nothing_is_copied_as_nothing))
