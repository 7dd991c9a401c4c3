/* RRsets: all records of one owner name and type, the unit of comparison and of change. */
#ifndef WAYMARK_RRSET_H
#define WAYMARK_RRSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/name.h>

/* The record types Waymark reads from text field by field; every other type passes in the \# form
 * of RFC 3597. */
#define WM_TYPE_LIST(X) \
	X(A, 1)         \
	X(NS, 2)        \
	X(CNAME, 5)     \
	X(SOA, 6)       \
	X(PTR, 12)      \
	X(MX, 15)       \
	X(TXT, 16)      \
	X(AAAA, 28)     \
	X(SRV, 33)      \
	X(NAPTR, 35)    \
	X(DNAME, 39)    \
	X(SSHFP, 44)    \
	X(TLSA, 52)     \
	X(SVCB, 64)     \
	X(HTTPS, 65)    \
	X(URI, 256)     \
	X(CAA, 257)

enum wm_type {
#define WM_TYPE(name, number) WM_TYPE_##name = (number),
	WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
		WM_TYPE_OPT = 41,
	WM_TYPE_TSIG = 250,
	WM_TYPE_IXFR = 251,
	WM_TYPE_AXFR = 252,
	WM_TYPE_ANY = 255,
};

/* Other types are plain numbers, so a type travels as uint16_t. */
#define WM_CLASS_IN   1
#define WM_CLASS_NONE 254 /* RFC 2136 section 2.4 */
#define WM_CLASS_ANY  255

#define WM_TTL_MAX 2147483647U /* RFC 2181 section 8 */

/* "SRV" or "TYPE65280" (RFC 3597 section 5); case ignored. False if it is neither, or a type that
 * no zone holds (0, OPT, 128 to 255). */
bool wm_type_read(const char *text, size_t len, uint16_t *ret_type);

/*
 * Every assigned type of data that may stand at a name but cannot beside a CNAME (RFC 1034 section
 * 3.6.2), in order, ended by 0. Left out: CNAME and SOA, and what the signer of a zone makes itself
 * (RRSIG, NSEC and the like, and SIG and NXT before them).
 */
extern const uint16_t wm_cname_rivals[];

/* The name, written into TEXT where it has to be made up; returns it. */
#define WM_TYPE_TEXT_MAX 12
const char *wm_type_text(uint16_t type, char text[WM_TYPE_TEXT_MAX]);

/*
 * Canonical RDATA: what servers take for the same record is the same bytes, and no more is (a
 * record folded further would never meet its own prerequisite in an UPDATE). So names are
 * uncompressed, and in lower case for the types that RFC 4034 section 6.2 lists and for SRV, NAPTR
 * and DNAME; all else is as on the wire: the targets of SVCB and HTTPS, CAA tags and the flags and
 * services of NAPTR keep their case, because BIND and Knot compare it. BYTES is borrowed from an
 * arena.
 */
struct wm_rdata {
	const uint8_t *bytes;
	size_t len; /* at most 65,535 */
};

/* Plain data, const once published. RDATA is sorted (RFC 4034 section 6.3) without duplicates.
 * COUNT 0: does not exist. */
struct wm_rrset {
	struct wm_name owner;
	uint16_t type;
	uint32_t ttl_s;
	size_t count;
	const struct wm_rdata *rdata;
};

int wm_rdata_compare(const struct wm_rdata *a, const struct wm_rdata *b);

/* Same records; owner, type and TTL are not looked at. */
bool wm_rrset_same_data(const struct wm_rrset *a, const struct wm_rrset *b);

/* Is RDATA among the records of SET? */
bool wm_rrset_has(const struct wm_rrset *set, const struct wm_rdata *rdata);

/* The order of sets: owner in canonical order, then type by number. */
int wm_rrset_compare(const struct wm_rrset *a, const struct wm_rrset *b);

/*
 * The name that a record of TYPE points at and that must resolve: target of CNAME, DNAME, MX, NS,
 * SRV, SVCB, HTTPS, replacement of NAPTR, PTR's name. False for the other types, for the root
 * ("." = none), and for a target in upper case, which only an SVCB or HTTPS record of somebody
 * else's can have. Borrows RDATA's bytes.
 */
bool wm_rdata_target(uint16_t type, const struct wm_rdata *rdata, struct wm_name *ret_target);

/*
 * Bring the RDATA of TYPE, uncompressed and of whatever case, into canonical form in ARENA;
 * WM_EPARSE if it does not have the shape its type demands (lengths, embedded names, strings).
 * Types without a known shape pass as they are.
 */
enum wm_code wm_rdata_canonical(struct wm_arena *arena, uint16_t type, struct wm_bytes raw,
				struct wm_rdata *ret_rdata, struct wm_fail *reterr);

/* The same record data, its bytes in ARENA. */
struct wm_rdata wm_rdata_copy(struct wm_arena *arena, const struct wm_rdata *rdata);

/* ---- sets of RRsets ---- */

/* Sorted by wm_rrset_compare, no two alike. ITEMS is borrowed from an arena. */
struct wm_rrsets {
	const struct wm_rrset *items;
	size_t count;
};

/* Records come in one by one and in any order; storage of the struct belongs to the caller, the
 * rest to ARENA. */
struct wm_rrsets_builder {
	struct wm_arena *arena;
	struct wm_rrsets_entry *entries; /* the builder's own */
	size_t count;
	size_t capacity;
};

void wm_rrsets_begin(struct wm_rrsets_builder *builder, struct wm_arena *arena);

/* OWNER and RDATA are borrowed for the arena's life. */
void wm_rrsets_add(struct wm_rrsets_builder *builder, const struct wm_name *owner, uint16_t type,
		   uint32_t ttl_s, const struct wm_rdata *rdata);

/* Sort, drop duplicates, join into RRsets; where TTLs differ within one set the lowest counts (RFC
 * 2181 section 5.2). */
struct wm_rrsets wm_rrsets_finish(struct wm_rrsets_builder *builder);

/* The same sets with everything they point at in ARENA: for results that outlive their job. */
struct wm_rrsets wm_rrsets_copy(struct wm_arena *arena, const struct wm_rrsets *sets);

/* Binary search; NULL = not there. */
const struct wm_rrset *wm_rrsets_find(const struct wm_rrsets *sets, const struct wm_name *owner,
				      uint16_t type);

/* The slice of all RRsets at OWNER: index of the first, count in *RET_COUNT (0 = none). */
size_t wm_rrsets_at(const struct wm_rrsets *sets, const struct wm_name *owner, size_t *ret_count);

#endif
