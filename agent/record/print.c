/* Records as text: RDATA field by field, RRsets and zones line by line. */
#include <waymark/text.h>

#include "layout.h"
#include "print.h"
#include "svcparam.h"
#include "values.h"

#include <waymark/str.h>

#include <assert.h>
#include <stdlib.h>

void wm_print_by_ldns(struct wm_buf *out, ldns_rdf_type type, struct wm_bytes bytes)
{
	ldns_rdf *rdf = ldns_rdf_new_frm_data(type, bytes.len, bytes.data);
	char *text = rdf ? ldns_rdf2str(rdf) : NULL;

	assert(text); /* the bytes have the shape of the type */
	wm_buf_text(out, text);
	free(text);
	ldns_rdf_deep_free(rdf);
}

void wm_print_byte(struct wm_buf *out, uint8_t byte)
{
	if (byte < 0x20 || byte >= 0x7f) {
		wm_buf_printf(out, "\\%03u", (unsigned)byte);
		return;
	}
	if (byte == '"' || byte == '\\')
		wm_buf_put_u8(out, '\\');
	wm_buf_put_u8(out, byte);
}

static void print_text(struct wm_buf *out, struct wm_bytes bytes)
{
	wm_buf_put_u8(out, '"');
	for (size_t i = 0; i < bytes.len; i++)
		wm_print_byte(out, bytes.data[i]);
	wm_buf_put_u8(out, '"');
}

static void print_strings(struct wm_buf *out, struct wm_bytes strings)
{
	for (size_t at = 0; at < strings.len; at += (size_t)strings.data[at] + 1) {
		if (at > 0)
			wm_buf_put_u8(out, ' ');
		print_text(out, (struct wm_bytes){strings.data + at + 1, strings.data[at]});
	}
}

static void print_number(struct wm_buf *out, struct wm_bytes bytes)
{
	uint32_t value = 0;

	for (size_t i = 0; i < bytes.len; i++)
		value = value << 8 | bytes.data[i];
	wm_buf_printf(out, "%u", (unsigned)value);
}

static void print_name(struct wm_buf *out, struct wm_bytes bytes)
{
	wm_name_print(out, &(struct wm_name){bytes.data, bytes.len});
}

static void print_address(struct wm_buf *out, struct wm_bytes bytes)
{
	wm_print_by_ldns(out, bytes.len == 4 ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA, bytes);
}

static void print_tag(struct wm_buf *out, struct wm_bytes bytes)
{
	wm_print_by_ldns(out, LDNS_RDF_TYPE_TAG, bytes);
}

static void print_hex(struct wm_buf *out, struct wm_bytes bytes)
{
	wm_str_hex(out, bytes.data, bytes.len);
}

static void print_field(struct wm_buf *out, enum wm_field_kind kind, struct wm_bytes bytes)
{
	static void (*const printers[])(struct wm_buf * out, struct wm_bytes bytes) = {
		[WM_FIELD_U8] = print_number,       [WM_FIELD_U16] = print_number,
		[WM_FIELD_U32] = print_number,      [WM_FIELD_PERIOD] = print_number,
		[WM_FIELD_A] = print_address,       [WM_FIELD_AAAA] = print_address,
		[WM_FIELD_NAME] = print_name,       [WM_FIELD_STRING] = print_strings,
		[WM_FIELD_STRINGS] = print_strings, [WM_FIELD_TAG] = print_tag,
		[WM_FIELD_TEXT] = print_text,       [WM_FIELD_URI] = print_text,
		[WM_FIELD_HEX] = print_hex,         [WM_FIELD_PARAMS] = wm_svcparams_print,
	};

	assert(kind < WM_COUNT(printers) && printers[kind]);
	printers[kind](out, bytes);
}

static void print_generic(struct wm_buf *out, const struct wm_rdata *rdata)
{
	wm_buf_printf(out, "\\# %zu", rdata->len);
	if (rdata->len > 0)
		wm_buf_put_u8(out, ' ');
	wm_str_hex(out, rdata->bytes, rdata->len);
}

/* Take RDATA apart if it can be written field by field, and read back from that. */
static bool split(const struct wm_layout *layout, const struct wm_rdata *rdata,
		  struct wm_fields *ret_fields)
{
	struct wm_cursor cursor = {.bytes = rdata->bytes, .end = rdata->len};
	size_t field;

	return layout && layout->text && rdata->len > 0 &&
	       wm_layout_split(layout, &cursor, ret_fields, NULL) == WM_OK &&
	       wm_values_check(layout, ret_fields, &field, NULL) == WM_OK;
}

void wm_rdata_print(struct wm_buf *out, uint16_t type, const struct wm_rdata *rdata)
{
	const struct wm_layout *layout = wm_layout_find(type);
	struct wm_fields fields;

	if (!split(layout, rdata, &fields)) {
		print_generic(out, rdata);
		return;
	}
	for (size_t i = 0; i < fields.count; i++) {
		enum wm_field_kind kind = layout->fields[i].kind;

		if (i > 0 && kind != WM_FIELD_PARAMS) /* which brings its own blanks, if any */
			wm_buf_put_u8(out, ' ');
		print_field(out, kind, fields.items[i]);
	}
}

void wm_rrset_print(struct wm_buf *out, const struct wm_rrset *set)
{
	char owner[WM_NAME_TEXT_MAX];
	char type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < set->count; i++) {
		wm_buf_printf(out, "%s %u IN %s ", wm_name_text(&set->owner, owner),
			      (unsigned)set->ttl_s, wm_type_text(set->type, type));
		wm_rdata_print(out, set->type, &set->rdata[i]);
		wm_buf_put_u8(out, '\n');
	}
}

void wm_zone_print(struct wm_buf *out, const struct wm_rrsets *sets)
{
	for (size_t i = 0; i < sets->count; i++)
		if (sets->items[i].type == WM_TYPE_SOA)
			wm_rrset_print(out, &sets->items[i]);
	for (size_t i = 0; i < sets->count; i++)
		if (sets->items[i].type != WM_TYPE_SOA)
			wm_rrset_print(out, &sets->items[i]);
}
