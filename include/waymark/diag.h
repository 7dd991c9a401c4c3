/* Diagnostics: what is wrong in a policy, each with its place, all of them in one run. */
#ifndef WAYMARK_DIAG_H
#define WAYMARK_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/buf.h>

/* A place in a policy file. Everything is borrowed from the policy's arena. */
struct wm_where {
	const char *file;
	const char *text; /* the whole line as the user wrote it, without its newline; NULL if there
			     is none */
	unsigned line;    /* 1-based; 0 = the file as a whole */
	unsigned column;  /* 1-based, in bytes; 0 = the line as a whole */
};

enum wm_severity { WM_WARNING, WM_ERROR };

struct wm_diag {
	enum wm_severity severity;
	struct wm_where where;
	const char *text;
	const char *hint; /* "did you mean 'services'?", or NULL */
};

#define WM_DIAGS_MAX 1000 /* kept; the rest is counted */

/* Storage belongs to the caller, the items to ARENA. */
struct wm_diags {
	struct wm_arena *arena;
	struct wm_diag *items;
	size_t count;
	size_t capacity;
	size_t errors;
	size_t dropped;
};

void wm_diags_begin(struct wm_diags *diags, struct wm_arena *arena);

/* One sentence in lower case without a final period: what was found and what was expected. WHERE is
 * copied. */
void wm_error(struct wm_diags *diags, const struct wm_where *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void wm_warning(struct wm_diags *diags, const struct wm_where *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Give the last diagnostic a hint. */
void wm_hint(struct wm_diags *diags, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sort by file (in the order first seen), line, column; drop exact duplicates. */
void wm_diags_sort(struct wm_diags *diags);

/*
 * Append all, each as
 *   policy.ini:12:14: error: unknown service 'xmpp-federatoin' (did you mean 'xmpp-federation'?)
 *    12 | services = xmpp-federatoin, sip-signin
 *       |            ^
 * with tabs kept in the caret's line and control characters escaped; COLOR adds SGR sequences.
 */
void wm_diags_print(struct wm_buf *out, const struct wm_diags *diags, bool color);

#endif
