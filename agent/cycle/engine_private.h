/* What engine.c (jobs and their turns) and flight.c (requests under way) share. */
#ifndef WAYMARK_CYCLE_ENGINE_PRIVATE_H
#define WAYMARK_CYCLE_ENGINE_PRIVATE_H

#include "engine.h"

#include <waymark/loop.h>

#include <sys/queue.h>

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
	bool is_idle;  /* stands in IDLE */
	bool finished; /* DONE was called: answers that still come go nowhere */
	TAILQ_ENTRY(run) line;
	LIST_ENTRY(run) all;
	LIST_ENTRY(run) idle;
};

/* A request on its way, in an arena of its own, where its answer comes too. */
struct flight {
	struct wm_arena *arena;
	struct run *run;
	uint64_t tag;
	bool stream;
	/* of one that is not sent before its time */
	struct wm_request request;
	struct wm_timer delay;
	LIST_ENTRY(flight) all;
};

TAILQ_HEAD(line, run);
LIST_HEAD(runs, run);
LIST_HEAD(flights, flight);

struct wm_engine {
	struct wm_arena *arena;
	const struct wm_clock *clock;
	const struct wm_random *random;
	struct wm_loop *loop;
	struct wm_dns *dns;
	struct wm_http *http; /* NULL: nobody has asked for it so far */
	bool trace;
	struct wm_timer timer; /* calls tick() */
	struct line waiting;   /* not yet active */
	struct line ready;     /* active, and hungry */
	struct runs idle;      /* active, neither hungry nor waiting for an answer of their own */
	struct runs runs;      /* all that are not over */
	struct runs over;      /* finished, with nothing in flight: tick() frees them */
	struct flights flights, delayed, landed;
	size_t active, in_flight;
};

/* The next tick comes from the loop, at once. */
void wm_engine_wake(struct wm_engine *engine);

/* Carry out what RUN's machine asks for; the body is taken over where it is needed for longer. */
void wm_flight_send(struct run *run, struct wm_request *request);

/* RUN is finished: forget its requests that have not been sent. */
void wm_flight_cancel(struct run *run);

void wm_flight_free_all(struct flights *flights);

/* Hand REPLY to RUN's machine and do what it says; the same is returned. */
enum wm_step wm_run_consume(struct run *run, struct wm_reply *reply);

/* One request of RUN less is under way. */
void wm_run_landed(struct run *run);

#endif
