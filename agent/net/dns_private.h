/*
 * The parts of the DNS exchange as they see each other.
 *
 * An ask is one question on its way to an answer: it tries its servers in order, each several
 * times. A peer is one server address: a queue per lane (UDP, the pipelined TCP connection, zone
 * transfers) and how many may be in flight there. A link is one TCP connection.
 *
 *   dns.c         the exchange: asks in, peers, keys, the kick
 *   dns_ask.c     an ask's life: attempts, retries, fail-over, the end
 *   dns_answer.c  is this message the answer: id, question, shape, signature
 *   dns_udp.c     the UDP lane: a socket per question
 *   dns_link.c    one TCP connection: connect, write, read, framing
 *   dns_tcp.c     the TCP lanes: which ask goes over which link, what a lost link means
 *   dns_stream.c  zone transfers: messages handed on one by one
 *
 * Callbacks of the user come only from dns_ask.c and dns_stream.c, and may only ask anew: what that
 * starts, and all that follows from a change, waits for the kick (a timer without delay). So no
 * object changes under a function that has called another one, and nothing recurses.
 */
#ifndef WAYMARK_NET_DNS_PRIVATE_H
#define WAYMARK_NET_DNS_PRIVATE_H

#include <waymark/dns.h>

#define WM_DNS_HEADER  12
#define WM_DNS_SCRATCH (WM_MESSAGE_MAX + 2)

enum wm_lane_kind { WM_LANE_UDP, WM_LANE_TCP, WM_LANE_STREAM, WM_LANE_COUNT };

enum wm_ask_state {
	WM_ASK_FRESH,  /* waits for the kick */
	WM_ASK_QUEUED, /* in a lane's queue */
	WM_ASK_FLYING, /* a socket or link is at work on it */
	WM_ASK_PAUSED, /* between two attempts */
};

/* What an attempt's end means for the ask. */
enum wm_ask_end {
	WM_END_TRY,   /* counts as one try of this server; wait a while and try again */
	WM_END_AGAIN, /* not the server's fault: again, at once, over whatever lane fits now */
	WM_END_NEXT,  /* this server is done with: the next one, at once */
	WM_END_FINAL, /* no server can help */
};

/* What has gone wrong so far; made when first needed. */
struct wm_trouble {
	struct wm_fail here; /* with the present server */
	struct wm_fail all;  /* with those given up */
};

struct wm_ask {
	struct wm_dns *dns;
	struct wm_dns_query query; /* its message copied into ARENA */
	struct wm_arena *arena;
	struct wm_dns_key *key; /* NULL: unsigned */
	size_t question_end;    /* where the question section of the message ends */
	enum wm_ask_state state;
	uint64_t asked_ms;
	struct wm_trouble *trouble;
	struct wm_timer timer;
	struct wm_ask *next, *prev;   /* in the one list it is in */
	struct wm_ask *older, *newer; /* in the list of all */

	/* on the present server */
	size_t server;
	struct wm_peer *peer;
	unsigned tries;    /* that failed */
	unsigned attempts; /* that were sent */
	unsigned losses; /* connections that died under it, though the server was at work on them */
	bool needs_tcp;

	/* the present attempt */
	enum wm_lane_kind lane;
	uint16_t id;
	uint64_t sent_ms;
	unsigned refused; /* messages that looked like the answer and failed a check */
	struct wm_tsig_session session;
	struct wm_watch watch; /* UDP: its socket */
	struct wm_link *link;  /* TCP */
	struct wm_ask *chain;  /* TCP: the next one in the link's bucket */
	uint64_t begin, end;   /* TCP: its bytes, counted from the link's first */

	struct wm_stream *stream; /* of a transfer */
};

struct wm_ask_list {
	struct wm_ask *head, *tail;
};

struct wm_lane {
	struct wm_ask_list queue;
	size_t flying;
	size_t window; /* may be narrowed for a server that closes early */
	size_t window_max;
};

struct wm_peer {
	struct wm_peer *next;
	struct wm_dns *dns;
	struct sockaddr_storage address;
	socklen_t address_len;
	struct wm_lane lanes[WM_LANE_COUNT];
	struct wm_link *pipe; /* the pipelined connection, or NULL */
	bool due;             /* the next kick looks at its lanes */
};

enum wm_link_state { WM_LINK_CLOSED, WM_LINK_CONNECTING, WM_LINK_OPEN };

#define WM_LINK_BUCKETS 256

struct wm_link {
	struct wm_link *next_free;
	struct wm_link *older, *newer;
	struct wm_dns *dns;
	struct wm_peer *peer;
	enum wm_link_state state;
	enum wm_lane_kind lane;
	bool retired; /* takes no new asks, and closes with the last one's answer */
	struct wm_watch watch;
	struct wm_timer timer; /* connecting, then idle */
	struct wm_buf out;     /* the batch being written */
	size_t out_sent;
	uint64_t put, written; /* bytes in all */
	struct wm_buf in;
	uint64_t heard_ms; /* when the connection last gave a sign of life */
	uint64_t answers;
	size_t flying;
	struct wm_ask_list asks; /* in flight, in the order sent */
	struct wm_ask *buckets[WM_LINK_BUCKETS];
};

/* A key's context, shared by the asks that use it now. */
struct wm_dns_key {
	struct wm_dns_key *next;
	const struct wm_tsig_key *key;
	struct wm_tsig *tsig;
	size_t users;
};

struct wm_dns {
	struct wm_arena *arena;
	struct wm_loop *loop;
	const struct wm_clock *clock;
	const struct wm_random *random;
	struct wm_dns_stats stats;
	struct wm_ask_list fresh;
	struct wm_ask *newest; /* of all that live */
	struct wm_ask *spare;
	struct wm_peer *peers;
	struct wm_link *links;
	struct wm_link *spare_links;
	struct wm_dns_key *keys;
	struct wm_timer kick;
	struct wm_timer starved; /* set while the process has no descriptors left */
	struct wm_buf message;   /* the message being built */
	uint8_t scratch[WM_DNS_SCRATCH];
};

/* dns.c */
void wm_ask_push(struct wm_ask_list *list, struct wm_ask *ask);
void wm_ask_push_front(struct wm_ask_list *list, struct wm_ask *ask);
void wm_ask_remove(struct wm_ask_list *list, struct wm_ask *ask);
struct wm_peer *wm_peer_find(struct wm_dns *dns, const struct wm_endpoint *endpoint);
void wm_peer_wake(struct wm_peer *peer); /* let the next kick look at its lanes */
/* No descriptor is to be had: try the lanes again in a while; ASK waits one time-out for it. */
void wm_dns_starve(struct wm_dns *dns, struct wm_ask *ask);
bool wm_dns_lacks_descriptors(int error); /* is this errno one that goes away by waiting */
uint16_t wm_dns_random_id(struct wm_dns *dns);
enum wm_code wm_dns_key_take(struct wm_dns *dns, const struct wm_tsig_key *key,
			     struct wm_dns_key **ret_key, struct wm_fail *reterr);
void wm_dns_key_drop(struct wm_dns_key *key);
void wm_dns_recycle(struct wm_ask *ask); /* it is finished: its storage may be used again */

/* dns_ask.c */
void wm_ask_start(struct wm_ask *ask); /* the first attempt */
uint32_t wm_ask_timeout_ms(const struct wm_ask *ask);
/* It is on its way from now on: count it in its lane, start the clock. */
void wm_ask_fly(struct wm_ask *ask);
void wm_ask_extend(struct wm_ask *ask); /* start the clock anew */
/* The message of this attempt, with its id and a fresh signature, in DNS->message; false: the ask
 * has ended. */
bool wm_ask_build(struct wm_ask *ask);
/* Remember what went wrong with the present server. */
void wm_ask_note(struct wm_ask *ask, enum wm_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void wm_ask_end_attempt(struct wm_ask *ask, enum wm_ask_end end);
void wm_ask_receive(struct wm_ask *ask, struct wm_bytes raw);
void wm_ask_finish(struct wm_ask *ask, const struct wm_dns_reply *reply);
/* Let go of sockets and timers, without a callback. */
void wm_ask_release(struct wm_ask *ask);
/* A reply for this ask with the fields all replies have. */
struct wm_dns_reply wm_ask_reply(const struct wm_ask *ask);

/* dns_answer.c */
enum wm_verdict {
	WM_VERDICT_GOOD,
	WM_VERDICT_HELD, /* of a stream: good if the next signature covers it */
	WM_VERDICT_DROP, /* not the answer, or not proven to be: wait on */
	WM_VERDICT_TCP,  /* the answer has to come over TCP */
	WM_VERDICT_TRY,  /* the attempt failed */
	WM_VERDICT_NEXT, /* this server will not do it */
};
/* Judge RAW as an answer to ASK; what is wrong goes to wm_ask_note. MESSAGE is read into ARENA. */
enum wm_verdict wm_answer_judge(struct wm_ask *ask, struct wm_arena *arena, struct wm_bytes raw,
				struct wm_message *ret_message);
/* The end of the question section of a message that we send. */
size_t wm_answer_question_end(struct wm_bytes message);

/* dns_udp.c */
void wm_udp_pump(struct wm_peer *peer);
void wm_udp_release(struct wm_ask *ask);

/* dns_link.c */
/* A connection under way to PEER, or NULL with errno set. */
struct wm_link *wm_link_open(struct wm_peer *peer, enum wm_lane_kind lane);
void wm_link_close(struct wm_link *link);
/* ASK flies over this link from now on. */
void wm_link_attach(struct wm_link *link, struct wm_ask *ask);
void wm_link_detach(struct wm_ask *ask);
/* Put the attached ASK's message into the batch; false: the ask has ended instead. */
bool wm_link_put(struct wm_link *link, struct wm_ask *ask);
void wm_link_flush(struct wm_link *link);

/* dns_tcp.c */
void wm_tcp_pump(struct wm_peer *peer);
void wm_tcp_connected(struct wm_link *link);
void wm_tcp_message(struct wm_ask *ask, struct wm_bytes raw);
void wm_tcp_lost(struct wm_link *link, enum wm_code code, const char *reason);
void wm_tcp_release(struct wm_ask *ask);
void wm_tcp_overdue(struct wm_ask *ask); /* its time-out has passed */
/* Has the first of its bytes been handed to the network? */
bool wm_tcp_may_have_sent(const struct wm_ask *ask);

/* dns_stream.c */
void wm_stream_receive(struct wm_ask *ask, struct wm_bytes raw);
/* Has the user seen any of it? Then it cannot begin again. */
bool wm_stream_has_begun(const struct wm_ask *ask);
void wm_stream_clear(struct wm_ask *ask); /* forget what is held back */

#endif
