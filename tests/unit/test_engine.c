/* agent/cycle/engine.c: many jobs at a time, windows, files, and servers that are gone. */
#include "test.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycle/engine.h"

/* ---- a server of its own process ---- */

struct server {
	pid_t pid;
	uint16_t port;
};

/* Answer every datagram with itself, QR and AA set; a first label of "lost" gets no answer. */
static void answer_all(int fd)
{
	for (;;) {
		uint8_t packet[512];
		struct sockaddr_in peer;
		socklen_t len = sizeof(peer);
		ssize_t size =
			recvfrom(fd, packet, sizeof(packet), 0, (struct sockaddr *)&peer, &len);

		if (size < 17 || !memcmp(packet + 12, "\4lost", 5))
			continue;
		packet[2] |= 0x84;
		(void)sendto(fd, packet, (size_t)size, 0, (struct sockaddr *)&peer, len);
	}
}

static void server_begin(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	server->port = ntohs(address.sin_port);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (!server->pid) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer_all(fd);
	}
	(void)close(fd);
}

static void server_end(struct server *server)
{
	(void)kill(server->pid, SIGKILL);
	(void)waitpid(server->pid, NULL, 0);
}

/* ---- a machine of the test's own ---- */

enum plan { COUNT_UP, FAIL_EARLY, READ_FILE, WRITE_FILE, SPEAK_HTTP, GET_LOST };

/* What one job is to do and what it saw; hangs on the job's zone token. */
struct task {
	enum plan plan;
	size_t requests; /* to make */
	size_t sent, answered, most_in_flight;
	const char *path;
	const char *text; /* to write, or what was read */
	struct wm_bytes expected;
	size_t done; /* how often the end was called */
	struct wm_fail fail;
	struct bed *bed;
};

struct bed {
	struct wm_arena *arena;
	struct wm_engine *engine;
	struct wm_source source;
	size_t active, most_active, ended;
	size_t order[64];
	struct task *tasks;
};

static struct task *task_of(const struct wm_job *job)
{
	return (struct task *)(uintptr_t)strtoull(job->zone.token, NULL, 16);
}

static void write_question(const struct task *task, struct wm_request *request)
{
	static const struct wm_name good = {(const uint8_t *)"\4good\4test", 11};
	static const struct wm_name lost = {(const uint8_t *)"\4lost\4test", 11};

	request->kind = WM_REQUEST_DNS;
	assert_true(
		wm_writer_query(&request->body, task->plan == GET_LOST ? &lost : &good, WM_TYPE_A));
}

static enum wm_step machine_produce(struct wm_job *job, struct wm_request *request)
{
	struct task *task = task_of(job);
	struct bed *bed = task->bed;

	if (!job->state) {
		job->state = task;
		assert_int_equal(job->wall_s > 0, true);
		if (++bed->active > bed->most_active)
			bed->most_active = bed->active;
	}
	if (task->sent == task->requests)
		return task->requests ? WM_STEP_WAIT : WM_STEP_DONE;
	request->tag = 1000 + task->sent++;
	if (task->sent - task->answered > task->most_in_flight)
		task->most_in_flight = task->sent - task->answered;
	request->path = task->path;
	switch (task->plan) {
	case COUNT_UP:
	case FAIL_EARLY:
	case GET_LOST:
		write_question(task, request);
		break;
	case READ_FILE:
		request->kind = WM_REQUEST_FILE_READ;
		break;
	case WRITE_FILE:
		request->kind = WM_REQUEST_FILE_REPLACE;
		request->expected = task->expected;
		(void)wm_buf_text(&request->body, task->text);
		break;
	case SPEAK_HTTP:
		request->kind = WM_REQUEST_HTTP;
		break;
	}
	return WM_STEP_SEND;
}

static enum wm_step machine_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct task *task = task_of(job);

	assert_true(reply->tag >= 1000 && reply->tag < 1000 + task->sent);
	if (reply->fail) {
		job->fail = *reply->fail;
		return WM_STEP_FAIL;
	}
	if (task->plan == READ_FILE)
		task->text = wm_arena_text_n(task->bed->arena, (const char *)reply->body.data,
					     reply->body.len);
	if (task->plan == COUNT_UP)
		assert_true(reply->message->flags & WM_FLAG_AA);
	task->answered++;
	if (task->plan == FAIL_EARLY && task->answered == 5)
		return wm_job_fail(job, WM_EREMOTE, "five is enough");
	return task->answered == task->requests ? WM_STEP_DONE : WM_STEP_SEND;
}

static const struct wm_option no_options[] = {{0}};
static const struct wm_provider machine = {
	.schema = {.name = "machine", .options = no_options},
	.produce = machine_produce,
	.consume = machine_consume,
};
static const struct wm_provider_config config = {.name = "machine", .schema = &machine.schema};

static void on_end(void *context, const struct wm_job *job)
{
	struct task *task = context;
	struct bed *bed = task->bed;

	task->done++;
	task->fail = job->fail;
	if (job->state)
		bed->active--;
	if (bed->ended < WM_COUNT(bed->order))
		bed->order[bed->ended] = (size_t)(task - bed->tasks);
	bed->ended++;
}

static void bed_begin(struct bed *bed, size_t tasks, const struct server *server)
{
	static const char host[] = "127.0.0.1";

	memset(bed, 0, sizeof(*bed));
	bed->arena = wm_arena_new();
	bed->tasks = WM_ARENA_NEW(bed->arena, struct task, tasks);
	assert_int_equal(wm_engine_new(&wm_clock_system, &wm_random_system, &bed->engine, NULL),
			 WM_OK);
	wm_source_init(&bed->source, bed->arena, &config);
	if (server) {
		struct wm_endpoint *endpoint = WM_ARENA_NEW(bed->arena, struct wm_endpoint, 1);

		*endpoint = (struct wm_endpoint){host, server->port};
		bed->source.orders = WM_ARENA_NEW(bed->arena, struct wm_dns_servers, 1);
		bed->source.orders[0] = (struct wm_dns_servers){
			.endpoints = endpoint, .count = 1, .timeout_ms = 10000, .tries = 1};
		bed->source.count = 1;
	}
}

static void bed_end(struct bed *bed)
{
	wm_engine_free(bed->engine);
	wm_arena_free(bed->arena);
}

static struct task *start(struct bed *bed, size_t number, enum plan plan, size_t requests,
			  uint64_t delay_ms)
{
	struct task *task = &bed->tasks[number];
	struct wm_job job = {.kind = WM_JOB_READ, .config = &config};

	task->bed = bed;
	task->plan = plan;
	task->requests = requests;
	job.zone.token = wm_arena_printf(bed->arena, "%llx", (unsigned long long)(uintptr_t)task);
	wm_engine_start(bed->engine, &bed->source, &job, delay_ms, on_end, task);
	return task;
}

/* ---- tests ---- */

static void without_jobs_there_is_nothing_to_run(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, 1, NULL);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	bed_end(&bed);
}

static void every_job_ends_once_and_few_are_active_at_a_time(void **state)
{
	const size_t count = 2000;
	struct server server;
	struct bed bed;

	(void)state;
	server_begin(&server);
	bed_begin(&bed, count, &server);
	for (size_t i = 0; i < count; i++)
		(void)start(&bed, i, COUNT_UP, i % 3, 0);
	assert_int_equal(bed.ended, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(bed.tasks[i].done, 1);
		assert_int_equal(bed.tasks[i].fail.code, WM_OK);
		assert_int_equal(bed.tasks[i].answered, i % 3);
	}
	assert_true(bed.most_active > 1 && bed.most_active <= 256);
	bed_end(&bed);
	server_end(&server);
}

static void the_window_of_a_job_is_kept(void **state)
{
	struct server server;
	struct bed bed;

	(void)state;
	server_begin(&server);
	bed_begin(&bed, 1, &server);
	(void)start(&bed, 0, COUNT_UP, 3000, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.tasks[0].answered, 3000);
	assert_int_equal(bed.tasks[0].fail.code, WM_OK);
	assert_int_equal(bed.tasks[0].most_in_flight, 512);
	bed_end(&bed);
	server_end(&server);
}

static void a_failed_job_drops_its_requests(void **state)
{
	struct server server;
	struct bed bed;

	(void)state;
	server_begin(&server);
	bed_begin(&bed, 2, &server);
	(void)start(&bed, 0, FAIL_EARLY, 100, 0);
	(void)start(&bed, 1, COUNT_UP, 100, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.tasks[0].done, 1);
	assert_int_equal(bed.tasks[0].answered, 5);
	assert_string_equal(bed.tasks[0].fail.text, "five is enough");
	assert_int_equal(bed.tasks[1].answered, 100);
	bed_end(&bed);
	server_end(&server);
}

static void an_engine_can_go_in_the_middle_of_everything(void **state)
{
	struct server server;
	struct bed bed;

	(void)state;
	server_begin(&server);
	bed_begin(&bed, 3, &server);
	(void)start(&bed, 0, COUNT_UP, 10, 0);
	(void)start(&bed, 1, COUNT_UP, 10, 60000);
	bed_end(&bed);
	server_end(&server);
}

static void delays_are_kept_and_order_is_first_come(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, 4, NULL);
	(void)start(&bed, 0, COUNT_UP, 0, 60);
	(void)start(&bed, 1, COUNT_UP, 0, 0);
	(void)start(&bed, 2, COUNT_UP, 0, 20);
	(void)start(&bed, 3, COUNT_UP, 0, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.ended, 4);
	assert_int_equal(bed.order[0], 1);
	assert_int_equal(bed.order[1], 3);
	assert_int_equal(bed.order[2], 2);
	assert_int_equal(bed.order[3], 0);
	bed_end(&bed);
}

static void a_source_that_is_gone_is_not_tried_for_every_job(void **state)
{
	const size_t count = 1000;
	struct server server;
	struct bed bed;

	(void)state;
	server_begin(&server);
	bed_begin(&bed, count + 1, &server);
	bed.source.orders[0].timeout_ms = 100;
	for (size_t i = 0; i < count; i++)
		(void)start(&bed, i, GET_LOST, 1, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(bed.tasks[i].fail.code, WM_ETIMEOUT);
	assert_int_equal(bed.tasks[255].sent, 1);
	assert_int_equal(bed.tasks[count - 1].sent, 0);

	(void)start(&bed, count, COUNT_UP, 1, 0);
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.tasks[count].fail.code, WM_ETIMEOUT);
	bed_end(&bed);
	server_end(&server);
}

static void requests_that_cannot_be_sent_are_answered_with_the_reason(void **state)
{
	static const struct {
		enum plan plan;
		const char *look_up; /* why the server has no address, NULL = there is none */
		enum wm_code code;
		const char *text;
	} rows[] = {
		{COUNT_UP, NULL, WM_EUNSUPPORTED, "provider 'machine': it has no server to ask"},
		{COUNT_UP, "ns1 has no address", WM_ENETWORK,
		 "provider 'machine': ns1 has no address"},
		{SPEAK_HTTP, NULL, WM_EUNSUPPORTED,
		 "provider 'machine': this build does not speak HTTP"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed bed;

		bed_begin(&bed, 1, NULL);
		if (rows[i].look_up)
			(void)wm_fail(&bed.source.fail, WM_ENETWORK, "%s", rows[i].look_up);
		(void)start(&bed, 0, rows[i].plan, 1, 0);
		assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
		assert_int_equal(bed.tasks[0].fail.code, rows[i].code);
		assert_string_equal(bed.tasks[0].fail.text, rows[i].text);
		bed_end(&bed);
	}
}

static void files_are_read_and_replaced(void **state)
{
	char path[] = "/tmp/waymark-engine-XXXXXX";
	int fd = mkstemp(path);
	struct bed bed;

	(void)state;
	assert_int_equal(write(fd, "old", 3), 3);
	(void)close(fd);
	bed_begin(&bed, 4, NULL);
	start(&bed, 0, READ_FILE, 1, 0)->path = path;
	start(&bed, 1, READ_FILE, 1, 0)->path = "/nonexistent/file";
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_string_equal(bed.tasks[0].text, "old");
	assert_int_equal(bed.tasks[1].fail.code, WM_EFILE);

	for (size_t i = 2; i < 4; i++) { /* the second finds what the first has written */
		struct task *task = start(&bed, i, WRITE_FILE, 1, 0);

		task->path = path;
		task->text = "new";
		task->expected = (struct wm_bytes){(const uint8_t *)"old", 3};
	}
	assert_int_equal(wm_engine_run(bed.engine, NULL), WM_OK);
	assert_int_equal(bed.tasks[2].fail.code, WM_OK);
	assert_int_equal(bed.tasks[3].fail.code, WM_ECONFLICT);
	bed_end(&bed);
	assert_int_equal(unlink(path), 0);
}

TEST_MAIN(TEST(without_jobs_there_is_nothing_to_run),
	  TEST(every_job_ends_once_and_few_are_active_at_a_time), TEST(the_window_of_a_job_is_kept),
	  TEST(a_failed_job_drops_its_requests), TEST(an_engine_can_go_in_the_middle_of_everything),
	  TEST(delays_are_kept_and_order_is_first_come),
	  TEST(a_source_that_is_gone_is_not_tried_for_every_job),
	  TEST(requests_that_cannot_be_sent_are_answered_with_the_reason),
	  TEST(files_are_read_and_replaced))
