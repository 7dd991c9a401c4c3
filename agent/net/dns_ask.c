/* The life of a question: attempts, waits, the next server, and what is reported in the end. */
#include "dns_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <waymark/log.h>

#define TIMEOUT_MS 3000
#define TRIES      3
#define PAUSE_PART \
	8 /* the first wait is this part of the time-out; each later one is twice as long */

uint32_t wm_ask_timeout_ms(const struct wm_ask *ask)
{
	return ask->query.servers->timeout_ms ? ask->query.servers->timeout_ms : TIMEOUT_MS;
}

static const struct wm_endpoint *endpoint_of(const struct wm_ask *ask)
{
	return &ask->query.servers->endpoints[ask->server];
}

struct wm_dns_reply wm_ask_reply(const struct wm_ask *ask)
{
	uint64_t elapsed_ms = wm_clock_now_ms(ask->dns->clock) - ask->asked_ms;

	return (struct wm_dns_reply){
		.last = true,
		.endpoint = ask->server < ask->query.servers->count ? endpoint_of(ask) : NULL,
		.elapsed_ms = elapsed_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)elapsed_ms};
}

/* How much a failure tells: one that says more is not forgotten for one that says less. */
static int weigh(enum wm_code code)
{
	if (code == WM_OK)
		return -1;
	if (code == WM_ETIMEOUT)
		return 0;
	if (code == WM_ENETWORK)
		return 1;
	return wm_code_remedy(code) == WM_REMEDY_FIX ? 3 : 2;
}

static struct wm_trouble *trouble_of(struct wm_ask *ask)
{
	if (!ask->trouble)
		ask->trouble = WM_ARENA_NEW(ask->arena, struct wm_trouble, 1);
	return ask->trouble;
}

void wm_ask_note(struct wm_ask *ask, enum wm_code code, const char *format, ...)
{
	struct wm_fail *here = &trouble_of(ask)->here;
	char text[WM_FAIL_TEXT_MAX];
	va_list arguments;

	if (weigh(code) < weigh(here->code))
		return;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	wm_fail(here, code, "%s", text);
}

/* "192.0.2.53 (port 5300)"; the port is left out where it is the usual one. */
static const char *name_server(const struct wm_ask *ask, char text[WM_HOST_MAX + 16])
{
	const struct wm_endpoint *endpoint = endpoint_of(ask);

	if (endpoint->port == 53)
		(void)snprintf(text, WM_HOST_MAX + 16, "%s", endpoint->host);
	else
		(void)snprintf(text, WM_HOST_MAX + 16, "%s (port %" PRIu16 ")", endpoint->host,
			       endpoint->port);
	return text;
}

/* Turn what happened with the present server into a part of the final report. */
static void sum_up(struct wm_ask *ask)
{
	struct wm_trouble *trouble = trouble_of(ask);
	struct wm_fail before = trouble->all;
	char server[WM_HOST_MAX + 16];
	char attempts[32] = "";
	enum wm_code code = trouble->here.code;

	if (weigh(before.code) == weigh(WM_EAUTH) && weigh(code) < weigh(before.code))
		code = before.code;
	if (ask->attempts > 1)
		(void)snprintf(attempts, sizeof(attempts), " (%u attempts)", ask->attempts);
	wm_fail(&trouble->all, code, "%s%s%s: %s%s", before.text, before.code ? "; " : "",
		name_server(ask, server), trouble->here.text, attempts);
	trouble->here = (struct wm_fail){0};
}

void wm_ask_finish(struct wm_ask *ask, const struct wm_dns_reply *reply)
{
	wm_ask_release(ask);
	ask->query.done(ask->query.context, reply, ask->arena);
	wm_dns_recycle(ask);
}

/* Report failure; every server that was tried has been summed up. */
static void fail(struct wm_ask *ask)
{
	struct wm_dns_reply reply = wm_ask_reply(ask);

	reply.fail = &trouble_of(ask)->all;
	reply.endpoint = NULL;
	wm_ask_finish(ask, &reply);
}

static void time_out(void *context);

static void set_state(struct wm_ask *ask, enum wm_ask_state state, uint64_t wait_ms)
{
	ask->state = state;
	if (wait_ms)
		wm_loop_timer(ask->dns->loop, &ask->timer, wait_ms, time_out, ask);
	else
		wm_loop_cancel(ask->dns->loop, &ask->timer);
}

static enum wm_lane_kind choose_lane(const struct wm_ask *ask)
{
	if (ask->query.stream)
		return WM_LANE_STREAM;
	if (ask->query.once || ask->needs_tcp || ask->query.transport == WM_DNS_TCP)
		return WM_LANE_TCP;
	return WM_LANE_UDP;
}

static void leave_server(struct wm_ask *ask)
{
	sum_up(ask);
	ask->server++;
	ask->tries = 0;
	ask->attempts = 0;
	ask->losses = 0;
	ask->needs_tcp = false;
}

/* Into the queue of the present server, or of the next one that has an address; without any left,
 * it fails. */
static void enqueue(struct wm_ask *ask, bool front)
{
	while (ask->server < ask->query.servers->count) {
		struct wm_ask_list *queue;

		ask->peer = wm_peer_find(ask->dns, endpoint_of(ask));
		if (!ask->peer) {
			wm_ask_note(ask, WM_ENETWORK, "not an address: its name was not looked up");
			leave_server(ask);
			continue;
		}
		ask->lane = choose_lane(ask);
		set_state(ask, WM_ASK_QUEUED, 0);
		queue = &ask->peer->lanes[ask->lane].queue;
		if (front)
			wm_ask_push_front(queue, ask);
		else
			wm_ask_push(queue, ask);
		wm_peer_wake(ask->peer);
		return;
	}
	fail(ask);
}

void wm_ask_start(struct wm_ask *ask)
{
	const struct wm_tsig_key *key = ask->query.servers->key;
	struct wm_fail why;
	enum wm_code code = WM_OK;

	if (key)
		code = wm_dns_key_take(ask->dns, key, &ask->key, &why);
	if (!code && ask->query.servers->count == 0)
		code = wm_fail(&why, WM_ENETWORK, "no server to ask");
	if (!code) {
		enqueue(ask, false);
		return;
	}
	trouble_of(ask)->all = why;
	fail(ask);
}

void wm_ask_fly(struct wm_ask *ask)
{
	struct wm_lane *lane = &ask->peer->lanes[ask->lane];

	assert(ask->state == WM_ASK_QUEUED);
	wm_ask_remove(&lane->queue, ask);
	lane->flying++;
	ask->attempts++;
	ask->refused = 0;
	wm_ask_extend(ask);
}

void wm_ask_extend(struct wm_ask *ask)
{
	ask->sent_ms = wm_clock_now_ms(ask->dns->clock);
	set_state(ask, WM_ASK_FLYING, wm_ask_timeout_ms(ask));
}

static void time_out(void *context)
{
	struct wm_ask *ask = context;

	if (ask->state == WM_ASK_PAUSED) {
		enqueue(ask, false);
		return;
	}
	assert(ask->state == WM_ASK_FLYING);
	if (ask->lane != WM_LANE_UDP) {
		wm_tcp_overdue(ask);
		return;
	}
	wm_ask_note(ask, WM_ETIMEOUT,
		    "no answer over UDP within %" PRIu32 " ms: is the server up and reachable",
		    wm_ask_timeout_ms(ask));
	wm_ask_end_attempt(ask, WM_END_TRY);
}

bool wm_ask_build(struct wm_ask *ask)
{
	struct wm_buf *out = &ask->dns->message;
	struct wm_fail why;

	wm_buf_clear(out);
	wm_buf_put(out, ask->query.message.data, ask->query.message.len);
	wm_buf_set_u16(out, 0, ask->id);
	if (!ask->key || wm_tsig_sign(ask->key->tsig, &ask->session, out,
				      wm_clock_wall_s(ask->dns->clock), &why) == WM_OK)
		return true;
	wm_ask_note(ask, why.code, "%s", why.text);
	wm_ask_end_attempt(ask, WM_END_FINAL);
	return false;
}

void wm_ask_release(struct wm_ask *ask)
{
	struct wm_peer *peer = ask->peer;

	switch (ask->state) {
	case WM_ASK_FRESH:
		break;
	case WM_ASK_QUEUED:
		wm_ask_remove(&peer->lanes[ask->lane].queue, ask);
		break;
	case WM_ASK_FLYING:
		peer->lanes[ask->lane].flying--;
		wm_udp_release(ask);
		wm_tcp_release(ask);
		wm_peer_wake(peer);
		break;
	case WM_ASK_PAUSED:
		break;
	}
	set_state(ask, WM_ASK_FRESH, 0);
	wm_stream_clear(ask);
	wm_tsig_session_done(&ask->session);
}

/* A wait that doubles with each try, give or take a half, so that many do not come back at once. */
static uint64_t pause_ms(const struct wm_ask *ask)
{
	uint32_t timeout_ms = wm_ask_timeout_ms(ask);
	uint32_t base = timeout_ms / PAUSE_PART + 1;

	for (unsigned i = 1; i < ask->tries && base < timeout_ms; i++)
		base *= 2;
	return base / 2 + wm_random_below(ask->dns->random, base) + 1;
}

/* The request may have been carried out, and nobody has told. */
static void leave_unknown(struct wm_ask *ask)
{
	char server[WM_HOST_MAX + 16];
	struct wm_trouble *trouble = trouble_of(ask);

	wm_fail(&trouble->all, WM_EUNKNOWN,
		"%s: %s; the request was sent, so it may or may not have been carried out",
		name_server(ask, server), trouble->here.text);
	fail(ask);
}

static bool has_tries_left(const struct wm_ask *ask)
{
	unsigned tries = ask->query.servers->tries ? ask->query.servers->tries : TRIES;

	return ask->tries < tries;
}

/* A final answer of one server; the others are not asked once this one may have acted. */
static void end_server(struct wm_ask *ask, bool is_last)
{
	if (is_last) {
		sum_up(ask);
		fail(ask);
		return;
	}
	leave_server(ask);
	enqueue(ask, false);
}

void wm_ask_end_attempt(struct wm_ask *ask, enum wm_ask_end end)
{
	bool sent = ask->query.once && wm_tcp_may_have_sent(ask);
	bool bound = sent || wm_stream_has_begun(ask);

	wm_log(WM_LOG_DEBUG, "dns server=%s attempt=%u reason=%s", endpoint_of(ask)->host,
	       ask->attempts, ask->trouble ? ask->trouble->here.text : "");
	wm_ask_release(ask);
	if (sent && (end == WM_END_TRY || end == WM_END_AGAIN)) {
		leave_unknown(ask);
		return;
	}
	if (end == WM_END_TRY)
		ask->tries++;
	if (bound || end == WM_END_FINAL || end == WM_END_NEXT ||
	    (end == WM_END_TRY && !has_tries_left(ask))) {
		end_server(ask, bound || end == WM_END_FINAL);
		return;
	}
	ask->dns->stats.retries++;
	if (end == WM_END_AGAIN)
		enqueue(ask, true);
	else
		set_state(ask, WM_ASK_PAUSED, pause_ms(ask));
}

void wm_ask_receive(struct wm_ask *ask, struct wm_bytes raw)
{
	struct wm_message message;
	struct wm_dns_reply reply;

	switch (wm_answer_judge(ask, ask->arena, raw, &message)) {
	case WM_VERDICT_GOOD:
		reply = wm_ask_reply(ask);
		reply.message = &message;
		reply.raw = raw;
		wm_ask_finish(ask, &reply);
		break;
	case WM_VERDICT_HELD: /* only in streams */
	case WM_VERDICT_DROP:
		ask->dns->stats.udp_dropped += ask->lane == WM_LANE_UDP;
		break;
	case WM_VERDICT_TCP:
		ask->needs_tcp = true;
		wm_ask_end_attempt(ask, WM_END_AGAIN);
		break;
	case WM_VERDICT_TRY:
		wm_ask_end_attempt(ask, WM_END_TRY);
		break;
	case WM_VERDICT_NEXT:
		wm_ask_end_attempt(ask, WM_END_NEXT);
		break;
	}
}
