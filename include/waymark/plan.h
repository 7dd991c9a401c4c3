/* The plan: what differs between desired and live, zone by zone, and what is held back. */
#ifndef WAYMARK_PLAN_H
#define WAYMARK_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/expand.h>
#include <waymark/fail.h>
#include <waymark/rrset.h>

/*
 * What a provider holds now, as far as it matters: for each wanted owner and type its RRset, any
 * CNAME at a wanted owner, and for a wanted CNAME every RRset at its owner. Other RRsets may or may
 * not be there.
 */
struct wm_live {
	struct wm_rrsets rrsets;
	uint32_t serial;       /* of the SOA, 0 if there is none */
	struct wm_bytes token; /* the provider's own mark of this state (file content, etag, ...),
				  empty = none */
	const char *const
		*marks; /* parallel to the RRsets, or NULL: the provider's own mark of each
			   (record ids, an etag), which apply gets back; an item may be NULL */
	const struct wm_foreign *foreign; /* sorted by owner, then type */
	size_t foreign_count;
	uint32_t ttl_min_s, ttl_max_s; /* what this zone makes of a TTL outside; 0 = no bound.
					  Wanted TTLs are brought within before they are compared */
};

/* Data that no RRset can express (an alias, a proxied record, a routing policy). Whatever is wanted
 * of that type there, or cannot stand beside it, is held. */
struct wm_foreign {
	struct wm_name owner;
	uint16_t type;
	const char *what; /* "an alias record": why it is not ours to touch */
};

/* The same with everything it points at in ARENA: for results that outlive their job. */
struct wm_live wm_live_copy(struct wm_arena *arena, const struct wm_live *live);

/* Why a change is made (the stable words of plan output, log and JSON). UPDATE and DRIFT are for
 * RRsets we know to be ours. */
#define WM_REASON_LIST(X)   \
	X(CREATE, "create") \
	X(UPDATE, "update") \
	X(DRIFT, "drift")   \
	X(ADOPT, "adopt")   \
	X(DELETE, "delete")

enum wm_reason {
#define WM_REASON(name, text) WM_REASON_##name,
	WM_REASON_LIST(WM_REASON)
#undef WM_REASON
};
const char *wm_reason_text(enum wm_reason reason);

/* What becomes of the RRset: from its two sides alone. */
enum wm_action { WM_ACTION_CREATE, WM_ACTION_UPDATE, WM_ACTION_DELETE };
const char *wm_action_text(enum wm_action action);

/* One RRset before and after; each has owner and type, COUNT 0 = does not exist. Not both empty. */
struct wm_change {
	enum wm_reason reason;
	struct wm_rrset before;
	struct wm_rrset after;
	const struct wm_want *want; /* what asked for it */
	unsigned unit; /* changes of one unit belong into one message (one owner swapping types) */
};
enum wm_action wm_change_action(const struct wm_change *change);

/*
 * A difference that is not acted on: the change that would be made, and why it is not. One row for
 * each RRset, so that a swap of CNAME and other data has rows for what stands in the way too. Both
 * sides have owner and type, COUNT 0 = does not exist.
 */
struct wm_held {
	struct wm_rrset live;
	struct wm_rrset desired;
	const struct wm_want *want;
	const char *why; /* "not written by waymark" */
	const char *how; /* "take it over with --adopt or adopt = yes" */
};

/* One zone's part. FAIL.code set: the zone could not be read, nothing else counts. */
struct wm_zone_plan {
	struct wm_name zone; /* no name: no zone was found for DESIRED (see FAIL) */
	const char *handle;  /* the provider's own for it (wm_found), NULL = none */
	const struct wm_provider_config *provider;
	const struct wm_change *changes; /* in the order of application, see wm_plan_order */
	size_t change_count;
	const struct wm_held *held; /* sorted by wm_rrset_compare of either side */
	size_t held_count;
	const struct wm_want *const *wants; /* all that the policy asks of this zone */
	size_t want_count;
	size_t same_count; /* wants that live DNS already meets */
	struct wm_live live;
	struct wm_fail fail;
};

/* Zones sorted by provider in the policy's order, then canonically by name. */
struct wm_plan {
	const struct wm_zone_plan *zones;
	size_t zone_count;
};

struct wm_plan_totals {
	size_t creates, updates, deletes, held, same, failed_zones, changed_zones;
};
struct wm_plan_totals wm_plan_totals(const struct wm_plan *plan);

/*
 * Compare WANTS (sorted) with LIVE: fills CHANGES, HELD, SAME_COUNT and keeps WANTS and LIVE; zone,
 * provider and fail are the caller's, and ZONE->zone must be set before: the SOA and NS of its apex
 * are never changed, and no CNAME is put there. The rules of ownership without a ledger: what does
 * not exist is created; what differs is replaced only if the want says adopt, else held; nothing is
 * deleted but what `remove =` names and what stands in the way of an adopted want (CNAME beside
 * other data); if a part of an owner's swap is held, all of that owner is. What the provider calls
 * foreign is never overwritten, not even by a want that adopts.
 */
void wm_plan_diff(struct wm_arena *arena, const struct wm_want *const *wants, size_t want_count,
		  const struct wm_live *live, struct wm_zone_plan *zone);

/*
 * Put CHANGES in the order of application and number their units: hosts before what points at them,
 * then pure deletions in the reverse order; changes at one owner that swap CNAME and other types
 * share a unit.
 */
void wm_plan_order(struct wm_change *changes, size_t count);

/* Is every change of ZONE also one of SHOWN, with the same before and after? (What was shown is all
 * that may be done.) */
bool wm_plan_is_within(const struct wm_zone_plan *zone, const struct wm_zone_plan *shown);

/* Does LIVE hold what CHANGES ask for? The first that it does not is returned, NULL = all. */
const struct wm_change *wm_plan_unmet(const struct wm_change *changes, size_t count,
				      const struct wm_live *live);

/* ---- a change in the terms of RFC 2136 ---- */

/* One prerequisite or update record, exactly as it stands in the message (RFC 2136 sections 2.4
 * and 2.5). */
struct wm_update_record {
	struct wm_name owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl_s;
	const struct wm_rdata *rdata; /* NULL = empty */
};

/* One or more units that go into one UPDATE message. Borrows the plan. */
struct wm_update {
	size_t change_count; /* it carries this many of the changes, in their order */
	const struct wm_update_record *prerequisites;
	size_t prerequisite_count;
	const struct wm_update_record *updates;
	size_t update_count;
};

/* What an UPDATE message may grow to before the changes of a zone are split. */
#define WM_UPDATE_BYTES_MAX 60000

/*
 * The changes of ZONE (ordered) as UPDATE messages of at most MAX_BYTES each, header, zone and TSIG
 * allowed for; whole units only. WM_ELIMIT naming the RRset if one unit alone is larger.
 * Prerequisites: what was there must still be there value by value, what was absent must be absent,
 * a created CNAME's owner must be unused, and where something is created at a name without CNAME
 * there must still be none. Updates: unit by unit, first its old RRsets deleted, then its new
 * records added.
 */
enum wm_code wm_update_build(struct wm_arena *arena, const struct wm_zone_plan *zone,
			     size_t max_bytes, const struct wm_update **ret_updates,
			     size_t *ret_count, struct wm_fail *reterr);

#endif
