/* agent/cycle/cycle.c: the handle, and the words for outcomes. */
#include "fake_provider.h"

#include "cycle/cycle.h"

static void it_comes_and_goes(void **state)
{
	struct wm_cycle *cycle = world_begin();

	(void)state;
	assert_int_equal(wm_cycle_stats(cycle)->udp_sent, 0);
	world_end(cycle);
	wm_cycle_free(NULL);
}

static void every_outcome_has_its_words(void **state)
{
	(void)state;
#define WM_OUTCOME(name, text) assert_string_equal(wm_outcome_text(WM_OUTCOME_##name), text);
	WM_OUTCOME_LIST(WM_OUTCOME)
#undef WM_OUTCOME
}

static void a_provider_is_looked_up_once(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_provider_config other = fake_config;
	struct wm_sources sources;
	struct wm_source *first;

	(void)state;
	wm_sources_begin(&sources, arena, 2);
	first = wm_sources_of(&sources, arena, &fake_config);
	assert_ptr_equal(first->provider, &fake_provider);
	assert_ptr_not_equal(wm_sources_of(&sources, arena, &other), first);
	assert_ptr_equal(wm_sources_of(&sources, arena, &fake_config), first);
	assert_int_equal(sources.count, 2);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(it_comes_and_goes), TEST(every_outcome_has_its_words),
	  TEST(a_provider_is_looked_up_once))
