/* waymark services: the services that a domain can ask for, and each one's text. */
#include "say.h"
#include "session.h"
#include "usage.h"
#include "verbs.h"

#include <waymark/file.h>
#include <waymark/str.h>

#include <string.h>

enum { POLICY = WM_FLAG_POLICY, NO_COLOR };

static const struct wm_flag flags[] = {
	[POLICY] = {'c', "policy", "FILE", "list the services of this policy too", false},
	[NO_COLOR] = {0, "no-color", NULL, "no color, even on a terminal", false},
	{0},
};

/* The services to choose from, borrowed from the session. */
struct offer {
	const struct wm_service *items;
	size_t count;
};

static void put_list(struct wm_buf *out, const struct offer *offer)
{
	size_t width = 0;

	for (size_t i = 0; i < offer->count; i++) {
		size_t len = strlen(offer->items[i].name);

		width = len > width && len < 40 ? len : width;
	}
	for (size_t i = 0; i < offer->count; i++) {
		const struct wm_service *service = &offer->items[i];
		struct wm_buf right;

		wm_buf_init(&right, 10000);
		if (service->view == WM_VIEW_INTERNAL)
			wm_buf_text(&right, "(internal) ");
		if (service->summary)
			wm_str_escape_utf8(&right, service->summary, strlen(service->summary));
		if (!service->built_in)
			wm_buf_printf(&right, " (%s)", service->where.file);
		wm_cli_row(out, width, service->name, wm_buf_string(&right));
		wm_buf_done(&right);
	}
}

/* ---- one service's text ---- */

/* The next line of TEXT from *AT on, without its newline; false at the end. */
static bool next_line(struct wm_bytes text, size_t *at, struct wm_bytes *ret_line)
{
	const uint8_t *start = text.data + *at;
	const uint8_t *end;
	size_t left = text.len - *at;

	if (!left)
		return false;
	end = memchr(start, '\n', left);
	*ret_line = (struct wm_bytes){start, end ? (size_t)(end - start) : left};
	*at += ret_line->len + (end ? 1 : 0);
	return true;
}

/* The section whose header stands in line NUMBER, up to the next header; blank lines and comments
 * before that one belong to it. */
static void put_section(struct wm_buf *out, struct wm_bytes text, unsigned number)
{
	struct wm_bytes line;
	size_t at = 0;
	size_t keep = 0; /* OUT's length behind the last line that is the section's for certain */

	for (unsigned i = 1; next_line(text, &at, &line); i++) {
		if (i < number)
			continue;
		if (i > number && line.len && line.data[0] == '[')
			break;
		wm_str_escape_utf8(out, (const char *)line.data, line.len);
		wm_buf_text(out, "\n");
		if (line.len && line.data[0] != ';' && line.data[0] != '#')
			keep = out->len;
	}
	wm_buf_cut(out, keep);
}

static enum wm_exit put_text(struct wm_session *session, const struct wm_service *service,
			     struct wm_buf *out)
{
	struct wm_bytes text = {(const uint8_t *)wm_services_ini, wm_services_ini_len};
	struct wm_fail why;

	if (!service->built_in &&
	    wm_files_system.read(wm_files_system.context, session->arena, service->where.file,
				 WM_FILE_PLAIN, &text, &why))
		return wm_cli_fail(session->cli, &why);
	put_section(out, text, service->where.line);
	return WM_EXIT_OK;
}

static const struct wm_service *find(const struct offer *offer, const char *name)
{
	for (size_t i = 0; i < offer->count; i++) {
		if (strcmp(offer->items[i].name, name) == 0)
			return &offer->items[i];
	}
	return NULL;
}

static enum wm_exit unknown(const struct wm_session *session, const struct offer *offer,
			    const char *name)
{
	const char **known = WM_ARENA_NEW(session->arena, const char *, offer->count);

	for (size_t i = 0; i < offer->count; i++)
		known[i] = offer->items[i].name;
	return wm_cli_unknown(session->cli, "service", "", name, known, offer->count);
}

/* ---- the verb ---- */

static enum wm_exit load(struct wm_session *session, struct offer *offer)
{
	const char *file = wm_cli_value(session->cli, POLICY);
	enum wm_exit exit;

	if (!file)
		return wm_services_builtin(session->arena, &session->diags, &offer->items,
					   &offer->count)
			       ? WM_EXIT_FAILED
			       : WM_EXIT_OK;
	exit = wm_session_load(session, file);
	if (!exit)
		*offer = (struct offer){session->policy->services, session->policy->service_count};
	return exit;
}

static enum wm_exit list(struct wm_session *session)
{
	struct wm_cli *cli = session->cli;
	const char *name = cli->arguments[0];
	const struct wm_service *service = NULL;
	struct offer offer = {0};
	enum wm_exit exit = load(session, &offer);
	struct wm_buf text;

	if (session->diags.errors)
		wm_session_report(session);
	if (exit)
		return exit;
	if (name) {
		service = find(&offer, name);
		if (!service)
			return unknown(session, &offer, name);
	}
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	if (service)
		exit = put_text(session, service, &text);
	else
		put_list(&text, &offer);
	if (!exit)
		wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return exit;
}

static enum wm_exit run(struct wm_cli *cli)
{
	struct wm_session session;
	enum wm_exit exit;

	wm_session_begin(&session, cli, NO_COLOR);
	exit = list(&session);
	wm_session_end(&session);
	return exit;
}

const struct wm_verb wm_verb_services = {
	.name = "services",
	.arguments = "[NAME]",
	.summary = "List the services a domain can ask for, or print one as policy text",
	.details = "What it prints for a NAME can be copied into a policy under another name and "
		   "changed.",
	.examples = "waymark services                       the built-in ones\n"
		    "waymark services -c policy.ini         those of a policy too\n"
		    "waymark services xmpp-federation       its parameters and records",
	.exits = "0   done\n"
		 "64  no such service\n"
		 "78  error in the policy",
	.flags = flags,
	.max_arguments = 1,
	.run = run,
};
