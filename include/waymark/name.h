/* Domain names in canonical wire form. */
#ifndef WAYMARK_NAME_H
#define WAYMARK_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/fail.h>

#define WM_NAME_MAX      255 /* RFC 1035 section 2.3.4, root label included */
#define WM_LABEL_MAX     63
#define WM_NAME_TEXT_MAX 1024 /* 255 bytes, each as \DDD at the worst, plus dots */

/*
 * A full domain name: uncompressed wire form, ASCII letters in lower case (RFC 4034 section 6.2),
 * root label at the end. WIRE is borrowed, mostly from an arena; LEN is 1 (the root) to
 * WM_NAME_MAX. A zeroed struct is "no name".
 */
struct wm_name {
	const uint8_t *wire;
	size_t len;
};

extern const struct wm_name wm_name_root;

/*
 * Read the presentation form (RFC 1035 section 5.1: \DDD and \C escapes). A name without a final
 * dot is relative to ORIGIN; "@" alone is ORIGIN; with ORIGIN NULL every name is taken as absolute.
 * Empty labels, labels over 63 and names over 255 bytes are WM_EPARSE. Bytes >= 0x80 must be UTF-8
 * and are turned into A-labels (IDNA 2008 non-transitional, NFC first); labels without such bytes
 * pass untouched, underscores included.
 */
enum wm_code wm_name_read(struct wm_arena *arena, const char *text, size_t len,
			  const struct wm_name *origin, struct wm_name *ret_name,
			  struct wm_fail *reterr);

/* Take LEN bytes of uncompressed wire form, checking labels and end, and lower-case them into
 * ARENA. */
enum wm_code wm_name_from_wire(struct wm_arena *arena, const uint8_t *wire, size_t len,
			       struct wm_name *ret_name, struct wm_fail *reterr);

/* The same name, its bytes in ARENA: for what must outlive the message or job it came from. */
struct wm_name wm_name_copy(struct wm_arena *arena, const struct wm_name *name);

/* Append the presentation form with its final dot; special and non-printing bytes escaped (RFC 4343
 * section 2.1). */
void wm_name_print(struct wm_buf *out, const struct wm_name *name);

/* The presentation form in a caller's array, for messages; returns TEXT. */
const char *wm_name_text(const struct wm_name *name, char text[WM_NAME_TEXT_MAX]);

/* Canonical order, RFC 4034 section 6.1: by labels from the right; a parent sorts right before its
 * children. */
int wm_name_compare(const struct wm_name *a, const struct wm_name *b);
bool wm_name_equal(const struct wm_name *a, const struct wm_name *b);

/* NAME is ZONE itself or lies below it. */
bool wm_name_is_in(const struct wm_name *name, const struct wm_name *zone);

/* The name without its first label (borrows NAME's bytes); the root has no parent: false. */
bool wm_name_parent(const struct wm_name *name, struct wm_name *ret_parent);

/* Labels, the root label not counted: 0 for the root. */
size_t wm_name_labels(const struct wm_name *name);

/* LABEL in front of NAME; LABEL is 1 to 63 bytes, lower-cased; WM_EPARSE if the whole gets too
 * long. */
enum wm_code wm_name_prefix(struct wm_arena *arena, const char *label, const struct wm_name *name,
			    struct wm_name *ret_name, struct wm_fail *reterr);

/* A host name by RFC 1123: every label letters, digits and inner hyphens, and at least one label.
 */
bool wm_name_is_host(const struct wm_name *name);

#endif
