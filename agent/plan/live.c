/* What a provider holds, copied out of the job that read it. */
#include <waymark/plan.h>

static const char *const *copy_marks(struct wm_arena *arena, const struct wm_live *live)
{
	const char **marks;

	if (!live->marks)
		return NULL;
	marks = WM_ARENA_NEW(arena, const char *, live->rrsets.count);
	for (size_t i = 0; i < live->rrsets.count; i++)
		marks[i] = live->marks[i] ? wm_arena_text(arena, live->marks[i]) : NULL;
	return marks;
}

static const struct wm_foreign *copy_foreign(struct wm_arena *arena, const struct wm_live *live)
{
	struct wm_foreign *foreign = WM_ARENA_NEW(arena, struct wm_foreign, live->foreign_count);

	for (size_t i = 0; i < live->foreign_count; i++) {
		foreign[i].owner = wm_name_copy(arena, &live->foreign[i].owner);
		foreign[i].type = live->foreign[i].type;
		foreign[i].what = wm_arena_text(arena, live->foreign[i].what);
	}
	return foreign;
}

struct wm_live wm_live_copy(struct wm_arena *arena, const struct wm_live *live)
{
	struct wm_live copy = *live;

	copy.rrsets = wm_rrsets_copy(arena, &live->rrsets);
	copy.token.data = wm_arena_copy(arena, live->token.data, live->token.len);
	copy.marks = copy_marks(arena, live);
	copy.foreign = copy_foreign(arena, live);
	return copy;
}
