/* Questions about a finished plan: its words and totals, whether it is met, what it is part of. */
#include <waymark/plan.h>

#include "compare.h"

#include <stdlib.h>

const char *wm_reason_text(enum wm_reason reason)
{
	static const char *const texts[] = {
#define WM_REASON(name, text) [WM_REASON_##name] = (text),
		WM_REASON_LIST(WM_REASON)
#undef WM_REASON
	};

	return texts[reason];
}

const char *wm_action_text(enum wm_action action)
{
	static const char *const texts[] = {
		[WM_ACTION_CREATE] = "create",
		[WM_ACTION_UPDATE] = "update",
		[WM_ACTION_DELETE] = "delete",
	};

	return texts[action];
}

enum wm_action wm_change_action(const struct wm_change *change)
{
	if (!change->before.count)
		return WM_ACTION_CREATE;
	return change->after.count ? WM_ACTION_UPDATE : WM_ACTION_DELETE;
}

bool wm_rrset_is_met(const struct wm_rrset *wanted, const struct wm_rrset *live)
{
	if (!live || !live->count || !wanted->count)
		return !wanted->count && (!live || !live->count);
	return wanted->ttl_s == live->ttl_s && wm_rrset_same_data(wanted, live);
}

struct wm_plan_totals wm_plan_totals(const struct wm_plan *plan)
{
	struct wm_plan_totals totals = {0};

	for (size_t i = 0; i < plan->zone_count; i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];
		size_t actions[] = {
			[WM_ACTION_CREATE] = 0, [WM_ACTION_UPDATE] = 0, [WM_ACTION_DELETE] = 0};

		if (zone->fail.code) {
			totals.failed_zones++;
			continue;
		}
		for (size_t j = 0; j < zone->change_count; j++)
			actions[wm_change_action(&zone->changes[j])]++;
		totals.creates += actions[WM_ACTION_CREATE];
		totals.updates += actions[WM_ACTION_UPDATE];
		totals.deletes += actions[WM_ACTION_DELETE];
		totals.held += zone->held_count;
		totals.same += zone->same_count;
		totals.changed_zones += zone->change_count > 0;
	}
	return totals;
}

const struct wm_change *wm_plan_unmet(const struct wm_change *changes, size_t count,
				      const struct wm_live *live)
{
	for (size_t i = 0; i < count; i++) {
		const struct wm_rrset *after = &changes[i].after;

		if (!wm_rrset_is_met(after,
				     wm_rrsets_find(&live->rrsets, &after->owner, after->type)))
			return &changes[i];
	}
	return NULL;
}

static int compare_changes(const void *a, const void *b)
{
	const struct wm_change *const *left = a, *const *right = b;

	return wm_rrset_compare(&(*left)->after, &(*right)->after);
}

bool wm_plan_is_within(const struct wm_zone_plan *zone, const struct wm_zone_plan *shown)
{
	struct wm_arena *scratch = wm_arena_new();
	const struct wm_change **sorted =
		WM_ARENA_NEW(scratch, const struct wm_change *, shown->change_count);
	bool within = true;

	for (size_t i = 0; i < shown->change_count; i++)
		sorted[i] = &shown->changes[i];
	qsort(sorted, shown->change_count, sizeof(const struct wm_change *), compare_changes);
	for (size_t i = 0; i < zone->change_count && within; i++) {
		const struct wm_change *change = &zone->changes[i];
		const struct wm_change **found =
			bsearch(&change, sorted, shown->change_count,
				sizeof(const struct wm_change *), compare_changes);

		within = found && wm_rrset_is_met(&change->before, &(*found)->before) &&
			 wm_rrset_is_met(&change->after, &(*found)->after);
	}
	wm_arena_free(scratch);
	return within;
}
