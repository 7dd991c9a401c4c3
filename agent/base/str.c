/* Small text helpers: numbers, durations, escapes, hex and base64. */
#include <waymark/str.h>

#include "escape.h"

#include <string.h>
#include <strings.h>

bool wm_str_number(const char *text, size_t len, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (len < 1 || len > 20)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10U, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
			return false;
	}
	if (value > max)
		return false;
	*ret_value = value;
	return true;
}

/* Seconds in the unit of LETTER; 0 = no such unit. */
static uint32_t unit_seconds(char letter)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};

	for (size_t i = 0; i < WM_COUNT(units); i++) {
		if (units[i].letter == letter)
			return units[i].seconds;
	}
	return 0;
}

bool wm_str_duration(const char *text, size_t len, uint32_t max_s, uint32_t *ret_seconds)
{
	uint64_t total = 0;
	uint64_t number;
	size_t start = 0;

	if (wm_str_number(text, len, max_s, &number)) {
		*ret_seconds = (uint32_t)number;
		return true;
	}
	if (!len)
		return false;
	for (size_t i = 0; i < len; i++) {
		uint32_t unit;

		if (text[i] >= '0' && text[i] <= '9')
			continue;
		unit = unit_seconds(text[i]);
		if (!unit || !wm_str_number(text + start, i - start, max_s / unit, &number))
			return false;
		total += number * unit; /* at most MAX_S: no overflow */
		if (total > max_s)
			return false;
		start = i + 1;
	}
	if (start < len) /* "1h30": thirty of what? */
		return false;
	*ret_seconds = (uint32_t)total;
	return true;
}

static void escape(struct wm_buf *out, const char *text, size_t len, bool utf8)
{
	for (size_t i = 0; i < len;) {
		char unit[WM_ESCAPE_MAX];
		size_t unit_len;

		i += wm_escape_next(text + i, len - i, utf8, unit, &unit_len);
		wm_buf_put(out, unit, unit_len);
	}
}

void wm_str_escape(struct wm_buf *out, const char *text, size_t len)
{
	escape(out, text, len, false);
}

void wm_str_escape_utf8(struct wm_buf *out, const char *text, size_t len)
{
	escape(out, text, len, true);
}

void wm_str_hex(struct wm_buf *out, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *byte = bytes;

	for (size_t i = 0; i < len; i++) {
		wm_buf_put_u8(out, (uint8_t)digits[byte[i] >> 4]);
		wm_buf_put_u8(out, (uint8_t)digits[byte[i] & 0x0f]);
	}
}

/* The value of a hexadecimal digit, or 16. */
static unsigned hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	if (digit >= 'a' && digit <= 'f')
		return (unsigned)(digit - 'a') + 10;
	if (digit >= 'A' && digit <= 'F')
		return (unsigned)(digit - 'A') + 10;
	return 16;
}

bool wm_str_read_hex(const char *text, size_t len, struct wm_buf *out)
{
	size_t before = out->len;

	if (len % 2)
		return false;
	for (size_t i = 0; i < len; i += 2) {
		unsigned high = hex_value(text[i]);
		unsigned low = hex_value(text[i + 1]);

		if (high > 15 || low > 15 || !wm_buf_put_u8(out, (uint8_t)(high << 4 | low))) {
			wm_buf_cut(out, before);
			return false;
		}
	}
	return !out->full;
}

/* The value of a base64 digit (RFC 4648 table 1), or 64. */
static unsigned base64_value(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return (unsigned)(digit - 'A');
	if (digit >= 'a' && digit <= 'z')
		return (unsigned)(digit - 'a') + 26;
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0') + 52;
	if (digit == '+')
		return 62;
	return digit == '/' ? 63 : 64;
}

/* Four digits collected from the text; those from COUNT - PADS on are '='. */
struct quantum {
	uint32_t bits;
	unsigned count;
	unsigned pads;
};

static bool quantum_add(struct quantum *quantum, char digit)
{
	unsigned value = base64_value(digit);

	if (digit == '=') {
		if (quantum->count < 2)
			return false;
		quantum->pads++;
		value = 0;
	} else if (value > 63 || quantum->pads) {
		return false;
	}
	quantum->bits = quantum->bits << 6 | value;
	quantum->count++;
	return true;
}

/* Write the bytes of a whole quantum; bits that padding leaves over must be zero. */
static bool quantum_put(const struct quantum *quantum, struct wm_buf *out)
{
	const uint8_t bytes[] = {(uint8_t)(quantum->bits >> 16), (uint8_t)(quantum->bits >> 8),
				 (uint8_t)quantum->bits};
	uint32_t rest = quantum->bits & ((1U << 8 * quantum->pads) - 1);

	return rest == 0 && wm_buf_put(out, bytes, sizeof(bytes) - quantum->pads);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool read_base64(const char *text, size_t len, struct wm_buf *out)
{
	struct quantum quantum = {0};

	for (size_t i = 0; i < len; i++) {
		if (is_blank(text[i]))
			continue;
		/* A quantum that stays whole was padded, and must be the last. */
		if (quantum.count == 4 || !quantum_add(&quantum, text[i]))
			return false;
		if (quantum.count < 4)
			continue;
		if (!quantum_put(&quantum, out))
			return false;
		if (!quantum.pads)
			quantum = (struct quantum){0};
	}
	return quantum.count % 4 == 0 && !out->full;
}

bool wm_str_read_base64(const char *text, size_t len, struct wm_buf *out)
{
	size_t before = out->len;

	if (read_base64(text, len, out))
		return true;
	wm_buf_cut(out, before);
	return false;
}

bool wm_str_is(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(text, word, len) == 0;
}
