/* Escaping: one character at a time, and what counts as a character. */
#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

#include "test.h"

static void each_character_is_taken_whole_or_escaped_bytewise(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		bool utf8;
		size_t used;
		const char *unit;
	} rows[] = {
		{"ab", 2, true, 1, "a"},
		{"\0", 1, true, 1, "\\000"},
		{"~", 1, false, 1, "~"},
		{"\x7f", 1, true, 1, "\\127"},
		{"\xc3\xbc", 2, false, 1, "\\195"},
		{"\xc3\xbc", 2, true, 2, "\xc3\xbc"},
		{"\xc3\xbc", 1, true, 1, "\\195"},     /* cut off */
		{"\xc0\x8a", 2, true, 1, "\\192"},     /* overlong newline */
		{"\xc2\x80", 2, true, 1, "\\194"},     /* C1 */
		{"\xc2\x9f", 2, true, 1, "\\194"},     /* C1 */
		{"\xc2\xa0", 2, true, 2, "\xc2\xa0"},  /* first behind C1 */
		{"\xe0\x9f\xbf", 3, true, 1, "\\224"}, /* overlong */
		{"\xed\xa0\x80", 3, true, 1, "\\237"}, /* surrogate */
		{"\xe2\x82\xac", 3, true, 3, "\xe2\x82\xac"},
		{"\xe2\x82\x2c", 3, true, 1, "\\226"},     /* broken tail */
		{"\xf4\x90\x80\x80", 4, true, 1, "\\244"}, /* above U+10FFFF */
		{"\xf0\x9f\x90\xa6", 4, true, 4, "\xf0\x9f\x90\xa6"},
		{"\xff", 1, true, 1, "\\255"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char unit[WM_ESCAPE_MAX];
		size_t len = 0;

		assert_int_equal(
			wm_escape_next(rows[i].text, rows[i].len, rows[i].utf8, unit, &len),
			rows[i].used);
		assert_int_equal(len, strlen(rows[i].unit));
		assert_memory_equal(unit, rows[i].unit, len);
	}
}

TEST_MAIN(TEST(each_character_is_taken_whole_or_escaped_bytewise))
