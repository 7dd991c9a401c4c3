/* RDATA from the fields of a line: each checked, then read. */
#include <waymark/text.h>

#include "layout.h"
#include "scan.h"
#include "svcparam.h"
#include "values.h"

#include <waymark/address.h>
#include <waymark/str.h>

#include <ldns/ldns.h>

#include <assert.h>
#include <string.h>

#define SHOWN_MAX 200 /* bytes of a field in an error message */

/* One RDATA on its way from tokens to wire form. */
struct reading {
	struct wm_arena *arena;
	const struct wm_token *tokens;
	size_t count;
	size_t used; /* tokens; after a failure the index of the offending one */
	const struct wm_name *origin;
	struct wm_buf wire;
};

static enum wm_code refuse(const struct wm_token *token, const struct wm_field *field,
			   const char *expected, struct wm_fail *reterr)
{
	return wm_fail(reterr, WM_EPARSE, "%s '%.*s': expected %s", field->what,
		       (int)(token->len < SHOWN_MAX ? token->len : SHOWN_MAX), token->text,
		       expected);
}

/* ldns wraps numbers that are too large, so it sees none. */
static enum wm_code read_number(struct reading *reading, const struct wm_field *field,
				const struct wm_token *token, struct wm_fail *reterr)
{
	uint64_t value;

	if (field->kind == WM_FIELD_U8) {
		if (!wm_str_number(token->text, token->len, UINT8_MAX, &value))
			return refuse(token, field, "a number from 0 to 255", reterr);
		wm_buf_put_u8(&reading->wire, (uint8_t)value);
	} else if (field->kind == WM_FIELD_U16) {
		if (!wm_str_number(token->text, token->len, UINT16_MAX, &value))
			return refuse(token, field, "a number from 0 to 65535", reterr);
		wm_buf_put_u16(&reading->wire, (uint16_t)value);
	} else {
		if (!wm_str_number(token->text, token->len, UINT32_MAX, &value))
			return refuse(token, field, "a number from 0 to 4294967295", reterr);
		wm_buf_put_u32(&reading->wire, (uint32_t)value);
	}
	return WM_OK;
}

static enum wm_code read_period(struct reading *reading, const struct wm_field *field,
				const struct wm_token *token, struct wm_fail *reterr)
{
	uint32_t seconds;

	if (!wm_str_duration(token->text, token->len, UINT32_MAX, &seconds))
		return refuse(token, field, "seconds or a duration such as 1h30m", reterr);
	wm_buf_put_u32(&reading->wire, seconds);
	return WM_OK;
}

static enum wm_code read_name(struct reading *reading, const struct wm_field *field,
			      const struct wm_token *token, struct wm_fail *reterr)
{
	struct wm_name name;
	struct wm_fail why;

	if (wm_name_read(reading->arena, token->text, token->len, reading->origin, &name, &why) !=
	    WM_OK)
		return wm_fail(reterr, WM_EPARSE, "%s: %s", field->what, why.text);
	wm_buf_put(&reading->wire, name.wire, name.len);
	return WM_OK;
}

/* Hand a field that passed our checks to ldns, and take the wire form from it. */
static enum wm_code read_by_ldns(struct reading *reading, const struct wm_field *field,
				 const struct wm_token *token, ldns_rdf_type type,
				 struct wm_fail *reterr)
{
	const char *text = wm_arena_text_n(reading->arena, token->text, token->len);
	ldns_rdf *rdf = ldns_rdf_new_frm_str(type, text);

	if (!rdf)
		return refuse(token, field, "another form", reterr);
	wm_buf_put(&reading->wire, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
	ldns_rdf_deep_free(rdf);
	return WM_OK;
}

static enum wm_code read_address(struct reading *reading, const struct wm_field *field,
				 const struct wm_token *token, struct wm_fail *reterr)
{
	bool is_v4 = field->kind == WM_FIELD_A;
	struct wm_address address;

	if (!wm_address_read(token->text, token->len, &address) || address.len != (is_v4 ? 4 : 16))
		return refuse(token, field,
			      is_v4 ? "an IPv4 address such as 192.0.2.1"
				    : "an IPv6 address such as 2001:db8::1",
			      reterr);
	return read_by_ldns(reading, field, token, is_v4 ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA,
			    reterr);
}

/* How many bytes the text of TOKEN stands for; false if it has a malformed escape. */
static bool measure(const struct wm_token *token, size_t *ret_len)
{
	uint8_t byte;
	bool escaped;
	size_t len = 0;

	for (size_t at = 0; at < token->len; len++)
		if (!wm_scan_byte(token->text, token->len, &at, &byte, &escaped))
			return false;
	*ret_len = len;
	return true;
}

static enum wm_code read_string(struct reading *reading, const struct wm_field *field,
				const struct wm_token *token, struct wm_fail *reterr)
{
	bool is_text = field->kind == WM_FIELD_TEXT || field->kind == WM_FIELD_URI;
	size_t len;

	if (field->kind == WM_FIELD_URI && !token->quoted) /* RFC 7553 section 4.5 */
		return refuse(token, field, "a URI in quotes", reterr);
	if (!measure(token, &len))
		return refuse(token, field, "no control characters, and escapes \\000 to \\255",
			      reterr);
	if (!is_text && len > UINT8_MAX)
		return wm_fail(reterr, WM_EPARSE, "%s of %zu bytes: a string has at most 255",
			       field->what, len);
	if (len > UINT16_MAX)
		return wm_fail(reterr, WM_EPARSE, "%s of %zu bytes is too long", field->what, len);
	return read_by_ldns(reading, field, token,
			    is_text ? LDNS_RDF_TYPE_LONG_STR : LDNS_RDF_TYPE_STR, reterr);
}

static enum wm_code read_tag(struct reading *reading, const struct wm_field *field,
			     const struct wm_token *token, struct wm_fail *reterr)
{
	bool fits = token->len >= 1 && token->len <= UINT8_MAX;

	for (size_t i = 0; fits && i < token->len; i++) {
		char c = token->text[i];

		fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}
	if (!fits)
		return refuse(token, field, "1 to 255 letters and digits", reterr);
	return read_by_ldns(reading, field, token, LDNS_RDF_TYPE_TAG, reterr);
}

/* ---- fields ---- */

/* A field that one token makes up. */
static enum wm_code read_single(struct reading *reading, const struct wm_field *field,
				const struct wm_token *token, struct wm_fail *reterr)
{
	static const struct {
		enum wm_code (*read)(struct reading *reading, const struct wm_field *field,
				     const struct wm_token *token, struct wm_fail *reterr);
		bool may_be_quoted;
	} readers[] = {
		[WM_FIELD_U8] = {read_number, false},     [WM_FIELD_U16] = {read_number, false},
		[WM_FIELD_U32] = {read_number, false},    [WM_FIELD_PERIOD] = {read_period, false},
		[WM_FIELD_A] = {read_address, false},     [WM_FIELD_AAAA] = {read_address, false},
		[WM_FIELD_NAME] = {read_name, false},     [WM_FIELD_STRING] = {read_string, true},
		[WM_FIELD_STRINGS] = {read_string, true}, [WM_FIELD_TAG] = {read_tag, true},
		[WM_FIELD_TEXT] = {read_string, true},    [WM_FIELD_URI] = {read_string, true},
	};

	assert(field->kind < WM_COUNT(readers) && readers[field->kind].read);
	if (token->quote != 0)
		return refuse(token, field, "quotes around the whole field or nowhere", reterr);
	if (token->quoted && !readers[field->kind].may_be_quoted)
		return refuse(token, field, "a field without quotes", reterr);
	return readers[field->kind].read(reading, field, token, reterr);
}

/* Hexadecimal digits in any number of tokens, each with whole bytes. */
static enum wm_code read_hex(struct reading *reading, const struct wm_field *field,
			     struct wm_fail *reterr)
{
	for (; reading->used < reading->count; reading->used++) {
		const struct wm_token *token = &reading->tokens[reading->used];

		if (token->quoted || !wm_str_read_hex(token->text, token->len, &reading->wire))
			return refuse(token, field, "hexadecimal digits, two for each byte",
				      reterr);
	}
	return WM_OK;
}

static enum wm_code read_params(struct reading *reading, struct wm_fail *reterr)
{
	size_t index = 0;
	enum wm_code code =
		wm_svcparams_read(reading->tokens + reading->used, reading->count - reading->used,
				  &reading->wire, &index, reterr);

	reading->used = code == WM_OK ? reading->count : reading->used + index;
	return code;
}

static enum wm_code read_field(struct reading *reading, const struct wm_field *field,
			       struct wm_fail *reterr)
{
	bool many = field->kind == WM_FIELD_STRINGS;

	if (field->kind == WM_FIELD_PARAMS) /* the one field that may be absent */
		return read_params(reading, reterr);
	if (reading->used == reading->count)
		return wm_fail(reterr, WM_EPARSE, "the %s is missing", field->what);
	if (field->kind == WM_FIELD_HEX)
		return read_hex(reading, field, reterr);
	do {
		const struct wm_token *token = &reading->tokens[reading->used];
		enum wm_code code = read_single(reading, field, token, reterr);

		if (code != WM_OK)
			return code;
		reading->used++;
	} while (many && reading->used < reading->count);
	return WM_OK;
}

/* The fields by LAYOUT, then what they hold together. */
static enum wm_code read_fields(struct reading *reading, const struct wm_layout *layout,
				struct wm_fail *reterr)
{
	struct wm_cursor cursor = {0};
	struct wm_fields fields;
	const struct wm_field *field = layout->fields;
	enum wm_code code = WM_OK;

	for (; field < layout->fields + WM_FIELDS_MAX && field->kind != WM_FIELD_END; field++) {
		code = read_field(reading, field, reterr);
		if (code != WM_OK)
			return code;
	}
	if (reading->used < reading->count)
		return wm_fail(reterr, WM_EPARSE, "'%.*s' is one field too many",
			       (int)(reading->tokens[reading->used].len < SHOWN_MAX
					     ? reading->tokens[reading->used].len
					     : SHOWN_MAX),
			       reading->tokens[reading->used].text);
	if (reading->wire.full)
		return wm_fail(reterr, WM_EPARSE, "more than 65535 bytes of RDATA");
	cursor.bytes = reading->wire.data;
	cursor.end = reading->wire.len;
	reading->used = 0;
	code = wm_layout_split(layout, &cursor, &fields, reterr);
	return code == WM_OK ? wm_values_check(layout, &fields, &reading->used, reterr)
			     : wm_fail(reterr, WM_EPARSE, "fields that do not fit together");
}

/* \# LENGTH HEX... (RFC 3597 section 5). */
static enum wm_code read_generic(struct reading *reading, struct wm_fail *reterr)
{
	static const struct wm_field length = {WM_FIELD_U16, "length", 0};
	static const struct wm_field data = {WM_FIELD_HEX, "data", 0};
	const struct wm_token *tokens = reading->tokens;
	uint64_t wanted = 0;
	enum wm_code code;

	reading->used = 1;
	if (reading->count < 2)
		return wm_fail(reterr, WM_EPARSE, "the length behind \\# is missing");
	if (tokens[1].quoted || !wm_str_number(tokens[1].text, tokens[1].len, UINT16_MAX, &wanted))
		return refuse(&tokens[1], &length, "a number from 0 to 65535", reterr);
	reading->used = 2;
	code = read_hex(reading, &data, reterr);
	if (code != WM_OK)
		return code;
	if (reading->wire.len != wanted || reading->wire.full) {
		reading->used = 1;
		return wm_fail(reterr, WM_EPARSE, "\\# announces %u bytes, %zu are given",
			       (unsigned)wanted, reading->wire.len);
	}
	reading->used = 0;
	return WM_OK;
}

static bool is_generic(const struct wm_token *tokens, size_t count)
{
	return count > 0 && !tokens[0].quoted && tokens[0].len == 2 &&
	       memcmp(tokens[0].text, "\\#", 2) == 0;
}

/* NOLINTNEXTLINE(readability-function-size): the contract asks for this many parameters. */
enum wm_code wm_rdata_read(struct wm_arena *arena, uint16_t type, const struct wm_token *tokens,
			   size_t count, const struct wm_name *origin, struct wm_rdata *ret_rdata,
			   size_t *ret_field, struct wm_fail *reterr)
{
	struct reading reading = {
		.arena = arena, .tokens = tokens, .count = count, .origin = origin};
	const struct wm_layout *layout = wm_layout_find(type);
	char text[WM_TYPE_TEXT_MAX];
	enum wm_code code;

	wm_buf_init(&reading.wire, UINT16_MAX);
	if (is_generic(tokens, count))
		code = read_generic(&reading, reterr);
	else if (layout && layout->text)
		code = read_fields(&reading, layout, reterr);
	else
		code = wm_fail(reterr, WM_EPARSE,
			       "data of type %s is written as \\# LENGTH HEX (RFC 3597)",
			       wm_type_text(type, text));
	if (code == WM_OK)
		code = wm_rdata_canonical(arena, type, wm_buf_bytes(&reading.wire), ret_rdata,
					  reterr);
	wm_buf_done(&reading.wire);
	if (code != WM_OK)
		*ret_field = reading.used;
	return code;
}

bool wm_rdata_field_is_name(uint16_t type, size_t index)
{
	const struct wm_layout *layout = wm_layout_find(type);

	return layout && layout->text && index < WM_FIELDS_MAX &&
	       layout->fields[index].kind == WM_FIELD_NAME;
}
