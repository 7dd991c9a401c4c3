/* agent/cycle/flight.c: requests over HTTP and after a while, and jobs that share what one of them
 * fetches. */
#include "test.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycle/engine.h"

#define JOBS_MAX 300

/* ---- a server of its own process ---- */

struct server {
	pid_t pid;
	char url[64];
	unsigned *requests; /* shared with it */
};

/* One request per connection; "/fail" is answered 403, all else 200. */
static void answer_all(int listener, unsigned *requests)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 Fine\r\nX-Tag: seven\r\nContent-Length: 4\r\nConnection: close"
		"\r\n\r\nbody",
		"HTTP/1.1 403 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
	};

	for (;;) {
		char bytes[4096];
		int fd = accept(listener, NULL, NULL);
		ssize_t got = fd < 0 ? 0 : recv(fd, bytes, sizeof(bytes) - 1, 0);

		if (got > 0) {
			const char *answer;

			bytes[got] = '\0';
			answer = answers[strstr(bytes, "/fail") != NULL];
			__atomic_add_fetch(requests, 1, __ATOMIC_SEQ_CST);
			(void)send(fd, answer, strlen(answer), MSG_NOSIGNAL);
		}
		(void)close(fd);
	}
}

static void server_begin(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(listen(fd, 100), 0);
	(void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u",
		       ntohs(address.sin_port));
	server->requests = mmap(NULL, sizeof(unsigned), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(server->requests != MAP_FAILED);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (!server->pid) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer_all(fd, server->requests);
	}
	(void)close(fd);
}

static void server_end(struct server *server)
{
	(void)kill(server->pid, SIGKILL);
	(void)waitpid(server->pid, NULL, 0);
	(void)munmap(server->requests, sizeof(unsigned));
}

/* ---- machines of the test's own ---- */

struct bed {
	struct wm_arena *arena;
	struct wm_engine *engine;
	struct wm_source source;
	struct wm_provider provider;
	struct wm_provider_config config;
	struct wm_value values[4];
	struct wm_fail fails[JOBS_MAX];
	size_t started, ended;
	/* what the machines note and obey */
	const char *url;
	uint32_t delay_ms, pause_ms;
	uint64_t produced_ms[JOBS_MAX], consumed_ms[JOBS_MAX];
	size_t produced, consumed;
	struct wm_reply last;
	char last_body[16], last_tag[16];
};

static struct bed bed;

static uint64_t now_ms(void)
{
	return wm_clock_now_ms(&wm_clock_system);
}

static void fill_request(struct wm_request *request)
{
	request->kind = WM_REQUEST_HTTP;
	request->method = "GET";
	request->url = bed.url;
	request->delay_ms = bed.delay_ms;
	request->tag = 40 + bed.produced;
	bed.produced_ms[bed.produced++] = now_ms();
}

static void note_reply(const struct wm_reply *reply)
{
	bed.consumed_ms[bed.consumed++] = now_ms();
	bed.last = *reply;
	if (reply->fail)
		return;
	(void)snprintf(bed.last_body, sizeof(bed.last_body), "%.*s", (int)reply->body.len,
		       (const char *)reply->body.data);
	(void)snprintf(bed.last_tag, sizeof(bed.last_tag), "%s",
		       wm_http_header(reply->headers, "x-tag") ? "seven" : "none");
}

/* Two requests one after the other, with a pause of the account between them. */
static enum wm_step two_produce(struct wm_job *job, struct wm_request *request)
{
	(void)job;
	if (bed.produced > bed.consumed)
		return WM_STEP_WAIT;
	fill_request(request);
	return WM_STEP_SEND;
}

static enum wm_step two_consume(struct wm_job *job, const struct wm_reply *reply)
{
	note_reply(reply);
	if (reply->fail) {
		job->fail = *reply->fail;
		return WM_STEP_FAIL;
	}
	if (bed.consumed == 2)
		return WM_STEP_DONE;
	job->account->pause_ms = bed.pause_ms;
	return WM_STEP_SEND;
}

/* One job fetches what all of them need; the others wait for it. */
static enum wm_step share_produce(struct wm_job *job, struct wm_request *request)
{
	static char fetching[] = "fetching";

	if (!job->account->state) {
		job->account->state = fetching;
		fill_request(request);
		return WM_STEP_SEND;
	}
	if (strcmp(job->account->state, "fetching") == 0)
		return WM_STEP_WAIT;
	return WM_STEP_DONE;
}

static enum wm_step share_consume(struct wm_job *job, const struct wm_reply *reply)
{
	static char fetched[] = "fetched";

	note_reply(reply);
	if (reply->status != 200) {
		job->account->state = NULL;
		return wm_job_fail(job, WM_EREFUSED, "status %d", reply->status);
	}
	job->account->state = fetched;
	job->account->secrets[1] = wm_secret_new("token", 5);
	return WM_STEP_DONE;
}

/* The first one forgets to say that it has failed. */
static enum wm_step forget_consume(struct wm_job *job, const struct wm_reply *reply)
{
	note_reply(reply);
	return wm_job_fail(job, WM_EREFUSED, "status %d", reply->status);
}

static enum wm_step wait_produce(struct wm_job *job, struct wm_request *request)
{
	(void)job;
	(void)request;
	return WM_STEP_WAIT;
}

/* Five requests now and five in a minute; the first answer is enough. */
static enum wm_step early_produce(struct wm_job *job, struct wm_request *request)
{
	(void)job;
	if (bed.produced == 10)
		return WM_STEP_WAIT;
	fill_request(request);
	if (bed.produced % 2 == 0)
		request->delay_ms = 60000;
	(void)wm_buf_text(&request->body, "some content to be kept");
	return WM_STEP_SEND;
}

static enum wm_step early_consume(struct wm_job *job, const struct wm_reply *reply)
{
	note_reply(reply);
	return wm_job_fail(job, WM_EREFUSED, "status %d", reply->status);
}

static enum wm_step large_produce(struct wm_job *job, struct wm_request *request)
{
	(void)job;
	fill_request(request);
	request->body.full = true;
	return WM_STEP_SEND;
}

/* ---- the bed ---- */

static const struct wm_option options[] = {
	{.name = "url", .kind = WM_OPTION_TEXT},
	WM_HTTP_OPTIONS,
	{0},
};

static void bed_begin(const struct server *server,
		      enum wm_step (*produce)(struct wm_job *job, struct wm_request *request),
		      enum wm_step (*consume)(struct wm_job *job, const struct wm_reply *reply))
{
	bed = (struct bed){.arena = wm_arena_new()};
	bed.provider = (struct wm_provider){
		.schema = {.name = "machine", .options = options},
		.budget = {.in_flight = 8},
		.produce = produce,
		.consume = consume,
	};
	bed.config = (struct wm_provider_config){
		.name = "corp", .schema = &bed.provider.schema, .values = bed.values};
	bed.url = server ? server->url : "http://127.0.0.1:1";
	bed.values[0].text = bed.url;
	bed.values[3].number = 5;
	assert_int_equal(wm_engine_new(&wm_clock_system, &wm_random_system, &bed.engine, NULL),
			 WM_OK);
	wm_source_init(&bed.source, bed.arena, &bed.config);
}

static void bed_end(void)
{
	wm_source_done(&bed.source);
	wm_engine_free(bed.engine);
	wm_arena_free(bed.arena);
}

static void on_end(void *context, const struct wm_job *job)
{
	struct wm_fail *fail = context;

	*fail = job->fail;
	bed.ended++;
}

static void start(enum wm_job_kind kind, size_t count)
{
	const struct wm_job job = {.kind = kind, .config = &bed.config};

	for (size_t i = 0; i < count; i++)
		wm_engine_start(bed.engine, &bed.source, &job, 0, on_end,
				&bed.fails[bed.started++]);
}

static void run(void)
{
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.ended, bed.started);
}

/* ---- tests ---- */

static void an_http_answer_reaches_the_machine(void **state)
{
	struct server server;

	(void)state;
	server_begin(&server);
	bed_begin(&server, two_produce, two_consume);
	assert_null(wm_engine_http_stats(bed.engine));
	assert_int_equal(bed.source.first_byte_ms, 5000);
	assert_int_equal(bed.source.whole_ms, 95000);
	start(WM_JOB_READ, 1);
	run();
	assert_int_equal(bed.fails[0].code, WM_OK);
	assert_int_equal(bed.last.tag, 41);
	assert_int_equal(bed.last.status, 200);
	assert_true(bed.last.wall_s > 1700000000);
	assert_string_equal(bed.last_body, "body");
	assert_string_equal(bed.last_tag, "seven");
	assert_int_equal(*server.requests, 2);
	assert_int_equal(wm_engine_http_stats(bed.engine)->requests, 2);
	bed_end();
	server_end(&server);
}

static void a_delay_and_a_pause_are_kept(void **state)
{
	struct server server;

	(void)state;
	server_begin(&server);
	bed_begin(&server, two_produce, two_consume);
	bed.delay_ms = 80;
	start(WM_JOB_READ, 1);
	run();
	assert_true(bed.consumed_ms[0] >= bed.produced_ms[0] + 80);
	assert_true(bed.consumed_ms[1] >= bed.produced_ms[1] + 80);
	bed_end();

	bed_begin(&server, two_produce, two_consume);
	bed.pause_ms = 120;
	start(WM_JOB_READ, 1);
	run();
	assert_true(bed.produced_ms[1] < bed.consumed_ms[0] + 100);
	assert_true(bed.consumed_ms[1] >= bed.consumed_ms[0] + 120);
	assert_int_equal(bed.source.account.pause_ms, 0);
	bed_end();
	server_end(&server);
}

static void a_request_that_is_not_yet_sent_goes_with_its_job(void **state)
{
	struct server server;
	uint64_t begun;

	(void)state;
	server_begin(&server);
	bed_begin(&server, early_produce, early_consume);
	begun = now_ms();
	start(WM_JOB_READ, 1);
	run();
	assert_true(now_ms() < begun + 10000);
	assert_string_equal(bed.fails[0].text, "status 200");
	bed_end();
	server_end(&server);
}

static void one_job_fetches_for_all(void **state)
{
	struct server server;

	(void)state;
	server_begin(&server);
	bed_begin(&server, share_produce, share_consume);
	start(WM_JOB_FIND, JOBS_MAX); /* more than are active at a time */
	run();
	assert_int_equal(*server.requests, 1);
	for (size_t i = 0; i < JOBS_MAX; i++)
		assert_int_equal(bed.fails[i].code, WM_OK);
	assert_non_null(bed.source.account.secrets[1]);
	wm_source_done(&bed.source);
	assert_null(bed.source.account.secrets[1]);
	assert_null(bed.source.account.state);
	bed_end();
	server_end(&server);
}

static void when_the_one_fails_the_next_one_tries(void **state)
{
	struct server server;
	char url[80];

	(void)state;
	server_begin(&server);
	bed_begin(&server, share_produce, share_consume);
	(void)snprintf(url, sizeof(url), "%s/fail", server.url);
	bed.url = url;
	start(WM_JOB_READ, 5);
	run();
	assert_int_equal(*server.requests, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(bed.fails[i].text, "status 403");
	bed_end();
	server_end(&server);
}

static void jobs_that_would_wait_for_ever_fail(void **state)
{
	static const struct {
		enum wm_job_kind kind;
		bool fetches;
		size_t count;
		enum wm_code code;
	} rows[] = {
		{WM_JOB_READ, false, 1, WM_EPROTOCOL},
		{WM_JOB_READ, false, JOBS_MAX, WM_EPROTOCOL},
		{WM_JOB_APPLY, false, 3, WM_EUNKNOWN},
		{WM_JOB_FIND, true, 7, WM_EPROTOCOL},
	};
	struct server server;

	(void)state;
	server_begin(&server);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		size_t refused = 0;

		bed_begin(&server, rows[i].fetches ? share_produce : wait_produce, forget_consume);
		start(rows[i].kind, rows[i].count);
		run();
		for (size_t k = 0; k < rows[i].count; k++) {
			if (bed.fails[k].code == WM_EREFUSED) {
				refused++;
				continue;
			}
			assert_int_equal(bed.fails[k].code, rows[i].code);
			assert_non_null(strstr(bed.fails[k].text, "provider 'corp': waits for"));
		}
		assert_int_equal(refused, rows[i].fetches ? 1 : 0);
		bed_end();
	}
	server_end(&server);
}

static void only_this_machine_is_asked_without_tls(void **state)
{
	static const struct {
		const char *option, *asked;
		bool plain;
		const char *why;
	} rows[] = {
		{"https://api.test", "http://127.0.0.1:1/", false, "only https:// is allowed here"},
		{"http://192.0.2.1", "http://192.0.2.1/", false, "only https:// is allowed here"},
		{"http://localhost:1", "http://192.0.2.1/", true, "only https:// is allowed here"},
		{"http://localhost:1", "http://localhost:1/\n", true, "is no URL"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		bed_begin(NULL, two_produce, two_consume);
		bed.values[0].text = rows[i].option;
		wm_source_init(&bed.source, bed.arena, &bed.config);
		bed.url = rows[i].asked;
		assert_int_equal(bed.source.trust.plain, rows[i].plain);
		start(WM_JOB_READ, 1);
		run();
		assert_int_equal(bed.fails[0].code, WM_EUSAGE);
		assert_non_null(strstr(bed.fails[0].text, rows[i].why));
		bed_end();
	}
}

static void a_request_that_is_too_large_is_not_sent(void **state)
{
	(void)state;
	bed_begin(NULL, large_produce, two_consume);
	start(WM_JOB_READ, 1);
	run();
	assert_int_equal(bed.fails[0].code, WM_ELIMIT);
	bed_end();
}

TEST_MAIN(TEST(an_http_answer_reaches_the_machine), TEST(a_delay_and_a_pause_are_kept),
	  TEST(a_request_that_is_not_yet_sent_goes_with_its_job), TEST(one_job_fetches_for_all),
	  TEST(when_the_one_fails_the_next_one_tries), TEST(jobs_that_would_wait_for_ever_fail),
	  TEST(only_this_machine_is_asked_without_tls),
	  TEST(a_request_that_is_too_large_is_not_sent))
