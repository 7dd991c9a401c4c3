/* DNS messages: the one bounds-checked reader that everything received passes first, and the
 * writer. */
#ifndef WAYMARK_WIRE_H
#define WAYMARK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/name.h>
#include <waymark/rrset.h>

#define WM_MESSAGE_MAX 65535
#define WM_UDP_MAX     1232 /* what we announce by EDNS (RFC 6891; DNS flag day 2020) */

enum wm_opcode { WM_OPCODE_QUERY = 0, WM_OPCODE_NOTIFY = 4, WM_OPCODE_UPDATE = 5 };

#define WM_RCODE_LIST(X) \
	X(NOERROR, 0)    \
	X(FORMERR, 1)    \
	X(SERVFAIL, 2)   \
	X(NXDOMAIN, 3)   \
	X(NOTIMP, 4)     \
	X(REFUSED, 5)    \
	X(YXDOMAIN, 6)   \
	X(YXRRSET, 7)    \
	X(NXRRSET, 8)    \
	X(NOTAUTH, 9)    \
	X(NOTZONE, 10)

enum wm_rcode {
#define WM_RCODE(name, number) WM_RCODE_##name = (number),
	WM_RCODE_LIST(WM_RCODE)
#undef WM_RCODE
};

/* "REFUSED" or "RCODE23" (static storage for the known ones, else written into TEXT). */
#define WM_RCODE_TEXT_MAX 12
const char *wm_rcode_text(unsigned rcode, char text[WM_RCODE_TEXT_MAX]);

/* Header flag bits as they stand in the second 16-bit word (RFC 1035 section 4.1.1). */
#define WM_FLAG_QR 0x8000U
#define WM_FLAG_AA 0x0400U
#define WM_FLAG_TC 0x0200U
#define WM_FLAG_RD 0x0100U

/* Sections; in an UPDATE they are zone, prerequisite, update, additional (RFC 2136 section 2). */
enum wm_section {
	WM_SECTION_QUESTION,
	WM_SECTION_ANSWER,
	WM_SECTION_AUTHORITY,
	WM_SECTION_ADDITIONAL
};

/* One record of a message; names lower-cased, RDATA canonical, everything in the reader's arena. */
struct wm_record {
	struct wm_name owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl_s;
	struct wm_rdata rdata;
};

struct wm_question {
	struct wm_name name;
	uint16_t type;
	uint16_t class;
};

/* A message that passed: all offsets, counts and lengths are consistent. TSIG and OPT stand apart
 * from ADDITIONAL. */
struct wm_message {
	uint16_t id;
	uint16_t flags; /* the whole second word: QR, opcode, AA, TC, RD, RA, Z, AD, CD, rcode */
	enum wm_opcode opcode;
	unsigned rcode; /* with the upper bits of OPT joined, where there is one */
	bool has_question;
	struct wm_question question;
	const struct wm_record *answer;
	size_t answer_count;
	const struct wm_record *authority;
	size_t authority_count;
	const struct wm_record *additional;
	size_t additional_count;
	bool has_tsig;
	struct wm_record tsig; /* RDATA raw but for its algorithm name, which is lower-cased */
	size_t tsig_offset;    /* where the TSIG record begins in the raw bytes */
};

/*
 * Read the whole of RAW. Refused (WM_EPROTOCOL, with offset and reason): short or trailing bytes,
 * counts that the bytes cannot hold, pointers that do not go strictly backwards to an earlier name
 * or that form a chain of more than 127, compression in RDATA of types younger than RFC 3597,
 * labels and names too long, RDATA that does not fill its length or has not the shape of its type
 * (but it may be empty in classes ANY and NONE), more than one question, more than one OPT or TSIG,
 * either of them outside the additional section, OPT at a name other than the root, TSIG that is
 * not the last record (RFC 8945 section 5.1). A TTL with its upper bit set counts as 0 (RFC 2181
 * section 8). Memory taken is at most WM_MESSAGE_EXPANSION times the size of RAW, plus the arena's
 * smallest block. QTYPE-less messages (a transfer's later ones) are fine.
 */
#define WM_MESSAGE_EXPANSION 64
enum wm_code wm_message_read(struct wm_arena *arena, struct wm_bytes raw,
			     struct wm_message *ret_message, struct wm_fail *reterr);

/*
 * Writing: begin, then records section by section in order, then finish. Owner names are compressed
 * against earlier ones; RDATA is written as it is (RFC 3597 section 4). Storage of the struct
 * belongs to the caller; OUT's maximum limits the message. After a put that failed (false: no room)
 * the message is as it was before that put.
 */
struct wm_writer {
	struct wm_buf *out;
	size_t start;
	uint16_t counts[4];
	struct {
		uint16_t offset;
		uint8_t len;
	} seen[64];
	size_t seen_count;
};

void wm_writer_begin(struct wm_writer *writer, struct wm_buf *out, uint16_t id,
		     enum wm_opcode opcode, uint16_t flags);
bool wm_writer_question(struct wm_writer *writer, const struct wm_name *name, uint16_t type,
			uint16_t class);
bool wm_writer_record(struct wm_writer *writer, enum wm_section section,
		      const struct wm_name *owner, uint16_t type, uint16_t class, uint32_t ttl_s,
		      const struct wm_rdata *rdata);
bool wm_writer_opt(struct wm_writer *writer, uint16_t udp_size); /* EDNS(0), no options */
void wm_writer_finish(struct wm_writer *writer); /* writes the counts into the header */

/* A whole ordinary query in one call: id 0, RD clear, with OPT. False if OUT is too small. */
bool wm_writer_query(struct wm_buf *out, const struct wm_name *name, uint16_t type);

#endif
