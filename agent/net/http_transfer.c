/* One attempt of an HTTP request on libcurl: how it is set up, and what it may receive. */
#include "http_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define CONNECT_MS     10000L
#define WHOLE_MS       120000L
#define LINE_BYTES_MAX ((size_t)128 * 1024) /* of a header with a secret */

/* ---- what is received ---- */

static size_t refuse(struct wm_http_transfer *transfer, enum wm_code code, const char *why)
{
	(void)wm_fail(&transfer->refusal, code, "%s", why);
	return 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct wm_http_transfer *transfer = context;

	if (!wm_buf_put(&transfer->body, data, size * count))
		return refuse(transfer, WM_ELIMIT,
			      "the answer has more bytes of body than allowed");
	return size * count;
}

/* "HTTP/1.1 100 Continue": a head that is not yet the answer's. */
static bool is_interim(const char *line, size_t len)
{
	const char *blank = memchr(line, ' ', len);

	return blank && line + len - blank > 1 && blank[1] == '1';
}

/* LEN bytes without the end of line. */
static bool take_line(struct wm_http_transfer *transfer, char *line, size_t len)
{
	if (memchr(line, '\0', len)) {
		refuse(transfer, WM_EPROTOCOL, "the answer has a header with a NUL in it");
		return false;
	}
	if (++transfer->head_count > HTTP_HEADERS_MAX) {
		refuse(transfer, WM_ELIMIT, "the answer has more headers than allowed");
		return false;
	}
	for (size_t i = 0; i < len && line[i] != ':'; i++)
		line[i] = (char)tolower((unsigned char)line[i]);
	if (!wm_buf_put(&transfer->head, line, len) || !wm_buf_put_u8(&transfer->head, 0)) {
		refuse(transfer, WM_ELIMIT, "the answer has more bytes of headers than allowed");
		return false;
	}
	return true;
}

/* Lines come one by one, the status line and the empty last one of a head among them. What comes
 * behind the head are trailers, of no use here. */
static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct wm_http_transfer *transfer = context;
	size_t len = size * count, kept = len;

	while (kept && strchr("\r\n \t", data[kept - 1]))
		kept--;
	switch (transfer->place) {
	case WM_HTTP_AT_START:
		wm_loop_cancel(transfer->loop, &transfer->timer);
		transfer->place = is_interim(data, kept) ? WM_HTTP_IN_INTERIM : WM_HTTP_IN_HEAD;
		break;
	case WM_HTTP_IN_INTERIM:
		if (!kept)
			transfer->place = WM_HTTP_AT_START;
		break;
	case WM_HTTP_IN_HEAD:
		if (!kept)
			transfer->place = WM_HTTP_IN_BODY;
		else if (!take_line(transfer, data, kept))
			return 0;
		break;
	case WM_HTTP_IN_BODY:
		break;
	}
	return len;
}

/* ---- what is sent ---- */

/* Called each time that libcurl is about to send the request: also when it would repeat one by
 * itself, having lost a connection it had used before. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static int before_sending(void *context, char *remote_ip, char *local_ip, int remote_port,
			  int local_port)
{
	struct wm_http_transfer *transfer = context;
	uint32_t limit = transfer->request.first_byte_ms;

	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	if (transfer->sendings++ && transfer->request.once) {
		refuse(transfer, WM_ENETWORK, "the connection was lost");
		return CURL_PREREQFUNC_ABORT;
	}
	wm_loop_timer(transfer->loop, &transfer->timer, limit ? limit : HTTP_FIRST_BYTE_MS,
		      transfer->late, transfer);
	return CURL_PREREQFUNC_OK;
}

/* A line break within a header would begin another one. */
static bool has_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)text[i]) && text[i] != '\t')
			return true;
	return false;
}

static enum wm_code add_header(struct wm_http_transfer *transfer, const char *line, size_t len,
			       struct wm_fail *reterr)
{
	struct curl_slist *longer;

	if (has_control(line, len))
		return wm_fail(reterr, WM_EUSAGE, "header '%.*s' has a control character in it",
			       (int)strcspn(line, ":"), line);
	longer = curl_slist_append(transfer->headers, line);
	if (!longer)
		wm_memory_give_up(len);
	transfer->headers = longer;
	return WM_OK;
}

/* PREFIX and SECRET as one header, through a buffer that is wiped. */
static enum wm_code add_secret(struct wm_http_transfer *transfer, const char *prefix,
			       const struct wm_secret *secret, struct wm_fail *reterr)
{
	struct wm_buf line;
	enum wm_code code;

	wm_buf_init(&line, LINE_BYTES_MAX);
	(void)wm_buf_text(&line, prefix);
	(void)wm_secret_put(secret, &line);
	code = add_header(transfer, wm_buf_string(&line), line.len, reterr);
	wm_buf_wipe(&line);
	return code;
}

static enum wm_code add_headers(struct wm_http_transfer *transfer, struct wm_fail *reterr)
{
	/* No round trip for 100 Continue, and no type that nobody gave. */
	static const char *const removed[] = {"Expect:", "Content-Type:"};
	const struct wm_http_request *request = &transfer->request;
	const char *const *headers = request->headers;
	bool has_type = false;
	enum wm_code code = WM_OK;

	for (size_t i = 0; headers && headers[i] && !code; i++) {
		has_type |= strncasecmp(headers[i], removed[1], strlen(removed[1])) == 0;
		code = add_header(transfer, headers[i], strlen(headers[i]), reterr);
	}
	for (size_t i = 0; i < WM_COUNT(removed) - has_type && !code; i++)
		code = add_header(transfer, removed[i], strlen(removed[i]), reterr);
	if (!code && request->secret)
		code = add_secret(transfer, request->secret_header, request->secret, reterr);
	if (!code && request->sigv4 && request->sigv4->session_token)
		code = add_secret(transfer, "X-Amz-Security-Token: ", request->sigv4->session_token,
				  reterr);
	(void)curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
	return code;
}

static enum wm_code set_secret(CURL *easy, CURLoption option, const struct wm_secret *secret,
			       struct wm_fail *reterr)
{
	struct wm_buf text;
	enum wm_code code = WM_OK;

	wm_buf_init(&text, LINE_BYTES_MAX);
	(void)wm_secret_put(secret, &text);
	if (has_control(wm_buf_string(&text), text.len))
		code = wm_fail(reterr, WM_EUSAGE, "an access key has a control character in it");
	else
		(void)curl_easy_setopt(easy, option, wm_buf_string(&text));
	wm_buf_wipe(&text);
	return code;
}

/* libcurl keeps copies of these two until the handle is freed; there is no other way in. */
static enum wm_code set_signature(struct wm_http_transfer *transfer, struct wm_fail *reterr)
{
	const struct wm_http_sigv4 *sigv4 = transfer->request.sigv4;
	CURL *easy = transfer->easy;

	if (!sigv4)
		return WM_OK;
	(void)curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, sigv4->scope);
	if (set_secret(easy, CURLOPT_USERNAME, sigv4->key_id, reterr))
		return WM_EUSAGE;
	return set_secret(easy, CURLOPT_PASSWORD, sigv4->secret_key, reterr);
}

/* RFC 9110 section 8.6: these methods say the length of their content even if there is none. */
static bool has_content(const struct wm_http_transfer *transfer)
{
	static const char *const methods[] = {"POST", "PUT", "PATCH"};

	if (transfer->sending.len)
		return true;
	for (size_t i = 0; i < WM_COUNT(methods); i++)
		if (strcmp(transfer->request.method, methods[i]) == 0)
			return true;
	return false;
}

static void set_body(struct wm_http_transfer *transfer)
{
	CURL *easy = transfer->easy;

	if (has_content(transfer)) {
		(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				       (curl_off_t)transfer->sending.len);
		(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, wm_buf_string(&transfer->sending));
	}
	(void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, transfer->request.method);
}

/* ---- how it is set up ---- */

/* Who is talked to, and what of it is believed: never what the environment says. */
static void set_trust(CURL *easy, const struct wm_http_trust *trust, bool plain)
{
	const char *proxy = trust->proxy && !plain ? trust->proxy : "";

	(void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
	(void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
	(void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	(void)curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!trust->ca_file)
		return;
	(void)curl_easy_setopt(easy, CURLOPT_CAINFO, trust->ca_file);
	(void)curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* else the system's count as well */
}

static void set_limits(struct wm_http_transfer *transfer, bool plain)
{
	const struct wm_http_request *request = &transfer->request;
	CURL *easy = transfer->easy;
	long connect_ms = request->connect_ms ? (long)request->connect_ms : CONNECT_MS;
	long whole_ms = request->whole_ms ? (long)request->whole_ms : WHOLE_MS;

	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, whole_ms);
	(void)curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)transfer->body.max);
	/* A look-up runs in a thread: giving it up must not wait for it, with the whole loop. */
	(void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	/* One connection for many requests where the server can (HTTP/2, and so TLS). A request
	 * that must not be carried out twice gets a fresh one: it cannot meet a connection that has
	 * died in the meantime. */
	(void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	(void)curl_easy_setopt(easy, CURLOPT_PIPEWAIT, request->once || plain ? 0L : 1L);
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
	(void)curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_sending);
	(void)curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "waymark/" WAYMARK_VERSION);
}

enum wm_code wm_http_transfer_begin(struct wm_http_transfer *transfer,
				    const struct wm_http_trust *trust, struct wm_fail *reterr)
{
	const struct wm_http_request *request = &transfer->request;
	char origin[WM_HTTP_ORIGIN_MAX];
	struct wm_fail why = {0};
	bool plain = trust->plain && wm_http_is_local(request->url);

	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		wm_memory_give_up(sizeof(CURL *));
	transfer->error[0] = '\0';
	transfer->refusal = (struct wm_fail){0};
	transfer->sendings = 0;
	transfer->place = WM_HTTP_AT_START;
	transfer->head_count = 0;
	wm_buf_init(&transfer->head, HTTP_HEADERS_BYTES_MAX);
	wm_buf_init(&transfer->body, request->body_max ? request->body_max : WM_HTTP_BODY_MAX);
	set_trust(transfer->easy, trust, plain);
	set_limits(transfer, plain);
	set_callbacks(transfer);
	set_body(transfer);
	if (curl_easy_setopt(transfer->easy, CURLOPT_URL, request->url) != CURLE_OK)
		(void)wm_fail(&why, WM_EUSAGE, "is no URL");
	else if (!set_signature(transfer, &why) && !add_headers(transfer, &why))
		return WM_OK;
	wm_http_transfer_end(transfer);
	return wm_fail(reterr, why.code, "%s: %s", wm_http_origin(request->url, origin), why.text);
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
