/* Which domain of the policy a name belongs to. */
#ifndef WAYMARK_POLICY_HOMES_H
#define WAYMARK_POLICY_HOMES_H

#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/policy.h>

/* The policy's domains in canonical order. */
struct wm_homes {
	const struct wm_domain **sorted;
	size_t count;
};

struct wm_homes wm_homes_index(struct wm_arena *arena, const struct wm_policy *policy);

/* The domain of that very name, NULL = none. */
const struct wm_domain *wm_homes_exact(const struct wm_homes *homes, const struct wm_name *name);

/* The domain that is the longest suffix of NAME, NULL = none. */
const struct wm_domain *wm_homes_find(const struct wm_homes *homes, const struct wm_name *name);

#define WM_TOPS_MAX 64 /* plenty for a guess, little enough to go through */

/* The last labels of the policy's domains, each once. */
const char *const *wm_homes_tops(struct wm_arena *arena, const struct wm_policy *policy,
				 size_t *ret_count);

#endif
