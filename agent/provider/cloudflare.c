/* cloudflare: zones at Cloudflare, by its API v4. */
#include "cloudflare.h"

#include "list.h"

#include <stdio.h>
#include <string.h>

#define ZONE_RIGHTS "Zone Read for the zones"

static const struct wm_option options[] = {
	WM_TOKEN_OPTIONS,
	{
		.name = "zones",
		.kind = WM_OPTION_NAMES,
		.flags = WM_OPTION_REPEAT,
		.help = "The zones that may be used; without it all that the token can see.",
	},
	{
		.name = "batch",
		.kind = WM_OPTION_NUMBER,
		.fallback = "200",
		.help = "Operations in one call: 200 on the Free plan, 3500 on paid ones.",
		.min = 1,
		.max = 3500,
	},
	{
		.name = "url",
		.kind = WM_OPTION_TEXT,
		.fallback = "https://api.cloudflare.com/client/v4",
		.help = "Where the API is.",
	},
	WM_HTTP_OPTIONS,
	{0},
};

static const uint16_t types[] = {
	WM_TYPE_A,   WM_TYPE_AAAA, WM_TYPE_CNAME, WM_TYPE_MX,  WM_TYPE_NS,   WM_TYPE_TXT,
	WM_TYPE_SRV, WM_TYPE_PTR,  WM_TYPE_NAPTR, WM_TYPE_CAA, WM_TYPE_TLSA, WM_TYPE_SSHFP,
	WM_TYPE_URI, WM_TYPE_SVCB, WM_TYPE_HTTPS, 0,
};

void wm_cf_request(const struct wm_job *job, struct wm_request *request, const char *method,
		   const char *url)
{
	wm_rest_request(job, request, method, url, "Authorization: Bearer ");
}

/* The first of the envelope's errors, with its code: "81058: An identical record already exists."
 */
static const char *said_of(struct wm_job *job, const json_t *root)
{
	const json_t *error = json_array_get(json_object_get(root, "errors"), 0);
	const char *message = wm_rest_text(error, "message");
	uint64_t code = 0;

	(void)wm_rest_number(error, "code", UINT32_MAX, &code);
	return message ? wm_arena_printf(job->arena, "%llu: %s", (unsigned long long)code, message)
		       : NULL;
}

/* Errors that say that the zone is not what the plan was made from: a record that is gone, or one
 * that is there already. */
static bool is_conflict(const json_t *root)
{
	static const uint64_t codes[] = {81044, 81053, 81054, 81057, 81058};
	uint64_t code = 0;

	(void)wm_rest_number(json_array_get(json_object_get(root, "errors"), 0), "code", UINT32_MAX,
			     &code);
	for (size_t i = 0; i < WM_COUNT(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* What the limit headers say (`Ratelimit: "default";r=0;t=30`): nothing left, rest until the window
 * ends. */
static void heed_limit(struct wm_job *job, const struct wm_reply *reply)
{
	const char *limit = wm_http_header(reply->headers, "ratelimit");
	const char *left = limit ? strstr(limit, ";r=") : NULL;
	const char *wait = limit ? strstr(limit, ";t=") : NULL;
	unsigned seconds;

	if (left && wait && strncmp(left, ";r=0", 4) == 0 && (left[4] == ';' || !left[4]) &&
	    sscanf(wait, ";t=%4u", &seconds) == 1)
		job->account->pause_ms = 1000 * (uint64_t)seconds;
}

json_t *wm_cf_open(struct wm_job *job, const struct wm_reply *reply,
		   const struct wm_rest_call *call)
{
	struct wm_rest_call explained = *call;
	json_t *root;

	if (reply->fail) {
		(void)wm_rest_fail(job, reply, call);
		return NULL;
	}
	heed_limit(job, reply);
	root = wm_rest_parse(reply->body, NULL);
	if (root && wm_rest_ok(reply) && wm_rest_true(root, "success"))
		return root;
	explained.said = root ? said_of(job, root) : wm_rest_said(job, reply->body);
	if (root && call->write && is_conflict(root))
		(void)wm_job_fail(job, WM_ECONFLICT, "%s: changed since it was read (%s)",
				  call->what, explained.said);
	else
		(void)wm_rest_fail(job, reply, &explained);
	json_decref(root);
	return NULL;
}

/* ---- find ---- */

struct find {
	struct wm_job *job;
	struct wm_cf_list list;
	struct wm_rest_zones zones;
};

static enum wm_code take_zone(void *context, const json_t *item, struct wm_fail *reterr)
{
	struct find *find = context;
	const char *name = wm_rest_text(item, "name"), *id = wm_rest_text(item, "id");
	struct wm_name zone;

	if (!name || !id)
		return wm_fail(reterr, WM_EPROTOCOL, "a zone without name or id");
	if (wm_name_read(find->job->arena, name, strlen(name), NULL, &zone, reterr))
		return WM_EPROTOCOL;
	wm_rest_zones_add(find->job->arena, &find->zones, &zone, id);
	return WM_OK;
}

static void forget_zones(void *context)
{
	struct find *find = context;

	find->zones.count = 0;
}

static struct find *begin_find(struct wm_job *job)
{
	struct find *find = WM_ARENA_NEW(job->arena, struct find, 1);

	find->job = job;
	find->list = (struct wm_cf_list){
		.url = wm_arena_printf(job->arena, "%s/zones?per_page=50", wm_rest_url(job)),
		.what = "listing the zones",
		.rights = ZONE_RIGHTS,
		.take = take_zone,
		.restart = forget_zones,
		.context = find,
	};
	job->state = find;
	return find;
}

static enum wm_step consume_find(struct wm_job *job, const struct wm_reply *reply)
{
	struct find *find = job->state;
	enum wm_step step = wm_cf_list_consume(&find->list, job, reply);

	if (step != WM_STEP_DONE)
		return step;
	wm_rest_zones_finish(&find->zones);
	return wm_rest_zones_match(job, &find->zones);
}

/* ---- read ---- */

static struct wm_cf_zone *begin_read(struct wm_job *job)
{
	struct wm_cf_zone *zone = WM_ARENA_NEW(job->arena, struct wm_cf_zone, 1);
	struct wm_name *owners = WM_ARENA_NEW(job->arena, struct wm_name, job->want_count);
	size_t count = 0;

	for (size_t i = 0; i < job->want_count; i++) {
		const struct wm_name *owner = &job->wants[i]->rrset.owner;

		if (!count || !wm_name_equal(&owners[count - 1], owner))
			owners[count++] = *owner;
	}
	wm_cf_zone_begin(zone, job, owners, count);
	job->state = zone;
	return zone;
}

static int compare_foreign(const void *a, const void *b)
{
	const struct wm_foreign *x = a, *y = b;
	int order = wm_name_compare(&x->owner, &y->owner);

	return order ? order : (x->type > y->type) - (x->type < y->type);
}

static enum wm_step consume_read(struct wm_job *job, const struct wm_reply *reply)
{
	struct wm_cf_zone *zone = job->state;
	enum wm_step step = wm_cf_zone_consume(zone, reply);
	struct wm_rrsets_builder builder;
	struct wm_foreign *foreign;

	if (step != WM_STEP_DONE)
		return step;
	wm_rrsets_begin(&builder, job->arena);
	foreign = WM_ARENA_NEW(job->arena, struct wm_foreign, zone->count);
	for (size_t i = 0; i < zone->count; i++) {
		const struct wm_cf_record *record = &zone->records[i];

		if (record->foreign)
			foreign[job->live.foreign_count++] =
				(struct wm_foreign){record->owner, record->type, record->foreign};
		else
			wm_rrsets_add(&builder, &record->owner, record->type, record->ttl_s,
				      &record->rdata);
	}
	if (job->live.foreign_count)
		qsort(foreign, job->live.foreign_count, sizeof(*foreign), compare_foreign);
	job->live.foreign = foreign;
	job->live.rrsets = wm_rrsets_finish(&builder);
	return WM_STEP_DONE;
}

/* ---- dispatch ---- */

static enum wm_step produce(struct wm_job *job, struct wm_request *request)
{
	struct find *find;
	struct wm_cf_zone *zone;
	bool sends;

	switch (job->kind) {
	case WM_JOB_FIND:
		find = job->state ? job->state : begin_find(job);
		sends = wm_cf_list_produce(&find->list, job, request);
		break;
	case WM_JOB_READ:
		zone = job->state ? job->state : begin_read(job);
		sends = wm_cf_zone_produce(zone, request);
		break;
	case WM_JOB_APPLY:
	default:
		return wm_cf_apply_produce(job, request);
	}
	return sends ? WM_STEP_SEND : WM_STEP_WAIT;
}

static enum wm_step consume(struct wm_job *job, const struct wm_reply *reply)
{
	switch (job->kind) {
	case WM_JOB_FIND:
		return consume_find(job, reply);
	case WM_JOB_READ:
		return consume_read(job, reply);
	case WM_JOB_APPLY:
		break;
	}
	return wm_cf_apply_consume(job, reply);
}

const struct wm_provider wm_provider_cloudflare = {
	.schema =
		{
			.name = "cloudflare",
			.summary = "Cloudflare DNS, by its API v4",
			.options = options,
			.types = types,
			.ttl_min_s = 60,
			.ttl_max_s = 86400,
			.check = wm_check_token,
		},
	.capabilities =
		{
			.cas = WM_CAS_REREAD,
			.atomic = WM_ATOMIC_BATCH,
			.cas_note =
				"the records to be replaced are read again right before the write "
				"and deleted by their ids, so that one that was replaced meanwhile "
				"makes the call fail; an edit in place in that moment is not seen",
			.reads = "the whole zone page by page, or a few names by name; a listing "
				 "that changes under way begins again",
			.zones = "all zones of the token, listed once a run",
			.batch = "`batch` operations in one call, carried out all or none",
			.rights = "Zone Read and DNS Write for the zones, no more",
			.notes = "Proxied records are never touched: their addresses are not what "
				 "DNS serves. A TTL of 1 (auto) is read as 300 seconds.",
		},
	.budget = {.rate = 1200, .per_s = 300, .burst = 50, .in_flight = 8},
	.produce = produce,
	.consume = consume,
};
