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

/* One record that a line makes for a domain, or one RRset that it removes. All pointers borrowed.
 */
struct wm_wish {
	size_t provider; /* index in the policy */
	struct wm_name owner;
	uint16_t type;
	bool removal;
	bool adopt;
	bool selected; /* the run is about its domain */
	uint32_t ttl_s;
	struct wm_rdata rdata;
	const struct wm_domain *domain;
	const struct wm_service *service; /* NULL: a line of the domain */
	const struct wm_edge *edge;       /* NULL: none */
	const struct wm_where *where;
};

/* An RRset that came of it. */
struct wm_merged {
	size_t provider;
	bool selected; /* by any of its wishes */
	struct wm_want want;
};

/*
 * Sort COUNT wishes (their order says who asked first) and join them. Reported: records and a
 * removal of one RRset, different TTLs in it, CNAME beside other data, two CNAMEs or DNAMEs at one
 * name, data below a DNAME, two edges on one SRV target, more records than a server takes. The
 * result is sorted by provider, then by wm_rrset_compare; it lives in WORK, its arrays of RDATA in
 * ARENA.
 */
struct wm_merged *wm_merge(struct wm_arena *arena, struct wm_arena *work,
			   const struct wm_wish *wishes, size_t count, struct wm_diags *diags,
			   size_t *ret_count);

/* Where the one who asked can change it: a line of the policy, never of a built-in service. */
const struct wm_where *wm_asker_place(const struct wm_domain *domain,
				      const struct wm_service *service,
				      const struct wm_where *where);

/* "service 'sip' for contoso.com. (policy.ini:12)" or "the line at policy.ini:14". */
const char *wm_asker_text(struct wm_arena *arena, const struct wm_domain *domain,
			  const struct wm_service *service, const struct wm_where *where);

#endif
