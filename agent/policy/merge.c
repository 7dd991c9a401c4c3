/* Joining wishes: one walk over what is sorted, RRset by RRset and name by name. */
#include "merge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* BIND refuses larger RRsets since 9.18.28 (max-records-per-type). */
#define RECORDS_MAX 100

#define TYPE_DS 43

/* ---- who asked ---- */

const struct wm_where *wm_asker_place(const struct wm_domain *domain,
				      const struct wm_service *service,
				      const struct wm_where *where)
{
	return service && service->built_in ? &domain->where : where;
}

const char *wm_asker_text(struct wm_arena *arena, const struct wm_domain *domain,
			  const struct wm_service *service, const struct wm_where *where)
{
	const struct wm_where *place = wm_asker_place(domain, service, where);
	const char *file = place->file ? place->file : "policy";
	char name[WM_NAME_TEXT_MAX];

	if (!service)
		return wm_arena_printf(arena, "the line at %s:%u", file, place->line);
	return wm_arena_printf(arena, "service '%s' for %s (%s:%u)", service->name,
			       wm_name_text(&domain->name, name), file, place->line);
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

int wm_wish_compare(const void *left, const void *right)
{
	const struct wm_wish *a = left;
	const struct wm_wish *b = right;
	int order = compare_numbers(a->provider, b->provider);

	if (order == 0)
		order = wm_name_compare(&a->owner, &b->owner);
	if (order == 0)
		order = compare_numbers(a->type, b->type);
	return order != 0 ? order : compare_numbers(a->sequence, b->sequence);
}

/* ---- joining ---- */

/* The walk. NAME_START is where the RRsets of the name at work begin in the part. */
struct merging {
	struct wm_arena *arena; /* what lasts */
	struct wm_diags *diags;
	struct wm_merged *part; /* of the provider at work */
	size_t name_start;
	const struct wm_want *dname; /* the last DNAME passed, or NULL */
	const struct wm_want *cut;   /* the NS records of the last delegation passed, or NULL */
	/* Two edges on one target: reported once for all the domains of a shape. */
	const struct wm_shape *clashing_shape;
	const struct wm_service *clashing_service;
	/* Those of one RRset and domain that the next ones are compared with. */
	const struct wm_wish **clashers;
	size_t clasher_count;
	size_t clasher_capacity;
};

/* Report that B excludes A, which was first: "SRV of NAME: WHAT, but A wants otherwise". */
static void report(const struct merging *merging, const struct wm_wish *a, const struct wm_wish *b,
		   const char *what)
{
	char name[WM_NAME_TEXT_MAX];
	char type[WM_TYPE_TEXT_MAX];

	wm_error(merging->diags, wm_asker_place(b->domain, b->asker->service, b->asker->where),
		 "%s %s: %s; asked for by %s and %s", wm_name_text(&b->owner, name),
		 wm_type_text(b->type, type), what,
		 wm_asker_text(merging->arena, a->domain, a->asker->service, a->asker->where),
		 wm_asker_text(merging->arena, b->domain, b->asker->service, b->asker->where));
}

/* Are all wishes of the RRset for the same thing? The first that is not is reported. */
static void check_agreement(const struct merging *merging, const struct wm_wish *const *set,
			    size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (set[i]->removal != set[0]->removal) {
			report(merging, set[0], set[i], "both wanted and to be removed");
			return;
		}
		if (set[i]->ttl_s != set[0]->ttl_s) {
			report(merging, set[0], set[i],
			       wm_arena_printf(merging->arena,
					       "TTLs %" PRIu32 " and %" PRIu32 " in one RRset",
					       set[0]->ttl_s, set[i]->ttl_s));
			return;
		}
		if ((set[i]->type == WM_TYPE_CNAME || set[i]->type == WM_TYPE_DNAME) &&
		    wm_rdata_compare(&set[i]->rdata, &set[0]->rdata) != 0) {
			report(merging, set[0], set[i], "two targets, and there can be only one");
			return;
		}
	}
}

static int compare_rdata(const void *left, const void *right)
{
	return wm_rdata_compare(left, right);
}

/* The RDATA of the wishes, sorted and without duplicates. */
static void collect(const struct merging *merging, const struct wm_wish *const *set, size_t count,
		    struct wm_rrset *rrset)
{
	struct wm_rdata *rdata = WM_ARENA_NEW(merging->arena, struct wm_rdata, count);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (kept == 0 || wm_rdata_compare(&rdata[kept - 1], &set[i]->rdata) != 0)
			rdata[kept++] = set[i]->rdata;
	qsort(rdata, kept, sizeof(*rdata), compare_rdata);
	for (size_t i = 0; i < kept; i++)
		if (rrset->count == 0 || wm_rdata_compare(&rdata[rrset->count - 1], &rdata[i]) != 0)
			rdata[rrset->count++] = rdata[i];
	rrset->rdata = rdata;
}

/* ---- two edges on one host ---- */

/* SRV RDATA is priority, weight and port in two bytes each, then the target (RFC 2782). */
#define SRV_PORT_OFFSET 4

/* Do two edges send the same service of a domain to the same target with different ranks? */
static bool clash(const struct wm_wish *a, const struct wm_wish *b)
{
	return a->asker->service == b->asker->service && a->asker->edge != b->asker->edge &&
	       a->rdata.len == b->rdata.len && a->rdata.len > SRV_PORT_OFFSET &&
	       memcmp(a->rdata.bytes + SRV_PORT_OFFSET, b->rdata.bytes + SRV_PORT_OFFSET,
		      a->rdata.len - SRV_PORT_OFFSET) == 0 &&
	       memcmp(a->rdata.bytes, b->rdata.bytes, SRV_PORT_OFFSET) != 0;
}

static bool sets_host(const struct wm_param *params, size_t count, const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(params[i].service, service) == 0 && strcmp(params[i].name, "host") == 0)
			return true;
	return false;
}

/* What to do about it depends on who names the host. */
static void hint_clash(const struct merging *merging, const struct wm_wish *wish)
{
	const struct wm_shape *shape = wish->domain->shape;
	const struct wm_service *service = wish->asker->service;

	if (service && sets_host(shape->params, shape->param_count, service->name))
		wm_hint(merging->diags,
			"%s.host in [%s] counts for every edge: set it in each "
			"[edge] instead",
			service->name, shape->section);
	else if (service && sets_host(service->params, service->param_count, service->name))
		wm_hint(merging->diags, "give one its own name: %s.host = ... in [edge %s]",
			service->name, wish->asker->edge->name);
	else
		wm_hint(merging->diags, "give each edge a target of its own, such as "
					"sip-{edge.name}");
}

static void report_clash(struct merging *merging, const struct wm_wish *a, const struct wm_wish *b)
{
	const struct wm_service *service = b->asker->service;
	const struct wm_edge *edge = b->asker->edge;
	struct wm_name target = wm_name_root;
	char domain[WM_NAME_TEXT_MAX];
	char name[WM_NAME_TEXT_MAX];

	if (merging->clashing_shape == b->domain->shape && merging->clashing_service == service)
		return;
	merging->clashing_shape = b->domain->shape;
	merging->clashing_service = service;
	(void)wm_rdata_target(WM_TYPE_SRV, &b->rdata, &target);
	wm_error(merging->diags, &edge->where,
		 "edges '%s' and '%s' of %s both make SRV records for %s, with different "
		 "priorities; asked for by %s",
		 a->asker->edge->name, edge->name, wm_name_text(&b->domain->name, domain),
		 wm_name_text(&target, name),
		 wm_asker_text(merging->arena, b->domain, service, b->asker->where));
	hint_clash(merging, b);
}

/* Is there something in CLASHERS that clashes whenever WISH does? That is WISH once more, or the
 * same record of two other edges: whoever clashes with WISH is another edge than one of them. */
static bool is_covered(const struct merging *merging, const struct wm_wish *wish)
{
	size_t alike = 0;

	for (size_t i = 0; i < merging->clasher_count; i++) {
		const struct wm_wish *other = merging->clashers[i];

		if (other->asker->service != wish->asker->service ||
		    wm_rdata_compare(&other->rdata, &wish->rdata) != 0)
			continue;
		if (other->asker->edge == wish->asker->edge || ++alike == 2)
			return true;
	}
	return false;
}

/* What one domain asks for stands together, in the order of asking. Few wishes need to be compared
 * with all that follow: an RRset is small, however often each of its records is asked for. */
static void check_clashes(struct merging *merging, const struct wm_wish *const *set, size_t count)
{
	merging->clasher_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && set[i - 1]->domain != set[i]->domain)
			merging->clasher_count = 0;
		if (!set[i]->asker->edge)
			continue;
		for (size_t j = merging->clasher_count; j > 0; j--)
			if (clash(merging->clashers[j - 1], set[i]))
				report_clash(merging, merging->clashers[j - 1], set[i]);
		if (is_covered(merging, set[i]))
			continue;
		merging->clashers =
			wm_arena_grow(merging->arena, merging->clashers, &merging->clasher_capacity,
				      merging->clasher_count, sizeof(const struct wm_wish *));
		merging->clashers[merging->clasher_count++] = set[i];
	}
}

/* ---- RRsets and names ---- */

static void merge_set(struct merging *merging, const struct wm_wish *const *set, size_t count)
{
	struct wm_merged *part = merging->part;
	struct wm_want *want = &part->wants[part->count];
	bool *selected = &part->selected[part->count++];

	check_agreement(merging, set, count);
	*want = (struct wm_want){
		.rrset = {.owner = set[0]->owner, .type = set[0]->type, .ttl_s = set[0]->ttl_s},
		.domain = set[0]->domain,
		.service = set[0]->asker->service,
		.where = *set[0]->asker->where,
	};
	for (size_t i = 0; i < count; i++) {
		want->adopt |= set[i]->adopt;
		*selected |= set[i]->selected;
	}
	if (set[0]->removal)
		return;
	collect(merging, set, count, &want->rrset);
	if (want->rrset.count > RECORDS_MAX)
		report(merging, set[0], set[count - 1],
		       wm_arena_printf(merging->arena,
				       "%zu records in one RRset, servers take %d at most",
				       want->rrset.count, RECORDS_MAX));
	else if (want->rrset.type == WM_TYPE_SRV && want->rrset.count > 1)
		check_clashes(merging, set, count);
}

/* Report that OTHER cannot stand with FIRST. */
static void report_pair(const struct merging *merging, const struct wm_want *first,
			const struct wm_want *other, const char *what)
{
	char name[WM_NAME_TEXT_MAX];
	char type[WM_TYPE_TEXT_MAX];

	wm_error(merging->diags, wm_asker_place(other->domain, other->service, &other->where),
		 "%s %s %s; asked for by %s and %s", wm_name_text(&other->rrset.owner, name),
		 wm_type_text(other->rrset.type, type), what,
		 wm_asker_text(merging->arena, first->domain, first->service, &first->where),
		 wm_asker_text(merging->arena, other->domain, other->service, &other->where));
}

/* All RRsets of one name are there: do they get along (RFC 1034 section 3.6.2)? */
static void check_cname(const struct merging *merging)
{
	const struct wm_merged *part = merging->part;
	const struct wm_want *cname = NULL;

	for (size_t i = merging->name_start; i < part->count; i++)
		if (part->wants[i].rrset.type == WM_TYPE_CNAME && part->wants[i].rrset.count > 0)
			cname = &part->wants[i];
	for (size_t i = merging->name_start; cname && i < part->count; i++) {
		if (&part->wants[i] == cname || part->wants[i].rrset.count == 0)
			continue;
		report_pair(merging, cname, &part->wants[i], "beside a CNAME of that name");
		return;
	}
}

/* Nothing may stand below a DNAME (RFC 6672 section 2.4). Names come in canonical order, so all
 * that is below one follows it at once. */
static void check_dname(struct merging *merging)
{
	const struct wm_want *dname = merging->dname;

	for (size_t i = merging->name_start; i < merging->part->count; i++) {
		const struct wm_want *want = &merging->part->wants[i];

		if (want->rrset.count == 0)
			continue;
		if (dname && wm_name_is_in(&want->rrset.owner, &dname->rrset.owner))
			report_pair(merging, dname, want, "below a DNAME");
		else if (want->rrset.type == WM_TYPE_DNAME)
			merging->dname = want;
	}
}

/* The delegation at the name at work, if it is one and not itself below another. */
static void find_cut(struct merging *merging)
{
	for (size_t i = merging->name_start; i < merging->part->count; i++) {
		const struct wm_want *want = &merging->part->wants[i];

		if (want->rrset.type != WM_TYPE_NS || want->rrset.count == 0 ||
		    wm_name_equal(&want->rrset.owner, &want->domain->name))
			continue;
		if (!merging->cut || !wm_name_is_in(&want->rrset.owner, &merging->cut->rrset.owner))
			merging->cut = want;
	}
}

/* Where a zone is delegated, only NS and DS belong to the zone above (RFC 4035 section 2.4). */
static void check_cut(struct merging *merging)
{
	const struct wm_want *cut;

	find_cut(merging);
	cut = merging->cut;
	for (size_t i = merging->name_start; cut && i < merging->part->count; i++) {
		const struct wm_want *want = &merging->part->wants[i];

		if (want == cut || want->rrset.count == 0 ||
		    !wm_name_is_in(&want->rrset.owner, &cut->rrset.owner))
			continue;
		if (want->rrset.type != TYPE_DS ||
		    !wm_name_equal(&want->rrset.owner, &cut->rrset.owner))
			report_pair(merging, cut, want,
				    "at or below a delegation (NS), where nobody sees it");
	}
}

static void end_name(struct merging *merging)
{
	check_cut(merging);
	check_cname(merging);
	check_dname(merging);
	merging->name_start = merging->part->count;
}

static bool same_name(const struct wm_wish *a, const struct wm_wish *b)
{
	return a->provider == b->provider && wm_name_equal(&a->owner, &b->owner);
}

static bool same_set(const struct wm_wish *a, const struct wm_wish *b)
{
	return a->type == b->type && same_name(a, b);
}

/* The wishes for one provider, into its part. */
static void merge_part(struct merging *merging, const struct wm_wish *const *wishes, size_t count)
{
	struct wm_merged *part = merging->part;
	size_t next;

	part->wants = WM_ARENA_NEW(merging->arena, struct wm_want, count);
	part->selected = WM_ARENA_NEW(merging->arena, bool, count);
	merging->name_start = 0;
	merging->dname = NULL;
	merging->cut = NULL;
	for (size_t i = 0; i < count; i = next) {
		for (next = i + 1; next < count && same_set(wishes[i], wishes[next]);)
			next++;
		merge_set(merging, wishes + i, next - i);
		if (next == count || !same_name(wishes[i], wishes[next]))
			end_name(merging);
	}
}

/* The index of the first wish for a provider after PROVIDER. */
static size_t find_end(const struct wm_wish *const *wishes, size_t count, size_t provider)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wishes[middle]->provider <= provider)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct wm_merged *wm_merge(struct wm_arena *arena, const struct wm_wish *const *wishes,
			   size_t count, size_t provider_count, struct wm_diags *diags)
{
	struct wm_merged *parts = WM_ARENA_NEW(arena, struct wm_merged, provider_count);
	struct merging merging = {.arena = arena, .diags = diags};
	size_t start = 0;

	for (size_t i = 0; i < provider_count; i++) {
		size_t end = find_end(wishes, count, i);

		merging.part = &parts[i];
		merge_part(&merging, wishes + start, end - start);
		start = end;
	}
	return parts;
}
