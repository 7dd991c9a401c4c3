/*
 * A plan for programs. The form is a promise, byte for byte: keys stand in this order, new ones may
 * come with the same number behind the slash, and what is here neither goes nor changes its meaning
 * without another number.
 *
 *   format   "waymark-plan/1"
 *   zones    by provider in the policy's order, then by name
 *     zone       its name, or null: none was found
 *     provider   the [provider] section's name
 *     serial     of the SOA as read, or null: none, or not read
 *     status     "in-sync", "changes", "held" (nothing but held differences) or "failed"
 *     error      {code, text}; only if failed
 *     names      only if no zone was found: the first 20 owners that it was sought for
 *     changes    in the order of application
 *       action     "create", "update" or "delete"
 *       reason     "create", "update", "drift", "adopt" or "delete"
 *       owner, type
 *       before, after   {ttl, records} or null: does not exist
 *       source     what asked for it: {domain, service or null, file, line}
 *     held       {owner, type, live, desired, why, how, source}, sorted by owner and type
 *     same       RRsets that are already as the policy wants them
 *   totals   create, update, delete, held, same: RRsets; failed_zones, changed_zones
 *
 * Names end in a dot; records are in master-file form, sorted as DNSSEC sorts them.
 */
#include "render_parts.h"

#include <waymark/json.h>
#include <waymark/policy.h>

/* Of the names without a zone this many are told. */
enum { NAMES_MAX = 20 };

static json_t *make_side(const struct wm_rrset *set)
{
	json_t *side;

	if (!set->count)
		return json_null();
	side = json_object();
	wm_json_put(side, "ttl", json_integer(set->ttl_s));
	wm_json_put(side, "records", wm_json_records(set));
	return side;
}

static json_t *make_change(const struct wm_change *change)
{
	json_t *object = json_object();

	wm_json_put(object, "action", wm_json_text(wm_action_text(wm_change_action(change))));
	wm_json_put(object, "reason", wm_json_text(wm_reason_text(change->reason)));
	wm_json_put(object, "owner", wm_json_name(&change->after.owner));
	wm_json_put(object, "type", wm_json_type(change->after.type));
	wm_json_put(object, "before", make_side(&change->before));
	wm_json_put(object, "after", make_side(&change->after));
	wm_json_put(object, "source", wm_json_source(change->want));
	return object;
}

static json_t *make_held(const struct wm_held *held)
{
	json_t *object = json_object();

	wm_json_put(object, "owner", wm_json_name(&held->desired.owner));
	wm_json_put(object, "type", wm_json_type(held->desired.type));
	wm_json_put(object, "live", make_side(&held->live));
	wm_json_put(object, "desired", make_side(&held->desired));
	wm_json_put(object, "why", wm_json_text(held->why));
	wm_json_put(object, "how", wm_json_text(held->how));
	wm_json_put(object, "source", wm_json_source(held->want));
	return object;
}

static json_t *make_error(const struct wm_fail *fail)
{
	json_t *error = json_object();

	wm_json_put(error, "code", wm_json_text(wm_code_name(fail->code)));
	wm_json_put(error, "text", wm_json_text(fail->text));
	return error;
}

/* For whom no zone was found. Wants are sorted, so that those of one owner stand together. */
static json_t *make_names(const struct wm_zone_plan *zone)
{
	json_t *names = json_array();

	for (size_t i = 0; i < zone->want_count && json_array_size(names) < NAMES_MAX; i++) {
		const struct wm_name *owner = &zone->wants[i]->rrset.owner;

		if (!i || !wm_name_equal(owner, &zone->wants[i - 1]->rrset.owner))
			wm_json_append(names, wm_json_name(owner));
	}
	return names;
}

static const char *find_status(const struct wm_zone_plan *zone)
{
	if (zone->fail.code)
		return "failed";
	if (zone->change_count)
		return "changes";
	return zone->held_count ? "held" : "in-sync";
}

/* A zone that failed has no changes, whatever the struct may hold. */
static json_t *make_zone(const struct wm_zone_plan *zone)
{
	bool failed = zone->fail.code != WM_OK;
	json_t *object = json_object(), *changes = json_array(), *held = json_array();

	wm_json_put(object, "zone", zone->zone.len ? wm_json_name(&zone->zone) : json_null());
	wm_json_put(object, "provider", wm_json_text(zone->provider->name));
	wm_json_put(object, "serial",
		    zone->live.serial && !failed ? json_integer(zone->live.serial) : json_null());
	wm_json_put(object, "status", wm_json_text(find_status(zone)));
	if (failed)
		wm_json_put(object, "error", make_error(&zone->fail));
	if (!zone->zone.len)
		wm_json_put(object, "names", make_names(zone));
	for (size_t i = 0; i < zone->change_count && !failed; i++)
		wm_json_append(changes, make_change(&zone->changes[i]));
	for (size_t i = 0; i < zone->held_count && !failed; i++)
		wm_json_append(held, make_held(&zone->held[i]));
	wm_json_put(object, "changes", changes);
	wm_json_put(object, "held", held);
	wm_json_put(object, "same", json_integer(failed ? 0 : (json_int_t)zone->same_count));
	return object;
}

static json_t *make_totals(const struct wm_plan *plan)
{
	struct wm_plan_totals totals = wm_plan_totals(plan);
	json_t *object = json_object();

	wm_json_put(object, "create", json_integer((json_int_t)totals.creates));
	wm_json_put(object, "update", json_integer((json_int_t)totals.updates));
	wm_json_put(object, "delete", json_integer((json_int_t)totals.deletes));
	wm_json_put(object, "held", json_integer((json_int_t)totals.held));
	wm_json_put(object, "same", json_integer((json_int_t)totals.same));
	wm_json_put(object, "failed_zones", json_integer((json_int_t)totals.failed_zones));
	wm_json_put(object, "changed_zones", json_integer((json_int_t)totals.changed_zones));
	return object;
}

void wm_render_json(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options)
{
	json_t *root = json_object(), *zones = json_array();

	(void)options;
	wm_json_put(root, "format", wm_json_text("waymark-plan/1"));
	for (size_t i = 0; i < plan->zone_count; i++)
		wm_json_append(zones, make_zone(&plan->zones[i]));
	wm_json_put(root, "zones", zones);
	wm_json_put(root, "totals", make_totals(plan));
	wm_json_finish(out, root);
}
