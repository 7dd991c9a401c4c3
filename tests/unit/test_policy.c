/* policy.c: the policy as a whole. */
#include "policy_fixture.h"

static void the_smallest_policy_is_loaded(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load(&fixture, REST), WM_OK);
	assert_string_equal(said(&fixture), "");
	assert_string_equal(fixture.policy->path, "policy.ini");
	assert_string_equal(fixture.policy->settings[0].text, "/var/lib/waymark");
	assert_int_equal(fixture.policy->settings[3].number, 300);
	assert_true(fixture.policy->service_count > 1);
	assert_true(fixture.policy->services[0].built_in);
	assert_int_equal(fixture.policy->secret_count, 0);
	fixture_end(&fixture);
}

static void what_a_policy_cannot_do_without_is_asked_for(void **state)
{
#define NOTHING "0:0: no [domain NAME] or [domains NAME] section: nothing to do\n"
#define NOWHERE "0:0: no [provider NAME] section: nowhere to put records\n"
	static const struct fixture_row rows[] = {
		{"", NOWHERE NOTHING},
		{"[provider p]\ntype = test\n", NOTHING},
		{"[domain d.example]\nservices = chat\n" CHAT, NOWHERE},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_policy_that_cannot_be_read_is_one_error(void **state)
{
	static const struct memory_file files[] = {{.path = "absent.ini", .content = ""}, {0}};
	struct fixture fixture;
	struct wm_files source = {memory_read, memory_glob, NULL};
	struct memory_file none = {0};

	(void)state;
	fixture_begin(&fixture);
	source.context = &none;
	assert_int_equal(wm_policy_load(fixture.arena,
					&(struct wm_policy_source){.path = files[0].path,
								   .files = &source,
								   .providers = test_schemas},
					&fixture.diags, &fixture.policy),
			 WM_EPOLICY);
	assert_null(fixture.policy);
	assert_string_equal(said(&fixture), "0:0: absent.ini: not found\n");
	fixture_end(&fixture);
}

static void settings_are_checked(void **state)
{
	static const struct fixture_row rows[] = {
		{"[waymark]\nserial = 12\n" REST, ""},
		{"[waymark]\nserial = mtime\n" REST, ""},
		{"[waymark]\nserial = 1.2\n" REST,
		 "2:10: 'serial' is '1.2', expected 'mtime' or a number\n"},
		{"[waymark]\ninterval = 0\n" REST,
		 "2:12: '0' is out of range, expected 1s to 1w\n"},
		{"[waymark]\nowner =\n" REST, "2:8: 'owner' has no value\n"},
		{"[waymark]\n[waymark]\n" REST,
		 "2:1: a second [waymark] in one file, the first is in line 1\n"},
		{"[waymark]\nstaet = x\n" REST,
		 "2:1: unknown key 'staet' in [waymark] (did you mean 'state'?)\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void all_errors_of_all_files_come_in_one_run(void **state)
{
	static const struct fixture_row rows[] = {
		{"[waymark]\ninterval = often\n"
		 "[key k]\nfile = names.txt\n"
		 "[provider p]\ntype = test\nnumber = x\nkey = kk\n"
		 "[edge a]\naccess = nowhere\n"
		 "[domains many]\nfile = names.txt\nproviders = p\nservices = chat\n"
		 "[domain one.example]\nproviders = q\nservices = chat\n" CHAT,
		 "2:12: 'often' is not a duration, expected the form 30s, 5m, 1h or 1d\n"
		 "7:10: 'x' is not a number\n"
		 "8:7: unknown key 'kk' (did you mean 'k'?)\n"
		 "10:10: 'nowhere' is not an IP address, expected the form 192.0.2.1 or "
		 "2001:db8::1\n"
		 "16:13: unknown provider 'q' (did you mean 'p'?)\n"
		 "names.txt:1:1: expected a key statement: key \"NAME\" { algorithm ...; secret "
		 "...; };\n"
		 "names.txt:1:1: domain 'one.example.' stands twice, the first time at "
		 "policy.ini:15\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void secrets_live_until_the_policy_is_done_with(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[key k]\nfile = good.key\n[key l]\nalgorithm = hmac-sha1\n"
			     "secret-file = bare.secret\n[provider q]\ntype = test\nkey = l\n"
			     "[provider p]\ntype = test\nkey = k\n[domain d.example]\n"
			     "providers = p, q\nservices = chat\n" CHAT);
	assert_string_equal(said(&fixture), "");
	/* That of the file k, the text of the file of l, and what it decodes to. */
	assert_int_equal(fixture.policy->secret_count, 3);
	fixture_end(&fixture);
	wm_policy_done(NULL);
}

static void unused_things_are_only_mentioned_when_all_else_is_right(void **state)
{
	static const struct fixture_row rows[] = {
		{"[edge a]\nx = 192.0.2.1\n" REST,
		 "1:7: warning: edge 'a' is not used by anything\n"},
		{"[edge a]\nx = 192.0.2.1\n[waymark]\nstate =\n" REST,
		 "4:8: 'state' has no value\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void views_have_names(void **state)
{
	(void)state;
	assert_string_equal(wm_view_text(WM_VIEW_EXTERNAL), "external");
	assert_string_equal(wm_view_text(WM_VIEW_INTERNAL), "internal");
}

TEST_MAIN(TEST(the_smallest_policy_is_loaded), TEST(what_a_policy_cannot_do_without_is_asked_for),
	  TEST(a_policy_that_cannot_be_read_is_one_error), TEST(settings_are_checked),
	  TEST(all_errors_of_all_files_come_in_one_run),
	  TEST(secrets_live_until_the_policy_is_done_with),
	  TEST(unused_things_are_only_mentioned_when_all_else_is_right), TEST(views_have_names))
