/* agent/net/http_transfer.c: whom a request trusts, what it shows, and what it takes. */
#include "http_fixture.h"
#include "tls_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <net/http_private.h>

#include <waymark/log.h>

static const struct wm_http_request get = {.method = "GET", .tries = 1};

/* ---- trust ---- */

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

enum shown { GOOD, WRONG_NAME, EXPIRED, NOT_YET, BY_ITSELF, BY_ANOTHER, SHOWN_COUNT };

static const long day_s = 86400;

struct tls_bed {
	struct certificate authority, other;
	struct certificate shown[SHOWN_COUNT];
	char file[64], other_file[64];
};

static void tls_begin(struct tls_bed *tls)
{
	static const char here[] = "IP:127.0.0.1,DNS:localhost";
	const struct certificate_plan authority = {"Test CA", NULL, true, -day_s, day_s};
	const struct certificate_plan other = {"Other CA", NULL, true, -day_s, day_s};
	const struct certificate_plan plans[SHOWN_COUNT] = {
		[GOOD] = {"good", here, false, -day_s, day_s},
		[WRONG_NAME] = {"127.0.0.1", "DNS:api.test", false, -day_s, day_s},
		[EXPIRED] = {"expired", here, false, -2 * day_s, -day_s},
		[NOT_YET] = {"not yet", here, false, day_s, 2 * day_s},
		[BY_ITSELF] = {"by itself", here, false, -day_s, day_s},
		[BY_ANOTHER] = {"by another", here, false, -day_s, day_s},
	};

	tls->authority = make_certificate(&authority, NULL);
	tls->other = make_certificate(&other, NULL);
	for (size_t i = 0; i < SHOWN_COUNT; i++)
		tls->shown[i] = make_certificate(&plans[i], i == BY_ITSELF    ? NULL
							    : i == BY_ANOTHER ? &tls->other
									      : &tls->authority);
	(void)snprintf(tls->file, sizeof(tls->file), "/tmp/waymark-ca-XXXXXX");
	(void)snprintf(tls->other_file, sizeof(tls->other_file), "/tmp/waymark-ca-XXXXXX");
	write_certificate(&tls->authority, tls->file);
	write_certificate(&tls->other, tls->other_file);
}

static void tls_end(struct tls_bed *tls)
{
	(void)unlink(tls->file);
	(void)unlink(tls->other_file);
	free_certificate(&tls->authority);
	free_certificate(&tls->other);
	for (size_t i = 0; i < SHOWN_COUNT; i++)
		free_certificate(&tls->shown[i]);
}

/* A bed whose server shows that certificate, and a lane that trusts CA_FILE. */
static struct bed *tls_bed_new(const struct tls_bed *tls, enum shown shown, int version,
			       const char *ca_file)
{
	const struct wm_http_trust trust = {.ca_file = ca_file};
	struct bed *bed = bed_new(1);

	bed->server.tls = make_server_side(&tls->shown[shown], version);
	(void)snprintf(bed->url, sizeof(bed->url), "https://127.0.0.1:%u", bed->server.port);
	bed_lane(bed, &no_budget, &trust);
	return bed;
}

static void tls_bed_free(struct bed *bed)
{
	SSL_CTX *context = bed->server.tls;

	bed_free(bed);
	SSL_CTX_free(context);
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

/* ---- limits ---- */

/* COUNT headers of LEN bytes each. */
static void answer_with_headers(struct conn *conn, size_t count, size_t len)
{
	struct wm_buf text;

	wm_buf_init(&text, (size_t)1 << 20);
	wm_buf_text(&text, "HTTP/1.1 200 OK\r\n");
	for (size_t i = 0; i < count; i++)
		wm_buf_printf(&text, "X-%04zu: %0*d\r\n", i, (int)len - 8, 0);
	wm_buf_text(&text, "Content-Length: 0\r\n\r\n");
	say_bytes(conn, text.data, text.len);
	wm_buf_done(&text);
}

static void answer_199_headers(struct heard *heard)
{
	answer_with_headers(heard->conn, 199, 20);
}

static void answer_200_headers(struct heard *heard)
{
	answer_with_headers(heard->conn, 200, 20);
}

static void answer_60_kib_of_headers(struct heard *heard)
{
	answer_with_headers(heard->conn, 60, 1024);
}

static void answer_70_kib_of_headers(struct heard *heard)
{
	answer_with_headers(heard->conn, 70, 1024);
}

static void answers_over_the_limits_are_refused(void **state)
{
	static const struct {
		void (*answer)(struct heard *heard);
		const char *text;
		enum wm_code code;
		const char *why;
	} rows[] = {
		{answer_199_headers, NULL, WM_OK, NULL},
		{answer_200_headers, NULL, WM_ELIMIT, "more headers than allowed"},
		{answer_60_kib_of_headers, NULL, WM_OK, NULL},
		{answer_70_kib_of_headers, NULL, WM_ELIMIT, "more bytes of headers than allowed"},
		{answer_text, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", WM_OK,
		 NULL},
		{answer_text, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", WM_ELIMIT,
		 "more bytes of body than allowed"},
		{answer_text, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", WM_ELIMIT,
		 "more bytes of body than allowed"},
		{answer_text,
		 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n",
		 WM_ELIMIT, "more bytes of body than allowed"},
		{answer_text_and_close, "HTTP/1.1 200 OK\r\n\r\n01234567890", WM_ELIMIT,
		 "more bytes of body than allowed"},
		{answer_text, "HTTP/1.1 404 No\r\nContent-Length: 11\r\n\r\n01234567890", WM_ELIMIT,
		 "more bytes of body than allowed"},
		{answer_text_and_close, "SSH-2.0-OpenSSH_9.2\r\n", WM_EPROTOCOL, "does not speak"},
		{answer_text_and_close, "", WM_ENETWORK, "closed the connection without an"},
		{answer_text, "HTTP/1.1 200 OK\r\nContent-Length: nine\r\n\r\n", WM_EPROTOCOL,
		 "does not speak HTTP"},
	};
	const struct wm_http_request limited = {.method = "GET", .tries = 1, .body_max = 10};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(rows); i++) {
		struct bed *bed = bed_new(1);
		struct wm_http_request request = limited;
		struct result *result;
		enum wm_code code = rows[i / 2].code;

		request.once = i % 2;
		if (request.once && code)
			code = WM_EUNKNOWN; /* it was sent, after all */
		bed->server.answer = rows[i / 2].answer;
		bed->server.text = rows[i / 2].text;
		result = ask_and_run(bed, "/", &request);
		if (result->code != code)
			fail_msg("row %zu: %d %s", i / 2, (int)result->code, result->text);
		if (code)
			assert_non_null(strstr(result->text, rows[i / 2].why));
		assert_int_equal(bed->server.requests, 1);
		bed_free(bed);
	}
}

static void only_the_last_head_is_the_answers(void **state)
{
	struct bed *bed = bed_new(1);
	struct result *result;

	(void)state;
	bed->server.answer = answer_text;
	bed->server.text = "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
			   "HTTP/1.1 103 Early Hints\r\nX-Early: 2\r\n\r\n"
			   "HTTP/1.1 200 OK\r\nX-Late: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
			   "2\r\nok\r\n0\r\nHTTP/1.1: trailer\r\nX-Trailer: 4\r\n\r\n";
	result = ask_and_run(bed, "/", &get);
	assert_int_equal(result->code, WM_OK);
	assert_string_equal(result->headers, "x-late: 3\ntransfer-encoding: chunked\n");
	assert_string_equal(result->body, "ok");
	bed_free(bed);
}

/* ---- time ---- */

static void each_time_out_has_its_name(void **state)
{
	static const char slow[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
				   "0123456789012345678901234567890123456789";
	static const struct {
		void (*answer)(struct heard *heard);
		const char *text;
		struct wm_http_request request;
		const char *why;
		size_t requests;
	} rows[] = {
		{answer_nothing, NULL, {.first_byte_ms = 60}, "no answer in time", 1},
		{answer_nothing, NULL, {.whole_ms = 60}, "no answer in time", 1},
		{answer_by_dribbling,
		 slow,
		 {.first_byte_ms = 250, .whole_ms = 300},
		 "the answer did not end in time",
		 1},
	};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(rows); i++) {
		struct wm_http_request request = rows[i / 2].request;
		struct bed *bed = bed_new(1);
		struct result *result;

		request.tries = 1;
		request.once = i % 2;
		bed->server.answer = rows[i / 2].answer;
		bed->server.text = rows[i / 2].text;
		result = ask_and_run(bed, "/", &request);
		assert_int_equal(result->code, request.once ? WM_EUNKNOWN : WM_ETIMEOUT);
		assert_non_null(strstr(result->text, rows[i / 2].why));
		assert_int_equal(bed->server.requests, rows[i / 2].requests);
		assert_true(result->elapsed_ms >= 59 && result->elapsed_ms < 3000);
		bed_free(bed);
	}
}

static void a_handshake_that_does_not_end_is_no_connection(void **state)
{
	const struct wm_http_request request = {
		.method = "GET", .tries = 1, .once = true, .connect_ms = 60, .first_byte_ms = 20};
	struct tls_bed tls;
	struct bed *bed;
	struct result *result;

	(void)state;
	tls_begin(&tls);
	bed = tls_bed_new(&tls, GOOD, TLS1_3_VERSION, tls.file);
	bed->server.deaf = true;
	result = ask_and_run(bed, "/", &request);
	assert_int_equal(result->code, WM_ETIMEOUT);
	assert_non_null(strstr(result->text, "no connection in time"));
	tls_bed_free(bed);
	tls_end(&tls);
}

static void slow_answers_are_whole_in_the_end(void **state)
{
	const struct wm_http_request request = {.method = "GET", .first_byte_ms = 200};
	struct bed *bed = bed_new(1);

	(void)state;
	bed->server.answer = answer_by_dribbling;
	bed->server.text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	assert_string_equal(ask_and_run(bed, "/", &request)->body, "ok");
	bed_free(bed);
}

/* ---- secrets ---- */

static void a_secret_goes_where_it_belongs_and_nowhere_else(void **state)
{
	struct wm_secret *secret = wm_secret_new("canary-0123", 11);
	struct wm_secret *key_id = wm_secret_new("canary-id", 9);
	const struct wm_http_sigv4 sigv4 = {.scope = "aws:amz:us-east-1:route53",
					    .key_id = key_id,
					    .secret_key = secret,
					    .session_token = secret};
	const struct wm_http_request requests[] = {
		{.secret = secret, .secret_header = "Authorization: Bearer "},
		{.secret = secret, .secret_header = "DNS-Odd: "},
		{.sigv4 = &sigv4},
	};
	char path[] = "/tmp/waymark-trace-XXXXXX";
	char traced[65536];
	int file = mkstemp(path);
	int saved = dup(STDERR_FILENO);
	ssize_t got;

	(void)state;
	assert_true(file >= 0 && saved >= 0);
	(void)unlink(path);
	wm_log_set_level(WM_LOG_DEBUG);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	for (size_t i = 0; i < WM_COUNT(requests); i++) {
		struct bed *bed = bed_new(1);
		struct wm_http_request request = requests[i];
		struct result *failed;

		request.tries = 1;
		wm_http_trace(bed->http, true);
		assert_int_equal(ask_and_run(bed, "/v1", &request)->status, 200);
		if (i < 2)
			assert_non_null(strstr(bed->server.last, "canary-0123\r\n"));
		else
			assert_non_null(strstr(bed->server.last, "Credential=canary-id/"));
		bed->server.answer = answer_by_closing;
		failed = ask_and_run(bed, "/v1?canary", &request);
		assert_true(failed->code != WM_OK);
		assert_null(strstr(failed->text, "canary"));
		bed_free(bed);
	}
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	wm_log_set_level(WM_LOG_NOTICE);
	(void)close(saved);
	got = pread(file, traced, sizeof(traced) - 1, 0);
	(void)close(file);
	assert_true(got > 0);
	traced[got] = '\0';
	assert_non_null(strstr(traced, "http > GET /v1 HTTP/1.1\n"));
	assert_non_null(strstr(traced, "http > Authorization: (hidden)\n"));
	assert_non_null(strstr(traced, "http > DNS-Odd: (hidden)\n"));
	assert_non_null(strstr(traced, "http > X-Amz-Security-Token: (hidden)\n"));
	assert_non_null(strstr(traced, "http < HTTP/1.1 200 Because\n"));
	assert_null(strstr(traced, "canary-"));
	wm_secret_free(secret);
	wm_secret_free(key_id);
}

static void a_header_holds_no_line_break(void **state)
{
	static const char *const evil[] = {"If-Match: \"1\"\r\nX-Evil: 1", NULL};
	struct wm_secret *secret = wm_secret_new("canary\nX-Evil: 1", 16);
	const struct wm_http_sigv4 sigv4 = {
		.scope = "aws:amz:us-east-1:route53", .key_id = secret, .secret_key = secret};
	const struct wm_http_request requests[] = {
		{.headers = evil},
		{.secret = secret, .secret_header = "Authorization: Bearer "},
		{.sigv4 = &sigv4},
	};
	struct bed *bed = bed_new(1);

	(void)state;
	for (size_t i = 0; i < WM_COUNT(requests); i++) {
		struct result *result = ask_and_run(bed, "/", &requests[i]);

		assert_int_equal(result->code, WM_EUSAGE);
		assert_non_null(strstr(result->text, "has a control character in it"));
		assert_null(strstr(result->text, "canary"));
	}
	assert_int_equal(bed->server.requests, 0);
	bed_free(bed);
	wm_secret_free(secret);
}

/* ---- what libcurl would do by itself ---- */

/* A server of its own process: answers the first request of each connection, closes at the second;
 * each request is one byte into the pipe. */
static pid_t start_closing_server(int listener, int counter)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
		char bytes[4096];
		int fd = accept(listener, NULL, NULL);

		for (int i = 0; fd >= 0 && recv(fd, bytes, sizeof(bytes), 0) > 0; i++) {
			(void)!write(counter, "x", 1);
			if (i || send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0)
				break;
		}
		(void)close(fd);
	}
}

static void not_late(void *transfer)
{
	(void)transfer;
	fail();
}

/* libcurl sends a request again by itself if a connection that it has used before gives nothing. A
 * once request never goes out on such a connection; even if it did, it would not be repeated. */
static void libcurl_does_not_repeat_a_once_request_by_itself(void **state)
{
	const struct wm_http_trust trust = {.plain = true};
	struct bed *bed = bed_new(1);
	struct wm_http_transfer transfer = {
		.loop = bed->loop,
		.request = {.method = "POST", .url = bed->url},
		.late = not_late,
	};
	struct wm_fail fail;
	int pipes[2], status;
	char seen[16];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(pipes, O_NONBLOCK), 0);
	wm_loop_unwatch(bed->loop, &bed->server.listener);
	assert_int_equal(fcntl(bed->server.listener.fd, F_SETFL, 0), 0);
	pid = start_closing_server(bed->server.listener.fd, pipes[1]);
	assert_true(pid > 0);
	assert_int_equal(wm_http_transfer_begin(&transfer, &trust, NULL), WM_OK);
	assert_int_equal(curl_easy_perform(transfer.easy), CURLE_OK);
	assert_int_equal(transfer.sendings, 1);

	transfer.request.once = true;
	transfer.sendings = 0;
	transfer.place = WM_HTTP_AT_START;
	assert_int_equal(curl_easy_perform(transfer.easy), CURLE_ABORTED_BY_CALLBACK);
	assert_int_equal(read(pipes[0], seen, sizeof(seen)), 2);
	assert_int_equal(wm_http_judge(&transfer, CURLE_ABORTED_BY_CALLBACK, &status, &fail),
			 WM_HTTP_FAILED);
	assert_int_equal(fail.code, WM_EUNKNOWN);

	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	wm_loop_cancel(bed->loop, &transfer.timer);
	wm_http_transfer_end(&transfer);
	wm_buf_wipe(&transfer.sending);
	(void)close(bed->server.listener.fd);
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	bed_free(bed);
}

TEST_MAIN(TEST(only_https_is_allowed_unless_the_server_is_on_this_machine),
	  TEST(a_server_that_cannot_prove_itself_gets_nothing),
	  TEST(a_connection_cut_before_the_request_is_no_doubt),
	  TEST(the_environment_says_nothing_about_proxies_and_passwords),
	  TEST(a_proxy_is_told_the_host_and_no_more), TEST(answers_over_the_limits_are_refused),
	  TEST(only_the_last_head_is_the_answers), TEST(each_time_out_has_its_name),
	  TEST(a_handshake_that_does_not_end_is_no_connection),
	  TEST(slow_answers_are_whole_in_the_end),
	  TEST(a_secret_goes_where_it_belongs_and_nowhere_else), TEST(a_header_holds_no_line_break),
	  TEST(libcurl_does_not_repeat_a_once_request_by_itself))
