/* waymark records: what the policy asks for, as a zone file or as JSON. */
#include "say.h"
#include "session.h"
#include "verbs.h"

#include <waymark/render.h>

#include <string.h>

enum { FORMAT = WM_SESSION_FLAGS, JSON };

static const struct wm_flag flags[] = {
	WM_SESSION_FLAG_ROWS,
	[FORMAT] = {0, "format", "FORMAT", "zone (the default) or json", false},
	[JSON] = {0, "json", NULL, "the same as --format json", false},
	{0},
};

typedef void render_function(struct wm_buf *out, const struct wm_desired *desired, size_t count);

/* The formats, once. */
static const struct {
	const char *name;
	render_function *render;
} formats[] = {
	{"zone", wm_render_records},
	{"json", wm_render_records_json},
};

/* NULL = not a format, and said so. */
static render_function *choose(const struct wm_cli *cli)
{
	const char *format = wm_cli_value(cli, FORMAT);
	const char *known[WM_COUNT(formats)];

	if (wm_cli_has(cli, JSON)) {
		if (format && strcmp(format, "json") != 0) {
			(void)wm_cli_usage(cli, "--json and --format %s contradict each other",
					   format);
			return NULL;
		}
		format = "json";
	}
	for (size_t i = 0; i < WM_COUNT(formats); i++) {
		known[i] = formats[i].name;
		if (strcmp(format ? format : "zone", formats[i].name) == 0)
			return formats[i].render;
	}
	(void)wm_cli_unknown(cli, "format", "", format, known, WM_COUNT(known));
	return NULL;
}

static enum wm_exit print_records(struct wm_session *session, render_function *render)
{
	enum wm_exit exit = wm_session_open(session, false);
	struct wm_buf text;

	if (exit != WM_EXIT_USAGE)
		wm_session_report(session);
	if (exit)
		return exit;
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	render(&text, session->desired, session->desired_count);
	wm_cli_write(session->cli, &text);
	wm_buf_done(&text);
	return WM_EXIT_OK;
}

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_session session;
	render_function *render = choose(cli);
	enum wm_exit exit;

	if (!render)
		return WM_EXIT_USAGE;
	wm_session_begin(&session, cli, WM_FLAG_NO_COLOR);
	exit = print_records(&session, render);
	wm_session_end(&session);
	return exit;
}

const struct wm_verb wm_verb_records = {
	.name = "records",
	.arguments = "",
	.summary = "Print the records that the policy asks for, without asking the network",
	.details = "One part for each provider, by domain and service. What must not exist (remove "
		   "=)\n"
		   "stands in a comment.",
	.examples = "waymark records -c policy.ini                  as a zone file\n"
		    "waymark records --domain contoso.com --json    one domain, for scripts",
	.exits = "0   done\n"
		 "1   the result could not be written\n"
		 "64  wrong command line\n"
		 "78  error in the policy",
	.flags = flags,
	.run = run,
};
