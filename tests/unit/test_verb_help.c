/* waymark help: a verb, or the whole policy language from its table. */
#include <waymark/schema.h>

#include "cli_fixture.h"

static void help_of_a_verb_is_its_own_help(void **state)
{
	(void)state;
	for (size_t i = 0; wm_verbs[i]; i++) {
		char line[100];
		char *help;

		(void)snprintf(line, sizeof(line), "help %s", wm_verbs[i]->name);
		assert_int_equal(run(line)->exit, WM_EXIT_OK);
		help = strdup(last_run.out);
		(void)snprintf(line, sizeof(line), "%s --help", wm_verbs[i]->name);
		assert_string_equal(run(line)->out, help);
		free(help);
	}
}

static void help_of_the_policy_has_every_section_and_key(void **state)
{
	(void)state;
	assert_int_equal(run("help policy")->exit, WM_EXIT_OK);
	for (const struct wm_section_schema *section = wm_sections; section->name; section++) {
		assert_has(last_run.out, section->name);
		for (const struct wm_option *option = section->options; option->name; option++) {
			char key[100];

			(void)snprintf(key, sizeof(key), "\n  %s = ", option->name);
			assert_has(last_run.out, key);
		}
	}
}

TEST_MAIN(CLI_TEST(help_of_a_verb_is_its_own_help),
	  CLI_TEST(help_of_the_policy_has_every_section_and_key))
