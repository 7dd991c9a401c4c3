/* cloudflare: zones at Cloudflare, by its API v4. */
#include "cloudflare.h"

#include "list.h"

#include <stdlib.h>
#include <string.h>

#include <waymark/str.h>

#include "sieve.h"

#define ZONE_RIGHTS  "read the zones (Zone Read)"
#define WINDOW_MAX_S 300 /* the longest window of the API's limits */

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

/* ---- what an answer says ---- */

static uint64_t code_of(const json_t *error)
{
	uint64_t code = 0;

	(void)wm_rest_number(error, "code", UINT32_MAX, &code);
	return code;
}

/* The first of the envelope's errors with its code, and the cause that some have behind them:
 * "1004: DNS Validation Error (9005: Content for A record is invalid.)". */
static const char *said_of(struct wm_job *job, const json_t *root)
{
	const json_t *error = json_array_get(json_object_get(root, "errors"), 0);
	const json_t *cause = json_array_get(json_object_get(error, "error_chain"), 0);
	const char *message = wm_rest_text(error, "message"), *why = wm_rest_text(cause, "message");
	const char *text;

	if (!message)
		return NULL;
	text = wm_arena_printf(job->arena, "%llu: %s", (unsigned long long)code_of(error), message);
	if (why)
		text = wm_arena_printf(job->arena, "%s (%llu: %s)", text,
				       (unsigned long long)code_of(cause), why);
	return wm_rest_said(job, (struct wm_bytes){(const uint8_t *)text, strlen(text)});
}

/* Codes of the API that say more than the status they come with. */
static const struct meaning {
	uint64_t code;
	enum wm_code means;
} meanings[] = {
	{81044, WM_ECONFLICT}, /* the record does not exist */
	{81053, WM_ECONFLICT}, /* an A, AAAA or CNAME record with that host exists already */
	{81054, WM_ECONFLICT}, /* a CNAME record with that host exists already */
	{81057, WM_ECONFLICT}, /* the record exists already */
	{81058, WM_ECONFLICT}, /* an identical record exists already */
	{6003, WM_EAUTH},      /* invalid request headers: a token that is none */
	{9109, WM_EAUTH},      /* unauthorized, invalid access token */
	{10000, WM_EAUTH},     /* authentication error */
};

/* What the envelope's errors mean, the first that is known; WM_OK: see the status. */
static enum wm_code meaning_of(const json_t *root)
{
	const json_t *error;
	size_t i;

	json_array_foreach(json_object_get(root, "errors"), i, error)
	{
		for (size_t k = 0; k < WM_COUNT(meanings); k++)
			if (meanings[k].code == code_of(error))
				return meanings[k].means;
	}
	return WM_OK;
}

/* The number behind KEY (";r=") in ITEM, which ends at END. */
static bool read_parameter(const char *item, const char *end, const char *key, uint64_t max,
			   uint64_t *ret_number)
{
	const char *at = memmem(item, (size_t)(end - item), key, strlen(key));
	size_t digits;

	if (!at)
		return false;
	at += strlen(key);
	digits = strspn(at, "0123456789");
	return at + digits <= end && wm_str_number(at, digits, max, ret_number);
}

/* What the limit header says (`"burst";r=99;t=1, "default";r=0;t=30`): nothing left of one limit,
 * rest until its window ends. */
static void heed_limit(struct wm_job *job, const struct wm_reply *reply)
{
	const char *item = wm_http_header(reply->headers, "ratelimit");

	for (; item && *item; item += *item == ',') {
		const char *end = item + strcspn(item, ",");
		uint64_t left, wait_s;

		if (read_parameter(item, end, ";r=", UINT32_MAX, &left) && !left &&
		    read_parameter(item, end, ";t=", WINDOW_MAX_S, &wait_s) &&
		    1000 * wait_s > job->account->pause_ms)
			job->account->pause_ms = 1000 * wait_s;
		item = end;
	}
}

/* The status that fits what the errors in ROOT mean. */
static int status_of(const struct wm_reply *reply, const struct wm_rest_call *call,
		     const json_t *root)
{
	enum wm_code means = reply->status < 500 ? meaning_of(root) : WM_OK;

	if (means == WM_EAUTH)
		return 403;
	return means == WM_ECONFLICT && call->write ? 409 : reply->status;
}

/* Fail by an answer that is no success, or has none in it. */
static void fail_call(struct wm_job *job, const struct wm_reply *reply,
		      const struct wm_rest_call *call, const json_t *root)
{
	struct wm_rest_call explained = *call;
	struct wm_reply as = *reply;
	const char *said;

	as.status = status_of(reply, call, root);
	explained.said = root ? said_of(job, root) : wm_rest_said(job, reply->body);
	if (!wm_rest_ok(&as) || !json_is_false(json_object_get(root, "success"))) {
		(void)wm_rest_fail(job, &as, &explained);
		return;
	}
	said = explained.said ? wm_arena_printf(job->arena, " (%s)", explained.said) : "";
	(void)wm_job_fail(job, WM_EREFUSED, "%s: %s answered that it failed%s", call->what,
			  reply->server ? reply->server : job->config->name, said);
}

json_t *wm_cf_open(struct wm_job *job, const struct wm_reply *reply,
		   const struct wm_rest_call *call)
{
	json_t *root;

	if (reply->fail) {
		(void)wm_rest_fail(job, reply, call);
		return NULL;
	}
	heed_limit(job, reply);
	root = wm_rest_parse(reply->body, NULL);
	if (root && wm_rest_ok(reply) && wm_rest_true(root, "success"))
		return root;
	fail_call(job, reply, call, root);
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

	/* The id becomes a part of URLs. */
	if (!name || !id || !*id || id[strspn(id, "0123456789abcdefABCDEF")])
		return wm_fail(reterr, WM_EPROTOCOL, "a zone without name or id");
	if (wm_name_read(find->job->arena, name, strlen(name), &wm_name_root, &zone, reterr))
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

/* At first the whole zone, to see what lies above the wants; afterwards they alone. */
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
	wm_cf_zone_begin(zone, job, owners, count, job->reread);
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
	struct wm_foreign *foreign;
	struct wm_sieve *sieve;

	if (step != WM_STEP_DONE)
		return step;
	sieve = wm_sieve_new(job);
	foreign = WM_ARENA_NEW(job->arena, struct wm_foreign, zone->count);
	for (size_t i = 0; i < zone->count; i++) {
		const struct wm_cf_record *record = &zone->records[i];

		if (record->foreign)
			foreign[job->live.foreign_count++] =
				(struct wm_foreign){record->owner, record->type, record->foreign};
		else
			wm_sieve_put(sieve, &(struct wm_record){.owner = record->owner,
								.type = record->type,
								.class = WM_CLASS_IN,
								.ttl_s = record->ttl_s,
								.rdata = record->rdata});
	}
	if (job->live.foreign_count)
		qsort(foreign, job->live.foreign_count, sizeof(*foreign), compare_foreign);
	job->live.foreign = foreign;
	return wm_sieve_finish(sieve);
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

static void check(const struct wm_provider_config *config, struct wm_diags *diags)
{
	wm_check_token(config, diags);
	wm_rest_check_url(config, diags);
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
			.check = check,
		},
	.capabilities =
		{
			.cas = WM_CAS_REREAD,
			.atomic = WM_ATOMIC_BATCH,
			.cas_note =
				"the records to be replaced are read again right before the write "
				"and deleted by their ids, so that one that was replaced meanwhile "
				"makes the call fail; an edit in place in that moment is not seen",
			.reads = "the whole zone page by page, to look again a few names by name; "
				 "a listing that changes under way begins again",
			.zones = "all zones of the token, listed once a run",
			.batch = "`batch` operations in one call, carried out all or none",
			.rights = "Zone Read and DNS Write for the zones, no more",
			.notes = "Proxied records, flattened CNAMEs and those that a product of "
				 "Cloudflare keeps are never touched: they are not what DNS "
				 "serves, or not ours. A TTL of 1 (auto) is read as 300 seconds.",
		},
	.budget = {.rate = 1200, .per_s = 300, .burst = 50, .in_flight = 8},
	.produce = produce,
	.consume = consume,
};
