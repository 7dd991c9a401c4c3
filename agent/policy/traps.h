/* What a server would refuse, or take without a word though it cannot work. */
#ifndef WAYMARK_POLICY_TRAPS_H
#define WAYMARK_POLICY_TRAPS_H

#include <stddef.h>

#include <waymark/diag.h>
#include <waymark/policy.h>

#include "homes.h"
#include "merge.h"

/*
 * Look at what each provider should hold, as wm_merge leaves it. Errors: SOA, and NS or CNAME at an
 * apex; types that servers make themselves; a target
 * of SRV, MX or NS that is no host name (RFC 1123) or is a CNAME here (RFC 2782, RFC 2181 section
 * 10.3). Warnings: such a target without an address though it is ours; SRV whose owner is not
 * _service._proto. WORK is for what does not last.
 */
void wm_traps_check(struct wm_arena *work, const struct wm_policy *policy,
		    const struct wm_homes *homes, const struct wm_merged *merged,
		    struct wm_diags *diags);

#endif
