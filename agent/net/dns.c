/* The DNS exchange as a whole: questions come in, servers and keys are found, the kick keeps it
 * going. */
#include "dns_private.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define UDP_WINDOW    128 /* more overflows a server's receive buffer */
#define TCP_WINDOW    500
#define STREAM_WINDOW 8 /* BIND serves 10 transfers at a time (transfers-out) */
#define STARVED_MS    50

enum wm_code wm_dns_new(struct wm_loop *loop, const struct wm_clock *clock,
			const struct wm_random *random, struct wm_dns **ret_dns,
			struct wm_fail *reterr)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_dns *dns = WM_ARENA_NEW(arena, struct wm_dns, 1);

	(void)reterr;
	dns->arena = arena;
	dns->loop = loop;
	dns->clock = clock;
	dns->random = random;
	wm_buf_init(&dns->message, WM_MESSAGE_MAX);
	*ret_dns = dns;
	return WM_OK;
}

void wm_dns_free(struct wm_dns *dns)
{
	if (!dns)
		return;
	while (dns->newest) {
		struct wm_ask *ask = dns->newest;

		wm_ask_release(ask);
		wm_dns_recycle(ask);
	}
	while (dns->links)
		wm_link_close(dns->links);
	for (struct wm_link *link = dns->spare_links; link; link = link->next_free) {
		wm_buf_done(&link->in);
		wm_buf_done(&link->out);
	}
	wm_loop_cancel(dns->loop, &dns->kick);
	wm_loop_cancel(dns->loop, &dns->starved);
	wm_buf_done(&dns->message);
	wm_arena_free(dns->arena);
}

const struct wm_dns_stats *wm_dns_stats_of(const struct wm_dns *dns)
{
	return &dns->stats;
}

void wm_ask_push(struct wm_ask_list *list, struct wm_ask *ask)
{
	ask->next = NULL;
	ask->prev = list->tail;
	if (list->tail)
		list->tail->next = ask;
	else
		list->head = ask;
	list->tail = ask;
}

void wm_ask_push_front(struct wm_ask_list *list, struct wm_ask *ask)
{
	ask->prev = NULL;
	ask->next = list->head;
	if (list->head)
		list->head->prev = ask;
	else
		list->tail = ask;
	list->head = ask;
}

void wm_ask_remove(struct wm_ask_list *list, struct wm_ask *ask)
{
	if (ask->prev)
		ask->prev->next = ask->next;
	else
		list->head = ask->next;
	if (ask->next)
		ask->next->prev = ask->prev;
	else
		list->tail = ask->prev;
	ask->next = ask->prev = NULL;
}

static void pump(struct wm_peer *peer)
{
	peer->due = false;
	wm_udp_pump(peer);
	wm_tcp_pump(peer);
}

/* Start what is new, then let each lane that changed send what it can. */
static void kick_all(void *context)
{
	struct wm_dns *dns = context;
	struct wm_ask *last = dns->fresh.tail;
	struct wm_ask *ask;

	while (last && (ask = dns->fresh.head) != NULL) {
		wm_ask_remove(&dns->fresh, ask);
		wm_ask_start(ask);
		if (ask == last)
			break; /* what a callback has just added is for the next kick */
	}
	for (struct wm_peer *peer = dns->peers; peer; peer = peer->next)
		if (peer->due)
			pump(peer);
}

static void kick(struct wm_dns *dns)
{
	if (dns->kick.slot == 0)
		wm_loop_timer(dns->loop, &dns->kick, 0, kick_all, dns);
}

void wm_peer_wake(struct wm_peer *peer)
{
	peer->due = true;
	kick(peer->dns);
}

static void wake_all(void *context)
{
	struct wm_dns *dns = context;

	for (struct wm_peer *peer = dns->peers; peer; peer = peer->next)
		wm_peer_wake(peer);
}

static void give_up_descriptor(void *context)
{
	struct wm_ask *ask = context;

	wm_ask_note(ask, WM_ENETWORK,
		    "no free file descriptor for it: raise the limit (LimitNOFILE=, ulimit -n)");
	wm_ask_end_attempt(ask, WM_END_TRY);
}

bool wm_dns_lacks_descriptors(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

void wm_dns_starve(struct wm_dns *dns, struct wm_ask *ask)
{
	if (ask->timer.slot == 0)
		wm_loop_timer(dns->loop, &ask->timer, wm_ask_timeout_ms(ask), give_up_descriptor,
			      ask);
	if (dns->starved.slot == 0)
		wm_loop_timer(dns->loop, &dns->starved, STARVED_MS, wake_all, dns);
}

uint16_t wm_dns_random_id(struct wm_dns *dns)
{
	uint16_t id;

	dns->random->fill(dns->random->context, &id, sizeof(id));
	return id;
}

static const size_t windows[WM_LANE_COUNT] = {
	[WM_LANE_UDP] = UDP_WINDOW,
	[WM_LANE_TCP] = TCP_WINDOW,
	[WM_LANE_STREAM] = STREAM_WINDOW,
};

struct wm_peer *wm_peer_find(struct wm_dns *dns, const struct wm_endpoint *endpoint)
{
	struct sockaddr_storage address;
	struct wm_peer *peer;
	socklen_t len;

	memset(&address, 0, sizeof(address));
	if (!wm_endpoint_sockaddr(endpoint, &address, &len))
		return NULL;
	for (peer = dns->peers; peer; peer = peer->next)
		if (peer->address_len == len && memcmp(&peer->address, &address, len) == 0)
			return peer;
	peer = WM_ARENA_NEW(dns->arena, struct wm_peer, 1);
	peer->dns = dns;
	peer->address = address;
	peer->address_len = len;
	for (size_t i = 0; i < WM_LANE_COUNT; i++)
		peer->lanes[i].window = peer->lanes[i].window_max = windows[i];
	peer->next = dns->peers;
	dns->peers = peer;
	return peer;
}

/* Only a key in use is compared by its address: that is borrowed no longer than its questions live.
 */
enum wm_code wm_dns_key_take(struct wm_dns *dns, const struct wm_tsig_key *key,
			     struct wm_dns_key **ret_key, struct wm_fail *reterr)
{
	struct wm_dns_key *unused = NULL;
	struct wm_dns_key *at;
	enum wm_code code;

	for (at = dns->keys; at; at = at->next) {
		if (at->users == 0)
			unused = at;
		else if (at->key == key)
			break;
	}
	if (!at) {
		at = unused ? unused : WM_ARENA_NEW(dns->arena, struct wm_dns_key, 1);
		if (!unused) {
			at->next = dns->keys;
			dns->keys = at;
		}
		at->key = key;
		code = wm_tsig_new(key, &at->tsig, reterr);
		if (code)
			return code;
	}
	at->users++;
	*ret_key = at;
	return WM_OK;
}

void wm_dns_key_drop(struct wm_dns_key *key)
{
	if (!key || --key->users > 0)
		return;
	wm_tsig_free(key->tsig);
	key->tsig = NULL;
}

static struct wm_ask *new_ask(struct wm_dns *dns)
{
	struct wm_ask *ask = dns->spare;

	if (ask)
		dns->spare = ask->next;
	else
		ask = WM_ARENA_NEW(dns->arena, struct wm_ask, 1);
	*ask = (struct wm_ask){.dns = dns, .older = dns->newest};
	if (dns->newest)
		dns->newest->newer = ask;
	dns->newest = ask;
	return ask;
}

void wm_dns_recycle(struct wm_ask *ask)
{
	struct wm_dns *dns = ask->dns;

	wm_dns_key_drop(ask->key);
	if (ask->newer)
		ask->newer->older = ask->older;
	else
		dns->newest = ask->older;
	if (ask->older)
		ask->older->newer = ask->newer;
	ask->next = dns->spare;
	dns->spare = ask;
}

void wm_dns_ask(struct wm_dns *dns, const struct wm_dns_query *query, struct wm_arena *arena)
{
	struct wm_ask *ask = new_ask(dns);

	assert(query->message.len >= WM_DNS_HEADER && query->message.len <= WM_MESSAGE_MAX);
	assert(!(query->stream && query->once));
	ask->query = *query;
	ask->query.message.data = wm_arena_copy(arena, query->message.data, query->message.len);
	ask->question_end = wm_answer_question_end(query->message);
	ask->arena = arena;
	ask->asked_ms = wm_clock_now_ms(dns->clock);
	ask->state = WM_ASK_FRESH;
	wm_ask_push(&dns->fresh, ask);
	kick(dns);
}
