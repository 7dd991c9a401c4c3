/* One TCP connection to a name server: connecting, a batch of messages out, framed messages in (RFC
 * 7766 section 8). */
#include "dns_private.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_ready(void *context, unsigned events);

static struct wm_link *new_link(struct wm_peer *peer, enum wm_lane_kind lane)
{
	struct wm_dns *dns = peer->dns;
	struct wm_link *link = dns->spare_links;

	if (link) {
		struct wm_buf in = link->in;
		struct wm_buf out = link->out;

		dns->spare_links = link->next_free;
		*link = (struct wm_link){.in = in, .out = out};
	} else {
		link = WM_ARENA_NEW(dns->arena, struct wm_link, 1);
		wm_buf_init(&link->in, 2 * (size_t)WM_DNS_SCRATCH);
		wm_buf_init(&link->out, 2 * (size_t)WM_DNS_SCRATCH);
	}
	link->dns = dns;
	link->peer = peer;
	link->lane = lane;
	link->older = dns->links;
	if (dns->links)
		dns->links->newer = link;
	dns->links = link;
	return link;
}

/* Its buffers keep their storage, and it its figures: a caller may still be reading them. */
static void recycle(struct wm_link *link)
{
	struct wm_dns *dns = link->dns;

	if (link->newer)
		link->newer->older = link->older;
	else
		dns->links = link->older;
	if (link->older)
		link->older->newer = link->newer;
	wm_buf_clear(&link->in);
	wm_buf_clear(&link->out);
	link->state = WM_LINK_CLOSED;
	link->next_free = dns->spare_links;
	dns->spare_links = link;
}

static int start_connecting(const struct wm_peer *peer)
{
	int fd = socket(peer->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const int on = 1;
	int error;

	if (fd < 0)
		return -1;
	/* Without this, small requests wait for acknowledgements; a connection without it works
	 * all the same. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, (const struct sockaddr *)&peer->address, peer->address_len) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

struct wm_link *wm_link_open(struct wm_peer *peer, enum wm_lane_kind lane)
{
	struct wm_link *link;
	int fd = start_connecting(peer);

	if (fd < 0)
		return NULL;
	link = new_link(peer, lane);
	if (wm_loop_watch(link->dns->loop, &link->watch, fd, WM_EVENT_WRITE, on_ready, link,
			  NULL)) {
		(void)close(fd);
		recycle(link);
		errno = ENOMEM;
		return NULL;
	}
	link->state = WM_LINK_CONNECTING;
	return link;
}

void wm_link_close(struct wm_link *link)
{
	if (link->state == WM_LINK_CLOSED)
		return;
	wm_loop_cancel(link->dns->loop, &link->timer);
	wm_loop_unwatch(link->dns->loop, &link->watch);
	(void)close(link->watch.fd);
	if (link->peer->pipe == link)
		link->peer->pipe = NULL;
	recycle(link);
}

static struct wm_ask **bucket_of(struct wm_link *link, uint16_t id)
{
	return &link->buckets[id % WM_LINK_BUCKETS];
}

static struct wm_ask *find(struct wm_link *link, uint16_t id)
{
	struct wm_ask *ask = *bucket_of(link, id);

	while (ask && ask->id != id)
		ask = ask->chain;
	return ask;
}

void wm_link_attach(struct wm_link *link, struct wm_ask *ask)
{
	ask->link = link;
	ask->begin = ask->end = link->put;
	link->flying++;
	wm_loop_cancel(link->dns->loop, &link->timer);
	wm_ask_fly(ask);
	wm_ask_push(&link->asks, ask);
}

void wm_link_detach(struct wm_ask *ask)
{
	struct wm_link *link = ask->link;
	struct wm_ask **at = bucket_of(link, ask->id);

	while (*at && *at != ask)
		at = &(*at)->chain;
	if (*at)
		*at = ask->chain;
	wm_ask_remove(&link->asks, ask);
	link->flying--;
	ask->link = NULL;
	ask->chain = NULL;
}

bool wm_link_put(struct wm_link *link, struct wm_ask *ask)
{
	const struct wm_buf *message = &link->dns->message;

	do
		ask->id = wm_dns_random_id(link->dns);
	while (find(link, ask->id));
	if (!wm_ask_build(ask))
		return false;
	ask->chain = *bucket_of(link, ask->id);
	*bucket_of(link, ask->id) = ask;
	wm_buf_put_u16(&link->out, (uint16_t)message->len);
	wm_buf_put(&link->out, message->data, message->len);
	assert(!link->out.full);
	ask->begin = link->put;
	link->put += 2 + message->len;
	ask->end = link->put;
	link->dns->stats.tcp_sent++;
	return true;
}

void wm_link_flush(struct wm_link *link)
{
	while (link->out_sent < link->out.len) {
		ssize_t sent = send(link->watch.fd, link->out.data + link->out_sent,
				    link->out.len - link->out_sent, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN) {
			wm_loop_want(link->dns->loop, &link->watch, WM_EVENT_READ | WM_EVENT_WRITE);
			return;
		}
		if (sent < 0) {
			wm_tcp_lost(link, WM_ENETWORK, strerror(errno));
			return;
		}
		link->out_sent += (size_t)sent;
		link->written += (size_t)sent;
	}
	wm_buf_clear(&link->out);
	link->out_sent = 0;
	wm_loop_want(link->dns->loop, &link->watch, WM_EVENT_READ);
	wm_peer_wake(link->peer); /* there is room for the next batch */
}

/* Hand on every whole message in the buffer and keep the rest for later. */
static void take_messages(struct wm_link *link)
{
	uint8_t *scratch = link->dns->scratch;
	size_t at = 0;

	while (link->in.len - at >= 2) {
		size_t len = (size_t)link->in.data[at] << 8 | link->in.data[at + 1];
		struct wm_ask *ask;

		if (len < WM_DNS_HEADER) {
			wm_tcp_lost(link, WM_EPROTOCOL,
				    "it sends a message shorter than a DNS header over TCP");
			return;
		}
		if (link->in.len - at - 2 < len)
			break;
		link->dns->stats.tcp_received++;
		ask = find(link, (uint16_t)(link->in.data[at + 2] << 8 | link->in.data[at + 3]));
		if (ask) /* else its question was given up */
			wm_tcp_message(ask, (struct wm_bytes){link->in.data + at + 2, len});
		if (link->state == WM_LINK_CLOSED)
			return;
		at += 2 + len;
	}
	memcpy(scratch, link->in.data + at, link->in.len - at);
	at = link->in.len - at;
	wm_buf_clear(&link->in);
	wm_buf_put(&link->in, scratch, at);
}

/* A server that sends answers one by one waits for the last one's acknowledgement (Nagle), which we
 * would delay by 40 ms. The kernel forgets this option, so it is set after each read. */
static void acknowledge(const struct wm_link *link)
{
	const int on = 1;

	(void)setsockopt(link->watch.fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

static void receive(struct wm_link *link)
{
	struct wm_dns *dns = link->dns;
	ssize_t len = recv(link->watch.fd, dns->scratch, sizeof(dns->scratch), 0);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len <= 0) {
		wm_tcp_lost(link, len < 0 ? WM_ENETWORK : WM_EPROTOCOL,
			    len < 0 ? strerror(errno) : "it closed the connection");
		return;
	}
	link->heard_ms = wm_clock_now_ms(dns->clock);
	wm_buf_put(&link->in, dns->scratch, (size_t)len);
	take_messages(link);
	if (link->state == WM_LINK_OPEN && link->flying > 0)
		acknowledge(link);
}

static void finish_connecting(struct wm_link *link)
{
	int error = 0;
	socklen_t len = sizeof(error);

	if (getsockopt(link->watch.fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	if (error) {
		wm_tcp_lost(link, WM_ENETWORK, strerror(error));
		return;
	}
	link->state = WM_LINK_OPEN;
	link->heard_ms = wm_clock_now_ms(link->dns->clock);
	link->dns->stats.tcp_connects++;
	wm_loop_cancel(link->dns->loop, &link->timer);
	wm_loop_want(link->dns->loop, &link->watch, WM_EVENT_READ);
	wm_tcp_connected(link);
}

static void on_ready(void *context, unsigned events)
{
	struct wm_link *link = context;

	if (link->state == WM_LINK_CONNECTING) {
		finish_connecting(link);
		return;
	}
	if (events & WM_EVENT_READ)
		receive(link);
	if (link->state == WM_LINK_OPEN && events & WM_EVENT_WRITE && link->out.len > 0)
		wm_link_flush(link);
}
