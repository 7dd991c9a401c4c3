/* Every RRset against what its provider can hold: types, data, TTLs. */
#include "limits.h"

#include <inttypes.h>

/* A line that was reported for a type, so that a thousand domains of one shape are one error. */
struct reported {
	const struct wm_provider_config *provider;
	const char *file;
	unsigned line;
	uint16_t type;
};

struct limits {
	struct wm_arena *arena;
	struct wm_diags *diags;
	struct reported *items;
	size_t count, capacity;
};

/* TTLs of one provider outside one of its bounds. */
struct outside {
	const struct wm_want *first;
	uint32_t first_ttl_s;
	size_t count;
};

static bool has_type(const uint16_t *types, uint16_t type)
{
	for (; *types; types++)
		if (*types == type)
			return true;
	return false;
}

/* Note the line that WANT comes from; false if it was noted before. */
static bool note(struct limits *limits, const struct wm_provider_config *provider,
		 const struct wm_want *want)
{
	const struct reported mine = {.provider = provider,
				      .file = want->where.file,
				      .line = want->where.line,
				      .type = want->rrset.type};

	for (size_t i = 0; i < limits->count; i++) {
		const struct reported *other = &limits->items[i];

		if (other->provider == mine.provider && other->file == mine.file &&
		    other->line == mine.line && other->type == mine.type)
			return false;
	}
	limits->items = wm_arena_grow(limits->arena, limits->items, &limits->capacity,
				      limits->count, sizeof(*limits->items));
	limits->items[limits->count++] = mine;
	return true;
}

static void check_data(struct limits *limits, const struct wm_provider_config *provider,
		       const struct wm_want *want)
{
	const struct wm_provider_schema *schema = provider->schema;
	const struct wm_where *place;
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];
	const char *why = NULL;

	if (schema->types && !has_type(schema->types, want->rrset.type))
		why = "it has no records of this type";
	else if (schema->refuses)
		why = schema->refuses(&want->rrset);
	if (!why || !note(limits, provider, want))
		return;
	place = wm_asker_place(want->domain, want->service, &want->where);
	wm_error(limits->diags, place,
		 "%s %s cannot be held by provider '%s' (%s): %s; asked for by %s",
		 wm_name_text(&want->rrset.owner, name), wm_type_text(want->rrset.type, type),
		 provider->name, schema->name, why,
		 wm_asker_text(limits->arena, want->domain, want->service, &want->where));
	wm_hint(limits->diags, "`waymark providers %s` tells what it can hold", schema->name);
}

/* Bring WANT's TTL to BOUND_S, the one that it passes. */
static void bound_ttl(struct wm_want *want, uint32_t bound_s, struct outside *outside)
{
	if (!outside->count++) {
		outside->first = want;
		outside->first_ttl_s = want->rrset.ttl_s;
	}
	want->rrset.ttl_s = bound_s;
}

static void warn_outside(const struct limits *limits, const struct wm_provider_config *provider,
			 const struct outside *outside, const char *what)
{
	const struct wm_want *want = outside->first;
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];
	const char *more = "";

	if (!outside->count)
		return;
	if (outside->count > 1)
		more = wm_arena_printf(limits->arena, " (%zu more likewise)", outside->count - 1);
	wm_warning(limits->diags, wm_asker_place(want->domain, want->service, &want->where),
		   "%s %s: a TTL of %" PRIu32 " s is %s that provider '%s' (%s) can hold; it gets "
		   "%" PRIu32 " s%s",
		   wm_name_text(&want->rrset.owner, name), wm_type_text(want->rrset.type, type),
		   outside->first_ttl_s, what, provider->name, provider->schema->name,
		   want->rrset.ttl_s, more);
}

static void apply(struct limits *limits, const struct wm_provider_config *provider,
		  struct wm_merged *part)
{
	uint32_t min_s = provider->schema->ttl_min_s, max_s = provider->schema->ttl_max_s;
	struct outside low = {0}, high = {0};

	for (size_t i = 0; i < part->count; i++) {
		struct wm_want *want = &part->wants[i];

		if (!want->rrset.count)
			continue; /* what must not exist can be held by anybody */
		check_data(limits, provider, want);
		if (want->rrset.ttl_s < min_s)
			bound_ttl(want, min_s, &low);
		else if (max_s && want->rrset.ttl_s > max_s)
			bound_ttl(want, max_s, &high);
	}
	warn_outside(limits, provider, &low, "below the lowest");
	warn_outside(limits, provider, &high, "above the highest");
}

void wm_limits_apply(struct wm_arena *arena, const struct wm_policy *policy,
		     struct wm_merged *merged, struct wm_diags *diags)
{
	struct limits limits = {.arena = arena, .diags = diags};

	for (size_t i = 0; i < policy->provider_count; i++)
		apply(&limits, &policy->providers[i], &merged[i]);
}
