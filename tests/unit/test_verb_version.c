/* waymark version: one line. */
#include "cli_fixture.h"

static void the_version_is_one_line(void **state)
{
	(void)state;
	assert_int_equal(run("version")->exit, WM_EXIT_OK);
	assert_string_equal(last_run.out, "waymark " WAYMARK_VERSION "\n");
	assert_string_equal(last_run.talk, "");
}

TEST_MAIN(CLI_TEST(the_version_is_one_line))
