/* Deep copies: names, RDATA and RRsets that outlive the arena they were made in. */
#include <waymark/name.h>
#include <waymark/rrset.h>

struct wm_name wm_name_copy(struct wm_arena *arena, const struct wm_name *name)
{
	return (struct wm_name){
		.wire = wm_arena_copy(arena, name->wire, name->len),
		.len = name->len,
	};
}

struct wm_rdata wm_rdata_copy(struct wm_arena *arena, const struct wm_rdata *rdata)
{
	return (struct wm_rdata){
		.bytes = wm_arena_copy(arena, rdata->bytes, rdata->len),
		.len = rdata->len,
	};
}

struct wm_rrsets wm_rrsets_copy(struct wm_arena *arena, const struct wm_rrsets *sets)
{
	struct wm_rrset *items = WM_ARENA_NEW(arena, struct wm_rrset, sets->count);

	for (size_t i = 0; i < sets->count; i++) {
		const struct wm_rrset *from = &sets->items[i];
		struct wm_rdata *rdata = WM_ARENA_NEW(arena, struct wm_rdata, from->count);

		for (size_t k = 0; k < from->count; k++)
			rdata[k] = wm_rdata_copy(arena, &from->rdata[k]);
		items[i] = *from;
		items[i].owner = wm_name_copy(arena, &from->owner);
		items[i].rdata = rdata;
	}
	return (struct wm_rrsets){.items = items, .count = sets->count};
}
