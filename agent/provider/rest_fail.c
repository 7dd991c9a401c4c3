/* What an answer of a REST API means that is not the one hoped for, in the API's words and ours. */
#include "rest.h"

#include <stdio.h>
#include <string.h>

#include <waymark/str.h>

bool wm_rest_ok(const struct wm_reply *reply)
{
	return !reply->fail && reply->status >= 200 && reply->status <= 299;
}

/* ---- in the API's words ---- */

/* The message in the shapes that are in use: {"error": "..."}, {"error": {"message": "..."}},
 * {"errors": [{"message": "..."}]}, {"message": "..."}, {"detail": "..."}. Borrowed. */
static const char *find_message(const json_t *root)
{
	static const char *const names[] = {"error", "message", "detail"};
	const json_t *error = json_object_get(root, "error");
	const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
	const char *text = NULL;

	for (size_t i = 0; i < WM_COUNT(names) && !text; i++)
		text = wm_rest_text(root, names[i]);
	if (!text)
		text = wm_rest_text(error, "message");
	if (!text)
		text = json_is_string(first) ? json_string_value(first)
					     : wm_rest_text(first, "message");
	return text;
}

/* What stands between the title tags of a page, else nothing: the rest of it is markup. */
static struct wm_bytes find_title(struct wm_bytes body)
{
	static const char open[] = "<title>", close[] = "</title>";
	const char *text = (const char *)body.data, *start, *end;
	struct wm_bytes title = {0};

	start = memmem(text, body.len, open, strlen(open));
	if (!start)
		return title;
	start += strlen(open);
	end = memmem(start, body.len - (size_t)(start - text), close, strlen(close));
	if (!end)
		return title;
	title.data = (const uint8_t *)start;
	title.len = (size_t)(end - start);
	return title;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct wm_bytes trim(struct wm_bytes text)
{
	while (text.len && is_blank(text.data[0])) {
		text.data++;
		text.len--;
	}
	while (text.len && is_blank(text.data[text.len - 1]))
		text.len--;
	return text;
}

/* An API that sends back what it was sent must not bring the token into a log. */
static bool holds_token(const struct wm_job *job, struct wm_bytes text)
{
	const struct wm_secret *token = wm_token_of(job->config);
	struct wm_buf bytes;
	bool holds;

	if (!token)
		return false;
	wm_buf_init(&bytes, WM_SECRET_FILE_MAX);
	holds = !wm_secret_put(token, &bytes) ||
		memmem(text.data, text.len, bytes.data, bytes.len) != NULL;
	wm_buf_wipe(&bytes);
	return holds;
}

/* At most WM_REST_SAID_MAX bytes of TEXT, not cut within a UTF-8 sequence, escaped. */
static const char *escape(struct wm_arena *arena, struct wm_bytes text)
{
	size_t len = text.len < WM_REST_SAID_MAX ? text.len : WM_REST_SAID_MAX;
	const char *escaped;
	struct wm_buf out;

	while (len < text.len && len && (text.data[len] & 0xC0) == 0x80)
		len--;
	wm_buf_init(&out, 4 * WM_REST_SAID_MAX + 4);
	wm_str_escape_utf8(&out, (const char *)text.data, len);
	if (len < text.len)
		(void)wm_buf_text(&out, "...");
	escaped = wm_arena_text(arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return escaped;
}

const char *wm_rest_said(const struct wm_job *job, struct wm_bytes body)
{
	WM_REST_JSON root = wm_rest_parse(body, NULL);
	const char *message = find_message(root);
	struct wm_bytes text = trim(body);

	if (message)
		text = trim((struct wm_bytes){(const uint8_t *)message, strlen(message)});
	else if (root)
		text = (struct wm_bytes){0};
	else if (text.len && text.data[0] == '<')
		text = trim(find_title(text));
	if (!text.len || holds_token(job, text))
		return NULL;
	return escape(job->arena, text);
}

/* ---- in ours ---- */

static const struct advice {
	int status;
	enum wm_code code;
	const char *text;
} advices[] = {
	{404, WM_ENOZONE, "it has no such thing: check `url` and `zones`"},
	{405, WM_EUNSUPPORTED, "it does not know this request: check `url`"},
	{408, WM_ETIMEOUT, "it waited for the request in vain"},
	{409, WM_ECONFLICT, "changed since it was read"},
	{412, WM_ECONFLICT, "changed since it was read"},
	{413, WM_ELIMIT, "the request is larger than it takes"},
	{429, WM_EBUSY, "too many requests"},
};

static struct advice advice_for(int status, bool write)
{
	for (size_t i = 0; i < WM_COUNT(advices); i++)
		if (advices[i].status == status)
			return advices[i];
	if (status >= 300 && status <= 399)
		return (struct advice){status, WM_EUNSUPPORTED,
				       "a redirect, which is never followed: check `url`"};
	if (status >= 400 && status <= 499)
		return (struct advice){status, WM_EREFUSED, "refused"};
	if (write)
		return (struct advice){status, WM_EUNKNOWN,
				       "whether it did what was asked is not known"};
	if (status >= 500 && status <= 599)
		return (struct advice){status, WM_EREMOTE, "it failed"};
	return (struct advice){status, WM_EPROTOCOL, "an answer that nobody expected"};
}

static enum wm_step fail_rights(struct wm_job *job, const struct wm_reply *reply,
				const struct wm_rest_call *call, const char *said)
{
	return wm_job_fail(job, WM_EAUTH,
			   "%s: %s answered %d%s: check that the token of provider '%s' is "
			   "right%s%s",
			   call->what, reply->server ? reply->server : job->config->name,
			   reply->status, said, job->config->name, call->rights ? " and may " : "",
			   call->rights ? call->rights : "");
}

enum wm_step wm_rest_fail(struct wm_job *job, const struct wm_reply *reply,
			  const struct wm_rest_call *call)
{
	const char *said = "";
	struct advice advice;

	if (reply->fail)
		return wm_job_fail(job, reply->fail->code, "%s: %s", call->what, reply->fail->text);
	if (call->said)
		said = wm_arena_printf(job->arena, " (%s)", call->said);
	if (reply->status == 401 || reply->status == 403)
		return fail_rights(job, reply, call, said);
	advice = advice_for(reply->status, call->write);
	if (reply->status == 429) {
		uint64_t pause_ms =
			1000U * (uint64_t)wm_http_retry_after_s(reply->headers, reply->wall_s);

		if (pause_ms > job->account->pause_ms)
			job->account->pause_ms = pause_ms;
	}
	return wm_job_fail(job, advice.code, "%s: %s answered %d%s: %s", call->what,
			   reply->server ? reply->server : job->config->name, reply->status, said,
			   advice.text);
}
