/* Reading what HTTP headers say, and showing them without the secrets. */
#include "http_private.h"

#include <stdio.h>
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
	if (wm_str_number(value, strcspn(value, " \t"), UINT32_MAX, &seconds))
		return (uint32_t)seconds;
	date = curl_getdate(value, NULL);
	if (date < 0 || (uint64_t)date <= wall_s)
		return 0;
	seconds = (uint64_t)date - wall_s;
	return seconds < UINT32_MAX ? (uint32_t)seconds : UINT32_MAX;
}

/* Headers whose value is never shown. */
static const char *const secret_headers[] = {
	"authorization",
	"proxy-authorization",
	"x-api-key",
	"x-auth-key",
	"x-auth-token",
	"auth-api-token",
	"x-amz-security-token",
	"cookie",
	"set-cookie",
	"x-aws-ec2-metadata-token",
};

static bool is_secret(const char *line, size_t len)
{
	for (size_t i = 0; i < WM_COUNT(secret_headers); i++) {
		size_t name = strlen(secret_headers[i]);

		if (len > name && line[name] == ':' &&
		    strncasecmp(line, secret_headers[i], name) == 0)
			return true;
	}
	return false;
}

static void trace_head(const char *direction, const char *data, size_t len)
{
	while (len) {
		const char *end = memchr(data, '\n', len);
		size_t line = end ? (size_t)(end - data) : len;
		size_t shown = line && data[line - 1] == '\r' ? line - 1 : line;

		if (is_secret(data, shown))
			wm_log(WM_LOG_DEBUG, "http %s %.*s: (hidden)", direction,
			       (int)strcspn(data, ":"), data);
		else if (shown)
			wm_log(WM_LOG_DEBUG, "http %s %.*s", direction, (int)shown, data);
		line += end != NULL;
		data += line;
		len -= line;
	}
}

int wm_http_trace_line(CURL *easy, curl_infotype type, char *data, size_t len, void *context)
{
	(void)easy;
	(void)context;
	switch (type) {
	case CURLINFO_HEADER_IN:
		trace_head("<", data, len);
		break;
	case CURLINFO_HEADER_OUT:
		trace_head(">", data, len);
		break;
	case CURLINFO_DATA_IN:
		wm_log(WM_LOG_DEBUG, "http < (%zu bytes)", len);
		break;
	case CURLINFO_DATA_OUT:
		wm_log(WM_LOG_DEBUG, "http > (%zu bytes)", len);
		break;
	case CURLINFO_TEXT:
	case CURLINFO_SSL_DATA_IN:
	case CURLINFO_SSL_DATA_OUT:
	case CURLINFO_END:
		break;
	}
	return 0;
}
