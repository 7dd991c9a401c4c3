/*
 * powerdns, applying: the zone is read once more, and only if all that the plan was computed from
 * still is so, all changes are sent as one PATCH, which the server carries out as a whole.
 */
#include "powerdns.h"

#include <string.h>

#include <waymark/json.h>
#include <waymark/text.h>

enum apply_state { READ_AGAIN, CHECKED, SENT };

struct apply {
	enum apply_state state;
};

/* ---- the request ---- */

static bool begins_with(const struct wm_token *token, const char *text)
{
	return token->len >= strlen(text) && memcmp(token->text, text, strlen(text)) == 0;
}

static void put_param(struct wm_buf *out, const struct wm_token *token)
{
	size_t value = token->quote + 1;

	if (token->quote && begins_with(token, "alpn="))
		(void)wm_buf_printf(out, "alpn=%.*s", (int)(token->len - value - 1),
				    token->text + value);
	else if (begins_with(token, "ech="))
		(void)wm_buf_printf(out, "ech=\"%.*s\"", (int)token->len - 4, token->text + 4);
	else if (begins_with(token, "key") && !memchr(token->text, '=', token->len))
		(void)wm_buf_printf(out, "%.*s=\"\"", (int)token->len, token->text);
	else
		(void)wm_buf_put(out, token->text, token->len);
}

/*
 * The server takes record data only in the form in which it would print it itself. That is ours,
 * but for the SvcParams of SVCB and HTTPS (RFC 9460): alpn has no quotes there, ech has, and keyNNN
 * is never without a value.
 */
static const char *print_content(const struct wm_job *job, uint16_t type,
				 const struct wm_rdata *rdata)
{
	const char *text = wm_rest_rdata(job->arena, type, rdata);
	struct wm_token *tokens;
	size_t count, column;
	struct wm_buf out;

	if ((type != WM_TYPE_SVCB && type != WM_TYPE_HTTPS) ||
	    wm_tokens_read(job->arena, text, strlen(text), &tokens, &count, &column, NULL))
		return text;
	wm_buf_init(&out, 2 * strlen(text) + 1);
	for (size_t i = 0; i < count; i++) {
		if (i)
			(void)wm_buf_put_u8(&out, ' ');
		if (i < 2) /* priority and target */
			(void)wm_buf_put(&out, tokens[i].text, tokens[i].len);
		else
			put_param(&out, &tokens[i]);
	}
	text = wm_arena_text(job->arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return text;
}

static json_t *put_set(const struct wm_job *job, const struct wm_rrset *set, const char *changetype,
		       uint32_t ttl_s)
{
	json_t *object = json_object(), *records = json_array();

	wm_json_put(object, "name", wm_json_name(&set->owner));
	wm_json_put(object, "type", wm_json_type(set->type));
	wm_json_put(object, "ttl", json_integer(ttl_s));
	wm_json_put(object, "changetype", json_string(changetype));
	for (size_t i = 0; i < set->count; i++) {
		json_t *record = json_object();

		wm_json_put(record, "content",
			    json_string(print_content(job, set->type, &set->rdata[i])));
		wm_json_put(record, "disabled", json_false());
		wm_json_append(records, record);
	}
	wm_json_put(object, "records", records);
	return object;
}

/* Within the request order matters: a CNAME is refused as long as what it replaces is there. */
static void write_patch(const struct wm_job *job, struct wm_request *request)
{
	const struct wm_zone_plan *plan = job->plan;
	json_t *root = json_object(), *sets = json_array();

	for (size_t i = 0; i < plan->change_count; i++) {
		const struct wm_change *change = &plan->changes[i];

		if (!change->after.count)
			wm_json_append(
				sets, put_set(job, &change->after, "DELETE", change->before.ttl_s));
	}
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct wm_rrset *after = &plan->changes[i].after;

		if (after->count)
			wm_json_append(sets, put_set(job, after, "REPLACE", after->ttl_s));
	}
	wm_json_put(root, "rrsets", sets);
	wm_rest_body(request, root);
}

enum wm_step wm_powerdns_apply_produce(struct wm_job *job, struct wm_request *request)
{
	struct apply *apply = job->state;

	if (!apply) {
		job->state = WM_ARENA_NEW(job->arena, struct apply, 1);
		job->wants = job->plan->wants;
		job->want_count = job->plan->want_count;
		wm_powerdns_ask_zone(job, request);
		return WM_STEP_SEND;
	}
	if (apply->state != CHECKED)
		return WM_STEP_WAIT;
	apply->state = SENT;
	wm_rest_request(job, request, "PATCH", wm_powerdns_zone_url(job), WM_POWERDNS_HEADER);
	request->once = true;
	write_patch(job, request);
	return WM_STEP_SEND;
}

/* ---- the answers ---- */

/* Would the plan, made anew from what is there now, still hold all of these changes? */
static enum wm_step check_basis(struct wm_job *job)
{
	const struct wm_zone_plan *plan = job->plan;
	struct wm_zone_plan now = {.zone = plan->zone, .provider = plan->provider};
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	wm_plan_diff(job->arena, plan->wants, plan->want_count, &job->live, &now);
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct wm_change *change = &plan->changes[i];
		const struct wm_zone_plan alone = {.changes = change, .change_count = 1};

		if (!wm_plan_is_within(&alone, &now))
			return wm_job_fail(job, WM_ECONFLICT, "%s %s changed since it was read",
					   wm_name_text(&change->after.owner, owner),
					   wm_type_text(change->after.type, type));
	}
	return WM_STEP_SEND;
}

static enum wm_step fail_patch(struct wm_job *job, const struct wm_reply *reply)
{
	char zone[WM_NAME_TEXT_MAX];
	const char *said = wm_rest_said(job, reply->body);
	const struct wm_rest_call call = {
		.what = wm_arena_printf(job->arena, "changing the zone %s",
					wm_name_text(&job->zone.zone, zone)),
		.write = true,
		.rights = WM_POWERDNS_RIGHTS,
		.said = said,
	};

	/* Somebody was between our reading and our writing. */
	if (!reply->fail && reply->status == 422 && said && strstr(said, "pre-existing"))
		return wm_job_fail(job, WM_ECONFLICT, "%s: %s", call.what, said);
	return wm_rest_fail(job, reply, &call);
}

enum wm_step wm_powerdns_apply_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct apply *apply = job->state;

	if (apply->state == READ_AGAIN) {
		if (wm_powerdns_take_zone(job, reply) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
		apply->state = CHECKED;
		return check_basis(job);
	}
	if (!wm_rest_ok(reply))
		return fail_patch(job, reply);
	job->applied = job->plan->change_count;
	return WM_STEP_DONE;
}
