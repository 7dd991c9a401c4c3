/*
 * Applying: one zone's way from its plan to a proven outcome. A zone is always in one of three
 * states, each of them one job of the engine, which has its own time-outs; change_state() is the
 * only way from one to the next, on_done() the only place that decides.
 */
#include "cycle.h"

#include <stdlib.h>

enum {
	TRIES_MAX = 4,   /* APPLY jobs, and reads in a row */
	WAIT_MS = 100,   /* before the second try; doubled for each further one */
	JITTER_MS = 100, /* added by chance, so that two agents do not stay in step */
};

enum state {
	APPLY,  /* the changes are under way */
	REREAD, /* an answer was lost, or the zone changed: what is there now? */
	VERIFY, /* accepted: is it served? */
};

struct round; /* one call of wm_cycle_apply */

struct task {
	struct round *round;
	struct wm_source *source;
	const struct wm_zone_plan *shown; /* all that may be done */
	struct wm_zone_plan now;          /* what is still to be done */
	enum state state;
	unsigned reads;     /* in the present state */
	struct wm_fail why; /* what led to REREAD, or to a VERIFY that only counts */
	struct wm_zone_result *result;
};

struct round {
	struct wm_cycle *cycle;
	struct wm_arena *arena;
	struct wm_sources sources;
};

static void on_done(void *context, const struct wm_job *job);

/* ---- states ---- */

static uint64_t wait_ms(const struct task *task, unsigned tries)
{
	if (!tries)
		return 0;
	return ((uint64_t)WAIT_MS << (tries - 1)) +
	       wm_random_below(task->round->cycle->random, JITTER_MS);
}

static int compare_wants(const void *a, const void *b)
{
	const struct wm_want *const *x = a, *const *y = b;

	return wm_rrset_compare(&(*x)->rrset, &(*y)->rrset);
}

/* The wants that the shown changes serve: reading these back is enough. */
static void verify_wants(struct task *task, struct wm_job *job)
{
	const struct wm_zone_plan *shown = task->shown;
	const struct wm_want **wants =
		WM_ARENA_NEW(task->round->arena, const struct wm_want *, shown->change_count);

	for (size_t i = 0; i < shown->change_count; i++)
		wants[i] = shown->changes[i].want;
	qsort(wants, shown->change_count, sizeof(*wants), compare_wants);
	for (size_t i = 0; i < shown->change_count; i++)
		if (!job->want_count || wants[job->want_count - 1] != wants[i])
			wants[job->want_count++] = wants[i];
	job->wants = wants;
}

static void change_state(struct task *task, enum state state)
{
	struct wm_job job = {.config = task->shown->provider,
			     .zone = {.zone = task->shown->zone, .token = task->shown->handle}};
	uint64_t delay = 0;

	if (task->state != state)
		task->reads = 0;
	task->state = state;
	job.kind = WM_JOB_READ;
	job.reread = true;
	switch (state) {
	case APPLY:
		delay = wait_ms(task, task->result->tries++);
		job.kind = WM_JOB_APPLY;
		job.plan = &task->now;
		break;
	case REREAD:
		delay = wait_ms(task, ++task->reads);
		job.wants = task->shown->wants;
		job.want_count = task->shown->want_count;
		break;
	case VERIFY:
		delay = wait_ms(task, task->reads++);
		verify_wants(task, &job);
		break;
	}
	wm_engine_start(task->round->cycle->engine, task->source, &job, delay, on_done, task);
}

static void end(struct task *task, enum wm_outcome outcome, const struct wm_fail *fail)
{
	task->result->outcome = outcome;
	task->result->fail = fail ? *fail : (struct wm_fail){0};
}

/* ---- what a read tells ---- */

/* Count the shown changes that LIVE holds; the first that it does not, NULL = all are there. */
static const struct wm_change *take_stock(struct task *task, const struct wm_live *live)
{
	const struct wm_change *changes = task->shown->changes, *first = NULL;

	task->result->serial = live->serial;
	task->result->applied = 0;
	for (size_t i = 0; i < task->shown->change_count; i++)
		if (!wm_plan_unmet(&changes[i], 1, live))
			task->result->applied++;
		else if (!first)
			first = &changes[i];
	return first;
}

/* WHY about the RRset of CHANGE. */
static void fail_with_change(struct wm_fail *fail, enum wm_code code,
			     const struct wm_change *change, const char *why)
{
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	(void)wm_fail(fail, code, "%s %s %s", wm_name_text(&change->after.owner, owner),
		      wm_type_text(change->after.type, type), why);
}

/* ---- transitions ---- */

static void on_applied(struct task *task, const struct wm_job *job)
{
	enum wm_remedy remedy = wm_code_remedy(job->fail.code);

	task->why = job->fail;
	if (remedy == WM_REMEDY_REREAD)
		change_state(task, REREAD);
	else if (remedy == WM_REMEDY_NONE || job->applied)
		change_state(task, VERIFY); /* also counts what was done before a failure */
	else
		end(task, WM_OUTCOME_FAILED, &job->fail);
}

/* A read that failed may work a little later; false when it is time to stop trying. */
static bool try_again(struct task *task, const struct wm_job *job)
{
	if (wm_code_remedy(job->fail.code) != WM_REMEDY_RETRY || task->reads >= TRIES_MAX)
		return false;
	change_state(task, task->state);
	return true;
}

/* Is CHANGE among what is still to be done, just as it was shown? */
static bool still_stands(const struct task *task, const struct wm_change *change)
{
	const struct wm_zone_plan alone = {.changes = change, .change_count = 1};

	return wm_plan_is_within(&alone, &task->now);
}

/* What was shown no longer fits: name a change whose basis is gone. */
static void end_in_conflict(struct task *task, const struct wm_live *live)
{
	const struct wm_zone_plan *shown = task->shown;
	const struct wm_change *culprit = &shown->changes[0];
	struct wm_fail fail;

	for (size_t i = 0; i < shown->change_count; i++)
		if (wm_plan_unmet(&shown->changes[i], 1, live) &&
		    !still_stands(task, &shown->changes[i])) {
			culprit = &shown->changes[i];
			break;
		}
	fail_with_change(&fail, WM_ECONFLICT, culprit,
			 "changed after the plan was made: look at a new plan before applying");
	end(task, WM_OUTCOME_CONFLICT, &fail);
}

/* All tries are used up, and the zone still is as the plan found it. */
static void end_unchanged(struct task *task)
{
	struct wm_fail fail;

	(void)wm_fail(&fail, task->why.code,
		      "%s, %u times, but each time the zone read the same as before: a server that "
		      "compares records as text (PowerDNS) may have stored one in another form",
		      task->why.text, task->result->tries);
	if (task->why.code == WM_ECONFLICT)
		end(task, WM_OUTCOME_CONFLICT, &fail);
	else
		end(task, WM_OUTCOME_FAILED, &task->why);
}

static void on_reread(struct task *task, const struct wm_job *job)
{
	const struct wm_zone_plan *shown = task->shown;
	bool lost = task->why.code == WM_EUNKNOWN;
	struct wm_live live;

	if (job->fail.code) {
		if (!try_again(task, job))
			end(task, lost ? WM_OUTCOME_UNKNOWN : WM_OUTCOME_FAILED,
			    lost ? &task->why : &job->fail);
		return;
	}
	if (!take_stock(task, &job->live)) {
		end(task, WM_OUTCOME_APPLIED, NULL);
		return;
	}
	live = wm_live_copy(task->round->arena, &job->live);
	wm_plan_diff(task->round->arena, shown->wants, shown->want_count, &live, &task->now);
	if (!task->now.change_count || !wm_plan_is_within(&task->now, shown))
		end_in_conflict(task, &live);
	else if (task->result->tries < TRIES_MAX)
		change_state(task, APPLY);
	else
		end_unchanged(task);
}

static void on_verified(struct task *task, const struct wm_job *job)
{
	const struct wm_change *unmet;
	struct wm_fail fail;

	if (job->fail.code) {
		if (try_again(task, job))
			return;
		(void)wm_fail(&fail, WM_EUNKNOWN,
			      "the server accepted the changes, but reading back failed: %s",
			      job->fail.text);
		end(task, task->why.code ? WM_OUTCOME_FAILED : WM_OUTCOME_UNKNOWN,
		    task->why.code ? &task->why : &fail);
		return;
	}
	unmet = take_stock(task, &job->live);
	if (task->why.code) {
		end(task, WM_OUTCOME_FAILED, &task->why);
	} else if (!unmet) {
		end(task, WM_OUTCOME_APPLIED, NULL);
	} else if (task->reads < TRIES_MAX) {
		change_state(task, VERIFY);
	} else {
		fail_with_change(&fail, WM_EVERIFY, unmet,
				 "is not served as asked, although the server accepted the change: "
				 "another record at the name may stand in its way");
		end(task, WM_OUTCOME_UNVERIFIED, &fail);
	}
}

static void on_done(void *context, const struct wm_job *job)
{
	struct task *task = context;

	switch (task->state) {
	case APPLY:
		on_applied(task, job);
		break;
	case REREAD:
		on_reread(task, job);
		break;
	case VERIFY:
		on_verified(task, job);
		break;
	}
}

/* ---- all zones ---- */

static void start_task(struct round *round, const struct wm_zone_plan *zone,
		       struct wm_zone_result *result)
{
	struct task *task = WM_ARENA_NEW(round->arena, struct task, 1);

	task->round = round;
	task->source = wm_sources_of(&round->sources, round->arena, zone->provider);
	task->shown = zone;
	task->now = *zone;
	task->result = result;
	change_state(task, APPLY);
}

enum wm_code wm_cycle_apply(struct wm_cycle *cycle, struct wm_arena *arena,
			    const struct wm_plan *plan, const struct wm_zone_result **ret_results,
			    struct wm_fail *reterr)
{
	struct wm_zone_result *results =
		WM_ARENA_NEW(arena, struct wm_zone_result, plan->zone_count);
	struct round round = {.cycle = cycle, .arena = arena};
	enum wm_code code;

	wm_sources_begin(&round.sources, arena, plan->zone_count);
	for (size_t i = 0; i < plan->zone_count; i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];

		results[i].zone = zone;
		results[i].serial = zone->live.serial;
		results[i].outcome = zone->fail.code ? WM_OUTCOME_UNREAD : WM_OUTCOME_SAME;
		results[i].fail = zone->fail;
		if (!zone->fail.code && zone->change_count)
			start_task(&round, zone, &results[i]);
	}
	code = wm_engine_run(cycle->engine, reterr);
	wm_sources_end(&round.sources);
	if (!code)
		*ret_results = results;
	return code;
}
