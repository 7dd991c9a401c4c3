/* What engine.c (jobs and their turns) and flight.c (requests under way) share. */
#ifndef WAYMARK_CYCLE_ENGINE_PRIVATE_H
#define WAYMARK_CYCLE_ENGINE_PRIVATE_H

#include "chain.h"
#include "engine.h"

#include <waymark/loop.h>

/* A job, in the arena it works with. */
struct run {
	struct wm_engine *engine;
	struct wm_source *source;
	struct wm_job job;
	wm_engine_done *done;
	void *context;
	struct wm_timer delay;
	size_t in_flight;
	bool hungry;         /* the machine may have something to send */
	bool in_line;        /* stands in READY */
	bool is_idle;        /* stands in IDLE */
	bool finished;       /* DONE was called: answers that still come go nowhere */
	struct wm_link line; /* in WAITING or READY */
	struct wm_link idle; /* in IDLE */
	struct wm_link all;  /* in RUNS or OVER */
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
	struct wm_link all; /* in FLIGHTS, DELAYED or LANDED */
};

struct wm_engine {
	struct wm_arena *arena;
	const struct wm_clock *clock;
	const struct wm_random *random;
	struct wm_loop *loop;
	struct wm_dns *dns;
	struct wm_http *http; /* NULL: nobody has asked for it so far */
	bool trace;
	struct wm_timer timer;  /* calls tick() */
	struct wm_link waiting; /* runs not yet active */
	struct wm_link ready;   /* runs that are active, and hungry */
	struct wm_link idle;    /* active, neither hungry nor waiting for an answer of their own */
	struct wm_link runs;    /* all that are not over */
	struct wm_link over;    /* finished, with nothing in flight: tick() frees them */
	struct wm_link flights; /* with the exchange that carries them */
	struct wm_link delayed; /* not sent yet */
	struct wm_link landed;  /* flights that are over: tick() frees them */
	size_t active, in_flight;
};

/* The next tick comes from the loop, at once. */
void wm_engine_wake(struct wm_engine *engine);

/* Carry out what RUN's machine asks for; the body is taken over where it is needed for longer. */
void wm_flight_send(struct run *run, struct wm_request *request);

/* RUN is finished: forget its requests that have not been sent. */
void wm_flight_cancel(struct run *run);

void wm_flight_free_all(struct wm_link *flights);

/* Hand REPLY to RUN's machine and do what it says; the same is returned. */
enum wm_step wm_run_consume(struct run *run, struct wm_reply *reply);

/* One request of RUN less is under way. */
void wm_run_landed(struct run *run);

#endif
