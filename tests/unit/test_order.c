/* agent/plan/order.c: hosts first, what points at them later, deletions the other way round. */
#include "plan_fixture.h"

/* "UNIT OWNER TYPE" for each change, "-" before the owner of a deletion; owners without the zone.
 */
static const char *describe(const struct plan_fixture *fixture)
{
	char *text = wm_arena_text(fixture->arena, "");
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < fixture->zone.change_count; i++) {
		const struct wm_change *change = &fixture->zone.changes[i];

		wm_name_text(&change->after.owner, name);
		if (strcmp(name, "example.com.") == 0)
			memcpy(name, "@", sizeof("@"));
		else
			name[strlen(name) - strlen(".example.com.")] = '\0';
		text = wm_arena_printf(fixture->arena, "%s%u %s%s %s\n", text, change->unit,
				       change->after.count ? "" : "-", name,
				       wm_type_text(change->after.type, type));
	}
	return text;
}

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

static void hosts_come_before_what_points_at_them(void **state)
{
	static const struct row rows[] = {
		{{.wants = "_sip._tcp 60 IN SRV 0 0 5060 sip\nsip 60 IN A 192.0.2.1\n"},
		 "0 sip A\n1 _sip._tcp SRV\n"},
		/* NAPTR -> SRV -> A, with the NAPTR at the very name that the SRV points at. */
		{{.wants = "@ 60 IN NAPTR 1 1 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n"
			   "_sip._tcp 60 IN SRV 0 0 5060 @\n@ 60 IN A 192.0.2.1\n"},
		 "0 @ A\n1 _sip._tcp SRV\n2 @ NAPTR\n"},
		/* A chain of CNAMEs that ends at an SRV's owner. */
		{{.wants = "a 60 IN CNAME b\nb 60 IN CNAME _x._tcp\n"
			   "_x._tcp 60 IN SRV 0 0 1 h\nh 60 IN AAAA 2001:db8::1\n"},
		 "0 h AAAA\n1 _x._tcp SRV\n2 b CNAME\n3 a CNAME\n"},
		{{.wants = "@ 60 IN MX 1 mail\nmail 60 IN A 192.0.2.1\n@ 60 IN TXT t\n"},
		 "0 @ TXT\n1 mail A\n2 @ MX\n"},
		/* What is there already, or lies elsewhere, is not waited for. */
		{{.wants = "_b._tcp 60 IN SRV 0 0 1 h\n_a._tcp 60 IN SRV 0 0 1 x.example.net.\n"
			   "h 60 IN A 192.0.2.1\n",
		  .live = "h 60 IN A 192.0.2.1\n"},
		 "0 _a._tcp SRV\n1 _b._tcp SRV\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void deletions_come_last_and_what_points_goes_first(void **state)
{
	static const struct row rows[] = {
		{{.removes = "_sip._tcp 60 IN SRV 0 0 1 x\nsip 60 IN A 192.0.2.9\n",
		  .live = "_sip._tcp 60 IN SRV 0 0 5060 sip\nsip 60 IN A 192.0.2.1\n"},
		 "0 -_sip._tcp SRV\n1 -sip A\n"},
		{{.adopts = "_sip._tcp 60 IN SRV 0 0 5060 new\nnew 60 IN A 192.0.2.2\n",
		  .removes = "old 60 IN A 192.0.2.1\nz 60 IN CNAME x\n",
		  .live = "_sip._tcp 60 IN SRV 0 0 5060 old\nold 60 IN A 192.0.2.1\n"
			  "z 60 IN CNAME old\n"},
		 "0 new A\n1 _sip._tcp SRV\n2 -z CNAME\n3 -old A\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_swap_is_one_unit_with_its_deletions_first(void **state)
{
	static const struct row rows[] = {
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\n",
		  .live = "a 60 IN CNAME b\n"},
		 "0 -a CNAME\n0 a A\n0 a AAAA\n"},
		{{.adopts = "a 60 IN CNAME b\nb 60 IN A 192.0.2.2\n",
		  .live = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "0 b A\n1 -a A\n1 -a TXT\n1 a CNAME\n"},
		/* The whole swap waits for what one part of it points at. */
		{{.adopts = "a 60 IN SRV 0 0 1 h\na 60 IN A 192.0.2.1\nh 60 IN A 192.0.2.2\n"
			    "_s._tcp 60 IN SRV 0 0 1 a\n",
		  .live = "a 60 IN CNAME b\n"},
		 "0 h A\n1 -a CNAME\n1 a A\n1 a SRV\n2 _s._tcp SRV\n"},
		/* Changes at one owner without a CNAME among them are units of their own. */
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"}, "0 a A\n1 a TXT\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void pointers_in_a_circle_end_in_some_order(void **state)
{
	static const struct row rows[] = {
		{{.wants = "a 60 IN CNAME b\nb 60 IN CNAME c\nc 60 IN CNAME a\n"}, NULL},
		{{.wants = "a 60 IN CNAME a\n@ 60 IN HTTPS 0 @\n@ 60 IN MX 1 @\n"}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture fixture;

		fixture_begin(&fixture, &rows[i].plan);
		assert_int_equal(fixture.zone.change_count, 3);
		assert_int_equal(fixture.zone.changes[2].unit, 2);
		fixture_end(&fixture);
	}
}

static void the_order_does_not_depend_on_the_order_before(void **state)
{
	struct plan_fixture fixture;
	struct wm_change *changes;
	const char *first;
	size_t count;

	(void)state;
	fixture_begin(&fixture,
		      &(struct plan_case){.adopts = "a 60 IN A 192.0.2.1\nb 60 IN CNAME a\n"
						    "c 60 IN SRV 0 0 1 a\nd 60 IN TXT t\n",
					  .removes = "e 60 IN A 192.0.2.1\nf 60 IN CNAME e\n",
					  .live = "a 60 IN CNAME x\nb 60 IN TXT t\n"
						  "e 60 IN A 192.0.2.1\nf 60 IN CNAME e\n"});
	first = describe(&fixture);
	count = fixture.zone.change_count;
	changes = wm_arena_copy(fixture.arena, fixture.zone.changes, count * sizeof(*changes));
	fixture.zone.changes = changes;
	for (unsigned seed = 1; seed < 50; seed++) {
		for (size_t i = count - 1; i > 0; i--) {
			size_t j = (seed * 7919 + i * 104729) % (i + 1);
			struct wm_change other = changes[i];

			changes[i] = changes[j];
			changes[j] = other;
		}
		wm_plan_order(changes, count);
		assert_string_equal(describe(&fixture), first);
	}
	wm_plan_order(NULL, 0);
	fixture_end(&fixture);
}

TEST_MAIN(TEST(hosts_come_before_what_points_at_them),
	  TEST(deletions_come_last_and_what_points_goes_first),
	  TEST(a_swap_is_one_unit_with_its_deletions_first),
	  TEST(pointers_in_a_circle_end_in_some_order),
	  TEST(the_order_does_not_depend_on_the_order_before))
