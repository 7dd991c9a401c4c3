/* What the verbs on a policy share: which policy, which part of it, what is said when it is wrong.
 */
#include "cli/session.h"

#include "cli_fixture.h"

static void a_policy_that_is_not_there_is_a_policy_error(void **state)
{
	(void)state;
	assert_int_equal(run("records -c nowhere.ini")->exit, WM_EXIT_POLICY);
	assert_has(last_run.talk, "nowhere.ini: No such file or directory");
	assert_lacks(last_run.talk, "-c FILE");
	assert_string_equal(last_run.out, "");
}

static void every_error_is_told_and_counted(void **state)
{
	(void)state;
	put_file("bad.ini", "[provider corp]\ntype = rfc2135\n[edge e]\naccess = 192.0.2.300\n");
	assert_int_equal(run("records -c bad.ini")->exit, WM_EXIT_POLICY);
	assert_has(last_run.talk, "bad.ini:2:8: error: ");
	assert_has(last_run.talk, "bad.ini:4:10: error: ");
	assert_has(last_run.talk, " errors in the policy\n");
	assert_lacks(last_run.talk, "\x1b[");
	assert_string_equal(last_run.out, "");
}

static void diagnostics_are_coloured_where_that_is_wanted(void **state)
{
	const struct scene terminal = {.color = true};

	(void)state;
	put_file("bad.ini", "[provider corp]\ntype = rfc2135\n");
	assert_has(run_in(&terminal, "records -c bad.ini")->talk, "\x1b[");
	assert_lacks(run_in(&terminal, "records -c bad.ini --no-color")->talk, "\x1b[");
}

#define TWO                                                                         \
	POLICY "[domain fabrikam.com]\nproviders = corp, cloud\nedge = amsterdam\n" \
	       "services = xmpp-federation\n"                                       \
	       "[provider cloud]\ntype = rfc2136\nserver = 127.0.0.1\n"

static void a_run_is_narrowed_to_domains_and_providers(void **state)
{
	static const struct {
		const char *line, *has, *lacks;
	} rows[] = {
		{"records -c two.ini", "xmpp.contoso.com.", "nothing of the kind"},
		{"records -c two.ini", "xmpp.fabrikam.com.", "nothing of the kind"},
		{"records -c two.ini --domain fabrikam.com", "fabrikam.com.", "contoso.com."},
		{"records -c two.ini --domain FABRIKAM.com.", "fabrikam.com.", "contoso.com."},
		{"records -c two.ini --domain fabrikam.com --domain contoso.com", "contoso.com.",
		 "nothing of the kind"},
		{"records -c two.ini --provider cloud", "fabrikam.com.", "contoso.com."},
		{"records -c two.ini --provider cloud", "provider cloud", "provider corp"},
	};

	(void)state;
	put_file("two.ini", TWO);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_OK);
		assert_has(last_run.out, rows[i].has);
		assert_lacks(last_run.out, rows[i].lacks);
	}
}

static void what_the_policy_has_not_cannot_be_selected(void **state)
{
	static const struct {
		const char *line, *talk;
	} rows[] = {
		{"records -c two.ini --domain contso.com",
		 "waymark records: unknown domain 'contso.com' (did you mean 'contoso.com'?)\n"},
		{"records -c two.ini --domain example.org", "unknown domain 'example.org'\n"},
		{"records -c two.ini --domain a..b", "--domain 'a..b': "},
		{"records -c two.ini --provider crop",
		 "unknown provider 'crop' (did you mean 'corp'?)\n"},
		{"plan -c two.ini --provider corp --provider x", "unknown provider 'x'\n"},
	};

	(void)state;
	put_file("two.ini", TWO);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_USAGE);
		assert_has(last_run.talk, rows[i].talk);
		assert_string_equal(last_run.out, "");
	}
}

static void the_policy_comes_before_the_selection(void **state)
{
	(void)state;
	put_file("bad.ini", POLICY "services = xmmp\n");
	assert_int_equal(run("records -c bad.ini --domain nowhere.org")->exit, WM_EXIT_POLICY);
	assert_lacks(last_run.talk, "nowhere.org");
}

TEST_MAIN(CLI_TEST(a_policy_that_is_not_there_is_a_policy_error),
	  CLI_TEST(every_error_is_told_and_counted),
	  CLI_TEST(diagnostics_are_coloured_where_that_is_wanted),
	  CLI_TEST(a_run_is_narrowed_to_domains_and_providers),
	  CLI_TEST(what_the_policy_has_not_cannot_be_selected),
	  CLI_TEST(the_policy_comes_before_the_selection))
