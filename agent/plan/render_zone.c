/* The managed RRsets of each zone as a master file: as they will be once the plan is applied. */
#include "render_parts.h"

#include <waymark/text.h>

static void put_held(struct wm_buf *out, const struct wm_held *held)
{
	wm_buf_text(out, "; held");
	if (!held->live.count) {
		wm_buf_text(out, ", not created: ");
		wm_render_owner_type(out, &held->desired);
	}
	wm_buf_printf(out, ": %s\n", held->why);
	wm_rrset_print(out, &held->live);
}

static void put_want(struct wm_buf *out, const struct wm_want *want)
{
	if (!want->rrset.count) {
		wm_buf_text(out, "; absent: ");
		wm_render_owner_type(out, &want->rrset);
		wm_buf_text(out, "\n");
	}
	wm_rrset_print(out, &want->rrset);
}

/* Wants and held rows are both sorted; a held row stands for the want it keeps from being met. */
static void put_zone(struct wm_buf *out, const struct wm_zone_plan *zone)
{
	size_t want = 0, held = 0;

	while (want < zone->want_count || held < zone->held_count) {
		int order;

		if (want == zone->want_count)
			order = 1;
		else if (held == zone->held_count)
			order = -1;
		else
			order = wm_rrset_compare(&zone->wants[want]->rrset,
						 &zone->held[held].desired);
		if (order < 0)
			put_want(out, zone->wants[want]);
		else
			put_held(out, &zone->held[held]);
		want += order <= 0;
		held += order >= 0;
	}
}

void wm_render_zone(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options)
{
	(void)options;
	for (size_t i = 0; i < plan->zone_count; i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];

		wm_buf_text(out, i ? "\n; " : "; ");
		wm_render_zone_title(out, zone, 1);
		if (zone->fail.code) {
			wm_buf_printf(out, ": not known: %s\n", zone->fail.text);
			continue;
		}
		wm_buf_text(out,
			    zone->change_count ? ": as the plan would leave it\n" : ": as it is\n");
		put_zone(out, zone);
	}
}
