/* Keys as help text: what each kind takes, its default, whether it must be there. */
#include "cli/key_help.h"

#include "test.h"

static void each_key_says_what_it_takes(void **state)
{
	static const struct wm_option options[] = {
		{.name = "server",
		 .kind = WM_OPTION_ENDPOINTS,
		 .flags = WM_OPTION_REQUIRED | WM_OPTION_REPEAT,
		 .help = "Primary server."},
		{.name = "view",
		 .kind = WM_OPTION_CHOICE,
		 .choices = "external|internal",
		 .fallback = "external",
		 .help = "Which records"},
		{.name = "note", .kind = WM_OPTION_TEXT, .help = ""},
		{0},
	};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 2000);
	wm_cli_key_help(&out, options);
	assert_string_equal(wm_buf_string(&out),
			    "  server = HOST[:PORT], ...  Primary server (required) (repeatable)\n"
			    "  view = external|internal   Which records (default external)\n"
			    "  note = TEXT                \n");
	wm_buf_clear(&out);
	wm_cli_key_help(&out, NULL);
	assert_int_equal(out.len, 0);
	wm_buf_done(&out);
}

TEST_MAIN(TEST(each_key_says_what_it_takes))
