/* Records as text: master-file form (RFC 1035 section 5) in and out. */
#ifndef WAYMARK_TEXT_H
#define WAYMARK_TEXT_H

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/name.h>
#include <waymark/rrset.h>

/* ---- tokens ---- */

/* One field: its raw text (quotes taken off, escapes not), where it stands, and whether it was
 * quoted. */
struct wm_token {
	const char *text; /* borrowed from the line */
	size_t len;
	size_t column; /* 1-based, of the first byte, the quote included */
	size_t quote;  /* of KEY="VALUE": where in TEXT the quote stands (it and the last one belong
			  to  TEXT); else 0 */
	bool quoted;
};

#define WM_TOKENS_MAX 512

/*
 * Cut LINE into fields at blanks; "..." is one field, a backslash takes the next byte (or \DDD)
 * with it. KEY="VALUE" is one field too (RFC 9460 section 2.1). An unquoted semicolon ends the line
 * (a comment). An unclosed quote, a quote anywhere else inside a field, a parenthesis outside
 * quotes, an escape that is none (\256, a backslash at the end) and control characters other than
 * tabs are WM_EPARSE with the column in *RET_COLUMN.
 */
enum wm_code wm_tokens_read(struct wm_arena *arena, const char *line, size_t len,
			    struct wm_token **ret_tokens, size_t *ret_count, size_t *ret_column,
			    struct wm_fail *reterr);

/* ---- RDATA ---- */

/*
 * The RDATA of TYPE from its fields, or from the \# form for any type. Names relative to ORIGIN.
 * Numbers and names are read by us, strings, tags and addresses by ldns after our checks: numbers
 * in range (nothing wraps), names absolute or made so, strings of at most 255 bytes, CAA tags of
 * letters and digits, TLSA fields of known values, hex of the right length for the digest's
 * algorithm (TLSA, SSHFP), a URI in quotes, SvcParams sorted and each key once, no field missing
 * and none left over. What the \# form holds must have the shape of its type, no more. On failure
 * *RET_FIELD is the index of the offending token (COUNT when one is missing at the end), and the
 * text says what was found and what was expected.
 */
enum wm_code wm_rdata_read(struct wm_arena *arena, uint16_t type, const struct wm_token *tokens,
			   size_t count, const struct wm_name *origin, struct wm_rdata *ret_rdata,
			   size_t *ret_field, struct wm_fail *reterr);

/* Is field INDEX of TYPE a domain name? (For the templates, which make names absolute.) */
bool wm_rdata_field_is_name(uint16_t type, size_t index);

/*
 * Append one line's RDATA in presentation form, which wm_rdata_read reads as the same RDATA and
 * which holds nothing but printable ASCII. \# form for types outside WM_TYPE_LIST, and where a line
 * could not say it (a TLSA digest of the wrong length, a CAA tag with other than letters and
 * digits, SvcParams that contradict one another, an SVCB target in upper case, more than 500
 * strings).
 */
void wm_rdata_print(struct wm_buf *out, uint16_t type, const struct wm_rdata *rdata);

/* Append "OWNER TTL IN TYPE RDATA\n" for each record of SET. */
void wm_rrset_print(struct wm_buf *out, const struct wm_rrset *set);

/* ---- master files ---- */

/* A line of a master file as the error report wants it. */
struct wm_text_place {
	size_t line;
	size_t column;
};

/*
 * Read a whole master file: $ORIGIN, $TTL, owner and TTL and class carried over, parentheses,
 * comments; class IN only; $INCLUDE and $GENERATE are refused by name. ORIGIN is the zone; records
 * outside it, an SOA elsewhere than at ORIGIN and a second SOA are WM_EPARSE. A record without TTL
 * takes that of $TTL, else the last one given, an SOA else its minimum field. Records go to
 * BUILDER, at most MAX_RECORDS. On failure *RET_PLACE says where.
 */
enum wm_code wm_zone_read(struct wm_arena *arena, struct wm_bytes content,
			  const struct wm_name *origin, size_t max_records,
			  struct wm_rrsets_builder *builder, struct wm_text_place *ret_place,
			  struct wm_fail *reterr);

/* Append SETS as a master file of ZONE: $ORIGIN-less, SOA first if there is one, one record a line.
 */
void wm_zone_print(struct wm_buf *out, const struct wm_rrsets *sets);

#endif
