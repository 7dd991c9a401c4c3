/* IP addresses and host:port pairs, from text and back. */
#include <waymark/address.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include <waymark/str.h>

/* TEXT as a C string in OUT; false if it is too long or holds a NUL. */
static bool to_string(char *out, size_t size, const char *text, size_t len)
{
	if (len >= size || (len && memchr(text, '\0', len)))
		return false;
	if (len)
		memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

bool wm_address_read(const char *text, size_t len, struct wm_address *ret_address)
{
	char string[INET6_ADDRSTRLEN];
	struct wm_address address = {0};

	if (!to_string(string, sizeof(string), text, len))
		return false;
	if (inet_pton(AF_INET, string, address.bytes) == 1)
		address.len = 4;
	else if (inet_pton(AF_INET6, string, address.bytes) == 1)
		address.len = 16;
	else
		return false;
	*ret_address = address;
	return true;
}

void wm_address_print(struct wm_buf *out, const struct wm_address *address)
{
	char text[INET6_ADDRSTRLEN] = "";

	(void)inet_ntop(address->len == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof(text));
	wm_buf_text(out, text);
}

/* The first BITS bits of A and B are the same. */
static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned rest = bits % 8;

	if (memcmp(a, b, bits / 8) != 0)
		return false;
	return !rest || (a[bits / 8] ^ b[bits / 8]) >> (8 - rest) == 0;
}

bool wm_address_is_private(const struct wm_address *address)
{
	static const struct {
		struct wm_address network;
		unsigned bits;
	} networks[] = {
		{{{10}, 4}, 8},           /* RFC 1918 */
		{{{172, 16}, 4}, 12},     /* RFC 1918 */
		{{{192, 168}, 4}, 16},    /* RFC 1918 */
		{{{100, 64}, 4}, 10},     /* RFC 6598 */
		{{{127}, 4}, 8},          /* loopback, RFC 1122 */
		{{{169, 254}, 4}, 16},    /* link local, RFC 3927 */
		{{{[15] = 1}, 16}, 128},  /* loopback, RFC 4291 */
		{{{0xfe, 0x80}, 16}, 10}, /* link local, RFC 4291 */
		{{{0xfc}, 16}, 7},        /* unique local, RFC 4193 */
	};

	for (size_t i = 0; i < WM_COUNT(networks); i++) {
		if (networks[i].network.len == address->len &&
		    same_prefix(networks[i].network.bytes, address->bytes, networks[i].bits))
			return true;
	}
	return false;
}

/* A host name as it may stand in a policy: letters, digits, hyphens, underscores, single dots, and
 * a last label that is not a number (else it was meant as an address). */
static bool is_host(const char *text, size_t len)
{
	bool numeric = true; /* the label so far */
	char before = '.';

	if (len && text[len - 1] == '.')
		len--;
	if (!len || len > 253)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool digit = c >= '0' && c <= '9';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!digit && !letter && c != '-' && c != '_' && (c != '.' || before == '.'))
			return false;
		numeric = c == '.' || (numeric && digit);
		before = c;
	}
	return before != '.' && !numeric;
}

bool wm_endpoint_read(const char *text, size_t len, uint16_t default_port, char host[WM_HOST_MAX],
		      uint16_t *ret_port)
{
	const char *end = text + len;
	const char *colon = len ? memrchr(text, ':', len) : NULL;
	const char *host_end = end;
	struct wm_address address;
	uint64_t port = default_port;
	bool bracketed = len && text[0] == '[';

	if (!bracketed && wm_address_read(text, len, &address)) /* 2001:db8::53 has no port */
		colon = NULL;
	if (bracketed && end[-1] == ']')
		colon = NULL;
	if (colon) {
		host_end = colon;
		if (!wm_str_number(colon + 1, (size_t)(end - colon - 1), UINT16_MAX, &port) ||
		    !port)
			return false;
	}
	if (bracketed) {
		if (host_end - text < 2 || *--host_end != ']')
			return false;
		text++;
	}
	len = (size_t)(host_end - text);
	if (!wm_address_read(text, len, &address)) {
		if (bracketed || !is_host(text, len))
			return false;
	} else if (bracketed != (address.len == 16) && (bracketed || colon)) {
		return false; /* [192.0.2.1], or 2001:db8::53 with a port but no brackets */
	}
	if (!to_string(host, WM_HOST_MAX, text, len))
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

bool wm_endpoint_sockaddr(const struct wm_endpoint *endpoint, struct sockaddr_storage *ret_address,
			  socklen_t *ret_len)
{
	struct wm_address address;

	if (!wm_address_read(endpoint->host, strlen(endpoint->host), &address))
		return false;
	memset(ret_address, 0, sizeof(*ret_address));
	if (address.len == 4) {
		struct sockaddr_in *in = (struct sockaddr_in *)ret_address;

		in->sin_family = AF_INET;
		in->sin_port = htons(endpoint->port);
		memcpy(&in->sin_addr, address.bytes, 4);
		*ret_len = sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret_address;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(endpoint->port);
		memcpy(&in6->sin6_addr, address.bytes, 16);
		*ret_len = sizeof(*in6);
	}
	return true;
}
