/* rfc2136, reading a zone by transfer (RFC 5936): its records stream past a sieve. */
#include "rfc2136.h"

#include "sieve.h"
#include "soa.h"

#include <stdio.h>

struct wm_axfr {
	struct wm_job *job;
	struct wm_sieve *sieve;
	struct wm_rdata soa; /* of the first record; BYTES NULL before it */
};

struct wm_axfr *wm_axfr_new(struct wm_job *job)
{
	struct wm_axfr *axfr = WM_ARENA_NEW(job->arena, struct wm_axfr, 1);

	axfr->job = job;
	axfr->sieve = wm_sieve_new(job);
	return axfr;
}

bool wm_axfr_write(struct wm_job *job, struct wm_request *request)
{
	struct wm_writer writer;
	bool fits;

	request->kind = WM_REQUEST_DNS;
	request->tcp = true;
	request->stream = true;
	wm_writer_begin(&writer, &request->body, 0, WM_OPCODE_QUERY, 0);
	fits = wm_writer_question(&writer, &job->zone.zone, WM_TYPE_AXFR, WM_CLASS_IN);
	wm_writer_finish(&writer);
	return fits;
}

static enum wm_step fail_transfer(struct wm_job *job, enum wm_code code, const char *server,
				  const char *why)
{
	char zone[WM_NAME_TEXT_MAX];

	return wm_job_fail(job, code, "transfer of %s from %s: %s",
			   wm_name_text(&job->zone.zone, zone), server, why);
}

/* The first message decides: the zone's SOA in front, or no transfer at all. Some servers say no
 * with an empty NOERROR. */
static enum wm_step begin(struct wm_axfr *axfr, const struct wm_reply *reply)
{
	const struct wm_message *message = reply->message;
	char why[128], rcode[WM_RCODE_TEXT_MAX];
	const struct wm_record *first = message->answer;

	if (message->rcode != WM_RCODE_NOERROR || !message->answer_count) {
		(void)snprintf(why, sizeof(why),
			       "refused (%s, %zu records): allow it for this key (allow-transfer), "
			       "or set read = query",
			       wm_rcode_text(message->rcode, rcode), message->answer_count);
		return fail_transfer(axfr->job, WM_EREFUSED, reply->server, why);
	}
	if (first->type != WM_TYPE_SOA || !wm_name_equal(&first->owner, &axfr->job->zone.zone))
		return fail_transfer(axfr->job, WM_EPROTOCOL, reply->server,
				     "it does not begin with the SOA of the zone");
	axfr->soa = wm_rdata_copy(axfr->job->arena, &first->rdata);
	wm_sieve_put(axfr->sieve, first);
	return WM_STEP_WAIT;
}

/* The second SOA ends the transfer (RFC 5936 section 2.2). If it differs from the first, the zone
 * changed under way and what came between is neither the old nor the new one. */
static enum wm_step end(struct wm_axfr *axfr, const struct wm_reply *reply, size_t index)
{
	const struct wm_record *soa = &reply->message->answer[index];

	if (!wm_name_equal(&soa->owner, &axfr->job->zone.zone) ||
	    wm_rdata_compare(&soa->rdata, &axfr->soa) != 0)
		return fail_transfer(axfr->job, WM_EPROTOCOL, reply->server,
				     "its first and last SOA record differ");
	if (index + 1 != reply->message->answer_count)
		return fail_transfer(axfr->job, WM_EPROTOCOL, reply->server,
				     "records follow its last SOA record");
	axfr->job->live.serial = wm_soa_serial(&soa->rdata);
	return wm_sieve_finish(axfr->sieve);
}

enum wm_step wm_axfr_take(struct wm_axfr *axfr, const struct wm_reply *reply)
{
	const struct wm_message *message = reply->message;
	char why[64], rcode[WM_RCODE_TEXT_MAX];
	size_t i = 0;

	if (reply->fail) {
		axfr->job->fail = *reply->fail;
		return WM_STEP_FAIL;
	}
	if (!axfr->soa.bytes) {
		if (begin(axfr, reply) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
		i = 1;
	}
	if (message->rcode != WM_RCODE_NOERROR) {
		(void)snprintf(why, sizeof(why), "broken off with %s",
			       wm_rcode_text(message->rcode, rcode));
		return fail_transfer(axfr->job, WM_EREMOTE, reply->server, why);
	}
	for (; i < message->answer_count; i++) {
		if (message->answer[i].type == WM_TYPE_SOA)
			return end(axfr, reply, i);
		wm_sieve_put(axfr->sieve, &message->answer[i]);
	}
	if (!reply->more)
		return fail_transfer(axfr->job, WM_EPROTOCOL, reply->server, "it ended early");
	return WM_STEP_WAIT;
}
