/* waymark plan: show what apply would do, and do nothing. */
#include "say.h"
#include "session.h"
#include "verbs.h"

#include <waymark/render.h>

#include <string.h>

enum { ADOPT = WM_SESSION_FLAGS, FORMAT, JSON, TRACE_HTTP };

static const struct wm_flag flags[] = {
	WM_SESSION_FLAG_ROWS,
	[ADOPT] = WM_FLAG_ADOPT_ROW,
	[FORMAT] = {0, "format", "FORMAT", "text (the default), json, nsupdate or zone", false},
	[JSON] = {0, "json", NULL, "the same as --format json", false},
	[TRACE_HTTP] = WM_FLAG_TRACE_ROW,
	{0},
};

static void say_unknown(const struct wm_cli *cli, const char *format)
{
	const char *known[16];
	size_t count = 0;

	while (count < WM_COUNT(known) && wm_renderers[count].name) {
		known[count] = wm_renderers[count].name;
		count++;
	}
	(void)wm_cli_unknown(cli, "format", "", format, known, count);
}

/* NULL = not a format, and said so. */
static const struct wm_renderer *choose(const struct wm_cli *cli)
{
	const char *format = wm_cli_value(cli, FORMAT);
	const struct wm_renderer *renderer;

	if (wm_cli_has(cli, JSON)) {
		if (format && strcmp(format, "json") != 0) {
			(void)wm_cli_usage(cli, "--json and --format %s contradict each other",
					   format);
			return NULL;
		}
		format = "json";
	}
	renderer = wm_renderer_find(format ? format : "text");
	if (!renderer)
		say_unknown(cli, format);
	return renderer;
}

static enum wm_exit exit_of(const struct wm_plan *plan)
{
	struct wm_plan_totals totals = wm_plan_totals(plan);

	if (totals.failed_zones)
		return WM_EXIT_FAILED;
	return totals.changed_zones || totals.held ? WM_EXIT_PENDING : WM_EXIT_OK;
}

static enum wm_exit preview(struct wm_session *session, const struct wm_renderer *renderer)
{
	struct wm_cli *cli = session->cli;
	const struct wm_render_options options = {
		.color = session->color_out,
		.verbose = wm_cli_has(cli, WM_FLAG_VERBOSE),
	};
	const struct wm_plan *plan;
	struct wm_buf text;
	enum wm_exit exit = wm_session_open(session, wm_cli_has(cli, ADOPT));

	if (exit != WM_EXIT_USAGE)
		wm_session_report(session);
	if (!exit)
		exit = wm_session_plan(session, &plan);
	if (exit)
		return exit;
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	renderer->render(&text, plan, &options);
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	wm_session_say_traffic(session);
	return exit_of(plan);
}

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_session session;
	const struct wm_renderer *renderer = choose(cli);
	enum wm_exit exit;

	if (!renderer)
		return WM_EXIT_USAGE;
	wm_session_begin(&session, cli, WM_FLAG_NO_COLOR);
	session.trace_http = wm_cli_has(cli, TRACE_HTTP);
	exit = preview(&session, renderer);
	wm_session_end(&session);
	return exit;
}

const struct wm_verb wm_verb_plan = {
	.name = "plan",
	.arguments = "",
	.summary = "Show what apply would change, and change nothing",
	.details = "Reads live DNS and compares it with the policy, zone by zone:\n"
		   "  +  to be created        ~  to be updated        -  to be deleted\n"
		   "  !  held: differs from the policy, but was not written by Waymark and is left "
		   "alone\n"
		   "     until --adopt, or adopt = yes in the policy, hands it over\n"
		   "The format nsupdate is a script that nsupdate(1) takes, with the same "
		   "prerequisites;\n"
		   "zone is what the managed records of each zone would be afterwards.",
	.examples =
		"waymark plan -c policy.ini                       the preview\n"
		"waymark plan --domain contoso.com --adopt        and if everything were ours?\n"
		"waymark plan --json | jq .totals                 for scripts\n"
		"waymark plan --format nsupdate >change.nsupdate  to be applied by hand",
	.exits = "0   in sync\n"
		 "1   failed, wholly or for some zone\n"
		 "2   changes are pending or held\n"
		 "64  wrong command line\n"
		 "78  error in the policy",
	.flags = flags,
	.run = run,
};
