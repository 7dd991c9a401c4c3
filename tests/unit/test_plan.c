/* agent/plan/plan.c: totals, words, what is unmet, what lies within what was shown. */
#include "plan_fixture.h"

#define MIXED                                                                                      \
	{                                                                                          \
		.wants =                                                                           \
			"new 60 IN A 192.0.2.1\nsame 60 IN A 192.0.2.2\nheld 60 IN A 192.0.2.3\n", \
		.adopts = "other 60 IN A 192.0.2.4\n", .removes = "gone 60 IN A 192.0.2.5\n",      \
		.live = "same 60 IN A 192.0.2.2\nheld 60 IN A 192.0.2.9\n"                         \
			"other 60 IN A 192.0.2.9\ngone 60 IN A 192.0.2.9\n",                       \
	}

static const struct plan_case mixed = MIXED;

static void every_reason_and_action_has_its_word(void **state)
{
	(void)state;
	assert_string_equal(wm_reason_text(WM_REASON_CREATE), "create");
	assert_string_equal(wm_reason_text(WM_REASON_UPDATE), "update");
	assert_string_equal(wm_reason_text(WM_REASON_DRIFT), "drift");
	assert_string_equal(wm_reason_text(WM_REASON_ADOPT), "adopt");
	assert_string_equal(wm_reason_text(WM_REASON_DELETE), "delete");
	assert_string_equal(wm_action_text(WM_ACTION_CREATE), "create");
	assert_string_equal(wm_action_text(WM_ACTION_UPDATE), "update");
	assert_string_equal(wm_action_text(WM_ACTION_DELETE), "delete");
}

static void totals_count_rrsets_by_action_and_leave_out_failed_zones(void **state)
{
	struct plan_fixture fixture;
	struct wm_zone_plan zones[4];
	struct wm_plan_totals totals;

	(void)state;
	fixture_begin(&fixture, &mixed);
	zones[0] = zones[1] = zones[2] = fixture.zone;
	zones[1].fail.code = WM_ETIMEOUT; /* its changes, if any, count for nothing */
	zones[2].change_count = 0;
	zones[3] = (struct wm_zone_plan){.fail = {.code = WM_ENOZONE}};
	totals = wm_plan_totals(&(struct wm_plan){zones, WM_COUNT(zones)});
	assert_int_equal(totals.creates, 1);
	assert_int_equal(totals.updates, 1);
	assert_int_equal(totals.deletes, 1);
	assert_int_equal(totals.held, 2);
	assert_int_equal(totals.same, 2);
	assert_int_equal(totals.failed_zones, 2);
	assert_int_equal(totals.changed_zones, 1);
	totals = wm_plan_totals(&(struct wm_plan){0});
	assert_int_equal(totals.changed_zones + totals.same + totals.failed_zones, 0);
	fixture_end(&fixture);
}

static void what_live_dns_does_not_show_is_unmet(void **state)
{
	static const struct {
		const char *live;
		bool met;
	} rows[] = {
		{"new 60 IN A 192.0.2.1\nother 60 IN A 192.0.2.4\n", true},
		{"new 60 IN A 192.0.2.1\nother 60 IN A 192.0.2.4\nx 60 IN A 192.0.2.4\n", true},
		{"new 61 IN A 192.0.2.1\nother 60 IN A 192.0.2.4\n", false},
		{"new 60 IN A 192.0.2.7\nother 60 IN A 192.0.2.4\n", false},
		{"new 60 IN A 192.0.2.1\nnew 60 IN A 192.0.2.2\nother 60 IN A 192.0.2.4\n", false},
		{"new 60 IN A 192.0.2.1\n", false},
		{"new 60 IN A 192.0.2.1\nother 60 IN A 192.0.2.4\ngone 1 IN A 192.0.2.9\n", false},
		{NULL, false},
	};
	struct plan_fixture fixture;

	(void)state;
	fixture_begin(&fixture, &mixed);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_live live = {.rrsets = fixture_sets(fixture.arena, rows[i].live)};

		assert_int_equal(wm_plan_unmet(fixture.zone.changes, fixture.zone.change_count,
					       &live) == NULL,
				 rows[i].met);
	}
	assert_ptr_equal(wm_plan_unmet(fixture.zone.changes, fixture.zone.change_count,
				       &(struct wm_live){0}),
			 &fixture.zone.changes[0]);
	fixture_end(&fixture);
}

static void only_changes_that_were_shown_lie_within(void **state)
{
	static const struct {
		struct plan_case plan;
		bool within;
	} rows[] = {
		{{.wants = NULL}, true},
		{MIXED, true},
		/* A part of it, be it in another order. */
		{{.removes = "gone 60 IN A 192.0.2.5\n", .live = "gone 60 IN A 192.0.2.9\n"}, true},
		/* Another value before, another after, another TTL, and an owner never shown. */
		{{.removes = "gone 60 IN A 192.0.2.5\n", .live = "gone 60 IN A 192.0.2.8\n"},
		 false},
		{{.removes = "gone 60 IN A 192.0.2.5\n", .live = "gone 61 IN A 192.0.2.9\n"},
		 false},
		{{.wants = "new 60 IN A 192.0.2.7\n"}, false},
		{{.wants = "new 61 IN A 192.0.2.1\n"}, false},
		{{.adopts = "new 60 IN A 192.0.2.1\n", .live = "new 60 IN A 192.0.2.7\n"}, false},
		{{.wants = "new 60 IN A 192.0.2.1\nnewer 60 IN A 192.0.2.1\n"}, false},
		{{.wants = "new 60 IN AAAA 2001:db8::1\n"}, false},
	};
	struct plan_fixture shown;

	(void)state;
	fixture_begin(&shown, &mixed);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture fixture;

		fixture_begin(&fixture, &rows[i].plan);
		assert_int_equal(wm_plan_is_within(&fixture.zone, &shown.zone), rows[i].within);
		fixture_end(&fixture);
	}
	assert_false(wm_plan_is_within(&shown.zone, &(struct wm_zone_plan){0}));
	fixture_end(&shown);
}

TEST_MAIN(TEST(every_reason_and_action_has_its_word),
	  TEST(totals_count_rrsets_by_action_and_leave_out_failed_zones),
	  TEST(what_live_dns_does_not_show_is_unmet), TEST(only_changes_that_were_shown_lie_within))
