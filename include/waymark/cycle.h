/* The cycle: find zones, read, plan, apply, verify. The same code for plan, apply and the daemon.
 */
#ifndef WAYMARK_CYCLE_H
#define WAYMARK_CYCLE_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/clock.h>
#include <waymark/dns.h>
#include <waymark/expand.h>
#include <waymark/fail.h>
#include <waymark/http.h>
#include <waymark/plan.h>
#include <waymark/random.h>

struct wm_cycle;

/* Sockets and loop for one or more cycles. CLOCK and RANDOM are borrowed for its life. */
enum wm_code wm_cycle_new(const struct wm_clock *clock, const struct wm_random *random,
			  struct wm_cycle **ret_cycle, struct wm_fail *reterr);
void wm_cycle_free(struct wm_cycle *cycle); /* accepts NULL */

/*
 * Find the zone of every want, read each zone, compare. The plan lives in ARENA and borrows
 * DESIRED. A zone that is not found or cannot be read is in the plan with its FAIL; only what stops
 * everything (no memory for sockets, no loop) is returned as a failure.
 */
enum wm_code wm_cycle_plan(struct wm_cycle *cycle, struct wm_arena *arena,
			   const struct wm_desired *desired, size_t count,
			   const struct wm_plan **ret_plan, struct wm_fail *reterr);

/* What became of one zone. */
#define WM_OUTCOME_LIST(X)                                                                         \
	X(SAME, "in sync")    /* nothing to do */                                                  \
	X(APPLIED, "applied") /* all changes made, read back and found so */                       \
	X(UNREAD, "not read") /* not found or unreadable: nothing was sent */                      \
	X(FAILED, "failed")   /* refused or failed: zone is as before (or see FAIL) */             \
	X(CONFLICT,                                                                                \
	  "changed")          /* somebody else keeps changing it; what was shown no longer fits */ \
	X(UNKNOWN, "unknown") /* an answer was lost, or reading back failed: nobody can tell */    \
	X(UNVERIFIED, "not served") /* accepted by the server, but reading back shows otherwise */

enum wm_outcome {
#define WM_OUTCOME(name, text) WM_OUTCOME_##name,
	WM_OUTCOME_LIST(WM_OUTCOME)
#undef WM_OUTCOME
};
const char *wm_outcome_text(enum wm_outcome outcome);

struct wm_zone_result {
	const struct wm_zone_plan *zone; /* as shown */
	enum wm_outcome outcome;
	size_t applied;      /* changes that are in the zone now, read back */
	unsigned tries;      /* APPLY jobs sent */
	uint32_t serial;     /* read back, 0 = unknown */
	struct wm_fail fail; /* code WM_OK for SAME and APPLIED */
};

/*
 * Apply PLAN: each zone on its own, all at once. After a conflict or a lost answer the zone is read
 * and planned again and goes on only with changes that PLAN showed (wm_plan_is_within); at most 4
 * tries with growing, jittered waits. After success the zone is read back through the same servers
 * and compared. RET_RESULTS runs parallel to PLAN->zones, in ARENA.
 */
enum wm_code wm_cycle_apply(struct wm_cycle *cycle, struct wm_arena *arena,
			    const struct wm_plan *plan, const struct wm_zone_result **ret_results,
			    struct wm_fail *reterr);

const struct wm_dns_stats *wm_cycle_stats(const struct wm_cycle *cycle);
const struct wm_http_stats *
wm_cycle_http_stats(const struct wm_cycle *cycle); /* NULL: nobody spoke HTTP so far */

/* Log every HTTP request and answer at WM_LOG_DEBUG, without secrets. */
void wm_cycle_trace(struct wm_cycle *cycle, bool on);

#endif
