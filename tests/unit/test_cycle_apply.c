/* agent/cycle/cycle_apply.c: what becomes of a zone when everything that can go wrong does. */
#include "fake_provider.h"

/* The two records of the policy, and what the zone holds at first. */
#define WANTS  "a 60 A 192.0.2.1\nb 60 A 192.0.2.2\n"
#define BEFORE "b 60 A 192.0.2.9\nc 60 A 192.0.2.3\n"
#define AFTER                                                                  \
	"a.example.com. 60 IN A 192.0.2.1\nb.example.com. 60 IN A 192.0.2.2\n" \
	"c.example.com. 60 IN A 192.0.2.3\n"
#define SAME "b.example.com. 60 IN A 192.0.2.9\nc.example.com. 60 IN A 192.0.2.3\n"

static const char *print_zone(const struct fake_zone *zone)
{
	struct wm_buf out;
	const char *text;

	wm_buf_init(&out, 4096);
	for (size_t i = 0; i < zone->sets.count; i++)
		wm_rrset_print(&out, &zone->sets.items[i]);
	text = wm_arena_text(world.arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return text;
}

static const struct wm_zone_result *plan_and_apply(struct wm_cycle *cycle,
						   const struct wm_desired *desired)
{
	const struct wm_zone_result *results = NULL;
	const struct wm_plan *plan = NULL;

	assert_int_equal(wm_cycle_plan(cycle, world.arena, desired, 1, &plan, NULL), WM_OK);
	assert_int_equal(wm_cycle_apply(cycle, world.arena, plan, &results, NULL), WM_OK);
	return results;
}

static void each_fault_ends_in_what_is_true(void **state)
{
	static const struct {
		enum fault applies[FAKE_FAULTS];
		enum fault reads[FAKE_FAULTS]; /* the first is the plan's own */
		const char *meddle[FAKE_FAULTS];
		enum wm_outcome outcome;
		enum wm_code code;
		size_t applied;
		unsigned tries;
		const char *zone;
		const char *text; /* part of the reason */
	} rows[] = {
		{{FINE}, {FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 1, AFTER, ""},
		/* the answer is lost: a look tells what happened */
		{{LOSE_AFTER}, {FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 1, AFTER, ""},
		{{LOSE_BEFORE}, {FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 2, AFTER, ""},
		{{LOSE_BEFORE, LOSE_AFTER},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_APPLIED,
		 WM_OK,
		 2,
		 2,
		 AFTER,
		 ""},
		{{LOSE_BEFORE, LOSE_BEFORE, LOSE_BEFORE, LOSE_BEFORE},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EUNKNOWN,
		 0,
		 4,
		 SAME,
		 "the answer was lost"},
		/* ... but not when the zone cannot be read any more */
		{{LOSE_AFTER},
		 {FINE, FLICKER, FLICKER, FLICKER, FLICKER},
		 {NULL},
		 WM_OUTCOME_UNKNOWN,
		 WM_EUNKNOWN,
		 0,
		 1,
		 AFTER,
		 "the answer was lost"},
		{{LOSE_AFTER},
		 {FINE, REFUSE},
		 {NULL},
		 WM_OUTCOME_UNKNOWN,
		 WM_EUNKNOWN,
		 0,
		 1,
		 AFTER,
		 "the answer was lost"},
		{{LOSE_AFTER},
		 {FINE, FLICKER, FLICKER},
		 {NULL},
		 WM_OUTCOME_APPLIED,
		 WM_OK,
		 2,
		 1,
		 AFTER,
		 ""},
		/* somebody else was faster */
		{{FINE},
		 {FINE},
		 {"b 60 A 192.0.2.66\n"},
		 WM_OUTCOME_CONFLICT,
		 WM_ECONFLICT,
		 0,
		 1,
		 "b.example.com. 60 IN A 192.0.2.66\n",
		 "b.example.com. A changed after the plan"},
		{{FINE},
		 {FINE},
		 {"a 60 A 192.0.2.66\n" BEFORE},
		 WM_OUTCOME_CONFLICT,
		 WM_ECONFLICT,
		 0,
		 1,
		 "a.example.com. 60 IN A 192.0.2.66\n" SAME,
		 "a.example.com. A changed after the plan"},
		{{FINE},
		 {FINE},
		 {"a 60 CNAME c\n" BEFORE},
		 WM_OUTCOME_CONFLICT,
		 WM_ECONFLICT,
		 0,
		 1,
		 "a.example.com. 60 IN CNAME c.example.com.\n" SAME,
		 "a.example.com. A changed"},
		/* ... and did the same, or a part of it */
		{{FINE},
		 {FINE},
		 {WANTS "c 60 A 192.0.2.3\n"},
		 WM_OUTCOME_APPLIED,
		 WM_OK,
		 2,
		 1,
		 AFTER,
		 ""},
		{{FINE},
		 {FINE},
		 {"a 60 A 192.0.2.1\n" BEFORE},
		 WM_OUTCOME_APPLIED,
		 WM_OK,
		 2,
		 2,
		 AFTER,
		 ""},
		/* "changed", although it reads the same */
		{{CONTRADICT}, {FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 2, AFTER, ""},
		{{CONTRADICT, CONTRADICT, CONTRADICT, CONTRADICT},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_CONFLICT,
		 WM_ECONFLICT,
		 0,
		 4,
		 SAME,
		 "read the same as before"},
		{{CONTRADICT},
		 {FINE, REFUSE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EREFUSED,
		 0,
		 1,
		 SAME,
		 "read refused"},
		/* a plain no is not argued with */
		{{REFUSE},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EREFUSED,
		 0,
		 1,
		 SAME,
		 "update refused"},
		/* ... but believed only after a look, as anybody can say it */
		{{DENY_AFTER}, {FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 1, AFTER, ""},
		{{REFUSE},
		 {FINE, REFUSE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EREFUSED,
		 0,
		 1,
		 SAME,
		 "update refused"},
		{{FLICKER},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_ETIMEOUT,
		 0,
		 1,
		 SAME,
		 "no answer"},
		/* yes is not proof */
		{{IGNORE},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_UNVERIFIED,
		 WM_EVERIFY,
		 0,
		 1,
		 SAME,
		 "a.example.com. A is not served as asked"},
		{{FINE}, {FINE, FLICKER, FINE}, {NULL}, WM_OUTCOME_APPLIED, WM_OK, 2, 1, AFTER, ""},
		{{FINE},
		 {FINE, REFUSE},
		 {NULL},
		 WM_OUTCOME_UNKNOWN,
		 WM_EUNKNOWN,
		 0,
		 1,
		 AFTER,
		 "accepted all 2 changes, but reading back failed: read refused"},
		/* half of it is there, and that is said */
		{{HALF},
		 {FINE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EREMOTE,
		 1,
		 1,
		 "a.example.com. 60 IN A 192.0.2.1\n" SAME,
		 "broke half way"},
		{{HALF},
		 {FINE, REFUSE},
		 {NULL},
		 WM_OUTCOME_FAILED,
		 WM_EREMOTE,
		 0,
		 1,
		 "a.example.com. 60 IN A 192.0.2.1\n" SAME,
		 "broke half way"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_cycle *cycle = world_begin();
		struct fake_zone *zone = world_add("example.com.", BEFORE);
		struct wm_desired desired = world_desired(WANTS);
		const struct wm_zone_result *result;

		memcpy(zone->applies, rows[i].applies, sizeof(zone->applies));
		memcpy(zone->reads, rows[i].reads, sizeof(zone->reads));
		memcpy(zone->meddle, rows[i].meddle, sizeof(zone->meddle));
		result = plan_and_apply(cycle, &desired);
		if (result->outcome != rows[i].outcome || result->fail.code != rows[i].code ||
		    result->applied != rows[i].applied || result->tries != rows[i].tries ||
		    !strstr(result->fail.text, rows[i].text))
			fail_msg("row %zu: %s, %zu changes, %u tries: %s", i,
				 wm_outcome_text(result->outcome), result->applied, result->tries,
				 result->fail.text);
		assert_string_equal(print_zone(zone), rows[i].zone);
		world_end(cycle);
	}
}

/* The new host was made by somebody else and is held: the address that was to move there stays. */
static void a_change_that_drops_out_takes_the_others_with_it(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct fake_zone *zone = world_add("example.com.", BEFORE);
	struct wm_desired desired = world_desired(WANTS);
	struct wm_want wants[2] = {desired.wants[0], desired.wants[1]};
	const struct wm_zone_result *result;

	(void)state;
	wants[0].adopt = false;
	desired.wants = wants;
	zone->meddle[0] = "a 60 A 192.0.2.66\n" BEFORE;
	result = plan_and_apply(cycle, &desired);
	assert_int_equal(result->outcome, WM_OUTCOME_CONFLICT);
	assert_int_equal(result->applied, 0);
	assert_int_equal(result->tries, 1);
	assert_non_null(strstr(result->fail.text, "a.example.com. A changed after the plan"));
	assert_string_equal(print_zone(zone), "a.example.com. 60 IN A 192.0.2.66\n" SAME);
	world_end(cycle);
}

static void zones_fail_each_on_its_own(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct wm_desired desired;
	const struct wm_zone_result *results;

	(void)state;
	(void)world_add("a.example.com.", "");
	world_add("b.example.com.", "")->applies[0] = REFUSE;
	(void)world_add("c.example.com.", "x 60 A 192.0.2.1\n");
	desired = world_desired("x.a 60 A 192.0.2.1\nx.b 60 A 192.0.2.1\nx.c 60 A 192.0.2.1\n"
				"x.d 60 A 192.0.2.1\n");
	results = plan_and_apply(cycle, &desired);
	assert_int_equal(results[0].outcome, WM_OUTCOME_APPLIED);
	assert_int_equal(results[0].serial, 101);
	assert_int_equal(results[1].outcome, WM_OUTCOME_FAILED);
	assert_int_equal(results[2].outcome, WM_OUTCOME_SAME);
	assert_int_equal(results[2].tries, 0);
	assert_int_equal(results[3].outcome, WM_OUTCOME_UNREAD);
	assert_int_equal(results[3].fail.code, WM_ENOZONE);
	world_end(cycle);
}

static void only_what_was_changed_is_read_back(void **state)
{
	struct wm_cycle *cycle = world_begin();
	struct fake_zone *zone = world_add("example.com.", "a 60 A 192.0.2.1\nb 60 A 192.0.2.2\n");
	struct wm_desired desired =
		world_desired("a 60 A 192.0.2.1\nb 60 A 192.0.2.2\nc 60 A 192.0.2.3\n");

	(void)state;
	assert_int_equal(plan_and_apply(cycle, &desired)->outcome, WM_OUTCOME_APPLIED);
	assert_int_equal(zone->read_count, 2);
	assert_int_equal(zone->reread_wants, 1);
	world_end(cycle);
}

TEST_MAIN(TEST(each_fault_ends_in_what_is_true),
	  TEST(a_change_that_drops_out_takes_the_others_with_it), TEST(zones_fail_each_on_its_own),
	  TEST(only_what_was_changed_is_read_back))
