/* The zones of an account, once listed: which of them holds a name. */
#include "rest.h"

#include <stdlib.h>
#include <string.h>

#include "table.h"

void wm_rest_zones_add(struct wm_arena *arena, struct wm_rest_zones *zones,
		       const struct wm_name *name, const char *token)
{
	zones->items = wm_arena_grow(arena, zones->items, &zones->capacity, zones->count,
				     sizeof(*zones->items));
	zones->items[zones->count++] = (struct wm_rest_zone){.name = wm_name_copy(arena, name),
							     .token = wm_arena_text(arena, token)};
}

static int compare_zones(const void *a, const void *b)
{
	const struct wm_rest_zone *x = a, *y = b;
	int order = wm_name_compare(&x->name, &y->name);

	return order ? order : strcmp(x->token, y->token);
}

void wm_rest_zones_finish(struct wm_rest_zones *zones)
{
	if (zones->count)
		qsort(zones->items, zones->count, sizeof(*zones->items), compare_zones);
}

/* The index of the first zone called NAME, or COUNT. */
static size_t find_zone(const struct wm_rest_zones *zones, const struct wm_name *name)
{
	size_t low = 0, high = zones->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wm_name_compare(&zones->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < zones->count && wm_name_equal(&zones->items[low].name, name))
		return low;
	return zones->count;
}

/* The zones that the policy leaves to this provider; none: all of them. */
static struct wm_table read_named(const struct wm_job *job)
{
	const struct wm_value *names = wm_provider_value(job->config, "zones");
	struct wm_table named = {.arena = job->arena};

	for (size_t i = 0; names && i < names->count; i++)
		*wm_table_put(&named, &names->names[i], 0) = 1;
	return named;
}

static void match(struct wm_job *job, const struct wm_rest_zones *zones,
		  const struct wm_table *named, size_t index)
{
	struct wm_found *found = &job->found[index];
	struct wm_fail *fail = WM_ARENA_NEW(job->arena, struct wm_fail, 1);
	struct wm_name name = job->names[index];
	char text[WM_NAME_TEXT_MAX], zone_text[WM_NAME_TEXT_MAX];
	const struct wm_rest_zone *zone;
	size_t at;

	do
		at = find_zone(zones, &name);
	while (at == zones->count && wm_name_parent(&name, &name));
	zone = at < zones->count ? &zones->items[at] : NULL;
	found->fail = fail;
	if (!zone)
		(void)wm_fail(fail, WM_ENOZONE,
			      "%s is in none of the %zu zones that provider '%s' can see",
			      wm_name_text(&job->names[index], text), zones->count,
			      job->config->name);
	else if (named->count && !wm_table_get(named, &zone->name, 0))
		(void)wm_fail(fail, WM_ENOZONE,
			      "%s is in the zone %s, which `zones` of provider '%s' does not name",
			      wm_name_text(&job->names[index], text),
			      wm_name_text(&zone->name, zone_text), job->config->name);
	else if (at + 1 < zones->count && wm_name_equal(&zone[1].name, &zone->name))
		(void)wm_fail(fail, WM_ENOZONE,
			      "%s is there more than once in the account of provider '%s' (%s, "
			      "%s): nobody can tell which is meant",
			      wm_name_text(&zone->name, zone_text), job->config->name, zone->token,
			      zone[1].token);
	else
		*found = (struct wm_found){.zone = zone->name, .token = zone->token};
}

enum wm_step wm_rest_zones_match(struct wm_job *job, const struct wm_rest_zones *zones)
{
	const struct wm_table named = read_named(job);

	for (size_t i = 0; i < job->name_count; i++)
		match(job, zones, &named, i);
	return WM_STEP_DONE;
}
