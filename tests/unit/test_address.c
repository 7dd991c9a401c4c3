/* Addresses and endpoints: what is one, what is not, which are private. */
#include <waymark/address.h>

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

static void addresses_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL = refused */
	} rows[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"255.255.255.255", "255.255.255.255"},
		{"2001:DB8:0:0:0:0:0:10", "2001:db8::10"},
		{"::", "::"},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
		{"", NULL},
		{"192.0.2", NULL},
		{"192.0.2.256", NULL},
		{"192.0.2.01", NULL},
		{"192.0.2.1 ", NULL},
		{" 192.0.2.1", NULL},
		{"0x7f.0.0.1", NULL},
		{"192.0.2.1/24", NULL},
		{"192.0.2.1:53", NULL},
		{"fe80::1%eth0", NULL},
		{"[::1]", NULL},
		{"1::2::3", NULL},
		{"12345::", NULL},
		{"contoso.com", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_address address;
		struct wm_buf out;
		bool good = wm_address_read(rows[i].text, strlen(rows[i].text), &address);

		assert_int_equal(good, rows[i].want != NULL);
		if (!good)
			continue;
		wm_buf_init(&out, 100);
		wm_address_print(&out, &address);
		assert_string_equal(wm_buf_string(&out), rows[i].want);
		wm_buf_done(&out);
	}
}

static void a_nul_within_is_no_address(void **state)
{
	struct wm_address address;

	(void)state;
	assert_false(wm_address_read("192.0.2.1\0x", 11, &address));
	assert_true(wm_address_read("192.0.2.1\0x", 9, &address));
	assert_int_equal(address.len, 4);
}

static void private_networks_are_known_to_their_edges(void **state)
{
	static const struct {
		const char *text;
		bool private;
	} rows[] = {
		{"9.255.255.255", false}, {"10.0.0.0", true},        {"10.255.255.255", true},
		{"11.0.0.0", false},      {"172.15.255.255", false}, {"172.16.0.0", true},
		{"172.31.255.255", true}, {"172.32.0.0", false},     {"192.167.255.255", false},
		{"192.168.0.1", true},    {"192.169.0.0", false},    {"100.63.255.255", false},
		{"100.64.0.0", true},     {"100.127.255.255", true}, {"100.128.0.0", false},
		{"127.0.0.1", true},      {"128.0.0.1", false},      {"169.254.1.1", true},
		{"169.253.1.1", false},   {"131.107.155.10", false}, {"::1", true},
		{"::2", false},           {"fe80::1", true},         {"febf::1", true},
		{"fec0::1", false},       {"fbff::1", false},        {"fc00::1", true},
		{"fdff::1", true},        {"fe00::1", false},        {"2001:db8::1", false},
		{"a00::1", false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_address address;

		assert_true(wm_address_read(rows[i].text, strlen(rows[i].text), &address));
		if (wm_address_is_private(&address) != rows[i].private)
			fail_msg("%s: expected private = %d", rows[i].text, rows[i].private);
	}
}

static void what_can_be_the_address_of_a_host_is_known(void **state)
{
	static const struct {
		const char *text;
		bool host;
	} rows[] = {
		{"0.0.0.0", false},
		{"0.255.255.255", false},
		{"1.0.0.0", true},
		{"126.255.255.255", true},
		{"127.0.0.1", false},
		{"128.0.0.0", true},
		{"223.255.255.255", true},
		{"224.0.0.1", false},
		{"239.255.255.255", false},
		{"240.0.0.1", false},
		{"255.255.255.255", false},
		{"10.0.0.1", true},
		{"::", false},
		{"::1", false},
		{"::192.0.2.1", false},
		{"::ffff:192.0.2.1", false},
		{"::1:0:0", true},
		{"2001:db8::1", true},
		{"ff02::1", false},
		{"feff::1", true},
		{"fe80::1", true},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_address address;

		assert_true(wm_address_read(rows[i].text, strlen(rows[i].text), &address));
		if (wm_address_is_host(&address) != rows[i].host)
			fail_msg("%s: expected host = %d", rows[i].text, rows[i].host);
	}
}

static void endpoints_are_a_host_and_a_port(void **state)
{
	static const struct {
		const char *text;
		const char *host; /* NULL = refused */
		uint16_t port;
	} rows[] = {
		{"192.0.2.53", "192.0.2.53", 53},
		{"192.0.2.53:5300", "192.0.2.53", 5300},
		{"[2001:db8::53]:5300", "2001:db8::53", 5300},
		{"[2001:db8::53]", "2001:db8::53", 53},
		{"2001:db8::53", "2001:db8::53", 53},
		{"ns1.example.net", "ns1.example.net", 53},
		{"ns1.example.net.:65535", "ns1.example.net.", 65535},
		{"localhost:1", "localhost", 1},
		{"ns-1_x.example.net", "ns-1_x.example.net", 53},
		{"", NULL, 0},
		{":53", NULL, 0},
		{"ns1.example.net:", NULL, 0},
		{"ns1.example.net:0", NULL, 0},
		{"ns1.example.net:65536", NULL, 0},
		{"ns1.example.net:http", NULL, 0},
		{"ns1.example.net: 53", NULL, 0},
		{"ns1:2:3", NULL, 0},
		{"192.0.2.1.5", NULL, 0},
		{"192.0.2.300", NULL, 0},
		{"192.0.2:53", NULL, 0},
		{"[192.0.2.1]:53", NULL, 0},
		{"[ns1.example.net]:53", NULL, 0},
		{"[2001:db8::53", NULL, 0},
		{"[", NULL, 0},
		{"[]", NULL, 0},
		{"[]:53", NULL, 0},
		{"[2001:db8::53]5300", NULL, 0},
		{"2001:db8::53]:5300", NULL, 0},
		{"2001:db8:0:0:0:0:0:53:5300", NULL, 0},
		{"..", NULL, 0},
		{".example.net", NULL, 0},
		{"a..b", NULL, 0},
		{"a b", NULL, 0},
		{"m\xc3\xbcnchen.de", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char host[WM_HOST_MAX] = "untouched";
		uint16_t port = 7;
		bool good = wm_endpoint_read(rows[i].text, strlen(rows[i].text), 53, host, &port);

		if (good != (rows[i].host != NULL))
			fail_msg("'%s' was %s", rows[i].text, good ? "taken" : "refused");
		assert_string_equal(host, good ? rows[i].host : "untouched");
		assert_int_equal(port, good ? rows[i].port : 7);
	}
}

static void a_host_has_at_most_253_characters(void **state)
{
	char text[300];
	char host[WM_HOST_MAX];
	uint16_t port;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(wm_endpoint_read(text, 253, 53, host, &port));
	assert_int_equal(strlen(host), 253);
	assert_false(wm_endpoint_read(text, 254, 53, host, &port));
	assert_false(wm_endpoint_read(text, sizeof(text), 53, host, &port));
}

static void literal_endpoints_have_a_socket_address(void **state)
{
	struct sockaddr_storage storage;
	const struct sockaddr_in *in = (const struct sockaddr_in *)&storage;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&storage;
	socklen_t len = 0;

	(void)state;
	assert_true(
		wm_endpoint_sockaddr(&(struct wm_endpoint){"192.0.2.53", 5300}, &storage, &len));
	assert_int_equal(in->sin_family, AF_INET);
	assert_int_equal(ntohs(in->sin_port), 5300);
	assert_int_equal(ntohl(in->sin_addr.s_addr), 0xc0000235);
	assert_int_equal(len, sizeof(*in));
	assert_true(wm_endpoint_sockaddr(&(struct wm_endpoint){"::1", 53}, &storage, &len));
	assert_int_equal(in6->sin6_family, AF_INET6);
	assert_int_equal(ntohs(in6->sin6_port), 53);
	assert_true(IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr));
	assert_int_equal(len, sizeof(*in6));
	assert_false(wm_endpoint_sockaddr(&(struct wm_endpoint){"ns1", 53}, &storage, &len));
}

TEST_MAIN(TEST(addresses_are_read_and_printed), TEST(a_nul_within_is_no_address),
	  TEST(private_networks_are_known_to_their_edges),
	  TEST(what_can_be_the_address_of_a_host_is_known), TEST(endpoints_are_a_host_and_a_port),
	  TEST(a_host_has_at_most_253_characters), TEST(literal_endpoints_have_a_socket_address))
