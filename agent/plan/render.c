/* The table of renderers, and the phrases that they share. */
#include <waymark/render.h>

#include "render_parts.h"

#include <waymark/policy.h>
#include <waymark/str.h>

#include <inttypes.h>
#include <string.h>

/* Of many zones that are told in one line this many are named. */
enum { NAMES_MAX = 3 };

const struct wm_renderer wm_renderers[] = {
	{"text", "for people: zone by zone, value by value", wm_render_text},
	{"json", "for programs: stable keys in a fixed order", wm_render_json},
	{"nsupdate", "a script for nsupdate with the same prerequisites", wm_render_nsupdate},
	{"zone", "the managed records as a master file, as the plan would leave them",
	 wm_render_zone},
	{0},
};

const struct wm_renderer *wm_renderer_find(const char *name)
{
	for (const struct wm_renderer *renderer = wm_renderers; renderer->name; renderer++)
		if (!strcmp(renderer->name, name))
			return renderer;
	return NULL;
}

static void put_name(struct wm_buf *out, const struct wm_zone_plan *zone)
{
	if (zone->zone.len)
		wm_name_print(out, &zone->zone);
	else if (zone->want_count)
		wm_name_print(out, &zone->wants[0]->domain->name);
	else
		wm_buf_text(out, "no zone");
}

void wm_render_zone_names(struct wm_buf *out, const struct wm_zone_plan *zones, size_t count)
{
	for (size_t i = 0; i < count && i < NAMES_MAX; i++) {
		wm_buf_text(out, i ? ", " : "");
		put_name(out, &zones[i]);
	}
	if (count > NAMES_MAX)
		wm_buf_printf(out, " and %zu more", count - NAMES_MAX);
}

void wm_render_zone_title(struct wm_buf *out, const struct wm_zone_plan *zones, size_t count)
{
	wm_render_zone_names(out, zones, count);
	wm_buf_text(out, "  (");
	wm_str_escape_utf8(out, zones->provider->name, strlen(zones->provider->name));
	if (count == 1 && zones->live.serial && !zones->fail.code)
		wm_buf_printf(out, ", serial %" PRIu32, zones->live.serial);
	wm_buf_text(out, ")");
}

void wm_render_source(struct wm_buf *out, const struct wm_want *want)
{
	const char *text = want->service ? want->service->name : want->where.file;

	wm_str_escape_utf8(out, text, strlen(text));
	if (!want->service)
		wm_buf_printf(out, ":%u", want->where.line);
}

void wm_render_owner_type(struct wm_buf *out, const struct wm_rrset *set)
{
	char type[WM_TYPE_TEXT_MAX];

	wm_name_print(out, &set->owner);
	wm_buf_printf(out, " %s", wm_type_text(set->type, type));
}

void wm_render_count(struct wm_buf *out, size_t count, const char *thing)
{
	wm_buf_printf(out, "%zu %s%s", count, thing, count == 1 ? "" : "s");
}
