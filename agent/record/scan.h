/* Cutting master-file text into fields: one scanner for single lines and for whole files. */
#ifndef WAYMARK_RECORD_SCAN_H
#define WAYMARK_RECORD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/fail.h>
#include <waymark/text.h>

enum wm_scan_kind {
	WM_SCAN_FIELD,
	WM_SCAN_OPEN,  /* ( */
	WM_SCAN_CLOSE, /* ) */
	WM_SCAN_LINE,  /* the end of a line that another may follow */
	WM_SCAN_END,
};

/* Starts as {.text, .len, .line = 1}. After a failure AT is where it happened. */
struct wm_scan {
	const char *text;
	size_t len;
	size_t at;
	size_t line;
	size_t line_start;
};

/* The next piece; blanks and comments are skipped. *RET_TOKEN is set for FIELD only. */
enum wm_code wm_scan_next(struct wm_scan *scan, enum wm_scan_kind *ret_kind,
			  struct wm_token *ret_token, struct wm_fail *reterr);

/*
 * Take one byte of TEXT at *AT, with its escape undone if it has one (RFC 1035 section 5.1: \DDD
 * and \C), and move *AT behind it. *RET_ESCAPED says which. False if it is a control character
 * other than a tab, or an escape that is none.
 */
bool wm_scan_byte(const char *text, size_t len, size_t *at, uint8_t *ret_byte, bool *ret_escaped);

#endif
