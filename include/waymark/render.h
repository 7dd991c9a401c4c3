/* A plan as text, JSON, an nsupdate script or a zone file. */
#ifndef WAYMARK_RENDER_H
#define WAYMARK_RENDER_H

#include <stdbool.h>

#include <waymark/buf.h>
#include <waymark/plan.h>

struct wm_render_options {
	bool color;   /* SGR sequences; only ever for a terminal */
	bool verbose; /* name the RRsets that are in sync too */
};

/* Renderers are pure: plan in, bytes out. */
struct wm_renderer {
	const char *name; /* as --format takes it */
	const char *help;
	void (*render)(struct wm_buf *out, const struct wm_plan *plan,
		       const struct wm_render_options *options);
};

/* All of them, ended by a zeroed row: text, json, nsupdate, zone. NULL = none of that name. */
extern const struct wm_renderer wm_renderers[];
const struct wm_renderer *wm_renderer_find(const char *name);

/* "contoso.com., fabrikam.com. and 198 more": the names of COUNT zones; where no zone was found,
 * the domain that it was sought for. */
void wm_render_zone_names(struct wm_buf *out, const struct wm_zone_plan *zones, size_t count);

/* Append the desired records as a commented master file (`waymark records`), provider by provider.
 */
void wm_render_records(struct wm_buf *out, const struct wm_desired *desired, size_t count);

/* The same as JSON. */
void wm_render_records_json(struct wm_buf *out, const struct wm_desired *desired, size_t count);

#endif
