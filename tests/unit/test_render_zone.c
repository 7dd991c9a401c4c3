/* agent/plan/render_zone.c: the managed records as the plan would leave them. */
#include "render_fixture.h"

static void wants_stand_as_wanted_and_held_ones_as_they_are(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *expected;
	} rows[] = {
		{{.wants =
			  "new 60 IN A 192.0.2.1\nsame 60 IN A 192.0.2.1\nheld 60 IN A 192.0.2.1\n",
		  .adopts = "taken 60 IN A 192.0.2.1\n",
		  .removes = "gone 60 IN TXT x\n",
		  .live = "same 60 IN A 192.0.2.1\nheld 9 IN A 192.0.2.9\ntaken 9 IN A 192.0.2.9\n"
			  "gone 9 IN TXT y\nother 60 IN A 192.0.2.1\n"},
		 "; example.com.  (corp, serial 7): as the plan would leave it\n"
		 "; absent: gone.example.com. TXT\n"
		 "; held: differs from the policy\n"
		 "held.example.com. 9 IN A 192.0.2.9\n"
		 "new.example.com. 60 IN A 192.0.2.1\n"
		 "same.example.com. 60 IN A 192.0.2.1\n"
		 "taken.example.com. 60 IN A 192.0.2.1\n"},
		/* What stands in the way of a held want stays too. */
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\n",
		  .live = "a 60 IN CNAME b\n"},
		 "; example.com.  (corp, serial 7): as it is\n"
		 "; held, not created: a.example.com. A: a CNAME stands in the way\n"
		 "; held: a CNAME stands in the way\n"
		 "a.example.com. 60 IN CNAME b.example.com.\n"
		 "; held, not created: a.example.com. AAAA: a CNAME stands in the way\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN CNAME b\n"},
		 "; example.com.  (corp, serial 7): as the plan would leave it\n"
		 "a.example.com. 60 IN A 192.0.2.1\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		expect_case(&rows[i].plan, "zone", rows[i].expected);
}

static void a_failed_zone_is_a_comment(void **state)
{
	static const struct wm_zone_plan zones[] = {
		{.zone = {(const uint8_t *)"\3net", 5},
		 .provider = &fixture_provider,
		 .fail = {WM_ETIMEOUT, "no answer"}},
		{.zone = {(const uint8_t *)"\3org", 5}, .provider = &fixture_provider},
	};

	(void)state;
	expect_rendered(&(struct wm_plan){zones, 2}, "zone", &(struct wm_render_options){0},
			"; net.  (corp): not known: no answer\n\n; org.  (corp): as it is\n");
}

TEST_MAIN(TEST(wants_stand_as_wanted_and_held_ones_as_they_are), TEST(a_failed_zone_is_a_comment))
