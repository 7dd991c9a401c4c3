/* Cutting master-file text into fields: blanks, quotes, escapes, comments, parentheses. */
#include <waymark/text.h>

#include "scan.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

bool wm_scan_byte(const char *text, size_t len, size_t *at, uint8_t *ret_byte, bool *ret_escaped)
{
	const char *from = text + *at;
	size_t left = len - *at;
	unsigned value;

	if (left == 0 || (is_control(from[0]) && from[0] != '\t'))
		return false;
	*ret_escaped = from[0] == '\\';
	if (!*ret_escaped) {
		*ret_byte = (uint8_t)from[0];
		*at += 1;
		return true;
	}
	if (left < 2 || is_control(from[1]))
		return false;
	if (!is_digit(from[1])) {
		*ret_byte = (uint8_t)from[1];
		*at += 2;
		return true;
	}
	if (left < 4 || !is_digit(from[2]) || !is_digit(from[3]))
		return false;
	value = (unsigned)(from[1] - '0') * 100 + (unsigned)(from[2] - '0') * 10 +
		(unsigned)(from[3] - '0');
	if (value > UINT8_MAX)
		return false;
	*ret_byte = (uint8_t)value;
	*at += 4;
	return true;
}

static enum wm_code bad_byte(const struct wm_scan *scan, struct wm_fail *reterr)
{
	unsigned char byte = (unsigned char)scan->text[scan->at];

	if (byte == '\\')
		return wm_fail(reterr, WM_EPARSE,
			       "a backslash here takes one character or \\000 to \\255 behind it");
	return wm_fail(reterr, WM_EPARSE, "control character \\%03u", byte);
}

/* Does a field end before C? */
static bool is_end(char c)
{
	return strchr(" \t\r\n;()", c) && c;
}

/* From the opening quote to behind the closing one. */
static enum wm_code skip_quoted(struct wm_scan *scan, struct wm_fail *reterr)
{
	size_t start = scan->at++;
	uint8_t byte;
	bool escaped;

	while (scan->at < scan->len && scan->text[scan->at] != '\n') {
		if (scan->text[scan->at] == '"') {
			scan->at++;
			if (scan->at < scan->len && !is_end(scan->text[scan->at]))
				return wm_fail(reterr, WM_EPARSE,
					       "no blank behind the closing quote");
			return WM_OK;
		}
		if (!wm_scan_byte(scan->text, scan->len, &scan->at, &byte, &escaped))
			return bad_byte(scan, reterr);
	}
	scan->at = start;
	return wm_fail(reterr, WM_EPARSE, "quote without its closing quote on the same line");
}

static enum wm_code skip_plain(struct wm_scan *scan, size_t *ret_quote, struct wm_fail *reterr)
{
	size_t start = scan->at;
	uint8_t byte;
	bool escaped;

	*ret_quote = 0;
	while (scan->at < scan->len && !is_end(scan->text[scan->at])) {
		if (scan->text[scan->at] == '"') {
			if (scan->at == start || scan->text[scan->at - 1] != '=')
				return wm_fail(
					reterr, WM_EPARSE,
					"quote inside a field: put the whole field in quotes, or "
					"write \\\"");
			*ret_quote = scan->at - start;
			return skip_quoted(scan, reterr);
		}
		if (!wm_scan_byte(scan->text, scan->len, &scan->at, &byte, &escaped))
			return bad_byte(scan, reterr);
	}
	return WM_OK;
}

static enum wm_code read_field(struct wm_scan *scan, struct wm_token *ret_token,
			       struct wm_fail *reterr)
{
	size_t start = scan->at;
	bool quoted = scan->text[start] == '"';
	size_t quote = 0;
	enum wm_code code = quoted ? skip_quoted(scan, reterr) : skip_plain(scan, &quote, reterr);

	if (code != WM_OK)
		return code;
	*ret_token = (struct wm_token){
		.text = scan->text + start + (quoted ? 1 : 0),
		.len = scan->at - start - (quoted ? 2 : 0),
		.column = start - scan->line_start + 1,
		.quote = quote,
		.quoted = quoted,
	};
	return WM_OK;
}

static void skip_blanks(struct wm_scan *scan)
{
	while (scan->at < scan->len) {
		char c = scan->text[scan->at];
		bool line_end =
			c == '\r' && scan->at + 1 < scan->len && scan->text[scan->at + 1] == '\n';

		if (c == ';')
			while (scan->at < scan->len && scan->text[scan->at] != '\n')
				scan->at++;
		else if (c == ' ' || c == '\t' || line_end)
			scan->at++;
		else
			return;
	}
}

enum wm_code wm_scan_next(struct wm_scan *scan, enum wm_scan_kind *ret_kind,
			  struct wm_token *ret_token, struct wm_fail *reterr)
{
	char c;

	skip_blanks(scan);
	if (scan->at == scan->len) {
		*ret_kind = WM_SCAN_END;
		return WM_OK;
	}
	c = scan->text[scan->at];
	if (c == '\r')
		return bad_byte(scan, reterr);
	if (c == '\n' || c == '(' || c == ')') {
		scan->at++;
		*ret_kind = c == '(' ? WM_SCAN_OPEN : c == ')' ? WM_SCAN_CLOSE : WM_SCAN_LINE;
		if (c == '\n') {
			scan->line++;
			scan->line_start = scan->at;
		}
		return WM_OK;
	}
	*ret_kind = WM_SCAN_FIELD;
	return read_field(scan, ret_token, reterr);
}

static enum wm_code no_field(const struct wm_scan *scan, enum wm_scan_kind kind,
			     struct wm_fail *reterr)
{
	if (kind == WM_SCAN_LINE)
		return wm_fail(reterr, WM_EPARSE, "line break inside one record");
	return wm_fail(reterr, WM_EPARSE, "'%c' has to be quoted, or written as \\%c",
		       scan->text[scan->at - 1], scan->text[scan->at - 1]);
}

/* NOLINTNEXTLINE(readability-function-size): the contract asks for this many parameters. */
enum wm_code wm_tokens_read(struct wm_arena *arena, const char *line, size_t len,
			    struct wm_token **ret_tokens, size_t *ret_count, size_t *ret_column,
			    struct wm_fail *reterr)
{
	struct wm_scan scan = {.text = line, .len = len, .line = 1};
	struct wm_token *tokens = NULL;
	size_t capacity = 0;
	size_t count = 0;

	for (;;) {
		enum wm_scan_kind kind = WM_SCAN_END;
		struct wm_token token;
		size_t before = scan.at;
		enum wm_code code = wm_scan_next(&scan, &kind, &token, reterr);

		if (code != WM_OK) {
			*ret_column = scan.at + 1;
			return code;
		}
		if (kind == WM_SCAN_END)
			break;
		if (kind != WM_SCAN_FIELD) {
			*ret_column = scan.at;
			return no_field(&scan, kind, reterr);
		}
		if (count == WM_TOKENS_MAX) {
			*ret_column = before + 1;
			return wm_fail(reterr, WM_EPARSE, "more than %d fields", WM_TOKENS_MAX);
		}
		tokens = wm_arena_grow(arena, tokens, &capacity, count, sizeof(*tokens));
		tokens[count++] = token;
	}
	*ret_tokens = tokens;
	*ret_count = count;
	return WM_OK;
}
