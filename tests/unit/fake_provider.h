/*
 * A provider without a wire, for tests of the cycle: its zones are sets in memory, an APPLY
 * compares and swaps, and a script of faults says what goes wrong at which step.
 */
#ifndef WAYMARK_TEST_FAKE_PROVIDER_H
#define WAYMARK_TEST_FAKE_PROVIDER_H

#include "plan_fixture.h"

#include <waymark/clock.h>
#include <waymark/cycle.h>
#include <waymark/provider.h>

enum fault {
	FINE,
	LOSE_BEFORE, /* nothing is done, and nobody says so: WM_EUNKNOWN */
	LOSE_AFTER,  /* it is done, and nobody says so */
	REFUSE,      /* WM_EREFUSED */
	DENY_AFTER,  /* it is done, and somebody says WM_EREFUSED */
	FLICKER,     /* WM_ETIMEOUT: may work a little later */
	CONTRADICT,  /* "changed", though nothing has */
	IGNORE,      /* yes, but nothing is done */
	HALF,        /* the first change is done, then WM_EREMOTE */
};

#define FAKE_ZONES  3
#define FAKE_FAULTS 16

struct fake_zone {
	struct wm_name name;
	struct wm_rrsets sets;
	enum fault applies[FAKE_FAULTS]; /* one for each try */
	enum fault reads[FAKE_FAULTS];   /* one for each READ */
	const char *meddle[FAKE_FAULTS]; /* somebody else's zone, put in place before that try */
	size_t apply_count, read_count;
	size_t reread_wants; /* of the last READ that was called a re-read */
};

struct fake_world {
	struct wm_arena *arena;
	struct fake_zone zones[FAKE_ZONES];
	size_t zone_count;
	enum fault find;
};

/* The one world of a test program; machines have no other way to it. */
static struct fake_world world;

static inline struct wm_rrsets world_sets(const struct wm_name *zone, const char *lines)
{
	struct wm_rrsets_builder builder;
	struct wm_text_place place;
	struct wm_fail why = {0};

	wm_rrsets_begin(&builder, world.arena);
	if (wm_zone_read(world.arena, (struct wm_bytes){(const uint8_t *)lines, strlen(lines)},
			 zone, 1000, &builder, &place, &why))
		fail_msg("line %zu: %s", place.line, why.text);
	return wm_rrsets_finish(&builder);
}

static inline struct fake_zone *world_add(const char *name, const char *lines)
{
	struct fake_zone *zone = &world.zones[world.zone_count++];

	assert_int_equal(wm_name_read(world.arena, name, strlen(name), NULL, &zone->name, NULL),
			 WM_OK);
	zone->sets = world_sets(&zone->name, lines);
	return zone;
}

static inline struct fake_zone *world_zone(const struct wm_name *name)
{
	struct fake_zone *best = NULL;

	for (size_t i = 0; i < world.zone_count; i++)
		if (wm_name_is_in(name, &world.zones[i].name) &&
		    (!best || world.zones[i].name.len > best->name.len))
			best = &world.zones[i];
	return best;
}

static inline bool world_holds(const struct fake_zone *zone, const struct wm_rrset *set)
{
	const struct wm_rrset *there = wm_rrsets_find(&zone->sets, &set->owner, set->type);

	if (!set->count) /* a CNAME there would make it useless */
		return !there && !wm_rrsets_find(&zone->sets, &set->owner, WM_TYPE_CNAME);
	if (!there)
		return false;
	return there->ttl_s == set->ttl_s && wm_rrset_same_data(there, set);
}

static inline void world_change(struct fake_zone *zone, const struct wm_change *change)
{
	struct wm_rrsets_builder builder;
	struct wm_rrsets sets;

	wm_rrsets_begin(&builder, world.arena);
	for (size_t i = 0; i < zone->sets.count; i++)
		for (size_t k = 0; k < zone->sets.items[i].count; k++)
			if (wm_rrset_compare(&zone->sets.items[i], &change->after) != 0)
				wm_rrsets_add(&builder, &zone->sets.items[i].owner,
					      zone->sets.items[i].type, zone->sets.items[i].ttl_s,
					      &zone->sets.items[i].rdata[k]);
	for (size_t k = 0; k < change->after.count; k++)
		wm_rrsets_add(&builder, &change->after.owner, change->after.type,
			      change->after.ttl_s, &change->after.rdata[k]);
	sets = wm_rrsets_finish(&builder);
	zone->sets = wm_rrsets_copy(world.arena, &sets);
}

static inline enum wm_step fake_find(struct wm_job *job)
{
	static const struct wm_fail lost = {WM_ENOZONE, "no such zone"};

	if (world.find != FINE)
		return wm_job_fail(job, WM_ENETWORK, "nobody there");
	for (size_t i = 0; i < job->name_count; i++) {
		const struct fake_zone *zone = world_zone(&job->names[i]);

		if (zone) {
			job->found[i].zone = wm_name_copy(job->arena, &zone->name);
			job->found[i].token = wm_arena_text(job->arena, "handle");
		} else {
			job->found[i].fail = &lost;
		}
	}
	return WM_STEP_DONE;
}

static inline enum wm_step fake_read(struct wm_job *job, struct fake_zone *zone)
{
	enum fault fault = zone->reads[zone->read_count++ % FAKE_FAULTS];

	assert_string_equal(job->zone.token, "handle");
	if (job->reread)
		zone->reread_wants = job->want_count;
	if (fault == REFUSE)
		return wm_job_fail(job, WM_EREFUSED, "read refused");
	if (fault != FINE)
		return wm_job_fail(job, WM_ETIMEOUT, "no answer to the read");
	job->live.rrsets = wm_rrsets_copy(job->arena, &zone->sets);
	job->live.serial = (uint32_t)(100 + zone->apply_count);
	job->live.token.data = wm_arena_copy(job->arena, "mark", 4);
	job->live.token.len = 4;
	return WM_STEP_DONE;
}

static inline enum wm_step fake_apply(struct wm_job *job, struct fake_zone *zone)
{
	const struct wm_zone_plan *plan = job->plan;
	enum fault fault = zone->applies[zone->apply_count];
	const char *meddle = zone->meddle[zone->apply_count++];
	size_t done = fault == HALF ? 1 : plan->change_count;

	assert_int_equal(plan->live.token.len, 4);
	if (meddle)
		zone->sets = world_sets(&zone->name, meddle);
	if (fault == REFUSE)
		return wm_job_fail(job, WM_EREFUSED, "update refused");
	if (fault == FLICKER)
		return wm_job_fail(job, WM_ETIMEOUT, "no answer to the update");
	if (fault == LOSE_BEFORE)
		return wm_job_fail(job, WM_EUNKNOWN, "the answer was lost");
	for (size_t i = 0; i < plan->change_count; i++)
		if (fault == CONTRADICT || !world_holds(zone, &plan->changes[i].before))
			return wm_job_fail(job, WM_ECONFLICT, "it has changed");
	for (size_t i = 0; i < done && fault != IGNORE; i++)
		world_change(zone, &plan->changes[i]);
	job->applied = fault == DENY_AFTER ? 0 : done;
	if (fault == LOSE_AFTER)
		return wm_job_fail(job, WM_EUNKNOWN, "the answer was lost");
	if (fault == DENY_AFTER)
		return wm_job_fail(job, WM_EREFUSED, "update refused");
	if (fault == HALF)
		return wm_job_fail(job, WM_EREMOTE, "broke half way");
	return WM_STEP_DONE;
}

static inline enum wm_step fake_produce(struct wm_job *job, struct wm_request *request)
{
	struct fake_zone *zone;

	(void)request;
	if (job->kind == WM_JOB_FIND)
		return fake_find(job);
	zone = world_zone(&job->zone.zone);
	if (!zone)
		return wm_job_fail(job, WM_ENOZONE, "no such zone");
	return job->kind == WM_JOB_READ ? fake_read(job, zone) : fake_apply(job, zone);
}

static inline enum wm_step fake_consume(struct wm_job *job, const struct wm_reply *reply)
{
	(void)job;
	(void)reply;
	return WM_STEP_WAIT;
}

static const struct wm_option fake_options[] = {{0}};
static const struct wm_provider fake_provider = {
	.schema = {.name = "fake", .options = fake_options},
	.produce = fake_produce,
	.consume = fake_consume,
};
static const struct wm_provider_config fake_config = {.name = "fake",
						      .schema = &fake_provider.schema};

/* Time runs ahead with every look at it, so that nobody waits. */
static inline uint64_t hurry_ms(void *context)
{
	return *(uint64_t *)context += 1000;
}

static inline uint64_t hurry_s(void *context)
{
	(void)context;
	return 1795392000;
}

static uint64_t hurry_now;
static const struct wm_clock hurry_clock = {hurry_ms, hurry_s, &hurry_now};

static inline struct wm_cycle *world_begin(void)
{
	struct wm_cycle *cycle = NULL;

	memset(&world, 0, sizeof(world));
	world.arena = wm_arena_new();
	assert_int_equal(wm_cycle_new(&hurry_clock, &wm_random_system, &cycle, NULL), WM_OK);
	return cycle;
}

static inline void world_end(struct wm_cycle *cycle)
{
	wm_cycle_free(cycle);
	wm_arena_free(world.arena);
}

/* What the policy asks for, as master-file lines relative to example.com. */
static inline struct wm_desired world_desired(const char *adopts)
{
	const struct plan_case row = {.adopts = adopts};
	struct wm_desired desired = {.provider = &fake_config};
	const struct wm_want *const *wants = fixture_wants(world.arena, &row, &desired.count);
	struct wm_want *flat = WM_ARENA_NEW(world.arena, struct wm_want, desired.count);

	for (size_t i = 0; i < desired.count; i++)
		flat[i] = *wants[i];
	desired.wants = flat;
	return desired;
}

#endif
