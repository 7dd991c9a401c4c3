/* agent/net/http_judge.c: what the end of an attempt means. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include <net/http_private.h>

/* An attempt that never left: nothing is known of it but how libcurl says it ended. */
static void each_end_has_its_code_and_its_words(void **state)
{
	static const struct {
		CURLcode result;
		enum wm_http_verdict verdict;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{CURLE_COULDNT_RESOLVE_HOST, WM_HTTP_AGAIN, WM_ENETWORK,
		 "https://api.test: its name cannot be resolved (detail)"},
		{CURLE_COULDNT_RESOLVE_PROXY, WM_HTTP_AGAIN, WM_ENETWORK,
		 "https://api.test: the proxy's name cannot be resolved (detail)"},
		{CURLE_COULDNT_CONNECT, WM_HTTP_AGAIN, WM_ENETWORK,
		 "https://api.test: cannot be reached (detail)"},
		{CURLE_PEER_FAILED_VERIFICATION, WM_HTTP_FAILED, WM_EAUTH,
		 "https://api.test: its certificate is not to be trusted, so nothing was sent "
		 "(detail)"},
		{CURLE_SSL_CACERT_BADFILE, WM_HTTP_FAILED, WM_EFILE,
		 "https://api.test: the file of trusted certificates cannot be read (detail)"},
		{CURLE_SSL_CONNECT_ERROR, WM_HTTP_AGAIN, WM_ENETWORK,
		 "https://api.test: no TLS connection (detail)"},
		{CURLE_UNSUPPORTED_PROTOCOL, WM_HTTP_FAILED, WM_EUSAGE,
		 "https://api.test: only https:// is allowed here (detail)"},
		{CURLE_GOT_NOTHING, WM_HTTP_AGAIN, WM_ENETWORK,
		 "https://api.test: closed the connection without an answer (detail)"},
		{CURLE_HTTP2_STREAM, WM_HTTP_AGAIN, WM_EPROTOCOL,
		 "https://api.test: broke the HTTP/2 stream off (detail)"},
		{CURLE_FILESIZE_EXCEEDED, WM_HTTP_FAILED, WM_ELIMIT,
		 "https://api.test: the answer has more bytes of body than allowed (detail)"},
		{CURLE_OPERATION_TIMEDOUT, WM_HTTP_AGAIN, WM_ETIMEOUT,
		 "https://api.test: no connection in time"},
		{CURLE_RECV_ERROR, WM_HTTP_AGAIN, WM_ENETWORK, "https://api.test: detail"},
		{CURLE_SEND_ERROR, WM_HTTP_AGAIN, WM_ENETWORK, "https://api.test: detail"},
	};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(rows); i++) {
		struct wm_http_transfer transfer = {
			.request = {.url = "https://api.test/canary", .once = i % 2},
			.easy = curl_easy_init(),
			.error = "detail",
		};
		struct wm_fail fail;
		int status = 7;

		assert_int_equal(wm_http_judge(&transfer, rows[i / 2].result, &status, &fail),
				 rows[i / 2].verdict);
		assert_int_equal(status, 0);
		assert_int_equal(fail.code, rows[i / 2].code);
		assert_string_equal(fail.text, rows[i / 2].text);
		curl_easy_cleanup(transfer.easy);
	}
}

static void what_was_sent_and_lost_is_unknown_for_a_once_request(void **state)
{
	static const struct {
		CURLcode result;
		enum wm_http_place place;
		const char *text;
	} rows[] = {
		{CURLE_OPERATION_TIMEDOUT, WM_HTTP_AT_START,
		 "https://api.test: no answer in time; whether the change was made is not known"},
		{CURLE_OPERATION_TIMEDOUT, WM_HTTP_IN_BODY,
		 "https://api.test: the answer did not end in time; whether the change was made is "
		 "not known"},
		{CURLE_UNSUPPORTED_PROTOCOL, WM_HTTP_AT_START,
		 "https://api.test: does not speak HTTP (Unsupported protocol); whether the change "
		 "was made is not known"},
		{CURLE_OK, WM_HTTP_IN_HEAD,
		 "https://api.test: cut its answer short (Transferred a partial file); whether the "
		 "change was made is not known"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_http_transfer transfer = {
			.request = {.url = "https://api.test/canary", .once = true},
			.easy = curl_easy_init(),
			.sendings = 2, /* libcurl began a second time: the first one left */
			.place = rows[i].place,
		};
		struct wm_fail fail;
		int status;

		assert_int_equal(wm_http_judge(&transfer, rows[i].result, &status, &fail),
				 WM_HTTP_FAILED);
		assert_int_equal(fail.code, WM_EUNKNOWN);
		assert_string_equal(fail.text, rows[i].text);
		curl_easy_cleanup(transfer.easy);
	}
}

static void our_own_reason_counts_more_than_libcurls(void **state)
{
	struct wm_http_transfer transfer = {
		.request = {.url = "https://api.test/canary"},
		.easy = curl_easy_init(),
		.refusal = {WM_ELIMIT, "too much"},
		.error = "Failed writing body",
	};
	struct wm_fail fail;
	int status;

	(void)state;
	assert_int_equal(wm_http_judge(&transfer, CURLE_WRITE_ERROR, &status, &fail),
			 WM_HTTP_FAILED);
	assert_int_equal(fail.code, WM_ELIMIT);
	assert_string_equal(fail.text, "https://api.test: too much");
	curl_easy_cleanup(transfer.easy);
}

TEST_MAIN(TEST(each_end_has_its_code_and_its_words),
	  TEST(what_was_sent_and_lost_is_unknown_for_a_once_request),
	  TEST(our_own_reason_counts_more_than_libcurls))
