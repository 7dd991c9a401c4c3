/* Wanted against live, owner by owner: which RRsets change, which are held back, and why. */
#include <waymark/plan.h>

#include "compare.h"

#include <assert.h>

/* Why a difference is not acted on; the texts stand beside them, in `holds`. */
enum hold {
	HOLD_NOT,
	HOLD_UNOWNED,
	HOLD_FOREIGN, /* why: what the provider says of it */
	HOLD_APEX,
	HOLD_APEX_CNAME,
	HOLD_CNAME,
	HOLD_BESIDE_CNAME
};

static const struct {
	const char *why;
	const char *how;
} holds[] = {
	[HOLD_UNOWNED] = {"not written by waymark", "take it over with --adopt or adopt = yes"},
	[HOLD_FOREIGN] = {NULL, "change or remove it at the provider"},
	[HOLD_APEX] = {"SOA and NS at the top of a zone are never touched",
		       "take this line out of the policy"},
	[HOLD_APEX_CNAME] = {"a CNAME cannot stand at the top of a zone",
			     "ask for A and AAAA records instead"},
	[HOLD_CNAME] = {"a CNAME stands in the way",
			"take the name over with --adopt or adopt = yes"},
	[HOLD_BESIDE_CNAME] = {"a CNAME allows no other records beside it",
			       "take the name over with --adopt or adopt = yes"},
};

/* RFC 4034 defines these; of all types they alone may stand beside a CNAME (RFC 4035 section 2.5),
 * and a signing server looks after them itself. */
enum { TYPE_RRSIG = 46, TYPE_NSEC = 47 };

/* Everything at one owner name, both sides sorted by type. */
struct owner {
	const struct wm_want *const *wants;
	size_t want_count;
	const struct wm_rrset *live;
	size_t live_count;
	const struct wm_foreign *foreign;
	size_t foreign_count;
	const struct wm_live *zone; /* for its TTL bounds */
	bool is_apex;
	const struct wm_want *cname; /* asks for a CNAME here, or NULL */
	const struct wm_want
		*data;  /* asks for other records: the first, or the first that adopts */
	enum hold hold; /* not HOLD_NOT: nothing at this owner is acted on */
};

/* The two sides of one type at an owner; at least one is there. */
struct pair {
	const struct wm_want *want;
	const struct wm_rrset *live;
};

struct cursor {
	size_t want;
	size_t live;
};

/* The lists that grow while the diff walks. */
struct result {
	struct wm_arena *arena;
	struct wm_change *changes;
	size_t change_count, change_capacity;
	struct wm_held *held;
	size_t held_count, held_capacity;
	size_t same_count;
};

static bool next_pair(const struct owner *at, struct cursor *cursor, struct pair *ret_pair)
{
	const struct wm_want *want = cursor->want < at->want_count ? at->wants[cursor->want] : NULL;
	const struct wm_rrset *live =
		cursor->live < at->live_count ? &at->live[cursor->live] : NULL;

	if (!want && !live)
		return false;
	if (want && live && want->rrset.type < live->type)
		live = NULL;
	else if (want && live && want->rrset.type > live->type)
		want = NULL;
	cursor->want += want != NULL;
	cursor->live += live != NULL;
	*ret_pair = (struct pair){want, live};
	return true;
}

static bool is_untouchable(const struct owner *at, uint16_t type)
{
	return type == WM_TYPE_SOA || (at->is_apex && type == WM_TYPE_NS);
}

/* Must LIVE, which no want names, go before the wants of this owner can be met? */
static bool is_in_the_way(const struct owner *at, const struct wm_rrset *live)
{
	if (live->type == WM_TYPE_CNAME)
		return at->data != NULL;
	return at->cname && !at->is_apex && live->type != TYPE_RRSIG && live->type != TYPE_NSEC;
}

/* What WANT's RRset becomes in this zone: its TTL is what the zone makes of it. */
static struct wm_rrset wanted_set(const struct owner *at, const struct wm_want *want)
{
	struct wm_rrset set = want->rrset;

	if (set.count && set.ttl_s < at->zone->ttl_min_s)
		set.ttl_s = at->zone->ttl_min_s;
	if (set.count && at->zone->ttl_max_s && set.ttl_s > at->zone->ttl_max_s)
		set.ttl_s = at->zone->ttl_max_s;
	return set;
}

/* What of the foreign data here WANT would have to replace, or cannot stand beside; NULL = none. */
static const struct wm_foreign *find_foreign(const struct owner *at, const struct wm_want *want)
{
	for (size_t i = 0; i < at->foreign_count; i++) {
		const struct wm_foreign *foreign = &at->foreign[i];
		bool cname = want->rrset.type == WM_TYPE_CNAME || foreign->type == WM_TYPE_CNAME;

		if (foreign->type == want->rrset.type || (cname && want->rrset.count))
			return foreign;
	}
	return NULL;
}

static bool is_difference(const struct owner *at, const struct pair *pair)
{
	struct wm_rrset wanted;

	if (!pair->want)
		return is_in_the_way(at, pair->live);
	wanted = wanted_set(at, pair->want);
	if (!wm_rrset_is_met(&wanted, pair->live))
		return true;
	return !wanted.count && find_foreign(at, pair->want);
}

/* May what is in the way go? */
static enum hold judge_obstacle(const struct owner *at)
{
	if (at->cname)
		return at->cname->adopt ? HOLD_NOT : HOLD_BESIDE_CNAME;
	return at->data->adopt ? HOLD_NOT : HOLD_CNAME;
}

/* What a difference needs permission for, looked at on its own. */
static enum hold judge_pair(const struct owner *at, const struct pair *pair)
{
	const struct wm_want *want = pair->want;

	if (!want)
		return judge_obstacle(at);
	if (is_untouchable(at, want->rrset.type))
		return HOLD_APEX;
	if (at->is_apex && want == at->cname)
		return HOLD_APEX_CNAME;
	if (find_foreign(at, want))
		return HOLD_FOREIGN;
	if (!pair->live || !want->rrset.count || want->adopt)
		return HOLD_NOT;
	return HOLD_UNOWNED;
}

/* Half a swap leaves a name without its records, so the first part that is held holds all. */
static enum hold judge_owner(const struct owner *at)
{
	struct cursor cursor = {0};
	struct pair pair;
	bool swap = at->cname && at->is_apex;
	enum hold first = HOLD_NOT;

	while (next_pair(at, &cursor, &pair)) {
		enum hold hold;

		if (!is_difference(at, &pair))
			continue;
		if (pair.live && is_in_the_way(at, pair.live))
			swap = true;
		hold = judge_pair(at, &pair);
		if (!first || hold == HOLD_APEX_CNAME)
			first = hold;
	}
	return swap ? first : HOLD_NOT;
}

/* What holds WANT, or, where it is held as a part of its owner's swap, what holds that. */
static const char *foreign_text(const struct owner *at, const struct wm_want *want)
{
	const struct wm_foreign *foreign = find_foreign(at, want);

	for (size_t i = 0; !foreign && i < at->want_count; i++)
		foreign = find_foreign(at, at->wants[i]);
	assert(foreign);
	return foreign->what;
}

static void add_held(struct result *result, const struct owner *at, const struct wm_change *change,
		     enum hold hold)
{
	result->held = wm_arena_grow(result->arena, result->held, &result->held_capacity,
				     result->held_count, sizeof(*result->held));
	result->held[result->held_count++] = (struct wm_held){
		.live = change->before,
		.desired = change->after,
		.want = change->want,
		.why = hold == HOLD_FOREIGN ? foreign_text(at, change->want) : holds[hold].why,
		.how = holds[hold].how,
	};
}

static void add_change(struct result *result, const struct wm_change *change)
{
	result->changes = wm_arena_grow(result->arena, result->changes, &result->change_capacity,
					result->change_count, sizeof(*result->changes));
	result->changes[result->change_count++] = *change;
}

static enum wm_reason find_reason(const struct pair *pair)
{
	if (!pair->live)
		return WM_REASON_CREATE;
	return pair->want && !pair->want->rrset.count ? WM_REASON_DELETE : WM_REASON_ADOPT;
}

static void add_difference(struct result *result, const struct owner *at, const struct pair *pair)
{
	const struct wm_want *asking = at->cname ? at->cname : at->data;
	struct wm_change change = {.reason = find_reason(pair),
				   .want = pair->want ? pair->want : asking};
	enum hold hold = at->hold ? at->hold : judge_pair(at, pair);

	if (pair->want)
		change.after = wanted_set(at, pair->want);
	else
		change.after =
			(struct wm_rrset){.owner = pair->live->owner, .type = pair->live->type};
	if (pair->live)
		change.before = *pair->live;
	else
		change.before =
			(struct wm_rrset){.owner = change.after.owner, .type = change.after.type};
	if (hold)
		add_held(result, at, &change, hold);
	else
		add_change(result, &change);
}

static void compare_owner(struct result *result, struct owner *at)
{
	struct cursor cursor = {0};
	struct pair pair;

	for (size_t i = 0; i < at->want_count; i++) {
		const struct wm_want *want = at->wants[i];

		if (!want->rrset.count)
			continue;
		if (want->rrset.type == WM_TYPE_CNAME)
			at->cname = want;
		else if (!at->data || (!at->data->adopt && want->adopt))
			at->data = want;
	}
	at->hold = judge_owner(at);
	while (next_pair(at, &cursor, &pair)) {
		if (is_difference(at, &pair))
			add_difference(result, at, &pair);
		else if (pair.want)
			result->same_count++;
	}
}

/* The wants of the first owner in WANTS. */
static size_t count_wants(const struct wm_want *const *wants, size_t count)
{
	size_t same = 1;

	while (same < count && wm_name_equal(&wants[same]->rrset.owner, &wants[0]->rrset.owner))
		same++;
	return same;
}

/* Step over the live RRsets before OWNER, then count its own. Returns the index of the first. */
static size_t find_live(const struct wm_rrsets *live, size_t from, const struct wm_name *owner,
			size_t *ret_count)
{
	size_t count = 0;

	while (from < live->count && wm_name_compare(&live->items[from].owner, owner) < 0)
		from++;
	while (from + count < live->count && wm_name_equal(&live->items[from + count].owner, owner))
		count++;
	*ret_count = count;
	return from;
}

/* The same for foreign data. */
static size_t find_foreigns(const struct wm_live *live, size_t from, const struct wm_name *owner,
			    size_t *ret_count)
{
	size_t count = 0;

	while (from < live->foreign_count && wm_name_compare(&live->foreign[from].owner, owner) < 0)
		from++;
	while (from + count < live->foreign_count &&
	       wm_name_equal(&live->foreign[from + count].owner, owner))
		count++;
	*ret_count = count;
	return from;
}

void wm_plan_diff(struct wm_arena *arena, const struct wm_want *const *wants, size_t want_count,
		  const struct wm_live *live, struct wm_zone_plan *zone)
{
	struct result result = {.arena = arena};
	size_t want = 0, seen = 0, passed = 0;

	while (want < want_count) {
		const struct wm_name *owner = &wants[want]->rrset.owner;
		struct owner at = {.wants = &wants[want],
				   .want_count = count_wants(&wants[want], want_count - want),
				   .zone = live,
				   .is_apex = wm_name_equal(owner, &zone->zone)};

		seen = find_live(&live->rrsets, seen, owner, &at.live_count);
		at.live = at.live_count ? &live->rrsets.items[seen] : NULL;
		passed = find_foreigns(live, passed, owner, &at.foreign_count);
		at.foreign = at.foreign_count ? &live->foreign[passed] : NULL;
		compare_owner(&result, &at);
		want += at.want_count;
		seen += at.live_count;
	}
	wm_plan_order(result.changes, result.change_count);
	zone->changes = result.changes;
	zone->change_count = result.change_count;
	zone->held = result.held;
	zone->held_count = result.held_count;
	zone->wants = wants;
	zone->want_count = want_count;
	zone->same_count = result.same_count;
	zone->live = *live;
}
