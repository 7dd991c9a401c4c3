/* INI text as sections and pairs, each with its exact place: inih behind a reader of our own. */
#ifndef WAYMARK_POLICY_INI_TEXT_H
#define WAYMARK_POLICY_INI_TEXT_H

#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/bytes.h>
#include <waymark/diag.h>

#define WM_INI_LINE_MAX 4096 /* bytes, without the newline */
#define WM_INI_KEY_MAX  100

/* KEY = VALUE; blanks around both and a comment behind are not part of them. */
struct wm_ini_pair {
	const char *key;
	const char *value;
	struct wm_where key_where;
	struct wm_where value_where; /* of the value's first byte */
};

/* [TYPE NAME]; NAME is "" if there is none. */
struct wm_ini_section {
	const char *type;
	const char *name;
	struct wm_where where;      /* of the bracket */
	struct wm_where name_where; /* of NAME, or of where it should stand */
	struct wm_ini_pair *pairs;
	size_t count;
	size_t capacity;
};

struct wm_ini {
	struct wm_ini_section *sections;
	size_t count;
	size_t capacity;
};

/*
 * Read CONTENT, which FILE held, and report everything that is no INI to DIAGS; what remains is in
 * *RET_INI. Lives in ARENA. A comment is a line that starts with ; or #, or what follows a ; behind
 * a blank, outside of "quotes" and without a backslash before it. There are no continued lines.
 */
void wm_ini_read(struct wm_arena *arena, const char *file, struct wm_bytes content,
		 struct wm_diags *diags, struct wm_ini *ret_ini);

#endif
