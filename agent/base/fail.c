/* Failures: their table, and the one function that fills them in. */
#include <waymark/fail.h>

#include "escape.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <waymark/bytes.h>

static const struct {
	enum wm_remedy remedy;
	const char *name;
	const char *text;
} codes[] = {
#define WM_CODE(code, remedy, name, text) [WM_##code] = {WM_REMEDY_##remedy, name, text},
	WM_CODE_LIST(WM_CODE)
#undef WM_CODE
};

/* Escape RAW into TEXT; what does not fit ends in "...", never within a character. */
static void escape_and_cut(char text[WM_FAIL_TEXT_MAX], const char *raw, size_t len)
{
	static const char more[] = "...";
	size_t used = 0;
	size_t fits = 0; /* the longest piece that leaves room for "..." */

	for (size_t i = 0; i < len;) {
		char unit[WM_ESCAPE_MAX];
		size_t unit_len;

		i += wm_escape_next(raw + i, len - i, true, unit, &unit_len);
		if (used + unit_len >= WM_FAIL_TEXT_MAX) {
			memcpy(text + fits, more, sizeof(more));
			return;
		}
		memcpy(text + used, unit, unit_len);
		used += unit_len;
		if (used + sizeof(more) <= WM_FAIL_TEXT_MAX)
			fits = used;
	}
	text[used] = '\0';
}

enum wm_code wm_fail(struct wm_fail *why, enum wm_code code, const char *format, ...)
{
	/* Formatted aside first: the arguments may well be the text of WHY itself. One byte more
	 * than can be shown, so that what vsnprintf cut off is noticed. */
	char raw[WM_FAIL_TEXT_MAX + 1];
	va_list arguments;

	if (!why)
		return code;
	va_start(arguments, format);
	(void)vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	why->code = code;
	escape_and_cut(why->text, raw, strlen(raw));
	return code;
}

enum wm_remedy wm_code_remedy(enum wm_code code)
{
	assert(code < WM_COUNT(codes));
	return codes[code].remedy;
}

const char *wm_code_text(enum wm_code code)
{
	assert(code < WM_COUNT(codes));
	return codes[code].text;
}

const char *wm_code_name(enum wm_code code)
{
	assert(code < WM_COUNT(codes));
	return codes[code].name;
}
