/* recipe.c: `record =` and `remove =` lines cut into their fields. */
#include "policy_fixture.h"

#include "policy/recipe.h"

static const char *const names[] = {"host", "list", "other"};

static const struct wm_where where = {.file = "policy.ini", .line = 7, .column = 10};

/* "OWNER TTL TYPE COUNT" of a line, "-" for what is not written; NULL if it was refused. */
static const char *shape_of(struct fixture *fixture, const char *text, struct wm_recipe *ret_recipe)
{
	const struct wm_pattern_reader reader = {.arena = fixture->arena,
						 .diags = &fixture->diags,
						 .params = names,
						 .param_count = WM_COUNT(names)};
	char type[WM_TYPE_TEXT_MAX];

	if (!wm_recipe_read(&reader, text, &where, ret_recipe))
		return NULL;
	return wm_arena_printf(fixture->arena, "%s %s %s %zu", ret_recipe->owner ? "owner" : "-",
			       ret_recipe->ttl ? "ttl" : "-",
			       ret_recipe->type ? wm_type_text(ret_recipe->type, type) : WM_ADDR,
			       ret_recipe->data_count);
}

static void a_type_name_decides_what_is_owner_and_ttl(void **state)
{
	static const struct {
		const char *text;
		const char *shape;
	} rows[] = {
		{"www A 192.0.2.1", "owner - A 1"},
		{"www 300 A 192.0.2.1", "owner ttl A 1"},
		{"www 1h30m AAAA ::1", "owner ttl AAAA 1"},
		{"www {host} A 192.0.2.1", "owner ttl A 1"},
		{"@ addr 192.0.2.1", "owner - ADDR 1"},
		{"MX 10 mail", "- - MX 2"},
		{"TXT \"A\"", "- - TXT 1"},
		{"mx A 192.0.2.1", "owner - A 1"},
		{"300 A 192.0.2.1", "owner - A 1"},
		{"TXT TXT TXT", "owner - TXT 1"},
		{"x TYPE65280 \\# 0", "owner - TYPE65280 2"},
		{"{host} SRV 0 0 5060 {host}", "owner - SRV 4"},
		{"x TXT a ; b", "owner - TXT 1"},
		{"x A", "owner - A 0"},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_recipe recipe;

		assert_string_equal(shape_of(&fixture, rows[i].text, &recipe), rows[i].shape);
	}
	assert_string_equal(said(&fixture), "");
	fixture_end(&fixture);
}

static void what_is_no_record_is_reported_at_its_column(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"", "7:10: record without a type, expected OWNER [TTL] TYPE DATA\n"},
		{"www", "7:13: record without a type, expected OWNER [TTL] TYPE DATA\n"},
		{"www 300", "7:17: record without a type, expected OWNER [TTL] TYPE DATA\n"},
		{"www IN A 192.0.2.1",
		 "7:14: unknown record type 'IN' (leave the class out: OWNER [TTL] TYPE DATA)\n"},
		{"www 300 SVR 1", "7:18: unknown record type 'SVR' (did you mean 'SRV'?)\n"},
		{"www \"A\" 192.0.2.1", "7:14: quoted text, expected a record type\n"},
		{"www AXFR x", "7:14: unknown record type 'AXFR'\n"},
		{"www TXT \"a", "7:18: quote without its closing quote on the same line\n"},
		{"www TXT {hots}", "7:18: unknown placeholder '{hots}' (did you mean '{host}'?)\n"},
		{"www TXT \"{hots}\"",
		 "7:19: unknown placeholder '{hots}' (did you mean '{host}'?)\n"},
		{"www TXT x{edge.sip}",
		 "7:19: '{edge.sip}' stands for addresses: it is the whole data of an A, AAAA or "
		 "ADDR record\n"},
		{"www A x{edge.sip}",
		 "7:17: '{edge.sip}' stands for addresses: it is the whole data of an A, AAAA or "
		 "ADDR record\n"},
		{"www TXT {list*} {other*}",
		 "7:26: a record can go through one list, not 'list' and 'other'\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_recipe recipe;
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_null(shape_of(&fixture, rows[i].text, &recipe));
		assert_string_equal(said(&fixture), rows[i].said);
		fixture_end(&fixture);
	}
}

static void roles_lists_and_edges_are_noted(void **state)
{
	static const struct {
		const char *text;
		const char *role;
		size_t list;
		bool uses_edge;
	} rows[] = {
		{"x ADDR {edge.sip}", "sip", WM_NO_PARAM, true},
		{"x A {edge.sip}", "sip", WM_NO_PARAM, true},
		{"x A 192.0.2.1", NULL, WM_NO_PARAM, false},
		{"{list*} TXT {list*}", NULL, 1, false},
		{"x TXT {edge.name}", NULL, WM_NO_PARAM, true},
		{"x.{edge.domain} TXT a", NULL, WM_NO_PARAM, true},
		{"x TXT {host+step}", NULL, WM_NO_PARAM, true},
		{"x TXT {host} {domain}", NULL, WM_NO_PARAM, false},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_recipe recipe;

		assert_non_null(shape_of(&fixture, rows[i].text, &recipe));
		if (rows[i].role)
			assert_string_equal(recipe.role, rows[i].role);
		else
			assert_null(recipe.role);
		assert_int_equal(recipe.list, rows[i].list);
		assert_int_equal(recipe.uses_edge, rows[i].uses_edge);
	}
	fixture_end(&fixture);
}

static void a_removal_is_a_name_and_a_type(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"www A", ""},
		{"@ ADDR", ""},
		{"", "7:10: expected NAME TYPE and nothing else\n"},
		{"www", "7:13: expected NAME TYPE and nothing else\n"},
		{"www A 192.0.2.1", "7:16: expected NAME TYPE and nothing else\n"},
		{"www AA", "7:14: unknown record type 'AA' (did you mean 'A'?)\n"},
		{"{hots} A", "7:10: unknown placeholder '{hots}' (did you mean '{host}'?)\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_recipe recipe;
		struct fixture fixture;
		struct wm_pattern_reader reader;

		fixture_begin(&fixture);
		reader = (struct wm_pattern_reader){.arena = fixture.arena,
						    .diags = &fixture.diags,
						    .params = names,
						    .param_count = WM_COUNT(names)};
		assert_int_equal(wm_removal_read(&reader, rows[i].text, &where, &recipe),
				 *rows[i].said == '\0');
		assert_string_equal(said(&fixture), rows[i].said);
		fixture_end(&fixture);
	}
}

TEST_MAIN(TEST(a_type_name_decides_what_is_owner_and_ttl),
	  TEST(what_is_no_record_is_reported_at_its_column), TEST(roles_lists_and_edges_are_noted),
	  TEST(a_removal_is_a_name_and_a_type))
