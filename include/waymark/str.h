/* Small text helpers: numbers, escapes, hex and base64, "did you mean". */
#ifndef WAYMARK_STR_H
#define WAYMARK_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/buf.h>

/* A decimal number of 1 to 20 digits, nothing before or behind, at most MAX; false (and *ret_value
 * untouched) else. */
bool wm_str_number(const char *text, size_t len, uint64_t max, uint64_t *ret_value);

/*
 * A duration: a number with s, m, h, d or w, or several such parts ("1h30m"), or a bare number of
 * seconds; at most MAX_S seconds in all.
 */
bool wm_str_duration(const char *text, size_t len, uint32_t max_s, uint32_t *ret_seconds);

/* Append TEXT with every byte that is a control character or not ASCII as \DDD: safe for terminals
 * and logs. */
void wm_str_escape(struct wm_buf *out, const char *text, size_t len);

/* The same, but bytes >= 0x80 pass where they form valid UTF-8 without C1 controls (U+0080 to
 * U+009F). */
void wm_str_escape_utf8(struct wm_buf *out, const char *text, size_t len);

/* Hexadecimal, two digits a byte; reading allows either case, no blanks, and wants an even count of
 * digits. */
void wm_str_hex(struct wm_buf *out, const void *bytes, size_t len);
bool wm_str_read_hex(const char *text, size_t len, struct wm_buf *out);

/* Standard base64 with padding (RFC 4648 section 4); white space between digits is allowed, bits
 * past the end are not. */
bool wm_str_read_base64(const char *text, size_t len, struct wm_buf *out);

/*
 * The word of the COUNT CANDIDATES nearest to WORD (Damerau-Levenshtein, case ignored), or NULL if
 * none is near enough to be what was meant (at most a third of the length, at least one edit
 * allowed). The pointer is borrowed from CANDIDATES. NULL entries are skipped.
 */
const char *wm_str_nearest(const char *word, const char *const *candidates, size_t count);

/* Case-insensitive ASCII comparison of a counted text with a C string. */
bool wm_str_is(const char *text, size_t len, const char *word);

#endif
