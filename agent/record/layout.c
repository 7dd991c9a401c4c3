/* What the RDATA of each type consists of, and how it is taken apart by that. */
#include "layout.h"

#include <assert.h>
#include <string.h>

#define NAME(text)                     \
	{                              \
		WM_FIELD_NAME, text, 0 \
	}
#define U8(text)                     \
	{                            \
		WM_FIELD_U8, text, 0 \
	}
#define U16(text)                     \
	{                             \
		WM_FIELD_U16, text, 0 \
	}
#define U32(text)                     \
	{                             \
		WM_FIELD_U32, text, 0 \
	}
#define PERIOD(text)                     \
	{                                \
		WM_FIELD_PERIOD, text, 0 \
	}
#define STRING(text)                     \
	{                                \
		WM_FIELD_STRING, text, 0 \
	}
#define BLOB(text)                     \
	{                              \
		WM_FIELD_BLOB, text, 0 \
	}
#define FIXED(size)                                \
	{                                          \
		WM_FIELD_FIXED, "fixed part", size \
	}
#define REST                             \
	{                                \
		WM_FIELD_REST, "data", 0 \
	}
#define SERVICE_BINDING                                  \
	{                                                \
		U16("priority"), NAME("target"),         \
		{                                        \
			WM_FIELD_PARAMS, "parameters", 0 \
		}                                        \
	}

/* Sorted by type. The rows without `text` are there for their names, which a server may send
 * compressed and in any case. */
static const struct wm_layout layouts[] = {
	{WM_TYPE_A, true, false, false, {{WM_FIELD_A, "address", 0}}},
	{WM_TYPE_NS, true, true, true, {NAME("name server")}},
	{3 /* MD */, false, true, false, {NAME("host")}},
	{4 /* MF */, false, true, false, {NAME("host")}},
	{WM_TYPE_CNAME, true, true, true, {NAME("target")}},
	{WM_TYPE_SOA,
	 true,
	 true,
	 false,
	 {NAME("primary server"), NAME("mailbox"), U32("serial"), PERIOD("refresh time"),
	  PERIOD("retry time"), PERIOD("expiry time"), PERIOD("minimum TTL")}},
	{7 /* MB */, false, true, false, {NAME("host")}},
	{8 /* MG */, false, true, false, {NAME("mailbox")}},
	{9 /* MR */, false, true, false, {NAME("mailbox")}},
	{WM_TYPE_PTR, true, true, true, {NAME("target")}},
	{14 /* MINFO */, false, true, false, {NAME("mailbox"), NAME("mailbox")}},
	{WM_TYPE_MX, true, true, true, {U16("preference"), NAME("mail server")}},
	{WM_TYPE_TXT, true, false, false, {{WM_FIELD_STRINGS, "text", 0}}},
	{17 /* RP */, false, true, false, {NAME("mailbox"), NAME("text name")}},
	{18 /* AFSDB */, false, true, false, {U16("subtype"), NAME("host")}},
	{21 /* RT */, false, true, false, {U16("preference"), NAME("host")}},
	{24 /* SIG */, false, true, false, {FIXED(18), NAME("signer"), REST}},
	{26 /* PX */, false, true, false, {U16("preference"), NAME("map"), NAME("map")}},
	{WM_TYPE_AAAA, true, false, false, {{WM_FIELD_AAAA, "address", 0}}},
	{30 /* NXT */, false, true, false, {NAME("next name"), REST}},
	{WM_TYPE_SRV,
	 true,
	 true,
	 true,
	 {U16("priority"), U16("weight"), U16("port"), NAME("target")}},
	{WM_TYPE_NAPTR,
	 true,
	 true,
	 true,
	 {U16("order"), U16("preference"), STRING("flags"), STRING("service"),
	  STRING("regular expression"), NAME("replacement")}},
	{36 /* KX */, false, false, false, {U16("preference"), NAME("host")}},
	{WM_TYPE_DNAME, true, false, true, {NAME("target")}},
	{WM_TYPE_OPT, false, false, false, {{WM_FIELD_OPTIONS, "options", 0}}},
	{WM_TYPE_SSHFP,
	 true,
	 false,
	 false,
	 {U8("algorithm"), U8("fingerprint type"), {WM_FIELD_HEX, "fingerprint", 0}}},
	{46 /* RRSIG */, false, false, false, {FIXED(18), NAME("signer"), REST}},
	{WM_TYPE_TLSA,
	 true,
	 false,
	 false,
	 {U8("usage"), U8("selector"), U8("matching type"), {WM_FIELD_HEX, "certificate data", 0}}},
	{WM_TYPE_SVCB, true, false, true, SERVICE_BINDING},
	{WM_TYPE_HTTPS, true, false, true, SERVICE_BINDING},
	{WM_TYPE_TSIG,
	 false,
	 false,
	 false,
	 {NAME("algorithm"), FIXED(8), BLOB("MAC"), FIXED(4), BLOB("other data")}},
	{WM_TYPE_URI,
	 true,
	 false,
	 false,
	 {U16("priority"), U16("weight"), {WM_FIELD_URI, "target", 0}}},
	{WM_TYPE_CAA,
	 true,
	 false,
	 false,
	 {U8("flags"), {WM_FIELD_TAG, "tag", 0}, {WM_FIELD_TEXT, "value", 0}}},
};

const struct wm_layout *wm_layout_find(uint16_t type)
{
	size_t low = 0;
	size_t high = WM_COUNT(layouts);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (layouts[middle].type == type)
			return &layouts[middle];
		if (layouts[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool skip_string(struct wm_cursor *cursor)
{
	struct wm_bytes run;
	uint8_t len;

	return wm_cursor_u8(cursor, &len) && wm_cursor_run(cursor, len, &run);
}

static bool skip_blob(struct wm_cursor *cursor)
{
	struct wm_bytes run;
	uint16_t len;

	return wm_cursor_u16(cursor, &len) && wm_cursor_run(cursor, len, &run);
}

static bool skip_strings(struct wm_cursor *cursor)
{
	if (cursor->at == cursor->end)
		return false;
	while (cursor->at < cursor->end)
		if (!skip_string(cursor))
			return false;
	return true;
}

/* Pairs of a code and a BLOB; in SvcParams the codes ascend (RFC 9460 section 2.2). */
static bool skip_pairs(struct wm_cursor *cursor, bool ascending)
{
	int32_t last = -1;
	uint16_t code;

	while (cursor->at < cursor->end) {
		if (!wm_cursor_u16(cursor, &code) || !skip_blob(cursor))
			return false;
		if (ascending && (int32_t)code <= last)
			return false;
		last = code;
	}
	return true;
}

/* How many bytes a field of a plain kind takes, 0 = as many as are left. */
static size_t plain_size(const struct wm_field *field)
{
	static const uint8_t sizes[] = {
		[WM_FIELD_U8] = 1,     [WM_FIELD_U16] = 2, [WM_FIELD_U32] = 4,
		[WM_FIELD_PERIOD] = 4, [WM_FIELD_A] = 4,   [WM_FIELD_AAAA] = 16,
	};

	if (field->kind == WM_FIELD_FIXED)
		return field->size;
	return field->kind < WM_COUNT(sizes) ? sizes[field->kind] : 0;
}

/* Move CURSOR over a field that is neither NAME nor TAG. */
static bool skip_field(const struct wm_field *field, struct wm_cursor *cursor)
{
	struct wm_bytes run;
	size_t size = plain_size(field);

	if (field->kind == WM_FIELD_STRING)
		return skip_string(cursor);
	if (field->kind == WM_FIELD_STRINGS)
		return skip_strings(cursor);
	if (field->kind == WM_FIELD_BLOB)
		return skip_blob(cursor);
	if (field->kind == WM_FIELD_PARAMS || field->kind == WM_FIELD_OPTIONS)
		return skip_pairs(cursor, field->kind == WM_FIELD_PARAMS);
	return wm_cursor_run(cursor, size != 0 ? size : cursor->end - cursor->at, &run);
}

static bool fold_tag(struct wm_cursor *cursor, uint8_t *folded, size_t *ret_len)
{
	struct wm_bytes run;
	uint8_t len;

	if (!wm_cursor_u8(cursor, &len) || len == 0 || !wm_cursor_run(cursor, len, &run))
		return false;
	folded[0] = len;
	for (size_t i = 0; i < len; i++) {
		bool upper = run.data[i] >= 'A' && run.data[i] <= 'Z';

		folded[1 + i] = upper ? run.data[i] | 0x20 : run.data[i];
	}
	*ret_len = (size_t)len + 1;
	return true;
}

static enum wm_code malformed(const struct wm_field *field, size_t offset, struct wm_fail *reterr)
{
	return wm_fail(reterr, WM_EPROTOCOL, "malformed %s at offset %zu", field->what, offset);
}

static enum wm_code split_field(const struct wm_field *field, struct wm_cursor *cursor,
				struct wm_fields *fields, struct wm_fail *reterr)
{
	struct wm_bytes *item = &fields->items[fields->count++];
	size_t start = cursor->at;
	uint8_t *folded;

	if (field->kind != WM_FIELD_NAME && field->kind != WM_FIELD_TAG) {
		if (!skip_field(field, cursor))
			return malformed(field, start, reterr);
		*item = (struct wm_bytes){cursor->bytes + start, cursor->at - start};
		return WM_OK;
	}
	assert(fields->folded_count < WM_FOLDED_MAX);
	folded = fields->folded[fields->folded_count++];
	item->data = folded;
	if (field->kind == WM_FIELD_NAME)
		return wm_cursor_name(cursor, folded, &item->len, reterr);
	return fold_tag(cursor, folded, &item->len) ? WM_OK : malformed(field, start, reterr);
}

enum wm_code wm_layout_split(const struct wm_layout *layout, struct wm_cursor *cursor,
			     struct wm_fields *ret_fields, struct wm_fail *reterr)
{
	const struct wm_field *field = layout->fields;

	ret_fields->count = 0;
	ret_fields->folded_count = 0;
	cursor->pointers = cursor->pointers && layout->compressed;
	for (; field < layout->fields + WM_FIELDS_MAX && field->kind != WM_FIELD_END; field++) {
		enum wm_code code = split_field(field, cursor, ret_fields, reterr);

		if (code != WM_OK)
			return code;
	}
	if (cursor->at != cursor->end)
		return wm_fail(reterr, WM_EPROTOCOL, "%zu bytes too many at offset %zu",
			       cursor->end - cursor->at, cursor->at);
	return WM_OK;
}

enum wm_code wm_layout_join(struct wm_arena *arena, const struct wm_fields *fields,
			    struct wm_rdata *ret_rdata, struct wm_fail *reterr)
{
	size_t len = 0;
	uint8_t *bytes;

	for (size_t i = 0; i < fields->count; i++)
		len += fields->items[i].len;
	if (len > UINT16_MAX)
		return wm_fail(reterr, WM_EPROTOCOL, "RDATA of %zu bytes, at most %d are possible",
			       len, UINT16_MAX);
	bytes = wm_arena_alloc(arena, len);
	*ret_rdata = (struct wm_rdata){bytes, len};
	for (size_t i = 0; i < fields->count; i++) {
		if (fields->items[i].len > 0)
			memcpy(bytes, fields->items[i].data, fields->items[i].len);
		bytes += fields->items[i].len;
	}
	return WM_OK;
}
