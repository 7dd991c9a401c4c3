/* Control characters and bytes that are no text become \DDD, so that nothing reaches a terminal
 * raw.
 */
#include "escape.h"

#include <stdint.h>
#include <string.h>

/* The well-formed sequences of Unicode 15 table 3-7: range of the second byte per first byte; the
 * rest are 80..BF. C2 starts at A0 because U+0080 to U+009F are the C1 controls. */
static const struct {
	uint8_t first_low, first_high;
	uint8_t second_low, second_high;
	uint8_t len;
} sequences[] = {
	{0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xc3, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
	{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
	{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* Length of the UTF-8 sequence that TEXT starts with; 0 = none that may be shown. */
static size_t utf8_len(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		if (text[0] < sequences[i].first_low || text[0] > sequences[i].first_high)
			continue;
		if (len < sequences[i].len || text[1] < sequences[i].second_low ||
		    text[1] > sequences[i].second_high)
			return 0;
		for (size_t k = 2; k < sequences[i].len; k++) {
			if (text[k] < 0x80 || text[k] > 0xbf)
				return 0;
		}
		return sequences[i].len;
	}
	return 0;
}

size_t wm_escape_next(const char *text, size_t len, bool utf8, char unit[WM_ESCAPE_MAX],
		      size_t *ret_len)
{
	uint8_t byte = (uint8_t)text[0];
	size_t same = byte >= 0x20 && byte < 0x7f ? 1 : 0;

	if (utf8 && byte >= 0x80)
		same = utf8_len((const uint8_t *)text, len);
	if (same) {
		memcpy(unit, text, same);
		*ret_len = same;
		return same;
	}
	unit[0] = '\\';
	unit[1] = (char)('0' + byte / 100);
	unit[2] = (char)('0' + byte / 10 % 10);
	unit[3] = (char)('0' + byte % 10);
	*ret_len = 4;
	return 1;
}
