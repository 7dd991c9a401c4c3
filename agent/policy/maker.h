/* Filling in a recipe: from placeholders and settings to an owner, a TTL and RDATA. */
#ifndef WAYMARK_POLICY_MAKER_H
#define WAYMARK_POLICY_MAKER_H

#include <stdint.h>

#include <waymark/address.h>
#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/fail.h>
#include <waymark/name.h>
#include <waymark/rrset.h>
#include <waymark/text.h>

#include "recipe.h"
#include "template.h"

/* Making records: storage of the caller, used for one record after another. */
struct wm_maker {
	struct wm_arena *arena; /* where names and RDATA go */
	struct wm_buf text;
	struct wm_token tokens[WM_TOKENS_MAX];
	const char *const *tops; /* last labels of the policy's domains */
	size_t top_count;
	bool is_data; /* the field at work is RDATA, not the owner */
	/* set for each record */
	struct wm_fill fill;
	const struct wm_name *origin; /* what relative names belong to */
	/* results */
	const struct wm_field *at;        /* the field that failed; NULL: the line's end */
	const struct wm_field *lookalike; /* a relative name that looks like a full one, or NULL */
	const char *lookalike_text;       /* as it was filled in */
	struct wm_fail why;
};

void wm_maker_init(struct wm_maker *maker, struct wm_arena *arena);
void wm_maker_done(struct wm_maker *maker);

/* Each fills in a part of the line. On failure AT and WHY of MAKER say what is wrong. */
enum wm_code wm_recipe_owner(struct wm_maker *maker, const struct wm_recipe *recipe,
			     struct wm_name *ret_owner);
enum wm_code wm_recipe_ttl(struct wm_maker *maker, const struct wm_field *field,
			   uint32_t *ret_ttl_s);
enum wm_code wm_recipe_rdata(struct wm_maker *maker, const struct wm_recipe *recipe,
			     uint16_t *ret_type, struct wm_rdata *ret_rdata);

/* The type that an address makes. */
uint16_t wm_address_type(const struct wm_address *address);

#endif
