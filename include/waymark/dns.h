/* DNS exchange: questions out, checked answers in, over UDP and TCP, signed where a key is given.
 */
#ifndef WAYMARK_DNS_H
#define WAYMARK_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/address.h>
#include <waymark/bytes.h>
#include <waymark/clock.h>
#include <waymark/fail.h>
#include <waymark/loop.h>
#include <waymark/random.h>
#include <waymark/tsig.h>
#include <waymark/wire.h>

struct wm_dns;

/* Everything is borrowed for the exchange's life. */
enum wm_code wm_dns_new(struct wm_loop *loop, const struct wm_clock *clock,
			const struct wm_random *random, struct wm_dns **ret_dns,
			struct wm_fail *reterr);
void wm_dns_free(struct wm_dns *dns); /* drops queries without calling back; accepts NULL */

enum wm_dns_transport {
	WM_DNS_AUTO, /* UDP, and TCP when the answer is truncated or the request does not fit */
	WM_DNS_TCP,
};

/* The servers of one provider: tried in order, the next one after a time-out or a network error. */
struct wm_dns_servers {
	const struct wm_endpoint *endpoints;
	size_t count;
	const struct wm_tsig_key *
		key; /* NULL: unsigned. With a key, an unsigned answer is never delivered as data */
	uint32_t timeout_ms; /* for one attempt; 0 = 3,000 */
	unsigned tries; /* attempts per server; 0 = 3; the waits between them grow, with jitter */
};

/* One finished or partial exchange as the callback sees it; borrowed for the call only. */
struct wm_dns_reply {
	const struct wm_fail *fail;       /* NULL: MESSAGE is checked and good to use */
	const struct wm_message *message; /* NULL if FAIL is set; in ARENA */
	struct wm_bytes raw;              /* the message as received */
	bool last;                        /* false: more messages of the same stream follow */
	const struct wm_endpoint
		*endpoint; /* who answered; NULL if FAIL is set, whose text tells */
	uint32_t elapsed_ms;
};

/*
 * A question. MESSAGE (without TSIG, its id ignored) is copied by wm_dns_ask, all else is borrowed
 * until the last callback.
 *
 * Answers are accepted only from the asked address and port, with our random id and opcode, QR set
 * and our question (which over TCP may be missing from errors and from answers to an UPDATE, RFC
 * 2136 section 3.8); anything else is dropped and the wait goes on. Each attempt carries a fresh
 * id, source port and signature.
 *
 * stream: a zone transfer over TCP on a connection of its own. Messages are handed on one by one,
 * each complete and, with a key, already verified (the unsigned ones between two signatures are
 * held back until the signature that covers them has been checked). The callback ends it by
 * returning false; a stream that the server ends first is WM_EPROTOCOL ("transfer ended early").
 * once:   the request must not be carried out twice (UPDATE). After its first byte may have reached
 * a server it is never sent again: no answer is then WM_EUNKNOWN. Before that, fail-over goes on as
 * usual. Sent over TCP (RFC 2136 section 6.2).
 */
struct wm_dns_query {
	const struct wm_dns_servers *servers;
	struct wm_bytes message;
	enum wm_dns_transport transport;
	bool stream;
	bool once;
	bool (*done)(void *context, const struct wm_dns_reply *reply, struct wm_arena *arena);
	void *context;
};

/*
 * Start it; the callback comes from the loop, never from within this call. ARENA holds the answer's
 * records and must outlive the callback; of a stream each message has an arena of its own instead,
 * the one the callback gets, which ends with the callback (a transfer is as large as its zone, and
 * whoever reads it copies what it keeps). At most 128 UDP questions per server are in flight at a
 * time and 500 on its one pipelined TCP connection (answers matched by id, in any order: RFC 7766
 * section 6.2.1); the rest queue. Failures reach the callback as reply->fail: WM_ETIMEOUT,
 * WM_ENETWORK, WM_EPROTOCOL, WM_EAUTH, WM_EREFUSED (an unsigned REFUSED or the like to a signed
 * question), WM_EREMOTE, WM_EUNKNOWN, each with the server's address, the number of attempts, and
 * what to look at. Idle connections are kept for 5 s: whoever has all answers stops the loop.
 */
void wm_dns_ask(struct wm_dns *dns, const struct wm_dns_query *query, struct wm_arena *arena);

/* For tests, the bench and -v: what has been sent and received so far. */
struct wm_dns_stats {
	uint64_t udp_sent, udp_received, udp_dropped, tcp_sent, tcp_received, tcp_connects, retries;
};
const struct wm_dns_stats *wm_dns_stats_of(const struct wm_dns *dns);

/*
 * Turn host names in ENDPOINTS into literals by one blocking look-up each (getaddrinfo), before the
 * loop runs: every address of a name becomes an endpoint. Result in ARENA. WM_ENETWORK naming the
 * host that has none.
 */
enum wm_code wm_dns_resolve(struct wm_arena *arena, const struct wm_endpoint *endpoints,
			    size_t count, const struct wm_endpoint **ret_endpoints,
			    size_t *ret_count, struct wm_fail *reterr);

#endif
