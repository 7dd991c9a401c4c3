/* agent/net/http_headers.c: what headers say, and that a trace never shows a secret. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <net/http_private.h>

#include <waymark/log.h>

#define WALL_S 1760000000U /* Thu, 09 Oct 2025 08:53:20 GMT */

static void a_header_is_found_by_its_whole_name(void **state)
{
	static const char *const headers[] = {
		"etag: \"7\"", "retry-after:\t 5", "no-colon", "retry-after-not: 9",
		"empty:",      "etag: second",     "x: a: b",  NULL};

	(void)state;
	assert_string_equal(wm_http_header(headers, "etag"), "\"7\"");
	assert_string_equal(wm_http_header(headers, "retry-after"), "5");
	assert_string_equal(wm_http_header(headers, "retry-after-not"), "9");
	assert_string_equal(wm_http_header(headers, "empty"), "");
	assert_string_equal(wm_http_header(headers, "x"), "a: b");
	assert_null(wm_http_header(headers, "no-colon"));
	assert_null(wm_http_header(headers, "retry"));
	assert_null(wm_http_header(NULL, "etag"));
}

static void retry_after_is_seconds_or_a_date(void **state)
{
	static const struct {
		const char *header;
		uint32_t seconds;
	} rows[] = {
		{"retry-after: 0", 0},
		{"retry-after: 120", 120},
		{"retry-after: 4294967295", UINT32_MAX},
		{"retry-after: 99999999999999999999999", UINT32_MAX},
		{"retry-after: Thu, 09 Oct 2025 08:53:50 GMT", 30},
		{"retry-after: Thursday, 09-Oct-25 08:54:20 GMT", 60}, /* RFC 850 */
		{"retry-after: Thu Oct  9 08:54:20 2025", 60},         /* asctime */
		{"retry-after: Thu, 09 Oct 2025 08:53:20 GMT", 0},
		{"retry-after: Thu, 09 Oct 2024 08:53:20 GMT", 0},
		{"retry-after: Fri, 01 Jan 2200 00:00:00 GMT", UINT32_MAX},
		{"retry-after: soon", 0},
		{"retry-after: -5", 0},
		{"retry-after:", 0},
		{"other: 5", 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const char *headers[] = {rows[i].header, NULL};
		uint32_t seconds = wm_http_retry_after_s(headers, WALL_S);

		if (seconds != rows[i].seconds)
			fail_msg("%s: %u", rows[i].header, seconds);
	}
}

static void the_lines_of_a_head_come_as_an_array(void **state)
{
	const char *lines[HTTP_HEADERS_MAX + 1];
	struct wm_buf head;

	(void)state;
	wm_buf_init(&head, 100);
	wm_http_head_lines(&head, lines);
	assert_null(lines[0]);
	wm_buf_put(&head, "a: 1\0b: 2", 10);
	wm_http_head_lines(&head, lines);
	assert_string_equal(lines[0], "a: 1");
	assert_string_equal(lines[1], "b: 2");
	assert_null(lines[2]);
	wm_buf_done(&head);
}

/* ---- the trace ---- */

static char traced[16384];

/* What one call of the trace writes to stderr. */
static const char *trace(const struct wm_http_transfer *transfer, curl_infotype type,
			 const char *data)
{
	char path[] = "/tmp/waymark-trace-XXXXXX";
	char copy[4096];
	int file = mkstemp(path);
	int saved = dup(STDERR_FILENO);
	ssize_t got;
	union {
		const struct wm_http_transfer *in;
		void *out;
	} context = {transfer};

	assert_true(file >= 0 && saved >= 0);
	(void)unlink(path);
	(void)snprintf(copy, sizeof(copy), "%s", data);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	wm_http_trace_line(NULL, type, copy, strlen(copy), context.out);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(saved);
	got = pread(file, traced, sizeof(traced) - 1, 0);
	(void)close(file);
	assert_true(got >= 0);
	traced[got] = '\0';
	return traced;
}

static void whatever_may_be_a_secret_is_hidden(void **state)
{
	static const char *const headers[] = {
		"Authorization: Bearer canary",
		"Proxy-Authorization: Basic canary",
		"authorization: AWS4-HMAC-SHA256 Credential=canary, Signature=canary",
		"X-API-Key: canary",
		"X-Auth-Email: canary",
		"X-Amz-Security-Token: canary",
		"x-aws-ec2-metadata-token: canary",
		"Cookie: canary",
		"Set-Cookie: canary",
		"DNS-Thing: canary", /* named by the request */
	};
	struct wm_secret *secret = wm_secret_new("canary", 6);
	const struct wm_http_transfer transfer = {
		.request = {.secret = secret, .secret_header = "dns-thing: prefix "}};

	(void)state;
	wm_log_set_level(WM_LOG_DEBUG);
	for (size_t i = 0; i < WM_COUNT(headers); i++) {
		char block[4096];

		(void)snprintf(block, sizeof(block), "GET /v1 HTTP/1.1\r\nHost: api\r\n%s\r\n\r\n",
			       headers[i]);
		(void)trace(&transfer, CURLINFO_HEADER_OUT, block);
		assert_non_null(strstr(traced, "level=debug http > GET /v1 HTTP/1.1\n"));
		assert_non_null(strstr(traced, "level=debug http > Host: api\n"));
		assert_non_null(strstr(traced, ": (hidden)\n"));
		assert_null(strstr(traced, "canary"));
		(void)trace(&transfer, CURLINFO_HEADER_IN, headers[i]);
		assert_null(strstr(traced, "canary"));
	}
	wm_log_set_level(WM_LOG_NOTICE);
	wm_secret_free(secret);
}

static void bodies_are_told_by_their_length_and_the_rest_not_at_all(void **state)
{
	static const struct wm_http_transfer transfer = {.http = NULL};
	static const struct {
		curl_infotype type;
		const char *text;
	} rows[] = {
		{CURLINFO_DATA_IN, "waymark: level=debug http < (6 bytes)\n"},
		{CURLINFO_DATA_OUT, "waymark: level=debug http > (6 bytes)\n"},
		{CURLINFO_TEXT, ""},
		{CURLINFO_SSL_DATA_IN, ""},
		{CURLINFO_SSL_DATA_OUT, ""},
	};

	(void)state;
	wm_log_set_level(WM_LOG_DEBUG);
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		assert_string_equal(trace(&transfer, rows[i].type, "canary"), rows[i].text);
	assert_string_equal(trace(&transfer, CURLINFO_HEADER_IN, "X-Odd: \033[2J\r\n"),
			    "waymark: level=debug http < X-Odd: \\027[2J\n");
	wm_log_set_level(WM_LOG_NOTICE);
	assert_string_equal(trace(&transfer, CURLINFO_DATA_IN, "canary"), "");
}

TEST_MAIN(TEST(a_header_is_found_by_its_whole_name), TEST(retry_after_is_seconds_or_a_date),
	  TEST(the_lines_of_a_head_come_as_an_array), TEST(whatever_may_be_a_secret_is_hidden),
	  TEST(bodies_are_told_by_their_length_and_the_rest_not_at_all))
