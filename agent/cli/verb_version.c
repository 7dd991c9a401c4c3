/* waymark version: which Waymark this is. */
#include "say.h"
#include "verbs.h"

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_buf text;

	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	wm_buf_text(&text, "waymark " WAYMARK_VERSION "\n");
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return WM_EXIT_OK;
}

const struct wm_verb wm_verb_version = {
	.name = "version",
	.arguments = "",
	.summary = "Print the version",
	.examples = "waymark version",
	.exits = "0  always",
	.run = run,
};
