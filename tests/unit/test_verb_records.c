/* waymark records: zone text or JSON. */
#include "cli_fixture.h"

static void records_are_a_zone_file(void **state)
{
	static const char *const lines[] = {"records -c policy.ini",
					    "records -c policy.ini --format zone"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(lines); i++) {
		assert_int_equal(run(lines[i])->exit, WM_EXIT_OK);
		assert_has(last_run.out, "\n_xmpp-server._tcp.contoso.com. 3600 IN SRV 0 0 5269 "
					 "xmpp.contoso.com.\n"
					 "xmpp.contoso.com. 3600 IN A 131.107.155.10\n");
		assert_string_equal(last_run.talk, "");
	}
}

static void records_are_json_on_demand(void **state)
{
	static const char *const lines[] = {"records -c policy.ini --json",
					    "records -c policy.ini --format json",
					    "records -c policy.ini --json --format=json"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(lines); i++) {
		assert_int_equal(run(lines[i])->exit, WM_EXIT_OK);
		assert_has(last_run.out, "\"format\": \"waymark-records/1\"");
	}
}

static void formats_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *line, *talk;
	} rows[] = {
		{"records --format zoen", "unknown format 'zoen' (did you mean 'zone'?)"},
		{"records --format nsupdate", "unknown format 'nsupdate'\n"},
		{"records --json --format zone", "--json and --format zone contradict"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_USAGE);
		assert_has(last_run.talk, rows[i].talk);
	}
}

TEST_MAIN(CLI_TEST(records_are_a_zone_file), CLI_TEST(records_are_json_on_demand),
	  CLI_TEST(formats_that_are_none_are_refused))
