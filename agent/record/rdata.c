/* RDATA in canonical form: brought there, compared, and asked what it points at. */
#include <waymark/rrset.h>

#include "layout.h"

#include <string.h>

int wm_rdata_compare(const struct wm_rdata *a, const struct wm_rdata *b)
{
	size_t common = a->len < b->len ? a->len : b->len;
	int order = common > 0 ? memcmp(a->bytes, b->bytes, common) : 0;

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

enum wm_code wm_rdata_canonical(struct wm_arena *arena, uint16_t type, struct wm_bytes raw,
				struct wm_rdata *ret_rdata, struct wm_fail *reterr)
{
	static const uint8_t nothing[1];
	const struct wm_layout *layout = wm_layout_find(type);
	struct wm_cursor cursor = {.bytes = raw.len > 0 ? raw.data : nothing, .end = raw.len};
	struct wm_fields fields;
	struct wm_fail why;
	enum wm_code code;

	if (raw.len > UINT16_MAX)
		return wm_fail(reterr, WM_EPARSE, "RDATA of %zu bytes, at most %d are possible",
			       raw.len, UINT16_MAX);
	if (!layout) {
		*ret_rdata =
			(struct wm_rdata){wm_arena_copy(arena, cursor.bytes, raw.len), raw.len};
		return WM_OK;
	}
	code = wm_layout_split(layout, &cursor, &fields, &why);
	if (code == WM_OK)
		code = wm_layout_join(arena, &fields, ret_rdata, &why);
	/* To the caller it is not the peer's protocol that is broken but the data in hand. */
	return code == WM_OK ? WM_OK : wm_fail(reterr, WM_EPARSE, "%s", why.text);
}

/* Where the last name of a split RDATA stands in the canonical bytes; its length in *RET_LEN, 0 if
 * there is none. */
static size_t find_last_name(const struct wm_layout *layout, const struct wm_fields *fields,
			     size_t *ret_len)
{
	size_t offset = 0;
	size_t found = 0;

	*ret_len = 0;
	for (size_t i = 0; i < fields->count; i++) {
		if (wm_field_is_name(layout->fields[i].kind)) {
			found = offset;
			*ret_len = fields->items[i].len;
		}
		offset += fields->items[i].len;
	}
	return found;
}

bool wm_rdata_target(uint16_t type, const struct wm_rdata *rdata, struct wm_name *ret_target)
{
	const struct wm_layout *layout = wm_layout_find(type);
	struct wm_cursor cursor = {.bytes = rdata->bytes, .end = rdata->len};
	struct wm_fields fields;
	size_t offset;
	size_t len;

	if (!layout || (layout->traits & WM_LAYOUT_POINTS) == 0 || rdata->len == 0)
		return false;
	if (wm_layout_split(layout, &cursor, &fields, NULL) != WM_OK)
		return false;
	offset = find_last_name(layout, &fields, &len);
	if (len <= 1 || wm_field_has_upper((struct wm_bytes){rdata->bytes + offset, len}))
		return false;
	*ret_target = (struct wm_name){rdata->bytes + offset, len};
	return true;
}
