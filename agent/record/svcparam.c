/* SvcParams of SVCB and HTTPS records (RFC 9460 section 2): read, checked, printed. */
#include "svcparam.h"

#include "cursor.h"
#include "print.h"
#include "scan.h"
#include "values.h"

#include <waymark/address.h>
#include <waymark/str.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KEY_INVALID 65535 /* RFC 9460 section 14.3.2 */
#define KEY_COUNT   7

/* One known key: its value between text (escapes undone) and wire form. */
struct key {
	const char *name;
	const char *expected;
	/* Append the wire form; false if TEXT is no such value. */
	bool (*read)(struct wm_buf *out, const char *text, size_t len);
	bool (*is_valid)(struct wm_bytes value);
	/* Append "=VALUE". */
	void (*print)(struct wm_buf *out, struct wm_bytes value);
};

static const struct key keys[KEY_COUNT];

static bool read_key(const char *text, size_t len, uint16_t *ret_key)
{
	uint64_t number;

	for (uint16_t i = 0; i < KEY_COUNT; i++) {
		if (strlen(keys[i].name) == len && memcmp(keys[i].name, text, len) == 0) {
			*ret_key = i;
			return true;
		}
	}
	if (len < 4 || memcmp(text, "key", 3) != 0 || (text[3] == '0' && len > 4))
		return false;
	if (!wm_str_number(text + 3, len - 3, KEY_INVALID - 1, &number))
		return false;
	*ret_key = (uint16_t)number;
	return true;
}

static void print_key(struct wm_buf *out, uint16_t key)
{
	if (key < KEY_COUNT)
		wm_buf_text(out, keys[key].name);
	else
		wm_buf_printf(out, "key%u", (unsigned)key);
}

/* ---- values that are comma-separated lists ---- */

/* Call READ_ITEM for each item of TEXT; an empty list or item is its business to refuse. */
static bool read_list(struct wm_buf *out, const char *text, size_t len,
		      bool (*read_item)(struct wm_buf *out, const char *text, size_t len))
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && text[i] != ',')
			continue;
		if (!read_item(out, text + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool read_mandatory_item(struct wm_buf *out, const char *text, size_t len)
{
	uint16_t key;

	return read_key(text, len, &key) && wm_buf_put_u16(out, key);
}

static int compare_u16(const void *a, const void *b)
{
	return memcmp(a, b, 2); /* network byte order sorts as bytes */
}

static bool read_mandatory(struct wm_buf *out, const char *text, size_t len)
{
	size_t start = out->len;

	if (!read_list(out, text, len, read_mandatory_item))
		return false;
	qsort(out->data + start, (out->len - start) / 2, 2, compare_u16);
	return true;
}

static bool is_mandatory(struct wm_bytes value)
{
	if (value.len == 0 || value.len % 2 != 0)
		return false;
	if (value.data[0] == 0 && value.data[1] == 0) /* "mandatory" itself */
		return false;
	for (size_t i = 2; i < value.len; i += 2)
		if (compare_u16(value.data + i - 2, value.data + i) >= 0)
			return false;
	return true;
}

static void print_mandatory(struct wm_buf *out, struct wm_bytes value)
{
	for (size_t i = 0; i < value.len; i += 2) {
		wm_buf_put_u8(out, i == 0 ? '=' : ',');
		print_key(out, (uint16_t)(value.data[i] << 8 | value.data[i + 1]));
	}
}

/* "h2,h3": commas separate, "\," and "\\" stand for themselves (RFC 9460 appendix A.1). */
static bool read_alpn(struct wm_buf *out, const char *text, size_t len)
{
	size_t i = 0;

	do {
		uint8_t item[UINT8_MAX];
		size_t item_len = 0;

		for (; i < len && text[i] != ','; i++) {
			if (text[i] == '\\' && (++i == len || (text[i] != ',' && text[i] != '\\')))
				return false;
			if (item_len == sizeof(item))
				return false;
			item[item_len++] = (uint8_t)text[i];
		}
		if (item_len == 0)
			return false;
		wm_buf_put_u8(out, (uint8_t)item_len);
		wm_buf_put(out, item, item_len);
	} while (i++ < len);
	return true;
}

static bool is_alpn(struct wm_bytes value)
{
	size_t at = 0;

	while (at < value.len && value.data[at] != 0)
		at += (size_t)value.data[at] + 1;
	return value.len > 0 && at == value.len;
}

static void print_alpn(struct wm_buf *out, struct wm_bytes value)
{
	wm_buf_text(out, "=\"");
	for (size_t at = 0; at < value.len; at += (size_t)value.data[at] + 1) {
		if (at > 0)
			wm_buf_put_u8(out, ',');
		for (size_t i = 1; i <= value.data[at]; i++) {
			uint8_t byte = value.data[at + i];

			if (byte == ',' || byte == '\\')
				wm_print_byte(out, '\\');
			wm_print_byte(out, byte);
		}
	}
	wm_buf_put_u8(out, '"');
}

static bool read_address(struct wm_buf *out, const char *text, size_t len, uint8_t size)
{
	struct wm_address address;

	return wm_address_read(text, len, &address) && address.len == size &&
	       wm_buf_put(out, address.bytes, size);
}

static bool read_ipv4(struct wm_buf *out, const char *text, size_t len)
{
	return read_address(out, text, len, 4);
}

static bool read_ipv6(struct wm_buf *out, const char *text, size_t len)
{
	return read_address(out, text, len, 16);
}

static bool read_ipv4_list(struct wm_buf *out, const char *text, size_t len)
{
	return read_list(out, text, len, read_ipv4);
}

static bool read_ipv6_list(struct wm_buf *out, const char *text, size_t len)
{
	return read_list(out, text, len, read_ipv6);
}

static bool is_ipv4_list(struct wm_bytes value)
{
	return value.len > 0 && value.len % 4 == 0;
}

static bool is_ipv6_list(struct wm_bytes value)
{
	return value.len > 0 && value.len % 16 == 0;
}

static void print_addresses(struct wm_buf *out, struct wm_bytes value, uint8_t size)
{
	for (size_t at = 0; at < value.len; at += size) {
		struct wm_address address = {.len = size};

		memcpy(address.bytes, value.data + at, size);
		wm_buf_put_u8(out, at == 0 ? '=' : ',');
		wm_address_print(out, &address);
	}
}

static void print_ipv4_list(struct wm_buf *out, struct wm_bytes value)
{
	print_addresses(out, value, 4);
}

static void print_ipv6_list(struct wm_buf *out, struct wm_bytes value)
{
	print_addresses(out, value, 16);
}

/* ---- single values ---- */

static bool read_nothing(struct wm_buf *out, const char *text, size_t len)
{
	(void)out;
	(void)text;
	return len == 0;
}

static bool is_nothing(struct wm_bytes value)
{
	return value.len == 0;
}

static void print_nothing(struct wm_buf *out, struct wm_bytes value)
{
	(void)out;
	(void)value;
}

static bool read_port(struct wm_buf *out, const char *text, size_t len)
{
	uint64_t port;

	return wm_str_number(text, len, UINT16_MAX, &port) && wm_buf_put_u16(out, (uint16_t)port);
}

static bool is_port(struct wm_bytes value)
{
	return value.len == 2;
}

static void print_port(struct wm_buf *out, struct wm_bytes value)
{
	wm_buf_printf(out, "=%u", (unsigned)value.data[0] << 8 | value.data[1]);
}

static bool is_something(struct wm_bytes value)
{
	return value.len > 0;
}

static bool read_base64(struct wm_buf *out, const char *text, size_t len)
{
	return len > 0 && wm_str_read_base64(text, len, out);
}

static void print_base64(struct wm_buf *out, struct wm_bytes value)
{
	wm_buf_put_u8(out, '=');
	wm_print_by_ldns(out, LDNS_RDF_TYPE_B64, value);
}

static bool read_raw(struct wm_buf *out, const char *text, size_t len)
{
	return wm_buf_put(out, text, len);
}

static void print_raw(struct wm_buf *out, struct wm_bytes value)
{
	if (value.len == 0)
		return;
	wm_buf_text(out, "=\"");
	for (size_t i = 0; i < value.len; i++)
		wm_print_byte(out, value.data[i]);
	wm_buf_put_u8(out, '"');
}

/* The index is the key's number (RFC 9460 section 14.3.2). */
static const struct key keys[KEY_COUNT] = {
	{"mandatory", "a list of other keys", read_mandatory, is_mandatory, print_mandatory},
	{"alpn", "a list of protocol names such as h2,h3", read_alpn, is_alpn, print_alpn},
	{"no-default-alpn", "no value", read_nothing, is_nothing, print_nothing},
	{"port", "a number from 0 to 65535", read_port, is_port, print_port},
	{"ipv4hint", "a list of IPv4 addresses", read_ipv4_list, is_ipv4_list, print_ipv4_list},
	{"ech", "base64", read_base64, is_something, print_base64},
	{"ipv6hint", "a list of IPv6 addresses", read_ipv6_list, is_ipv6_list, print_ipv6_list},
};

/* ---- parameters ---- */

struct param {
	uint16_t key;
	size_t index; /* of its token */
	struct wm_buf value;
};

/* The text behind KEY=, quotes taken off and escapes undone, appended to OUT. */
static bool decode_value(const struct wm_token *token, size_t start, struct wm_buf *out)
{
	size_t at = start;
	size_t end = token->len;
	uint8_t byte;
	bool escaped;

	if (token->quote != 0) {
		if (token->quote != start || token->len < start + 2)
			return false;
		at++;
		end--;
	}
	while (at < end)
		if (!wm_scan_byte(token->text, end, &at, &byte, &escaped) ||
		    !wm_buf_put_u8(out, byte))
			return false;
	return true;
}

static enum wm_code refuse(const struct wm_token *token, const char *expected,
			   struct wm_fail *reterr)
{
	return wm_fail(reterr, WM_EPARSE, "parameter '%.*s': expected %s",
		       (int)(token->len < 200 ? token->len : 200), token->text, expected);
}

static enum wm_code read_param(const struct wm_token *token, struct wm_buf *text,
			       struct param *param, struct wm_fail *reterr)
{
	const char *equals = memchr(token->text, '=', token->len);
	size_t key_len = equals ? (size_t)(equals - token->text) : token->len;
	bool by_name;
	bool (*read)(struct wm_buf * out, const char *text, size_t len);

	if (token->quoted || !read_key(token->text, key_len, &param->key))
		return refuse(token,
			      "KEY=VALUE with a key such as alpn, port, ipv4hint or key65000",
			      reterr);
	by_name = param->key < KEY_COUNT && strncmp(token->text, "key", 3) != 0;
	wm_buf_clear(text);
	if (equals && !decode_value(token, key_len + 1, text))
		return refuse(token, "a value without control characters and with whole escapes",
			      reterr);
	/* The generic keyNNNNN form holds the wire form of any key, also of a known one. */
	read = by_name ? keys[param->key].read : read_raw;
	if (!read(&param->value, wm_buf_string(text), text->len) ||
	    (param->key < KEY_COUNT && !keys[param->key].is_valid(wm_buf_bytes(&param->value))))
		return refuse(token, by_name ? keys[param->key].expected : "a value of this key",
			      reterr);
	return WM_OK;
}

static int compare_params(const void *a, const void *b)
{
	const struct param *left = a;
	const struct param *right = b;

	return left->key != right->key
		       ? (int)left->key - (int)right->key
		       : (left->index > right->index) - (left->index < right->index);
}

/* Sort PARAMS and append them. */
static enum wm_code put_params(struct param *params, size_t count, struct wm_buf *out,
			       size_t *ret_index, struct wm_fail *reterr)
{
	qsort(params, count, sizeof(*params), compare_params);
	for (size_t i = 0; i < count; i++) {
		const struct wm_buf *value = &params[i].value;

		if (i > 0 && params[i].key == params[i - 1].key) {
			*ret_index = params[i].index;
			return wm_fail(reterr, WM_EPARSE, "the same parameter is given twice");
		}
		wm_buf_put_u16(out, params[i].key);
		wm_buf_put_u16(out, (uint16_t)value->len);
		wm_buf_put(out, value->data, value->len);
	}
	return WM_OK;
}

enum wm_code wm_svcparams_read(const struct wm_token *tokens, size_t count, struct wm_buf *out,
			       size_t *ret_index, struct wm_fail *reterr)
{
	struct param params[WM_TOKENS_MAX];
	struct wm_buf text;
	enum wm_code code = WM_OK;
	size_t used = 0;

	assert(count <= WM_TOKENS_MAX);
	wm_buf_init(&text, UINT16_MAX);
	for (; used < count && code == WM_OK; used++) {
		params[used] = (struct param){.index = used};
		wm_buf_init(&params[used].value, UINT16_MAX);
		code = read_param(&tokens[used], &text, &params[used], reterr);
		if (code != WM_OK)
			*ret_index = used;
	}
	if (code == WM_OK)
		code = put_params(params, used, out, ret_index, reterr);
	for (size_t i = 0; i < used; i++)
		wm_buf_done(&params[i].value);
	wm_buf_done(&text);
	return code;
}

/* The next pair of well-formed PARAMS; false at their end. */
static bool next_pair(struct wm_cursor *cursor, uint16_t *ret_key, struct wm_bytes *ret_value)
{
	uint16_t len;

	return wm_cursor_u16(cursor, ret_key) && wm_cursor_u16(cursor, &len) &&
	       wm_cursor_run(cursor, len, ret_value);
}

static bool has_key(struct wm_bytes params, uint16_t wanted)
{
	struct wm_cursor cursor = {.bytes = params.data, .end = params.len};
	struct wm_bytes value;
	uint16_t key;

	while (next_pair(&cursor, &key, &value))
		if (key == wanted)
			return true;
	return false;
}

/* Every key that VALUE of `mandatory` lists is there (RFC 9460 section 8). */
static bool has_all(struct wm_bytes params, struct wm_bytes value)
{
	for (size_t i = 0; i < value.len; i += 2)
		if (!has_key(params, (uint16_t)(value.data[i] << 8 | value.data[i + 1])))
			return false;
	return true;
}

enum wm_code wm_svcparams_check(struct wm_bytes params, struct wm_fail *reterr)
{
	struct wm_cursor cursor = {.bytes = params.data, .end = params.len};
	struct wm_bytes value;
	size_t count = 0;
	uint16_t key;

	while (next_pair(&cursor, &key, &value)) {
		if (++count > WM_VALUES_ITEMS_MAX)
			return wm_fail(reterr, WM_EPARSE, "more than %d parameters",
				       WM_VALUES_ITEMS_MAX);
		if (key == KEY_INVALID)
			return wm_fail(reterr, WM_EPARSE, "key65535 is never valid");
		if (key < KEY_COUNT && !keys[key].is_valid(value))
			return wm_fail(reterr, WM_EPARSE, "value of %s is not %s", keys[key].name,
				       keys[key].expected);
		if (key == 0 && !has_all(params, value))
			return wm_fail(reterr, WM_EPARSE,
				       "mandatory names a key that is not given");
		if (key == 2 && !has_key(params, 1)) /* RFC 9460 section 7.1.1 */
			return wm_fail(reterr, WM_EPARSE, "no-default-alpn without alpn");
	}
	return WM_OK;
}

void wm_svcparams_print(struct wm_buf *out, struct wm_bytes params)
{
	struct wm_cursor cursor = {.bytes = params.data, .end = params.len};
	struct wm_bytes value;
	uint16_t key;

	while (next_pair(&cursor, &key, &value)) {
		wm_buf_put_u8(out, ' ');
		print_key(out, key);
		(key < KEY_COUNT ? keys[key].print : print_raw)(out, value);
	}
}
