/* What the renderers of this folder share: the table's functions, and the phrases they all use. */
#ifndef WAYMARK_PLAN_RENDER_PARTS_H
#define WAYMARK_PLAN_RENDER_PARTS_H

#include <waymark/render.h>

/* The rows of wm_renderers, one file each. */
void wm_render_text(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options);
void wm_render_json(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options);
void wm_render_nsupdate(struct wm_buf *out, const struct wm_plan *plan,
			const struct wm_render_options *options);
void wm_render_zone(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options);

/* "contoso.com.  (corp, serial 7)"; of COUNT zones "contoso.com., fabrikam.com.  (corp)". */
void wm_render_zone_title(struct wm_buf *out, const struct wm_zone_plan *zones, size_t count);

/* Who asks: "xmpp-federation", or "policy.ini:12" for a line of the domain's own. */
void wm_render_source(struct wm_buf *out, const struct wm_want *want);

/* "sip.contoso.com. A" */
void wm_render_owner_type(struct wm_buf *out, const struct wm_rrset *set);

/* "1 zone", "2 zones" */
void wm_render_count(struct wm_buf *out, size_t count, const char *thing);

#endif
