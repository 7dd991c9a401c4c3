/* Questions over UDP: each on a connected socket of its own, so that the kernel picks a fresh
 * random port and keeps strangers out. */
#include "dns_private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void wm_udp_release(struct wm_ask *ask)
{
	if (!ask->watch.active)
		return;
	wm_loop_unwatch(ask->dns->loop, &ask->watch);
	(void)close(ask->watch.fd);
}

/* What the network says about the server, by ICMP or at once: no use in waiting for it. */
static void fail_unreachable(struct wm_ask *ask, int error)
{
	wm_ask_note(ask, WM_ENETWORK, "cannot be reached over UDP: %s%s", strerror(error),
		    error == ECONNREFUSED ? " (no name server runs there)" : "");
	wm_ask_end_attempt(ask, WM_END_NEXT);
}

static void receive(void *context, unsigned events)
{
	struct wm_ask *ask = context;
	struct wm_dns *dns = ask->dns;
	ssize_t len = recv(ask->watch.fd, dns->scratch, sizeof(dns->scratch), 0);

	(void)events;
	if (len >= 0) {
		dns->stats.udp_received++;
		wm_ask_receive(ask, (struct wm_bytes){dns->scratch, (size_t)len});
		return;
	}
	if (errno != EAGAIN && errno != EINTR)
		fail_unreachable(ask, errno);
}

/* A socket that takes datagrams from the peer alone; < 0: errno says why not. */
static int open_socket(const struct wm_peer *peer)
{
	int fd = socket(peer->address.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&peer->address, peer->address_len) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

/* A datagram that the kernel has no room for is as good as lost: the time-out sees to it. */
static void transmit(struct wm_ask *ask)
{
	const struct wm_buf *message = &ask->dns->message;

	ask->dns->stats.udp_sent++;
	if (send(ask->watch.fd, message->data, message->len, 0) < 0 && errno != EAGAIN &&
	    errno != ENOBUFS && errno != EINTR)
		fail_unreachable(ask, errno);
}

/* Send the question; false: no descriptors, and it stays in the queue. */
static bool send_question(struct wm_ask *ask)
{
	struct wm_dns *dns = ask->dns;
	int fd;

	ask->id = wm_dns_random_id(dns);
	if (!wm_ask_build(ask))
		return true;
	if (dns->message.len > WM_UDP_MAX) {
		ask->needs_tcp = true;
		wm_ask_end_attempt(ask, WM_END_AGAIN);
		return true;
	}
	fd = open_socket(ask->peer);
	if (fd < 0 && !wm_dns_lacks_descriptors(errno)) {
		fail_unreachable(ask, errno);
		return true;
	}
	ask->watch = (struct wm_watch){
		.fd = fd, .events = WM_EVENT_READ, .ready = receive, .context = ask};
	if (fd < 0 || wm_loop_watch(dns->loop, &ask->watch, NULL)) {
		if (fd >= 0)
			(void)close(fd);
		wm_dns_starve(dns, ask);
		return false;
	}
	wm_ask_fly(ask);
	transmit(ask);
	return true;
}

void wm_udp_pump(struct wm_peer *peer)
{
	struct wm_lane *lane = &peer->lanes[WM_LANE_UDP];

	while (lane->queue.head && lane->flying < lane->window)
		if (!send_question(lane->queue.head))
			break;
}
