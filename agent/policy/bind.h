/* A program bound to one shape of domain: parameters settled, edges ranked, TTLs known. */
#ifndef WAYMARK_POLICY_BIND_H
#define WAYMARK_POLICY_BIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/policy.h>

#include "maker.h"
#include "merge.h"
#include "program.h"
#include "roles.h"

#define WM_EDGE_STEP 10 /* {priority} of one edge after the other */

/* One recipe on one edge. */
struct wm_bound_recipe {
	const struct wm_recipe *recipe;
	struct wm_asker asker;
	const struct wm_role *role; /* whose addresses are the data; NULL: the recipe names none */
	uint32_t ttl_s;
	bool ttl_is_domains; /* nobody but the domain said how long */
	bool failed;         /* reported; not tried again for the next domain */
	bool looked_at;      /* what holds for all domains of the shape has been checked */
};

/* A program on one edge. */
struct wm_bound {
	const struct wm_program *program;
	const struct wm_edge *edge; /* NULL: the domain has none */
	const char *edge_domain;    /* as text without its final dot; NULL: the domain's own */
	const struct wm_setting *settings;
	uint32_t step;
	struct wm_bound_recipe *recipes;
	size_t recipe_count;
};

struct wm_bound_list {
	struct wm_bound *items;
	size_t count;
};

/* Complaints about roles that no edge of a domain has: each once, however many domains share it. */
struct wm_said {
	const char **texts;
	size_t count;
	size_t capacity;
};

/* What binding needs; the maker is for the parameters that decide about records. */
struct wm_binder {
	struct wm_arena *arena;
	struct wm_diags *diags;
	struct wm_maker *maker;
	const struct wm_roles *roles;
	struct wm_said *said;
};

/*
 * Bind PROGRAM to the edges of DOMAIN's shape, for DOMAIN and all others of that shape. An edge
 * takes part if it has a role that the program needs, or if the program needs none; only those
 * count for the steps of {priority}. A recipe whose role an edge has not is left out there; if no
 * edge has it, that is an error.
 */
struct wm_bound_list wm_bind(const struct wm_binder *binder, const struct wm_program *program,
			     const struct wm_domain *domain);

/* What the placeholders stand for in BOUND when DOMAIN (text without its final dot) is at work. */
struct wm_fill wm_bound_fill(const struct wm_bound *bound, const char *domain);

/* Report what MAKER says of BOUND's RECIPE, at the place of the one who wrote it. */
void wm_bound_report(const struct wm_binder *binder, const struct wm_bound *bound,
		     const struct wm_recipe *recipe, const struct wm_domain *domain);

/* NAME as text without its final dot, in ARENA. */
const char *wm_domain_text(struct wm_arena *arena, const struct wm_name *name);

#endif
