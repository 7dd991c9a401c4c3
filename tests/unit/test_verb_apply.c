/* waymark apply: the question, what is done, what is said about it. */
#include "cli_fixture.h"

static void it_applies_and_reads_back(void **state)
{
	(void)state;
	assert_int_equal(run("apply -c policy.ini --yes")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "2 to create");
	assert_has(last_run.out, "\ncontoso.com. (corp): applied 2 changes, serial 2, verified\n");
	assert_has(last_run.out, "\nApplied: 2 changes in 1 zone; 0 held.\n");
	assert_string_equal(last_run.talk, "");
	assert_int_equal(run("plan -c policy.ini")->exit, WM_EXIT_OK);
	assert_int_equal(run("apply -c policy.ini -y")->exit, WM_EXIT_OK);
	assert_string_equal(last_run.out, "In sync: 1 zone, 2 RRsets.\n");
}

static void without_a_terminal_or_yes_nothing_is_done(void **state)
{
	(void)state;
	assert_int_equal(run("apply -c policy.ini")->exit, WM_EXIT_USAGE);
	assert_has(last_run.talk, "--yes");
	assert_string_equal(last_run.out, "");
	assert_file("contoso.zone", ZONE);
}

static void only_a_clear_yes_goes_on(void **state)
{
	static const struct {
		const char *answer;
		bool yes;
	} rows[] = {
		{"y\n", true},
		{"yes\n", true},
		{"Yes\n", true},
		{"y", true},
		{"n\n", false},
		{"\n", false},
		{"", false},
		{"yess\n", false},
		{" y\n", false},
		{"yes please\n", false},
		{"yyyyyyyyyyyyyyyyyyyyyyyy\n", false},
		{"no\ny\n", false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct scene scene = {.answer = rows[i].answer};

		put_file("contoso.zone", ZONE);
		assert_int_equal(run_in(&scene, "apply -c policy.ini")->exit,
				 rows[i].yes ? WM_EXIT_OK : WM_EXIT_PENDING);
		assert_has(last_run.talk, "Apply these changes? [y/N] ");
		if (rows[i].yes) {
			assert_has(last_run.out, "verified");
		} else {
			assert_has(last_run.talk, "nothing was changed");
			assert_file("contoso.zone", ZONE);
		}
	}
}

static void what_is_held_asks_no_question(void **state)
{
	const struct scene scene = {.answer = "y\n"};

	(void)state;
	put_file("contoso.zone", ZONE "xmpp.contoso.com. 3600 IN A 192.0.2.99\n"
				      "_xmpp-server._tcp.contoso.com. 3600 IN SRV 0 0 5269 "
				      "xmpp.contoso.com.\n");
	assert_int_equal(run_in(&scene, "apply -c policy.ini")->exit, WM_EXIT_PENDING);
	assert_lacks(last_run.talk, "Apply these changes?");
	assert_has(last_run.out, "1 held");
	assert_int_equal(run_in(&scene, "apply -c policy.ini --adopt")->exit, WM_EXIT_OK);
	assert_has(last_run.talk, "Apply these changes?");
	assert_has(last_run.out, "applied 1 change,");
}

static void with_json_the_plan_goes_to_the_talk(void **state)
{
	(void)state;
	assert_int_equal(run("apply -c policy.ini --yes --json")->exit, WM_EXIT_OK);
	assert_has(last_run.talk, "2 to create");
	assert_int_equal(last_run.out[0], '{');
	assert_has(last_run.out, "\"outcome\": \"applied\"");
	assert_has(last_run.out, "\"serial\": 2\n");
}

static void a_zone_that_cannot_be_read_is_a_failure(void **state)
{
	(void)state;
	assert_int_equal(unlink("contoso.zone"), 0);
	assert_int_equal(run("apply -c policy.ini --yes")->exit, WM_EXIT_FAILED);
	assert_has(last_run.talk, "No such file");
	assert_int_equal(run("apply -c policy.ini --yes --json")->exit, WM_EXIT_FAILED);
	assert_has(last_run.out, "\"outcome\": \"not-read\"");
	assert_has(last_run.out, "\"code\": \"file\"");
}

static void a_bad_policy_changes_nothing(void **state)
{
	(void)state;
	put_file("bad.ini", POLICY "services = xmmp\n");
	assert_int_equal(run("apply -c bad.ini --yes")->exit, WM_EXIT_POLICY);
	assert_has(last_run.talk, "waymark apply: nothing was done\n");
	assert_file("contoso.zone", ZONE);
}

static void a_plan_that_cannot_be_shown_is_not_applied(void **state)
{
	char *argv[] = {(char[]){"waymark"}, (char[]){"apply"}, (char[]){"-cpolicy.ini"},
			(char[]){"--yes"}, NULL};
	struct wm_console console = {.out = fopen("/dev/full", "we"), .in = stdin};

	(void)state;
	forget_run();
	assert_non_null(console.out);
	console.talk = open_memstream(&last_run.talk, &last_run.talk_len);
	assert_int_equal(wm_cli_main(4, argv, &console), WM_EXIT_FAILED);
	(void)fclose(console.out);
	(void)fclose(console.talk);
	assert_has(last_run.talk, "cannot write the output");
	assert_file("contoso.zone", ZONE);
}

TEST_MAIN(CLI_TEST(it_applies_and_reads_back), CLI_TEST(without_a_terminal_or_yes_nothing_is_done),
	  CLI_TEST(only_a_clear_yes_goes_on), CLI_TEST(what_is_held_asks_no_question),
	  CLI_TEST(with_json_the_plan_goes_to_the_talk),
	  CLI_TEST(a_zone_that_cannot_be_read_is_a_failure), CLI_TEST(a_bad_policy_changes_nothing),
	  CLI_TEST(a_plan_that_cannot_be_shown_is_not_applied))
