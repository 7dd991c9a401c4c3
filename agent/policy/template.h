/* Texts with {placeholders}: cut into parts once, filled in once for each record. */
#ifndef WAYMARK_POLICY_TEMPLATE_H
#define WAYMARK_POLICY_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/diag.h>
#include <waymark/fail.h>

enum wm_part_kind {
	WM_PART_TEXT,
	WM_PART_DOMAIN,      /* {domain} */
	WM_PART_EDGE_DOMAIN, /* {edge.domain} */
	WM_PART_EDGE_NAME,   /* {edge.name} */
	WM_PART_ROLE,        /* {edge.ROLE}: never filled in, it stands for addresses */
	WM_PART_PARAM,       /* {NAME}, {NAME+step}, {NAME*} */
};

struct wm_part {
	enum wm_part_kind kind;
	bool step;        /* the number grows with the edge's rank */
	bool each;        /* one item of the list */
	const char *text; /* TEXT: itself, not ended by NUL; ROLE: the role's name, which is */
	size_t len;
	size_t param;  /* PARAM: its index among the parameters */
	size_t offset; /* where it stands in the whole text */
};

/* Plain data in the reader's arena; its texts are borrowed from what was read. */
struct wm_pattern {
	const struct wm_part *parts;
	size_t count;
};

/* What a text may refer to. Everything is borrowed. */
struct wm_pattern_reader {
	struct wm_arena *arena;
	struct wm_diags *diags;
	const char *const *params; /* names of the parameters */
	size_t param_count;
};

/*
 * Cut LEN bytes of TEXT into parts; a backslash makes the brace behind it an ordinary one. False
 * after reporting an unclosed or unknown placeholder at its exact place; WHERE is that of TEXT's
 * first byte.
 */
bool wm_pattern_read(const struct wm_pattern_reader *reader, const char *text, size_t len,
		     const struct wm_where *where, struct wm_pattern *ret_pattern);

/* The first part of KIND, NULL = none. */
const struct wm_part *wm_pattern_find(const struct wm_pattern *pattern, enum wm_part_kind kind);

/* The value of one parameter. */
struct wm_setting {
	const char *name;
	struct wm_pattern whole;
	const struct wm_pattern *items; /* the same as a list, for {NAME*} */
	size_t item_count;
	const struct wm_where *where; /* NULL: nobody wrote it */
	bool is_broken;               /* could not be read, and that was reported */
	bool is_users;                /* stands in the user's policy, not in a built-in service */
};

/* What the placeholders stand for. Texts are names without their final dot. */
struct wm_fill {
	const char *domain;
	const char *edge_domain;
	const char *edge_name;             /* NULL: there is no edge */
	const struct wm_setting *settings; /* parallel to the reader's PARAMS */
	uint32_t step;                     /* what {NAME+step} adds */
	size_t item;                       /* which item {NAME*} is */
};

#define WM_NESTING_MAX 8     /* parameters within parameters */
#define WM_FILLED_MAX  65535 /* bytes of one record's text: more than any RDATA needs */

/*
 * Append PATTERN, filled in, to OUT. *RET_IS_FULL: it ends in a placeholder whose value is a full
 * domain name, that is {domain}, {edge.domain}, or a value with a dot in it. WM_EPOLICY: a
 * parameter that contains itself or is nested too deep, {NAME+step} of what is no number, no edge
 * for {edge.name}, too long; a broken parameter, which leaves the text of the failure empty.
 */
enum wm_code wm_pattern_fill(struct wm_buf *out, const struct wm_pattern *pattern,
			     const struct wm_fill *fill, bool *ret_is_full, struct wm_fail *reterr);

/* The first parameter of PATTERN, nested ones included, whose value the user wrote; NULL = none. */
const struct wm_setting *wm_pattern_users(const struct wm_pattern *pattern,
					  const struct wm_setting *settings);

#endif
