/* Reading what HTTP headers say, and showing them without the secrets. */
#include "http_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <waymark/log.h>
#include <waymark/str.h>

const char *wm_http_header(const char *const *headers, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; headers && headers[i]; i++)
		if (strncmp(headers[i], name, len) == 0 && headers[i][len] == ':')
			return headers[i] + len + 1 + strspn(headers[i] + len + 1, " \t");
	return NULL;
}

uint32_t wm_http_retry_after_s(const char *const *headers, uint64_t wall_s)
{
	const char *value = wm_http_header(headers, "retry-after");
	uint64_t seconds;
	time_t date;

	if (!value)
		return 0;
	if (*value && value[strspn(value, "0123456789")] == '\0') {
		if (!wm_str_number(value, strlen(value), UINT32_MAX, &seconds))
			return UINT32_MAX;
		return (uint32_t)seconds;
	}
	date = curl_getdate(value, NULL);
	if (date < 0 || (uint64_t)date <= wall_s)
		return 0;
	seconds = (uint64_t)date - wall_s;
	return seconds < UINT32_MAX ? (uint32_t)seconds : UINT32_MAX;
}

void wm_http_head_lines(const struct wm_buf *head, const char *headers[HTTP_HEADERS_MAX + 1])
{
	const char *lines = (const char *)head->data;
	size_t count = 0;

	for (size_t at = 0; at < head->len; at += strlen(lines + at) + 1)
		headers[count++] = lines + at;
	headers[count] = NULL;
}

/* ---- the trace ---- */

/* A header whose name has one of these in it is never shown: rather one too many. */
static const char *const secretive[] = {
	"auth", "token", "key", "cookie", "secret", "credential", "password", "signature",
};

static bool contains(const char *name, size_t len, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= len; i++)
		if (strncasecmp(name + i, word, size) == 0)
			return true;
	return false;
}

static bool is_secret(const char *name, size_t len, const struct wm_http_transfer *transfer)
{
	const char *own = transfer->request.secret ? transfer->request.secret_header : "";

	if (strcspn(own, ":") == len && strncasecmp(own, name, len) == 0)
		return true;
	for (size_t i = 0; i < WM_COUNT(secretive); i++)
		if (contains(name, len, secretive[i]))
			return true;
	return false;
}

static void trace_head(const struct wm_http_transfer *transfer, const char *direction,
		       const char *data, size_t len)
{
	while (len) {
		const char *end = memchr(data, '\n', len);
		size_t line = end ? (size_t)(end - data) : len;
		size_t shown = line && data[line - 1] == '\r' ? line - 1 : line;
		const char *colon = memchr(data, ':', shown);
		size_t name = colon ? (size_t)(colon - data) : 0;

		if (name && is_secret(data, name, transfer))
			wm_log(WM_LOG_DEBUG, "http %s %.*s: (hidden)", direction, (int)name, data);
		else if (shown)
			wm_log(WM_LOG_DEBUG, "http %s %.*s", direction, (int)shown, data);
		line += end != NULL;
		data += line;
		len -= line;
	}
}

int wm_http_trace_line(CURL *easy, curl_infotype type, char *data, size_t len, void *context)
{
	const struct wm_http_transfer *transfer = context;

	(void)easy;
	switch (type) {
	case CURLINFO_HEADER_IN:
		trace_head(transfer, "<", data, len);
		break;
	case CURLINFO_HEADER_OUT:
		trace_head(transfer, ">", data, len);
		break;
	case CURLINFO_DATA_IN:
		wm_log(WM_LOG_DEBUG, "http < (%zu bytes)", len);
		break;
	case CURLINFO_DATA_OUT:
		wm_log(WM_LOG_DEBUG, "http > (%zu bytes)", len);
		break;
	case CURLINFO_TEXT: /* names user and key of what it signs */
	case CURLINFO_SSL_DATA_IN:
	case CURLINFO_SSL_DATA_OUT:
	case CURLINFO_END:
		break;
	}
	return 0;
}
