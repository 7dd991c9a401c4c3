/* From policy to desired records: every service template of every domain, filled in. */
#ifndef WAYMARK_EXPAND_H
#define WAYMARK_EXPAND_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/diag.h>
#include <waymark/policy.h>
#include <waymark/rrset.h>

/* One desired RRset and where the wish comes from. RRSET.count 0: it must not exist (`remove =`).
 */
struct wm_want {
	struct wm_rrset rrset;
	const struct wm_domain *domain;
	const struct wm_service *service; /* NULL: a record = or remove = line of the domain */
	struct wm_where where;            /* the policy or template line that asked first */
	bool adopt;                       /* may replace what somebody else wrote */
};

/* What one provider should hold: WANTS sorted by wm_rrset_compare, no two of one owner and type. */
struct wm_desired {
	const struct wm_provider_config *provider;
	const struct wm_want *wants;
	size_t count;
};

/* What the command line narrows a run to; NULL or empty = everything. ADOPT adds to what the policy
 * allows. */
struct wm_selection {
	const struct wm_name *domains;
	size_t domain_count;
	const char *const *providers;
	size_t provider_count;
	bool adopt;
};

/*
 * Fill the templates. *RET_DESIRED has one entry for each provider of the policy that is selected,
 * in the policy's order. Errors (a role the edge has not, a bad record, an RRset wanted in two
 * ways, CNAME beside other data, data at a name under DNAME, apex SOA or NS, records the provider
 * cannot hold, two edges on one host) go to DIAGS with both places named: WM_EPOLICY then, and
 * *RET_DESIRED is untouched. A TTL outside what the provider holds is brought within, with a
 * warning. Pure: no file, no clock.
 */
enum wm_code wm_expand(struct wm_arena *arena, const struct wm_policy *policy,
		       const struct wm_selection *selection, struct wm_diags *diags,
		       const struct wm_desired **ret_desired, size_t *ret_count);

#endif
