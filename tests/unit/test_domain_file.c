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

static void lines_that_may_be_a_secret_are_not_shown(void **state)
{
#define LONG "hush456789hush456789hush456789hush456789"
	static const char *const rows[] = {
		"hush=\n",
		"hush+x\n",
		"hush/x\n",
		"\tsecret \"hush\";\n",
		"a_b.example ; hush=\n",
		LONG "_x\n",
		LONG " x\n",
	};
	struct fixture fixture;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		fixture_begin(&fixture);
		assert_int_equal(load_names(&fixture, rows[i], 0), WM_EPOLICY);
		wm_diags_print(&fixture.said, &fixture.diags, false);
		assert_null(strstr(wm_buf_string(&fixture.said), "hush"));
		fixture_end(&fixture);
	}
	/* Long labels and comments are no harm in themselves. */
	fixture_begin(&fixture);
	assert_int_equal(load_names(&fixture, LONG ".example ; a/b\n", 0), WM_OK);
	fixture_end(&fixture);
#undef LONG
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
	  TEST(what_is_wrong_is_told_by_line_and_column),
	  TEST(lines_that_may_be_a_secret_are_not_shown), TEST(many_names_are_no_trouble))
