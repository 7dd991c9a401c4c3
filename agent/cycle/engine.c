/*
 * The engine behind engine.h. Jobs wait in line, become active, and are asked in turn for requests
 * while there is room in flight. Sending happens in one place, tick(): an answer only notes that
 * its job may have more to send, so that no machine is ever entered twice.
 */
#include "engine_private.h"

#include <assert.h>

enum {
	ACTIVE_MAX = 256,     /* jobs at work at a time: each may hold a connection of its own */
	WINDOW = 512,         /* requests of one job in flight */
	IN_FLIGHT_MAX = 2048, /* requests of all jobs in flight */
	TURN = 32,            /* requests a job may send before the next one has its turn */
	LOST_MAX = 3,         /* jobs in a row without an answer, then the source is gone */
};

enum wm_code wm_engine_new(const struct wm_clock *clock, const struct wm_random *random,
			   struct wm_engine **ret_engine, struct wm_fail *reterr)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_engine *engine = WM_ARENA_NEW(arena, struct wm_engine, 1);
	enum wm_code code;

	engine->arena = arena;
	engine->clock = clock;
	engine->random = random;
	wm_chain_init(&engine->waiting);
	wm_chain_init(&engine->ready);
	wm_chain_init(&engine->idle);
	wm_chain_init(&engine->runs);
	wm_chain_init(&engine->over);
	wm_chain_init(&engine->flights);
	wm_chain_init(&engine->delayed);
	wm_chain_init(&engine->landed);
	code = wm_loop_new(clock, &engine->loop, reterr);
	if (!code)
		code = wm_dns_new(engine->loop, clock, random, &engine->dns, reterr);
	if (code)
		wm_engine_free(engine);
	else
		*ret_engine = engine;
	return code;
}

static void free_runs(struct wm_link *runs)
{
	struct run *run;

	while ((run = wm_chain_first(runs))) {
		wm_loop_cancel(run->engine->loop, &run->delay);
		wm_chain_remove(&run->all);
		wm_arena_free(run->job.arena);
	}
}

void wm_engine_free(struct wm_engine *engine)
{
	if (!engine)
		return;
	wm_dns_free(engine->dns);
	wm_http_free(engine->http);
	wm_flight_free_all(&engine->flights);
	wm_flight_free_all(&engine->delayed);
	wm_flight_free_all(&engine->landed);
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

const struct wm_http_stats *wm_engine_http_stats(const struct wm_engine *engine)
{
	return engine->http ? wm_http_stats_of(engine->http) : NULL;
}

void wm_engine_trace(struct wm_engine *engine, bool on)
{
	engine->trace = on;
	if (engine->http)
		wm_http_trace(engine->http, on);
}

static void tick(void *context);

void wm_engine_wake(struct wm_engine *engine)
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
	wm_chain_remove(&run->all);
	wm_chain_add(&run->engine->over, &run->all, run);
}

static void stand_in_line(struct run *run)
{
	if (run->in_line || run->in_flight >= WINDOW)
		return;
	run->in_line = true;
	wm_chain_add(&run->engine->ready, &run->line, run);
	wm_engine_wake(run->engine);
}

static void leave_idle(struct run *run)
{
	if (!run->is_idle)
		return;
	run->is_idle = false;
	run->source->idle--;
	wm_chain_remove(&run->idle);
}

/* Where RUN belongs now: in line, or among those that wait for what others are doing. */
static void settle(struct run *run)
{
	if (run->finished) {
		if (!run->in_flight)
			retire(run);
	} else if (run->hungry) {
		stand_in_line(run);
	} else if (!run->in_flight && !run->is_idle) {
		run->is_idle = true;
		run->source->idle++;
		wm_chain_add(&run->engine->idle, &run->idle, run);
		wm_engine_wake(run->engine);
	}
}

/* Something has happened at SOURCE: whoever waits for that is asked again. */
static void wake_idle(struct wm_engine *engine, const struct wm_source *source)
{
	struct run *run = wm_chain_first(&engine->idle);

	while (run) {
		struct run *next = run->idle.next->item;

		if (run->source == source) {
			leave_idle(run);
			run->hungry = true;
			stand_in_line(run);
		}
		run = next;
	}
}

static void finish(struct run *run)
{
	struct wm_engine *engine = run->engine;

	if (run->in_line)
		wm_chain_remove(&run->line);
	run->in_line = false;
	leave_idle(run);
	run->finished = true;
	run->hungry = false;
	engine->active--;
	run->source->active--;
	wm_flight_cancel(run);
	note_loss(run->source, &run->job.fail);
	run->done(run->context, &run->job);
	wake_idle(engine, run->source);
	wm_engine_wake(engine);
}

/* What the machine said. The caller settles RUN. */
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
		break;
	case WM_STEP_DONE:
		run->job.fail = (struct wm_fail){0};
		finish(run);
		break;
	}
}

enum wm_step wm_run_consume(struct run *run, struct wm_reply *reply)
{
	struct wm_source *source = run->source;
	struct wm_account *account = run->job.account;
	enum wm_step step;

	reply->wall_s = wm_clock_wall_s(run->engine->clock);
	step = source->provider->consume(&run->job, reply);
	if (account->pause_ms && source->lane)
		wm_http_lane_pause(source->lane, account->pause_ms);
	account->pause_ms = 0;
	wake_idle(run->engine, source);
	take_step(run, step);
	return step;
}

void wm_run_landed(struct run *run)
{
	run->in_flight--;
	settle(run);
	wm_engine_wake(run->engine);
}

/* ---- whose turn it is ---- */

/* Ask the machine for one request and send it. */
static void feed(struct run *run)
{
	struct wm_request request = {0};
	enum wm_step step;

	wm_buf_init(&request.body, (size_t)WM_FILE_MAX);
	step = run->source->provider->produce(&run->job, &request);
	run->hungry = step == WM_STEP_SEND;
	if (step == WM_STEP_SEND)
		wm_flight_send(run, &request);
	else
		take_step(run, step);
	wm_buf_done(&request.body);
}

static void activate(struct run *run)
{
	struct wm_engine *engine = run->engine;
	struct wm_job *job = &run->job;

	engine->active++;
	run->source->active++;
	if (run->source->lost >= LOST_MAX) {
		job->fail = run->source->fail;
		finish(run);
		settle(run);
		return;
	}
	job->wall_s = wm_clock_wall_s(engine->clock);
	if (job->kind == WM_JOB_FIND)
		job->found = WM_ARENA_NEW(job->arena, struct wm_found, job->name_count);
	run->hungry = true;
	stand_in_line(run);
}

/* A job that waits while nothing is under way at its source would wait for ever: one that gives up
 * lets the others have another look. */
static void end_deadlock(struct wm_engine *engine)
{
	struct run *run = wm_chain_first(&engine->idle);

	while (run && run->source->idle < run->source->active)
		run = run->idle.next->item;
	if (!run)
		return;
	(void)wm_fail(&run->job.fail, run->job.kind == WM_JOB_APPLY ? WM_EUNKNOWN : WM_EPROTOCOL,
		      "provider '%s': waits for an answer to nothing, which is a fault of Waymark",
		      run->job.config->name);
	finish(run);
	settle(run);
}

static void tick(void *context)
{
	struct wm_engine *engine = context;
	struct run *run;

	wm_flight_free_all(&engine->landed);
	free_runs(&engine->over);
	while (engine->active < ACTIVE_MAX && (run = wm_chain_first(&engine->waiting))) {
		wm_chain_remove(&run->line);
		activate(run);
	}
	while (engine->in_flight < IN_FLIGHT_MAX && (run = wm_chain_first(&engine->ready))) {
		wm_chain_remove(&run->line);
		run->in_line = false;
		for (int i = 0; i < TURN && run->hungry && run->in_flight < WINDOW; i++)
			feed(run);
		settle(run);
	}
	end_deadlock(engine);
	if (!wm_chain_first(&engine->runs))
		wm_loop_stop(engine->loop);
}

static void queue_run(void *context)
{
	struct run *run = context;

	wm_chain_add(&run->engine->waiting, &run->line, run);
	wm_engine_wake(run->engine);
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
	run->job.account = &source->account;
	run->done = done;
	run->context = context;
	wm_chain_add(&engine->runs, &run->all, run);
	if (delay_ms)
		wm_loop_timer(engine->loop, &run->delay, delay_ms, queue_run, run);
	else
		queue_run(run);
}

enum wm_code wm_engine_run(struct wm_engine *engine, struct wm_fail *reterr)
{
	if (!wm_chain_first(&engine->runs))
		return WM_OK;
	return wm_loop_run(engine->loop, reterr);
}
