/* powerdns: PowerDNS Authoritative Server through its HTTP API. */
#include "powerdns.h"

#include <string.h>

#include "list.h"

static const struct wm_option options[] = {
	{
		.name = "url",
		.kind = WM_OPTION_TEXT,
		.flags = WM_OPTION_REQUIRED,
		.help = "Where its web server listens, https://host[:port]; http:// only for "
			"this machine itself, as the API key would travel in the clear.",
	},
	{
		.name = "server-id",
		.kind = WM_OPTION_TEXT,
		.fallback = "localhost",
		.help = "Id of the server within the API; PowerDNS itself knows but one.",
	},
	WM_TOKEN_OPTIONS,
	{
		.name = "zones",
		.kind = WM_OPTION_NAMES,
		.flags = WM_OPTION_REPEAT,
		.help = "The zones to work on; without it all that the server holds.",
	},
	WM_HTTP_OPTIONS,
	{0},
};

static void check(const struct wm_provider_config *config, struct wm_diags *diags)
{
	wm_check_token(config, diags);
	wm_rest_check_url(config, diags);
}

const char *wm_powerdns_zones_url(const struct wm_job *job)
{
	const char *server = wm_provider_value(job->config, "server-id")->text;

	return wm_arena_printf(job->arena, "%s/api/v1/servers/%s/zones", wm_rest_url(job),
			       wm_rest_escape(job->arena, server));
}

/* ---- finding zones: all that the server holds, asked for once a run ---- */

struct account {
	bool answered;
	struct wm_rest_zones zones;
	struct wm_fail fail; /* why there is no list */
};

/* A zone that is copied from elsewhere has its kind as token, others have none. */
static bool is_copy(const char *kind)
{
	static const char *const kinds[] = {"Slave", "Secondary", "Consumer"};

	for (size_t i = 0; i < WM_COUNT(kinds); i++)
		if (kind && !strcmp(kind, kinds[i]))
			return true;
	return false;
}

/* What is written here would be gone with the next transfer. */
static void refuse_copies(struct wm_job *job)
{
	char zone[WM_NAME_TEXT_MAX];

	for (size_t i = 0; i < job->name_count; i++) {
		struct wm_found *found = &job->found[i];
		struct wm_fail *fail;

		if (!is_copy(found->token))
			continue;
		fail = WM_ARENA_NEW(job->arena, struct wm_fail, 1);
		(void)wm_fail(fail, WM_ENOZONE,
			      "%s is a secondary zone at provider '%s': change it at its primary",
			      wm_name_text(&found->zone, zone), job->config->name);
		*found = (struct wm_found){.fail = fail};
	}
}

static enum wm_step find_produce(struct wm_job *job, struct wm_request *request)
{
	struct account *account = job->account->state;

	if (!account) {
		job->account->state = WM_ARENA_NEW(job->account->arena, struct account, 1);
		/* Whether each is signed would cost the server a look-up a zone. */
		wm_rest_request(
			job, request, "GET",
			wm_arena_printf(job->arena, "%s?dnssec=false", wm_powerdns_zones_url(job)),
			WM_POWERDNS_HEADER);
		return WM_STEP_SEND;
	}
	if (!account->answered)
		return WM_STEP_WAIT;
	if (account->fail.code) {
		job->fail = account->fail;
		return WM_STEP_FAIL;
	}
	(void)wm_rest_zones_match(job, &account->zones);
	refuse_copies(job);
	return WM_STEP_DONE;
}

static enum wm_step take_zones(struct wm_job *job, const struct wm_reply *reply)
{
	struct account *account = job->account->state;
	struct wm_arena *arena = job->account->arena;
	const char *what = "listing the zones";
	WM_REST_JSON root = NULL;

	if (!wm_rest_ok(reply))
		return wm_rest_fail(job, reply,
				    &(struct wm_rest_call){.what = what,
							   .rights = WM_POWERDNS_RIGHTS,
							   .said = wm_rest_said(job, reply->body)});
	root = wm_rest_json(job, reply, what);
	if (!root)
		return WM_STEP_FAIL;
	if (!json_is_array(root))
		return wm_job_fail(job, WM_EPROTOCOL, "%s: expected a list of zones", what);
	for (size_t i = 0; i < json_array_size(root); i++) {
		const json_t *item = json_array_get(root, i);
		const char *name = wm_rest_text(item, "name"), *kind = wm_rest_text(item, "kind");
		struct wm_name zone;

		if (!name || wm_name_read(arena, name, strlen(name), NULL, &zone, NULL))
			return wm_job_fail(job, WM_EPROTOCOL, "%s: zone %zu has no name", what, i);
		wm_rest_zones_add(arena, &account->zones, &zone, is_copy(kind) ? kind : "");
	}
	wm_rest_zones_finish(&account->zones);
	return WM_STEP_SEND;
}

static enum wm_step find_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct account *account = job->account->state;
	enum wm_step step = take_zones(job, reply);

	account->answered = true;
	if (step == WM_STEP_FAIL)
		account->fail = job->fail;
	return step;
}

/* ---- the machine ---- */

static enum wm_step produce(struct wm_job *job, struct wm_request *request)
{
	switch (job->kind) {
	case WM_JOB_FIND:
		return find_produce(job, request);
	case WM_JOB_READ:
		break;
	case WM_JOB_APPLY:
		return wm_powerdns_apply_produce(job, request);
	}
	if (job->state)
		return WM_STEP_WAIT;
	job->state = job;
	wm_powerdns_ask_zone(job, request);
	return WM_STEP_SEND;
}

static enum wm_step consume(struct wm_job *job, const struct wm_reply *reply)
{
	switch (job->kind) {
	case WM_JOB_FIND:
		return find_consume(job, reply);
	case WM_JOB_READ:
		break;
	case WM_JOB_APPLY:
		return wm_powerdns_apply_consume(job, reply);
	}
	return wm_powerdns_take_zone(job, reply);
}

const struct wm_provider wm_provider_powerdns = {
	.schema =
		{
			.name = "powerdns",
			.summary = "PowerDNS Authoritative Server through its HTTP API",
			.options = options,
			.ttl_max_s = WM_TTL_MAX,
			.check = check,
		},
	.capabilities =
		{
			.cas = WM_CAS_REREAD,
			.atomic = WM_ATOMIC_ZONE,
			.cas_note =
				"the API cannot: the zone is read again right before the write, "
				"and what changes between the two, milliseconds apart, is "
				"overwritten; the same server, driven by `type = rfc2136`, has "
				"true compare and swap",
			.reads =
				"the whole zone in one answer, up to 32 MiB (about 100,000 RRsets)",
			.zones = "all of the server's, listed once a run",
			.batch = "one request a zone, as large as the server's "
				 "`webserver-max-bodysize` (2 MB: about 10,000 RRsets)",
			.rights =
				"the server's `api-key`; it has but one, and that may do anything",
			.notes = "Disabled records, LUA and ALIAS records are never touched, and "
				 "hold what is wanted in their place. Comments of RRsets stay. "
				 "Secondary zones are refused. The serial rises only in zones that "
				 "have SOA-EDIT-API among their metadata.",
		},
	.budget = {.in_flight = 8},
	.produce = produce,
	.consume = consume,
};
