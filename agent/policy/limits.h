/* What the provider of a record cannot hold, told before any packet. */
#ifndef WAYMARK_POLICY_LIMITS_H
#define WAYMARK_POLICY_LIMITS_H

#include "merge.h"

/*
 * Look at every RRset of MERGED, which is parallel to the policy's providers: a type or data that
 * the provider cannot hold is an error, once for each line that asks and provider; a TTL outside
 * its bounds is brought within, with one warning for each provider and bound, so that what is
 * compared with live DNS is what live DNS can become.
 */
void wm_limits_apply(struct wm_arena *arena, const struct wm_policy *policy,
		     struct wm_merged *merged, struct wm_diags *diags);

#endif
