/* agent/provider/rfc2136_ask.c: each question is asked once, in order. */
#include "provider_fixture.h"

#include "provider/rfc2136.h"

static void a_question_is_asked_once_however_often_it_is_needed(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_name a = fixture_name(arena, "a"), b = fixture_name(arena, "b");
	struct wm_asks asks;
	uint64_t tag = 0;

	(void)state;
	wm_asks_begin(&asks, arena);
	assert_true(wm_asks_done(&asks));
	assert_int_equal(wm_asks_add(&asks, WM_ASK_WANTED, &a, WM_TYPE_A), 1);
	assert_int_equal(wm_asks_add(&asks, WM_ASK_WILDCARD, &a, WM_TYPE_A), 1);
	assert_int_equal(wm_asks_add(&asks, WM_ASK_WANTED, &a, WM_TYPE_TXT), 2);
	assert_int_equal(wm_asks_add(&asks, WM_ASK_WANTED, &b, WM_TYPE_A), 3);
	assert_int_equal(wm_asks_at(&asks, 1)->kind, WM_ASK_WANTED);

	for (size_t i = 1; i <= 3; i++) {
		assert_non_null(wm_asks_next(&asks, &tag));
		assert_int_equal(tag, i);
	}
	assert_null(wm_asks_next(&asks, &tag));
	assert_false(wm_asks_done(&asks));
	(void)wm_asks_take(&asks, 2);
	(void)wm_asks_take(&asks, 3);
	assert_false(wm_asks_done(&asks));
	(void)wm_asks_take(&asks, 1);
	assert_true(wm_asks_done(&asks));
	wm_arena_free(arena);
}

static void a_probe_asks_about_what_the_answer_said(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_name a = fixture_name(arena, "a");
	struct wm_asks asks;
	const struct wm_ask *probe;

	(void)state;
	wm_asks_begin(&asks, arena);
	(void)wm_asks_add(&asks, WM_ASK_WANTED, &a, WM_TYPE_A);
	wm_asks_at(&asks, 1)->data.type = WM_TYPE_CNAME;
	for (int i = 0; i < 50; i++) /* the list moves while it grows */
		wm_asks_probe(&asks, 1);
	probe = wm_asks_at(&asks, 51);
	assert_int_equal(probe->kind, WM_ASK_PROBE);
	assert_int_equal(probe->type, WM_TYPE_CNAME);
	assert_int_equal(probe->subject, 1);
	assert_true(wm_name_equal(&probe->name, &a));
	wm_arena_free(arena);
}

TEST_MAIN(TEST(a_question_is_asked_once_however_often_it_is_needed),
	  TEST(a_probe_asks_about_what_the_answer_said))
