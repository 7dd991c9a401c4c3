/* waymark check: the summary, the diagnostics, the JSON. */
#include "cli_fixture.h"

static void a_good_policy_is_summed_up(void **state)
{
	(void)state;
	assert_int_equal(run("check -c policy.ini")->exit, WM_EXIT_OK);
	assert_string_equal(last_run.out, "policy.ini: 1 domain, 1 provider, 2 records: ok\n");
	assert_string_equal(last_run.talk, "");
}

static void a_bad_policy_is_diagnosed(void **state)
{
	(void)state;
	put_file("bad.ini", "[domein contoso.com]\n");
	assert_int_equal(run("check -c bad.ini")->exit, WM_EXIT_POLICY);
	assert_string_equal(last_run.out, "");
	assert_has(last_run.talk, "bad.ini:1:1: error: ");
	assert_has(last_run.talk, "did you mean 'domain'?");
}

static void errors_of_expansion_are_found_too(void **state)
{
	(void)state;
	put_file("bad.ini", POLICY "record = www CNAME a.example.\nrecord = www A 192.0.2.1\n");
	assert_int_equal(run("check -c bad.ini")->exit, WM_EXIT_POLICY);
	assert_has(last_run.talk, "CNAME");
}

static void the_json_of_a_good_policy_is_stable(void **state)
{
	(void)state;
	assert_int_equal(run("check -c policy.ini --json")->exit, WM_EXIT_OK);
	assert_string_equal(last_run.talk, "");
	assert_string_equal(last_run.out, "{\n"
					  "  \"format\": \"waymark-check/1\",\n"
					  "  \"ok\": true,\n"
					  "  \"diagnostics\": [],\n"
					  "  \"totals\": {\n"
					  "    \"errors\": 0,\n"
					  "    \"warnings\": 0,\n"
					  "    \"domains\": 1,\n"
					  "    \"providers\": 1,\n"
					  "    \"records\": 2\n"
					  "  }\n"
					  "}\n");
}

static void the_json_of_a_bad_policy_has_every_place(void **state)
{
	(void)state;
	put_file("bad.ini", "[domein contoso.com]\n");
	assert_int_equal(run("check -c bad.ini --json")->exit, WM_EXIT_POLICY);
	assert_has(last_run.out, "  \"ok\": false,\n");
	assert_has(last_run.out, "      \"severity\": \"error\",\n"
				 "      \"file\": \"bad.ini\",\n"
				 "      \"line\": 1,\n"
				 "      \"column\": 1,\n"
				 "      \"text\": \"");
	assert_has(last_run.out, "\"hint\": \"did you mean 'domain'?\"");
	assert_string_equal(last_run.talk, "");
}

static void what_has_no_line_has_none_in_the_json(void **state)
{
	(void)state;
	assert_int_equal(run("check -c nowhere.ini --json")->exit, WM_EXIT_POLICY);
	assert_has(last_run.out,
		   "\"file\": null,\n      \"line\": null,\n      \"column\": null,\n");
}

TEST_MAIN(CLI_TEST(a_good_policy_is_summed_up), CLI_TEST(a_bad_policy_is_diagnosed),
	  CLI_TEST(errors_of_expansion_are_found_too),
	  CLI_TEST(the_json_of_a_good_policy_is_stable),
	  CLI_TEST(the_json_of_a_bad_policy_has_every_place),
	  CLI_TEST(what_has_no_line_has_none_in_the_json))
