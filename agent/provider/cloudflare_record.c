/* Cloudflare's records: JSON objects with the fields of some types apart, and ours. */
#include "cloudflare.h"

#include <string.h>

#include <waymark/json.h>
#include <waymark/str.h>
#include <waymark/text.h>

#define TTL_AUTO   1   /* what the API calls "auto" */
#define TTL_AUTO_S 300 /* what it serves then */

enum kind {
	NUMBER, /* a JSON number */
	WORD,   /* text without blanks */
	TEXT,   /* any text, a quoted string in presentation form */
	HOST,   /* a name without its final dot */
	REST,   /* everything to the end of the record */
};

/* The types whose `content` is for people only: their fields, in the order of presentation form. */
static const struct shape {
	uint16_t type;
	bool priority; /* the first field stands outside `data`, as `priority` */
	struct {
		const char *name;
		enum kind kind;
	} fields[6];
} shapes[] = {
	{WM_TYPE_SRV,
	 false,
	 {{"priority", NUMBER}, {"weight", NUMBER}, {"port", NUMBER}, {"target", HOST}}},
	{WM_TYPE_NAPTR,
	 false,
	 {{"order", NUMBER},
	  {"preference", NUMBER},
	  {"flags", TEXT},
	  {"service", TEXT},
	  {"regex", TEXT},
	  {"replacement", HOST}}},
	{WM_TYPE_CAA, false, {{"flags", NUMBER}, {"tag", WORD}, {"value", TEXT}}},
	{WM_TYPE_TLSA,
	 false,
	 {{"usage", NUMBER},
	  {"selector", NUMBER},
	  {"matching_type", NUMBER},
	  {"certificate", WORD}}},
	{WM_TYPE_SSHFP, false, {{"algorithm", NUMBER}, {"type", NUMBER}, {"fingerprint", WORD}}},
	{WM_TYPE_SVCB, false, {{"priority", NUMBER}, {"target", HOST}, {"value", REST}}},
	{WM_TYPE_HTTPS, false, {{"priority", NUMBER}, {"target", HOST}, {"value", REST}}},
	{WM_TYPE_URI, true, {{"priority", NUMBER}, {"weight", NUMBER}, {"target", TEXT}}},
};

static const struct shape *find_shape(uint16_t type)
{
	for (size_t i = 0; i < WM_COUNT(shapes); i++)
		if (shapes[i].type == type)
			return &shapes[i];
	return NULL;
}

/* ---- reading ---- */

static void put_quoted(struct wm_buf *out, const char *text)
{
	(void)wm_buf_put_u8(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			(void)wm_buf_put_u8(out, '\\');
		(void)wm_buf_put_u8(out, (uint8_t)*text);
	}
	(void)wm_buf_put_u8(out, '"');
}

/* Append one field's value from JSON; false if it is missing or of another kind. */
static bool put_field(struct wm_buf *out, const json_t *object, const char *name, enum kind kind)
{
	const char *text = wm_rest_text(object, name);
	uint64_t number;

	if (out->len)
		(void)wm_buf_put_u8(out, ' ');
	if (kind == NUMBER)
		return wm_rest_number(object, name, UINT16_MAX, &number) &&
		       wm_buf_printf(out, "%u", (unsigned)number);
	if (!text)
		return kind == REST && wm_buf_text(out, "");
	if (kind == TEXT)
		put_quoted(out, text);
	else
		(void)wm_buf_text(out, kind == HOST && !*text ? "." : text);
	return !out->full;
}

/* The fields of SHAPE as a line of text. */
static bool put_shape(struct wm_buf *out, const struct shape *shape, const json_t *object)
{
	const json_t *data = json_object_get(object, "data");

	for (size_t i = 0; i < WM_COUNT(shape->fields) && shape->fields[i].name; i++)
		if (!put_field(out, shape->priority && i == 0 ? object : data,
			       shape->fields[i].name, shape->fields[i].kind))
			return false;
	return true;
}

/* Append the preference of an MX record, which stands apart, and its host. */
static bool put_mx(struct wm_buf *out, const json_t *object)
{
	return put_field(out, object, "priority", NUMBER) &&
	       put_field(out, object, "content", HOST);
}

/* The presentation form of OBJECT's data, or NULL. */
static const char *print_object(struct wm_arena *arena, uint16_t type, const json_t *object)
{
	static const size_t line_max = 131072; /* twice what RDATA can be */
	const struct shape *shape = find_shape(type);
	const char *text = NULL;
	struct wm_buf line;

	if (!shape && type != WM_TYPE_MX)
		return wm_rest_text(object, "content");
	wm_buf_init(&line, line_max);
	if (shape ? put_shape(&line, shape, object) : put_mx(&line, object))
		text = wm_arena_text(arena, wm_buf_string(&line));
	wm_buf_done(&line);
	return text;
}

static bool read_rdata(struct wm_arena *arena, struct wm_cf_record *record, const json_t *object)
{
	const char *text = print_object(arena, record->type, object);

	if (!text)
		return false;
	/* Text that was given without quotes comes back without them. */
	if (record->type == WM_TYPE_TXT && *text != '"') {
		record->rdata = wm_rest_txt_read(arena, text, strlen(text));
		return record->rdata.len <= UINT16_MAX;
	}
	return !wm_rest_rdata_read(arena, record->type, text, &record->rdata, NULL);
}

enum wm_code wm_cf_record_read(struct wm_arena *arena, const json_t *object,
			       struct wm_cf_record *ret_record, struct wm_fail *reterr)
{
	const char *name = wm_rest_text(object, "name"), *type = wm_rest_text(object, "type");
	const char *id = wm_rest_text(object, "id");
	uint64_t ttl;

	*ret_record = (struct wm_cf_record){0};
	if (!name || !type || !id || !wm_rest_number(object, "ttl", WM_TTL_MAX, &ttl))
		return wm_fail(reterr, WM_EPROTOCOL, "a record without name, type, id or ttl");
	if (wm_name_read(arena, name, strlen(name), &wm_name_root, &ret_record->owner, NULL))
		ret_record->owner = (struct wm_name){0};
	if (!wm_type_read(type, strlen(type), &ret_record->type))
		ret_record->type = WM_TYPE_ANY;
	ret_record->id = wm_arena_text(arena, id);
	ret_record->ttl_s = ttl == TTL_AUTO ? TTL_AUTO_S : (uint32_t)ttl;
	return WM_OK;
}

/* Why OBJECT is not ours to touch, or not what DNS serves; NULL: it is a plain record. */
static const char *why_foreign(const json_t *object)
{
	const json_t *meta = json_object_get(object, "meta");

	if (wm_rest_true(object, "proxied"))
		return "a proxied record";
	if (wm_rest_true(json_object_get(object, "settings"), "flatten_cname"))
		return "a flattened CNAME";
	if (wm_rest_true(object, "locked") || wm_rest_true(meta, "read_only") ||
	    wm_rest_true(meta, "managed_by_apps") || wm_rest_true(meta, "managed_by_argo_tunnel"))
		return "a record that a product of Cloudflare keeps";
	return NULL;
}

void wm_cf_record_read_data(struct wm_arena *arena, const json_t *object,
			    struct wm_cf_record *record)
{
	record->foreign = why_foreign(object);
	if (record->foreign)
		return;
	if (record->type == WM_TYPE_ANY)
		record->foreign = "a record of a type that waymark does not know";
	else if (!read_rdata(arena, record, object))
		record->foreign = "a record that waymark cannot read";
}

/* ---- writing ---- */

/* The byte that an escape at AT stands for (RFC 1035 section 5.1), its length in *RET_LEN. */
static char unescape(const char *at, size_t left, size_t *ret_len)
{
	uint64_t byte = 0;

	if (*at == '\\' && left >= 4 && wm_str_number(at + 1, 3, 255, &byte)) {
		*ret_len = 4;
		return (char)byte;
	}
	*ret_len = *at == '\\' && left >= 2 ? 2 : 1;
	return at[*ret_len - 1];
}

/* A token without the escapes of presentation form. */
static json_t *write_text(struct wm_arena *arena, const struct wm_token *token)
{
	char *text = WM_ARENA_NEW(arena, char, token->len + 1);
	size_t out = 0, len;

	for (size_t i = 0; i < token->len; i += len)
		text[out++] = unescape(token->text + i, token->len - i, &len);
	return wm_json_text(text);
}

static json_t *write_field(struct wm_arena *arena, const struct wm_token *token, enum kind kind)
{
	uint64_t number = 0;
	size_t len = token->len;

	switch (kind) {
	case NUMBER:
		(void)wm_str_number(token->text, token->len, UINT32_MAX, &number);
		return json_integer((json_int_t)number);
	case TEXT:
		return write_text(arena, token);
	case HOST:
		if (len > 1)
			len--; /* the final dot; the root alone is "." */
		break;
	case REST:
		len = strlen(token->text);
		break;
	case WORD:
		break;
	}
	return wm_json_text(wm_arena_text_n(arena, token->text, len));
}

static void write_shape(struct wm_arena *arena, json_t *item, const struct shape *shape,
			const char *text)
{
	json_t *data = json_object();
	struct wm_token *tokens;
	size_t count = 0, column;

	if (wm_tokens_read(arena, text, strlen(text), &tokens, &count, &column, NULL))
		return; /* our own printing: it reads back */
	for (size_t i = 0; i < WM_COUNT(shape->fields) && shape->fields[i].name; i++) {
		bool outside = shape->priority && i == 0;

		if (i < count)
			wm_json_put(outside ? item : data, shape->fields[i].name,
				    write_field(arena, &tokens[i], shape->fields[i].kind));
		else if (shape->fields[i].kind == REST)
			wm_json_put(data, shape->fields[i].name, wm_json_text(""));
	}
	wm_json_put(item, "data", data);
}

/* Types without fields of their own: `content`, names without their final dot, MX with its
 * preference apart. */
static void write_content(struct wm_arena *arena, json_t *item, uint16_t type, const char *text)
{
	size_t len = strlen(text);
	uint64_t priority = 0;

	if (type == WM_TYPE_MX) {
		size_t digits = strcspn(text, " ");

		(void)wm_str_number(text, digits, UINT16_MAX, &priority);
		wm_json_put(item, "priority", json_integer((json_int_t)priority));
		text += digits + 1;
		len -= digits + 1;
	}
	if (wm_rdata_field_is_name(type, type == WM_TYPE_MX ? 1 : 0) && len > 1)
		len--;
	wm_json_put(item, "content", wm_json_text(wm_arena_text_n(arena, text, len)));
}

json_t *wm_cf_record_head(struct wm_arena *arena, const struct wm_rrset *set)
{
	json_t *item = json_object();

	wm_json_put(item, "name", wm_json_text(wm_rest_name_bare(arena, &set->owner)));
	wm_json_put(item, "type", wm_json_type(set->type));
	wm_json_put(item, "ttl", json_integer(set->ttl_s));
	return item;
}

json_t *wm_cf_record_write(struct wm_arena *arena, const struct wm_rrset *set,
			   const struct wm_rdata *rdata)
{
	const struct shape *shape = find_shape(set->type);
	const char *text = wm_rest_rdata(arena, set->type, rdata);
	json_t *item = wm_cf_record_head(arena, set);

	if (shape)
		write_shape(arena, item, shape, text);
	else
		write_content(arena, item, set->type, text);
	return item;
}
