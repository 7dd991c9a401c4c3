/* rfc2136, applying: the plan as UPDATE messages one after the other, and what a no means. */
#include "rfc2136.h"

#include <stdio.h>

struct apply {
	const struct wm_update *updates;
	size_t count;
	size_t sent, done;
	struct wm_rights *rights; /* while we find out what was refused */
	struct wm_fail refusal;   /* what made us ask; code WM_OK: the server said REFUSED */
	const char *server;       /* who said it */
};

static enum wm_step begin(struct wm_job *job)
{
	struct apply *apply = WM_ARENA_NEW(job->arena, struct apply, 1);

	job->state = apply;
	if (wm_update_build(job->arena, job->plan, WM_UPDATE_BYTES_MAX, &apply->updates,
			    &apply->count, &job->fail))
		return WM_STEP_FAIL;
	return apply->count ? WM_STEP_SEND : WM_STEP_DONE;
}

enum wm_step wm_rfc2136_apply_produce(struct wm_job *job, struct wm_request *request)
{
	struct apply *apply;

	if (!job->state) {
		enum wm_step step = begin(job);

		if (step != WM_STEP_SEND)
			return step;
	}
	apply = job->state;
	if (apply->rights)
		return wm_rights_produce(apply->rights, request) ? WM_STEP_SEND : WM_STEP_WAIT;
	if (apply->sent > apply->done) /* in order: hosts are there before what points at them */
		return WM_STEP_WAIT;
	request->kind = WM_REQUEST_DNS;
	request->tcp = true;
	request->once = true;
	if (!wm_rfc2136_write_update(&request->body, &job->zone.zone,
				     &apply->updates[apply->sent++]))
		return wm_job_fail(job, WM_ELIMIT, "an update is larger than a DNS message");
	return WM_STEP_SEND;
}

static enum wm_step fail_update(struct wm_job *job, enum wm_code code, const char *server,
				const char *why)
{
	const struct apply *apply = job->state;
	char zone[WM_NAME_TEXT_MAX], before[64] = "";

	if (apply->done)
		(void)snprintf(before, sizeof(before), " (%zu of %zu messages were carried out)",
			       apply->done, apply->count);
	return wm_job_fail(job, code, "update of %s: %s %s%s", wm_name_text(&job->zone.zone, zone),
			   server, why, before);
}

/* What the operator should know about each refusal; the text follows the server's name. */
static const struct advice {
	unsigned rcode;
	enum wm_code code;
	const char *text;
} advices[] = {
	{WM_RCODE_FORMERR, WM_EUNSUPPORTED,
	 "answered FORMERR: it cannot read a dynamic update: is it the right server?"},
	{WM_RCODE_SERVFAIL, WM_EREMOTE,
	 "answered SERVFAIL and changed nothing: its log knows more; often its disk is full, its "
	 "journal broken, the zone not loaded, or an RRset is over its limit (BIND: 100 records)"},
	{WM_RCODE_NOTIMP, WM_EUNSUPPORTED,
	 "answered NOTIMP: it does not take dynamic updates: name the primary server of the zone"},
	{WM_RCODE_NOTAUTH, WM_EREFUSED,
	 "answered NOTAUTH: it is not the primary server of the zone, or the key may not update "
	 "it"},
	{WM_RCODE_NOTZONE, WM_EREFUSED,
	 "answered NOTZONE: its zone does not hold these names: check `zones`"},
	{WM_RCODE_NXDOMAIN, WM_ECONFLICT, "answered NXDOMAIN: changed since it was read"},
	{WM_RCODE_YXDOMAIN, WM_ECONFLICT, "answered YXDOMAIN: changed since it was read"},
	{WM_RCODE_YXRRSET, WM_ECONFLICT, "answered YXRRSET: changed since it was read"},
	{WM_RCODE_NXRRSET, WM_ECONFLICT, "answered NXRRSET: changed since it was read"},
};

static enum wm_step fail_rcode(struct wm_job *job, const struct wm_reply *reply)
{
	char rcode[WM_RCODE_TEXT_MAX], why[64];

	for (size_t i = 0; i < WM_COUNT(advices); i++)
		if (advices[i].rcode == reply->message->rcode)
			return fail_update(job, advices[i].code, reply->server, advices[i].text);
	(void)snprintf(why, sizeof(why), "answered %s",
		       wm_rcode_text(reply->message->rcode, rcode));
	return fail_update(job, WM_EREMOTE, reply->server, why);
}

/* The last word on a refusal, once the probes have told what they can. */
static enum wm_step fail_refused(struct wm_job *job, const struct apply *apply)
{
	bool exact;
	const char *list = wm_rights_text(apply->rights, &exact);
	const char *said = apply->refusal.code ? apply->refusal.text : "answered REFUSED";

	if (exact)
		return fail_update(job, WM_EREFUSED, apply->server,
				   wm_arena_printf(job->arena,
						   "refused: it does not let %s change %s: grant "
						   "it the right (BIND: update-policy, Knot: acl)",
						   wm_rfc2136_signer(job), list));
	return fail_update(
		job, apply->refusal.code ? apply->refusal.code : WM_EREFUSED, apply->server,
		wm_arena_printf(job->arena,
				"refused (%s): is it the primary server of the zone, and "
				"may %s change there %s?",
				said, wm_rfc2136_signer(job), list));
}

/* REFUSED, or an unsigned error in its place, does not say what was not granted. */
static enum wm_step ask_rights(struct wm_job *job, const struct wm_reply *reply)
{
	struct apply *apply = job->state;
	const char *server = reply->server ? reply->server : job->config->name;

	if (reply->fail)
		apply->refusal = *reply->fail;
	apply->server = wm_arena_text(job->arena, server);
	apply->rights = wm_rights_new(job, &apply->updates[apply->sent - 1]);
	return wm_rights_many(apply->rights) ? fail_refused(job, apply) : WM_STEP_SEND;
}

enum wm_step wm_rfc2136_apply_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct apply *apply = job->state;

	if (apply->rights)
		return wm_rights_consume(apply->rights, reply) ? fail_refused(job, apply)
							       : WM_STEP_WAIT;
	if (reply->fail && reply->fail->code != WM_EAUTH) {
		job->fail = *reply->fail;
		return WM_STEP_FAIL;
	}
	if (reply->fail || reply->message->rcode == WM_RCODE_REFUSED)
		return ask_rights(job, reply);
	if (reply->message->rcode != WM_RCODE_NOERROR)
		return fail_rcode(job, reply);
	job->applied += apply->updates[apply->done].change_count;
	apply->done++;
	return apply->done == apply->count ? WM_STEP_DONE : WM_STEP_SEND;
}
