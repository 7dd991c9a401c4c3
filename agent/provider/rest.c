/* Requests to REST APIs and their JSON answers: escaping, parsing within limits, reading members.
 */
#include "rest.h"

#include <string.h>

static bool is_unreserved(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte));
}

const char *wm_rest_escape(struct wm_arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = wm_arena_alloc(arena, 3 * strlen(text) + 1);
	char *at = escaped;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (is_unreserved(byte)) {
			*at++ = *text;
			continue;
		}
		*at++ = '%';
		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	return escaped;
}

const char *wm_rest_url(const struct wm_job *job)
{
	const char *url = wm_provider_value(job->config, "url")->text;
	size_t len = strlen(url);

	while (len && url[len - 1] == '/')
		len--;
	return wm_arena_text_n(job->arena, url, len);
}

static bool is_url(const char *text)
{
	if (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0)
		return false;
	if (!strcspn(strstr(text, "://") + 3, "/:"))
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text >= 0x7F || strchr("@?#\\\"<>", *text))
			return false;
	return true;
}

void wm_rest_check_url(const struct wm_provider_config *config, struct wm_diags *diags)
{
	const struct wm_value *url = wm_provider_value(config, "url");

	if (!url->text)
		return; /* reported already */
	if (!is_url(url->text))
		wm_error(diags, &url->where,
			 "this is no address of an API, expected https://host[:port]");
	else if (!strncmp(url->text, "http://", 7) && !wm_http_is_loopback(url->text))
		wm_error(diags, &url->where,
			 "over http:// the token would travel in the clear, expected https://; "
			 "http:// is for this machine itself");
}

void wm_rest_request(const struct wm_job *job, struct wm_request *request, const char *method,
		     const char *url, const char *secret_header)
{
	static const char *const headers[] = {"Accept: application/json", NULL};

	request->kind = WM_REQUEST_HTTP;
	request->method = method;
	request->url = url;
	request->headers = headers;
	request->secret = wm_token_of(job->config);
	request->secret_header = secret_header;
}

static int put_piece(const char *text, size_t len, void *context)
{
	(void)wm_buf_put(context, text, len);
	return 0;
}

void wm_rest_body(struct wm_request *request, json_t *body)
{
	static const char *const headers[] = {"Accept: application/json",
					      "Content-Type: application/json", NULL};

	request->headers = headers;
	if (json_dump_callback(body, put_piece, &request->body, JSON_COMPACT))
		wm_memory_give_up(0);
	json_decref(body);
}

/* ---- answers ---- */

/* jansson recurses, 2,048 deep: hostile nesting is told before. */
static bool is_too_deep(struct wm_bytes body)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < body.len; i++) {
		char c = (char)body.data[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted)
			i += c == '\\';
		else if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth -= depth > 0;
		if (depth > WM_REST_DEPTH_MAX)
			return true;
	}
	return false;
}

json_t *wm_rest_parse(struct wm_bytes body, struct wm_fail *reterr)
{
	json_error_t error;
	json_t *root;
	char *near;

	if (is_too_deep(body)) {
		(void)wm_fail(reterr, WM_EPROTOCOL, "JSON nested more than %d deep",
			      WM_REST_DEPTH_MAX);
		return NULL;
	}
	root = json_loadb(body.len ? (const char *)body.data : "", body.len, JSON_REJECT_DUPLICATES,
			  &error);
	if (root)
		return root;
	if (json_error_code(&error) == json_error_out_of_memory)
		wm_memory_give_up(body.len);
	/* What follows quotes the answer, which may hold anything. */
	near = strstr(error.text, " near ");
	if (near)
		*near = '\0';
	(void)wm_fail(reterr, WM_EPROTOCOL, "not JSON: line %d, column %d: %s", error.line,
		      error.column, error.text);
	return NULL;
}

json_t *wm_rest_json(struct wm_job *job, const struct wm_reply *reply, const char *what)
{
	struct wm_fail why = {0};
	json_t *root = wm_rest_parse(reply->body, &why);

	if (!root)
		(void)wm_job_fail(job, why.code, "%s: the answer of %s is %s", what,
				  reply->server ? reply->server : job->config->name, why.text);
	return root;
}

const char *wm_rest_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

bool wm_rest_true(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

bool wm_rest_number(const json_t *object, const char *name, uint64_t max, uint64_t *ret_number)
{
	const json_t *number = json_object_get(object, name);
	json_int_t value = json_integer_value(number);

	if (!json_is_integer(number) || value < 0 || (uint64_t)value > max)
		return false;
	*ret_number = (uint64_t)value;
	return true;
}
