/* providers.c: [provider] sections. */
#include "policy_fixture.h"

#define DOMAIN "[domain d.example]\nproviders = p\nservices = chat\n" CHAT

static void a_provider_has_its_schema_view_and_values(void **state)
{
	struct fixture fixture;
	const struct wm_provider_config *config;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[provider p]\ntype = test\nview = external\nadopt = yes\nnumber = 7\n"
			     "[provider q]\ntype = strict\nserver = 192.0.2.1\nview = internal\n"
			     "[domain e.example]\nproviders = q, p\nservices = chat\n" DOMAIN);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(fixture.policy->provider_count, 2);
	config = &fixture.policy->providers[0];
	assert_string_equal(config->name, "p");
	assert_ptr_equal(config->schema, &test_schema);
	assert_true(config->adopt);
	assert_int_equal(config->view, WM_VIEW_EXTERNAL);
	assert_int_equal(config->where.line, 1);
	assert_int_equal(wm_provider_value(config, "number")->number, 7);
	assert_null(wm_provider_value(config, "type"));
	config = &fixture.policy->providers[1];
	assert_false(config->adopt);
	assert_int_equal(config->view, WM_VIEW_INTERNAL);
	assert_int_equal(wm_provider_value(config, "server")->count, 1);
	fixture_end(&fixture);
}

static void what_is_wrong_with_a_provider_is_reported(void **state)
{
	static const struct fixture_row rows[] = {
		{"[provider p]\nnumber = 7\n" DOMAIN, "1:1: [provider p] lacks 'type'\n"},
		{"[provider p]\ntype =\n" DOMAIN, "2:7: 'type' has no value\n"},
		{"[provider p]\ntype = tset\nfoo = 1\n" DOMAIN,
		 "2:8: unknown provider type 'tset' (did you mean 'test'?)\n"},
		{"[provider p]\ntype = test\nnumbr = 7\n" DOMAIN,
		 "3:1: unknown key 'numbr' in [provider p] (did you mean 'number'?)\n"},
		{"[provider p]\ntype = test\nveiw = external\n" DOMAIN,
		 "3:1: unknown key 'veiw' in [provider p] (did you mean 'view'?)\n"},
		{"[provider p]\ntype = test\nview = outside\n" DOMAIN,
		 "3:8: 'view' is 'outside', expected external or internal\n"},
		{"[provider p]\ntype = test\ntext = none\nnumber = 7\n" DOMAIN,
		 "4:10: 'number' beside 'text = none'\n"},
		{"[provider p]\ntype = strict\n" DOMAIN, "1:1: [provider p] lacks 'server'\n"},
		{"[provider p]\ntype = test\ntype = test\n" DOMAIN,
		 "3:1: 'type' stands twice, the first time in line 2\n"},
		{"[provider p]\ntype = test\n[provider p]\ntype = strict\n" DOMAIN,
		 "3:1: [provider p] lacks 'server'\n"
		 "3:11: a second [provider p], the first is at policy.ini:1\n"},
		{"[provider p]\ntype = test\n[provider q]\ntype = test\n" DOMAIN,
		 "3:11: warning: provider 'q' is not used by anything\n"},
		{"[provider]\ntype = test\n" DOMAIN,
		 "1:10: [provider] lacks a name, expected [provider NAME]\n"
		 "4:13: unknown provider 'p'\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(a_provider_has_its_schema_view_and_values),
	  TEST(what_is_wrong_with_a_provider_is_reported))
