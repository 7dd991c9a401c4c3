/* What the end of an attempt means: an answer, another attempt, or a failure with its reason. */
#include "http_private.h"

#include <stdio.h>
#include <string.h>

/* Each way in which libcurl can give up that means more than "network error". */
static const struct {
	CURLcode result;
	enum wm_code code;
	const char *text;
} ends[] = {
	{CURLE_COULDNT_RESOLVE_HOST, WM_ENETWORK, "its name cannot be resolved"},
	{CURLE_COULDNT_RESOLVE_PROXY, WM_ENETWORK, "the proxy's name cannot be resolved"},
	{CURLE_COULDNT_CONNECT, WM_ENETWORK, "cannot be reached"},
	{CURLE_PEER_FAILED_VERIFICATION, WM_EAUTH,
	 "its certificate is not to be trusted, so nothing was sent"},
	{CURLE_SSL_CACERT_BADFILE, WM_EFILE, "the file of trusted certificates cannot be read"},
	{CURLE_SSL_CONNECT_ERROR, WM_ENETWORK, "no TLS connection"},
	{CURLE_UNSUPPORTED_PROTOCOL, WM_EUSAGE, "only https:// is allowed here"},
	{CURLE_URL_MALFORMAT, WM_EUSAGE, "is no URL"},
	{CURLE_LOGIN_DENIED, WM_EUSAGE, "a user name stands in the URL"},
	{CURLE_OUT_OF_MEMORY, WM_ELIMIT, "libcurl ran out of memory"},
	{CURLE_FILESIZE_EXCEEDED, WM_ELIMIT, "the answer has more bytes of body than allowed"},
	{CURLE_GOT_NOTHING, WM_ENETWORK, "closed the connection without an answer"},
	{CURLE_PARTIAL_FILE, WM_ENETWORK, "cut its answer short"},
	{CURLE_HTTP2, WM_EPROTOCOL, "broke the HTTP/2 protocol"},
	{CURLE_HTTP2_STREAM, WM_EPROTOCOL, "broke the HTTP/2 stream off"},
	{CURLE_WEIRD_SERVER_REPLY, WM_EPROTOCOL, "does not speak HTTP"},
};

/* Has any byte of it left? The proxy's CONNECT counts too, which errs on the safe side. */
static bool was_sent(const struct wm_http_transfer *transfer)
{
	long bytes = 0;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0 || transfer->sendings > 1;
}

/* Which of the time-outs struck. */
static const char *name_timeout(const struct wm_http_transfer *transfer)
{
	if (!transfer->sendings)
		return "no connection in time";
	return transfer->place == WM_HTTP_AT_START ? "no answer in time"
						   : "the answer did not end in time";
}

static void explain(const struct wm_http_transfer *transfer, CURLcode result,
		    struct wm_fail *ret_fail)
{
	char origin[WM_HTTP_ORIGIN_MAX];
	const char *url = wm_http_origin(transfer->request.url, origin);
	const char *detail = transfer->error[0] ? transfer->error : curl_easy_strerror(result);

	if (transfer->refusal.code) {
		(void)wm_fail(ret_fail, transfer->refusal.code, "%s: %s", url,
			      transfer->refusal.text);
		return;
	}
	if (result == CURLE_OPERATION_TIMEDOUT) {
		(void)wm_fail(ret_fail, WM_ETIMEOUT, "%s: %s", url, name_timeout(transfer));
		return;
	}
	if (result == CURLE_UNSUPPORTED_PROTOCOL && transfer->sendings)
		result = CURLE_WEIRD_SERVER_REPLY; /* what libcurl says of an answer HTTP/0.9 */
	for (size_t i = 0; i < WM_COUNT(ends); i++)
		if (ends[i].result == result) {
			(void)wm_fail(ret_fail, ends[i].code, "%s: %s (%s)", url, ends[i].text,
				      detail);
			return;
		}
	(void)wm_fail(ret_fail, WM_ENETWORK, "%s: %s", url, detail);
}

static enum wm_http_verdict judge_failure(const struct wm_http_transfer *transfer, CURLcode result,
					  struct wm_fail *ret_fail)
{
	struct wm_fail why;

	explain(transfer, result, &why);
	if (transfer->request.once && was_sent(transfer)) {
		(void)wm_fail(ret_fail, WM_EUNKNOWN, "%s; whether the change was made is not known",
			      why.text);
		return WM_HTTP_FAILED;
	}
	*ret_fail = why;
	return wm_code_remedy(why.code) == WM_REMEDY_RETRY ? WM_HTTP_AGAIN : WM_HTTP_FAILED;
}

static bool has_header(const struct wm_http_transfer *transfer, const char *name)
{
	const char *headers[HTTP_HEADERS_MAX + 1];

	wm_http_head_lines(&transfer->head, headers);
	return wm_http_header(headers, name) != NULL;
}

/* An answer that is none: a gateway's, or a server's that broke down. */
static enum wm_http_verdict judge_breakdown(const struct wm_http_transfer *transfer, int status,
					    struct wm_fail *ret_fail)
{
	char origin[WM_HTTP_ORIGIN_MAX];
	const char *url = wm_http_origin(transfer->request.url, origin);

	if (!transfer->request.once) {
		(void)wm_fail(ret_fail, WM_EREMOTE, "%s: answers %d", url, status);
		return WM_HTTP_AGAIN;
	}
	(void)wm_fail(ret_fail, WM_EUNKNOWN,
		      "%s: answers %d; whether the change was made is not known", url, status);
	return WM_HTTP_FAILED;
}

enum wm_http_verdict wm_http_judge(const struct wm_http_transfer *transfer, CURLcode result,
				   int *ret_status, struct wm_fail *ret_fail)
{
	char origin[WM_HTTP_ORIGIN_MAX];
	long status = 0;

	*ret_status = 0;
	if (result == CURLE_OK && transfer->place != WM_HTTP_IN_BODY)
		result =
			CURLE_PARTIAL_FILE; /* closed within the head: libcurl takes it for whole */
	if (result != CURLE_OK)
		return judge_failure(transfer, result, ret_fail);
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	*ret_status = (int)status;
	switch (status) {
	case 503:
		if (!has_header(transfer, "retry-after"))
			return judge_breakdown(transfer, (int)status, ret_fail);
		/* fallthrough */
	case 429:
		(void)wm_fail(ret_fail, WM_EBUSY, "%s: answers %ld: it wants fewer requests",
			      wm_http_origin(transfer->request.url, origin), status);
		return WM_HTTP_AGAIN;
	case 500:
	case 502:
	case 504:
		return judge_breakdown(transfer, (int)status, ret_fail);
	default:
		return WM_HTTP_ANSWERED;
	}
}
