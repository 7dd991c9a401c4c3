/* HTTP exchange: requests out, whole answers in, paced by what each account may spend, on libcurl's
 * multi interface. */
#ifndef WAYMARK_HTTP_H
#define WAYMARK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/bytes.h>
#include <waymark/clock.h>
#include <waymark/fail.h>
#include <waymark/loop.h>
#include <waymark/random.h>
#include <waymark/secret.h>

struct wm_http;

/* Everything is borrowed for its life. libcurl's sockets and timer are watches of LOOP. */
enum wm_code wm_http_new(struct wm_loop *loop, const struct wm_clock *clock,
			 const struct wm_random *random, struct wm_http **ret_http,
			 struct wm_fail *reterr);

/* Drops requests without calling back, and the lanes that are left. Not from within a callback.
 * Accepts NULL. */
void wm_http_free(struct wm_http *http);

/*
 * What one account may spend at one API: a token bucket of BURST requests that gains RATE requests
 * in each PER_S seconds, and at most IN_FLIGHT requests at a time. RATE 0: no limit of its own.
 */
struct wm_http_budget {
	uint32_t rate, per_s;
	uint32_t burst;
	uint32_t in_flight;
};

/* How far a connection is trusted. TLS is always verified; without CA_FILE against the system's
 * CAs. */
struct wm_http_trust {
	const char *ca_file; /* NULL = the system's */
	const char *proxy;   /* NULL = none; what the environment says about proxies and netrc is
				never used */
	bool plain;          /* http:// is allowed too, but only where wm_http_is_local, and never
				through the proxy */
};

/* Is URL http:// at localhost or at an address of the loopback interface? */
bool wm_http_is_loopback(const char *url);

/* The same, or http:// at the address where a cloud machine finds the service that tells it its
 * credentials: no other machine is on the way to either. */
bool wm_http_is_local(const char *url);

/* One account: its budget and trust, and the wait an answer imposed on it. */
struct wm_http_lane;
struct wm_http_lane *wm_http_lane_new(struct wm_http *http, const struct wm_http_budget *budget,
				      const struct wm_http_trust *trust);

/* Drops its requests without calling back. Not from within a callback. Accepts NULL. */
void wm_http_lane_free(struct wm_http_lane *lane);

/* Send nothing more for so long: what a limit header or an error body asked for. The longest wins.
 */
void wm_http_lane_pause(struct wm_http_lane *lane, uint64_t pause_ms);

/* AWS Signature Version 4, made by libcurl; the URL must be canonical already (query sorted, %XX in
 * upper case). */
struct wm_http_sigv4 {
	const char *scope; /* "aws:amz:us-east-1:route53" */
	const struct wm_secret *key_id;
	const struct wm_secret *secret_key;
	const struct wm_secret
		*session_token; /* NULL = none; goes into x-amz-security-token, signed */
};

#define WM_HTTP_BODY_MAX ((size_t)32 * 1024 * 1024)

struct wm_http_reply {
	const struct wm_fail *fail; /* NULL: an answer came, whatever its status */
	int status;
	const char *const *headers; /* "name: value" with the name in lower case and no blanks at
				       the end, ended by NULL */
	struct wm_bytes body;       /* at most BODY_MAX of the request */
	uint32_t elapsed_ms;        /* since wm_http_ask, waits and all tries included */
};

/* The value of header NAME (lower case) without blanks around it; NULL = none. */
const char *wm_http_header(const char *const *headers, const char *name);

/* Seconds that `retry-after` asks for (RFC 9110 section 10.2.3: seconds, or a date seen from
 * WALL_S); 0 = no such header. */
uint32_t wm_http_retry_after_s(const char *const *headers, uint64_t wall_s);

/*
 * One request; everything is borrowed until the callback, which comes from the loop, never from
 * within wm_http_ask, exactly once, with a reply that is borrowed for the call.
 *
 * Repeated by itself, with growing jittered waits and at most TRIES times: what failed before a
 * byte of it was sent; answers 429, and 503 with Retry-After (the API did nothing; Retry-After
 * pauses the whole lane, more than 15 minutes are not waited for); and, unless it is `once`, lost
 * connections, time-outs, 500, 502, 503 and 504. A `once` request whose answer is lost or one of
 * these is WM_EUNKNOWN and never sent again, not by libcurl either. Never followed: redirects (an
 * answer 3xx is handed on as it is). Refused: other schemes than the trust allows, a user name in
 * the URL, control characters in headers or secrets, answers with bodies over the limit, more than
 * 200 headers or 64 KiB of them. Failures: WM_ETIMEOUT (connect, first byte, whole, each named),
 * WM_ENETWORK, WM_EAUTH (TLS not verified), WM_EPROTOCOL, WM_ELIMIT, WM_EUSAGE, WM_EREMOTE,
 * WM_EBUSY (still limited after all tries), WM_EUNKNOWN. No text holds a secret, a query string or
 * a body.
 */
struct wm_http_request {
	struct wm_http_lane *lane;
	const char *method; /* not HEAD, CONNECT or TRACE */
	const char *url;
	const char *const *headers;     /* "Name: value", ended by NULL; no secrets; NULL = none */
	struct wm_bytes body;           /* copied by wm_http_ask */
	const struct wm_secret *secret; /* joined to SECRET_HEADER, "Authorization: Bearer " */
	const char *secret_header;
	const struct wm_http_sigv4 *sigv4; /* NULL = none */
	bool once;
	uint32_t connect_ms;    /* 0 = 10,000 */
	uint32_t first_byte_ms; /* 0 = 30,000, from the moment the request goes out */
	uint32_t whole_ms;      /* 0 = 120,000 */
	size_t body_max;        /* 0 = WM_HTTP_BODY_MAX */
	unsigned tries;         /* 0 = 4 */
	void (*done)(void *context, const struct wm_http_reply *reply);
	void *context;
};
void wm_http_ask(struct wm_http *http, const struct wm_http_request *request);

/* Log each request and answer at WM_LOG_DEBUG, headers that carry secrets masked, bodies as their
 * lengths: for --trace-http. */
void wm_http_trace(struct wm_http *http, bool on);

/* For tests, the bench and -v. */
struct wm_http_stats {
	uint64_t requests, retries, connects;
	uint64_t bytes_in, bytes_out; /* of bodies */
};
const struct wm_http_stats *wm_http_stats_of(const struct wm_http *http);

#endif
