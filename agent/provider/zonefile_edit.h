/* Changing a master file in place: lines of records that stay, comments and layout are kept. */
#ifndef WAYMARK_PROVIDER_ZONEFILE_EDIT_H
#define WAYMARK_PROVIDER_ZONEFILE_EDIT_H

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/plan.h>

/* What to make of a master file. All borrowed. */
struct wm_zonefile_edit {
	struct wm_bytes content; /* passes wm_zone_read */
	struct wm_name zone;
	const struct wm_change *changes;
	size_t change_count;
	uint32_t serial; /* the new one of the SOA */
};

/*
 * Append the changed file to OUT. The lines of changed RRsets make way for the new ones, new RRsets
 * come at the end, an owner that a later line carried over from a line now gone is written out.
 * False if the file is laid out in a way that cannot be edited so; what OUT then holds is useless.
 * The caller reads the result back: TTLs carried over from a line now gone are not looked after.
 */
bool wm_zonefile_edit(const struct wm_zonefile_edit *edit, struct wm_buf *out);

#endif
