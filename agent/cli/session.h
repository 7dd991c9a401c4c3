/* What the verbs that work on a policy have in common: their options, the policy, the plan. */
#ifndef WAYMARK_CLI_SESSION_H
#define WAYMARK_CLI_SESSION_H

#include <waymark/cli.h>
#include <waymark/cycle.h>
#include <waymark/diag.h>
#include <waymark/expand.h>
#include <waymark/plan.h>
#include <waymark/policy.h>

#define WM_POLICY_PATH "/etc/waymark/waymark.ini"

/* The first flags of every verb that reads a policy; its own come behind them. */
enum wm_session_flag {
	WM_FLAG_POLICY,
	WM_FLAG_DOMAIN,
	WM_FLAG_PROVIDER,
	WM_FLAG_VERBOSE,
	WM_FLAG_NO_COLOR,
	WM_SESSION_FLAGS
};
#define WM_POLICY_FLAG                                                                  \
	{                                                                               \
		'c', "policy", "FILE", "the policy (default " WM_POLICY_PATH ")", false \
	}
#define WM_SESSION_FLAG_ROWS                                                                     \
	[WM_FLAG_POLICY] = WM_POLICY_FLAG,                                                       \
	[WM_FLAG_DOMAIN] = {0, "domain", "NAME", "only this domain of the policy (repeatable)",  \
			    true},                                                               \
	[WM_FLAG_PROVIDER] = {0, "provider", "NAME",                                             \
			      "only what this provider of the policy holds (repeatable)", true}, \
	[WM_FLAG_VERBOSE] = {'v', "verbose", NULL, "say more", false},                           \
	[WM_FLAG_NO_COLOR] = {0, "no-color", NULL, "no color, even on a terminal", false}
#define WM_FLAG_ADOPT_ROW                                                                        \
	{                                                                                        \
		0, "adopt", NULL,                                                                \
			"replace records that differ from the policy, whoever wrote them", false \
	}

#define WM_FLAG_TRACE_ROW                                                               \
	{                                                                               \
		0, "trace-http", NULL,                                                  \
			"log every HTTP request and answer to standard error, without " \
			"secrets and bodies",                                           \
			false                                                           \
	}

/* Storage belongs to the verb, everything in it to the session. */
struct wm_session {
	struct wm_cli *cli;
	struct wm_arena *arena;
	struct wm_diags diags;
	const struct wm_policy *policy; /* NULL: not loaded */
	const struct wm_desired *desired;
	size_t desired_count;
	struct wm_cycle *cycle; /* NULL: not needed so far */
	bool color_out;         /* may results be coloured? */
	bool color_talk;        /* may talk be? */
	bool trace_http;        /* log what goes over HTTP */
};

/* NO_COLOR is the index of the verb's flag of that name. To be ended in any case. */
void wm_session_begin(struct wm_session *session, struct wm_cli *cli, size_t no_color);
void wm_session_end(struct wm_session *session);

/* Load the policy that FILE names. DIAGS are filled, and not printed. */
enum wm_exit wm_session_load(struct wm_session *session, const char *file);

/*
 * Load the policy the command line names and expand what it selects; ADOPT as in wm_selection. An
 * unknown --domain or --provider is said at once: WM_EXIT_USAGE. DIAGS are filled, and not printed.
 */
enum wm_exit wm_session_open(struct wm_session *session, bool adopt);

/* Print the diagnostics to the talk; if there are errors, how many. */
void wm_session_report(struct wm_session *session);

/* Read live DNS and compare; zones that failed are named on the talk. What goes over HTTP, now and
 * later, is logged if TRACE_HTTP is set. */
enum wm_exit wm_session_plan(struct wm_session *session, const struct wm_plan **ret_plan);

/* With --verbose: what went over the network so far, to the talk. */
void wm_session_say_traffic(const struct wm_session *session);

#endif
