/* rfc2136, finding zones: from the list in the policy, or by asking the server for SOA records. */
#include "rfc2136.h"

#include <stdlib.h>

/* Questions to ask before anything has come back: a silent server costs one time-out, not one for
 * each window full of names. */
enum { PROBES = 8 };

struct find {
	struct wm_asks asks; /* the first NAME_COUNT are job->names, one for one */
	bool heard;          /* the server has answered something */
};

/* ---- zones = ... ---- */

static int compare_names(const void *a, const void *b)
{
	return wm_name_compare(a, b);
}

static const struct wm_fail *not_listed(struct wm_job *job, const struct wm_name *name,
					const struct wm_value *zones)
{
	struct wm_fail *fail = WM_ARENA_NEW(job->arena, struct wm_fail, 1);
	char text[WM_NAME_TEXT_MAX], zone[WM_NAME_TEXT_MAX];
	struct wm_buf list;

	wm_buf_init(&list, WM_FAIL_TEXT_MAX / 2);
	for (size_t i = 0; i < zones->count && !list.full; i++)
		(void)wm_buf_printf(&list, "%s%s", i ? ", " : "",
				    wm_name_text(&zones->names[i], zone));
	(void)wm_fail(fail, WM_ENOZONE, "%s is in none of the zones of provider '%s' (%s%s)",
		      wm_name_text(name, text), job->config->name, wm_buf_string(&list),
		      list.full ? ", ..." : "");
	wm_buf_done(&list);
	return fail;
}

/* The longest of the listed zones that holds each name: no packet is needed. */
static enum wm_step find_listed(struct wm_job *job, const struct wm_value *zones)
{
	struct wm_name *sorted = WM_ARENA_NEW(job->arena, struct wm_name, zones->count);

	for (size_t i = 0; i < zones->count; i++)
		sorted[i] = zones->names[i];
	qsort(sorted, zones->count, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < job->name_count; i++) {
		struct wm_name name = job->names[i];
		const struct wm_name *zone;

		do
			zone = bsearch(&name, sorted, zones->count, sizeof(*sorted), compare_names);
		while (!zone && wm_name_parent(&name, &name));
		if (zone)
			job->found[i].zone = *zone;
		else
			job->found[i].fail = not_listed(job, &job->names[i], zones);
	}
	return WM_STEP_DONE;
}

/* ---- SOA questions ---- */

/* Give every name the answer of its question, or of the one above it that decided. */
static enum wm_step settle(struct wm_job *job, const struct find *find)
{
	for (size_t i = 0; i < job->name_count; i++) {
		const struct wm_ask *ask = wm_asks_at(&find->asks, i + 1);

		while (ask->parent)
			ask = wm_asks_at(&find->asks, ask->parent);
		job->found[i].zone = ask->zone;
		job->found[i].fail = ask->fail;
	}
	return WM_STEP_DONE;
}

enum wm_step wm_rfc2136_find_produce(struct wm_job *job, struct wm_request *request)
{
	const struct wm_value *zones = wm_provider_value(job->config, "zones");
	struct find *find = job->state;
	const struct wm_ask *ask;

	if (!find) {
		if (!job->name_count)
			return WM_STEP_DONE;
		if (zones && zones->count)
			return find_listed(job, zones);
		job->state = find = WM_ARENA_NEW(job->arena, struct find, 1);
		wm_asks_begin(&find->asks, job->arena);
		for (size_t i = 0; i < job->name_count; i++)
			(void)wm_asks_add(&find->asks, WM_ASK_ZONE, &job->names[i], WM_TYPE_SOA);
	}
	if (!find->heard && find->asks.sent >= PROBES)
		return WM_STEP_WAIT;
	ask = wm_asks_next(&find->asks, &request->tag);
	if (!ask)
		return WM_STEP_WAIT;
	request->kind = WM_REQUEST_DNS;
	(void)wm_writer_query(&request->body, &ask->name, ask->type);
	return WM_STEP_SEND;
}

/* The zone is the owner of the SOA: in the answer if NAME is the apex, else in the authority
 * section (RFC 2308 section 3). */
static bool find_soa(const struct wm_record *records, size_t count, const struct wm_name *name,
		     struct wm_name *ret_zone)
{
	for (size_t i = 0; i < count; i++)
		if (records[i].type == WM_TYPE_SOA && records[i].class == WM_CLASS_IN &&
		    wm_name_is_in(name, &records[i].owner)) {
			*ret_zone = records[i].owner;
			return true;
		}
	return false;
}

static bool has_cname(const struct wm_message *message, const struct wm_name *name)
{
	for (size_t i = 0; i < message->answer_count; i++)
		if (message->answer[i].type == WM_TYPE_CNAME &&
		    wm_name_equal(&message->answer[i].owner, name))
			return true;
	return false;
}

/* What an answer without a zone in it says, as a sentence for the operator. */
static void explain(const struct wm_reply *reply, const struct wm_name *name, struct wm_fail *ret)
{
	const struct wm_message *message = reply->message;
	char text[WM_NAME_TEXT_MAX], cut[WM_NAME_TEXT_MAX], rcode[WM_RCODE_TEXT_MAX];

	(void)wm_name_text(name, text);
	if (message->rcode == WM_RCODE_SERVFAIL) {
		(void)wm_fail(
			ret, WM_EREMOTE,
			"no zone found for %s: %s answered SERVFAIL: is the zone loaded there?",
			text, reply->server);
		return;
	}
	if (message->rcode != WM_RCODE_NOERROR && message->rcode != WM_RCODE_NXDOMAIN) {
		(void)wm_fail(ret, WM_ENOZONE,
			      "no zone found for %s: %s answered %s: it does not hold the zone, or "
			      "not for this key",
			      text, reply->server, wm_rcode_text(message->rcode, rcode));
		return;
	}
	for (size_t i = 0; i < message->authority_count; i++)
		if (!(message->flags & WM_FLAG_AA) && message->authority[i].type == WM_TYPE_NS) {
			(void)wm_fail(ret, WM_ENOZONE,
				      "no zone found for %s: %s says that %s is delegated to other "
				      "servers",
				      text, reply->server,
				      wm_name_text(&message->authority[i].owner, cut));
			return;
		}
	(void)wm_fail(ret, WM_ENOZONE,
		      "no zone found for %s: %s is not authoritative for it: is it the primary "
		      "server of the zone?",
		      text, reply->server);
}

/* RET_PARENT gets the number of the question to look at instead when NAME is an alias: its SOA
 * question is then answered for the alias's target, and an alias is never an apex itself. */
static void take_answer(struct find *find, uint64_t tag, const struct wm_reply *reply)
{
	const struct wm_message *message = reply->message;
	struct wm_ask *ask = wm_asks_at(&find->asks, (size_t)tag);
	struct wm_name zone, parent;
	struct wm_fail fail = {0};

	if (message->flags & WM_FLAG_AA && has_cname(message, &ask->name) &&
	    wm_name_parent(&ask->name, &parent)) {
		size_t number = wm_asks_add(&find->asks, WM_ASK_ZONE, &parent, WM_TYPE_SOA);

		wm_asks_at(&find->asks, (size_t)tag)->parent = number;
		return;
	}
	if (message->flags & WM_FLAG_AA &&
	    (message->rcode == WM_RCODE_NOERROR || message->rcode == WM_RCODE_NXDOMAIN) &&
	    (find_soa(message->answer, message->answer_count, &ask->name, &zone) ||
	     find_soa(message->authority, message->authority_count, &ask->name, &zone))) {
		ask->zone = wm_name_copy(find->asks.arena, &zone);
		return;
	}
	explain(reply, &ask->name, &fail);
	ask->fail = wm_arena_copy(find->asks.arena, &fail, sizeof(fail));
}

/* A server that is gone or does not take our key will not answer the other questions either. */
static bool is_hopeless(const struct wm_fail *fail)
{
	return fail &&
	       (fail->code == WM_ETIMEOUT || fail->code == WM_ENETWORK || fail->code == WM_EAUTH);
}

static void give_up(struct wm_asks *asks, const struct wm_fail *fail)
{
	for (; asks->sent < asks->count; asks->sent++) {
		asks->items[asks->sent].answered = true;
		asks->items[asks->sent].fail = fail;
	}
}

enum wm_step wm_rfc2136_find_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct find *find = job->state;
	struct wm_ask *ask = wm_asks_take(&find->asks, reply->tag);

	if (!is_hopeless(reply->fail))
		find->heard = true;
	if (reply->fail) {
		ask->fail = wm_arena_copy(job->arena, reply->fail, sizeof(*reply->fail));
		if (is_hopeless(ask->fail))
			give_up(&find->asks, ask->fail);
	} else {
		take_answer(find, reply->tag, reply);
	}
	if (wm_asks_done(&find->asks))
		return settle(job, find);
	return find->asks.sent < find->asks.count ? WM_STEP_SEND : WM_STEP_WAIT;
}
