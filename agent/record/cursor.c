/* Bounds-checked reading of wire bytes: numbers, runs, and names with or without compression. */
#include "cursor.h"

#include <string.h>

#define HEADER_SIZE 12
/* A name has at most 127 labels, so more jumps than that only serve to keep a reader busy. */
#define JUMPS_MAX 127

static size_t left(const struct wm_cursor *cursor)
{
	return cursor->end - cursor->at;
}

bool wm_cursor_u8(struct wm_cursor *cursor, uint8_t *ret_value)
{
	if (left(cursor) < 1)
		return false;
	*ret_value = cursor->bytes[cursor->at++];
	return true;
}

bool wm_cursor_u16(struct wm_cursor *cursor, uint16_t *ret_value)
{
	struct wm_bytes run;

	if (!wm_cursor_run(cursor, 2, &run))
		return false;
	*ret_value = (uint16_t)(run.data[0] << 8 | run.data[1]);
	return true;
}

bool wm_cursor_u32(struct wm_cursor *cursor, uint32_t *ret_value)
{
	struct wm_bytes run;

	if (!wm_cursor_run(cursor, 4, &run))
		return false;
	*ret_value = (uint32_t)run.data[0] << 24 | (uint32_t)run.data[1] << 16 |
		     (uint32_t)run.data[2] << 8 | run.data[3];
	return true;
}

bool wm_cursor_run(struct wm_cursor *cursor, size_t len, struct wm_bytes *ret_run)
{
	if (left(cursor) < len)
		return false;
	*ret_run = (struct wm_bytes){cursor->bytes + cursor->at, len};
	cursor->at += len;
	return true;
}

/* The state of one name: the piece being read is bytes FROM (inclusive) to LIMIT (exclusive). */
struct walk {
	const struct wm_cursor *cursor;
	size_t at;
	size_t from;
	size_t limit;
	size_t resume; /* where the cursor goes on: behind the first pointer, 0 = none seen */
	unsigned jumps;
	uint8_t wire[WM_NAME_MAX];
	size_t len;
};

static enum wm_code jump(struct walk *walk, struct wm_fail *reterr)
{
	const uint8_t *bytes = walk->cursor->bytes;
	size_t target;

	if (!walk->cursor->pointers)
		return wm_fail(reterr, WM_EPROTOCOL,
			       "compressed name at offset %zu, where none is allowed", walk->at);
	if (walk->limit - walk->at < 2)
		return wm_fail(reterr, WM_EPROTOCOL, "name cut short at offset %zu", walk->at);
	target = (size_t)(bytes[walk->at] & 0x3f) << 8 | bytes[walk->at + 1];
	if (target < HEADER_SIZE || target >= walk->from)
		return wm_fail(
			reterr, WM_EPROTOCOL,
			"compression pointer at offset %zu leads to %zu, not to an earlier name",
			walk->at, target);
	if (++walk->jumps > JUMPS_MAX)
		return wm_fail(reterr, WM_EPROTOCOL,
			       "more than %d compression pointers at offset %zu", JUMPS_MAX,
			       walk->at);
	if (walk->resume == 0)
		walk->resume = walk->at + 2;
	walk->limit = walk->from;
	walk->from = target;
	walk->at = target;
	return WM_OK;
}

static enum wm_code take_label(struct walk *walk, struct wm_fail *reterr)
{
	const uint8_t *from = walk->cursor->bytes + walk->at;
	size_t size = (size_t)from[0] + 1;

	if (from[0] > WM_LABEL_MAX)
		return wm_fail(reterr, WM_EPROTOCOL, "label type 0x%02x at offset %zu is not known",
			       from[0], walk->at);
	if (size > walk->limit - walk->at)
		return wm_fail(reterr, WM_EPROTOCOL, "name cut short at offset %zu", walk->at);
	if (size > WM_NAME_MAX - walk->len)
		return wm_fail(reterr, WM_EPROTOCOL, "name longer than %d bytes at offset %zu",
			       WM_NAME_MAX, walk->at);
	walk->wire[walk->len] = from[0];
	for (size_t i = 1; i < size; i++) {
		bool upper = !walk->cursor->keep_case && from[i] >= 'A' && from[i] <= 'Z';

		walk->wire[walk->len + i] = upper ? from[i] | 0x20 : from[i];
	}
	walk->len += size;
	walk->at += size;
	return WM_OK;
}

enum wm_code wm_cursor_name(struct wm_cursor *cursor, uint8_t ret_wire[WM_NAME_MAX],
			    size_t *ret_len, struct wm_fail *reterr)
{
	struct walk walk = {
		.cursor = cursor, .at = cursor->at, .from = cursor->at, .limit = cursor->end};

	for (;;) {
		enum wm_code code;
		bool root;

		if (walk.at >= walk.limit)
			return wm_fail(reterr, WM_EPROTOCOL, "name cut short at offset %zu",
				       walk.at);
		root = cursor->bytes[walk.at] == 0;
		code = (cursor->bytes[walk.at] & 0xc0) == 0xc0 ? jump(&walk, reterr)
							       : take_label(&walk, reterr);
		if (code != WM_OK)
			return code;
		if (root)
			break;
	}
	cursor->at = walk.resume != 0 ? walk.resume : walk.at;
	memcpy(ret_wire, walk.wire, walk.len);
	*ret_len = walk.len;
	return WM_OK;
}
