/* Checks across the whole of what is wanted: forbidden types, dead targets. */
#include "traps.h"

#include <stdio.h>
#include <string.h>

/* One pass over the RRsets of one provider. */
struct pass {
	struct wm_arena *work;
	struct wm_diags *diags;
	const struct wm_homes *homes;
	const struct wm_provider_config *provider;
	const struct wm_value *zones; /* what PROVIDER was told it holds, or NULL */
	const struct wm_want *wants;
	size_t count;
	struct wm_name last_target; /* that was looked up: neighbours often share it */
	bool is_complete;           /* nothing is missing because of an error that was reported */
};

static const struct wm_where *place_of(const struct wm_want *want)
{
	return wm_asker_place(want->domain, want->service, &want->where);
}

/* "NAME TYPE", in the pass's memory. */
static const char *set_text(const struct pass *pass, const struct wm_want *want)
{
	char name[WM_NAME_TEXT_MAX];
	char type[WM_TYPE_TEXT_MAX];

	return wm_arena_printf(pass->work, "%s %s", wm_name_text(&want->rrset.owner, name),
			       wm_type_text(want->rrset.type, type));
}

/* ---- what must not be in a policy ---- */

/* Types that a signer or the protocol itself makes (RFC 4034, RFC 5155, RFC 6891). */
static const uint16_t servers_own[] = {WM_TYPE_OPT, 46 /* RRSIG */, 47 /* NSEC */, 50 /* NSEC3 */};

/* Is OWNER a zone that the provider was told it has? */
static bool is_listed_apex(const struct pass *pass, const struct wm_name *owner)
{
	for (size_t i = 0; pass->zones && i < pass->zones->count; i++)
		if (wm_name_equal(&pass->zones->names[i], owner))
			return true;
	return false;
}

static void check_type(const struct pass *pass, const struct wm_want *want)
{
	uint16_t type = want->rrset.type;

	for (size_t i = 0; i < WM_COUNT(servers_own); i++)
		if (type == servers_own[i])
			wm_error(pass->diags, place_of(want),
				 "%s: the server makes such records itself", set_text(pass, want));
	if (type == WM_TYPE_SOA)
		wm_error(pass->diags, place_of(want), "%s: the SOA of a zone is never touched",
			 set_text(pass, want));
	if (type == WM_TYPE_NS && (is_listed_apex(pass, &want->rrset.owner) ||
				   wm_homes_exact(pass->homes, &want->rrset.owner)))
		wm_error(pass->diags, place_of(want),
			 "%s: the NS records at the top of a zone are never touched",
			 set_text(pass, want));
	if (type == WM_TYPE_CNAME && want->rrset.count > 0 &&
	    is_listed_apex(pass, &want->rrset.owner))
		wm_error(pass->diags, place_of(want),
			 "%s: a CNAME cannot stand at the top of a zone, beside its SOA",
			 set_text(pass, want));
}

/* ---- targets ---- */

/* The first RRset at OWNER; COUNT if there is none. */
static size_t find_owner(const struct pass *pass, const struct wm_name *owner)
{
	size_t low = 0;
	size_t high = pass->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wm_name_compare(&pass->wants[middle].rrset.owner, owner) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What is wanted at TARGET. */
struct found {
	bool address;
	const struct wm_want *cname;
};

static struct found look_up(const struct pass *pass, const struct wm_name *target)
{
	struct found found = {.address = false};

	for (size_t i = find_owner(pass, target);
	     i < pass->count && wm_name_equal(&pass->wants[i].rrset.owner, target); i++) {
		const struct wm_want *want = &pass->wants[i];

		if (want->rrset.count == 0)
			continue;
		if (want->rrset.type == WM_TYPE_CNAME)
			found.cname = want;
		if (want->rrset.type == WM_TYPE_A || want->rrset.type == WM_TYPE_AAAA)
			found.address = true;
	}
	return found;
}

/* Does a wildcard of the policy answer for TARGET (RFC 4592)? */
static bool has_wildcard(const struct pass *pass, const struct wm_name *target)
{
	struct wm_name parent = *target;

	while (wm_name_parent(&parent, &parent)) {
		struct wm_name wildcard;
		struct found found;

		if (wm_name_prefix(pass->work, "*", &parent, &wildcard, NULL))
			continue;
		found = look_up(pass, &wildcard);
		if (found.address || found.cname)
			return true;
	}
	return false;
}

/* Is TARGET in a zone that this provider keeps, so that its address should be ours too? */
static bool is_ours(const struct pass *pass, const struct wm_name *target)
{
	const struct wm_domain *home;

	if (pass->zones && pass->zones->count > 0) {
		for (size_t i = 0; i < pass->zones->count; i++)
			if (wm_name_is_in(target, &pass->zones->names[i]))
				return true;
		return false;
	}
	home = wm_homes_find(pass->homes, target);
	for (size_t i = 0; home && i < home->shape->provider_count; i++)
		if (home->shape->providers[i] == pass->provider)
			return true;
	return false;
}

static void check_target(struct pass *pass, const struct wm_want *want,
			 const struct wm_name *target)
{
	char name[WM_NAME_TEXT_MAX];
	struct found found;

	if (wm_name_equal(target, &pass->last_target))
		return;
	if (!wm_name_is_host(target)) {
		wm_error(pass->diags, place_of(want),
			 "%s points at %s, which is no host name: letters, digits and hyphens only",
			 set_text(pass, want), wm_name_text(target, name));
		return;
	}
	found = look_up(pass, target);
	if (found.cname) {
		wm_error(pass->diags, place_of(want),
			 "%s points at %s, which is a CNAME (RFC 2782, RFC 2181); asked for by %s",
			 set_text(pass, want), wm_name_text(target, name),
			 wm_asker_text(pass->work, found.cname->domain, found.cname->service,
				       &found.cname->where));
		return;
	}
	pass->last_target = *target;
	if (pass->is_complete && !found.address && is_ours(pass, target) &&
	    !has_wildcard(pass, target))
		wm_warning(pass->diags, place_of(want),
			   "no address for %s is in the policy, and %s points at it",
			   wm_name_text(target, name), set_text(pass, want));
}

static void check_targets(struct pass *pass, const struct wm_want *want)
{
	const struct wm_rrset *rrset = &want->rrset;
	struct wm_name target;

	if (rrset->type != WM_TYPE_SRV && rrset->type != WM_TYPE_MX && rrset->type != WM_TYPE_NS)
		return;
	for (size_t i = 0; i < rrset->count; i++)
		if (wm_rdata_target(rrset->type, &rrset->rdata[i], &target))
			check_target(pass, want, &target);
}

/* An SRV owner is _service._proto.name (RFC 2782): a dot that is missing makes another name. */
static void check_srv_owner(const struct pass *pass, const struct wm_want *want)
{
	const struct wm_name *owner = &want->rrset.owner;
	size_t second = (size_t)owner->wire[0] + 1;

	if (want->rrset.type != WM_TYPE_SRV || want->rrset.count == 0)
		return;
	if (wm_name_labels(owner) < 2 || owner->wire[1] != '_' || owner->wire[second + 1] != '_')
		wm_warning(pass->diags, place_of(want),
			   "%s: the name of an SRV record begins with _service._proto",
			   set_text(pass, want));
}

/* A provider of many zones may list them, one of a single zone names it. */
static const struct wm_value *zones_of(const struct wm_provider_config *provider)
{
	const struct wm_value *zones = wm_provider_value(provider, "zones");

	return zones ? zones : wm_provider_value(provider, "zone");
}

void wm_traps_check(struct wm_arena *work, const struct wm_policy *policy,
		    const struct wm_homes *homes, const struct wm_merged *merged,
		    struct wm_diags *diags)
{
	bool is_complete = diags->errors == 0;

	for (size_t i = 0; i < policy->provider_count; i++) {
		struct pass pass = {
			.work = work,
			.diags = diags,
			.homes = homes,
			.provider = &policy->providers[i],
			.zones = zones_of(&policy->providers[i]),
			.wants = merged[i].wants,
			.count = merged[i].count,
			.last_target = wm_name_root,
			.is_complete = is_complete,
		};

		for (size_t j = 0; j < pass.count; j++) {
			check_type(&pass, &pass.wants[j]);
			check_targets(&pass, &pass.wants[j]);
			check_srv_owner(&pass, &pass.wants[j]);
		}
	}
}
