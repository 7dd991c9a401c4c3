/* waymark apply: plan, show, ask, apply, say what became of each zone. */
#include "report.h"
#include "say.h"
#include "session.h"
#include "verbs.h"

#include <waymark/render.h>

#include <string.h>
#include <strings.h>

enum { ADOPT = WM_SESSION_FLAGS, YES, JSON, TRACE_HTTP };

static const struct wm_flag flags[] = {
	WM_SESSION_FLAG_ROWS,
	[ADOPT] = WM_FLAG_ADOPT_ROW,
	[YES] = {'y', "yes", NULL, "apply without asking", false},
	[JSON] = {0, "json", NULL, "print the result as JSON (the plan goes to standard error)",
		  false},
	[TRACE_HTTP] = WM_FLAG_TRACE_ROW,
	{0},
};

/* Show PLAN to whoever is asked; false if it could not be shown. */
static bool show(const struct wm_session *session, const struct wm_plan *plan)
{
	struct wm_cli *cli = session->cli;
	bool on_talk = wm_cli_has(cli, JSON);
	const struct wm_render_options options = {
		.color = on_talk ? session->color_talk : session->color_out,
		.verbose = wm_cli_has(cli, WM_FLAG_VERBOSE),
	};
	struct wm_buf text;
	bool shown = true;

	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	wm_renderer_find("text")->render(&text, plan, &options);
	if (on_talk)
		wm_cli_talk(cli, &text);
	else
		shown = wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return shown;
}

/* The terminal's answer: only y and yes mean yes. */
static bool ask(const struct wm_cli *cli)
{
	char answer[16] = "";
	struct wm_buf question;

	wm_buf_init(&question, 100);
	wm_buf_text(&question, "Apply these changes? [y/N] ");
	wm_cli_talk(cli, &question);
	wm_buf_done(&question);
	if (!fgets(answer, sizeof(answer), cli->console->in))
		return false;
	answer[strcspn(answer, "\r\n")] = '\0';
	return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

static enum wm_exit carry_out(struct wm_session *session, const struct wm_plan *plan)
{
	struct wm_cli *cli = session->cli;
	const struct wm_zone_result *results;
	struct wm_buf text;
	struct wm_fail why;

	if (wm_cycle_apply(session->cycle, session->arena, plan, &results, &why))
		return wm_cli_fail(cli, &why);
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	if (wm_cli_has(cli, JSON))
		wm_report_json(&text, results, plan->zone_count);
	else
		wm_report_text(&text, results, plan->zone_count);
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	wm_session_say_traffic(session);
	return wm_report_exit(results, plan->zone_count);
}

static enum wm_exit apply(struct wm_session *session)
{
	struct wm_cli *cli = session->cli;
	const struct wm_plan *plan;
	enum wm_exit exit = wm_session_open(session, wm_cli_has(cli, ADOPT));

	if (exit != WM_EXIT_USAGE)
		wm_session_report(session);
	if (exit == WM_EXIT_POLICY)
		wm_cli_say(cli, "nothing was done");
	if (!exit)
		exit = wm_session_plan(session, &plan);
	if (exit)
		return exit;
	if (!show(session, plan)) /* what nobody could see is not done */
		return WM_EXIT_FAILED;
	if (wm_plan_totals(plan).changed_zones && !wm_cli_has(cli, YES) && !ask(cli)) {
		wm_cli_say(cli, "nothing was changed");
		return WM_EXIT_PENDING;
	}
	return carry_out(session, plan);
}

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_session session;
	enum wm_exit exit;

	if (!wm_cli_has(cli, YES) && !cli->console->in_is_terminal)
		return wm_cli_usage(cli,
				    "standard input is no terminal to ask on, and --yes is not "
				    "given: nothing was done");
	wm_session_begin(&session, cli, WM_FLAG_NO_COLOR);
	session.trace_http = wm_cli_has(cli, TRACE_HTTP);
	exit = apply(&session);
	wm_session_end(&session);
	return exit;
}

const struct wm_verb wm_verb_apply = {
	.name = "apply",
	.arguments = "",
	.summary = "Plan, show the plan, ask, apply it, and read back that it is so",
	.details = "Only what was shown is done. Each change carries the records it was computed "
		   "from; if\n"
		   "they have changed in the meantime the server refuses it, and Waymark reads and "
		   "plans\n"
		   "that zone again. A zone that fails does not stop the others. To see the plan "
		   "and do\n"
		   "nothing, there is `waymark plan`.",
	.examples = "waymark apply -c policy.ini        ask first\n"
		    "waymark apply --yes                in scripts and timers\n"
		    "waymark apply --yes --json         the result for scripts\n"
		    "waymark apply --domain contoso.com --adopt",
	.exits = "0   in sync\n"
		 "1   failed, wholly or for some zone\n"
		 "2   something is held, keeps being changed by others, or was declined\n"
		 "3   applied, but not served\n"
		 "64  wrong command line\n"
		 "78  error in the policy",
	.flags = flags,
	.run = run,
};
