/* agent/net/http_transfer.c: what a request takes, how long it waits, and what it shows. Whom it
 * trusts is in test_http_trust.c. */
#include "http_fixture.h"
#include "tls_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <net/http_private.h>

#include <waymark/log.h>

static const struct wm_http_request get = {.method = "GET", .tries = 1};

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

TEST_MAIN(TEST(answers_over_the_limits_are_refused), TEST(only_the_last_head_is_the_answers),
	  TEST(each_time_out_has_its_name), TEST(a_handshake_that_does_not_end_is_no_connection),
	  TEST(slow_answers_are_whole_in_the_end),
	  TEST(a_secret_goes_where_it_belongs_and_nowhere_else), TEST(a_header_holds_no_line_break),
	  TEST(libcurl_does_not_repeat_a_once_request_by_itself))
