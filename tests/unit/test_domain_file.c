/* domain_file.c: files of domain names. */
#include "policy_fixture.h"

#include <stdio.h>

static enum wm_code load_names(struct fixture *fixture, const char *names, size_t len)
{
	const struct memory_file files[] = {
		{.path = "policy.ini",
		 .content = "[domains x]\nfile = n\nproviders = p\nservices = chat\n[provider p]\n"
			    "type = test\n" CHAT},
		{.path = "n", .content = names, .len = len},
		{0},
	};

	return load_files(fixture, files);
}

static void names_stand_one_a_line_among_comments(void **state)
{
	static const char text[] = "\357\273\277one.example\r\n\n# comment\n; comment\n"
				   "\t two.example. # comment\nm\303\274nchen.example;c\n"
				   "three.example";
	static const struct {
		const char *name;
		unsigned line, column;
	} rows[] = {
		{"one.example.", 1, 1},
		{"two.example.", 5, 3},
		{"xn--mnchen-3ya.example.", 6, 1},
		{"three.example.", 7, 1},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load_names(&fixture, text, 0), WM_OK);
	assert_int_equal(fixture.policy->domain_count, WM_COUNT(rows));
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_domain *domain = &fixture.policy->domains[i];
		char name[WM_NAME_TEXT_MAX];

		assert_string_equal(wm_name_text(&domain->name, name), rows[i].name);
		assert_int_equal(domain->where.line, rows[i].line);
		assert_int_equal(domain->where.column, rows[i].column);
		assert_string_equal(domain->where.file, "n");
	}
	fixture_end(&fixture);
}

static void what_is_wrong_is_told_by_line_and_column(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *said;
	} rows[] = {
		{"", 0, "2:8: 'n' holds no domain name\n"},
		{"# nothing\n\n", 0, "2:8: 'n' holds no domain name\n"},
		{"a.example\n b..example\n", 0,
		 "n:2:2: 'b..example' is not a domain name: empty label\n"},
		{"a.example b.example\n", 0,
		 "n:1:10: text behind a name, expected one name a line\n"},
		{"a.example, b.example\n", 0,
		 "n:1:11: text behind a name, expected one name a line\n"},
		{"a.example,\n", 0,
		 "n:1:1: 'a.example,.' cannot be a domain, expected labels of letters, digits and "
		 "'-'\n"},
		{"a_b.example\n", 0,
		 "n:1:1: 'a_b.example.' cannot be a domain, expected labels of letters, digits and "
		 "'-'\n"},
		{"a.example\nb.exa\0mple\nA.Example\n", 31,
		 "n:2:6: control character \\000\n"
		 "n:3:1: domain 'a.example.' stands twice, the first time at n:1\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_int_equal(load_names(&fixture, rows[i].text, rows[i].len), WM_EPOLICY);
		assert_string_equal(said(&fixture), rows[i].said);
		fixture_end(&fixture);
	}
}

static void many_names_are_no_trouble(void **state)
{
	enum { MANY = 20000 };
	struct fixture fixture;
	struct wm_buf text;

	(void)state;
	fixture_begin(&fixture);
	wm_buf_init(&text, MANY * 100);
	for (unsigned i = 0; i < MANY; i++)
		wm_buf_printf(&text, "tenant%u.customer.example\n", i);
	assert_int_equal(load_names(&fixture, wm_buf_string(&text), text.len), WM_OK);
	assert_int_equal(fixture.policy->domain_count, MANY);
	assert_int_equal(fixture.policy->domains[MANY - 1].where.line, MANY);
	assert_string_equal(fixture.policy->domains[777].where.text, "tenant777.customer.example");
	wm_buf_done(&text);
	fixture_end(&fixture);
}

TEST_MAIN(TEST(names_stand_one_a_line_among_comments),
	  TEST(what_is_wrong_is_told_by_line_and_column), TEST(many_names_are_no_trouble))
