/* A bed for tests of the HTTP exchange: a scripted server on loopback, in the loop of the client.
 */
#ifndef WAYMARK_HTTP_FIXTURE_H
#define WAYMARK_HTTP_FIXTURE_H

#include "test.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include <waymark/buf.h>
#include <waymark/http.h>
#include <waymark/loop.h>

#define CONN_MAX    64
#define RESULT_MAX  128
#define PATIENCE_MS 5000 /* of real time, for answers that must come */
#define WALL_S      1760000000U

struct server;

/* A connection as the server sees it. */
struct conn {
	struct server *server;
	struct wm_watch watch;
	struct wm_timer timer; /* for scripts that answer slowly */
	SSL *tls;
	bool greeted; /* the handshake is over */
	struct wm_buf in;
	size_t requests;
	const char *rest; /* what dribble() still has to say */
};

/* One request that has reached the server, head and body. */
struct heard {
	struct server *server;
	struct conn *conn;
	const char *head; /* "GET /path HTTP/1.1\r\n...", with the empty line */
	struct wm_bytes body;
	size_t number; /* at this server, from 0 */
	uint64_t at_ms;
};

struct server {
	struct bed *bed;
	struct wm_watch listener;
	uint16_t port;
	SSL_CTX *tls; /* NULL: plain */
	struct conn conns[CONN_MAX];
	size_t conn_count, requests;
	uint64_t heard_ms[RESULT_MAX];
	char last[8192]; /* head of the last request */
	char last_body[512];
	void (*answer)(struct heard *heard); /* the script */
	bool deaf;                           /* accepts, and does nothing more */
	size_t rude;                         /* closes so many connections at once */
	/* for scripts */
	const char *text;
	size_t held_count, most_held;
	struct conn *held[CONN_MAX];
};

struct result {
	struct bed *bed;
	size_t called;
	enum wm_code code;
	char text[WM_FAIL_TEXT_MAX];
	int status;
	size_t header_count;
	char headers[4096]; /* joined by newlines */
	size_t body_len;
	char body[1024];
	uint32_t elapsed_ms;
	uint64_t at_ms;
	void (*then)(struct result *result); /* asked at its end */
};

struct bed {
	struct wm_loop *loop;
	struct wm_clock clock;
	uint64_t start_ms;
	unsigned rate; /* the bed's clock runs so many times faster than the real one */
	uint64_t wall_s;
	struct wm_timer ticker, patience;
	bool impatient;
	struct wm_http *http;
	struct server server;
	struct wm_http_lane *lane;
	char url[64]; /* of the server, without a slash at its end */
	struct result results[RESULT_MAX];
	size_t asked, done;
};

/* ---- time ---- */

static inline uint64_t bed_monotonic(void *context)
{
	const struct bed *bed = context;

	return bed->start_ms + (wm_clock_now_ms(&wm_clock_system) - bed->start_ms) * bed->rate;
}

static inline uint64_t bed_wall(void *context)
{
	return ((struct bed *)context)->wall_s;
}

/* While the clock is fast the loop must look at it more often than it believes. */
static inline void tick(void *context)
{
	struct bed *bed = context;

	if (wm_clock_now_ms(&wm_clock_system) - bed->start_ms > PATIENCE_MS) {
		bed->impatient = true;
		wm_loop_stop(bed->loop);
	}
	wm_loop_timer(bed->loop, &bed->ticker, 1, tick, bed);
}

/* ---- what the server sends ---- */

static inline void hang_up(struct conn *conn)
{
	if (!conn->watch.active)
		return;
	wm_loop_cancel(conn->server->bed->loop, &conn->timer);
	wm_loop_unwatch(conn->server->bed->loop, &conn->watch);
	SSL_free(conn->tls);
	conn->tls = NULL;
	(void)close(conn->watch.fd);
}

static inline void say_bytes(struct conn *conn, const void *bytes, size_t len)
{
	if (!conn->watch.active || !len)
		return;
	if (conn->tls)
		(void)SSL_write(conn->tls, bytes, (int)len);
	else
		(void)send(conn->watch.fd, bytes, len, MSG_NOSIGNAL);
}

static inline void say(struct conn *conn, const char *text)
{
	say_bytes(conn, text, strlen(text));
}

/* An answer of STATUS with HEADERS ("" or "Name: value\r\n...") and BODY. */
static inline void say_answer(struct conn *conn, int status, const char *headers, const char *body)
{
	char head[4096];

	(void)snprintf(head, sizeof(head), "HTTP/1.1 %d Because\r\nContent-Length: %zu\r\n%s\r\n%s",
		       status, strlen(body), headers, body);
	say(conn, head);
}

static inline void answer_well(struct heard *heard)
{
	say_answer(heard->conn, 200, "", "well");
}

/* What the test put into server->text, as it is. */
static inline void answer_text(struct heard *heard)
{
	say(heard->conn, heard->server->text);
}

static inline void answer_text_and_close(struct heard *heard)
{
	say(heard->conn, heard->server->text);
	hang_up(heard->conn);
}

static inline void answer_nothing(struct heard *heard)
{
	(void)heard;
}

static inline void answer_by_closing(struct heard *heard)
{
	hang_up(heard->conn);
}

static inline void dribble_on(void *context)
{
	struct conn *conn = context;

	size_t len = strnlen(conn->rest, 10);

	if (!len)
		return;
	say_bytes(conn, conn->rest, len);
	conn->rest += len;
	wm_loop_timer(conn->server->bed->loop, &conn->timer, 10, dribble_on, conn);
}

/* server->text, a few bytes at a time. */
static inline void answer_by_dribbling(struct heard *heard)
{
	heard->conn->rest = heard->server->text;
	dribble_on(heard->conn);
}

/* ---- how requests reach the scripts ---- */

static inline size_t content_length(const char *head)
{
	const char *line = strcasestr(head, "\r\nContent-Length:");

	return line ? strtoul(line + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

/* Pass on one whole request at the start of IN; false if there is none yet. */
static inline bool pass_on(struct conn *conn)
{
	struct server *server = conn->server;
	const char *text = wm_buf_string(&conn->in);
	const char *end = strstr(text, "\r\n\r\n");
	size_t head = end ? (size_t)(end - text) + 4 : 0;
	size_t whole = head;
	struct heard heard = {.server = server, .conn = conn, .head = server->last};

	if (!end)
		return false;
	assert_true(head < sizeof(server->last));
	memcpy(server->last, text, head);
	server->last[head] = '\0';
	whole += content_length(server->last);
	if (conn->in.len < whole)
		return false;
	(void)snprintf(server->last_body, sizeof(server->last_body), "%.*s", (int)(whole - head),
		       text + head);
	heard.body = (struct wm_bytes){conn->in.data + head, whole - head};
	heard.number = server->requests++;
	heard.at_ms = wm_clock_now_ms(&server->bed->clock);
	if (heard.number < RESULT_MAX)
		server->heard_ms[heard.number] = heard.at_ms;
	conn->requests++;
	memmove(conn->in.data, conn->in.data + whole, conn->in.len - whole);
	wm_buf_cut(&conn->in, conn->in.len - whole);
	server->answer(&heard);
	return true;
}

/* Bytes read, 0 at the end of the connection, -1 for later. */
static inline ssize_t read_some(struct conn *conn, void *bytes, size_t len)
{
	int got;

	if (!conn->tls)
		return recv(conn->watch.fd, bytes, len, 0);
	if (!conn->greeted) {
		got = SSL_accept(conn->tls);
		conn->greeted = got == 1;
		if (got != 1)
			return SSL_get_error(conn->tls, got) == SSL_ERROR_WANT_READ ? -1 : 0;
	}
	got = SSL_read(conn->tls, bytes, (int)len);
	if (got > 0)
		return got;
	return SSL_get_error(conn->tls, got) == SSL_ERROR_WANT_READ ? -1 : 0;
}

static inline void hear(void *context, unsigned events)
{
	struct conn *conn = context;
	uint8_t bytes[65536];
	ssize_t got = read_some(conn, bytes, sizeof(bytes));

	(void)events;
	if (got < 0)
		return;
	if (got == 0) {
		hang_up(conn);
		return;
	}
	wm_buf_put(&conn->in, bytes, (size_t)got);
	while (conn->watch.active && pass_on(conn))
		;
}

static inline void watch_fd(struct wm_loop *loop, struct wm_watch *watch, int fd,
			    void (*ready)(void *context, unsigned events), void *context)
{
	assert_int_equal(wm_loop_watch(loop, watch, fd, WM_EVENT_READ, ready, context, NULL),
			 WM_OK);
}

static inline void greet(void *context, unsigned events)
{
	struct server *server = context;
	struct conn *conn = &server->conns[server->conn_count];
	int fd = accept4(server->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	assert_true(fd >= 0);
	if (server->rude) {
		server->rude--;
		(void)close(fd);
		return;
	}
	assert_true(server->conn_count < CONN_MAX);
	server->conn_count++;
	conn->server = server;
	wm_buf_init(&conn->in, (size_t)4 << 20);
	if (server->tls) {
		conn->tls = SSL_new(server->tls);
		assert_non_null(conn->tls);
		assert_int_equal(SSL_set_fd(conn->tls, fd), 1);
	}
	watch_fd(server->bed->loop, &conn->watch, fd, hear, conn);
	if (server->deaf)
		wm_loop_want(server->bed->loop, &conn->watch, 0);
}

static inline void server_begin(struct bed *bed, struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(listen(fd, 100), 0);
	server->bed = bed;
	server->answer = answer_well;
	server->port = ntohs(address.sin_port);
	watch_fd(bed->loop, &server->listener, fd, greet, server);
}

static inline void server_end(struct server *server)
{
	if (server->listener.active) {
		wm_loop_unwatch(server->bed->loop, &server->listener);
		(void)close(server->listener.fd);
	}
	for (size_t i = 0; i < server->conn_count; i++) {
		hang_up(&server->conns[i]);
		wm_buf_done(&server->conns[i].in);
	}
	server->conn_count = 0;
}

/* ---- the bed ---- */

static const struct wm_http_budget no_budget;

/* A lane of its own, with BUDGET and TRUST, instead of the bed's. */
static inline void bed_lane(struct bed *bed, const struct wm_http_budget *budget,
			    const struct wm_http_trust *trust)
{
	wm_http_lane_free(bed->lane);
	bed->lane = wm_http_lane_new(bed->http, budget, trust);
}

static inline struct bed *bed_new(unsigned rate)
{
	static const struct wm_http_trust plain = {.plain = true};
	static struct bed storage;
	struct bed *bed = &storage;

	*bed = (struct bed){.rate = rate, .wall_s = WALL_S};
	bed->start_ms = wm_clock_now_ms(&wm_clock_system);
	bed->clock = (struct wm_clock){bed_monotonic, bed_wall, bed};
	assert_int_equal(wm_loop_new(&bed->clock, &bed->loop, NULL), WM_OK);
	assert_int_equal(wm_http_new(bed->loop, &bed->clock, &wm_random_system, &bed->http, NULL),
			 WM_OK);
	server_begin(bed, &bed->server);
	(void)snprintf(bed->url, sizeof(bed->url), "http://127.0.0.1:%u", bed->server.port);
	bed_lane(bed, &no_budget, &plain);
	return bed;
}

static inline void bed_free(struct bed *bed)
{
	wm_http_lane_free(bed->lane);
	wm_http_free(bed->http);
	server_end(&bed->server);
	wm_loop_cancel(bed->loop, &bed->ticker);
	wm_loop_free(bed->loop);
}

static inline void on_reply(void *context, const struct wm_http_reply *reply)
{
	struct result *result = context;
	struct bed *bed = result->bed;
	size_t used = 0;

	result->called++;
	result->elapsed_ms = reply->elapsed_ms;
	result->at_ms = wm_clock_now_ms(&bed->clock);
	result->status = reply->status;
	if (reply->fail) {
		assert_true(reply->fail->code);
		result->code = reply->fail->code;
		memcpy(result->text, reply->fail->text, sizeof(result->text));
	}
	for (size_t i = 0; reply->headers && reply->headers[i]; i++) {
		result->header_count++;
		if (used < sizeof(result->headers) - 300)
			used += (size_t)snprintf(result->headers + used, 300, "%s\n",
						 reply->headers[i]);
	}
	result->body_len = reply->body.len;
	(void)snprintf(result->body, sizeof(result->body), "%.*s", (int)reply->body.len,
		       reply->body.len ? (const char *)reply->body.data : "");
	if (++bed->done == bed->asked && !result->then)
		wm_loop_stop(bed->loop);
	if (result->then)
		result->then(result);
}

/* Ask for PATH at the server (or for a whole URL), as REQUEST says besides. */
static inline struct result *ask(struct bed *bed, const char *path,
				 const struct wm_http_request *request)
{
	static char urls[RESULT_MAX][256];
	struct result *result = &bed->results[bed->asked];
	struct wm_http_request whole = *request;

	assert_true(bed->asked < RESULT_MAX);
	(void)snprintf(urls[bed->asked], sizeof(urls[0]), "%s%s", *path == '/' ? bed->url : "",
		       path);
	bed->asked++;
	result->bed = bed;
	whole.lane = bed->lane;
	whole.url = urls[bed->asked - 1];
	if (!whole.method)
		whole.method = "GET";
	whole.done = on_reply;
	whole.context = result;
	wm_http_ask(bed->http, &whole);
	assert_int_equal(result->called, 0);
	return result;
}

/* Until every question has its answer. */
static inline void run(struct bed *bed)
{
	bed->impatient = false;
	if (bed->done < bed->asked) {
		wm_loop_timer(bed->loop, &bed->ticker, 1, tick, bed);
		assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
	}
	assert_false(bed->impatient);
	for (size_t i = 0; i < bed->asked; i++)
		assert_int_equal(bed->results[i].called, 1);
}

static inline struct result *ask_and_run(struct bed *bed, const char *path,
					 const struct wm_http_request *request)
{
	struct result *result = ask(bed, path, request);

	run(bed);
	return result;
}

#endif
