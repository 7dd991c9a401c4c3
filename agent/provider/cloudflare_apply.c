/* Cloudflare, applying: look again, then one batch of deletions, new TTLs and additions. */
#include "cloudflare.h"

#include <stdlib.h>

#include <waymark/json.h>

struct apply {
	struct wm_cf_zone zone; /* as it is right before the write */
	bool looked;
	size_t done;    /* changes carried out */
	size_t sending; /* changes of the batch under way */
};

static int compare_names(const void *a, const void *b)
{
	return wm_name_compare(a, b);
}

static struct apply *begin(struct wm_job *job)
{
	const struct wm_zone_plan *plan = job->plan;
	struct apply *apply = WM_ARENA_NEW(job->arena, struct apply, 1);
	struct wm_name *owners = WM_ARENA_NEW(job->arena, struct wm_name, plan->change_count);
	size_t count = 0;

	for (size_t i = 0; i < plan->change_count; i++)
		owners[i] = plan->changes[i].after.owner;
	qsort(owners, plan->change_count, sizeof(*owners), compare_names);
	for (size_t i = 0; i < plan->change_count; i++)
		if (!count || !wm_name_equal(&owners[count - 1], &owners[i]))
			owners[count++] = owners[i];
	wm_cf_zone_begin(&apply->zone, job, owners, count, true);
	job->state = apply;
	return apply;
}

/* ---- is the zone still what the plan was made from? ---- */

static const struct wm_cf_record *first_of(const struct wm_cf_zone *zone,
					   const struct wm_name *owner, uint16_t type)
{
	size_t number = wm_table_get(&zone->table, owner, type);

	return number ? &zone->records[number - 1] : NULL;
}

static const struct wm_cf_record *next_of(const struct wm_cf_zone *zone,
					  const struct wm_cf_record *record)
{
	return record->next ? &zone->records[record->next - 1] : NULL;
}

/* Exactly the records of BEFORE, joined as they were when they were read, and none foreign. */
static bool is_unchanged(const struct wm_cf_zone *zone, const struct wm_rrset *before)
{
	const struct wm_cf_record *record = first_of(zone, &before->owner, before->type);
	struct wm_rrsets_builder builder;
	struct wm_rrsets now;

	wm_rrsets_begin(&builder, zone->job->arena);
	for (; record; record = next_of(zone, record)) {
		if (record->foreign)
			return false;
		wm_rrsets_add(&builder, &record->owner, record->type, record->ttl_s,
			      &record->rdata);
	}
	now = wm_rrsets_finish(&builder);
	if (!now.count || !before->count)
		return now.count == before->count;
	return wm_rrset_same_data(&now.items[0], before) && now.items[0].ttl_s == before->ttl_s;
}

static enum wm_step check(struct wm_job *job, const struct apply *apply)
{
	for (size_t i = 0; i < job->plan->change_count; i++) {
		const struct wm_rrset *before = &job->plan->changes[i].before;
		char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

		if (!is_unchanged(&apply->zone, before))
			return wm_job_fail(job, WM_ECONFLICT, "%s %s changed since it was read",
					   wm_name_text(&before->owner, owner),
					   wm_type_text(before->type, type));
	}
	return WM_STEP_SEND;
}

/* ---- the batch ---- */

struct batch {
	json_t *deletes, *patches, *posts;
};

/* A record that stays gets its new TTL; its data is not sent: somebody may have edited it in this
 * moment. */
static void delete_or_patch(struct wm_job *job, struct batch *batch,
			    const struct wm_cf_record *record, const struct wm_rrset *after)
{
	bool stays = wm_rrset_has(after, &record->rdata);
	json_t *item;

	if (stays && record->ttl_s == after->ttl_s)
		return;
	item = stays ? wm_cf_record_head(job->arena, after) : json_object();
	wm_json_put(item, "id", wm_json_text(record->id));
	wm_json_append(stays ? batch->patches : batch->deletes, item);
}

/* What stays keeps its id, and with it its comment and tags. */
static void add_change(struct wm_job *job, struct batch *batch, const struct wm_change *change)
{
	const struct apply *apply = job->state;
	const struct wm_rrset *before = &change->before, *after = &change->after;
	const struct wm_cf_record *record = first_of(&apply->zone, &before->owner, before->type);

	for (; record; record = next_of(&apply->zone, record))
		delete_or_patch(job, batch, record, after);
	for (size_t i = 0; i < after->count; i++)
		if (!wm_rrset_has(before, &after->rdata[i]))
			wm_json_append(batch->posts,
				       wm_cf_record_write(job->arena, after, &after->rdata[i]));
}

/* At most what CHANGE can lead to. */
static size_t weigh(const struct wm_change *change)
{
	return change->before.count + change->after.count;
}

/* The end of the unit that begins at FROM, what it weighs in *RET_WEIGHT. */
static size_t end_of_unit(const struct wm_zone_plan *plan, size_t from, size_t *ret_weight)
{
	size_t end = from;

	*ret_weight = 0;
	do
		*ret_weight += weigh(&plan->changes[end++]);
	while (end < plan->change_count && plan->changes[end].unit == plan->changes[from].unit);
	return end;
}

static size_t batch_of(const struct wm_job *job)
{
	return (size_t)wm_provider_value(job->config, "batch")->number;
}

/* As many whole units as one call takes. */
static size_t count_batch(const struct wm_job *job, size_t from)
{
	const struct wm_zone_plan *plan = job->plan;
	size_t to = from, weight = 0, unit;

	while (to < plan->change_count) {
		size_t end = end_of_unit(plan, to, &unit);

		if (weight + unit > batch_of(job))
			break;
		weight += unit;
		to = end;
	}
	return to - from;
}

/* A unit is never torn apart: one that no call takes stops all before anything is sent. */
static enum wm_step check_units(struct wm_job *job)
{
	const struct wm_zone_plan *plan = job->plan;
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];
	size_t weight;

	for (size_t i = 0; i < plan->change_count;) {
		const struct wm_rrset *after = &plan->changes[i].after;

		i = end_of_unit(plan, i, &weight);
		if (weight > batch_of(job))
			return wm_job_fail(job, WM_ELIMIT,
					   "the change of %s %s takes %zu operations, more than "
					   "`batch` of provider '%s' allows (%zu)",
					   wm_name_text(&after->owner, owner),
					   wm_type_text(after->type, type), weight,
					   job->config->name, batch_of(job));
	}
	return WM_STEP_SEND;
}

static void write_batch(struct wm_job *job, struct wm_request *request)
{
	struct apply *apply = job->state;
	struct batch batch = {json_array(), json_array(), json_array()};
	json_t *body = json_object();

	apply->sending = count_batch(job, apply->done);
	for (size_t i = 0; i < apply->sending; i++)
		add_change(job, &batch, &job->plan->changes[apply->done + i]);
	wm_json_put(body, "deletes", batch.deletes);
	wm_json_put(body, "patches", batch.patches);
	wm_json_put(body, "posts", batch.posts);
	wm_cf_request(job, request, "POST",
		      wm_arena_printf(job->arena, "%s/zones/%s/dns_records/batch", wm_rest_url(job),
				      wm_rest_escape(job->arena, job->zone.token)));
	request->once = true;
	wm_rest_body(request, body);
}

/* ---- steps ---- */

enum wm_step wm_cf_apply_produce(struct wm_job *job, struct wm_request *request)
{
	struct apply *apply = job->state;

	if (!job->plan->change_count)
		return WM_STEP_DONE;
	if (!apply && check_units(job) == WM_STEP_FAIL)
		return WM_STEP_FAIL;
	if (!apply)
		apply = begin(job);
	if (!apply->looked)
		return wm_cf_zone_produce(&apply->zone, request) ? WM_STEP_SEND : WM_STEP_WAIT;
	if (apply->sending)
		return WM_STEP_WAIT;
	write_batch(job, request);
	return WM_STEP_SEND;
}

static enum wm_step take_look(struct wm_job *job, struct apply *apply, const struct wm_reply *reply)
{
	enum wm_step step = wm_cf_zone_consume(&apply->zone, reply);

	if (step != WM_STEP_DONE)
		return step;
	apply->looked = true;
	return check(job, apply);
}

static enum wm_step take_batch(struct wm_job *job, struct apply *apply,
			       const struct wm_reply *reply)
{
	char zone[WM_NAME_TEXT_MAX];
	const struct wm_rest_call call = {
		.what = wm_arena_printf(job->arena, "changing the zone %s",
					wm_name_text(&job->zone.zone, zone)),
		.write = true,
		.rights = "change the zone's records (DNS Write)",
	};
	WM_REST_JSON root = wm_cf_open(job, reply, &call);

	if (!root)
		return WM_STEP_FAIL;
	apply->done += apply->sending;
	apply->sending = 0;
	job->applied = apply->done;
	return apply->done == job->plan->change_count ? WM_STEP_DONE : WM_STEP_SEND;
}

enum wm_step wm_cf_apply_consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct apply *apply = job->state;

	return apply->looked ? take_batch(job, apply, reply) : take_look(job, apply, reply);
}
