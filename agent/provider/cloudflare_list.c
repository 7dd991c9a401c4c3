/* Cloudflare's listings: page by page, and complete or failed. */
#include "cloudflare.h"

#include <stdlib.h>
#include <string.h>

enum {
	RESTARTS_MAX = 3,
	BY_NAME_MAX = 3, /* so many owners are asked for one by one, more by reading the zone */
	PAGES_MAX = 10000,
};

bool wm_cf_list_produce(struct wm_cf_list *list, struct wm_job *job, struct wm_request *request)
{
	if (list->sent > list->seen || (list->pages && list->seen == list->pages))
		return false;
	list->sent++;
	wm_cf_request(job, request, "GET",
		      wm_arena_printf(job->arena, "%s&page=%zu", list->url, list->sent));
	return true;
}

/* The totals that page PAGE names, each in its bounds; not of another page that nobody asked for.
 */
static bool read_totals(const json_t *root, size_t page, uint64_t *ret_pages, uint64_t *ret_total)
{
	const json_t *info = json_object_get(root, "result_info");
	uint64_t number;

	return wm_rest_number(info, "page", PAGES_MAX, &number) && number == page &&
	       wm_rest_number(info, "total_pages", PAGES_MAX, ret_pages) &&
	       wm_rest_number(info, "total_count", UINT32_MAX, ret_total);
}

static enum wm_step fail_list(struct wm_job *job, const struct wm_cf_list *list, const char *why)
{
	return wm_job_fail(job, WM_EPROTOCOL, "%s: %s", list->what, why);
}

enum wm_step wm_cf_list_again(struct wm_cf_list *list, struct wm_job *job)
{
	if (++list->tries > RESTARTS_MAX)
		return wm_job_fail(job, WM_EBUSY, "%s: it keeps changing while it is read",
				   list->what);
	list->sent = list->seen = list->pages = list->total = list->items = 0;
	list->restart(list->context);
	return WM_STEP_SEND;
}

static enum wm_step take_items(struct wm_cf_list *list, struct wm_job *job, const json_t *items)
{
	struct wm_fail why = {0};
	json_t *item;
	size_t i;

	json_array_foreach(items, i, item)
	{
		if (list->take(list->context, item, &why))
			return fail_list(job, list, why.text);
	}
	list->items += json_array_size(items);
	return WM_STEP_WAIT;
}

/* One page; the caller has counted it. */
static enum wm_step take_page(struct wm_cf_list *list, struct wm_job *job, const json_t *root)
{
	const json_t *items = json_object_get(root, "result");
	uint64_t pages, total;

	if (!json_is_array(items) || !read_totals(root, list->seen, &pages, &total))
		return fail_list(job, list,
				 "an answer without `result`, or without its `result_info`");
	if (list->pages && (pages != list->pages || total != list->total))
		return wm_cf_list_again(list, job);
	list->total = (size_t)total;
	list->pages = pages ? (size_t)pages : 1;
	return take_items(list, job, items);
}

enum wm_step wm_cf_list_consume(struct wm_cf_list *list, struct wm_job *job,
				const struct wm_reply *reply)
{
	const struct wm_rest_call call = {.what = list->what, .rights = list->rights};
	WM_REST_JSON root = wm_cf_open(job, reply, &call);
	enum wm_step step;

	if (!root)
		return WM_STEP_FAIL;
	list->seen++;
	step = take_page(list, job, root);
	if (step != WM_STEP_WAIT)
		return step;
	if (list->seen < list->pages)
		return WM_STEP_SEND;
	return list->items == list->total ? WM_STEP_DONE : wm_cf_list_again(list, job);
}

/* ---- the records of a zone ---- */

/* Link the record to the others of its owner and type; the table counts from 1. */
static void index_record(struct wm_cf_zone *zone, size_t index)
{
	struct wm_cf_record *record = &zone->records[index];
	size_t *first = wm_table_put(&zone->table, &record->owner, record->type);

	record->next = *first;
	*first = index + 1;
}

static enum wm_code take_record(void *context, const json_t *item, struct wm_fail *reterr)
{
	struct wm_cf_zone *zone = context;
	struct wm_arena *arena = zone->job->arena;
	struct wm_cf_record record;
	enum wm_code code;

	code = wm_cf_record_read(arena, item, &record, reterr);
	if (code)
		return code;
	if (!record.owner.wire ||
	    (!wm_table_get(&zone->owners, &record.owner, 0) && record.type != WM_TYPE_NS))
		return WM_OK;
	wm_cf_record_read_data(arena, item, &record);
	zone->records = wm_arena_grow(arena, zone->records, &zone->capacity, zone->count,
				      sizeof(*zone->records));
	zone->records[zone->count] = record;
	index_record(zone, zone->count++);
	return WM_OK;
}

/* The records that the list under way has taken so far. */
static void forget_records(void *context)
{
	struct wm_cf_zone *zone = context;

	zone->count = zone->kept;
	zone->table = (struct wm_table){.arena = zone->job->arena};
	for (size_t i = 0; i < zone->count; i++)
		index_record(zone, i);
}

static void begin_list(struct wm_cf_zone *zone, struct wm_cf_list *list, const char *filter)
{
	struct wm_job *job = zone->job;
	char name[WM_NAME_TEXT_MAX];

	*list = (struct wm_cf_list){
		.url = wm_arena_printf(job->arena, "%s/zones/%s/dns_records?%sper_page=1000",
				       wm_rest_url(job),
				       wm_rest_escape(job->arena, job->zone.token), filter),
		.what = wm_arena_printf(job->arena, "reading the zone %s",
					wm_name_text(&job->zone.zone, name)),
		.rights = "read the zone's records (DNS Read or DNS Write)",
		.take = take_record,
		.restart = forget_records,
		.context = zone,
	};
}

void wm_cf_zone_begin(struct wm_cf_zone *zone, struct wm_job *job, const struct wm_name *owners,
		      size_t count, bool by_name)
{
	by_name = by_name && count && count <= BY_NAME_MAX;
	*zone = (struct wm_cf_zone){
		.job = job, .owners = {.arena = job->arena}, .table = {.arena = job->arena}};
	for (size_t i = 0; i < count; i++)
		*wm_table_put(&zone->owners, &owners[i], 0) = 1;
	zone->list_count = by_name ? count : 1;
	zone->lists = WM_ARENA_NEW(job->arena, struct wm_cf_list, zone->list_count);
	for (size_t i = 0; i < zone->list_count; i++)
		begin_list(zone, &zone->lists[i],
			   by_name ? wm_arena_printf(job->arena, "name=%s&",
						     wm_rest_escape(job->arena,
								    wm_rest_name_bare(job->arena,
										      &owners[i])))
				   : "");
}

bool wm_cf_zone_produce(struct wm_cf_zone *zone, struct wm_request *request)
{
	return wm_cf_list_produce(&zone->lists[zone->list], zone->job, request);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Did the list that is complete bring a record on two pages? Then another one may be on none. */
static bool has_twice(const struct wm_cf_zone *zone)
{
	size_t count = zone->count - zone->kept;
	const char **ids = WM_ARENA_NEW(zone->job->arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		ids[i] = zone->records[zone->kept + i].id;
	qsort(ids, count, sizeof(*ids), compare_ids);
	for (size_t i = 1; i < count; i++)
		if (!strcmp(ids[i - 1], ids[i]))
			return true;
	return false;
}

enum wm_step wm_cf_zone_consume(struct wm_cf_zone *zone, const struct wm_reply *reply)
{
	struct wm_cf_list *list = &zone->lists[zone->list];
	enum wm_step step = wm_cf_list_consume(list, zone->job, reply);

	if (step != WM_STEP_DONE)
		return step;
	if (has_twice(zone))
		return wm_cf_list_again(list, zone->job);
	zone->kept = zone->count;
	return ++zone->list < zone->list_count ? WM_STEP_SEND : WM_STEP_DONE;
}
