/* How the command line speaks: prefixes, escapes, exit codes, values of flags. */
#include "cli/say.h"

#include <string.h>

#include "cli_fixture.h"

static const struct wm_verb verb = {.name = "plan"};

static struct wm_console open_talk(void)
{
	forget_run();
	return (struct wm_console){.talk = open_memstream(&last_run.talk, &last_run.talk_len)};
}

static void talk_is_one_safe_line(void **state)
{
	struct wm_console console = open_talk();
	struct wm_cli cli = {.console = &console};

	(void)state;
	wm_cli_say(&cli, "%s", "a\nb\x1b[0m \xc3\xbc \xff");
	cli.verb = &verb;
	wm_cli_say(&cli, "%d zones", 3);
	(void)fclose(console.talk);
	assert_string_equal(last_run.talk,
			    "waymark: a\\010b\\027[0m \xc3\xbc \\255\nwaymark plan: 3 zones\n");
	forget_run();
}

static void each_failure_has_its_exit_code(void **state)
{
	static const struct {
		enum wm_code code;
		enum wm_exit exit;
	} rows[] = {
		{WM_EUSAGE, WM_EXIT_USAGE},     {WM_EPOLICY, WM_EXIT_POLICY},
		{WM_EFILE, WM_EXIT_FAILED},     {WM_ETIMEOUT, WM_EXIT_FAILED},
		{WM_ECONFLICT, WM_EXIT_FAILED},
	};
	struct wm_console console = open_talk();
	const struct wm_cli cli = {.console = &console, .verb = &verb};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_fail why;

		(void)wm_fail(&why, rows[i].code, "it went wrong");
		assert_int_equal(wm_cli_fail(&cli, &why), rows[i].exit);
	}
	(void)fclose(console.talk);
	assert_has(last_run.talk, "waymark plan: it went wrong\n");
	forget_run();
}

static void an_output_that_is_over_its_limit_is_a_failure(void **state)
{
	struct wm_console console = open_talk();
	struct wm_cli cli = {.console = &console, .verb = &verb};
	struct wm_buf text;

	(void)state;
	console.out = open_memstream(&last_run.out, &last_run.out_len);
	wm_buf_init(&text, 3);
	wm_buf_text(&text, "abc");
	assert_true(wm_cli_write(&cli, &text));
	wm_buf_text(&text, "d");
	assert_false(wm_cli_write(&cli, &text));
	assert_true(cli.unwritten);
	wm_buf_clear(&text);
	assert_false(wm_cli_write(&cli, &text)); /* once is enough */
	wm_buf_done(&text);
	(void)fclose(console.out);
	(void)fclose(console.talk);
	assert_string_equal(last_run.out, "abc");
	assert_string_equal(last_run.talk, "waymark plan: the output is over 1073741824 bytes\n");
	forget_run();
}

static void the_last_value_counts(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const two[] = {"a", "b", NULL};
	static const char *const *const values[] = {none, two};
	const struct wm_cli cli = {.values = values};

	(void)state;
	assert_false(wm_cli_has(&cli, 0));
	assert_null(wm_cli_value(&cli, 0));
	assert_true(wm_cli_has(&cli, 1));
	assert_string_equal(wm_cli_value(&cli, 1), "b");
}

TEST_MAIN(TEST(talk_is_one_safe_line), TEST(each_failure_has_its_exit_code),
	  TEST(an_output_that_is_over_its_limit_is_a_failure), TEST(the_last_value_counts))
