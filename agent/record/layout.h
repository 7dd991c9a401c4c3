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
	WM_FIELD_CASED,   /* a domain name that servers compare with its case */
	WM_FIELD_STRING,  /* length byte and up to 255 bytes */
	WM_FIELD_STRINGS, /* one or more of these, to the end */
	WM_FIELD_TAG,     /* length byte and 1 to 255 bytes */
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
#define WM_NAMES_MAX  2 /* in one RDATA */

enum {
	WM_LAYOUT_TEXT = 1,   /* has a text form: the type is in WM_TYPE_LIST */
	WM_LAYOUT_PACKED = 2, /* names may arrive compressed (RFC 3597 section 4) */
	WM_LAYOUT_POINTS = 4, /* its last name must resolve: see wm_rdata_target */
};

struct wm_layout {
	uint16_t type;
	uint8_t traits;
	struct wm_field fields[WM_FIELDS_MAX];
};

/* Is it one of the two kinds of domain name? */
bool wm_field_is_name(enum wm_field_kind kind);

/* Does a name hold upper-case letters? Only a CASED one can. */
bool wm_field_has_upper(struct wm_bytes name);

/* NULL: a type whose RDATA is a plain run of bytes to us. */
const struct wm_layout *wm_layout_find(uint16_t type);

/* An RDATA taken apart: per field of its layout the bytes in canonical form. Names lie in NAMES,
 * all else in the source. */
struct wm_fields {
	struct wm_bytes items[WM_FIELDS_MAX];
	size_t count;
	uint8_t names[WM_NAMES_MAX][WM_NAME_MAX];
	size_t name_count;
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
