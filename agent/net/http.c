/* HTTP exchange: accounts with their queues, and libcurl's sockets in the loop. */
#include "http_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	TRIES = 4,
	WAIT_MS = 500, /* before the second attempt; doubled for each further one */
	WAIT_DOUBLED_MAX = 6,
	PAUSE_MAX_S = 900,    /* a longer Retry-After is a failure of its own */
	CONNECTIONS_MAX = 32, /* per host; many requests share one where HTTP/2 is spoken */
};

TAILQ_HEAD(transfers, wm_http_transfer);
TAILQ_HEAD(lanes, wm_http_lane);
TAILQ_HEAD(sockets, socket);

struct wm_http_lane {
	TAILQ_ENTRY(wm_http_lane) all;
	struct wm_http *http;
	struct wm_http_bucket bucket;
	size_t in_flight_max; /* 0 = any */
	struct wm_http_trust trust;
	char *ca_file, *proxy;
	uint64_t rest_until_ms;
	size_t in_flight; /* with libcurl */
	struct transfers queue;
	struct wm_timer timer; /* when the first of QUEUE may go */
};

/* One of libcurl's sockets. */
struct socket {
	TAILQ_ENTRY(socket) all;
	struct wm_http *http;
	struct wm_watch watch;
};

struct wm_http {
	struct wm_loop *loop;
	const struct wm_clock *clock;
	const struct wm_random *random;
	CURLM *multi;
	struct wm_timer timer; /* libcurl's */
	bool trace;
	struct wm_fail broken; /* libcurl can no longer be served: what is under way fails */
	struct transfers sending, waiting; /* with libcurl; between two attempts */
	struct lanes lanes;
	struct sockets sockets;
	struct wm_http_stats stats;
};

static void pump(void *context);
static void collect(struct wm_http *http);

static void *get_zeroed(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		wm_memory_give_up(size);
	return memory;
}

/* ---- libcurl in the loop ---- */

static void act(struct wm_http *http, curl_socket_t fd, int events)
{
	int running;
	CURLMcode code = curl_multi_socket_action(http->multi, fd, events, &running);

	if (code != CURLM_OK && !http->broken.code)
		(void)wm_fail(&http->broken, WM_ENETWORK, "libcurl: %s", curl_multi_strerror(code));
	collect(http);
}

static void on_ready(void *context, unsigned events)
{
	struct socket *socket = context;
	int flags = 0;

	if (events & WM_EVENT_READ)
		flags |= CURL_CSELECT_IN;
	if (events & WM_EVENT_WRITE)
		flags |= CURL_CSELECT_OUT;
	act(socket->http, socket->watch.fd, flags);
}

static void on_timer(void *context)
{
	act(context, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long delay_ms, void *context)
{
	struct wm_http *http = context;

	(void)multi;
	if (delay_ms < 0)
		wm_loop_cancel(http->loop, &http->timer);
	else
		wm_loop_timer(http->loop, &http->timer, (uint64_t)delay_ms, on_timer, http);
	return 0;
}

static void drop_socket(struct socket *socket)
{
	wm_loop_unwatch(socket->http->loop, &socket->watch);
	TAILQ_REMOVE(&socket->http->sockets, socket, all);
	free(socket);
}

static void add_socket(struct wm_http *http, curl_socket_t fd, unsigned events)
{
	struct socket *socket = get_zeroed(sizeof(*socket));

	socket->http = http;
	if (wm_loop_watch(http->loop, &socket->watch, fd, events, on_ready, socket,
			  &http->broken)) {
		free(socket);
		/* What waits for this socket would wait for ever: look after it now. */
		wm_loop_timer(http->loop, &http->timer, 0, on_timer, http);
		return;
	}
	TAILQ_INSERT_TAIL(&http->sockets, socket, all);
	(void)curl_multi_assign(http->multi, fd, socket);
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *assigned)
{
	struct wm_http *http = context;
	struct socket *socket = assigned;
	unsigned events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (socket)
			drop_socket(socket);
		return 0;
	}
	if (what & CURL_POLL_IN)
		events |= WM_EVENT_READ;
	if (what & CURL_POLL_OUT)
		events |= WM_EVENT_WRITE;
	if (socket)
		wm_loop_want(http->loop, &socket->watch, events);
	else
		add_socket(http, fd, events);
	return 0;
}

enum wm_code wm_http_new(struct wm_loop *loop, const struct wm_clock *clock,
			 const struct wm_random *random, struct wm_http **ret_http,
			 struct wm_fail *reterr)
{
	struct wm_http *http;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return wm_fail(reterr, WM_ENETWORK, "libcurl cannot be started");
	http = get_zeroed(sizeof(*http));
	http->loop = loop;
	http->clock = clock;
	http->random = random;
	TAILQ_INIT(&http->sending);
	TAILQ_INIT(&http->waiting);
	TAILQ_INIT(&http->lanes);
	TAILQ_INIT(&http->sockets);
	http->multi = curl_multi_init();
	if (!http->multi)
		wm_memory_give_up(sizeof(CURLM *));
	(void)curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	(void)curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	(void)curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void)curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	(void)curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_MAX);
	*ret_http = http;
	return WM_OK;
}

void wm_http_trace(struct wm_http *http, bool on)
{
	http->trace = on;
}

const struct wm_http_stats *wm_http_stats_of(const struct wm_http *http)
{
	return &http->stats;
}

/* ---- one request ---- */

static void free_transfer(struct wm_http_transfer *transfer)
{
	struct wm_http *http = transfer->http;

	if (transfer->easy)
		(void)curl_multi_remove_handle(http->multi, transfer->easy);
	wm_loop_cancel(http->loop, &transfer->timer);
	wm_http_transfer_end(transfer);
	wm_buf_wipe(&transfer->sending);
	free(transfer);
}

static void give_answer(struct wm_http_transfer *transfer, int status, const struct wm_fail *fail)
{
	struct wm_http *http = transfer->http;
	const char *headers[HTTP_HEADERS_MAX + 1];
	struct wm_http_reply reply = {
		.fail = fail,
		.elapsed_ms = (uint32_t)(wm_clock_now_ms(http->clock) - transfer->asked_ms),
	};

	if (!fail) {
		wm_http_head_lines(&transfer->head, headers);
		reply.status = status;
		reply.headers = headers;
		reply.body = wm_buf_bytes(&transfer->body);
	}
	transfer->request.done(transfer->request.context, &reply);
	free_transfer(transfer);
}

static void go_again(void *context)
{
	struct wm_http_transfer *transfer = context;

	TAILQ_REMOVE(&transfer->http->waiting, transfer, line);
	TAILQ_INSERT_HEAD(&transfer->request.lane->queue, transfer, line);
	pump(transfer->request.lane);
}

static void wait_and_go(struct wm_http_transfer *transfer)
{
	struct wm_http *http = transfer->http;
	unsigned doubled = transfer->attempts - 1;
	uint32_t wait = (uint32_t)WAIT_MS
			<< (doubled < WAIT_DOUBLED_MAX ? doubled : WAIT_DOUBLED_MAX);

	wait += wm_random_below(http->random, wait);
	http->stats.retries++;
	wm_http_transfer_end(transfer);
	TAILQ_INSERT_TAIL(&http->waiting, transfer, line);
	wm_loop_timer(http->loop, &transfer->timer, wait, go_again, transfer);
}

/* Is there to be another attempt? Retry-After holds for the whole account. FAIL is completed for
 * the case that there is not. */
static bool may_go_again(struct wm_http_transfer *transfer, struct wm_fail *fail)
{
	unsigned tries = transfer->request.tries ? transfer->request.tries : TRIES;
	const char *headers[HTTP_HEADERS_MAX + 1];
	uint32_t seconds;

	wm_http_head_lines(&transfer->head, headers);
	seconds = wm_http_retry_after_s(headers, wm_clock_wall_s(transfer->http->clock));
	if (seconds > PAUSE_MAX_S) {
		(void)wm_fail(fail, fail->code, "%s, not within %u seconds", fail->text, seconds);
		return false;
	}
	wm_http_lane_pause(transfer->request.lane, 1000 * (uint64_t)seconds);
	if (transfer->attempts < tries)
		return true;
	if (transfer->attempts > 1)
		(void)wm_fail(fail, fail->code, "%s (tried %u times)", fail->text,
			      transfer->attempts);
	return false;
}

static void count(struct wm_http *http, const struct wm_http_transfer *transfer)
{
	long connects = 0;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connects);
	http->stats.connects += (uint64_t)connects;
	http->stats.bytes_in += transfer->body.len;
}

static void end_attempt(struct wm_http_transfer *transfer, CURLcode result)
{
	struct wm_http *http = transfer->http;
	struct wm_http_lane *lane = transfer->request.lane;
	struct wm_fail fail = {0};
	int status;
	enum wm_http_verdict verdict = wm_http_judge(transfer, result, &status, &fail);

	wm_loop_cancel(http->loop, &transfer->timer);
	count(http, transfer);
	(void)curl_multi_remove_handle(http->multi, transfer->easy);
	TAILQ_REMOVE(&http->sending, transfer, line);
	lane->in_flight--;
	if (verdict == WM_HTTP_AGAIN && may_go_again(transfer, &fail))
		wait_and_go(transfer);
	else
		give_answer(transfer, status, verdict == WM_HTTP_ANSWERED ? NULL : &fail);
	pump(lane);
}

/* A socket that cannot be watched, or a libcurl that gave up: nobody would hear of it again. */
static void end_all_attempts(struct wm_http *http)
{
	struct wm_fail why = http->broken;
	struct wm_http_transfer *transfer = TAILQ_FIRST(&http->sending);
	struct wm_http_transfer *last = TAILQ_LAST(&http->sending, transfers);

	http->broken = (struct wm_fail){0};
	while (transfer) { /* those that take the freed places come behind LAST */
		struct wm_http_transfer *next =
			transfer == last ? NULL : TAILQ_NEXT(transfer, line);

		transfer->refusal = why;
		end_attempt(transfer, CURLE_ABORTED_BY_CALLBACK);
		transfer = next;
	}
}

/* Hand on what libcurl has finished. A callback may ask anew, which changes libcurl's lists: each
 * message is taken by itself. */
static void collect(struct wm_http *http)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		struct wm_http_transfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		end_attempt(transfer, message->data.result);
	}
	if (http->broken.code)
		end_all_attempts(http);
}

static void end_late(void *context)
{
	end_attempt(context, CURLE_OPERATION_TIMEDOUT);
}

static void send_transfer(struct wm_http_transfer *transfer)
{
	struct wm_http *http = transfer->http;
	struct wm_http_lane *lane = transfer->request.lane;
	struct wm_fail fail = {0};

	transfer->attempts++;
	transfer->late = end_late;
	if (wm_http_transfer_begin(transfer, &lane->trust, &fail)) {
		give_answer(transfer, 0, &fail);
		return;
	}
	if (http->trace) {
		(void)curl_easy_setopt(transfer->easy, CURLOPT_DEBUGFUNCTION, wm_http_trace_line);
		(void)curl_easy_setopt(transfer->easy, CURLOPT_DEBUGDATA, transfer);
		(void)curl_easy_setopt(transfer->easy, CURLOPT_VERBOSE, 1L);
	}
	lane->in_flight++;
	TAILQ_INSERT_TAIL(&http->sending, transfer, line);
	http->stats.requests++;
	http->stats.bytes_out += transfer->sending.len;
	if (curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
		wm_memory_give_up(sizeof(CURL *));
}

/* ---- accounts ---- */

struct wm_http_lane *wm_http_lane_new(struct wm_http *http, const struct wm_http_budget *budget,
				      const struct wm_http_trust *trust)
{
	struct wm_http_lane *lane = get_zeroed(sizeof(*lane));

	lane->http = http;
	wm_http_bucket_init(&lane->bucket, budget, wm_clock_now_ms(http->clock));
	lane->in_flight_max = budget->in_flight;
	lane->trust.plain = trust->plain;
	if ((trust->ca_file && !(lane->ca_file = strdup(trust->ca_file))) ||
	    (trust->proxy && !(lane->proxy = strdup(trust->proxy))))
		wm_memory_give_up(1);
	lane->trust.ca_file = lane->ca_file;
	lane->trust.proxy = lane->proxy;
	TAILQ_INIT(&lane->queue);
	TAILQ_INSERT_TAIL(&http->lanes, lane, all);
	return lane;
}

/* Forget those of LANE among TRANSFERS. */
static void drop_transfers(struct transfers *transfers, const struct wm_http_lane *lane)
{
	struct wm_http_transfer *transfer = TAILQ_FIRST(transfers);

	while (transfer) {
		struct wm_http_transfer *next = TAILQ_NEXT(transfer, line);

		if (transfer->request.lane == lane) {
			TAILQ_REMOVE(transfers, transfer, line);
			free_transfer(transfer);
		}
		transfer = next;
	}
}

void wm_http_lane_free(struct wm_http_lane *lane)
{
	if (!lane)
		return;
	drop_transfers(&lane->http->sending, lane);
	drop_transfers(&lane->http->waiting, lane);
	drop_transfers(&lane->queue, lane);
	wm_loop_cancel(lane->http->loop, &lane->timer);
	TAILQ_REMOVE(&lane->http->lanes, lane, all);
	free(lane->ca_file);
	free(lane->proxy);
	free(lane);
}

void wm_http_lane_pause(struct wm_http_lane *lane, uint64_t pause_ms)
{
	uint64_t until = wm_clock_now_ms(lane->http->clock) + pause_ms;

	if (until > lane->rest_until_ms)
		lane->rest_until_ms = until;
}

/* Milliseconds until LANE may send its next request; 0 = now. */
static uint64_t wait_of(struct wm_http_lane *lane)
{
	uint64_t now = wm_clock_now_ms(lane->http->clock);

	if (lane->rest_until_ms > now)
		return lane->rest_until_ms - now;
	return wm_http_bucket_wait_ms(&lane->bucket, now);
}

/* Send what may be sent; come back when more may. */
static void pump(void *context)
{
	struct wm_http_lane *lane = context;
	struct wm_http_transfer *transfer;

	while ((transfer = TAILQ_FIRST(&lane->queue))) {
		uint64_t wait = wait_of(lane);

		if (lane->in_flight_max && lane->in_flight >= lane->in_flight_max)
			return; /* end_attempt() comes back */
		if (wait) {
			wm_loop_timer(lane->http->loop, &lane->timer, wait, pump, lane);
			return;
		}
		wm_http_bucket_take(&lane->bucket);
		TAILQ_REMOVE(&lane->queue, transfer, line);
		send_transfer(transfer);
	}
}

/* ---- asking ---- */

void wm_http_ask(struct wm_http *http, const struct wm_http_request *request)
{
	struct wm_http_transfer *transfer = get_zeroed(sizeof(*transfer));

	transfer->http = http;
	transfer->loop = http->loop;
	transfer->request = *request;
	transfer->asked_ms = wm_clock_now_ms(http->clock);
	wm_buf_init(&transfer->sending, request->body.len);
	(void)wm_buf_put(&transfer->sending, request->body.data, request->body.len);
	TAILQ_INSERT_TAIL(&request->lane->queue, transfer, line);
	/* From the loop: the callback must not come from within this call. */
	if (!request->lane->timer.slot)
		wm_loop_timer(http->loop, &request->lane->timer, 0, pump, request->lane);
}

void wm_http_free(struct wm_http *http)
{
	struct wm_http_lane *lane, *next_lane;
	struct socket *socket, *next_socket;

	if (!http)
		return;
	for (lane = TAILQ_FIRST(&http->lanes); lane; lane = next_lane) {
		next_lane = TAILQ_NEXT(lane, all);
		wm_http_lane_free(lane);
	}
	(void)curl_multi_cleanup(http->multi);
	for (socket = TAILQ_FIRST(&http->sockets); socket; socket = next_socket) {
		next_socket = TAILQ_NEXT(socket, all);
		drop_socket(socket);
	}
	wm_loop_cancel(http->loop, &http->timer);
	free(http);
	curl_global_cleanup();
}
