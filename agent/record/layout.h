/* What the RDATA of each type consists of: the one table behind reading, printing and checking. */
#ifndef WAYMARK_RECORD_LAYOUT_H
#define WAYMARK_RECORD_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/name.h>
#include <waymark/rrset.h>

#include "cursor.h"

enum wm_field_kind {
	WM_FIELD_END, /* zero: ends a row of the table */
	WM_FIELD_U8,
	WM_FIELD_U16,
	WM_FIELD_U32,
	WM_FIELD_PERIOD, /* 32 bits; text may be a duration such as 1h30m */
	WM_FIELD_FIXED,  /* SIZE bytes without a text form */
	WM_FIELD_A,
	WM_FIELD_AAAA,
	WM_FIELD_NAME,    /* a domain name, lower-cased in canonical form */
	WM_FIELD_STRING,  /* length byte and up to 255 bytes */
	WM_FIELD_STRINGS, /* one or more of these, to the end */
	WM_FIELD_TAG,     /* length byte and 1 to 255 bytes, lower-cased in canonical form */
	WM_FIELD_TEXT,    /* bytes to the end, written as one string (RFC 8659 section 4.1.1) */
	WM_FIELD_URI,     /* the same, only ever in quotes */
	WM_FIELD_HEX,     /* bytes to the end, written in hexadecimal */
	WM_FIELD_PARAMS,  /* SvcParams to the end (RFC 9460 section 2.2) */
	WM_FIELD_BLOB,    /* 16-bit length and that many bytes */
	WM_FIELD_OPTIONS, /* EDNS options to the end: 16-bit code, BLOB */
	WM_FIELD_REST,    /* bytes to the end, without a text form */
};

struct wm_field {
	enum wm_field_kind kind;
	const char *what; /* as an error message calls it */
	uint8_t size;     /* of FIXED */
};

#define WM_FIELDS_MAX 8
#define WM_FOLDED_MAX 2 /* NAMEs and TAGs in one RDATA */

struct wm_layout {
	uint16_t type;
	bool text;       /* has a text form: the type is in WM_TYPE_LIST */
	bool compressed; /* names may arrive compressed (RFC 3597 section 4) */
	bool points;     /* its last NAME must resolve: see wm_rdata_target */
	struct wm_field fields[WM_FIELDS_MAX];
};

/* NULL: a type whose RDATA is a plain run of bytes to us. */
const struct wm_layout *wm_layout_find(uint16_t type);

/* An RDATA taken apart: per field of its layout the bytes in canonical form. NAMEs and TAGs lie in
 * FOLDED, all else in the source. */
struct wm_fields {
	struct wm_bytes items[WM_FIELDS_MAX];
	size_t count;
	uint8_t folded[WM_FOLDED_MAX][WM_NAME_MAX + 1];
	size_t folded_count;
};

/*
 * Take apart what CURSOR holds up to its end. WM_EPROTOCOL if it has not the shape of LAYOUT: a
 * field cut short, bytes left over, a name or string out of its bounds, no string at all, SvcParams
 * or options whose lengths do not add up.
 */
enum wm_code wm_layout_split(const struct wm_layout *layout, struct wm_cursor *cursor,
			     struct wm_fields *ret_fields, struct wm_fail *reterr);

/* The fields put together again in ARENA; WM_EPROTOCOL if that makes more than 65,535 bytes. */
enum wm_code wm_layout_join(struct wm_arena *arena, const struct wm_fields *fields,
			    struct wm_rdata *ret_rdata, struct wm_fail *reterr);

#endif
