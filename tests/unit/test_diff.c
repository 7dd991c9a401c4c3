/* agent/plan/diff.c: what changes, what is held, what is left alone. */
#include "plan_fixture.h"

/* One line for each change ("UNIT ACTION REASON OWNER TYPE"), then each held RRset, then the count
 * of the same. */
static const char *describe(const struct plan_fixture *fixture)
{
	const struct wm_zone_plan *zone = &fixture->zone;
	char *text = wm_arena_text(fixture->arena, "");
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < zone->change_count; i++) {
		const struct wm_change *change = &zone->changes[i];

		text = wm_arena_printf(fixture->arena, "%s%u %s %s %s %s\n", text, change->unit,
				       wm_action_text(wm_change_action(change)),
				       wm_reason_text(change->reason),
				       wm_name_text(&change->after.owner, name),
				       wm_type_text(change->after.type, type));
	}
	for (size_t i = 0; i < zone->held_count; i++) {
		const struct wm_held *held = &zone->held[i];

		text = wm_arena_printf(fixture->arena, "%s! %s %s: %s\n", text,
				       wm_name_text(&held->desired.owner, name),
				       wm_type_text(held->desired.type, type), held->why);
	}
	return wm_arena_printf(fixture->arena, "%s= %zu\n", text, zone->same_count);
}

#define SOA "@ 300 IN SOA ns hostmaster 7 1 1 1 1\n@ 300 IN NS ns\n"

#define FOREIGN "not written by waymark"
#define TOP     "SOA and NS at the top of a zone are never touched"

struct row {
	struct plan_case plan;
	const char *expected;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct plan_fixture fixture;

		fixture_begin(&fixture, &rows[i].plan);
		assert_string_equal(describe(&fixture), rows[i].expected);
		fixture_end(&fixture);
	}
}

static void what_is_absent_is_created_and_what_is_there_is_left_alone(void **state)
{
	static const struct row rows[] = {
		{{.live = SOA}, "= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = NULL},
		 "0 create create a.example.com. A\n= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = SOA "a 60 IN A 192.0.2.1\n"}, "= 1\n"},
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN A 192.0.2.2\n",
		  .live = "a 60 IN A 192.0.2.2\na 60 IN A 192.0.2.1\n"},
		 "= 1\n"},
		{{.wants = "a 60 IN A 192.0.2.1\n",
		  .live = "A 60 IN TXT x\nz 60 IN A 192.0.2.9\n0 60 IN A 192.0.2.9\n"},
		 "0 create create a.example.com. A\n= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\nb 60 IN A 192.0.2.1\n",
		  .live = SOA "a 60 IN AAAA 2001:db8::1\nb.a 60 IN A 192.0.2.1\n"},
		 "0 create create a.example.com. A\n1 create create b.example.com. A\n= 1\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void what_differs_is_held_unless_it_may_be_adopted(void **state)
{
	static const struct row rows[] = {
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN A 192.0.2.2\n"},
		 "! a.example.com. A: " FOREIGN "\n= 0\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN A 192.0.2.2\n"},
		 "0 update adopt a.example.com. A\n= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 300 IN A 192.0.2.1\n"},
		 "! a.example.com. A: " FOREIGN "\n= 0\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 300 IN A 192.0.2.1\n"},
		 "0 update adopt a.example.com. A\n= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN A 192.0.2.2\n",
		  .live = "a 60 IN A 192.0.2.1\n"},
		 "! a.example.com. A: " FOREIGN "\n= 0\n"},
		/* One RRset that is held does not hold its neighbours. */
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\n",
		  .live = "a 60 IN A 192.0.2.2\n"},
		 "0 create create a.example.com. AAAA\n! a.example.com. A: " FOREIGN "\n= 0\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void remove_deletes_whoever_wrote_it_and_only_that(void **state)
{
	static const struct row rows[] = {
		{{.removes = "a 60 IN A 192.0.2.1\n", .live = "a 9 IN A 192.0.2.9\na 9 IN TXT x\n"},
		 "0 delete delete a.example.com. A\n= 0\n"},
		{{.removes = "a 60 IN A 192.0.2.1\n", .live = "a 9 IN TXT x\n"}, "= 1\n"},
		{{.removes = "a 60 IN A 192.0.2.1\n", .live = "a 9 IN CNAME x\n"}, "= 1\n"},
		{{.removes = "@ 60 IN MX 1 x\n", .live = SOA "@ 9 IN MX 5 x\n"},
		 "0 delete delete example.com. MX\n= 0\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_cname_makes_way_only_with_permission(void **state)
{
#define WAY "a CNAME stands in the way\n"
	static const struct row rows[] = {
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN CNAME x\n"},
		 "! a.example.com. A: " WAY "! a.example.com. CNAME: " WAY "= 0\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN CNAME x\n"},
		 "0 delete adopt a.example.com. CNAME\n0 create create a.example.com. A\n= 0\n"},
		{{.wants = "a 60 IN A 192.0.2.1\n",
		  .removes = "a 60 IN CNAME y\n",
		  .live = "a 60 IN CNAME x\n"},
		 "0 delete delete a.example.com. CNAME\n0 create create a.example.com. A\n= 0\n"},
		/* If one want of the owner may take over, the others find the name free. */
		{{.wants = "a 60 IN A 192.0.2.1\n",
		  .adopts = "a 60 IN AAAA 2001:db8::1\n",
		  .live = "a 60 IN CNAME x\n"},
		 "0 delete adopt a.example.com. CNAME\n0 create create a.example.com. A\n"
		 "0 create create a.example.com. AAAA\n= 0\n"},
		/* Nothing at the owner is done by halves, and other owners go on. */
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\nb 60 IN A 192.0.2.1\n",
		  .live = "a 60 IN CNAME x\n"},
		 "0 create create b.example.com. A\n! a.example.com. A: " WAY
		 "! a.example.com. CNAME: " WAY "! a.example.com. AAAA: " WAY "= 0\n"},
		/* A CNAME over a CNAME is an ordinary difference. */
		{{.wants = "a 60 IN CNAME y\n", .live = "a 60 IN CNAME x\n"},
		 "! a.example.com. CNAME: " FOREIGN "\n= 0\n"},
		{{.adopts = "a 60 IN CNAME y\n", .live = "a 60 IN CNAME x\n"},
		 "0 update adopt a.example.com. CNAME\n= 0\n"},
	};
#undef WAY

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void other_data_makes_way_for_a_cname_only_with_permission(void **state)
{
#define WAY "a CNAME allows no other records beside it\n"
	static const struct row rows[] = {
		{{.wants = "a 60 IN CNAME x\n", .live = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "! a.example.com. A: " WAY "! a.example.com. CNAME: " WAY
		 "! a.example.com. TXT: " WAY "= 0\n"},
		{{.adopts = "a 60 IN CNAME x\n", .live = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "0 delete adopt a.example.com. A\n0 delete adopt a.example.com. TXT\n"
		 "0 create create a.example.com. CNAME\n= 0\n"},
		{{.wants = "a 60 IN CNAME x\n",
		  .removes = "a 60 IN A 192.0.2.9\n",
		  .live = "a 60 IN A 192.0.2.1\n"},
		 "0 delete delete a.example.com. A\n0 create create a.example.com. CNAME\n= 0\n"},
		/* One thing may go and the other not: nothing goes. */
		{{.wants = "a 60 IN CNAME x\n",
		  .removes = "a 60 IN A 192.0.2.9\n",
		  .live = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "! a.example.com. A: " WAY "! a.example.com. CNAME: " WAY
		 "! a.example.com. TXT: " WAY "= 0\n"},
		/* RFC 4035 section 2.5: a signature and NSEC stay. */
		{{.wants = "a 60 IN CNAME x\n",
		  .live = "a 60 IN TYPE46 \\# 20 000105020000003c000000000000000000010000\n"
			  "a 60 IN TYPE47 \\# 4 00000140\n"},
		 "0 create create a.example.com. CNAME\n= 0\n"},
		/* A zone that breaks the rule already: the rest is seen beside the right CNAME. */
		{{.adopts = "a 60 IN CNAME x\n", .live = "a 60 IN A 192.0.2.1\na 60 IN CNAME x\n"},
		 "0 delete adopt a.example.com. A\n= 1\n"},
	};
#undef WAY

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void soa_and_ns_of_the_apex_are_never_touched(void **state)
{
#define CNAME "a CNAME cannot stand at the top of a zone\n"
	static const struct row rows[] = {
		{{.adopts = "@ 60 IN NS other\n", .live = SOA},
		 "! example.com. NS: " TOP "\n= 0\n"},
		{{.removes = "@ 60 IN NS ns\n", .live = SOA}, "! example.com. NS: " TOP "\n= 0\n"},
		{{.removes = "@ 60 IN SOA a b 1 1 1 1 1\n", .live = SOA},
		 "! example.com. SOA: " TOP "\n= 0\n"},
		{{.wants = "@ 300 IN NS ns\n", .live = SOA}, "= 1\n"},
		{{.adopts = "@ 60 IN CNAME x\n", .live = SOA "@ 60 IN A 192.0.2.1\n"},
		 "! example.com. CNAME: " CNAME "= 0\n"},
		{{.adopts = "@ 60 IN CNAME x\n",
		  .removes = "@ 60 IN A 192.0.2.9\n",
		  .live = SOA "@ 60 IN A 192.0.2.1\n"},
		 "! example.com. A: " CNAME "! example.com. CNAME: " CNAME "= 0\n"},
		{{.adopts = "@ 60 IN A 192.0.2.2\n", .live = SOA "@ 60 IN A 192.0.2.1\n"},
		 "0 update adopt example.com. A\n= 0\n"},
		/* Below the apex an NS set is one like any other. */
		{{.adopts = "sub 60 IN NS x\n", .live = SOA "sub 60 IN NS y\n"},
		 "0 update adopt sub.example.com. NS\n= 0\n"},
	};
#undef CNAME

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void foreign_data_is_never_touched_not_even_to_adopt(void **state)
{
#define ALIAS "an alias record\n"
	static const struct row rows[] = {
		{{.adopts = "a 60 IN A 192.0.2.1\n", .foreign = "a 60 IN A 192.0.2.9\n"},
		 "! a.example.com. A: " ALIAS "= 0\n"},
		/* Other types at the name, and other names, go on. */
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN TXT x\nb 60 IN A 192.0.2.1\n",
		  .live = "a 60 IN TXT y\n",
		  .foreign = "0 60 IN A 192.0.2.9\na 60 IN A 192.0.2.9\nc 60 IN A 192.0.2.9\n"},
		 "0 update adopt a.example.com. TXT\n1 create create b.example.com. A\n"
		 "! a.example.com. A: " ALIAS "= 0\n"},
		/* What must not exist is there, and not ours to remove. */
		{{.removes = "a 60 IN A 192.0.2.1\n", .foreign = "a 60 IN A 192.0.2.9\n"},
		 "! a.example.com. A: " ALIAS "= 0\n"},
		{{.removes = "a 60 IN A 192.0.2.1\n", .foreign = "a 60 IN CNAME x\n"}, "= 1\n"},
		{{.removes = "a 60 IN CNAME x\n", .foreign = "a 60 IN A 192.0.2.1\n"}, "= 1\n"},
		/* No data beside a foreign CNAME, no CNAME beside foreign data. */
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN TXT x\n", .foreign = "a 60 IN CNAME x\n"},
		 "! a.example.com. A: " ALIAS "! a.example.com. TXT: " ALIAS "= 0\n"},
		{{.adopts = "a 60 IN CNAME x\n", .foreign = "a 60 IN MX 1 x\n"},
		 "! a.example.com. CNAME: " ALIAS "= 0\n"},
		/* The swap is held whole: what would make way stays as well. */
		{{.adopts = "a 60 IN CNAME x\n",
		  .live = "a 60 IN A 192.0.2.1\n",
		  .foreign = "a 60 IN MX 1 x\n"},
		 "! a.example.com. A: " ALIAS "! a.example.com. CNAME: " ALIAS "= 0\n"},
		/* Live DNS already is as wanted. */
		{{.wants = "a 60 IN A 192.0.2.1\n",
		  .live = "a 60 IN A 192.0.2.1\n",
		  .foreign = "a 60 IN A 192.0.2.9\n"},
		 "= 1\n"},
	};
#undef ALIAS

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void foreign_data_is_told_with_what_to_do_about_it(void **state)
{
	struct plan_fixture fixture;

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.adopts = "a 60 IN A 192.0.2.1\n",
						    .foreign = "a 60 IN A 192.0.2.9\n"});
	assert_int_equal(fixture.zone.held_count, 1);
	assert_string_equal(fixture.zone.held[0].how, "change or remove it at the provider");
	assert_int_equal(fixture.zone.held[0].live.count, 0);
	assert_int_equal(fixture.zone.held[0].desired.count, 1);
	fixture_end(&fixture);
}

static void wanted_ttls_are_what_the_zone_makes_of_them(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *expected;
		uint32_t ttl_s; /* of the first change, as it will be */
	} rows[] = {
		{{.wants = "a 60 IN A 192.0.2.1\n",
		  .live = "a 3600 IN A 192.0.2.1\n",
		  .ttl_min_s = 3600},
		 "= 1\n",
		 0},
		{{.wants = "a 60 IN A 192.0.2.1\n", .ttl_min_s = 3600},
		 "0 create create a.example.com. A\n= 0\n",
		 3600},
		{{.adopts = "a 60 IN A 192.0.2.1\n",
		  .live = "a 60 IN A 192.0.2.1\n",
		  .ttl_min_s = 3600},
		 "0 update adopt a.example.com. A\n= 0\n",
		 3600},
		{{.wants = "a 604800 IN A 192.0.2.1\n", .ttl_min_s = 60, .ttl_max_s = 86400},
		 "0 create create a.example.com. A\n= 0\n",
		 86400},
		{{.wants = "a 300 IN A 192.0.2.1\n", .ttl_min_s = 60, .ttl_max_s = 86400},
		 "0 create create a.example.com. A\n= 0\n",
		 300},
		/* What must not exist has no TTL. */
		{{.removes = "a 60 IN A 192.0.2.1\n",
		  .live = "a 3600 IN A 192.0.2.1\n",
		  .ttl_min_s = 3600},
		 "0 delete delete a.example.com. A\n= 0\n",
		 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture fixture;

		fixture_begin(&fixture, &rows[i].plan);
		assert_string_equal(describe(&fixture), rows[i].expected);
		if (fixture.zone.change_count)
			assert_int_equal(fixture.zone.changes[0].after.ttl_s, rows[i].ttl_s);
		fixture_end(&fixture);
	}
}

static void a_change_shows_both_sides_with_owner_and_type(void **state)
{
	struct plan_fixture fixture;
	const struct wm_change *change;

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n",
						    .removes = "b 60 IN TXT x\n",
						    .live = "b 30 IN TXT y\n"});
	assert_int_equal(fixture.zone.change_count, 2);
	change = &fixture.zone.changes[0];
	assert_int_equal(change->before.count, 0);
	assert_int_equal(change->before.type, WM_TYPE_A);
	assert_true(wm_name_equal(&change->before.owner, &change->after.owner));
	assert_int_equal(change->after.ttl_s, 60);
	change = &fixture.zone.changes[1];
	assert_int_equal(change->after.count, 0);
	assert_int_equal(change->after.type, WM_TYPE_TXT);
	assert_true(wm_name_equal(&change->before.owner, &change->after.owner));
	assert_int_equal(change->before.ttl_s, 30);
	assert_ptr_equal(change->want, fixture.zone.wants[1]);
	assert_int_equal(fixture.zone.want_count, 2);
	assert_int_equal(fixture.zone.live.serial, 7);
	fixture_end(&fixture);
}

/* 20,000 owners on both sides: a step that is quadratic would take minutes. */
static void a_large_zone_is_compared_in_one_walk(void **state)
{
	struct wm_buf wants, live;
	struct plan_fixture fixture;

	(void)state;
	wm_buf_init(&wants, 1U << 24);
	wm_buf_init(&live, 1U << 24);
	for (unsigned i = 0; i < 20000; i++) {
		wm_buf_printf(&wants, "h%u 60 IN A 192.0.2.1\n", i);
		wm_buf_printf(&live, "h%u 60 IN A 192.0.2.%u\n", i, i % 4 ? 1 : 2);
		wm_buf_printf(&live, "n%u 60 IN A 192.0.2.1\n", i);
	}
	fixture_begin(&fixture, &(struct plan_case){.adopts = wm_buf_string(&wants),
						    .live = wm_buf_string(&live)});
	assert_int_equal(fixture.zone.change_count, 5000);
	assert_int_equal(fixture.zone.same_count, 15000);
	fixture_end(&fixture);
	wm_buf_done(&wants);
	wm_buf_done(&live);
}

TEST_MAIN(TEST(what_is_absent_is_created_and_what_is_there_is_left_alone),
	  TEST(what_differs_is_held_unless_it_may_be_adopted),
	  TEST(remove_deletes_whoever_wrote_it_and_only_that),
	  TEST(a_cname_makes_way_only_with_permission),
	  TEST(other_data_makes_way_for_a_cname_only_with_permission),
	  TEST(soa_and_ns_of_the_apex_are_never_touched),
	  TEST(foreign_data_is_never_touched_not_even_to_adopt),
	  TEST(foreign_data_is_told_with_what_to_do_about_it),
	  TEST(wanted_ttls_are_what_the_zone_makes_of_them),
	  TEST(a_change_shows_both_sides_with_owner_and_type),
	  TEST(a_large_zone_is_compared_in_one_walk))
