/* Planning: find the zone of every want, read each zone, compare. */
#include "cycle.h"

#include <stdlib.h>
#include <string.h>

/* The whole of one planning run; lives in the plan's arena. */
struct survey {
	struct wm_engine *engine;
	struct wm_arena *arena;
	struct wm_sources sources;
	struct part **parts;
	size_t count, capacity;
};

/* One provider's search for zones. */
struct search {
	struct survey *survey;
	struct wm_source *source;
	const struct wm_desired *desired;
	size_t rank; /* of the provider in the policy */
};

/* One zone of the plan to be. */
struct part {
	struct survey *survey;
	struct wm_source *source;
	size_t rank;   /* of its provider */
	size_t number; /* in the order found, among zones without a name */
	struct wm_zone_plan plan;
};

/* A want and where it belongs: a zone, or, where none was found, its policy domain. */
struct placed {
	const struct wm_want *want;
	const struct wm_found *found;
	size_t number; /* of the want */
};

static struct part *add_part(const struct search *search)
{
	struct survey *survey = search->survey;
	struct part *part = WM_ARENA_NEW(survey->arena, struct part, 1);

	survey->parts = wm_arena_grow(survey->arena, survey->parts, &survey->capacity,
				      survey->count, sizeof(struct part *));
	survey->parts[survey->count] = part;
	part->survey = survey;
	part->source = search->source;
	part->rank = search->rank;
	part->number = survey->count++;
	part->plan.provider = search->desired->provider;
	return part;
}

static void on_read(void *context, const struct wm_job *job)
{
	struct part *part = context;
	struct wm_arena *arena = part->survey->arena;
	struct wm_live live;

	if (job->fail.code) {
		part->plan.fail = job->fail;
		return;
	}
	live = wm_live_copy(arena, &job->live);
	wm_plan_diff(arena, part->plan.wants, part->plan.want_count, &live, &part->plan);
}

static void read_zone(struct part *part)
{
	const struct wm_job job = {
		.kind = WM_JOB_READ,
		.config = part->plan.provider,
		.zone = {.zone = part->plan.zone, .token = part->plan.handle},
		.wants = part->plan.wants,
		.want_count = part->plan.want_count,
	};

	wm_engine_start(part->survey->engine, part->source, &job, 0, on_read, part);
}

/* ---- which wants share a zone ---- */

static int compare_numbers(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

/* Found ones by zone, then the others by the policy domain they belong to. */
static int compare_places(const struct placed *a, const struct placed *b)
{
	bool a_found = a->found->zone.wire, b_found = b->found->zone.wire;

	if (a_found != b_found)
		return a_found ? -1 : 1;
	if (a_found)
		return wm_name_compare(&a->found->zone, &b->found->zone);
	if (a->want->domain && b->want->domain)
		return wm_name_compare(&a->want->domain->name, &b->want->domain->name);
	return compare_numbers(a->want->domain != NULL, b->want->domain != NULL);
}

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = compare_places(x, y);

	return order ? order : compare_numbers(x->number, y->number);
}

/* COUNT wants of one place become one part of the plan. */
static void add_zone(const struct search *search, const struct placed *placed, size_t count)
{
	struct part *part = add_part(search);
	struct wm_arena *arena = search->survey->arena;
	const struct wm_want **wants = WM_ARENA_NEW(arena, const struct wm_want *, count);

	for (size_t i = 0; i < count; i++)
		wants[i] = placed[i].want;
	part->plan.wants = wants;
	part->plan.want_count = count;
	if (placed->found->zone.wire) {
		part->plan.zone = wm_name_copy(arena, &placed->found->zone);
		if (placed->found->token)
			part->plan.handle = wm_arena_text(arena, placed->found->token);
		read_zone(part);
	} else {
		part->plan.fail = *placed->found->fail;
	}
}

static void on_found(void *context, const struct wm_job *job)
{
	const struct search *search = context;
	const struct wm_desired *desired = search->desired;
	struct placed *placed = WM_ARENA_NEW(job->arena, struct placed, desired->count);
	const struct wm_found lost = {.fail = &job->fail};
	size_t name = 0, first = 0;

	for (size_t i = 0; i < desired->count; i++) {
		const struct wm_want *want = &desired->wants[i];

		while (!wm_name_equal(&job->names[name], &want->rrset.owner))
			name++;
		placed[i] = (struct placed){.want = want,
					    .found = job->fail.code ? &lost : &job->found[name],
					    .number = i};
	}
	qsort(placed, desired->count, sizeof(*placed), compare_placed);
	for (size_t i = 1; i <= desired->count; i++)
		if (i == desired->count || compare_places(&placed[first], &placed[i]) != 0) {
			add_zone(search, &placed[first], i - first);
			first = i;
		}
}

static void find_zones(struct survey *survey, const struct wm_desired *desired, size_t rank)
{
	struct search *search = WM_ARENA_NEW(survey->arena, struct search, 1);
	struct wm_name *names = WM_ARENA_NEW(survey->arena, struct wm_name, desired->count);
	struct wm_job job = {.kind = WM_JOB_FIND, .config = desired->provider, .names = names};

	if (!desired->count)
		return;
	for (size_t i = 0; i < desired->count; i++) {
		const struct wm_name *owner = &desired->wants[i].rrset.owner;

		if (!job.name_count || !wm_name_equal(&names[job.name_count - 1], owner))
			names[job.name_count++] = *owner;
	}
	search->survey = survey;
	search->source = wm_sources_of(&survey->sources, survey->arena, desired->provider);
	search->desired = desired;
	search->rank = rank;
	wm_engine_start(survey->engine, search->source, &job, 0, on_found, search);
}

/* ---- the plan ---- */

static int compare_parts(const void *a, const void *b)
{
	const struct part *x = *(const struct part *const *)a, *y = *(const struct part *const *)b;

	if (x->rank != y->rank)
		return compare_numbers(x->rank, y->rank);
	if (x->plan.zone.wire && y->plan.zone.wire)
		return wm_name_compare(&x->plan.zone, &y->plan.zone);
	if (!x->plan.zone.wire != !y->plan.zone.wire)
		return x->plan.zone.wire ? -1 : 1;
	return compare_numbers(x->number, y->number);
}

enum wm_code wm_cycle_plan(struct wm_cycle *cycle, struct wm_arena *arena,
			   const struct wm_desired *desired, size_t count,
			   const struct wm_plan **ret_plan, struct wm_fail *reterr)
{
	struct survey survey = {.engine = cycle->engine, .arena = arena};
	struct wm_zone_plan *zones;
	struct wm_plan *plan;
	enum wm_code code;

	wm_sources_begin(&survey.sources, arena, count);
	for (size_t i = 0; i < count; i++)
		find_zones(&survey, &desired[i], i);
	code = wm_engine_run(cycle->engine, reterr);
	wm_sources_end(&survey.sources);
	if (code)
		return code;
	if (survey.count)
		qsort(survey.parts, survey.count, sizeof(*survey.parts), compare_parts);
	zones = WM_ARENA_NEW(arena, struct wm_zone_plan, survey.count);
	for (size_t i = 0; i < survey.count; i++)
		zones[i] = survey.parts[i]->plan;
	plan = WM_ARENA_NEW(arena, struct wm_plan, 1);
	plan->zones = zones;
	plan->zone_count = survey.count;
	*ret_plan = plan;
	return WM_OK;
}
