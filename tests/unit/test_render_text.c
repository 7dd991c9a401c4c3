/* agent/plan/render_text.c: the preview that people read. */
#include "render_fixture.h"

#define TITLE "example.com.  (corp, serial 7)\n"

static void each_kind_of_change_is_shown_value_by_value(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *expected;
	} rows[] = {
		{{.wants = "_xmpp-server._tcp 3600 IN SRV 0 0 5269 xmpp\nxmpp 60 IN A 192.0.2.1\n"},
		 TITLE "  + xmpp.example.com.               A    ttl 60    xmpp-federation\n"
		       "      + 192.0.2.1\n"
		       "  + _xmpp-server._tcp.example.com.  SRV  ttl 3600  xmpp-federation\n"
		       "      + 0 0 5269 xmpp.example.com.\n"
		       "\nPlan: 2 to create, 0 to update, 0 to delete, 0 held; 0 in sync.\n"},
		/* Old, new and unchanged values stand in one sorted list. */
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN A 192.0.2.3\na 60 IN A 192.0.2.4\n",
		  .live = "a 60 IN A 192.0.2.2\na 60 IN A 192.0.2.3\na 60 IN A 192.0.2.9\n"},
		 TITLE "  ~ a.example.com.  A  ttl 60  xmpp-federation (adopt)\n"
		       "      + 192.0.2.1\n"
		       "      - 192.0.2.2\n"
		       "        192.0.2.3\n"
		       "      + 192.0.2.4\n"
		       "      - 192.0.2.9\n"
		       "\nPlan: 0 to create, 1 to update, 0 to delete, 0 held; 0 in sync.\n"},
		{{.adopts = "a 300 IN A 192.0.2.1\n", .live = "a 3600 IN A 192.0.2.1\n"},
		 TITLE "  ~ a.example.com.  A  ttl 3600 -> 300  xmpp-federation (adopt)\n"
		       "        192.0.2.1\n"
		       "\nPlan: 0 to create, 1 to update, 0 to delete, 0 held; 0 in sync.\n"},
		{{.removes = "a 1 IN TXT x\n", .live = "a 60 IN TXT \"v=1; \\\"q\\\" \\007\"\n"},
		 TITLE "  - a.example.com.  TXT  ttl 60  policy.ini:10\n"
		       "      - \"v=1; \\\"q\\\" \\007\"\n"
		       "\nPlan: 0 to create, 0 to update, 1 to delete, 0 held; 0 in sync.\n"},
		{{.wants = "a 60 IN A 192.0.2.1\nb 60 IN A 192.0.2.1\n",
		  .live = "a 300 IN A 192.0.2.2\nb 60 IN A 192.0.2.1\n"},
		 TITLE "  ! a.example.com.  A  ttl 300 -> 60  xmpp-federation\n"
		       "      + 192.0.2.1\n"
		       "      - 192.0.2.2\n"
		       "      held: differs from the policy; replace it with --adopt or "
		       "adopt = yes\n"
		       "\nPlan: 0 to create, 0 to update, 0 to delete, 1 held; 1 in sync.\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN CNAME b\n"},
		 TITLE "  - a.example.com.  CNAME  ttl 60  xmpp-federation (adopt)\n"
		       "      - b.example.com.\n"
		       "  + a.example.com.  A      ttl 60  xmpp-federation\n"
		       "      + 192.0.2.1\n"
		       "\nPlan: 1 to create, 0 to update, 1 to delete, 0 held; 0 in sync.\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		expect_case(&rows[i].plan, "text", rows[i].expected);
}

static void a_very_long_owner_does_not_widen_the_column(void **state)
{
	static const struct plan_case row = {
		.wants = "a 60 IN A 192.0.2.1\n"
			 "a-host-name-with-more-letters-than-anybody-wants-to-read "
			 "60 IN A 192.0.2.1\n"};

	(void)state;
	expect_case(&row, "text",
		    TITLE "  + a.example.com.  A  ttl 60  xmpp-federation\n"
			  "      + 192.0.2.1\n"
			  "  + a-host-name-with-more-letters-than-anybody-wants-to-read."
			  "example.com.  A  ttl 60  xmpp-federation\n"
			  "      + 192.0.2.1\n"
			  "\nPlan: 2 to create, 0 to update, 0 to delete, 0 held; 0 in sync.\n");
}

/* Of four zones one changes, two are in sync, one failed. */
static void zones_in_sync_are_only_counted(void **state)
{
	struct plan_fixture changed, same;
	struct wm_zone_plan zones[4];

	(void)state;
	fixture_begin(&changed, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n"});
	fixture_begin(&same, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n",
						 .live = "a 60 IN A 192.0.2.1\n"});
	zones[0] = changed.zone;
	zones[1] = zones[2] = same.zone;
	zones[3] = (struct wm_zone_plan){.zone = fixture_zone,
					 .provider = &fixture_provider,
					 .fail = {WM_EFILE, "live.zone: No such file"}};
	expect_rendered(&(struct wm_plan){zones, 4}, "text", &(struct wm_render_options){0},
			TITLE "  + a.example.com.  A  ttl 60  xmpp-federation\n"
			      "      + 192.0.2.1\n\n"
			      "x example.com.  (corp)\n"
			      "    live.zone: No such file\n\n"
			      "Plan: 1 to create, 0 to update, 0 to delete, 0 held in 1 of 4 "
			      "zones; 2 in sync; 1 zone failed.\n");
	expect_rendered(&(struct wm_plan){&zones[1], 2}, "text",
			&(struct wm_render_options){.verbose = true},
			"example.com.  (corp, serial 7): in sync\n"
			"  = a.example.com.  A  ttl 60  xmpp-federation\n\n"
			"example.com.  (corp, serial 7): in sync\n"
			"  = a.example.com.  A  ttl 60  xmpp-federation\n\n"
			"In sync: 2 zones, 2 RRsets.\n");
	fixture_end(&changed);
	fixture_end(&same);
}

static void one_reason_of_many_zones_is_told_once(void **state)
{
	static const struct wm_fail dead = {WM_ETIMEOUT, "192.0.2.53:53: no answer"};
	struct wm_zone_plan zones[7];

	(void)state;
	for (size_t i = 0; i < WM_COUNT(zones); i++)
		zones[i] = (struct wm_zone_plan){
			.zone = fixture_zone, .provider = &fixture_provider, .fail = dead};
	zones[5].fail.code = WM_ENETWORK;
	zones[6].fail.text[0] = '2';
	expect_rendered(&(struct wm_plan){zones, 7}, "text", &(struct wm_render_options){0},
			"x example.com., example.com., example.com. and 2 more  (corp)\n"
			"    192.0.2.53:53: no answer\n\n"
			"x example.com.  (corp)\n"
			"    192.0.2.53:53: no answer\n\n"
			"x example.com.  (corp)\n"
			"    292.0.2.53:53: no answer\n\n"
			"Plan: 0 to create, 0 to update, 0 to delete, 0 held in 0 of 7 zones; "
			"0 in sync; 7 zones failed.\n");
}

static void a_plan_without_differences_is_one_line(void **state)
{
	struct plan_fixture fixture;
	struct wm_zone_plan zones[2];

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n",
						    .removes = "b 60 IN TXT x\n",
						    .live = "a 60 IN A 192.0.2.1\n"});
	zones[0] = zones[1] = fixture.zone;
	expect_rendered(&fixture.plan, "text", &(struct wm_render_options){0},
			"In sync: 1 zone, 2 RRsets.\n");
	expect_rendered(&(struct wm_plan){zones, 2}, "text", &(struct wm_render_options){0},
			"In sync: 2 zones, 4 RRsets.\n");
	expect_rendered(&(struct wm_plan){0}, "text", &(struct wm_render_options){0},
			"In sync: 0 zones, 0 RRsets.\n");
	/* Verbose: what is there, and as it should be. */
	expect_rendered(&fixture.plan, "text", &(struct wm_render_options){.verbose = true},
			"example.com.  (corp, serial 7): in sync\n"
			"  = a.example.com.  A  ttl 60  xmpp-federation\n"
			"\nIn sync: 1 zone, 2 RRsets.\n");
	fixture_end(&fixture);
}

static void colour_comes_only_when_it_is_asked_for_and_always_ends(void **state)
{
	static const struct plan_case row = {.wants = "a 60 IN A 192.0.2.1\n",
					     .adopts = "b 60 IN A 192.0.2.1\n",
					     .live = "a 60 IN A 192.0.2.2\nb 60 IN A 192.0.2.2\n"};
	struct plan_fixture fixture;

	(void)state;
	fixture_begin(&fixture, &row);
	expect_rendered(
		&fixture.plan, "text", &(struct wm_render_options){.color = true},
		"\033[1mexample.com.  (corp, serial 7)\033[0m\n"
		"  \033[33m~ b.example.com.  A\033[0m  ttl 60  "
		"\033[2mxmpp-federation (adopt)\033[0m\n"
		"      \033[32m+ 192.0.2.1\033[0m\n"
		"      \033[31m- 192.0.2.2\033[0m\n"
		"  \033[35m! a.example.com.  A\033[0m  ttl 60  \033[2mxmpp-federation\033[0m\n"
		"      \033[32m+ 192.0.2.1\033[0m\n"
		"      \033[31m- 192.0.2.2\033[0m\n"
		"      \033[35mheld: differs from the policy\033[0m; replace it with --adopt or "
		"adopt = yes\n"
		"\nPlan: 0 to create, 1 to update, 0 to delete, 1 held; 0 in sync.\n");
	fixture_end(&fixture);
}

TEST_MAIN(TEST(each_kind_of_change_is_shown_value_by_value),
	  TEST(a_very_long_owner_does_not_widen_the_column), TEST(zones_in_sync_are_only_counted),
	  TEST(one_reason_of_many_zones_is_told_once), TEST(a_plan_without_differences_is_one_line),
	  TEST(colour_comes_only_when_it_is_asked_for_and_always_ends))
