/* waymark check: find what is wrong in a policy, without asking the network. */
#include "say.h"
#include "session.h"
#include "verbs.h"

#include <waymark/json.h>
#include <waymark/str.h>

#include <string.h>

enum { JSON = WM_SESSION_FLAGS };

static const struct wm_flag flags[] = {
	WM_SESSION_FLAG_ROWS,
	[JSON] = {0, "json", NULL, "print the result as JSON", false},
	{0},
};

struct tally {
	size_t errors, warnings;
	size_t domains, providers, records;
};

static struct tally count_all(const struct wm_session *session)
{
	struct tally tally = {.errors = session->diags.errors};

	for (size_t i = 0; i < session->diags.count; i++)
		tally.warnings += session->diags.items[i].severity == WM_WARNING;
	if (session->policy) {
		tally.domains = session->policy->domain_count;
		tally.providers = session->policy->provider_count;
	}
	for (size_t i = 0; i < session->desired_count; i++) {
		for (size_t k = 0; k < session->desired[i].count; k++)
			tally.records += session->desired[i].wants[k].rrset.count;
	}
	return tally;
}

/* ---- JSON ---- */

static json_t *number_or_null(unsigned number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *diag_json(const struct wm_diag *diag)
{
	json_t *object = json_object();

	wm_json_put(object, "severity",
		    json_string(diag->severity == WM_ERROR ? "error" : "warning"));
	wm_json_put(object, "file",
		    diag->where.file ? wm_json_text(diag->where.file) : json_null());
	wm_json_put(object, "line", number_or_null(diag->where.line));
	wm_json_put(object, "column", number_or_null(diag->where.column));
	wm_json_put(object, "text", wm_json_text(diag->text));
	wm_json_put(object, "hint", diag->hint ? wm_json_text(diag->hint) : json_null());
	return object;
}

static json_t *tally_json(const struct tally *tally)
{
	json_t *object = json_object();

	wm_json_put(object, "errors", json_integer((json_int_t)tally->errors));
	wm_json_put(object, "warnings", json_integer((json_int_t)tally->warnings));
	wm_json_put(object, "domains", json_integer((json_int_t)tally->domains));
	wm_json_put(object, "providers", json_integer((json_int_t)tally->providers));
	wm_json_put(object, "records", json_integer((json_int_t)tally->records));
	return object;
}

/* {"format": "waymark-check/1", "ok": ..., "diagnostics": [...], "totals": {...}} */
static void put_json(struct wm_buf *out, const struct wm_session *session,
		     const struct tally *tally)
{
	json_t *root = json_object();
	json_t *diags = json_array();

	for (size_t i = 0; i < session->diags.count; i++)
		wm_json_append(diags, diag_json(&session->diags.items[i]));
	wm_json_put(root, "format", json_string("waymark-check/1"));
	wm_json_put(root, "ok", json_boolean(!tally->errors));
	wm_json_put(root, "diagnostics", diags);
	wm_json_put(root, "totals", tally_json(tally));
	wm_json_finish(out, root);
}

/* ---- text ---- */

static void put_count(struct wm_buf *out, size_t count, const char *what, const char *behind)
{
	wm_buf_printf(out, "%zu %s%s%s", count, what, count == 1 ? "" : "s", behind);
}

/* "policy.ini: 3 domains, 2 providers, 14 records: ok" */
static void put_summary(struct wm_buf *out, const struct wm_session *session,
			const struct tally *tally)
{
	wm_str_escape_utf8(out, session->policy->path, strlen(session->policy->path));
	wm_buf_text(out, ": ");
	put_count(out, tally->domains, "domain", ", ");
	put_count(out, tally->providers, "provider", ", ");
	put_count(out, tally->records, "record", ": ok");
	if (tally->warnings) {
		wm_buf_text(out, ", ");
		put_count(out, tally->warnings, "warning", "");
	}
	wm_buf_text(out, "\n");
}

static enum wm_exit check(struct wm_session *session)
{
	struct wm_cli *cli = session->cli;
	enum wm_exit exit = wm_session_open(session, false);
	struct tally tally = count_all(session);
	struct wm_buf text;

	if (exit == WM_EXIT_USAGE)
		return exit;
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	if (wm_cli_has(cli, JSON)) {
		put_json(&text, session, &tally);
	} else {
		wm_session_report(session);
		if (!exit)
			put_summary(&text, session, &tally);
	}
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return exit;
}

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_session session;
	enum wm_exit exit;

	wm_session_begin(&session, cli, WM_FLAG_NO_COLOR);
	exit = check(&session);
	wm_session_end(&session);
	return exit;
}

const struct wm_verb wm_verb_check = {
	.name = "check",
	.arguments = "",
	.summary = "Find the errors and traps of a policy, without asking the network",
	.details = "Every error and warning is reported in one run, with file, line and column. "
		   "Files\n"
		   "that the policy names (includes, keys, lists of domains) are read and checked "
		   "too.",
	.examples = "waymark check                    check " WM_POLICY_PATH "\n"
		    "waymark check -c policy.ini      check another one\n"
		    "waymark check --json | jq .ok    for scripts and editors",
	.exits = "0   no error (there may be warnings)\n"
		 "1   the result could not be written\n"
		 "64  wrong command line\n"
		 "78  error in the policy",
	.flags = flags,
	.run = run,
};
