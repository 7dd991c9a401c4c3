/* What the files of the HTTP exchange share: http.c (accounts, queues, the loop), http_bucket.c,
 * http_transfer.c (one attempt on libcurl), http_judge.c (what its end means), http_url.c and
 * http_headers.c. */
#ifndef WAYMARK_NET_HTTP_PRIVATE_H
#define WAYMARK_NET_HTTP_PRIVATE_H

#include <waymark/buf.h>
#include <waymark/http.h>

#include <curl/curl.h>
#include <sys/queue.h>

#define HTTP_HEADERS_MAX       200
#define HTTP_HEADERS_BYTES_MAX ((size_t)64 * 1024)
#define HTTP_FIRST_BYTE_MS     30000

/* Where the lines of an answer stand. */
enum wm_http_place {
	WM_HTTP_AT_START, /* the status line comes next */
	WM_HTTP_IN_HEAD,
	WM_HTTP_IN_INTERIM, /* a head 1xx, which another one follows */
	WM_HTTP_IN_BODY     /* lines that still come are trailers */
};

/* A request from wm_http_ask to its callback, all attempts. */
struct wm_http_transfer {
	struct wm_http *http;
	struct wm_loop *loop;
	struct wm_http_request request; /* what it points at is the caller's, but for BODY */
	struct wm_buf sending;          /* the copy of BODY */
	unsigned attempts;
	uint64_t asked_ms;
	/* of the present attempt */
	CURL *easy;                 /* NULL: waiting */
	struct curl_slist *headers; /* secrets among them: wiped before freed */
	unsigned sendings;          /* how often libcurl was about to send it */
	enum wm_http_place place;
	struct wm_buf head; /* header lines, each with a NUL behind it */
	size_t head_count;
	struct wm_buf body;
	struct wm_fail refusal; /* why we broke it off ourselves */
	char error[CURL_ERROR_SIZE];
	struct wm_timer timer; /* first byte while sending, else the wait before the next attempt */
	void (*late)(void *transfer); /* the first byte did not come in time */
	TAILQ_ENTRY(wm_http_transfer) line;
};

/* Make the easy handle of one attempt. A failure if the request cannot be sent at all: then there
 * is no handle. */
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
enum wm_http_verdict wm_http_judge(const struct wm_http_transfer *transfer, CURLcode result,
				   int *ret_status, struct wm_fail *ret_fail);

/* The lines of HEAD as an array that ends with NULL. */
void wm_http_head_lines(const struct wm_buf *head, const char *headers[HTTP_HEADERS_MAX + 1]);

/* "https://host[:port]" of URL, for messages: never its user, path or query. */
#define WM_HTTP_ORIGIN_MAX 300
const char *wm_http_origin(const char *url, char text[WM_HTTP_ORIGIN_MAX]);

/* Log what libcurl tells, secrets masked (CURLOPT_DEBUGFUNCTION); CONTEXT is the transfer. */
int wm_http_trace_line(CURL *easy, curl_infotype type, char *data, size_t len, void *context);

/* ---- the token bucket (http_bucket.c) ---- */

/* Counts in parts of a request, COST of them each, such that a millisecond gains whole parts: no
 * rounding, however long it runs. RATE 0: never a wait. */
struct wm_http_bucket {
	uint64_t rate; /* parts gained in a millisecond */
	uint64_t cost; /* of a request */
	uint64_t most; /* parts it holds */
	uint64_t parts;
	uint64_t filled_ms;
};

void wm_http_bucket_init(struct wm_http_bucket *bucket, const struct wm_http_budget *budget,
			 uint64_t now_ms);

/* Milliseconds until the next request may go; 0 = now. */
uint64_t wm_http_bucket_wait_ms(struct wm_http_bucket *bucket, uint64_t now_ms);

/* One request goes: there is no wait (asserted). */
void wm_http_bucket_take(struct wm_http_bucket *bucket);

#endif
