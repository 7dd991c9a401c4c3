/* The cycle's handle, the sources of a run, and the words for what became of a zone. */
#include "cycle.h"

enum wm_code wm_cycle_new(const struct wm_clock *clock, const struct wm_random *random,
			  struct wm_cycle **ret_cycle, struct wm_fail *reterr)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_cycle *cycle = WM_ARENA_NEW(arena, struct wm_cycle, 1);
	enum wm_code code;

	cycle->arena = arena;
	cycle->random = random;
	code = wm_engine_new(clock, random, &cycle->engine, reterr);
	if (code)
		wm_arena_free(arena);
	else
		*ret_cycle = cycle;
	return code;
}

void wm_cycle_free(struct wm_cycle *cycle)
{
	if (!cycle)
		return;
	wm_engine_free(cycle->engine);
	wm_arena_free(cycle->arena);
}

const struct wm_dns_stats *wm_cycle_stats(const struct wm_cycle *cycle)
{
	return wm_engine_stats(cycle->engine);
}

const struct wm_http_stats *wm_cycle_http_stats(const struct wm_cycle *cycle)
{
	return wm_engine_http_stats(cycle->engine);
}

void wm_cycle_trace(struct wm_cycle *cycle, bool on)
{
	wm_engine_trace(cycle->engine, on);
}

static const char *const outcome_texts[] = {
#define WM_OUTCOME(name, text) [WM_OUTCOME_##name] = (text),
	WM_OUTCOME_LIST(WM_OUTCOME)
#undef WM_OUTCOME
};

const char *wm_outcome_text(enum wm_outcome outcome)
{
	return outcome_texts[outcome];
}

void wm_sources_begin(struct wm_sources *sources, struct wm_arena *arena, size_t max)
{
	sources->items = WM_ARENA_NEW(arena, struct wm_source, max);
	sources->count = 0;
}

struct wm_source *wm_sources_of(struct wm_sources *sources, struct wm_arena *arena,
				const struct wm_provider_config *config)
{
	for (size_t i = 0; i < sources->count; i++)
		if (sources->items[i].config == config)
			return &sources->items[i];
	wm_source_init(&sources->items[sources->count], arena, config);
	return &sources->items[sources->count++];
}

void wm_sources_end(struct wm_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		wm_source_done(&sources->items[i]);
	sources->count = 0;
}
