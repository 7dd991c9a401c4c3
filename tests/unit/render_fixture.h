/* What renderers make of a plan, compared with what they should. */
#ifndef WAYMARK_TEST_RENDER_FIXTURE_H
#define WAYMARK_TEST_RENDER_FIXTURE_H

#include "plan_fixture.h"

#include <waymark/render.h>

static inline void expect_rendered(const struct wm_plan *plan, const char *format,
				   const struct wm_render_options *options, const char *expected)
{
	struct wm_buf out;

	wm_buf_init(&out, 1U << 20);
	wm_renderer_find(format)->render(&out, plan, options);
	assert_string_equal(wm_buf_string(&out), expected);
	wm_buf_done(&out);
}

/* The plan of one zone, rendered without colour. */
static inline void expect_case(const struct plan_case *row, const char *format,
			       const char *expected)
{
	struct plan_fixture fixture;

	fixture_begin(&fixture, row);
	expect_rendered(&fixture.plan, format, &(struct wm_render_options){0}, expected);
	fixture_end(&fixture);
}

#endif
