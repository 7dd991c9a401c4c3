/*
 * The desired records for programs, under the same promise as the plan's JSON:
 *
 *   format      "waymark-records/1"
 *   providers   in the policy's order
 *     provider    the [provider] section's name
 *     view        "external" or "internal"
 *     rrsets      {owner, type, ttl, records, source}, sorted by owner and type; ttl null and no
 *                 records: must not exist
 */
#include "render_parts.h"

#include <waymark/json.h>
#include <waymark/policy.h>

static json_t *make_rrset(const struct wm_want *want)
{
	const struct wm_rrset *set = &want->rrset;
	json_t *object = json_object();

	wm_json_put(object, "owner", wm_json_name(&set->owner));
	wm_json_put(object, "type", wm_json_type(set->type));
	wm_json_put(object, "ttl", set->count ? json_integer(set->ttl_s) : json_null());
	wm_json_put(object, "records", wm_json_records(set));
	wm_json_put(object, "source", wm_json_source(want));
	return object;
}

static json_t *make_provider(const struct wm_desired *desired)
{
	json_t *object = json_object(), *sets = json_array();

	wm_json_put(object, "provider", wm_json_text(desired->provider->name));
	wm_json_put(object, "view", wm_json_text(wm_view_text(desired->provider->view)));
	for (size_t i = 0; i < desired->count; i++)
		wm_json_append(sets, make_rrset(&desired->wants[i]));
	wm_json_put(object, "rrsets", sets);
	return object;
}

void wm_render_records_json(struct wm_buf *out, const struct wm_desired *desired, size_t count)
{
	json_t *root = json_object(), *providers = json_array();

	wm_json_put(root, "format", wm_json_text("waymark-records/1"));
	for (size_t i = 0; i < count; i++)
		wm_json_append(providers, make_provider(&desired[i]));
	wm_json_put(root, "providers", providers);
	wm_json_finish(out, root);
}
