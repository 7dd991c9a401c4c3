/* agent/net/http.c: budgets, queues, what is asked again and what never is. */
#include "http_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>

static const struct wm_http_request get = {.method = "GET"};
static const struct wm_http_request get_once = {.method = "GET", .once = true};
static const struct wm_http_trust plain = {.plain = true};

/* ---- one request ---- */

static void an_answer_arrives_whole(void **state)
{
	static const char *const headers[] = {"Accept: text/plain", "X-Own: a  b", NULL};
	const struct wm_http_request request = {
		.method = "PATCH",
		.headers = headers,
		.body = {(const uint8_t *)"hello", 5},
	};
	struct bed *bed = bed_new(1);
	struct result *result;

	(void)state;
	bed->server.answer = answer_text;
	bed->server.text = "HTTP/1.1 207 Odd\r\nETag: \"7\" \t\r\nX-UPPER: Kept As It Is\r\n"
			   "Transfer-Encoding: chunked\r\n\r\n"
			   "3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Trailer: none\r\n\r\n";
	result = ask_and_run(bed, "/v1/zones?page=1", &request);
	assert_int_equal(result->code, WM_OK);
	assert_int_equal(result->status, 207);
	assert_string_equal(result->body, "abcdefg");
	assert_string_equal(result->headers, "etag: \"7\"\nx-upper: Kept As It Is\n"
					     "transfer-encoding: chunked\n");
	assert_non_null(strstr(bed->server.last, "PATCH /v1/zones?page=1 HTTP/1.1\r\n"));
	assert_non_null(strstr(bed->server.last, "\r\nAccept: text/plain\r\nX-Own: a  b\r\n"));
	assert_non_null(strstr(bed->server.last, "\r\nUser-Agent: waymark/"));
	assert_non_null(strstr(bed->server.last, "\r\nContent-Length: 5\r\n"));
	assert_null(strcasestr(bed->server.last, "Content-Type"));
	assert_null(strcasestr(bed->server.last, "Expect"));
	assert_null(strcasestr(bed->server.last, "Encoding"));
	assert_null(strcasestr(bed->server.last, "Authorization"));
	assert_string_equal(bed->server.last_body, "hello");
	assert_int_equal(wm_http_stats_of(bed->http)->requests, 1);
	assert_int_equal(wm_http_stats_of(bed->http)->connects, 1);
	assert_int_equal(wm_http_stats_of(bed->http)->bytes_in, 7);
	assert_int_equal(wm_http_stats_of(bed->http)->bytes_out, 5);
	bed_free(bed);
}

static void what_was_asked_for_is_done_with_each_method(void **state)
{
	static const struct {
		const char *method, *body, *length;
	} rows[] = {
		{"GET", "", NULL},    {"DELETE", "", NULL},       {"POST", "", "0"},
		{"PUT", "", "0"},     {"PUT", "new", "3"},        {"POST", "new", "3"},
		{"PATCH", "ab", "2"}, {"DELETE", "with it", "7"},
	};
	struct bed *bed = bed_new(1);

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_http_request request = {
			.method = rows[i].method,
			.body = {(const uint8_t *)rows[i].body, strlen(rows[i].body)},
		};
		char line[64];

		assert_int_equal(ask_and_run(bed, "/", &request)->status, 200);
		(void)snprintf(line, sizeof(line), "%s / HTTP/1.1\r\n", rows[i].method);
		assert_memory_equal(bed->server.last, line, strlen(line));
		assert_string_equal(bed->server.last_body, rows[i].body);
		(void)snprintf(line, sizeof(line), "\r\nContent-Length: %s\r\n",
			       rows[i].length ? rows[i].length : "");
		assert_int_equal(strstr(bed->server.last, "Content-Length") != NULL,
				 rows[i].length != NULL);
		if (rows[i].length)
			assert_non_null(strstr(bed->server.last, line));
		assert_null(strstr(bed->server.last, "Content-Type"));
	}
	bed_free(bed);
}

static void connections_are_used_again_but_not_for_a_once_request(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(ask_and_run(bed, "/", &get)->status, 200);
	assert_int_equal(bed->server.conn_count, 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(ask_and_run(bed, "/", &get_once)->status, 200);
	assert_int_equal(bed->server.conn_count, 4);
	assert_int_equal(bed->server.requests, 8);
	assert_int_equal(wm_http_stats_of(bed->http)->connects, 4);
	bed_free(bed);
}

/* ---- what an account may spend ---- */

static void a_lane_keeps_to_its_budget(void **state)
{
	static const struct wm_http_budget budget = {.rate = 10, .per_s = 1, .burst = 3};
	struct bed *bed = bed_new(10);
	uint64_t start = wm_clock_now_ms(&bed->clock);

	(void)state;
	bed_lane(bed, &budget, &plain);
	for (int i = 0; i < 13; i++)
		(void)ask(bed, "/", &get);
	run(bed);
	assert_int_equal(bed->server.requests, 13);
	for (size_t i = 3; i < 13; i++) /* the Nth never before it has been earned */
		assert_true(bed->server.heard_ms[i] >= start + (i - 2) * 100);
	assert_true(bed->server.heard_ms[12] < start + 10000);
	bed_free(bed);
}

/* Hold answers back until nobody asks any more. */
static void let_go(void *context)
{
	struct server *server = context;

	while (server->held_count)
		say_answer(server->held[--server->held_count], 200, "", "late");
}

static struct wm_timer letting_go;

static void answer_later(struct heard *heard)
{
	struct server *server = heard->server;

	server->held[server->held_count++] = heard->conn;
	if (server->held_count > server->most_held)
		server->most_held = server->held_count;
	wm_loop_timer(server->bed->loop, &letting_go, 60, let_go, server);
}

static void no_more_are_in_flight_than_allowed(void **state)
{
	static const struct {
		size_t in_flight, asked, held;
	} rows[] = {{1, 4, 1}, {3, 10, 3}, {0, 10, 10}, {20, 10, 10}, {0, 40, 32}};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_http_budget budget = {.in_flight = (uint32_t)rows[i].in_flight};
		struct bed *bed = bed_new(1);

		bed_lane(bed, &budget, &plain);
		bed->server.answer = answer_later;
		for (size_t k = 0; k < rows[i].asked; k++)
			(void)ask(bed, "/", &get);
		run(bed);
		assert_int_equal(bed->server.most_held, rows[i].held);
		assert_int_equal(bed->server.requests, rows[i].asked);
		bed_free(bed);
	}
}

static void a_pause_holds_the_whole_lane_and_the_longest_wins(void **state)
{
	struct bed *bed = bed_new(50);
	struct wm_http_lane *other = wm_http_lane_new(bed->http, &no_budget, &plain);
	uint64_t start = wm_clock_now_ms(&bed->clock);
	struct wm_http_lane *paused = bed->lane;

	(void)state;
	wm_http_lane_pause(paused, 6000);
	wm_http_lane_pause(paused, 10);
	(void)ask(bed, "/", &get);
	(void)ask(bed, "/", &get);
	bed->lane = other;
	(void)ask(bed, "/", &get);
	bed->lane = paused;
	run(bed);
	assert_true(bed->results[2].at_ms < bed->results[0].at_ms);
	assert_true(bed->server.heard_ms[1] >= start + 6000);
	assert_true(bed->server.heard_ms[2] >= start + 6000);
	wm_http_lane_free(other);
	bed_free(bed);
}

/* ---- answers that mean: later ---- */

/* The first answer is server->text, the others are well. */
static void answer_text_first(struct heard *heard)
{
	if (heard->number == 0)
		say(heard->conn, heard->server->text);
	else
		answer_well(heard);
}

static void retry_after_is_kept_by_all_of_the_account(void **state)
{
	static const struct {
		const char *text;
		uint64_t wait_ms;
	} rows[] = {
		{"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 7000},
		{"HTTP/1.1 503 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 7000},
		{"HTTP/1.1 429 Slow\r\nRetry-After: Thu, 09 Oct 2025 08:53:30 GMT\r\n"
		 "Content-Length: 0\r\n\r\n",
		 10000},
		{"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", 0},
	};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(rows); i++) {
		static const struct wm_http_budget budget = {.in_flight = 1};
		struct bed *bed = bed_new(100);
		uint64_t wait_ms = rows[i / 2].wait_ms;

		bed_lane(bed, &budget, &plain);
		bed->server.answer = answer_text_first;
		bed->server.text = rows[i / 2].text;
		(void)ask(bed, "/first", i % 2 ? &get_once : &get);
		(void)ask(bed, "/second", &get);
		run(bed);
		assert_int_equal(bed->results[0].status, 200);
		assert_int_equal(bed->results[1].status, 200);
		assert_int_equal(bed->server.requests, 3);
		for (size_t k = 1; k < 3; k++) {
			uint64_t waited = bed->server.heard_ms[k] - bed->server.heard_ms[0];

			assert_true(waited >= wait_ms);
		}
		assert_int_equal(wm_http_stats_of(bed->http)->retries, 1);
		bed_free(bed);
	}
}

static void a_wait_of_an_hour_is_a_failure(void **state)
{
	struct bed *bed = bed_new(1);
	struct result *result;

	(void)state;
	bed->server.answer = answer_text;
	bed->server.text = "HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n";
	result = ask_and_run(bed, "/", &get);
	assert_int_equal(result->code, WM_EBUSY);
	assert_non_null(strstr(result->text, "answers 429: it wants fewer requests, not within "
					     "3600 seconds"));
	assert_int_equal(bed->server.requests, 1);
	bed_free(bed);
}

static void each_status_is_repeated_or_handed_on(void **state)
{
	static const struct {
		int status;
		const char *headers;
		bool once;
		enum wm_code code;
		size_t requests;
		const char *text;
	} rows[] = {
		{200, "", true, WM_OK, 1, NULL},
		{201, "", true, WM_OK, 1, NULL},
		{301, "Location: /elsewhere\r\n", false, WM_OK, 1, NULL},
		{302, "Location: /elsewhere\r\n", true, WM_OK, 1, NULL},
		{307, "Location: http://127.0.0.2/\r\n", false, WM_OK, 1, NULL},
		{400, "", false, WM_OK, 1, NULL},
		{401, "WWW-Authenticate: Basic\r\n", false, WM_OK, 1, NULL},
		{404, "", true, WM_OK, 1, NULL},
		{409, "", true, WM_OK, 1, NULL},
		{429, "", false, WM_EBUSY, 4, "answers 429: it wants fewer requests (tried 4 "},
		{429, "", true, WM_EBUSY, 4, "answers 429: it wants fewer requests (tried 4 "},
		{503, "Retry-After: 0\r\n", true, WM_EBUSY, 4, "answers 503: it wants fewer"},
		{500, "", false, WM_EREMOTE, 4, "answers 500 (tried 4 times)"},
		{502, "", false, WM_EREMOTE, 4, "answers 502 (tried 4 times)"},
		{503, "", false, WM_EREMOTE, 4, "answers 503 (tried 4 times)"},
		{504, "", false, WM_EREMOTE, 4, "answers 504 (tried 4 times)"},
		{500, "", true, WM_EUNKNOWN, 1, "answers 500; whether the change was made is"},
		{502, "", true, WM_EUNKNOWN, 1, "answers 502; whether the change was made is"},
		{503, "", true, WM_EUNKNOWN, 1, "answers 503; whether the change was made is"},
		{504, "", true, WM_EUNKNOWN, 1, "answers 504; whether the change was made is"},
		{501, "", true, WM_OK, 1, NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed *bed = bed_new(200);
		char text[256];
		struct result *result;

		(void)snprintf(text, sizeof(text),
			       "HTTP/1.1 %d Because\r\n%sContent-Length: 4\r\n\r\nbody",
			       rows[i].status, rows[i].headers);
		bed->server.text = text;
		bed->server.answer = answer_text;
		result = ask_and_run(bed, "/", rows[i].once ? &get_once : &get);
		assert_int_equal(result->code, rows[i].code);
		assert_int_equal(bed->server.requests, rows[i].requests);
		if (rows[i].code) {
			assert_int_equal(result->status, 0);
			assert_non_null(strstr(result->text, rows[i].text));
			assert_memory_equal(result->text, bed->url, strlen(bed->url));
		} else {
			assert_int_equal(result->status, rows[i].status);
			assert_string_equal(result->body, "body");
		}
		bed_free(bed);
	}
}

static void waits_between_tries_grow(void **state)
{
	struct bed *bed = bed_new(100);
	const uint64_t *at = bed->server.heard_ms;

	(void)state;
	bed->server.answer = answer_text;
	bed->server.text = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
	assert_int_equal(
		ask_and_run(bed, "/", &(struct wm_http_request){.method = "GET", .tries = 5})->code,
		WM_EREMOTE);
	assert_int_equal(bed->server.requests, 5);
	for (size_t i = 1; i < 5; i++)
		assert_true(at[i] - at[i - 1] >= 250UL << i);
	bed_free(bed);
}

/* ---- lost connections ---- */

static void answer_half_and_close(struct heard *heard)
{
	say(heard->conn, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
	hang_up(heard->conn);
}

static void answer_half_a_head_and_close(struct heard *heard)
{
	say(heard->conn, "HTTP/1.1 200 OK\r\nContent-Le");
	hang_up(heard->conn);
}

static void a_once_request_is_never_seen_twice(void **state)
{
	static void (*const scripts[])(struct heard *) = {answer_by_closing, answer_half_and_close,
							  answer_half_a_head_and_close};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(scripts); i++) {
		struct bed *bed = bed_new(200);
		bool once = i % 2;
		struct result *result;

		/* A connection to use again is there. */
		assert_int_equal(ask_and_run(bed, "/", &get)->status, 200);
		bed->server.requests = 0;
		bed->server.answer = scripts[i / 2];
		result = ask_and_run(bed, "/", once ? &get_once : &get);
		assert_int_equal(result->code, once ? WM_EUNKNOWN : WM_ENETWORK);
		if (once) {
			assert_int_equal(bed->server.requests, 1);
			assert_non_null(
				strstr(result->text, "whether the change was made is not known"));
		} else {
			assert_true(bed->server.requests >= 4);
		}
		bed_free(bed);
	}
}

static void a_dead_connection_costs_nothing(void **state)
{
	struct bed *bed = bed_new(100);

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask_and_run(bed, "/", &get)->status, 200);
		hang_up(&bed->server.conns[bed->server.conn_count - 1]);
		assert_int_equal(ask_and_run(bed, "/", &get_once)->status, 200);
		hang_up(&bed->server.conns[bed->server.conn_count - 1]);
	}
	assert_int_equal(bed->server.requests, 6);
	bed_free(bed);
}

static void nobody_there_is_tried_again_even_for_a_once_request(void **state)
{
	struct bed *bed = bed_new(200);
	struct result *result;

	(void)state;
	server_end(&bed->server); /* the port is free now */
	result = ask_and_run(bed, "/", &get_once);
	assert_int_equal(result->code, WM_ENETWORK);
	assert_int_equal(wm_http_stats_of(bed->http)->requests, 4);
	assert_non_null(strstr(result->text, "cannot be reached"));
	assert_non_null(strstr(result->text, "(tried 4 times)"));
	bed_free(bed);
}

static void a_connection_cut_now_and_then_does_not_matter_to_reads(void **state)
{
	struct bed *bed = bed_new(100);

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		bed->server.answer = answer_half_and_close;
		(void)ask(bed, "/", &get);
		while (bed->server.requests == 2 * i) { /* until it has been cut */
			wm_loop_timer(bed->loop, &bed->ticker, 1, tick, bed);
			wm_loop_timer(bed->loop, &bed->patience, 50, (void (*)(void *))wm_loop_stop,
				      bed->loop);
			assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
		}
		bed->server.answer = answer_well;
		run(bed);
		assert_int_equal(bed->results[i].status, 200);
		assert_int_equal(bed->server.requests, 2 * i + 2);
	}
	bed_free(bed);
}

/* ---- whoever asks may do so at any time, and go ---- */

static void ask_next(struct result *result)
{
	struct result *next = ask(result->bed, "/next", &get);

	if (result->bed->asked < 50)
		next->then = ask_next;
}

static void a_callback_may_ask_anew(void **state)
{
	static const struct wm_http_budget budgets[] = {{.in_flight = 1}, {.in_flight = 0}};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(budgets); i++) {
		struct bed *bed = bed_new(1);

		bed_lane(bed, &budgets[i], &plain);
		ask(bed, "/", &get)->then = ask_next;
		run(bed);
		assert_int_equal(bed->server.requests, 50);
		assert_int_equal(bed->server.conn_count, 1);
		bed_free(bed);
	}
}

static void a_callback_may_ask_anew_after_a_failure(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	ask(bed, "nonsense://", &get)->then = ask_next;
	run(bed);
	assert_int_equal(bed->results[0].code, WM_EUSAGE);
	assert_int_equal(bed->results[49].status, 200);
	bed_free(bed);
}

static void everything_can_be_dropped_in_the_middle(void **state)
{
	static const struct wm_http_budget budget = {.in_flight = 3};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct bed *bed = bed_new(1);
		struct wm_http_lane *other = wm_http_lane_new(bed->http, &no_budget, &plain);

		bed_lane(bed, &budget, &plain);
		bed->server.answer = i ? answer_nothing : answer_text;
		bed->server.text = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
		for (int k = 0; k < 10; k++)
			(void)ask(bed, "/", &get);
		wm_loop_timer(bed->loop, &bed->patience, 50, (void (*)(void *))wm_loop_stop,
			      bed->loop);
		if (i < 2)
			assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
		wm_loop_cancel(bed->loop, &bed->patience);
		assert_int_equal(bed->done, 0);
		wm_http_lane_free(bed->lane);
		bed->lane = other;
		if (i == 1) { /* the other lane goes on */
			bed->server.answer = answer_well;
			bed->asked = 0;
			assert_int_equal(ask_and_run(bed, "/", &get)->status, 200);
		}
		bed_free(bed);
	}
}

static void without_descriptors_requests_fail_and_work_again_later(void **state)
{
	struct bed *bed = bed_new(200);
	struct rlimit saved, none;
	struct result *result;
	int free_fd = dup(STDERR_FILENO);

	(void)state;
	assert_true(free_fd >= 0);
	(void)close(free_fd);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &saved), 0);
	none = (struct rlimit){.rlim_cur = (rlim_t)free_fd, .rlim_max = saved.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	result = ask_and_run(bed, "/", &get_once);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &saved), 0);
	assert_int_equal(result->code, WM_ENETWORK);
	assert_int_equal(bed->server.requests, 0);
	assert_int_equal(ask_and_run(bed, "/", &get_once)->status, 200);
	bed_free(bed);
}

TEST_MAIN(TEST(an_answer_arrives_whole), TEST(what_was_asked_for_is_done_with_each_method),
	  TEST(connections_are_used_again_but_not_for_a_once_request),
	  TEST(a_lane_keeps_to_its_budget), TEST(no_more_are_in_flight_than_allowed),
	  TEST(a_pause_holds_the_whole_lane_and_the_longest_wins),
	  TEST(retry_after_is_kept_by_all_of_the_account), TEST(a_wait_of_an_hour_is_a_failure),
	  TEST(each_status_is_repeated_or_handed_on), TEST(waits_between_tries_grow),
	  TEST(a_once_request_is_never_seen_twice), TEST(a_dead_connection_costs_nothing),
	  TEST(nobody_there_is_tried_again_even_for_a_once_request),
	  TEST(a_connection_cut_now_and_then_does_not_matter_to_reads),
	  TEST(a_callback_may_ask_anew), TEST(a_callback_may_ask_anew_after_a_failure),
	  TEST(everything_can_be_dropped_in_the_middle),
	  TEST(without_descriptors_requests_fail_and_work_again_later))
