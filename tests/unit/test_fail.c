/* Failures: texts that are safe to show, and the table of codes. */
#include <waymark/fail.h>

#include <string.h>

#include "test.h"

static void a_failure_holds_its_code_and_text(void **state)
{
	struct wm_fail why = {0};

	(void)state;
	assert_int_equal(wm_fail(&why, WM_EPARSE, "%s:%d: found %c", "a.ini", 3, 'x'), WM_EPARSE);
	assert_int_equal(why.code, WM_EPARSE);
	assert_string_equal(why.text, "a.ini:3: found x");
	assert_int_equal(wm_fail(NULL, WM_EBUSY, "nobody asks"), WM_EBUSY);
}

static void a_text_may_be_wrapped_into_itself(void **state)
{
	struct wm_fail why = {0};

	(void)state;
	wm_fail(&why, WM_ETIMEOUT, "no answer");
	wm_fail(&why, why.code, "contoso.com: %s", why.text);
	assert_string_equal(why.text, "contoso.com: no answer");
	assert_int_equal(why.code, WM_ETIMEOUT);
}

static void control_characters_are_escaped(void **state)
{
	static const struct {
		const char *raw, *want;
	} rows[] = {
		{"a\nb", "a\\010b"},
		{"\x1b[31mred", "\\027[31mred"},
		{"\x7f", "\\127"},
		{"m\xc3\xbcnchen", "m\xc3\xbcnchen"},
		{"c1 \xc2\x9b", "c1 \\194\\155"},
		{"latin1 \xfc!", "latin1 \\252!"},
		{"\\032", "\\032"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_fail why = {0};

		wm_fail(&why, WM_EPARSE, "%s", rows[i].raw);
		assert_string_equal(why.text, rows[i].want);
	}
}

/* A text of COUNT times PIECE behind a prefix of SHIFT bytes. */
static void fill(char *text, size_t shift, const char *piece, size_t count)
{
	memset(text, '.', shift);
	text += shift;
	for (; count; count--) {
		memcpy(text, piece, strlen(piece));
		text += strlen(piece);
	}
	*text = '\0';
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
	static const char *const pieces[] = {"x", "\x01", "\xc3\xbc", "\xf0\x9f\x90\xa6"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(pieces); i++) {
		for (size_t shift = 0; shift < 8; shift++) {
			char raw[2000 * 4 + 8];
			struct wm_fail why = {0};
			size_t len;

			fill(raw, shift, pieces[i], 2000);
			wm_fail(&why, WM_EPARSE, "%s", raw);
			len = strlen(why.text);
			assert_in_range(len, WM_FAIL_TEXT_MAX - 8, WM_FAIL_TEXT_MAX - 1);
			assert_string_equal(why.text + len - 3, "...");
			if (i != 1) {
				assert_int_equal((len - 3 - shift) % strlen(pieces[i]), 0);
				assert_memory_equal(why.text, raw, len - 3);
			} else {
				assert_int_equal((len - 3 - shift) % 4, 0);
				assert_memory_equal(why.text + len - 7, "\\001", 4);
			}
		}
	}
}

static void what_just_fits_is_not_cut(void **state)
{
	char raw[WM_FAIL_TEXT_MAX + 1];
	struct wm_fail why = {0};

	(void)state;
	fill(raw, 0, "x", WM_FAIL_TEXT_MAX - 1);
	wm_fail(&why, WM_EPARSE, "%s", raw);
	assert_string_equal(why.text, raw);
	fill(raw, 0, "x", WM_FAIL_TEXT_MAX);
	wm_fail(&why, WM_EPARSE, "%s", raw);
	assert_int_equal(strlen(why.text), WM_FAIL_TEXT_MAX - 1);
	assert_string_equal(why.text + WM_FAIL_TEXT_MAX - 5, "x...");
}

static void every_code_has_a_name_a_text_and_a_remedy(void **state)
{
	(void)state;
	for (int code = WM_OK; code <= WM_EVERIFY; code++) {
		const char *name = wm_code_name((enum wm_code)code);

		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz"), strlen(name));
		assert_true(name[0] != '\0' && wm_code_text((enum wm_code)code)[0] != '\0');
		assert_int_equal(wm_code_remedy((enum wm_code)code) == WM_REMEDY_NONE,
				 code == WM_OK);
	}
	assert_string_equal(wm_code_name(WM_ECONFLICT), "conflict");
	assert_int_equal(wm_code_remedy(WM_ECONFLICT), WM_REMEDY_REREAD);
	assert_int_equal(wm_code_remedy(WM_ETIMEOUT), WM_REMEDY_RETRY);
	assert_int_equal(wm_code_remedy(WM_EAUTH), WM_REMEDY_FIX);
}

TEST_MAIN(TEST(a_failure_holds_its_code_and_text), TEST(a_text_may_be_wrapped_into_itself),
	  TEST(control_characters_are_escaped), TEST(what_is_too_long_is_cut_between_characters),
	  TEST(what_just_fits_is_not_cut), TEST(every_code_has_a_name_a_text_and_a_remedy))
