/* One `record =` or `remove =` line, read once into fields. */
#ifndef WAYMARK_POLICY_RECIPE_H
#define WAYMARK_POLICY_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/rrset.h>

#include "template.h"

/* One blank-separated part of the line. */
struct wm_field {
	struct wm_pattern pattern;
	size_t offset; /* in the line's text */
	bool quoted;
};

#define WM_ADDR     "ADDR" /* the type of records that are A or AAAA, as their addresses are */
#define WM_NO_PARAM SIZE_MAX

/* OWNER [TTL] TYPE DATA... All pointers into the reader's arena, WHERE borrowed from the policy. */
struct wm_recipe {
	const struct wm_where *where;
	const struct wm_field *owner; /* NULL: not written, that is the domain itself */
	const struct wm_field *ttl;   /* NULL: not written */
	uint16_t type;                /* 0: ADDR, that is A or AAAA by the address */
	const struct wm_field *data;
	size_t data_count;
	size_t end;       /* offset behind the last field */
	const char *role; /* the data is {edge.ROLE}: one record per address; else NULL */
	size_t list;      /* the parameter that {NAME*} goes through, or WM_NO_PARAM */
	bool uses_edge;   /* what it makes may differ from edge to edge */
};

/* False after a report. TEXT is borrowed. */
bool wm_recipe_read(const struct wm_pattern_reader *reader, const char *text,
		    const struct wm_where *where, struct wm_recipe *ret_recipe);

/* OWNER TYPE and nothing else. */
bool wm_removal_read(const struct wm_pattern_reader *reader, const char *text,
		     const struct wm_where *where, struct wm_recipe *ret_recipe);

#endif
