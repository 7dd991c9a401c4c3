/* A bed for tests of the DNS exchange: scripted servers on loopback, in the loop of the client. */
#ifndef WAYMARK_DNS_FIXTURE_H
#define WAYMARK_DNS_FIXTURE_H

#include "test.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <waymark/dns.h>

#include <net/tsig_private.h>

#define FAKE_MAX    3
#define CONN_MAX    64
#define RESULT_MAX  1100
#define SIGNED_AT   1760000000U
#define PATIENCE_MS 5000 /* for answers that must come */
#define SHORT_MS    30   /* for those that must not */

struct fake;

/* A TCP connection as the server sees it. */
struct conn {
	struct fake *fake;
	struct wm_watch watch;
	struct wm_buf in;
	size_t questions; /* heard on it */
};

/* One question that has reached a server. */
struct heard {
	struct fake *fake;
	struct conn *conn; /* NULL: UDP */
	struct sockaddr_in from;
	struct wm_bytes raw;
	size_t number; /* of this question at this server, from 0 */
};

struct fake {
	struct bed *bed;
	struct wm_watch udp, listener;
	struct conn conns[CONN_MAX];
	size_t conn_count;
	size_t questions, udp_questions, tcp_questions;
	uint16_t port;
	void (*answer)(struct heard *heard); /* the script */
};

struct result {
	struct bed *bed;
	bool done;
	enum wm_code code;
	char text[WM_FAIL_TEXT_MAX];
	unsigned rcode;
	uint32_t value; /* the address in its first answer */
	size_t messages, records;
	const struct wm_endpoint *endpoint;
};

struct bed {
	struct wm_loop *loop;
	struct wm_arena *arena;
	struct wm_clock clock;
	uint64_t wall_s;
	uint64_t ahead_ms; /* of the real clock */
	struct wm_dns *dns;
	struct fake fakes[FAKE_MAX];
	char host[16];
	struct wm_endpoint endpoints[FAKE_MAX];
	struct wm_dns_servers servers;
	struct result results[RESULT_MAX];
	size_t asked, done;
	size_t stop_after; /* records of a transfer that are enough; 0: never */
	struct wm_secret *secret;
	struct wm_tsig_key key;
	struct wm_tsig *tsig; /* the servers' */
	struct wm_tsig_session server_session;
};

static inline uint64_t bed_monotonic(void *context)
{
	return wm_clock_now_ms(&wm_clock_system) + ((struct bed *)context)->ahead_ms;
}

static inline uint64_t bed_wall(void *context)
{
	return ((struct bed *)context)->wall_s;
}

/* What the server sends */

static inline void say(struct heard *heard, const void *bytes, size_t len)
{
	ssize_t sent;

	if (heard->conn)
		sent = send(heard->conn->watch.fd, bytes, len, MSG_NOSIGNAL);
	else
		sent = sendto(heard->fake->udp.fd, bytes, len, 0,
			      (const struct sockaddr *)&heard->from, sizeof(heard->from));
	assert_int_equal(sent, len);
}

/* A whole message, framed as the transport wants it. */
static inline void say_message(struct heard *heard, const struct wm_buf *message)
{
	struct wm_buf framed;

	wm_buf_init(&framed, WM_MESSAGE_MAX + 2);
	if (heard->conn)
		wm_buf_put_u16(&framed, (uint16_t)message->len);
	wm_buf_put(&framed, message->data, message->len);
	say(heard, framed.data, framed.len);
	wm_buf_done(&framed);
}

static inline void hang_up(struct conn *conn)
{
	if (!conn->watch.active)
		return;
	wm_loop_unwatch(conn->fake->bed->loop, &conn->watch);
	(void)close(conn->watch.fd);
}

/* The number in a name like "h123.example." */
static inline uint32_t number_in(struct wm_bytes raw)
{
	uint32_t number = 0;

	for (size_t i = 0; i < raw.data[12]; i++)
		if (raw.data[13 + i] >= '0' && raw.data[13 + i] <= '9')
			number = number * 10 + (uint32_t)(raw.data[13 + i] - '0');
	return number;
}

/* The answer to RAW with one A record whose address is the number in the name; not yet signed. */
static inline void make_answer(struct wm_buf *out, struct wm_bytes raw, unsigned rcode)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_message question;
	struct wm_writer writer;
	uint32_t number = htonl(number_in(raw));
	const struct wm_rdata rdata = {(const uint8_t *)&number, 4};

	assert_int_equal(wm_message_read(arena, raw, &question, NULL), WM_OK);
	wm_buf_init(out, WM_MESSAGE_MAX);
	wm_writer_begin(&writer, out, question.id, question.opcode,
			(uint16_t)(WM_FLAG_QR | WM_FLAG_AA | rcode));
	assert_true(wm_writer_question(&writer, &question.question.name, question.question.type,
				       question.question.class));
	if (rcode == WM_RCODE_NOERROR && question.opcode == WM_OPCODE_QUERY)
		assert_true(wm_writer_record(&writer, WM_SECTION_ANSWER, &question.question.name,
					     WM_TYPE_A, WM_CLASS_IN, 300, &rdata));
	wm_writer_finish(&writer);
	wm_arena_free(arena);
}

static inline void answer_well(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static inline void say_nothing(struct heard *heard)
{
	(void)heard;
}

/* Take the MAC of the request RAW: what the first answer's MAC builds on. */
static inline void begin_signing(struct bed *bed, struct wm_bytes raw)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_message question;

	wm_tsig_session_done(&bed->server_session);
	assert_int_equal(wm_message_read(arena, raw, &question, NULL), WM_OK);
	assert_true(question.has_tsig);
	bed->server_session.prior_len = 32; /* hmac-sha256 */
	memcpy(bed->server_session.prior_mac,
	       question.tsig.rdata.bytes + bed->tsig->algorithm.len + 10, 32);
	wm_arena_free(arena);
}

/* Sign the next message of an exchange as a server does, at TIME_S, with the error field ERROR. */
static inline void sign(struct bed *bed, struct wm_buf *out, uint64_t time_s, uint16_t error)
{
	const uint8_t skewed[6] = {0, 0, 0x68, 0xe7, 0x86, 0x11}; /* SIGNED_AT + 3601 */
	struct wm_tsig_session *session = &bed->server_session;
	const struct wm_tsig_fields fields = {.time_s = time_s,
					      .fudge_s = 300,
					      .error = error,
					      .other = {skewed, error ? sizeof(skewed) : 0}};
	const uint16_t id = (uint16_t)(out->data[0] << 8 | out->data[1]);

	wm_tsig_mac_begin(bed->tsig);
	wm_tsig_put_prior(bed->tsig, session);
	wm_tsig_mac_put(bed->tsig, session->pending.data, session->pending.len);
	wm_tsig_mac_put(bed->tsig, out->data, out->len);
	if (session->answers++ == 0)
		wm_tsig_put_variables(bed->tsig, &fields);
	else
		wm_tsig_put_timers(bed->tsig, &fields);
	assert_true(wm_tsig_mac_end(bed->tsig, session->prior_mac));
	wm_buf_clear(&session->pending);
	wm_buf_put(out, bed->key.name.wire, bed->key.name.len);
	wm_buf_put_u16(out, WM_TYPE_TSIG);
	wm_buf_put_u16(out, WM_CLASS_ANY);
	wm_buf_put_u32(out, 0);
	wm_buf_put_u16(out, (uint16_t)(bed->tsig->algorithm.len + 16 + 32 + fields.other.len));
	wm_buf_put(out, bed->tsig->algorithm.wire, bed->tsig->algorithm.len);
	wm_buf_put_u16(out, 0);
	wm_buf_put_u32(out, (uint32_t)time_s);
	wm_buf_put_u16(out, fields.fudge_s);
	wm_buf_put_u16(out, 32);
	wm_buf_put(out, session->prior_mac, 32);
	wm_buf_put_u16(out, id);
	wm_buf_put_u16(out, error);
	wm_buf_put_u16(out, (uint16_t)fields.other.len);
	wm_buf_put(out, fields.other.data, fields.other.len);
	wm_buf_set_u16(out, 10, (uint16_t)((out->data[10] << 8 | out->data[11]) + 1));
}

static inline void answer_signed(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	begin_signing(heard->fake->bed, heard->raw);
	sign(heard->fake->bed, &out, SIGNED_AT, 0);
	say_message(heard, &out);
	wm_buf_done(&out);
}

/* How questions reach the scripts */

static inline void pass_on(struct fake *fake, struct heard *heard)
{
	heard->fake = fake;
	heard->number = fake->questions++;
	if (heard->conn)
		fake->tcp_questions++;
	else
		fake->udp_questions++;
	fake->answer(heard);
}

static inline void hear_udp(void *context, unsigned events)
{
	struct fake *fake = context;
	uint8_t bytes[WM_MESSAGE_MAX];
	struct heard heard = {.raw = {bytes, 0}};
	socklen_t len = sizeof(heard.from);
	ssize_t got = recvfrom(fake->udp.fd, bytes, sizeof(bytes), 0,
			       (struct sockaddr *)&heard.from, &len);

	(void)events;
	if (got < 0)
		return; /* an ICMP error for an answer that came too late */
	heard.raw.len = (size_t)got;
	pass_on(fake, &heard);
}

static inline void hear_tcp(void *context, unsigned events)
{
	struct conn *conn = context;
	uint8_t bytes[WM_MESSAGE_MAX];
	ssize_t got = recv(conn->watch.fd, bytes, sizeof(bytes), 0);
	size_t at = 0;

	(void)events;
	if (got <= 0) {
		hang_up(conn);
		return;
	}
	wm_buf_put(&conn->in, bytes, (size_t)got);
	while (conn->watch.active && conn->in.len - at >= 2) {
		size_t len = (size_t)conn->in.data[at] << 8 | conn->in.data[at + 1];
		struct heard heard = {.conn = conn, .raw = {conn->in.data + at + 2, len}};

		if (conn->in.len - at - 2 < len)
			break;
		at += 2 + len;
		conn->questions++;
		pass_on(conn->fake, &heard);
	}
	memmove(conn->in.data, conn->in.data + at, conn->in.len - at);
	wm_buf_cut(&conn->in, conn->in.len - at);
}

static inline void greet(void *context, unsigned events)
{
	struct fake *fake = context;
	struct conn *conn = &fake->conns[fake->conn_count];
	int fd = accept4(fake->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	assert_true(fd >= 0);
	assert_true(fake->conn_count < CONN_MAX);
	fake->conn_count++;
	conn->fake = fake;
	wm_buf_init(&conn->in, (size_t)4 << 20);
	assert_int_equal(wm_loop_watch(fake->bed->loop, &conn->watch, fd, WM_EVENT_READ, hear_tcp,
				       conn, NULL),
			 WM_OK);
}

/* UDP and TCP sockets on the same free port of 127.0.0.1. */
static inline void open_fake(struct bed *bed, struct fake *fake)
{
	int udp = -1;
	int tcp = -1;
	bool ok = false;

	for (int i = 0; i < 50 && !ok; i++) {
		struct sockaddr_in address = {.sin_family = AF_INET,
					      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		socklen_t len = sizeof(address);

		udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		tcp = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		ok = bind(udp, (struct sockaddr *)&address, len) == 0 &&
		     getsockname(udp, (struct sockaddr *)&address, &len) == 0 &&
		     bind(tcp, (struct sockaddr *)&address, len) == 0 && listen(tcp, 100) == 0;
		fake->port = ntohs(address.sin_port);
		if (!ok) {
			(void)close(udp);
			(void)close(tcp);
		}
	}
	assert_true(ok);
	fake->bed = bed;
	fake->answer = answer_well;
	assert_int_equal(
		wm_loop_watch(bed->loop, &fake->udp, udp, WM_EVENT_READ, hear_udp, fake, NULL),
		WM_OK);
	assert_int_equal(
		wm_loop_watch(bed->loop, &fake->listener, tcp, WM_EVENT_READ, greet, fake, NULL),
		WM_OK);
}

static inline void shut(struct fake *fake, struct wm_watch *watch)
{
	if (!watch->active)
		return;
	wm_loop_unwatch(fake->bed->loop, watch);
	(void)close(watch->fd);
}

static inline void close_fake(struct fake *fake)
{
	shut(fake, &fake->udp);
	shut(fake, &fake->listener);
	for (size_t i = 0; i < fake->conn_count; i++) {
		hang_up(&fake->conns[i]);
		wm_buf_done(&fake->conns[i].in);
	}
	fake->conn_count = 0;
}

static inline struct bed *bed_new(size_t fakes)
{
	static struct bed storage;
	static const uint8_t secret[] = "0123456789abcdef0123456789abcdef";
	struct bed *bed = &storage;

	*bed = (struct bed){.wall_s = SIGNED_AT, .host = "127.0.0.1"};
	bed->clock = (struct wm_clock){bed_monotonic, bed_wall, bed};
	bed->arena = wm_arena_new();
	assert_int_equal(wm_loop_new(&bed->clock, &bed->loop, NULL), WM_OK);
	assert_int_equal(wm_dns_new(bed->loop, &bed->clock, &wm_random_system, &bed->dns, NULL),
			 WM_OK);
	for (size_t i = 0; i < fakes; i++) {
		open_fake(bed, &bed->fakes[i]);
		bed->endpoints[i] = (struct wm_endpoint){bed->host, bed->fakes[i].port};
	}
	bed->servers = (struct wm_dns_servers){
		.endpoints = bed->endpoints, .count = fakes, .timeout_ms = PATIENCE_MS};
	bed->secret = wm_secret_new(secret, 32);
	assert_int_equal(wm_name_read(bed->arena, "edge.", 5, NULL, &bed->key.name, NULL), WM_OK);
	bed->key.algorithm = WM_TSIG_HMAC_SHA256;
	bed->key.secret = bed->secret;
	assert_int_equal(wm_tsig_new(&bed->key, &bed->tsig, NULL), WM_OK);
	wm_buf_init(&bed->server_session.pending, (size_t)1 << 20);
	return bed;
}

static inline void bed_free(struct bed *bed)
{
	wm_dns_free(bed->dns);
	for (size_t i = 0; i < FAKE_MAX; i++)
		close_fake(&bed->fakes[i]);
	wm_loop_free(bed->loop);
	wm_tsig_session_done(&bed->server_session);
	wm_tsig_free(bed->tsig);
	wm_secret_free(bed->secret);
	wm_arena_free(bed->arena);
}

/* Asking */

static inline void note_message(struct result *result, const struct wm_dns_reply *reply)
{
	const struct wm_message *message = reply->message;

	assert_null(reply->fail);
	assert_non_null(reply->endpoint);
	result->rcode = message->rcode;
	result->endpoint = reply->endpoint;
	result->messages++;
	result->records += message->answer_count;
	if (message->answer_count > 0 && message->answer[0].rdata.len == 4) {
		memcpy(&result->value, message->answer[0].rdata.bytes, 4);
		result->value = ntohl(result->value);
	}
}

static inline bool on_reply(void *context, const struct wm_dns_reply *reply, struct wm_arena *arena)
{
	struct result *result = context;
	struct bed *bed = result->bed;

	(void)arena;
	assert_false(result->done);
	if (reply->fail) {
		assert_true(reply->last);
		assert_null(reply->message);
		result->code = reply->fail->code;
		(void)snprintf(result->text, sizeof(result->text), "%s", reply->fail->text);
	} else {
		note_message(result, reply);
	}
	if (!reply->last && (bed->stop_after == 0 || result->records < bed->stop_after))
		return true;
	result->done = true;
	if (++bed->done == bed->asked)
		wm_loop_stop(bed->loop);
	return false;
}

/* Ask for the address of h<NUMBER>.example, or as LIKE says: transfer or update that name. */
static inline struct result *ask(struct bed *bed, uint32_t number, struct wm_dns_query like)
{
	struct result *result = &bed->results[bed->asked++];
	struct wm_writer writer;
	struct wm_name name;
	struct wm_buf out;
	char text[32];
	int len = snprintf(text, sizeof(text), "h%u.example.", number);

	assert_true(bed->asked <= RESULT_MAX);
	wm_buf_init(&out, WM_MESSAGE_MAX);
	assert_int_equal(wm_name_read(bed->arena, text, (size_t)len, NULL, &name, NULL), WM_OK);
	if (like.once) {
		wm_writer_begin(&writer, &out, 0, WM_OPCODE_UPDATE, 0);
		wm_writer_question(&writer, &name, WM_TYPE_SOA, WM_CLASS_IN);
		wm_writer_finish(&writer);
	} else {
		assert_true(wm_writer_query(&out, &name, like.stream ? WM_TYPE_AXFR : WM_TYPE_A));
	}
	result->bed = bed;
	like.servers = &bed->servers;
	if (!like.message.data)
		like.message = wm_buf_bytes(&out);
	like.done = on_reply;
	like.context = result;
	wm_dns_ask(bed->dns, &like, bed->arena);
	wm_buf_done(&out);
	return result;
}

/* Until all that was asked is answered. */
static inline void run(struct bed *bed)
{
	assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
	assert_int_equal(bed->done, bed->asked);
}

/* One question, and its result. */
static inline struct result *ask_one(struct bed *bed, struct wm_dns_query like)
{
	struct result *result = ask(bed, 7, like);

	run(bed);
	return result;
}

static inline void assert_good(const struct result *result, uint32_t value)
{
	if (result->code)
		print_error("%s\n", result->text);
	assert_int_equal(result->code, WM_OK);
	assert_int_equal(result->value, value);
}

static inline void assert_failed(const struct result *result, enum wm_code code, const char *text)
{
	if (result->code != code || !strstr(result->text, text))
		print_error("code %d: %s\n", (int)result->code, result->text);
	assert_int_equal(result->code, code);
	assert_non_null(strstr(result->text, text));
}

#define PLAIN  ((struct wm_dns_query){.transport = WM_DNS_AUTO})
#define TCP    ((struct wm_dns_query){.transport = WM_DNS_TCP})
#define ONCE   ((struct wm_dns_query){.once = true})
#define STREAM ((struct wm_dns_query){.stream = true})

#endif
