/* agent/cycle/cycle_plan.c: from wants to zones to a plan. */
#include "fake_provider.h"

static const struct wm_plan *plan_of(struct wm_cycle *cycle, const struct wm_desired *desired,
				     size_t count)
{
	const struct wm_plan *plan = NULL;
	struct wm_fail why = {0};

	if (wm_cycle_plan(cycle, world.arena, desired, count, &plan, &why))
		fail_msg("%s", why.text);
	return plan;
}

/* "zone: changes/held/same" or "zone: reason", zone after zone. */
static const char *print_plan(const struct wm_plan *plan)
{
	const char *text = "";
	char name[WM_NAME_TEXT_MAX];

	for (size_t i = 0; i < plan->zone_count; i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];
		const char *title = zone->zone.wire ? wm_name_text(&zone->zone, name) : "?";

		if (zone->fail.code)
			text = wm_arena_printf(world.arena, "%s%s %zu: %s\n", text, title,
					       zone->want_count, zone->fail.text);
		else
			text = wm_arena_printf(world.arena, "%s%s %zu: %zu/%zu/%zu\n", text, title,
					       zone->want_count, zone->change_count,
					       zone->held_count, zone->same_count);
	}
	return text;
}

static void wants_are_planned_zone_by_zone(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_desired desired;
	const struct wm_plan *plan;

	(void)state;
	(void)world_add("sub.example.com.", "z 60 A 192.0.2.9\n");
	(void)world_add("example.com.", "a 60 A 192.0.2.1\nb 60 A 192.0.2.2\n");
	desired = world_desired("a 60 A 192.0.2.1\nb 60 A 192.0.2.7\nc.sub 60 A 192.0.2.3\n"
				"d 60 A 192.0.2.4\nz.sub 60 A 192.0.2.9\n");
	plan = plan_of(cycle, &desired, 1);
	/* z.sub is not z of the zone sub.example.com. by its text, but by its name */
	assert_string_equal(print_plan(plan), "example.com. 3: 2/0/1\nsub.example.com. 2: 1/0/1\n");
	assert_int_equal(plan->zones[0].live.serial, 100);
	assert_string_equal(plan->zones[0].handle, "handle");
	assert_int_equal(plan->zones[0].live.token.len, 4);
	assert_ptr_equal(plan->zones[0].provider, &fake_config);
	world_end(cycle);
}

static void a_zone_that_is_missing_or_unreadable_stops_no_other(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_desired desired;
	struct fake_zone *sub;

	(void)state;
	sub = world_add("sub.example.com.", "");
	(void)world_add("fine.example.com.", "");
	sub->reads[0] = REFUSE;
	desired = world_desired("a 60 A 192.0.2.1\nb 60 A 192.0.2.2\nc.sub 60 A 192.0.2.3\n"
				"d.fine 60 A 192.0.2.4\n");
	assert_string_equal(print_plan(plan_of(cycle, &desired, 1)),
			    "fine.example.com. 1: 1/0/0\n"
			    "sub.example.com. 1: read refused\n"
			    "? 2: no such zone\n");
	world_end(cycle);
}

static void a_provider_that_is_gone_fails_for_its_domains_only(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_desired desired;

	(void)state;
	(void)world_add("example.com.", "");
	world.find = FLICKER;
	desired = world_desired("a 60 A 192.0.2.1\nb 60 A 192.0.2.2\n");
	assert_string_equal(print_plan(plan_of(cycle, &desired, 1)), "? 2: nobody there\n");
	world_end(cycle);
}

static void zones_stand_in_the_order_of_the_policy_then_of_their_names(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_provider_config other = fake_config;
	struct wm_desired desired[3];
	const struct wm_plan *plan;

	(void)state;
	other.name = "other";
	(void)world_add("b.example.com.", "");
	(void)world_add("a.example.com.", "");
	desired[0] = world_desired("x.b 60 A 192.0.2.1\nx.a 60 A 192.0.2.1\ny 60 A 192.0.2.1\n");
	desired[0].provider = &other;
	desired[1] = (struct wm_desired){.provider = &fake_config};
	desired[2] = world_desired("x.a 60 A 192.0.2.1\n");
	plan = plan_of(cycle, desired, 3);
	assert_string_equal(print_plan(plan), "a.example.com. 1: 1/0/0\nb.example.com. 1: 1/0/0\n"
					      "? 1: no such zone\na.example.com. 1: 1/0/0\n");
	assert_ptr_equal(plan->zones[0].provider, &other);
	assert_ptr_equal(plan->zones[3].provider, &fake_config);
	world_end(cycle);
}

static void nothing_wanted_is_an_empty_plan(void **state)
{
	struct wm_cycle *cycle = world_begin();

	(void)state;
	assert_int_equal(plan_of(cycle, NULL, 0)->zone_count, 0);
	world_end(cycle);
}

static void the_same_cycle_plans_again_and_again(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_desired desired;

	(void)state;
	(void)world_add("example.com.", "");
	desired = world_desired("a 60 A 192.0.2.1\n");
	for (int i = 0; i < 3; i++)
		assert_string_equal(print_plan(plan_of(cycle, &desired, 1)),
				    "example.com. 1: 1/0/0\n");
	world_end(cycle);
}

TEST_MAIN(TEST(wants_are_planned_zone_by_zone),
	  TEST(a_zone_that_is_missing_or_unreadable_stops_no_other),
	  TEST(a_provider_that_is_gone_fails_for_its_domains_only),
	  TEST(zones_stand_in_the_order_of_the_policy_then_of_their_names),
	  TEST(nothing_wanted_is_an_empty_plan), TEST(the_same_cycle_plans_again_and_again))
