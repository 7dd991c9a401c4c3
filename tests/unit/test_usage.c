/* Help texts: rows that are aligned and wrapped, sections in order. */
#include "cli/usage.h"

#include <string.h>

#include "test.h"

static void rows_are_aligned_and_wrapped(void **state)
{
	static const struct {
		size_t width;
		const char *left, *right, *want;
	} rows[] = {
		{6, "plan", "short", "  plan    short\n"},
		{4, "plan", "short", "  plan  short\n"},
		{4, "longer", "short", "  longer\n        short\n"},
		{4, "plan", "", "  plan  \n"},
		{4, "plan",
		 "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
		 "fifteen sixteen",
		 "  plan  one two three four five six seven eight nine ten eleven twelve thirteen "
		 "fourteen fifteen\n        sixteen\n"},
		{4, "plan",
		 "a-word-that-is-so-long-that-it-fits-no-line-whatever-is-done-about-it-so-that-it-"
		 "sticks-out-of-it-alone and more",
		 "  plan  a-word-that-is-so-long-that-it-fits-no-line-whatever-is-done-about-it-so-"
		 "that-it-sticks-out-of-it-alone\n        and more\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_buf out;

		wm_buf_init(&out, 1000);
		wm_cli_row(&out, rows[i].width, rows[i].left, rows[i].right);
		assert_string_equal(wm_buf_string(&out), rows[i].want);
		wm_buf_done(&out);
	}
}

static void a_verb_is_explained_from_its_row(void **state)
{
	static const struct wm_flag flags[] = {
		{'c', "policy", "FILE", "the policy", false},
		{0, "json", NULL, "as JSON", false},
		{0},
	};
	static const struct wm_verb verb = {
		.name = "dance",
		.arguments = "[STEP]",
		.summary = "Dance a step",
		.details = "Two\nlines.",
		.examples = "waymark dance    once",
		.exits = "0   danced\n64  no such step",
		.flags = flags,
	};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 2000);
	wm_cli_help(&out, &verb);
	assert_string_equal(wm_buf_string(&out), "Usage: waymark dance [OPTION...] [STEP]\n\n"
						 "Dance a step.\n\nTwo\nlines.\n\nOptions:\n"
						 "  -c, --policy FILE  the policy\n"
						 "      --json         as JSON\n"
						 "  -h, --help         show this text\n\n"
						 "Examples:\n  waymark dance    once\n\n"
						 "Exit codes:\n  0   danced\n"
						 "  64  no such step\n");
	wm_buf_done(&out);
}

static void the_overview_has_every_verb(void **state)
{
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 10000);
	wm_cli_overview(&out);
	for (size_t i = 0; wm_verbs[i]; i++)
		assert_non_null(strstr(wm_buf_string(&out), wm_verbs[i]->name));
	wm_buf_done(&out);
}

TEST_MAIN(TEST(rows_are_aligned_and_wrapped), TEST(a_verb_is_explained_from_its_row),
	  TEST(the_overview_has_every_verb))
