/* One character at a time from outside text to text that is safe to show. */
#ifndef WAYMARK_BASE_ESCAPE_H
#define WAYMARK_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#define WM_ESCAPE_MAX 4

/*
 * Turn the first character of TEXT (LEN >= 1) into UNIT, which gets no NUL: itself, or \DDD where
 * it is a control character or, without UTF8, not ASCII. Returns how many bytes of TEXT were used
 * and sets *RET_LEN to the length of UNIT.
 */
size_t wm_escape_next(const char *text, size_t len, bool utf8, char unit[WM_ESCAPE_MAX],
		      size_t *ret_len);

#endif
