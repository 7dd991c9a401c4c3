/* What the verbs that work on a policy have in common: loading, selecting, planning. */
#include "session.h"

#include "say.h"

#include <waymark/log.h>
#include <waymark/provider.h>

#include <inttypes.h>
#include <string.h>

void wm_session_begin(struct wm_session *session, struct wm_cli *cli, size_t no_color)
{
	const struct wm_console *console = cli->console;
	bool color = console->color_allowed && !wm_cli_has(cli, no_color);

	*session = (struct wm_session){
		.cli = cli,
		.arena = wm_arena_new(),
		.color_out = color && console->out_is_terminal,
		.color_talk = color && console->talk_is_terminal,
	};
	wm_diags_begin(&session->diags, session->arena);
}

void wm_session_end(struct wm_session *session)
{
	wm_cycle_free(session->cycle);
	wm_policy_done(session->policy);
	wm_arena_free(session->arena);
}

enum wm_exit wm_session_load(struct wm_session *session, const char *file)
{
	const struct wm_policy_source source = {
		.path = file,
		.files = &wm_files_system,
		.providers = wm_provider_schemas(session->arena),
		.environment = session->cli->console->environment,
	};
	enum wm_code code =
		wm_policy_load(session->arena, &source, &session->diags, &session->policy);

	wm_diags_sort(&session->diags);
	return code ? WM_EXIT_POLICY : WM_EXIT_OK;
}

/* ---- what the command line narrows the run to ---- */

static enum wm_exit unknown_domain(const struct wm_session *session, const char *word)
{
	const struct wm_policy *policy = session->policy;
	const char **known = WM_ARENA_NEW(session->arena, const char *, policy->domain_count);

	for (size_t i = 0; i < policy->domain_count; i++) {
		char text[WM_NAME_TEXT_MAX];
		size_t len = strlen(wm_name_text(&policy->domains[i].name, text));

		known[i] = wm_arena_text_n(session->arena, text, len > 1 ? len - 1 : len);
	}
	return wm_cli_unknown(session->cli, "domain", "", word, known, policy->domain_count);
}

static bool has_domain(const struct wm_policy *policy, const struct wm_name *name)
{
	for (size_t i = 0; i < policy->domain_count; i++) {
		if (wm_name_equal(&policy->domains[i].name, name))
			return true;
	}
	return false;
}

static enum wm_exit select_domains(const struct wm_session *session, struct wm_selection *selection)
{
	const char *const *words = session->cli->values[WM_FLAG_DOMAIN];
	struct wm_name *names;
	size_t count = 0;

	while (words[count])
		count++;
	names = WM_ARENA_NEW(session->arena, struct wm_name, count);
	for (size_t i = 0; i < count; i++) {
		struct wm_fail why;

		if (wm_name_read(session->arena, words[i], strlen(words[i]), NULL, &names[i], &why))
			return wm_cli_usage(session->cli, "--domain '%s': %s", words[i], why.text);
		if (!has_domain(session->policy, &names[i]))
			return unknown_domain(session, words[i]);
	}
	selection->domains = names;
	selection->domain_count = count;
	return WM_EXIT_OK;
}

static bool has_word(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return false;
}

static enum wm_exit select_providers(const struct wm_session *session,
				     struct wm_selection *selection)
{
	const struct wm_policy *policy = session->policy;
	const char *const *words = session->cli->values[WM_FLAG_PROVIDER];
	const char **known = WM_ARENA_NEW(session->arena, const char *, policy->provider_count);
	size_t count = 0;

	for (size_t i = 0; i < policy->provider_count; i++)
		known[i] = policy->providers[i].name;
	for (; words[count]; count++) {
		if (!has_word(known, policy->provider_count, words[count]))
			return wm_cli_unknown(session->cli, "provider", "", words[count], known,
					      policy->provider_count);
	}
	selection->providers = words;
	selection->provider_count = count;
	return WM_EXIT_OK;
}

enum wm_exit wm_session_open(struct wm_session *session, bool adopt)
{
	const char *file = wm_cli_value(session->cli, WM_FLAG_POLICY);
	struct wm_selection selection = {.adopt = adopt};
	enum wm_exit exit = wm_session_load(session, file ? file : WM_POLICY_PATH);
	enum wm_code code;

	if (!exit)
		exit = select_domains(session, &selection);
	if (!exit)
		exit = select_providers(session, &selection);
	if (exit)
		return exit;
	code = wm_expand(session->arena, session->policy, &selection, &session->diags,
			 &session->desired, &session->desired_count);
	wm_diags_sort(&session->diags);
	return code ? WM_EXIT_POLICY : WM_EXIT_OK;
}

void wm_session_report(struct wm_session *session)
{
	struct wm_buf text;
	size_t errors = session->diags.errors;

	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	wm_diags_print(&text, &session->diags, session->color_talk);
	wm_cli_talk(session->cli, &text);
	wm_buf_done(&text);
	if (errors)
		wm_cli_say(session->cli, "%zu error%s in the policy%s", errors,
			   errors == 1 ? "" : "s",
			   wm_cli_has(session->cli, WM_FLAG_POLICY)
				   ? ""
				   : " (another one is named with -c FILE)");
}

/* ---- live DNS ---- */

static void say_failures(const struct wm_session *session, const struct wm_plan *plan)
{
	for (size_t i = 0; i < plan->zone_count; i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];
		char name[WM_NAME_TEXT_MAX];

		if (!zone->fail.code)
			continue;
		if (zone->zone.wire)
			wm_cli_say(session->cli, "%s (%s): %s", wm_name_text(&zone->zone, name),
				   zone->provider->name, zone->fail.text);
		else
			wm_cli_say(session->cli, "%s: %s", zone->provider->name, zone->fail.text);
	}
}

enum wm_exit wm_session_plan(struct wm_session *session, const struct wm_plan **ret_plan)
{
	const struct wm_plan *plan;
	struct wm_fail why;

	if (wm_cycle_new(&wm_clock_system, &wm_random_system, &session->cycle, &why))
		return wm_cli_fail(session->cli, &why);
	if (session->trace_http) {
		wm_log_set_level(WM_LOG_DEBUG);
		wm_cycle_trace(session->cycle, true);
	}
	if (wm_cycle_plan(session->cycle, session->arena, session->desired, session->desired_count,
			  &plan, &why))
		return wm_cli_fail(session->cli, &why);
	say_failures(session, plan);
	*ret_plan = plan;
	return WM_EXIT_OK;
}

void wm_session_say_traffic(const struct wm_session *session)
{
	const struct wm_http_stats *http;
	const struct wm_dns_stats *stats;

	if (!session->cycle || !wm_cli_has(session->cli, WM_FLAG_VERBOSE))
		return;
	stats = wm_cycle_stats(session->cycle);
	wm_cli_say(session->cli,
		   "udp: %" PRIu64 " sent, %" PRIu64 " received, %" PRIu64 " dropped; "
		   "tcp: %" PRIu64 " connections, %" PRIu64 " sent, %" PRIu64 " received; "
		   "%" PRIu64 " sent again",
		   stats->udp_sent, stats->udp_received, stats->udp_dropped, stats->tcp_connects,
		   stats->tcp_sent, stats->tcp_received, stats->retries);
	http = wm_cycle_http_stats(session->cycle);
	if (http)
		wm_cli_say(session->cli,
			   "http: %" PRIu64 " requests, %" PRIu64 " of them again; %" PRIu64
			   " connections; bodies of %" PRIu64 " bytes sent, %" PRIu64 " received",
			   http->requests, http->retries, http->connects, http->bytes_out,
			   http->bytes_in);
}
