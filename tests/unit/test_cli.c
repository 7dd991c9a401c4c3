/* The command line as a whole: verbs, help, mistakes. */
#include "cli_fixture.h"

static void without_a_verb_the_overview_goes_to_the_talk(void **state)
{
	(void)state;
	assert_int_equal(run("")->exit, WM_EXIT_USAGE);
	assert_string_equal(last_run.out, "");
	assert_has(last_run.talk, "Usage: waymark VERB");
	for (size_t i = 0; wm_verbs[i]; i++)
		assert_has(last_run.talk, wm_verbs[i]->summary);
}

static void help_and_version_have_the_usual_options(void **state)
{
	static const char *const lines[] = {"help", "--help", "-h"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(lines); i++) {
		assert_int_equal(run(lines[i])->exit, WM_EXIT_OK);
		assert_has(last_run.out, "Usage: waymark VERB");
		assert_string_equal(last_run.talk, "");
	}
	assert_int_equal(run("--version")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "waymark ");
	assert_int_equal(run("-V")->exit, WM_EXIT_OK);
}

static void mistakes_are_told_with_what_was_meant(void **state)
{
	static const struct {
		const char *line, *talk;
	} rows[] = {
		{"paln",
		 "waymark: unknown verb 'paln' (did you mean 'plan'?)\nTry `waymark help`.\n"},
		{"dance", "waymark: unknown verb 'dance'\n"},
		{"plan\x1b[31m", "unknown verb 'plan\\027[31m'"},
		{"-c x plan", "option '-c' stands before the verb"},
		{"plan --domein x", "waymark plan: unknown option '--domein' (did you mean "
				    "'--domain'?)\nTry `waymark plan --help`.\n"},
		{"check --jsno", "did you mean '--json'?"},
		{"help paln", "unknown verb 'paln' (did you mean 'plan'?)"},
		{"version now", "unexpected argument 'now'"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(run(rows[i].line)->exit, WM_EXIT_USAGE);
		assert_string_equal(last_run.out, "");
		assert_has(last_run.talk, rows[i].talk);
	}
}

static void every_verb_explains_itself(void **state)
{
	(void)state;
	for (size_t i = 0; wm_verbs[i]; i++) {
		const struct wm_verb *verb = wm_verbs[i];
		char line[100];

		(void)snprintf(line, sizeof(line), "%s --help", verb->name);
		assert_int_equal(run(line)->exit, WM_EXIT_OK);
		assert_has(last_run.out, verb->summary);
		assert_has(last_run.out, "Options:\n");
		assert_has(last_run.out, "Examples:\n");
		assert_has(last_run.out, "Exit codes:\n");
		for (const struct wm_flag *flag = verb->flags; flag && flag->name; flag++)
			assert_has(last_run.out, flag->name);
	}
}

/* Lines of help fit a terminal of 100 columns. */
static void no_line_of_help_is_too_long(void **state)
{
	(void)state;
	for (size_t i = 0; wm_verbs[i]; i++) {
		char line[100];

		(void)snprintf(line, sizeof(line), "help %s", wm_verbs[i]->name);
		for (const char *at = run(line)->out; *at; at += strcspn(at, "\n") + 1)
			assert_in_range(strcspn(at, "\n"), 0, 100);
	}
}

static void a_result_that_cannot_be_written_is_a_failure(void **state)
{
	static const char *const lines[] = {"version",
					    "help",
					    "plan --help",
					    "providers",
					    "services",
					    "records -c policy.ini",
					    "check -c policy.ini",
					    "plan -c policy.ini"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(lines); i++) {
		char words[4][20] = {""};
		char *argv[] = {(char[]){"waymark"}, words[0], words[1], words[2], NULL};
		int count = sscanf(lines[i], "%19s %19s %19s", words[0], words[1], words[2]);
		struct wm_console console = {.out = fopen("/dev/full", "we"), .in = stdin};

		forget_run();
		assert_non_null(console.out);
		console.talk = open_memstream(&last_run.talk, &last_run.talk_len);
		assert_int_equal(wm_cli_main(count + 1, argv, &console), WM_EXIT_FAILED);
		(void)fclose(console.out);
		(void)fclose(console.talk);
		assert_has(last_run.talk, "cannot write the output: No space left on device");
	}
}

TEST_MAIN(CLI_TEST(without_a_verb_the_overview_goes_to_the_talk),
	  CLI_TEST(help_and_version_have_the_usual_options),
	  CLI_TEST(mistakes_are_told_with_what_was_meant), CLI_TEST(every_verb_explains_itself),
	  CLI_TEST(no_line_of_help_is_too_long),
	  CLI_TEST(a_result_that_cannot_be_written_is_a_failure))
