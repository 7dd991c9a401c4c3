/* IP addresses and host:port pairs. */
#ifndef WAYMARK_ADDRESS_H
#define WAYMARK_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <waymark/buf.h>

/* An IPv4 (LEN 4) or IPv6 (LEN 16) address in network byte order: exactly the RDATA of A or AAAA.
 */
struct wm_address {
	uint8_t bytes[16];
	uint8_t len;
};

/* Textual forms: dotted quad without leading zeros, or RFC 4291; no zone index, no port, no prefix
 * length. */
bool wm_address_read(const char *text, size_t len, struct wm_address *ret_address);
void wm_address_print(struct wm_buf *out, const struct wm_address *address);

/* RFC 1918, RFC 6598, loopback, link local, unique local (RFC 4193): never right in a public zone.
 */
bool wm_address_is_private(const struct wm_address *address);

/* Can it be the address of one host that others reach? Not loopback, unspecified, multicast,
 * reserved, broadcast, nor IPv4 in the dress of IPv6. */
bool wm_address_is_host(const struct wm_address *address);

/* A place to send DNS to: a host as written (address literal or name) and a port. */
struct wm_endpoint {
	const char *host; /* borrowed; an address literal or a host name */
	uint16_t port;
};

/*
 * "192.0.2.53", "192.0.2.53:5300", "[2001:db8::53]:5300", "2001:db8::53", "ns1.example.net:5300".
 * HOST_MAX bytes of HOST are used at the most (NUL included); false if it is none of these.
 */
#define WM_HOST_MAX 256
bool wm_endpoint_read(const char *text, size_t len, uint16_t default_port, char host[WM_HOST_MAX],
		      uint16_t *ret_port);

/* The socket address of a literal ENDPOINT; false if its host is a name, which needs a look-up
 * first. */
bool wm_endpoint_sockaddr(const struct wm_endpoint *endpoint, struct sockaddr_storage *ret_address,
			  socklen_t *ret_len);

#endif
