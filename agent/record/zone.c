/* The reader of master files (RFC 1035 section 5). */
#include <waymark/text.h>

#include "scan.h"

#include <waymark/str.h>

#include <string.h>

/* One entry of the file: the fields of one line, or of several joined by parentheses. */
struct entry {
	struct wm_token tokens[WM_TOKENS_MAX];
	size_t lines[WM_TOKENS_MAX];
	size_t count;
	size_t used;
	size_t end_line; /* where a missing field is missing */
	size_t end_column;
	bool indented; /* begins with a blank: the owner is the one before */
};

struct reading {
	struct wm_arena *arena;
	struct wm_scan scan;
	struct entry entry;
	const struct wm_name *zone;
	struct wm_name origin;
	struct wm_name owner; /* of the last record, no name before the first */
	uint32_t ttl_s;       /* of $TTL, or of the last record that had one */
	bool has_ttl;
	bool has_default_ttl; /* $TTL was seen */
	bool has_soa;
	size_t records;
	size_t max_records;
	struct wm_rrsets_builder *builder;
	struct wm_text_place place; /* of the failure */
};

static void point_at_scan(struct reading *reading)
{
	const struct wm_scan *scan = &reading->scan;

	reading->place = (struct wm_text_place){scan->line, scan->at - scan->line_start + 1};
}

/* INDEX may be the count of tokens: behind the last one. */
static void point_at_token(struct reading *reading, size_t index)
{
	const struct entry *entry = &reading->entry;

	if (index < entry->count)
		reading->place =
			(struct wm_text_place){entry->lines[index], entry->tokens[index].column};
	else
		reading->place = (struct wm_text_place){entry->end_line, entry->end_column};
}

static enum wm_code add_token(struct reading *reading, const struct wm_token *token,
			      struct wm_fail *reterr)
{
	struct entry *entry = &reading->entry;

	if (entry->count == WM_TOKENS_MAX) {
		point_at_scan(reading);
		return wm_fail(reterr, WM_EPARSE, "more than %d fields in one record",
			       WM_TOKENS_MAX);
	}
	entry->tokens[entry->count] = *token;
	entry->lines[entry->count++] = reading->scan.line;
	return WM_OK;
}

static void end_entry(struct entry *entry, const struct wm_scan *scan, enum wm_scan_kind kind)
{
	if (kind == WM_SCAN_LINE && entry->count > 0) {
		entry->end_line = entry->lines[entry->count - 1];
		entry->end_column = entry->tokens[entry->count - 1].column +
				    entry->tokens[entry->count - 1].len;
		return;
	}
	entry->end_line = scan->line;
	entry->end_column = scan->at - scan->line_start + 1;
}

/* Parentheses, not nested, join lines. OPEN is the place of the one that is open, line 0 = none. */
static enum wm_code take_parenthesis(struct reading *reading, enum wm_scan_kind kind,
				     struct wm_text_place *open, struct wm_fail *reterr)
{
	reading->place.column--; /* the scan stands behind it */
	if ((kind == WM_SCAN_OPEN) == (open->line != 0))
		return wm_fail(reterr, WM_EPARSE, "parenthesis without its counterpart");
	*open = kind == WM_SCAN_OPEN ? reading->place : (struct wm_text_place){0};
	return WM_OK;
}

/* The pieces of one entry up to the end of its last line; KIND of that end in *RET_END. */
static enum wm_code read_pieces(struct reading *reading, enum wm_scan_kind *ret_end,
				struct wm_fail *reterr)
{
	struct wm_text_place open = {0};
	enum wm_scan_kind kind = WM_SCAN_LINE;
	enum wm_code code = WM_OK;

	while (code == WM_OK) {
		struct wm_token token;

		code = wm_scan_next(&reading->scan, &kind, &token, reterr);
		point_at_scan(reading);
		if (code != WM_OK)
			return code;
		if (kind == WM_SCAN_FIELD)
			code = add_token(reading, &token, reterr);
		else if (kind == WM_SCAN_OPEN || kind == WM_SCAN_CLOSE)
			code = take_parenthesis(reading, kind, &open, reterr);
		else if (open.line == 0 || kind == WM_SCAN_END)
			break;
	}
	*ret_end = kind;
	if (code == WM_OK && open.line != 0) {
		reading->place = open;
		return wm_fail(reterr, WM_EPARSE, "parenthesis that is never closed");
	}
	return code;
}

/* The next entry, which may be empty; *RET_MORE false: nothing follows it. */
static enum wm_code read_entry(struct reading *reading, bool *ret_more, struct wm_fail *reterr)
{
	struct wm_scan *scan = &reading->scan;
	struct entry *entry = &reading->entry;
	enum wm_scan_kind end;
	enum wm_code code;

	entry->count = 0;
	entry->used = 0;
	entry->indented = scan->at < scan->len &&
			  (scan->text[scan->at] == ' ' || scan->text[scan->at] == '\t');
	code = read_pieces(reading, &end, reterr);
	if (code != WM_OK)
		return code;
	end_entry(entry, scan, end);
	*ret_more = end == WM_SCAN_LINE;
	return WM_OK;
}

/* ---- directives ---- */

/* The one argument of a directive; NULL with the failure told if there is none or more. */
static const struct wm_token *only_argument(struct reading *reading, struct wm_fail *reterr)
{
	struct entry *entry = &reading->entry;

	if (entry->count == 2)
		return &entry->tokens[1];
	point_at_token(reading, entry->count < 2 ? entry->count : 2);
	(void)wm_fail(reterr, WM_EPARSE, "expected one field behind %.*s",
		      (int)entry->tokens[0].len, entry->tokens[0].text);
	return NULL;
}

static enum wm_code read_origin(struct reading *reading, struct wm_fail *reterr)
{
	const struct wm_token *token = only_argument(reading, reterr);

	if (!token)
		return WM_EPARSE;
	point_at_token(reading, 1);
	return wm_name_read(reading->arena, token->text, token->len, &reading->origin,
			    &reading->origin, reterr);
}

static bool read_ttl(const struct wm_token *token, uint32_t *ret_ttl_s)
{
	return !token->quoted && wm_str_duration(token->text, token->len, WM_TTL_MAX, ret_ttl_s);
}

static enum wm_code read_default_ttl(struct reading *reading, struct wm_fail *reterr)
{
	const struct wm_token *token = only_argument(reading, reterr);

	if (!token)
		return WM_EPARSE;
	point_at_token(reading, 1);
	if (!read_ttl(token, &reading->ttl_s))
		return wm_fail(reterr, WM_EPARSE, "'%.*s' is not a TTL such as 3600 or 1h",
			       (int)(token->len < 40 ? token->len : 40), token->text);
	reading->has_ttl = true;
	reading->has_default_ttl = true;
	return WM_OK;
}

static enum wm_code read_directive(struct reading *reading, struct wm_fail *reterr)
{
	const struct wm_token *token = &reading->entry.tokens[0];

	if (wm_str_is(token->text, token->len, "$ORIGIN"))
		return read_origin(reading, reterr);
	if (wm_str_is(token->text, token->len, "$TTL"))
		return read_default_ttl(reading, reterr);
	point_at_token(reading, 0);
	if (wm_str_is(token->text, token->len, "$INCLUDE") ||
	    wm_str_is(token->text, token->len, "$GENERATE"))
		return wm_fail(reterr, WM_EUNSUPPORTED, "%.*s is not supported", (int)token->len,
			       token->text);
	return wm_fail(reterr, WM_EPARSE, "unknown directive '%.*s'",
		       (int)(token->len < 40 ? token->len : 40), token->text);
}

/* ---- records ---- */

struct record {
	uint32_t ttl_s;
	bool has_ttl;
	bool has_class;
	uint16_t type;
};

static enum wm_code read_owner(struct reading *reading, struct wm_fail *reterr)
{
	struct entry *entry = &reading->entry;
	const struct wm_token *token = &entry->tokens[0];
	enum wm_code code;

	point_at_token(reading, 0);
	if (entry->indented) {
		if (reading->owner.len == 0)
			return wm_fail(reterr, WM_EPARSE, "the first record has no owner name");
		return WM_OK;
	}
	entry->used = 1;
	if (token->quoted || token->quote != 0)
		return wm_fail(reterr, WM_EPARSE, "an owner name is written without quotes");
	code = wm_name_read(reading->arena, token->text, token->len, &reading->origin,
			    &reading->owner, reterr);
	if (code != WM_OK)
		return code;
	if (!wm_name_is_in(&reading->owner, reading->zone)) {
		char text[WM_NAME_TEXT_MAX];

		return wm_fail(reterr, WM_EPARSE, "'%.*s' lies outside the zone %s",
			       (int)(token->len < 200 ? token->len : 200), token->text,
			       wm_name_text(reading->zone, text));
	}
	return WM_OK;
}

/* Is TOKEN a class? *RET_IN says whether it is the only one there is to us. */
static bool is_class(const struct wm_token *token, bool *ret_in)
{
	static const char *const others[] = {"CH", "HS", "CS", "NONE", "ANY"};
	uint64_t number;

	*ret_in = wm_str_is(token->text, token->len, "IN");
	if (*ret_in)
		return true;
	for (size_t i = 0; i < WM_COUNT(others); i++)
		if (wm_str_is(token->text, token->len, others[i]))
			return true;
	if (token->len < 6 || !wm_str_is(token->text, 5, "CLASS"))
		return false;
	if (!wm_str_number(token->text + 5, token->len - 5, UINT16_MAX, &number))
		return false;
	*ret_in = number == WM_CLASS_IN;
	return true;
}

/* [TTL] [CLASS] TYPE, the first two in either order. */
static enum wm_code read_type(struct reading *reading, struct record *record,
			      struct wm_fail *reterr)
{
	struct entry *entry = &reading->entry;

	for (;; entry->used++) {
		const struct wm_token *token = &entry->tokens[entry->used];
		bool is_in;

		point_at_token(reading, entry->used);
		if (entry->used == entry->count)
			return wm_fail(reterr, WM_EPARSE, "the record type is missing");
		if (!record->has_ttl && read_ttl(token, &record->ttl_s)) {
			record->has_ttl = true;
		} else if (!record->has_class && is_class(token, &is_in)) {
			if (!is_in)
				return wm_fail(reterr, WM_EPARSE,
					       "class %.*s; only IN is supported", (int)token->len,
					       token->text);
			record->has_class = true;
		} else {
			break;
		}
	}
	if (!wm_type_read(entry->tokens[entry->used].text, entry->tokens[entry->used].len,
			  &record->type))
		return wm_fail(
			reterr, WM_EPARSE,
			"unknown record type '%.*s' (any type can be written as TYPEnnn with "
			"\\# data)",
			(int)(entry->tokens[entry->used].len < 40 ? entry->tokens[entry->used].len
								  : 40),
			entry->tokens[entry->used].text);
	entry->used++;
	return WM_OK;
}

static enum wm_code check_soa(struct reading *reading, struct wm_fail *reterr)
{
	point_at_token(reading, reading->entry.used - 1);
	if (!wm_name_equal(&reading->owner, reading->zone))
		return wm_fail(reterr, WM_EPARSE, "an SOA record belongs to the name of the zone");
	if (reading->has_soa)
		return wm_fail(reterr, WM_EPARSE, "a second SOA record");
	reading->has_soa = true;
	return WM_OK;
}

/* Where RFC 1035 and RFC 2308 leave it open, an SOA's own minimum counts, as servers have it. */
static enum wm_code settle_ttl(struct reading *reading, struct record *record,
			       const struct wm_rdata *rdata, struct wm_fail *reterr)
{
	if (!record->has_ttl && reading->has_ttl) {
		record->ttl_s = reading->ttl_s;
		return WM_OK;
	}
	if (!record->has_ttl && record->type != WM_TYPE_SOA) {
		point_at_token(reading, 0);
		return wm_fail(reterr, WM_EPARSE,
			       "no TTL: give the record one, or the file a $TTL");
	}
	if (!record->has_ttl) {
		const uint8_t *minimum = rdata->bytes + rdata->len - 4;

		record->ttl_s = (uint32_t)minimum[0] << 24 | (uint32_t)minimum[1] << 16 |
				(uint32_t)minimum[2] << 8 | minimum[3];
		if (record->ttl_s > WM_TTL_MAX)
			record->ttl_s = 0; /* RFC 2181 section 8 */
	}
	if (!reading->has_default_ttl) {
		reading->ttl_s = record->ttl_s;
		reading->has_ttl = true;
	}
	return WM_OK;
}

static enum wm_code read_record(struct reading *reading, struct wm_fail *reterr)
{
	struct entry *entry = &reading->entry;
	struct record record = {0};
	struct wm_rdata rdata;
	size_t field = 0;
	enum wm_code code = read_owner(reading, reterr);

	if (code == WM_OK)
		code = read_type(reading, &record, reterr);
	if (code == WM_OK && record.type == WM_TYPE_SOA)
		code = check_soa(reading, reterr);
	if (code != WM_OK)
		return code;
	code = wm_rdata_read(reading->arena, record.type, entry->tokens + entry->used,
			     entry->count - entry->used, &reading->origin, &rdata, &field, reterr);
	if (code != WM_OK) {
		point_at_token(reading, entry->used + field);
		return code;
	}
	code = settle_ttl(reading, &record, &rdata, reterr);
	if (code != WM_OK)
		return code;
	if (++reading->records > reading->max_records) {
		point_at_token(reading, 0);
		return wm_fail(reterr, WM_ELIMIT, "more than %zu records", reading->max_records);
	}
	wm_rrsets_add(reading->builder, &reading->owner, record.type, record.ttl_s, &rdata);
	return WM_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the contract asks for this many parameters. */
enum wm_code wm_zone_read(struct wm_arena *arena, struct wm_bytes content,
			  const struct wm_name *origin, size_t max_records,
			  struct wm_rrsets_builder *builder, struct wm_text_place *ret_place,
			  struct wm_fail *reterr)
{
	struct reading *reading = WM_ARENA_NEW(arena, struct reading, 1);
	enum wm_code code = WM_OK;
	bool more = true;

	*reading = (struct reading){
		.arena = arena,
		.scan = {.text = (const char *)content.data, .len = content.len, .line = 1},
		.zone = origin,
		.origin = *origin,
		.max_records = max_records,
		.builder = builder,
	};
	while (more && code == WM_OK) {
		const struct wm_token *first = &reading->entry.tokens[0];

		code = read_entry(reading, &more, reterr);
		if (code != WM_OK || reading->entry.count == 0)
			continue;
		if (!reading->entry.indented && first->len > 0 && first->text[0] == '$' &&
		    !first->quoted)
			code = read_directive(reading, reterr);
		else
			code = read_record(reading, reterr);
	}
	if (code != WM_OK)
		*ret_place = reading->place;
	return code;
}
