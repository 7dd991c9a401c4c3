/* Bounds-checked reading of wire bytes: numbers, runs, and names with or without compression. */
#ifndef WAYMARK_RECORD_CURSOR_H
#define WAYMARK_RECORD_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/name.h>

/*
 * A place in BYTES, which is a whole message where names may be compressed (pointers count from its
 * first byte). AT <= END always; nothing at or behind END is read. A read that fails leaves AT
 * alone.
 */
struct wm_cursor {
	const uint8_t *bytes;
	size_t at;
	size_t end;
	bool pointers;  /* names may end in a compression pointer */
	bool keep_case; /* of the letters in names */
};

/* False if fewer bytes are left. */
bool wm_cursor_u8(struct wm_cursor *cursor, uint8_t *ret_value);
bool wm_cursor_u16(struct wm_cursor *cursor, uint16_t *ret_value);
bool wm_cursor_u32(struct wm_cursor *cursor, uint32_t *ret_value);
bool wm_cursor_run(struct wm_cursor *cursor, size_t len, struct wm_bytes *ret_run);

/*
 * One name, uncompressed and, unless its case is to be kept, lower-cased into RET_WIRE. The code is
 * WM_EPROTOCOL, the text says what is wrong with which byte. A pointer must lead to a place behind
 * the message header and before the piece of the name it stands in, and what it leads to must end
 * before that piece: so no loop is possible, and nothing is read twice.
 */
enum wm_code wm_cursor_name(struct wm_cursor *cursor, uint8_t ret_wire[WM_NAME_MAX],
			    size_t *ret_len, struct wm_fail *reterr);

#endif
