/* One HTTP request on libcurl: how it is set up, what it may receive, and what its end means. */
#include "http_private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CONNECT_MS 10000L
#define WHOLE_MS   120000L

/* ---- what is received ---- */

static size_t refuse(struct wm_http_transfer *transfer, const char *what)
{
	(void)wm_fail(&transfer->refusal, WM_ELIMIT, "the answer has more %s than allowed", what);
	return 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct wm_http_transfer *transfer = context;

	if (!wm_buf_put(&transfer->body, data, size * count))
		return refuse(transfer, "bytes of body");
	return size * count;
}

/* Lines come one by one, the status line and the empty last one among them. A new status line
 * (after 100 Continue, or a proxy's) begins a new head. */
static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct wm_http_transfer *transfer = context;
	size_t len = size * count, kept = len;

	if (len >= 5 && memcmp(data, "HTTP/", 5) == 0) {
		wm_buf_clear(&transfer->head);
		transfer->head_count = 0;
		return len;
	}
	while (kept && (data[kept - 1] == '\r' || data[kept - 1] == '\n'))
		kept--;
	if (!kept)
		return len;
	if (memchr(data, '\0', kept) || ++transfer->head_count > HTTP_HEADERS_MAX)
		return refuse(transfer, "headers");
	for (size_t i = 0; i < kept && data[i] != ':'; i++)
		data[i] = (char)tolower((unsigned char)data[i]);
	if (!wm_buf_put(&transfer->head, data, kept) || !wm_buf_put_u8(&transfer->head, 0))
		return refuse(transfer, "bytes of headers");
	return len;
}

/* ---- how it is set up ---- */

static void add_header(struct wm_http_transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);

	if (!longer)
		wm_memory_give_up(strlen(line));
	transfer->headers = longer;
}

/* PREFIX and SECRET as one header, through a buffer that is wiped. */
static void add_secret(struct wm_http_transfer *transfer, const char *prefix,
		       const struct wm_secret *secret)
{
	struct wm_buf line;

	wm_buf_init(&line, 128U * 1024);
	(void)wm_buf_text(&line, prefix);
	(void)wm_secret_put(secret, &line);
	add_header(transfer, wm_buf_string(&line));
	wm_buf_wipe(&line);
}

static void add_headers(struct wm_http_transfer *transfer)
{
	const struct wm_http_request *request = &transfer->request;

	for (size_t i = 0; request->headers && request->headers[i]; i++)
		add_header(transfer, request->headers[i]);
	add_header(transfer, "Expect:"); /* no 100-continue round trip */
	if (request->secret)
		add_secret(transfer, request->secret_header, request->secret);
	if (request->sigv4 && request->sigv4->session_token)
		add_secret(transfer, "X-Amz-Security-Token: ", request->sigv4->session_token);
	(void)curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

/* libcurl keeps copies of these two until the handle is freed; there is no other way in. */
static void set_signature(struct wm_http_transfer *transfer)
{
	const struct wm_http_sigv4 *sigv4 = transfer->request.sigv4;
	struct wm_buf text;

	wm_buf_init(&text, 64U * 1024);
	(void)wm_secret_put(sigv4->key_id, &text);
	(void)curl_easy_setopt(transfer->easy, CURLOPT_USERNAME, wm_buf_string(&text));
	wm_buf_wipe(&text);
	wm_buf_init(&text, 64U * 1024);
	(void)wm_secret_put(sigv4->secret_key, &text);
	(void)curl_easy_setopt(transfer->easy, CURLOPT_PASSWORD, wm_buf_string(&text));
	wm_buf_wipe(&text);
	(void)curl_easy_setopt(transfer->easy, CURLOPT_AWS_SIGV4, sigv4->scope);
}

static void set_body(struct wm_http_transfer *transfer)
{
	const char *method = transfer->request.method;
	CURL *easy = transfer->easy;

	(void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
	if (!transfer->sending.len && strcmp(method, "POST") != 0)
		return;
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			       (curl_off_t)transfer->sending.len);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, wm_buf_string(&transfer->sending));
}

/* Who is talked to, and what of it is believed: never what the environment says. */
static void set_trust(CURL *easy, const struct wm_http_trust *trust)
{
	const char *schemes = trust->plain ? "http,https" : "https";

	(void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, schemes);
	(void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(easy, CURLOPT_PROXY, trust->proxy ? trust->proxy : "");
	(void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (trust->ca_file)
		(void)curl_easy_setopt(easy, CURLOPT_CAINFO, trust->ca_file);
}

static void set_limits(struct wm_http_transfer *transfer)
{
	const struct wm_http_request *request = &transfer->request;
	CURL *easy = transfer->easy;
	long connect_ms = request->connect_ms ? (long)request->connect_ms : CONNECT_MS;
	long whole_ms = request->whole_ms ? (long)request->whole_ms : WHOLE_MS;

	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, whole_ms);
	/* One connection for many requests where the server can (HTTP/2). A request that must not
	 * be carried out twice gets a fresh one: on a used one that turns out to be dead libcurl
	 * would send it again by itself. */
	(void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	(void)curl_easy_setopt(easy, CURLOPT_PIPEWAIT, request->once ? 0L : 1L);
	(void)curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
}

static void set_callbacks(struct wm_http_transfer *transfer)
{
	CURL *easy = transfer->easy;

	(void)curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "waymark/" WAYMARK_VERSION);
}

enum wm_code wm_http_transfer_begin(struct wm_http_transfer *transfer,
				    const struct wm_http_trust *trust, struct wm_fail *reterr)
{
	const struct wm_http_request *request = &transfer->request;
	size_t body_max = request->body_max ? request->body_max : WM_HTTP_BODY_MAX;
	char origin[WM_FAIL_TEXT_MAX / 2];

	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		wm_memory_give_up(sizeof(CURL *));
	transfer->error[0] = '\0';
	transfer->refusal = (struct wm_fail){0};
	wm_buf_init(&transfer->head, HTTP_HEADERS_BYTES_MAX);
	wm_buf_init(&transfer->body, body_max);
	transfer->head_count = 0;
	set_trust(transfer->easy, trust);
	set_limits(transfer);
	set_callbacks(transfer);
	set_body(transfer);
	add_headers(transfer);
	if (request->sigv4)
		set_signature(transfer);
	if (curl_easy_setopt(transfer->easy, CURLOPT_URL, request->url) == CURLE_OK)
		return WM_OK;
	wm_http_transfer_end(transfer);
	return wm_fail(reterr, WM_EUSAGE, "%s is no URL", wm_http_origin(request->url, origin));
}

static void wipe_headers(struct curl_slist *headers)
{
	for (struct curl_slist *item = headers; item; item = item->next)
		explicit_bzero(item->data, strlen(item->data));
	curl_slist_free_all(headers);
}

void wm_http_transfer_end(struct wm_http_transfer *transfer)
{
	if (!transfer->easy)
		return;
	curl_easy_cleanup(transfer->easy);
	transfer->easy = NULL;
	wipe_headers(transfer->headers);
	transfer->headers = NULL;
	wm_buf_done(&transfer->head);
	wm_buf_done(&transfer->body);
}

/* ---- what its end means ---- */

const char *wm_http_origin(const char *url, char text[WM_FAIL_TEXT_MAX / 2])
{
	const char *host = strstr(url, "://");
	size_t scheme = host ? (size_t)(host + 3 - url) : 0;
	size_t len = scheme + strcspn(url + scheme, "/?#");
	const char *at = memchr(url, '@', len);

	if (at) { /* user and password have no business in a URL, still less in a message */
		url = at + 1;
		len -= (size_t)(at + 1 - url);
	}
	(void)snprintf(text, WM_FAIL_TEXT_MAX / 2, "%.*s", (int)len, url);
	return text;
}

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
	{CURLE_OUT_OF_MEMORY, WM_ELIMIT, "libcurl ran out of memory"},
	{CURLE_GOT_NOTHING, WM_ENETWORK, "closed the connection without an answer"},
	{CURLE_PARTIAL_FILE, WM_EPROTOCOL, "cut its answer short"},
	{CURLE_HTTP2, WM_EPROTOCOL, "broke the HTTP/2 protocol"},
	{CURLE_HTTP2_STREAM, WM_EPROTOCOL, "broke the HTTP/2 stream off"},
	{CURLE_WEIRD_SERVER_REPLY, WM_EPROTOCOL, "does not speak HTTP"},
};

static bool was_sent(const struct wm_http_transfer *transfer)
{
	long bytes = 0;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0;
}

/* Which of the time-outs struck. */
static const char *name_timeout(const struct wm_http_transfer *transfer)
{
	curl_off_t connected = 0;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (!connected)
		return "no connection in time";
	return transfer->head_count ? "the answer did not end in time" : "no answer in time";
}

static void explain(const struct wm_http_transfer *transfer, CURLcode result,
		    struct wm_fail *ret_fail)
{
	char origin[WM_FAIL_TEXT_MAX / 2];
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
	const char *line = (const char *)transfer->head.data;
	const char *end = line + transfer->head.len;
	size_t len = strlen(name);

	for (; line < end; line += strlen(line) + 1)
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return true;
	return false;
}

/* An answer that is none: a gateway's, or a server's that broke down. */
static enum wm_http_verdict judge_breakdown(const struct wm_http_transfer *transfer, int status,
					    struct wm_fail *ret_fail)
{
	char origin[WM_FAIL_TEXT_MAX / 2];
	const char *url = wm_http_origin(transfer->request.url, origin);

	if (!transfer->request.once) {
		(void)wm_fail(ret_fail, WM_EREMOTE, "%s: answers %d", url, status);
		return WM_HTTP_AGAIN;
	}
	(void)wm_fail(ret_fail, WM_EUNKNOWN,
		      "%s: answers %d; whether the change was made is not known", url, status);
	return WM_HTTP_FAILED;
}

enum wm_http_verdict wm_http_transfer_judge(const struct wm_http_transfer *transfer,
					    CURLcode result, int *ret_status,
					    struct wm_fail *ret_fail)
{
	char origin[WM_FAIL_TEXT_MAX / 2];
	long status = 0;

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
