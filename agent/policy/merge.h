/* Joining what many lines wish for into RRsets, with an error where two wishes exclude each other.
 */
#ifndef WAYMARK_POLICY_MERGE_H
#define WAYMARK_POLICY_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/expand.h>
#include <waymark/policy.h>
#include <waymark/rrset.h>

/* Which line asks, and for which edge. */
struct wm_asker {
	const struct wm_service *service; /* NULL: a line of the domain */
	const struct wm_edge *edge;       /* NULL: none */
	const struct wm_where *where;
};

/* One record that a line makes for a domain, or one RRset that it removes. All pointers borrowed.
 * There are as many as records, so the members are packed. */
struct wm_wish {
	struct wm_name owner;
	struct wm_rdata rdata;
	const struct wm_domain *domain;
	const struct wm_asker *asker;
	uint32_t ttl_s;
	uint32_t sequence; /* the order of asking */
	uint32_t provider; /* index in the policy */
	uint16_t type;
	bool removal : 1;
	bool adopt : 1;
	bool selected : 1; /* the run is about its domain */
};

/* What a provider should hold: sorted by wm_rrset_compare, no two of one owner and type. */
struct wm_merged {
	struct wm_want *wants;
	bool *selected; /* parallel: by any of the wishes */
	size_t count;
};

/* By provider, owner, type, order of asking; for pointers to wishes. */
int wm_wish_compare(const void *left, const void *right);

/*
 * Join COUNT wishes, sorted by wm_wish_compare. Reported: records and a removal of one RRset,
 * different TTLs in it, CNAME beside other data, two CNAMEs or DNAMEs at one name, data below a
 * DNAME or at or below a delegation, two edges on one SRV target, more records than a server takes.
 * The result is parallel to the policy's PROVIDER_COUNT providers and lives in ARENA.
 */
struct wm_merged *wm_merge(struct wm_arena *arena, const struct wm_wish *const *wishes,
			   size_t count, size_t provider_count, struct wm_diags *diags);

/* Where the one who asked can change it: a line of the policy, never of a built-in service. */
const struct wm_where *wm_asker_place(const struct wm_domain *domain,
				      const struct wm_service *service,
				      const struct wm_where *where);

/* "service 'sip' for contoso.com. (policy.ini:12)" or "the line at policy.ini:14". */
const char *wm_asker_text(struct wm_arena *arena, const struct wm_domain *domain,
			  const struct wm_service *service, const struct wm_where *where);

#endif
