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

struct network {
	struct wm_address address;
	unsigned bits;
};

static bool is_in_any(const struct wm_address *address, const struct network *networks,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (networks[i].address.len == address->len &&
		    same_prefix(networks[i].address.bytes, address->bytes, networks[i].bits))
			return true;
	return false;
}

bool wm_address_is_host(const struct wm_address *address)
{
	static const struct network networks[] = {
		{{{0}, 4}, 8},                          /* "this network", RFC 1122 */
		{{{127}, 4}, 8},                        /* loopback, RFC 1122 */
		{{{224}, 4}, 4},                        /* multicast, RFC 5771 */
		{{{240}, 4}, 4},                        /* reserved and broadcast, RFC 1112 */
		{{{0}, 16}, 96},                        /* ::, ::1 and what was IPv4-compatible */
		{{{[10] = 0xff, [11] = 0xff}, 16}, 96}, /* IPv4-mapped, RFC 4291 */
		{{{0xff}, 16}, 8},                      /* multicast, RFC 4291 */
	};

	return !is_in_any(address, networks, WM_COUNT(networks));
}

bool wm_address_is_private(const struct wm_address *address)
{
	static const struct network networks[] = {
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

	return is_in_any(address, networks, WM_COUNT(networks));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_host_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
	       c == '_';
}

/* A host name as it may stand in a policy: letters, digits, hyphens, underscores, single dots, and
 * a last label that is not a number (else it was meant as an address). */
static bool is_host(const char *text, size_t len)
{
	bool numeric = true; /* the label so far */
	char before = '.';

	if (len && text[len - 1] == '.')
		len--;
	if (len > 253)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_host_char(text[i]) && (text[i] != '.' || before == '.'))
			return false;
		numeric = text[i] == '.' || (numeric && is_digit(text[i]));
		before = text[i];
	}
	return before != '.' && !numeric;
}

/* The two parts of an endpoint, borrowed from its text. PORT NULL: there is none. */
struct parts {
	const char *host, *port;
	size_t host_len, port_len;
};

/* "[2001:db8::53]", with or without ":5300". */
static bool split_bracketed(const char *text, size_t len, struct parts *parts)
{
	const char *close = memchr(text, ']', len);
	struct wm_address address;

	if (!close)
		return false;
	parts->host = text + 1;
	parts->host_len = (size_t)(close - text) - 1;
	len -= (size_t)(close - text) + 1;
	if (len && close[1] != ':')
		return false;
	if (len) {
		parts->port = close + 2;
		parts->port_len = len - 1;
	}
	return wm_address_read(parts->host, parts->host_len, &address) && address.len == 16;
}

/* An address of either kind alone, or an IPv4 address or a name with or without a port. */
static bool split_plain(const char *text, size_t len, struct parts *parts)
{
	const char *colon = memrchr(text, ':', len);
	struct wm_address address;

	parts->host = text;
	parts->host_len = len;
	if (wm_address_read(text, len, &address))
		return true;
	if (colon) {
		parts->host_len = (size_t)(colon - text);
		parts->port = colon + 1;
		parts->port_len = len - parts->host_len - 1;
	}
	if (wm_address_read(text, parts->host_len, &address))
		return address.len == 4;
	return is_host(text, parts->host_len);
}

bool wm_endpoint_read(const char *text, size_t len, uint16_t default_port, char host[WM_HOST_MAX],
		      uint16_t *ret_port)
{
	struct parts parts = {0};
	uint64_t port = default_port;

	if (!len)
		return false;
	if (text[0] == '[' ? !split_bracketed(text, len, &parts) : !split_plain(text, len, &parts))
		return false;
	if (parts.port && (!wm_str_number(parts.port, parts.port_len, UINT16_MAX, &port) || !port))
		return false;
	if (!to_string(host, WM_HOST_MAX, parts.host, parts.host_len))
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
