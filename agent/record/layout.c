/* What the RDATA of each type consists of, and how it is taken apart by that. */
#include "layout.h"

#include <assert.h>
#include <string.h>

/* clang-format would make blocks of these. */
/* clang-format off */
#define NAME(what)   {WM_FIELD_NAME, what, 0}
#define U8(what)     {WM_FIELD_U8, what, 0}
#define U16(what)    {WM_FIELD_U16, what, 0}
#define U32(what)    {WM_FIELD_U32, what, 0}
#define PERIOD(what) {WM_FIELD_PERIOD, what, 0}
#define STRING(what) {WM_FIELD_STRING, what, 0}
#define HEX(what)    {WM_FIELD_HEX, what, 0}
#define BLOB(what)   {WM_FIELD_BLOB, what, 0}
#define FIXED(size)  {WM_FIELD_FIXED, "fixed part", size}
#define REST         {WM_FIELD_REST, "data", 0}
#define BINDING      {U16("priority"), {WM_FIELD_CASED, "target", 0}, {WM_FIELD_PARAMS, "parameters", 0}}
/* clang-format on */

#define TEXT   WM_LAYOUT_TEXT
#define PACKED WM_LAYOUT_PACKED
#define POINTS WM_LAYOUT_POINTS

/* Sorted by type. The rows without TEXT are there for their names, which a server may send
 * compressed and in any case. */
static const struct wm_layout layouts[] = {
	{WM_TYPE_A, TEXT, {{WM_FIELD_A, "address", 0}}},
	{WM_TYPE_NS, TEXT | PACKED | POINTS, {NAME("name server")}},
	{3 /* MD */, PACKED, {NAME("host")}},
	{4 /* MF */, PACKED, {NAME("host")}},
	{WM_TYPE_CNAME, TEXT | PACKED | POINTS, {NAME("target")}},
	{WM_TYPE_SOA,
	 TEXT | PACKED,
	 {NAME("primary server"), NAME("mailbox"), U32("serial"), PERIOD("refresh time"),
	  PERIOD("retry time"), PERIOD("expiry time"), PERIOD("minimum TTL")}},
	{7 /* MB */, PACKED, {NAME("host")}},
	{8 /* MG */, PACKED, {NAME("mailbox")}},
	{9 /* MR */, PACKED, {NAME("mailbox")}},
	{WM_TYPE_PTR, TEXT | PACKED | POINTS, {NAME("target")}},
	{14 /* MINFO */, PACKED, {NAME("mailbox"), NAME("mailbox")}},
	{WM_TYPE_MX, TEXT | PACKED | POINTS, {U16("preference"), NAME("mail server")}},
	{WM_TYPE_TXT, TEXT, {{WM_FIELD_STRINGS, "text", 0}}},
	{17 /* RP */, PACKED, {NAME("mailbox"), NAME("text name")}},
	{18 /* AFSDB */, PACKED, {U16("subtype"), NAME("host")}},
	{21 /* RT */, PACKED, {U16("preference"), NAME("host")}},
	{24 /* SIG */, PACKED, {FIXED(18), NAME("signer"), REST}},
	{26 /* PX */, PACKED, {U16("preference"), NAME("map"), NAME("map")}},
	{WM_TYPE_AAAA, TEXT, {{WM_FIELD_AAAA, "address", 0}}},
	{30 /* NXT */, PACKED, {NAME("next name"), REST}},
	{WM_TYPE_SRV,
	 TEXT | PACKED | POINTS,
	 {U16("priority"), U16("weight"), U16("port"), NAME("target")}},
	{WM_TYPE_NAPTR,
	 TEXT | PACKED | POINTS,
	 {U16("order"), U16("preference"), STRING("flags"), STRING("service"),
	  STRING("regular expression"), NAME("replacement")}},
	{36 /* KX */, 0, {U16("preference"), NAME("host")}},
	{WM_TYPE_DNAME, TEXT | POINTS, {NAME("target")}},
	{WM_TYPE_OPT, 0, {{WM_FIELD_OPTIONS, "options", 0}}},
	{WM_TYPE_SSHFP, TEXT, {U8("algorithm"), U8("fingerprint type"), HEX("fingerprint")}},
	{46 /* RRSIG */, 0, {FIXED(18), NAME("signer"), REST}},
	{WM_TYPE_TLSA,
	 TEXT,
	 {U8("usage"), U8("selector"), U8("matching type"), HEX("certificate data")}},
	{WM_TYPE_SVCB, TEXT | POINTS, BINDING},
	{WM_TYPE_HTTPS, TEXT | POINTS, BINDING},
	{WM_TYPE_TSIG, 0, {NAME("algorithm"), FIXED(8), BLOB("MAC"), FIXED(4), BLOB("other data")}},
	{WM_TYPE_URI, TEXT, {U16("priority"), U16("weight"), {WM_FIELD_URI, "target", 0}}},
	{WM_TYPE_CAA, TEXT, {U8("flags"), {WM_FIELD_TAG, "tag", 0}, {WM_FIELD_TEXT, "value", 0}}},
};

bool wm_field_is_name(enum wm_field_kind kind)
{
	return kind == WM_FIELD_NAME || kind == WM_FIELD_CASED;
}

bool wm_field_has_upper(struct wm_bytes name)
{
	/* Length bytes are at most 63, and so below the letters. */
	for (size_t i = 0; i < name.len; i++)
		if (name.data[i] >= 'A' && name.data[i] <= 'Z')
			return true;
	return false;
}

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

static bool skip_tag(struct wm_cursor *cursor)
{
	struct wm_bytes run;
	uint8_t len;

	return wm_cursor_u8(cursor, &len) && len > 0 && wm_cursor_run(cursor, len, &run);
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

/* Move CURSOR over a field that is no name. */
static bool skip_field(const struct wm_field *field, struct wm_cursor *cursor)
{
	struct wm_bytes run;
	size_t size = plain_size(field);

	if (field->kind == WM_FIELD_STRING)
		return skip_string(cursor);
	if (field->kind == WM_FIELD_TAG)
		return skip_tag(cursor);
	if (field->kind == WM_FIELD_STRINGS)
		return skip_strings(cursor);
	if (field->kind == WM_FIELD_BLOB)
		return skip_blob(cursor);
	if (field->kind == WM_FIELD_PARAMS || field->kind == WM_FIELD_OPTIONS)
		return skip_pairs(cursor, field->kind == WM_FIELD_PARAMS);
	return wm_cursor_run(cursor, size != 0 ? size : cursor->end - cursor->at, &run);
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
	uint8_t *name;

	if (!wm_field_is_name(field->kind)) {
		if (!skip_field(field, cursor))
			return malformed(field, start, reterr);
		*item = (struct wm_bytes){cursor->bytes + start, cursor->at - start};
		return WM_OK;
	}
	assert(fields->name_count < WM_NAMES_MAX);
	name = fields->names[fields->name_count++];
	item->data = name;
	cursor->keep_case = field->kind == WM_FIELD_CASED;
	return wm_cursor_name(cursor, name, &item->len, reterr);
}

enum wm_code wm_layout_split(const struct wm_layout *layout, struct wm_cursor *cursor,
			     struct wm_fields *ret_fields, struct wm_fail *reterr)
{
	const struct wm_field *field = layout->fields;

	ret_fields->count = 0;
	ret_fields->name_count = 0;
	cursor->pointers = cursor->pointers && (layout->traits & WM_LAYOUT_PACKED) != 0;
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
