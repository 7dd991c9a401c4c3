/* Changes as UPDATE messages: the prerequisites that guard them and the records that make them. */
#include <waymark/plan.h>

#include <waymark/tsig.h>
#include <waymark/wire.h>

#include <assert.h>
#include <stdlib.h>

enum {
	RECORD_FIXED = 10, /* type, class, TTL and length (RFC 1035 section 3.2.1) */
	/* The header, the zone section, and a TSIG record with the longest key name: owner, fixed
	 * part, algorithm name, times and lengths, MAC, six bytes of other data (RFC 8945 section
	 * 4.2). */
	MESSAGE_FIXED = 12 + (WM_NAME_MAX + 4) +
			(WM_NAME_MAX + RECORD_FIXED + 32 + 16 + WM_TSIG_MAC_MAX + 6),
};

/* What may not have come to a name that is about to get a CNAME: a server would skip that CNAME,
 * answer NOERROR, and leave the name without any record. */
static const uint16_t known_types[] = {
#define WM_TYPE(name, number) (number),
	WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
};

/* The message that is being made: a run of whole units. Both lists have room for all of it. */
struct draft {
	struct wm_update_record *prerequisites;
	size_t prerequisite_count;
	struct wm_update_record *updates;
	size_t update_count;
	const struct wm_name **without_cname; /* owners that must have no CNAME, repeats included */
	size_t without_cname_count;
};

static bool creates(const struct wm_change *change)
{
	return !change->before.count;
}

static size_t count_unit(const struct wm_change *changes, size_t count)
{
	size_t same = 1;

	while (same < count && changes[same].unit == changes[0].unit)
		same++;
	return same;
}

static size_t measure_set(const struct wm_rrset *set)
{
	size_t bytes = 0;

	for (size_t i = 0; i < set->count; i++)
		bytes += set->owner.len + RECORD_FIXED + set->rdata[i].len;
	return bytes;
}

/* The prerequisites that CHANGE may lead to, at the most: see the functions below. */
static size_t count_prerequisites(const struct wm_change *change)
{
	if (!creates(change))
		return change->before.count;
	return change->after.type == WM_TYPE_CNAME ? 1 + WM_COUNT(known_types) : 2;
}

/* Never less than CHANGE takes in a message: without the compression of owner names. */
static size_t measure_change(const struct wm_change *change)
{
	size_t empty = creates(change) ? count_prerequisites(change) : 1;

	return measure_set(&change->before) + measure_set(&change->after) +
	       empty * (change->after.owner.len + RECORD_FIXED);
}

static void add_prerequisite(struct draft *draft, const struct wm_name *owner, uint16_t type,
			     uint16_t class, const struct wm_rdata *rdata)
{
	draft->prerequisites[draft->prerequisite_count++] = (struct wm_update_record){
		.owner = *owner, .type = type, .class = class, .rdata = rdata};
}

static bool is_in_unit(const struct wm_change *unit, size_t count, uint16_t type)
{
	for (size_t i = 0; i < count; i++)
		if (unit[i].after.type == type)
			return true;
	return false;
}

/* What must be absent for a CNAME to be created: the whole name (RFC 2136 section 2.4.5), or, where
 * the unit takes something away first, every type that it does not take away. */
static void require_room_for_cname(struct draft *draft, const struct wm_change *unit, size_t count,
				   const struct wm_name *owner)
{
	if (count == 1) {
		add_prerequisite(draft, owner, WM_TYPE_ANY, WM_CLASS_NONE, NULL);
		return;
	}
	add_prerequisite(draft, owner, WM_TYPE_CNAME, WM_CLASS_NONE, NULL);
	for (size_t i = 0; i < WM_COUNT(known_types); i++)
		if (known_types[i] != WM_TYPE_SOA && !is_in_unit(unit, count, known_types[i]))
			add_prerequisite(draft, owner, known_types[i], WM_CLASS_NONE, NULL);
}

/* RFC 2136 section 2.4: what was there is there with the same values (2.4.2), what was not there is
 * not (2.4.3). */
static void add_prerequisites(struct draft *draft, const struct wm_change *unit, size_t count)
{
	bool cname = is_in_unit(unit, count, WM_TYPE_CNAME);

	for (size_t i = 0; i < count; i++) {
		const struct wm_rrset *before = &unit[i].before;

		for (size_t j = 0; j < before->count; j++)
			add_prerequisite(draft, &before->owner, before->type, WM_CLASS_IN,
					 &before->rdata[j]);
		if (!creates(&unit[i]))
			continue;
		if (before->type == WM_TYPE_CNAME) {
			require_room_for_cname(draft, unit, count, &before->owner);
			continue;
		}
		add_prerequisite(draft, &before->owner, before->type, WM_CLASS_NONE, NULL);
		if (!cname)
			draft->without_cname[draft->without_cname_count++] = &before->owner;
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct wm_name *const *left = a, *const *right = b;

	return wm_name_compare(*left, *right);
}

/* A record added beside a CNAME would be skipped in silence too. Once for each owner. */
static void require_no_cnames(struct draft *draft)
{
	const struct wm_name *last = NULL;

	qsort(draft->without_cname, draft->without_cname_count, sizeof(const struct wm_name *),
	      compare_names);
	for (size_t i = 0; i < draft->without_cname_count; i++) {
		const struct wm_name *owner = draft->without_cname[i];

		if (!last || !wm_name_equal(owner, last))
			add_prerequisite(draft, owner, WM_TYPE_CNAME, WM_CLASS_NONE, NULL);
		last = owner;
	}
}

/* RFC 2136 section 2.5: first every old RRset of the unit goes (2.5.2), then the new ones come
 * (2.5.1). Replacing whole RRsets changes a TTL on servers that ignore the same record added with
 * another one. */
static void add_updates(struct draft *draft, const struct wm_change *unit, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct wm_rrset *before = &unit[i].before;

		if (before->count)
			draft->updates[draft->update_count++] =
				(struct wm_update_record){.owner = before->owner,
							  .type = before->type,
							  .class = WM_CLASS_ANY};
	}
	for (size_t i = 0; i < count; i++) {
		const struct wm_rrset *after = &unit[i].after;

		for (size_t j = 0; j < after->count; j++)
			draft->updates[draft->update_count++] =
				(struct wm_update_record){.owner = after->owner,
							  .type = after->type,
							  .class = WM_CLASS_IN,
							  .ttl_s = after->ttl_s,
							  .rdata = &after->rdata[j]};
	}
}

static void write_update(struct wm_arena *arena, const struct wm_change *changes, size_t count,
			 struct wm_update *ret_update)
{
	size_t prerequisites = 0, updates = 0, unit;
	struct draft draft = {0};

	for (size_t i = 0; i < count; i++) {
		prerequisites += count_prerequisites(&changes[i]);
		updates += 1 + changes[i].after.count;
	}
	draft.prerequisites = WM_ARENA_NEW(arena, struct wm_update_record, prerequisites);
	draft.updates = WM_ARENA_NEW(arena, struct wm_update_record, updates);
	draft.without_cname = WM_ARENA_NEW(arena, const struct wm_name *, count);
	for (size_t i = 0; i < count; i += unit) {
		unit = count_unit(&changes[i], count - i);
		add_prerequisites(&draft, &changes[i], unit);
		add_updates(&draft, &changes[i], unit);
	}
	require_no_cnames(&draft);
	assert(draft.prerequisite_count <= prerequisites && draft.update_count <= updates);
	*ret_update = (struct wm_update){
		.change_count = count,
		.prerequisites = draft.prerequisites,
		.prerequisite_count = draft.prerequisite_count,
		.updates = draft.updates,
		.update_count = draft.update_count,
	};
}

static enum wm_code refuse_unit(const struct wm_change *unit, size_t count, size_t bytes,
				size_t max_bytes, struct wm_fail *reterr)
{
	const struct wm_change *largest = &unit[0];
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 1; i < count; i++)
		if (measure_change(&unit[i]) > measure_change(largest))
			largest = &unit[i];
	return wm_fail(reterr, WM_ELIMIT,
		       "the change of %s %s needs an UPDATE message of up to %zu bytes, "
		       "more than the %zu allowed",
		       wm_name_text(&largest->after.owner, name),
		       wm_type_text(largest->after.type, type), bytes, max_bytes);
}

/* As many whole units as one message holds: the changes in *RET_TAKEN, at least one unit. */
static enum wm_code fill_message(const struct wm_change *changes, size_t count, size_t max_bytes,
				 size_t *ret_taken, struct wm_fail *reterr)
{
	size_t taken = 0, bytes = MESSAGE_FIXED;

	while (taken < count) {
		size_t unit = count_unit(&changes[taken], count - taken), unit_bytes = 0;

		for (size_t i = 0; i < unit; i++)
			unit_bytes += measure_change(&changes[taken + i]);
		if (MESSAGE_FIXED + unit_bytes > max_bytes)
			return refuse_unit(&changes[taken], unit, MESSAGE_FIXED + unit_bytes,
					   max_bytes, reterr);
		if (bytes + unit_bytes > max_bytes)
			break;
		bytes += unit_bytes;
		taken += unit;
	}
	*ret_taken = taken;
	return WM_OK;
}

enum wm_code wm_update_build(struct wm_arena *arena, const struct wm_zone_plan *zone,
			     size_t max_bytes, const struct wm_update **ret_updates,
			     size_t *ret_count, struct wm_fail *reterr)
{
	struct wm_update *updates = NULL;
	size_t update_count = 0, capacity = 0, taken = 0;

	assert(max_bytes <= WM_MESSAGE_MAX);
	for (size_t i = 0; i < zone->change_count; i += taken) {
		enum wm_code code = fill_message(&zone->changes[i], zone->change_count - i,
						 max_bytes, &taken, reterr);

		if (code)
			return code;
		updates = wm_arena_grow(arena, updates, &capacity, update_count, sizeof(*updates));
		write_update(arena, &zone->changes[i], taken, &updates[update_count++]);
	}
	*ret_updates = updates;
	*ret_count = update_count;
	return WM_OK;
}
