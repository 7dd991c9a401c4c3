/* waymark plan: formats, exit codes, zones that cannot be read. */
#include "cli_fixture.h"

static void changes_are_shown_and_not_made(void **state)
{
	(void)state;
	assert_int_equal(run("plan -c policy.ini")->exit, WM_EXIT_PENDING);
	assert_has(last_run.out, "contoso.com.");
	assert_has(last_run.out, "2 to create");
	assert_lacks(last_run.out, "\x1b[");
	assert_string_equal(last_run.talk, "");
	assert_file("contoso.zone", ZONE);
}

static void nothing_to_do_is_exit_0(void **state)
{
	(void)state;
	put_file("contoso.zone", ZONE "xmpp.contoso.com. 3600 IN A 131.107.155.10\n"
				      "_xmpp-server._tcp.contoso.com. 3600 IN SRV 0 0 5269 "
				      "xmpp.contoso.com.\n");
	assert_int_equal(run("plan -c policy.ini")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "In sync: 1 zone, 2 RRsets.\n");
	assert_lacks(last_run.out, "_xmpp-server");
	assert_int_equal(run("plan -c policy.ini -v")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "_xmpp-server");
	assert_has(last_run.talk, "waymark plan: udp: 0 sent");
}

static void what_is_held_is_pending_until_it_is_adopted(void **state)
{
	(void)state;
	put_file("contoso.zone", ZONE "xmpp.contoso.com. 3600 IN A 192.0.2.99\n");
	assert_int_equal(run("plan -c policy.ini")->exit, WM_EXIT_PENDING);
	assert_has(last_run.out, "1 held");
	assert_int_equal(run("plan -c policy.ini --adopt")->exit, WM_EXIT_PENDING);
	assert_has(last_run.out, "0 held");
	assert_has(last_run.out, "1 to update");
}

static void a_zone_that_cannot_be_read_is_told_on_both_streams(void **state)
{
	(void)state;
	assert_int_equal(unlink("contoso.zone"), 0);
	assert_int_equal(run("plan -c policy.ini")->exit, WM_EXIT_FAILED);
	assert_has(last_run.out, "No such file");
	assert_has(last_run.talk, "waymark plan: ");
	assert_has(last_run.talk, "No such file");
}

static void each_format_is_to_be_had(void **state)
{
	static const struct {
		const char *line, *has;
	} rows[] = {
		{"plan -c policy.ini --format text", "2 to create"},
		{"plan -c policy.ini --format json", "\"format\": \"waymark-plan/1\""},
		{"plan -c policy.ini --json", "\"format\": \"waymark-plan/1\""},
		{"plan -c policy.ini --format nsupdate", "prereq"},
		{"plan -c policy.ini --format zone", "IN SRV 0 0 5269 xmpp.contoso.com."},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_PENDING);
		assert_has(last_run.out, rows[i].has);
	}
}

static void formats_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *line, *talk;
	} rows[] = {
		{"plan --format jsno", "unknown format 'jsno' (did you mean 'json'?)"},
		{"plan --format nsupdat", "(did you mean 'nsupdate'?)"},
		{"plan --json --format text", "--json and --format text contradict"},
		{"plan --format=", "option '--format' wants FORMAT"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_USAGE);
		assert_has(last_run.talk, rows[i].talk);
	}
}

static void color_is_for_terminals_that_want_it(void **state)
{
	const struct scene terminal = {.color = true};

	(void)state;
	assert_has(run_in(&terminal, "plan -c policy.ini")->out, "\x1b[");
	assert_lacks(run_in(&terminal, "plan -c policy.ini --no-color")->out, "\x1b[");
	assert_lacks(run("plan -c policy.ini")->out, "\x1b[");
}

TEST_MAIN(CLI_TEST(changes_are_shown_and_not_made), CLI_TEST(nothing_to_do_is_exit_0),
	  CLI_TEST(what_is_held_is_pending_until_it_is_adopted),
	  CLI_TEST(a_zone_that_cannot_be_read_is_told_on_both_streams),
	  CLI_TEST(each_format_is_to_be_had), CLI_TEST(formats_that_are_none_are_refused),
	  CLI_TEST(color_is_for_terminals_that_want_it))
