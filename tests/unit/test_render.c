/* agent/plan/render.c: the table, and the phrases that renderers share. */
#include "plan_fixture.h"

#include <waymark/render.h>

#include "plan/render_parts.h"

static void each_renderer_is_found_by_its_name_and_by_nothing_else(void **state)
{
	static const char *const names[] = {"text", "json", "nsupdate", "zone"};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		const struct wm_renderer *renderer = wm_renderer_find(names[i]);

		assert_ptr_equal(renderer, &wm_renderers[i]);
		assert_string_equal(renderer->name, names[i]);
		assert_non_null(renderer->help);
	}
	while (wm_renderers[count].name)
		count++;
	assert_int_equal(count, WM_COUNT(names));
	assert_null(wm_renderer_find("Text"));
	assert_null(wm_renderer_find(""));
}

static void the_title_names_zone_provider_and_serial(void **state)
{
	static const struct wm_want want = {.domain = &fixture_domain};
	static const struct wm_want *const wants[] = {&want};
	static const struct wm_provider_config odd = {.name = "co\033[31mrp"};
	static const struct {
		struct wm_zone_plan zone;
		const char *expected;
	} rows[] = {
		{{.zone = {(const uint8_t *)"\3net", 5},
		  .provider = &fixture_provider,
		  .live = {.serial = 4294967295U}},
		 "net.  (corp, serial 4294967295)"},
		{{.zone = {(const uint8_t *)"\3net", 5}, .provider = &fixture_provider},
		 "net.  (corp)"},
		{{.wants = wants, .want_count = 1, .provider = &fixture_provider},
		 "example.com.  (corp)"},
		{{.provider = &fixture_provider}, "no zone  (corp)"},
		{{.provider = &odd}, "no zone  (co\\027[31mrp)"},
		{{.provider = &fixture_provider,
		  .fail = {.code = WM_ETIMEOUT},
		  .live = {.serial = 3}},
		 "no zone  (corp)"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_buf out;

		wm_buf_init(&out, 4096);
		wm_render_zone_title(&out, &rows[i].zone, 1);
		assert_string_equal(wm_buf_string(&out), rows[i].expected);
		wm_buf_done(&out);
	}
}

static void a_source_is_a_service_or_a_line(void **state)
{
	static const struct wm_want service = {.service = &fixture_service,
					       .where = {.file = "services.ini", .line = 3}};
	static const struct wm_want line = {.where = {.file = "policy.d/a.ini", .line = 12}};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 4096);
	wm_render_source(&out, &service);
	wm_buf_text(&out, " ");
	wm_render_source(&out, &line);
	assert_string_equal(wm_buf_string(&out), "xmpp-federation policy.d/a.ini:12");
	wm_buf_done(&out);
}

static void counts_agree_with_their_nouns(void **state)
{
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 4096);
	for (size_t i = 0; i < 3; i++)
		wm_render_count(&out, i, "zone");
	assert_string_equal(wm_buf_string(&out), "0 zones1 zone2 zones");
	wm_buf_done(&out);
}

TEST_MAIN(TEST(each_renderer_is_found_by_its_name_and_by_nothing_else),
	  TEST(the_title_names_zone_provider_and_serial), TEST(a_source_is_a_service_or_a_line),
	  TEST(counts_agree_with_their_nouns))
