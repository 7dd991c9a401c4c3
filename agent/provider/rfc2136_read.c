/*
 * rfc2136, reading: by zone transfer where that is allowed, else name by name. Answers that could
 * come from a wildcard are put to the proof, because only what really stands there can be changed.
 */
#include "rfc2136.h"
#include "soa.h"

#include <stdio.h>

/* A re-read of at most so many wants goes by questions even where a transfer is allowed. */
#define FEW_WANTS 32

struct read {
	struct wm_axfr *axfr; /* while the transfer is under way */
	struct wm_asks asks;
	bool tcp;     /* the transfer was answered, so TCP works and carries more at a time */
	bool probing; /* all questions are answered, the probes are not */
	const char *refusal; /* why there was no transfer, for messages about the questions */
};

static void begin_questions(struct wm_job *job, struct read *read)
{
	wm_asks_begin(&read->asks, job->arena);
	(void)wm_asks_add(&read->asks, WM_ASK_ZONE, &job->zone.zone, WM_TYPE_SOA);
	for (size_t i = 0; i < job->want_count; i++)
		(void)wm_asks_add(&read->asks, WM_ASK_WANTED, &job->wants[i]->rrset.owner,
				  job->wants[i]->rrset.type);
}

static uint64_t mode(const struct wm_job *job)
{
	const struct wm_value *value = wm_provider_value(job->config, "read");

	if (value && value->number != WM_READ_AUTO)
		return value->number;
	return job->reread && job->want_count <= FEW_WANTS ? WM_READ_QUERY : WM_READ_AUTO;
}

/* RFC 2136 section 2.4.3: "this RRset does not exist" and nothing to change. NOERROR: it does not;
 * YXRRSET: it does. */
static bool write_probe(const struct wm_job *job, const struct wm_ask *ask,
			struct wm_request *request)
{
	const struct wm_update_record absent = {
		.owner = ask->name, .type = ask->type, .class = WM_CLASS_NONE};
	const struct wm_update update = {.prerequisites = &absent, .prerequisite_count = 1};

	request->tcp = true;
	return wm_rfc2136_write_update(&request->body, &job->zone.zone, &update);
}

enum wm_step wm_rfc2136_read_produce(struct wm_job *job, struct wm_request *request)
{
	struct read *read = job->state;
	const struct wm_ask *ask;

	if (!read) {
		job->state = read = WM_ARENA_NEW(job->arena, struct read, 1);
		if (mode(job) != WM_READ_QUERY) {
			read->axfr = wm_axfr_new(job);
			(void)wm_axfr_write(job, request);
			return WM_STEP_SEND;
		}
		begin_questions(job, read);
	}
	if (read->axfr)
		return WM_STEP_WAIT;
	ask = wm_asks_next(&read->asks, &request->tag);
	if (!ask)
		return WM_STEP_WAIT;
	request->kind = WM_REQUEST_DNS;
	request->tcp = read->tcp;
	if (ask->kind == WM_ASK_PROBE)
		(void)write_probe(job, ask, request);
	else
		(void)wm_writer_query(&request->body, &ask->name, ask->type);
	return WM_STEP_SEND;
}

/* ---- answers ---- */

static enum wm_step fail_ask(struct wm_job *job, const struct wm_ask *ask, enum wm_code code,
			     const char *server, const char *why)
{
	const struct read *read = job->state;
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	return wm_job_fail(job, code, "reading %s %s from %s: %s%s%s",
			   wm_name_text(&ask->name, name), wm_type_text(ask->type, type), server,
			   why, read->refusal ? "; before, " : "",
			   read->refusal ? read->refusal : "");
}

/* An answer that is not authoritative: a delegation, or a server that does not hold the zone. */
static enum wm_step fail_lame(struct wm_job *job, const struct wm_ask *ask,
			      const struct wm_reply *reply)
{
	char why[WM_NAME_TEXT_MAX + 64], cut[WM_NAME_TEXT_MAX];

	for (size_t i = 0; i < reply->message->authority_count; i++)
		if (reply->message->authority[i].type == WM_TYPE_NS) {
			(void)snprintf(why, sizeof(why),
				       "the name lies below a zone cut at %s (NS records)",
				       wm_name_text(&reply->message->authority[i].owner, cut));
			return fail_ask(job, ask, WM_ENOZONE, reply->server, why);
		}
	return fail_ask(job, ask, WM_ENOZONE, reply->server,
			"the answer is not authoritative: is this the primary server of the zone?");
}

/* Of RECORDS, those of ASK's name and TYPE, as its data. */
static bool keep(struct wm_job *job, struct wm_ask *ask, const struct wm_record *records,
		 size_t count, uint16_t type)
{
	struct wm_rrsets_builder builder;
	struct wm_rrsets sets;

	wm_rrsets_begin(&builder, job->arena);
	for (size_t i = 0; i < count; i++) {
		struct wm_rdata rdata;

		if (records[i].type != type || records[i].class != WM_CLASS_IN ||
		    !wm_name_equal(&records[i].owner, &ask->name))
			continue;
		rdata = wm_rdata_copy(job->arena, &records[i].rdata);
		wm_rrsets_add(&builder, &ask->name, type, records[i].ttl_s, &rdata);
	}
	sets = wm_rrsets_finish(&builder);
	if (sets.count)
		ask->data = sets.items[0];
	return sets.count > 0;
}

/* A referral at the wanted name itself is how a server shows the NS records of a delegation. */
static bool is_delegation_wanted(struct wm_job *job, struct wm_ask *ask,
				 const struct wm_message *message)
{
	return ask->kind == WM_ASK_WANTED && ask->type == WM_TYPE_NS &&
	       message->rcode == WM_RCODE_NOERROR && !message->answer_count &&
	       keep(job, ask, message->authority, message->authority_count, WM_TYPE_NS);
}

static bool is_below_dname(const struct wm_message *message, const struct wm_name *name)
{
	for (size_t i = 0; i < message->answer_count; i++)
		if (message->answer[i].type == WM_TYPE_DNAME &&
		    !wm_name_equal(&message->answer[i].owner, name) &&
		    wm_name_is_in(name, &message->answer[i].owner))
			return true;
	return false;
}

/* Check the answer to ASK and keep what it says; FAIL if nothing can be concluded from it. */
static enum wm_step take_answer(struct wm_job *job, struct wm_ask *ask,
				const struct wm_reply *reply)
{
	const struct wm_message *message = reply->message;
	char rcode[WM_RCODE_TEXT_MAX], why[64];

	if (message->rcode != WM_RCODE_NOERROR && message->rcode != WM_RCODE_NXDOMAIN) {
		(void)snprintf(why, sizeof(why), "the server answered %s",
			       wm_rcode_text(message->rcode, rcode));
		return fail_ask(job, ask,
				message->rcode == WM_RCODE_SERVFAIL ? WM_EREMOTE : WM_EREFUSED,
				reply->server, why);
	}
	if (message->flags & WM_FLAG_TC)
		return fail_ask(job, ask, WM_EPROTOCOL, reply->server, "the answer is truncated");
	if (!(message->flags & WM_FLAG_AA))
		return is_delegation_wanted(job, ask, message) ? WM_STEP_WAIT
							       : fail_lame(job, ask, reply);
	if (is_below_dname(message, &ask->name))
		return fail_ask(job, ask, WM_ENOZONE, reply->server, "the name lies below a DNAME");
	if (!keep(job, ask, message->answer, message->answer_count, WM_TYPE_CNAME) &&
	    !keep(job, ask, message->answer, message->answer_count, ask->type))
		ask->absent = message->rcode == WM_RCODE_NXDOMAIN;
	if (ask->kind == WM_ASK_ZONE) {
		if (ask->data.type != WM_TYPE_SOA)
			return fail_ask(job, ask, WM_ENOZONE, reply->server,
					"the zone is not there");
		job->live.serial = wm_soa_serial(&ask->data.rdata[0]);
	}
	return WM_STEP_WAIT;
}

/* ---- what an answer leads to ---- */

/* The wildcards that could have made up data at NAME: `*` below each name above it in the zone. */
static bool next_wildcard(struct wm_job *job, struct wm_name *above, struct wm_name *ret_wildcard)
{
	return !wm_name_equal(above, &job->zone.zone) && wm_name_parent(above, above) &&
	       wm_name_prefix(job->arena, "*", above, ret_wildcard, NULL) == WM_OK;
}

static void ask_wildcards(struct wm_job *job, struct wm_asks *asks, const struct wm_ask *ask)
{
	struct wm_name above = ask->name, wildcard;
	uint16_t type = ask->data.type;

	while (next_wildcard(job, &above, &wildcard))
		(void)wm_asks_add(asks, WM_ASK_WILDCARD, &wildcard, type);
}

static void follow_up(struct wm_job *job, struct wm_asks *asks, size_t number);

/* Where a CNAME is wanted and none is, everything else at the name stands in its way; not at the
 * apex, which gets no CNAME, and whose DS belongs to the zone above (RFC 4035 section 3.1.4.1). */
static void ask_other_types(struct wm_job *job, struct wm_asks *asks, const struct wm_name *name)
{
	for (const uint16_t *type = wm_cname_rivals; *type; type++) {
		size_t number = wm_asks_add(asks, WM_ASK_WANTED, name, *type);
		struct wm_ask *ask = wm_asks_at(asks, number);

		if (ask->kind != WM_ASK_WILDCARD)
			continue;
		ask->kind = WM_ASK_WANTED; /* it was asked for less before */
		if (ask->answered)
			follow_up(job, asks, number);
	}
}

static void follow_up(struct wm_job *job, struct wm_asks *asks, size_t number)
{
	struct wm_ask ask = *wm_asks_at(asks, number);

	if (ask.kind != WM_ASK_WANTED)
		return;
	if (ask.data.count)
		ask_wildcards(job, asks, &ask);
	else if (ask.type == WM_TYPE_CNAME && !ask.absent &&
		 !wm_name_equal(&ask.name, &job->zone.zone))
		ask_other_types(job, asks, &ask.name);
}

/* Is there a wildcard that holds just what the answer to ASK says? */
static bool is_suspect(struct wm_job *job, const struct wm_asks *asks, const struct wm_ask *ask)
{
	struct wm_name above = ask->name, wildcard;

	if (ask->kind != WM_ASK_WANTED || !ask->data.count)
		return false;
	while (next_wildcard(job, &above, &wildcard)) {
		size_t number = wm_table_get(&asks->table, &wildcard, ask->data.type);
		const struct wm_ask *other = number ? wm_asks_at(asks, number) : ask;

		if (other != ask && other->data.type == ask->data.type &&
		    wm_rrset_same_data(&other->data, &ask->data))
			return true;
	}
	return false;
}

/* All questions are answered: probe the suspects. */
static void begin_probes(struct wm_job *job, struct read *read)
{
	size_t count = read->asks.count;

	read->probing = true;
	for (size_t number = 1; number <= count; number++)
		if (is_suspect(job, &read->asks, wm_asks_at(&read->asks, number)))
			wm_asks_probe(&read->asks, number);
}

static enum wm_step take_probe(struct wm_job *job, struct read *read, const struct wm_ask *probe,
			       const struct wm_reply *reply)
{
	char rcode[WM_RCODE_TEXT_MAX], why[256];

	if (!reply->fail && (reply->message->rcode == WM_RCODE_NOERROR ||
			     reply->message->rcode == WM_RCODE_YXRRSET)) {
		wm_asks_at(&read->asks, probe->subject)->made_up =
			reply->message->rcode == WM_RCODE_NOERROR;
		return WM_STEP_WAIT;
	}
	(void)snprintf(why, sizeof(why),
		       "a wildcard has the same data, so it cannot be told whether the name has "
		       "any of its own (the server answered %s): allow this key to transfer the "
		       "zone",
		       reply->fail ? wm_code_text(reply->fail->code)
				   : wm_rcode_text(reply->message->rcode, rcode));
	return fail_ask(job, probe, reply->fail ? reply->fail->code : WM_EREFUSED,
			reply->server ? reply->server : job->config->name, why);
}

static enum wm_step finish(struct wm_job *job, const struct read *read)
{
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, job->arena);
	for (size_t number = 1; number <= read->asks.count; number++) {
		const struct wm_ask *ask = wm_asks_at(&read->asks, number);

		if (ask->kind != WM_ASK_WANTED || ask->made_up)
			continue;
		for (size_t i = 0; i < ask->data.count; i++)
			wm_rrsets_add(&builder, &ask->name, ask->data.type, ask->data.ttl_s,
				      &ask->data.rdata[i]);
	}
	job->live.rrsets = wm_rrsets_finish(&builder);
	return WM_STEP_DONE;
}

/* The transfer's reply; without a transfer, on to the questions where the policy lets us. */
static enum wm_step take_transfer(struct wm_job *job, struct read *read,
				  const struct wm_reply *reply)
{
	enum wm_step step = wm_axfr_take(read->axfr, reply);

	if (step != WM_STEP_FAIL)
		return step;
	if (mode(job) == WM_READ_AXFR || job->fail.code == WM_ENOZONE)
		return WM_STEP_FAIL;
	read->refusal = wm_arena_text(job->arena, job->fail.text);
	job->fail = (struct wm_fail){0};
	job->live = (struct wm_live){0};
	read->axfr = NULL;
	read->tcp = !reply->fail;
	begin_questions(job, read);
	return WM_STEP_SEND;
}

enum wm_step wm_rfc2136_read_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct read *read = job->state;
	struct wm_ask *ask;

	if (read->axfr)
		return take_transfer(job, read, reply);
	ask = wm_asks_take(&read->asks, reply->tag);
	if (ask->kind == WM_ASK_PROBE) {
		if (take_probe(job, read, ask, reply) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
	} else {
		if (reply->fail) {
			job->fail = *reply->fail;
			return WM_STEP_FAIL;
		}
		if (take_answer(job, ask, reply) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
		follow_up(job, &read->asks, (size_t)reply->tag);
	}
	if (wm_asks_done(&read->asks) && !read->probing)
		begin_probes(job, read);
	if (wm_asks_done(&read->asks))
		return finish(job, read);
	return read->asks.sent < read->asks.count ? WM_STEP_SEND : WM_STEP_WAIT;
}
