/* Roles and edges that nothing asks for: mostly a slip of the finger. */
#ifndef WAYMARK_POLICY_ROLES_H
#define WAYMARK_POLICY_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/diag.h>
#include <waymark/policy.h>

/* The roles that services and lines of domains name, each once. */
struct wm_roles {
	const char **names;
	size_t count;
	size_t capacity;
};

/* All roles that POLICY's templates and lines name, whether they come to be used or not. */
struct wm_roles wm_roles_collect(struct wm_arena *arena, const struct wm_policy *policy);

/*
 * The role of EDGE that was meant to be NEEDED: its name is near to that, and nothing else asks for
 * it. NULL if there is none such.
 */
const struct wm_role *wm_roles_misspelt(const struct wm_roles *roles, const struct wm_edge *edge,
					const char *needed);

/* Warn of the roles of POLICY's edges that nothing asks for, if no error at that key says so. */
void wm_roles_check(const struct wm_roles *roles, const struct wm_policy *policy,
		    struct wm_diags *diags);

#endif
