/* agent/net/http_transfer.c: whom a request trusts, and that the environment has no say in it. */
#include "http_fixture.h"
#include "tls_fixture.h"

#include <sys/stat.h>

static const struct wm_http_request get = {.method = "GET", .tries = 1};

static void only_https_is_allowed_unless_the_server_is_on_this_machine(void **state)
{
	static const struct {
		const char *url;
		bool plain;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{"/", true, WM_OK, NULL},
		{"/", false, WM_EUSAGE, "only https:// is allowed here"},
		{"http://192.0.2.1/?canary", true, WM_EUSAGE, "only https:// is allowed here"},
		{"http://api.test/canary", true, WM_EUSAGE, "only https:// is allowed here"},
		{"ftp://127.0.0.1/canary", true, WM_EUSAGE, "only https:// is allowed here"},
		{"file:///etc/hostname", true, WM_EUSAGE, "only https:// is allowed here"},
		{"telnet://127.0.0.1/", false, WM_EUSAGE, "only https:// is allowed here"},
		{"https://user:canary@127.0.0.1/", false, WM_EUSAGE, "a user name stands in"},
		{"https://127.0.0.1:99999/canary", false, WM_EUSAGE, "is no URL"},
		{"https://", false, WM_EUSAGE, "is no URL"},
		{"https://a b/canary", false, WM_EUSAGE, "is no URL"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_http_trust trust = {.plain = rows[i].plain};
		struct bed *bed = bed_new(1);
		struct result *result;

		bed_lane(bed, &no_budget, &trust);
		result = ask_and_run(bed, rows[i].url, &get);
		if (result->code != rows[i].code)
			fail_msg("%s: %d %s", rows[i].url, (int)result->code, result->text);
		assert_int_equal(bed->server.requests, rows[i].code ? 0 : 1);
		if (rows[i].code) {
			assert_non_null(strstr(result->text, rows[i].text));
			assert_null(strstr(result->text, "canary"));
		}
		bed_free(bed);
	}
}

static void a_server_that_cannot_prove_itself_gets_nothing(void **state)
{
	static const struct {
		enum shown shown;
		int version;
		enum { OURS, OTHERS, SYSTEMS, MISSING } trusted;
		enum wm_code code;
	} rows[] = {
		{GOOD, TLS1_3_VERSION, OURS, WM_OK},
		{GOOD, TLS1_2_VERSION, OURS, WM_OK},
		{GOOD, TLS1_1_VERSION, OURS, WM_ENETWORK},
		{GOOD, TLS1_VERSION, OURS, WM_ENETWORK},
		{GOOD, TLS1_3_VERSION, OTHERS, WM_EAUTH},
		{GOOD, TLS1_3_VERSION, SYSTEMS, WM_EAUTH},
		{GOOD, TLS1_3_VERSION, MISSING, WM_EFILE},
		{WRONG_NAME, TLS1_3_VERSION, OURS, WM_EAUTH},
		{EXPIRED, TLS1_3_VERSION, OURS, WM_EAUTH},
		{NOT_YET, TLS1_3_VERSION, OURS, WM_EAUTH},
		{BY_ITSELF, TLS1_3_VERSION, OURS, WM_EAUTH},
		{BY_ANOTHER, TLS1_3_VERSION, OURS, WM_EAUTH},
		{BY_ANOTHER, TLS1_3_VERSION, OTHERS, WM_OK},
	};
	struct wm_secret *secret = wm_secret_new("canary", 6);
	const struct wm_http_request request = {
		.method = "GET",
		.secret = secret,
		.secret_header = "Authorization: Bearer ",
		.tries = 1,
		.once = true,
	};
	struct tls_bed tls;

	(void)state;
	tls_begin(&tls);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const char *files[] = {tls.file, tls.other_file, NULL, "/nonexistent/ca.pem"};
		struct bed *bed =
			tls_bed_new(&tls, rows[i].shown, rows[i].version, files[rows[i].trusted]);
		struct result *result = ask_and_run(bed, "/", &request);

		if (result->code != rows[i].code)
			fail_msg("row %zu: %d %s", i, (int)result->code, result->text);
		assert_int_equal(bed->server.requests, rows[i].code ? 0 : 1);
		assert_null(strstr(result->text, "canary"));
		if (rows[i].code == WM_EAUTH)
			assert_non_null(strstr(result->text, "its certificate is not to be trusted,"
							     " so nothing was sent"));
		tls_bed_free(bed);
	}
	tls_end(&tls);
	wm_secret_free(secret);
}

static void a_connection_cut_before_the_request_is_no_doubt(void **state)
{
	const struct wm_http_request request = {.method = "POST", .once = true};
	struct tls_bed tls;
	struct bed *bed;
	struct result *result;

	(void)state;
	tls_begin(&tls);
	bed = tls_bed_new(&tls, GOOD, TLS1_3_VERSION, tls.file);
	bed->rate = 200;
	bed->server.rude = 2;
	result = ask_and_run(bed, "/", &request);
	assert_int_equal(result->status, 200);
	assert_int_equal(bed->server.requests, 1);
	bed->server.rude = 100;
	result = ask_and_run(bed, "/", &request);
	assert_int_equal(result->code, WM_ENETWORK);
	assert_non_null(strstr(result->text, "(tried 4 times)"));
	assert_int_equal(bed->server.requests, 1);
	tls_bed_free(bed);
	tls_end(&tls);
}

/* ---- the environment ---- */

static void the_environment_says_nothing_about_proxies_and_passwords(void **state)
{
	static const char *const names[] = {"http_proxy", "https_proxy", "all_proxy",
					    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"};
	char home[] = "/tmp/waymark-home-XXXXXX", path[64];
	struct tls_bed tls;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(home));
	(void)snprintf(path, sizeof(path), "%s/.netrc", home);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs("default login canary password canary\n", file);
	(void)fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
	for (size_t i = 0; i < WM_COUNT(names); i++)
		(void)setenv(names[i], "http://127.0.0.1:1", 1);
	(void)setenv("HOME", home, 1);
	(void)setenv("NETRC", path, 1);
	tls_begin(&tls);
	for (int i = 0; i < 2; i++) {
		struct bed *bed =
			i ? bed_new(1) : tls_bed_new(&tls, GOOD, TLS1_3_VERSION, tls.file);

		assert_int_equal(ask_and_run(bed, "/", &get)->status, 200);
		assert_null(strcasestr(bed->server.last, "authorization"));
		if (i)
			bed_free(bed);
		else
			tls_bed_free(bed);
	}
	tls_end(&tls);
	for (size_t i = 0; i < WM_COUNT(names); i++)
		(void)unsetenv(names[i]);
	(void)unsetenv("NETRC");
	(void)unlink(path);
	(void)rmdir(home);
}

/* A proxy that refuses: what it was asked is in server->last. */
static void answer_407(struct heard *heard)
{
	say_answer(heard->conn, 407, "Proxy-Authenticate: Basic\r\n", "");
}

static void a_proxy_is_told_the_host_and_no_more(void **state)
{
	struct wm_secret *secret = wm_secret_new("canary", 6);
	const struct wm_http_request request = {
		.method = "POST",
		.body = {(const uint8_t *)"canary", 6},
		.secret = secret,
		.secret_header = "Authorization: Bearer ",
		.tries = 1,
	};
	struct bed *bed = bed_new(1);
	const struct wm_http_trust trust = {.proxy = bed->url, .plain = true};
	struct result *result;

	(void)state;
	(void)setenv("no_proxy", "*", 1); /* the environment does not switch it off either */
	bed_lane(bed, &no_budget, &trust);
	bed->server.answer = answer_407;
	result = ask_and_run(bed, "https://api.test/canary?canary", &request);
	assert_int_equal(result->code, WM_ENETWORK);
	assert_null(strstr(result->text, "canary"));
	assert_memory_equal(bed->server.last, "CONNECT api.test:443 HTTP/1.1\r\n", 31);
	assert_null(strstr(bed->server.last, "canary"));
	assert_string_equal(bed->server.last_body, "");

	/* What stays on this machine does not go through it. */
	bed->server.answer = answer_well;
	assert_int_equal(ask_and_run(bed, "/direct", &get)->status, 200);
	assert_memory_equal(bed->server.last, "GET /direct HTTP/1.1\r\n", 22);
	(void)unsetenv("no_proxy");
	bed_free(bed);
	wm_secret_free(secret);
}

TEST_MAIN(TEST(only_https_is_allowed_unless_the_server_is_on_this_machine),
	  TEST(a_server_that_cannot_prove_itself_gets_nothing),
	  TEST(a_connection_cut_before_the_request_is_no_doubt),
	  TEST(the_environment_says_nothing_about_proxies_and_passwords),
	  TEST(a_proxy_is_told_the_host_and_no_more))
