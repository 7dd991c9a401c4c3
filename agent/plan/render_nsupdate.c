/* A plan as a script for nsupdate: the same prerequisites and updates that Waymark would send. */
#include "render_parts.h"

#include <waymark/policy.h>
#include <waymark/str.h>
#include <waymark/text.h>

#include <inttypes.h>
#include <string.h>

/* "VERB NAME TYPE" */
static void put_target(struct wm_buf *out, const char *verb, const struct wm_update_record *record)
{
	char type[WM_TYPE_TEXT_MAX];

	wm_buf_printf(out, "%s ", verb);
	wm_name_print(out, &record->owner);
	wm_buf_printf(out, " %s", wm_type_text(record->type, type));
}

/* RFC 2136 section 2.4: class and type say which of the five forms it is. */
static void put_prerequisite(struct wm_buf *out, const struct wm_update_record *record)
{
	if (record->class == WM_CLASS_IN) {
		put_target(out, "prereq yxrrset", record);
		wm_buf_text(out, " ");
		wm_rdata_print(out, record->type, record->rdata);
	} else if (record->type == WM_TYPE_ANY) {
		wm_buf_text(out, "prereq nxdomain ");
		wm_name_print(out, &record->owner);
	} else {
		put_target(out, "prereq nxrrset", record);
	}
	wm_buf_text(out, "\n");
}

static void put_update(struct wm_buf *out, const struct wm_update_record *record)
{
	if (record->class == WM_CLASS_ANY) {
		put_target(out, "update delete", record);
	} else {
		char type[WM_TYPE_TEXT_MAX];

		wm_buf_text(out, "update add ");
		wm_name_print(out, &record->owner);
		wm_buf_printf(out, " %" PRIu32 " %s ", record->ttl_s,
			      wm_type_text(record->type, type));
		wm_rdata_print(out, record->type, record->rdata);
	}
	wm_buf_text(out, "\n");
}

/* nsupdate refuses unusual names in some places, as a master-file loader would; servers need not.
 */
static bool is_unusual(const struct wm_update_record *record)
{
	struct wm_name target;

	switch (record->type) {
	case WM_TYPE_A:
	case WM_TYPE_AAAA:
		return !wm_name_is_host(&record->owner);
	case WM_TYPE_MX:
	case WM_TYPE_NS:
	case WM_TYPE_PTR:
	case WM_TYPE_SRV:
		return record->rdata && wm_rdata_target(record->type, record->rdata, &target) &&
		       !wm_name_is_host(&target);
	default:
		return false;
	}
}

static void put_name_checks(struct wm_buf *out, const struct wm_update *update)
{
	for (size_t i = 0; i < update->update_count; i++)
		if (is_unusual(&update->updates[i])) {
			wm_buf_text(out, "check-names no\n");
			return;
		}
}

/* Where to send it and what to sign it with. The secret itself is never written. */
static void put_provider(struct wm_buf *out, const struct wm_provider_config *provider)
{
	const struct wm_value *key = wm_provider_value(provider, "key");
	const struct wm_value *server = wm_provider_value(provider, "server");

	if (key && key->key) {
		wm_buf_text(out, "; signed with key ");
		wm_name_print(out, &key->key->name);
		wm_buf_text(out, " if started as: nsupdate -k KEYFILE\n");
	}
	if (server && server->count && server->endpoints)
		wm_buf_printf(out, "server %s %" PRIu16 "\n", server->endpoints[0].host,
			      server->endpoints[0].port);
	else
		wm_buf_text(out, "; this provider names no server: say which with `server`\n");
}

static void put_held(struct wm_buf *out, const struct wm_held *held)
{
	wm_buf_text(out, "; held: ");
	wm_render_owner_type(out, &held->desired);
	wm_buf_printf(out, ": %s; %s\n", held->why, held->how);
}

static void put_messages(struct wm_buf *out, const struct wm_zone_plan *zone)
{
	struct wm_arena *arena = wm_arena_new();
	const struct wm_update *updates = NULL;
	struct wm_fail fail = {0};
	size_t count = 0;

	if (wm_update_build(arena, zone, WM_UPDATE_BYTES_MAX, &updates, &count, &fail)) {
		wm_buf_printf(out, "; cannot be sent: %s\n", fail.text);
		wm_arena_free(arena);
		return;
	}
	put_provider(out, zone->provider);
	for (size_t i = 0; i < count; i++) {
		wm_buf_text(out, "zone ");
		wm_name_print(out, &zone->zone);
		wm_buf_text(out, "\n");
		put_name_checks(out, &updates[i]);
		for (size_t j = 0; j < updates[i].prerequisite_count; j++)
			put_prerequisite(out, &updates[i].prerequisites[j]);
		for (size_t j = 0; j < updates[i].update_count; j++)
			put_update(out, &updates[i].updates[j]);
		wm_buf_text(out, "send\n");
	}
	wm_arena_free(arena);
}

static void put_zone(struct wm_buf *out, const struct wm_zone_plan *zone)
{
	wm_buf_text(out, zone->fail.code ? "; failed: " : "; ");
	wm_render_zone_title(out, zone);
	if (zone->fail.code) {
		wm_buf_printf(out, ": %s\n", zone->fail.text);
		return;
	}
	wm_buf_text(out, zone->change_count || zone->held_count ? "\n" : ": in sync\n");
	for (size_t i = 0; i < zone->held_count; i++)
		put_held(out, &zone->held[i]);
	if (zone->change_count)
		put_messages(out, zone);
}

void wm_render_nsupdate(struct wm_buf *out, const struct wm_plan *plan,
			const struct wm_render_options *options)
{
	(void)options;
	for (size_t i = 0; i < plan->zone_count; i++) {
		if (i)
			wm_buf_text(out, "\n");
		put_zone(out, &plan->zones[i]);
	}
}
