/* What http.c (accounts, queues, the loop) and http_transfer.c (one request on libcurl) share. */
#ifndef WAYMARK_NET_HTTP_PRIVATE_H
#define WAYMARK_NET_HTTP_PRIVATE_H

#include <waymark/buf.h>
#include <waymark/http.h>

#include <curl/curl.h>
#include <sys/queue.h>

#define HTTP_HEADERS_MAX       200
#define HTTP_HEADERS_BYTES_MAX (64U * 1024)

/* A request from wm_http_ask to its callback, all attempts. */
struct wm_http_transfer {
	struct wm_http *http;
	struct wm_http_request request; /* what it points at is the caller's, but for BODY */
	struct wm_buf sending;          /* the copy of BODY */
	unsigned attempts;
	uint64_t started_ms; /* this attempt */
	uint64_t asked_ms;
	/* of the present attempt */
	CURL *easy;                 /* NULL: waiting */
	struct curl_slist *headers; /* secrets among them: wiped before freed */
	struct wm_buf head;         /* header lines, each with a NUL behind it */
	size_t head_count;
	struct wm_buf body;
	struct wm_fail refusal; /* why we broke it off ourselves */
	char error[CURL_ERROR_SIZE];
	struct wm_timer timer; /* first byte while sending, else the wait before the next attempt */
	TAILQ_ENTRY(wm_http_transfer) line;
};

/* Make the easy handle of one attempt; WM_EUSAGE and the like if the request cannot be sent at all.
 */
enum wm_code wm_http_transfer_begin(struct wm_http_transfer *transfer,
				    const struct wm_http_trust *trust, struct wm_fail *reterr);

/* Free the attempt's handle and what it received; the request stays. */
void wm_http_transfer_end(struct wm_http_transfer *transfer);

/* What became of an attempt. */
enum wm_http_verdict {
	WM_HTTP_ANSWERED, /* hand the answer on */
	WM_HTTP_AGAIN,    /* nothing was done, or it may be done twice: try again */
	WM_HTTP_FAILED,   /* hand FAIL on */
};

/* Judge the attempt that ended with RESULT: the rules of http.h. *RET_STATUS is 0 without an
 * answer; FAIL is filled for AGAIN too, for the case that there is no further try. */
enum wm_http_verdict wm_http_transfer_judge(const struct wm_http_transfer *transfer,
					    CURLcode result, int *ret_status,
					    struct wm_fail *ret_fail);

/* "https://host[:port]" of URL, for messages: never its path or query. */
const char *wm_http_origin(const char *url, char text[WM_FAIL_TEXT_MAX / 2]);

/* Log what libcurl tells, secrets masked (CURLOPT_DEBUGFUNCTION). */
int wm_http_trace_line(CURL *easy, curl_infotype type, char *data, size_t len, void *context);

#endif
