/* What the files of the cycle share. */
#ifndef WAYMARK_CYCLE_CYCLE_H
#define WAYMARK_CYCLE_CYCLE_H

#include <waymark/cycle.h>

#include "engine.h"

struct wm_cycle {
	struct wm_arena *arena; /* it lives here itself */
	const struct wm_random *random;
	struct wm_engine *engine;
};

/* One source per provider for the length of a run. */
struct wm_sources {
	struct wm_source *items;
	size_t count;
};

/* Room for at most MAX providers; the source of CONFIG, looked up once. */
void wm_sources_begin(struct wm_sources *sources, struct wm_arena *arena, size_t max);
struct wm_source *wm_sources_of(struct wm_sources *sources, struct wm_arena *arena,
				const struct wm_provider_config *config);
void wm_sources_end(struct wm_sources *sources); /* the run is over */

#endif
