/* agent/net/http_url.c: what of a URL may be shown, and which stay on this machine. */
#include "test.h"

#include <string.h>

#include <net/http_private.h>

static void only_scheme_host_and_port_are_shown(void **state)
{
	static const struct {
		const char *url, *origin;
	} rows[] = {
		{"https://api.test", "https://api.test"},
		{"https://api.test:8443/v1/zones?token=canary#canary", "https://api.test:8443"},
		{"https://api.test?canary", "https://api.test"},
		{"https://api.test#canary", "https://api.test"},
		{"https://user:canary@api.test/x", "https://api.test"},
		{"https://a@canary:c@api.test:1/x@y", "https://api.test:1"},
		{"https://[::1]:8081/x", "https://[::1]:8081"},
		{"api.test/canary", "api.test"},
		{"user:canary@api.test", "api.test"},
		{"https:///canary", "https://"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char text[WM_HTTP_ORIGIN_MAX];

		assert_string_equal(wm_http_origin(rows[i].url, text), rows[i].origin);
	}
}

static void a_long_origin_is_cut(void **state)
{
	char url[2000], text[WM_HTTP_ORIGIN_MAX];

	(void)state;
	memset(url, 'a', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	assert_int_equal(strlen(wm_http_origin(url, text)), WM_HTTP_ORIGIN_MAX - 1);
}

static void a_machines_own_credentials_are_local_too(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} rows[] = {
		{"http://169.254.169.254/latest/api/token", true},
		{"http://[fd00:ec2::254]/latest", true},
		{"http://127.0.0.1/latest", true},
		{"https://169.254.169.254/", false},
		{"http://169.254.169.253/", false},
		{"http://169.254.169.254.example/", false},
		{"http://[fe80::1]/", false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(wm_http_is_local(rows[i].url), rows[i].is);
		assert_int_equal(wm_http_is_loopback(rows[i].url), i == 2);
	}
}

static void loopback_is_http_on_this_machine_and_nothing_else(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} rows[] = {
		{"http://127.0.0.1:8081/api", true},
		{"http://127.9.8.7", true},
		{"http://localhost:8081", true},
		{"http://LOCALHOST", true},
		{"http://[::1]:8081/", true},
		{"HTTP://[0:0:0:0:0:0:0:1]/", true},
		{"https://127.0.0.1", false},
		{"http://128.0.0.1", false},
		{"http://10.0.0.1", false},
		{"http://[::2]/", false},
		{"http://[::ffff:127.0.0.1]/", false},
		{"http://localhost.example", false},
		{"http://127.0.0.1.example/", false},
		{"http://127.0.0.1@api.test/", false},
		{"http://api.test/@127.0.0.1", false},
		{"http://api.test#@localhost/", false},
		{"localhost:8081", false},
		{"ftp://localhost/", false},
		{"http://", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		if (wm_http_is_loopback(rows[i].url) != rows[i].is)
			fail_msg("%s", rows[i].url);
}

TEST_MAIN(TEST(only_scheme_host_and_port_are_shown), TEST(a_long_origin_is_cut),
	  TEST(a_machines_own_credentials_are_local_too),
	  TEST(loopback_is_http_on_this_machine_and_nothing_else))
