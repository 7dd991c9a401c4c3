/* domains.c: [domain] and [domains] sections as a whole. */
#include "policy_fixture.h"

#define PARTS "[provider p]\ntype = test\n" CHAT

static void domains_stand_in_the_order_read_with_their_places(void **state)
{
	static const struct {
		const char *name, *file;
		unsigned line, column;
	} rows[] = {
		{"xn--mnchen-3ya.example.", "policy.ini", 6, 9},
		{"one.example.", "names.txt", 1, 1},
		{"two.example.", "names.txt", 2, 1},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture,
		   "[domains many]\nfile = names.txt\nproviders = p\nservices = chat\n\n"
		   "[domain M\303\234nchen.example]\nproviders = p\nservices = chat\n" PARTS);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(fixture.policy->domain_count, WM_COUNT(rows));
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_domain *domain = &fixture.policy->domains[i];
		char name[WM_NAME_TEXT_MAX];

		assert_string_equal(wm_name_text(&domain->name, name), rows[i].name);
		assert_string_equal(domain->where.file, rows[i].file);
		assert_int_equal(domain->where.line, rows[i].line);
		assert_int_equal(domain->where.column, rows[i].column);
	}
	assert_ptr_equal(fixture.policy->domains[1].shape, fixture.policy->domains[2].shape);
	assert_string_equal(fixture.policy->domains[1].shape->section, "domains many");
	fixture_end(&fixture);
}

static void what_is_wrong_with_domains_is_reported(void **state)
{
#define NO_HOST "' cannot be a domain, expected labels of letters, digits and '-'\n"
	static const struct fixture_row rows[] = {
		{"[domain a..b]\nproviders = p\n" PARTS,
		 "1:9: 'a..b' is not a domain name: empty label\n"},
		{"[domain .]\nproviders = p\n" PARTS, "1:9: '." NO_HOST},
		{"[domain _sip.d.example]\nproviders = p\n" PARTS, "1:9: '_sip.d.example." NO_HOST},
		{"[domain a b]\nproviders = p\n" PARTS,
		 "1:9: 'a b' is not a domain name: blank, control character or malformed escape\n"},
		{"[domain D.example]\nproviders = p\nservices = chat\n" REST,
		 "6:9: domain 'd.example.' stands twice, the first time at policy.ini:1\n"},
		{"[domain one.example]\nproviders = p\nservices = chat\n[domains x]\nfile = "
		 "names.txt\nproviders = "
		 "p\n" PARTS,
		 "names.txt:1:1: domain 'one.example.' stands twice, the first time at "
		 "policy.ini:1\n"},
		{"[domains x]\nproviders = p\n" PARTS, "1:1: [domains x] lacks 'file'\n"},
		{"[domains x]\nfile = none\nproviders = p\n" PARTS, "2:8: none: not found\n"},
		{"[domains x]\nfile = names.txt\nproviders = p\nservices = chat\n[domains x]\nfile "
		 "= names.txt\n"
		 "providers = p\n" PARTS,
		 "5:10: a second [domains x], the first is at policy.ini:1\n"
		 "names.txt:1:1: domain 'one.example.' stands twice, the first time at "
		 "names.txt:1\n"
		 "names.txt:2:1: domain 'two.example.' stands twice, the first time at "
		 "names.txt:2\n"},
		{"[domain e.example]\nservices = chat\n" PARTS,
		 "1:1: [domain e.example] names no provider (write 'providers = p' here or in "
		 "[defaults])\n"},
		{"[domain e.example]\nproviders =\n" PARTS "[provider q]\ntype = test\n",
		 "1:1: [domain e.example] names no provider\n"},
		{"[domain e.example]\nproviders = p p\n" PARTS,
		 "2:14: a blank within a list, expected a comma\n"},
		{"[domain e.example]\nproviders = p\n" REST,
		 "1:1: warning: [domain e.example] asks for no service and no record\n"},
		{"[defaults]\nttl = 1h\n[defaults]\nttl = 2h\n" REST,
		 "3:1: a second [defaults], the first is at policy.ini:1\n"},
		{"[domain]\nproviders = p\n" REST,
		 "1:8: [domain] lacks a name, expected [domain NAME]\n"},
		{"[defaults x]\n" REST, "1:11: [defaults] takes no name\n"},
		{"[domain e.example]\nproviders = p\nsevices = chat\n" PARTS,
		 "3:1: unknown key 'sevices' in [domain e.example] (did you mean 'services'?)\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(domains_stand_in_the_order_read_with_their_places),
	  TEST(what_is_wrong_with_domains_is_reported))
