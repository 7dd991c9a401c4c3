/*
 * The engine behind engine.h. Jobs wait in line, become active, and are asked in turn for requests
 * while there is room in flight. Sending happens in one place, tick(): an answer only notes that
 * its job may have more to send, so that no machine is ever entered twice.
 */
#include "engine.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/queue.h>

#include <waymark/file.h>
#include <waymark/loop.h>

enum {
	ACTIVE_MAX = 256,     /* jobs at work at a time: each may hold a connection of its own */
	WINDOW = 512,         /* requests of one job in flight */
	IN_FLIGHT_MAX = 2048, /* requests of all jobs in flight */
	TURN = 32,            /* requests a job may send before the next one has its turn */
	LOST_MAX = 3,         /* jobs in a row without an answer, then the source is gone */
};

/* A job, in the arena it works with. */
struct run {
	struct wm_engine *engine;
	struct wm_source *source;
	struct wm_job job;
	wm_engine_done *done;
	void *context;
	struct wm_timer delay;
	size_t in_flight;
	bool hungry;   /* the machine may have something to send */
	bool in_line;  /* stands in READY */
	bool finished; /* DONE was called: answers that still come go nowhere */
	TAILQ_ENTRY(run) line;
	LIST_ENTRY(run) all;
};

/* A request on its way, in an arena of its own, where its answer comes too. */
struct flight {
	struct wm_arena *arena;
	struct run *run;
	uint64_t tag;
	bool stream;
	LIST_ENTRY(flight) all;
};

TAILQ_HEAD(line, run);
LIST_HEAD(runs, run);
LIST_HEAD(flights, flight);

struct wm_engine {
	struct wm_arena *arena;
	const struct wm_clock *clock;
	struct wm_loop *loop;
	struct wm_dns *dns;
	struct wm_timer timer; /* calls tick() */
	struct line waiting;   /* not yet active */
	struct line ready;     /* active, and hungry */
	struct runs runs;      /* all that are not over */
	struct runs over;      /* finished, with nothing in flight: tick() frees them */
	struct flights flights, landed;
	size_t active, in_flight;
};

enum wm_code wm_engine_new(const struct wm_clock *clock, const struct wm_random *random,
			   struct wm_engine **ret_engine, struct wm_fail *reterr)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_engine *engine = WM_ARENA_NEW(arena, struct wm_engine, 1);
	enum wm_code code;

	engine->arena = arena;
	engine->clock = clock;
	TAILQ_INIT(&engine->waiting);
	TAILQ_INIT(&engine->ready);
	LIST_INIT(&engine->runs);
	LIST_INIT(&engine->over);
	LIST_INIT(&engine->flights);
	LIST_INIT(&engine->landed);
	code = wm_loop_new(clock, &engine->loop, reterr);
	if (!code)
		code = wm_dns_new(engine->loop, clock, random, &engine->dns, reterr);
	if (code)
		wm_engine_free(engine);
	else
		*ret_engine = engine;
	return code;
}

static void free_flights(struct flights *flights)
{
	while (!LIST_EMPTY(flights)) {
		struct flight *flight = LIST_FIRST(flights);

		LIST_REMOVE(flight, all);
		wm_arena_free(flight->arena);
	}
}

static void free_runs(struct runs *runs)
{
	while (!LIST_EMPTY(runs)) {
		struct run *run = LIST_FIRST(runs);

		wm_loop_cancel(run->engine->loop, &run->delay);
		LIST_REMOVE(run, all);
		wm_arena_free(run->job.arena);
	}
}

void wm_engine_free(struct wm_engine *engine)
{
	if (!engine)
		return;
	wm_dns_free(engine->dns);
	free_flights(&engine->flights);
	free_flights(&engine->landed);
	free_runs(&engine->runs);
	free_runs(&engine->over);
	if (engine->loop)
		wm_loop_cancel(engine->loop, &engine->timer);
	wm_loop_free(engine->loop);
	wm_arena_free(engine->arena);
}

const struct wm_dns_stats *wm_engine_stats(const struct wm_engine *engine)
{
	return wm_dns_stats_of(engine->dns);
}

static void tick(void *context);

static void wake(struct wm_engine *engine)
{
	wm_loop_timer(engine->loop, &engine->timer, 0, tick, engine);
}

/* ---- the steps of a job ---- */

/* A source that is gone costs every job a full time-out; after a few the rest need not try. */
static void note_loss(struct wm_source *source, const struct wm_fail *fail)
{
	if (fail->code != WM_ETIMEOUT && fail->code != WM_ENETWORK) {
		source->lost = 0;
		return;
	}
	source->lost++;
	source->fail = *fail;
}

/* Nothing will come for RUN any more. */
static void retire(struct run *run)
{
	if (!run->finished || run->in_flight)
		return;
	LIST_REMOVE(run, all);
	LIST_INSERT_HEAD(&run->engine->over, run, all);
}

static void finish(struct run *run)
{
	struct wm_engine *engine = run->engine;

	if (run->in_line)
		TAILQ_REMOVE(&engine->ready, run, line);
	run->in_line = false;
	run->finished = true;
	run->hungry = false;
	engine->active--;
	note_loss(run->source, &run->job.fail);
	run->done(run->context, &run->job);
	retire(run);
	wake(engine);
}

static void stand_in_line(struct run *run)
{
	if (!run->hungry || run->in_line || run->in_flight >= WINDOW)
		return;
	run->in_line = true;
	TAILQ_INSERT_TAIL(&run->engine->ready, run, line);
	wake(run->engine);
}

/* What consume() said. */
static void take_step(struct run *run, enum wm_step step)
{
	switch (step) {
	case WM_STEP_SEND:
		run->hungry = true;
		break;
	case WM_STEP_WAIT:
		break;
	case WM_STEP_FAIL:
		assert(run->job.fail.code);
		finish(run);
		return;
	case WM_STEP_DONE:
		run->job.fail = (struct wm_fail){0};
		finish(run);
		return;
	}
	stand_in_line(run);
}

/* ---- DNS ---- */

static const char *print_endpoint(const struct wm_endpoint *endpoint, char text[WM_HOST_MAX + 16])
{
	const char *host = endpoint->host;
	bool is_v6 = strchr(host, ':') != NULL;

	if (endpoint->port == 53)
		return host;
	(void)snprintf(text, WM_HOST_MAX + 16, is_v6 ? "[%s]:%u" : "%s:%u", host, endpoint->port);
	return text;
}

/* Return whether the machine wants the next message of a stream. */
static bool deliver(struct flight *flight, const struct wm_dns_reply *from)
{
	struct run *run = flight->run;
	char server[WM_HOST_MAX + 16];
	struct wm_reply reply = {.tag = flight->tag,
				 .fail = from->fail,
				 .message = from->message,
				 .more = flight->stream && !from->last,
				 .body = from->raw};
	enum wm_step step;

	if (from->endpoint)
		reply.server = print_endpoint(from->endpoint, server);
	if (from->endpoint && !from->fail)
		wm_source_prefer(run->source, from->endpoint);
	step = run->source->provider->consume(&run->job, &reply);
	take_step(run, step);
	return step == WM_STEP_WAIT;
}

static bool land(void *context, const struct wm_dns_reply *reply, struct wm_arena *arena)
{
	struct flight *flight = context;
	struct run *run = flight->run;
	bool wanted = !run->finished && deliver(flight, reply);

	(void)arena;
	if (wanted && flight->stream && !reply->fail && !reply->last)
		return true;
	run->in_flight--;
	run->engine->in_flight--;
	/* Its arena must outlive this call: tick() frees it. */
	LIST_REMOVE(flight, all);
	LIST_INSERT_HEAD(&run->engine->landed, flight, all);
	retire(run);
	if (!run->finished)
		stand_in_line(run);
	wake(run->engine);
	return false;
}

static void take_off(struct run *run, const struct wm_request *request)
{
	struct wm_arena *arena = wm_arena_new();
	struct flight *flight = WM_ARENA_NEW(arena, struct flight, 1);
	const struct wm_dns_query query = {
		.servers = &run->source->orders[run->source->preferred],
		.message = wm_buf_bytes(&request->body),
		.transport = request->tcp ? WM_DNS_TCP : run->source->transport,
		.stream = request->stream,
		.once = request->once,
		.done = land,
		.context = flight,
	};

	flight->arena = arena;
	flight->run = run;
	flight->tag = request->tag;
	flight->stream = request->stream;
	LIST_INSERT_HEAD(&run->engine->flights, flight, all);
	run->in_flight++;
	run->engine->in_flight++;
	wm_dns_ask(run->engine->dns, &query, arena);
}

/* ---- requests that are answered on the spot ---- */

static void answer(struct run *run, const struct wm_request *request, const struct wm_fail *fail,
		   struct wm_bytes body)
{
	const struct wm_reply reply = {.tag = request->tag,
				       .fail = fail->code ? fail : NULL,
				       .body = fail->code ? (struct wm_bytes){0} : body};

	take_step(run, run->source->provider->consume(&run->job, &reply));
}

static void read_file(struct run *run, const struct wm_request *request)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_bytes content = {0};
	struct wm_fail fail = {0};

	(void)wm_files_system.read(wm_files_system.context, arena, request->path, WM_FILE_PLAIN,
				   &content, &fail);
	answer(run, request, &fail, content);
	wm_arena_free(arena);
}

static void replace_file(struct run *run, const struct wm_request *request)
{
	struct wm_fail fail = {0};

	(void)wm_file_replace(request->path, request->expected, wm_buf_bytes(&request->body),
			      &fail);
	answer(run, request, &fail, (struct wm_bytes){0});
}

static void refuse(struct run *run, const struct wm_request *request, enum wm_code code,
		   const char *why)
{
	struct wm_fail fail = {0};

	(void)wm_fail(&fail, code, "provider '%s': %s", run->job.config->name, why);
	answer(run, request, &fail, (struct wm_bytes){0});
}

static void send_request(struct run *run, const struct wm_request *request)
{
	switch (request->kind) {
	case WM_REQUEST_DNS:
		if (!run->source->count)
			refuse(run, request, run->source->fail.code ? WM_ENETWORK : WM_EUNSUPPORTED,
			       run->source->fail.code ? run->source->fail.text
						      : "it has no server to ask");
		else if (request->body.full || request->body.len > WM_MESSAGE_MAX)
			refuse(run, request, WM_ELIMIT, "a request is larger than a DNS message");
		else
			take_off(run, request);
		return;
	case WM_REQUEST_FILE_READ:
		read_file(run, request);
		return;
	case WM_REQUEST_FILE_REPLACE:
		replace_file(run, request);
		return;
	case WM_REQUEST_HTTP:
		refuse(run, request, WM_EUNSUPPORTED, "this build does not speak HTTP");
		return;
	}
}

/* ---- whose turn it is ---- */

/* Ask the machine for one request and send it. */
static void feed(struct run *run)
{
	struct wm_request request = {0};
	enum wm_step step;

	wm_buf_init(&request.body, WM_FILE_MAX);
	step = run->source->provider->produce(&run->job, &request);
	run->hungry = step == WM_STEP_SEND;
	if (step == WM_STEP_SEND)
		send_request(run, &request);
	else
		take_step(run, step);
	wm_buf_done(&request.body);
}

static void activate(struct run *run)
{
	struct wm_engine *engine = run->engine;
	struct wm_job *job = &run->job;

	engine->active++;
	if (run->source->lost >= LOST_MAX) {
		job->fail = run->source->fail;
		finish(run);
		return;
	}
	job->wall_s = wm_clock_wall_s(engine->clock);
	if (job->kind == WM_JOB_FIND)
		job->found = WM_ARENA_NEW(job->arena, struct wm_found, job->name_count);
	run->hungry = true;
	stand_in_line(run);
}

static void tick(void *context)
{
	struct wm_engine *engine = context;
	struct run *run;

	free_flights(&engine->landed);
	free_runs(&engine->over);
	while (engine->active < ACTIVE_MAX && (run = TAILQ_FIRST(&engine->waiting))) {
		TAILQ_REMOVE(&engine->waiting, run, line);
		activate(run);
	}
	while (engine->in_flight < IN_FLIGHT_MAX && (run = TAILQ_FIRST(&engine->ready))) {
		TAILQ_REMOVE(&engine->ready, run, line);
		run->in_line = false;
		for (int i = 0; i < TURN && run->hungry && run->in_flight < WINDOW; i++)
			feed(run);
		if (!run->finished)
			stand_in_line(run);
	}
	if (LIST_EMPTY(&engine->runs))
		wm_loop_stop(engine->loop);
}

static void queue_run(void *context)
{
	struct run *run = context;

	TAILQ_INSERT_TAIL(&run->engine->waiting, run, line);
	wake(run->engine);
}

void wm_engine_start(struct wm_engine *engine, struct wm_source *source, const struct wm_job *job,
		     uint64_t delay_ms, wm_engine_done *done, void *context)
{
	struct wm_arena *arena = wm_arena_new();
	struct run *run = WM_ARENA_NEW(arena, struct run, 1);

	run->engine = engine;
	run->source = source;
	run->job = *job;
	run->job.arena = arena;
	run->done = done;
	run->context = context;
	LIST_INSERT_HEAD(&engine->runs, run, all);
	if (delay_ms)
		wm_loop_timer(engine->loop, &run->delay, delay_ms, queue_run, run);
	else
		queue_run(run);
}

enum wm_code wm_engine_run(struct wm_engine *engine, struct wm_fail *reterr)
{
	if (LIST_EMPTY(&engine->runs))
		return WM_OK;
	return wm_loop_run(engine->loop, reterr);
}
