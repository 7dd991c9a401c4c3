/* Which question goes over which TCP connection, and what becomes of it when that connection ends.
 */
#include "dns_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BATCH      WM_DNS_SCRATCH /* bytes put together before they are written */
#define IDLE_MS    5000           /* a connection without questions is closed after this */
#define STALE_MS   1000 /* on one this long silent no `once` request goes out: it may be dead */
#define LOSSES_MAX 8

bool wm_tcp_may_have_sent(const struct wm_ask *ask)
{
	return ask->link && ask->link->written > ask->begin;
}

/* Every ask that waits in the queue, for a connection that was not to be. */
static void fail_queue(struct wm_lane *lane, enum wm_code code, const char *reason)
{
	struct wm_ask *last = lane->queue.tail;
	struct wm_ask *ask;

	while (last && (ask = lane->queue.head) != NULL) {
		wm_ask_note(ask, code, "cannot be reached over TCP: %s", reason);
		wm_ask_end_attempt(ask, code == WM_ETIMEOUT ? WM_END_TRY : WM_END_NEXT);
		if (ask == last)
			break;
	}
}

/*
 * What a lost connection means for one question that was on it. A server may end a connection when
 * it likes (RFC 7766 section 6.2.4): after it has answered others, that is no failure of its own,
 * as long as it does not go on for ever.
 */
static void end_lost(struct wm_ask *ask, const struct wm_link *link, enum wm_code code,
		     const char *reason)
{
	bool connected = link->put > 0;
	bool patient = code != WM_ETIMEOUT && link->answers > 0 && ask->losses < LOSSES_MAX;

	if (!connected)
		wm_ask_note(ask, code, "cannot be reached over TCP: %s", reason);
	else if (link->lane == WM_LANE_STREAM)
		wm_ask_note(ask, code, "transfer ended early: %s", reason);
	else
		wm_ask_note(ask, code, "no answer over TCP: %s", reason);
	ask->losses++;
	if (!connected && code != WM_ETIMEOUT)
		wm_ask_end_attempt(ask, WM_END_NEXT);
	else
		wm_ask_end_attempt(ask, patient ? WM_END_AGAIN : WM_END_TRY);
}

/* A server that answers some questions and then closes gets no more than these at a time. */
static void narrow_window(struct wm_link *link)
{
	struct wm_lane *lane = &link->peer->lanes[link->lane];

	if (link->lane == WM_LANE_TCP && link->flying > 0 && link->answers < lane->window)
		lane->window = link->answers > 0 ? (size_t)link->answers : 1;
}

void wm_tcp_lost(struct wm_link *link, enum wm_code code, const char *reason)
{
	struct wm_lane *lane = &link->peer->lanes[link->lane];
	bool connecting = link->state == WM_LINK_CONNECTING;

	if (code != WM_ETIMEOUT)
		narrow_window(link);
	wm_link_close(link);
	while (link->asks.tail) /* from the last, as each goes to the front of the queue */
		end_lost(link->asks.tail, link, code, reason);
	if (connecting && link->lane == WM_LANE_TCP)
		fail_queue(lane, code, reason);
	wm_peer_wake(link->peer);
}

static void time_out(void *context)
{
	struct wm_link *link = context;

	if (link->state == WM_LINK_CONNECTING)
		wm_tcp_lost(link, WM_ETIMEOUT,
			    "no connection in time: a firewall may drop what goes to its TCP port");
	else
		wm_link_close(link);
}

/* No more asks over this one; it is closed with the last answer. */
static void retire(struct wm_link *link)
{
	link->retired = true;
	if (link->peer->pipe == link)
		link->peer->pipe = NULL;
	if (link->flying == 0)
		wm_link_close(link);
}

void wm_tcp_release(struct wm_ask *ask)
{
	struct wm_link *link = ask->link;

	if (!link)
		return;
	wm_link_detach(ask);
	if (link->state == WM_LINK_CLOSED || link->flying > 0)
		return;
	if (link->retired || link->lane == WM_LANE_STREAM)
		wm_link_close(link);
	else
		wm_loop_timer(link->dns->loop, &link->timer, IDLE_MS, time_out, link);
}

void wm_tcp_overdue(struct wm_ask *ask)
{
	struct wm_link *link = ask->link;

	if (link->state == WM_LINK_CONNECTING || link->written < ask->end) {
		wm_tcp_lost(link, WM_ETIMEOUT,
			    link->state == WM_LINK_CONNECTING
				    ? "no connection in time"
				    : "it does not take what is sent to it");
		return;
	}
	wm_ask_note(ask, WM_ETIMEOUT,
		    ask->query.stream ? "the transfer stopped for %" PRIu32 " ms"
				      : "no answer over TCP within %" PRIu32 " ms",
		    wm_ask_timeout_ms(ask));
	if (link->heard_ms <= ask->sent_ms) /* not a sign of life since: it may be dead */
		retire(link);
	wm_ask_end_attempt(ask, WM_END_TRY);
}

void wm_tcp_message(struct wm_ask *ask, struct wm_bytes raw)
{
	struct wm_link *link = ask->link;
	struct wm_lane *lane = &link->peer->lanes[link->lane];

	link->answers++;
	if (link->lane == WM_LANE_STREAM) {
		wm_stream_receive(ask, raw);
		return;
	}
	if (lane->window < lane->window_max && link->answers > 2 * lane->window)
		lane->window =
			lane->window * 2 < lane->window_max ? lane->window * 2 : lane->window_max;
	wm_ask_receive(ask, raw);
}

void wm_tcp_connected(struct wm_link *link)
{
	if (link->lane == WM_LANE_TCP)
		wm_peer_wake(link->peer);
	else if (wm_link_put(link, link->asks.head))
		wm_link_flush(link);
}

/* A new connection for the first in the queue; NULL: that one failed, or *RET_STARVED. */
static struct wm_link *open_for(struct wm_ask *ask, bool *ret_starved)
{
	struct wm_link *link = wm_link_open(ask->peer, ask->lane);

	*ret_starved = !link && wm_dns_lacks_descriptors(errno);
	if (link)
		return link;
	if (*ret_starved) {
		wm_dns_starve(ask->dns, ask);
		return NULL;
	}
	wm_ask_note(ask, WM_ENETWORK, "cannot be reached over TCP: %s", strerror(errno));
	wm_ask_end_attempt(ask, WM_END_NEXT);
	return NULL;
}

static bool is_stale(const struct wm_link *link)
{
	return wm_clock_now_ms(link->dns->clock) - link->heard_ms > STALE_MS;
}

/* Fill the batch and send it; true: a fresh connection is needed for the rest. */
static bool fill(struct wm_link *link, struct wm_lane *lane)
{
	struct wm_ask *ask;

	while ((ask = lane->queue.head) != NULL && link->flying < lane->window &&
	       link->out.len + ask->query.message.len < BATCH) {
		if (ask->query.once && is_stale(link))
			return true;
		wm_link_attach(link, ask);
		(void)wm_link_put(link, ask);
		if (link->state == WM_LINK_CLOSED)
			return false;
	}
	return false;
}

static void pump_pipe(struct wm_peer *peer)
{
	struct wm_lane *lane = &peer->lanes[WM_LANE_TCP];
	bool starved = false;

	while (lane->queue.head && !peer->pipe && !starved)
		peer->pipe = open_for(lane->queue.head, &starved);
	if (!lane->queue.head || !peer->pipe)
		return;
	if (peer->pipe->state == WM_LINK_CONNECTING) {
		if (peer->pipe->timer.slot == 0)
			wm_loop_timer(peer->dns->loop, &peer->pipe->timer,
				      wm_ask_timeout_ms(lane->queue.head), time_out, peer->pipe);
		return;
	}
	if (peer->pipe->out.len == 0) {
		struct wm_link *link = peer->pipe;
		bool stale = fill(link, lane);

		if (link->out.len > 0)
			wm_link_flush(link);
		if (stale && peer->pipe == link) {
			retire(link);
			wm_peer_wake(peer);
		}
	}
}

static void pump_streams(struct wm_peer *peer)
{
	struct wm_lane *lane = &peer->lanes[WM_LANE_STREAM];
	bool starved = false;

	while (lane->queue.head && lane->flying < lane->window && !starved) {
		struct wm_ask *ask = lane->queue.head;
		struct wm_link *link = open_for(ask, &starved);

		if (link)
			wm_link_attach(link, ask);
	}
}

void wm_tcp_pump(struct wm_peer *peer)
{
	pump_pipe(peer);
	pump_streams(peer);
}
