/* The one reader of DNS messages that everything received passes first (RFC 1035 section 4). */
#include <waymark/wire.h>

#include "layout.h"

#include <stdio.h>
#include <string.h>

#define HEADER_SIZE   12
#define QUESTION_SIZE 5  /* at least: the root, type, class */
#define RECORD_SIZE   11 /* at least: the root, type, class, TTL, RDLENGTH */

static const char *const sections[] = {"question", "answer", "authority", "additional"};

/* A message on its way from bytes to struct. */
struct reading {
	struct wm_arena *arena;
	struct wm_cursor cursor;
	struct wm_message *message;
	struct wm_name last_owner; /* records of one owner share its bytes */
	bool has_opt;
};

static enum wm_code cut_short(const struct reading *reading, const char *what,
			      struct wm_fail *reterr)
{
	return wm_fail(reterr, WM_EPROTOCOL,
		       "message of %zu bytes is cut short in %s at offset %zu", reading->cursor.end,
		       what, reading->cursor.at);
}

static enum wm_code read_name(struct reading *reading, struct wm_name *ret_name,
			      struct wm_fail *reterr)
{
	uint8_t wire[WM_NAME_MAX];
	size_t len;
	enum wm_code code = wm_cursor_name(&reading->cursor, wire, &len, reterr);
	struct wm_name *last = &reading->last_owner;

	if (code != WM_OK)
		return code;
	if (last->len != len || memcmp(last->wire, wire, len) != 0)
		*last = (struct wm_name){wm_arena_copy(reading->arena, wire, len), len};
	*ret_name = *last;
	return WM_OK;
}

static enum wm_code read_question(struct reading *reading, struct wm_fail *reterr)
{
	struct wm_question *question = &reading->message->question;
	enum wm_code code = read_name(reading, &question->name, reterr);

	if (code != WM_OK)
		return code;
	if (!wm_cursor_u16(&reading->cursor, &question->type) ||
	    !wm_cursor_u16(&reading->cursor, &question->class))
		return cut_short(reading, "the question", reterr);
	reading->message->has_question = true;
	return WM_OK;
}

/*
 * The RDATA that the next LEN bytes hold, expanded and in canonical form. It may be absent
 * altogether where RFC 2136 has it so: classes ANY and NONE.
 */
static enum wm_code read_rdata(struct reading *reading, struct wm_record *record, size_t len,
			       struct wm_fail *reterr)
{
	const struct wm_layout *layout = wm_layout_find(record->type);
	bool may_be_empty = record->class == WM_CLASS_ANY || record->class == WM_CLASS_NONE;
	struct wm_cursor cursor = reading->cursor;
	char text[WM_TYPE_TEXT_MAX];
	struct wm_fields fields;
	struct wm_fail why;
	enum wm_code code;

	cursor.end = cursor.at + len;
	reading->cursor.at += len;
	if (!layout || (len == 0 && may_be_empty)) {
		record->rdata.bytes = wm_arena_copy(reading->arena, cursor.bytes + cursor.at, len);
		record->rdata.len = len;
		return WM_OK;
	}
	code = wm_layout_split(layout, &cursor, &fields, &why);
	if (code == WM_OK)
		code = wm_layout_join(reading->arena, &fields, &record->rdata, &why);
	return code == WM_OK ? WM_OK
			     : wm_fail(reterr, WM_EPROTOCOL, "RDATA of %s: %s",
				       wm_type_text(record->type, text), why.text);
}

static enum wm_code read_record(struct reading *reading, enum wm_section section,
				struct wm_record *record, struct wm_fail *reterr)
{
	struct wm_cursor *cursor = &reading->cursor;
	enum wm_code code = read_name(reading, &record->owner, reterr);
	uint16_t len;

	if (code != WM_OK)
		return code;
	if (!wm_cursor_u16(cursor, &record->type) || !wm_cursor_u16(cursor, &record->class) ||
	    !wm_cursor_u32(cursor, &record->ttl_s) || !wm_cursor_u16(cursor, &len) ||
	    cursor->end - cursor->at < len)
		return cut_short(reading, sections[section], reterr);
	if (record->type != WM_TYPE_OPT && record->ttl_s > WM_TTL_MAX)
		record->ttl_s = 0; /* RFC 2181 section 8 */
	return read_rdata(reading, record, len, reterr);
}

/* OPT joins the upper bits of the rcode (RFC 6891 section 6.1.3) and is not kept. */
static enum wm_code take_opt(struct reading *reading, const struct wm_record *record,
			     struct wm_fail *reterr)
{
	if (reading->has_opt)
		return wm_fail(reterr, WM_EPROTOCOL, "more than one OPT record");
	if (record->owner.len != 1)
		return wm_fail(reterr, WM_EPROTOCOL, "OPT record at a name other than the root");
	reading->has_opt = true;
	reading->message->rcode |= record->ttl_s >> 24 << 4;
	return WM_OK;
}

/* Set apart what is no data. *RET_KEEP: it is data. */
static enum wm_code sort_out(struct reading *reading, enum wm_section section,
			     const struct wm_record *record, size_t start, bool *ret_keep,
			     struct wm_fail *reterr)
{
	struct wm_message *message = reading->message;

	*ret_keep = record->type != WM_TYPE_OPT && record->type != WM_TYPE_TSIG;
	if (message->has_tsig)
		return wm_fail(reterr, WM_EPROTOCOL,
			       "TSIG record at offset %zu is not the last one",
			       message->tsig_offset);
	if (*ret_keep)
		return WM_OK;
	if (section != WM_SECTION_ADDITIONAL)
		return wm_fail(reterr, WM_EPROTOCOL, "%s record in the %s section",
			       record->type == WM_TYPE_OPT ? "OPT" : "TSIG", sections[section]);
	if (record->type == WM_TYPE_OPT)
		return take_opt(reading, record, reterr);
	message->has_tsig = true;
	message->tsig = *record;
	message->tsig_offset = start;
	return WM_OK;
}

static enum wm_code read_section(struct reading *reading, enum wm_section section, size_t count,
				 const struct wm_record **ret_records, size_t *ret_count,
				 struct wm_fail *reterr)
{
	struct wm_record *records = WM_ARENA_NEW(reading->arena, struct wm_record, count);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t start = reading->cursor.at;
		enum wm_code code = read_record(reading, section, &records[kept], reterr);
		bool keep = false;

		if (code == WM_OK)
			code = sort_out(reading, section, &records[kept], start, &keep, reterr);
		if (code != WM_OK)
			return code;
		kept += keep ? 1 : 0;
	}
	*ret_records = records;
	*ret_count = kept;
	return WM_OK;
}

/* The header, and counts that the bytes behind it can hold: nothing is allocated for more. */
static enum wm_code read_header(struct reading *reading, uint16_t counts[4], struct wm_fail *reterr)
{
	struct wm_cursor *cursor = &reading->cursor;
	struct wm_message *message = reading->message;
	size_t needed;

	if (cursor->end < HEADER_SIZE || cursor->end > WM_MESSAGE_MAX)
		return wm_fail(reterr, WM_EPROTOCOL, "message of %zu bytes, possible are %d to %d",
			       cursor->end, HEADER_SIZE, WM_MESSAGE_MAX);
	(void)wm_cursor_u16(cursor, &message->id);
	(void)wm_cursor_u16(cursor, &message->flags);
	for (size_t i = 0; i < 4; i++)
		(void)wm_cursor_u16(cursor, &counts[i]);
	message->opcode = (enum wm_opcode)(message->flags >> 11 & 0x0f);
	message->rcode = message->flags & 0x0fU;
	if (counts[0] > 1)
		return wm_fail(reterr, WM_EPROTOCOL, "%u questions", (unsigned)counts[0]);
	needed = HEADER_SIZE + (size_t)counts[0] * QUESTION_SIZE +
		 ((size_t)counts[1] + counts[2] + counts[3]) * RECORD_SIZE;
	if (needed > cursor->end)
		return wm_fail(reterr, WM_EPROTOCOL,
			       "message of %zu bytes cannot hold the %u records it announces",
			       cursor->end, (unsigned)counts[1] + counts[2] + counts[3]);
	return WM_OK;
}

static enum wm_code read_message(struct reading *reading, struct wm_fail *reterr)
{
	struct wm_message *message = reading->message;
	uint16_t counts[4] = {0};
	enum wm_code code = read_header(reading, counts, reterr);

	if (code == WM_OK && counts[0] == 1)
		code = read_question(reading, reterr);
	if (code == WM_OK)
		code = read_section(reading, WM_SECTION_ANSWER, counts[1], &message->answer,
				    &message->answer_count, reterr);
	if (code == WM_OK)
		code = read_section(reading, WM_SECTION_AUTHORITY, counts[2], &message->authority,
				    &message->authority_count, reterr);
	if (code == WM_OK)
		code = read_section(reading, WM_SECTION_ADDITIONAL, counts[3], &message->additional,
				    &message->additional_count, reterr);
	if (code == WM_OK && reading->cursor.at != reading->cursor.end)
		code = wm_fail(reterr, WM_EPROTOCOL, "%zu bytes behind the end of the message",
			       reading->cursor.end - reading->cursor.at);
	return code;
}

enum wm_code wm_message_read(struct wm_arena *arena, struct wm_bytes raw,
			     struct wm_message *ret_message, struct wm_fail *reterr)
{
	struct wm_message message = {0};
	struct reading reading = {
		.arena = arena,
		.cursor = {.bytes = raw.data, .end = raw.len, .pointers = true},
		.message = &message,
	};
	enum wm_code code = read_message(&reading, reterr);

	if (code == WM_OK)
		*ret_message = message;
	return code;
}

const char *wm_rcode_text(unsigned rcode, char text[WM_RCODE_TEXT_MAX])
{
	static const struct {
		unsigned number;
		const char *name;
	} names[] = {
#define WM_RCODE(name, number) {number, #name},
		WM_RCODE_LIST(WM_RCODE)
#undef WM_RCODE
	};

	for (size_t i = 0; i < WM_COUNT(names); i++)
		if (names[i].number == rcode)
			return names[i].name;
	(void)snprintf(text, WM_RCODE_TEXT_MAX, "RCODE%u", rcode & 0xffffU);
	return text;
}
