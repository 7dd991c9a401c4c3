/* The engine: runs the providers' step machines, many at a time, and does their input and output.
 */
#ifndef WAYMARK_CYCLE_ENGINE_H
#define WAYMARK_CYCLE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/clock.h>
#include <waymark/dns.h>
#include <waymark/fail.h>
#include <waymark/http.h>
#include <waymark/policy.h>
#include <waymark/provider.h>
#include <waymark/random.h>

struct wm_engine;

/* CLOCK and RANDOM are borrowed for its life. */
enum wm_code wm_engine_new(const struct wm_clock *clock, const struct wm_random *random,
			   struct wm_engine **ret_engine, struct wm_fail *reterr);
void wm_engine_free(struct wm_engine *engine); /* accepts NULL; drops jobs without calling back */

/*
 * A provider for the length of one run: its machine, its servers with their names looked up or its
 * account at an API, and whether it answers at all. Storage belongs to the caller and stays until
 * the run is over.
 */
struct wm_source {
	const struct wm_provider_config *config;
	const struct wm_provider *provider;
	/* One entry per address, each with that address in front; COUNT 0: it speaks no DNS. */
	struct wm_dns_servers *orders;
	size_t count;
	size_t preferred; /* the order that begins with who answered last */
	enum wm_dns_transport transport;
	/* HTTP; LANE is the engine's, made for the first request */
	struct wm_http_trust trust;
	uint32_t first_byte_ms, whole_ms;
	struct wm_http_lane *lane;
	struct wm_account account; /* what its jobs share */
	struct wm_fail fail;       /* of the look-up, or of the last job that got no answer */
	unsigned lost;             /* jobs in a row that got no answer */
	size_t active, idle;       /* jobs at work; of them those that wait for the others */
};

/* Fill SOURCE for CONFIG; what it points at, and its account's state, are in ARENA. Blocks for host
 * names (wm_dns_resolve). */
void wm_source_init(struct wm_source *source, struct wm_arena *arena,
		    const struct wm_provider_config *config);

/* The run is over: free the account's secrets and the lane, dropping requests that may be left
 * after a failure of the loop. Before wm_engine_free. */
void wm_source_done(struct wm_source *source);

/* ENDPOINT has answered: ask it first from now on. */
void wm_source_prefer(struct wm_source *source, const struct wm_endpoint *endpoint);

/* A job's end: its fail.code is WM_OK or says why. JOB and its results end with the call; what it
 * was started with does not. */
typedef void wm_engine_done(void *context, const struct wm_job *job);

/*
 * Queue JOB after DELAY_MS; it is copied, its arena, state, time and room for results are the
 * engine's. DONE comes from wm_engine_run, never from within this call, and may start more jobs. A
 * source that left three jobs in a row without an answer is taken for gone: jobs that have not
 * begun fail like the last of them. A job that says WAIT with nothing of its own under way is asked
 * again whenever another job of SOURCE has consumed a reply or ended, and fails if there is none.
 */
void wm_engine_start(struct wm_engine *engine, struct wm_source *source, const struct wm_job *job,
		     uint64_t delay_ms, wm_engine_done *done, void *context);

/* Run until no job is left. A failure is one of the loop itself. */
enum wm_code wm_engine_run(struct wm_engine *engine, struct wm_fail *reterr);

const struct wm_dns_stats *wm_engine_stats(const struct wm_engine *engine);
const struct wm_http_stats *
wm_engine_http_stats(const struct wm_engine *engine);    /* NULL: nobody spoke HTTP so far */
void wm_engine_trace(struct wm_engine *engine, bool on); /* wm_http_trace */

#endif
