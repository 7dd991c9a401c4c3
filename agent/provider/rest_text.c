/* Names and record data as REST APIs write them: presentation form, with the dots and quotes that
 * each wants. */
#include "rest.h"

#include <string.h>

#include <waymark/text.h>

#define STRING_MAX 255 /* RFC 1035 section 3.3: one <character-string> */

const char *wm_rest_name(struct wm_arena *arena, const struct wm_name *name)
{
	char text[WM_NAME_TEXT_MAX];

	return wm_arena_text(arena, wm_name_text(name, text));
}

const char *wm_rest_name_bare(struct wm_arena *arena, const struct wm_name *name)
{
	char text[WM_NAME_TEXT_MAX];
	size_t len = strlen(wm_name_text(name, text));

	return wm_arena_text_n(arena, text, len > 1 ? len - 1 : len);
}

const char *wm_rest_rdata(struct wm_arena *arena, uint16_t type, const struct wm_rdata *rdata)
{
	const char *text;
	struct wm_buf out;

	/* The longest form is an escape of four bytes for each byte, and some punctuation. */
	wm_buf_init(&out, 8 * rdata->len + 1024);
	wm_rdata_print(&out, type, rdata);
	text = wm_arena_text(arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return text;
}

enum wm_code wm_rest_rdata_read(struct wm_arena *arena, uint16_t type, const char *text,
				struct wm_rdata *ret_rdata, struct wm_fail *reterr)
{
	struct wm_token *tokens;
	size_t count, place;
	enum wm_code code;

	code = wm_tokens_read(arena, text, strlen(text), &tokens, &count, &place, reterr);
	if (code)
		return code;
	return wm_rdata_read(arena, type, tokens, count, &wm_name_root, ret_rdata, &place, reterr);
}

struct wm_bytes wm_rest_txt(struct wm_arena *arena, const struct wm_rdata *rdata)
{
	uint8_t *bytes = wm_arena_alloc(arena, rdata->len + 1);
	size_t len = 0;

	for (size_t i = 0; i < rdata->len; i += 1U + rdata->bytes[i]) {
		memcpy(bytes + len, rdata->bytes + i + 1, rdata->bytes[i]);
		len += rdata->bytes[i];
	}
	return (struct wm_bytes){bytes, len};
}

struct wm_rdata wm_rest_txt_read(struct wm_arena *arena, const char *text, size_t len)
{
	size_t strings = len ? (len + STRING_MAX - 1) / STRING_MAX : 1;
	uint8_t *bytes = wm_arena_alloc(arena, len + strings);
	uint8_t *at = bytes;

	for (size_t i = 0; i < strings; i++) {
		size_t left = len - i * STRING_MAX;
		size_t piece = left < STRING_MAX ? left : STRING_MAX;

		*at++ = (uint8_t)piece;
		memcpy(at, text + i * STRING_MAX, piece);
		at += piece;
	}
	return (struct wm_rdata){.bytes = bytes, .len = len + strings};
}
