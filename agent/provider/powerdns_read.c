/* powerdns, reading: a zone as the API gives it, and what in it no RRset can express. */
#include "powerdns.h"

#include <stdlib.h>
#include <string.h>

#include "sieve.h"

/* What the server calls a zone: characters that could mean something in a path are =XX, and the
 * root is not a dot alone. */
const char *wm_powerdns_zone_url(const struct wm_job *job)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *name = wm_rest_name(job->arena, &job->zone.zone);
	char *id = wm_arena_alloc(job->arena, 3 * strlen(name) + 1);
	char *at = id;
	bool is_root = !strcmp(name, ".");

	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;
		bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
			     byte == '-' || byte == '.';

		if (plain && !is_root) {
			*at++ = *name;
			continue;
		}
		*at++ = '=';
		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	return wm_arena_printf(job->arena, "%s/%s", wm_powerdns_zones_url(job), id);
}

void wm_powerdns_ask_zone(const struct wm_job *job, struct wm_request *request)
{
	wm_rest_request(job, request, "GET", wm_powerdns_zone_url(job), WM_POWERDNS_HEADER);
}

/* ---- one zone ---- */

struct reading {
	struct wm_job *job;
	struct wm_sieve *sieve;
	const char *what; /* for messages */
	struct wm_foreign *foreign;
	size_t foreign_count, foreign_capacity;
};

/* One RRset of the answer. */
struct set {
	struct wm_name owner;
	const char *type_text;
	uint16_t type; /* 0: the name of none that DNS knows */
	uint32_t ttl_s;
	const json_t *records;
};

static enum wm_step misshapen(const struct reading *reading, size_t index, const char *why)
{
	return wm_job_fail(reading->job, WM_EPROTOCOL, "%s: RRset %zu of the answer: %s",
			   reading->what, index, why);
}

static bool is_wanted(const struct wm_job *job, const struct wm_name *owner)
{
	size_t low = 0, high = job->want_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = wm_name_compare(&job->wants[middle]->rrset.owner, owner);

		if (!order)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static void add_foreign(struct reading *reading, const struct set *set, uint16_t type,
			const char *what)
{
	if (!is_wanted(reading->job, &set->owner))
		return;
	reading->foreign =
		wm_arena_grow(reading->job->arena, reading->foreign, &reading->foreign_capacity,
			      reading->foreign_count, sizeof(*reading->foreign));
	reading->foreign[reading->foreign_count++] =
		(struct wm_foreign){.owner = set->owner, .type = type, .what = what};
}

/* The server makes up the answer: for ALIAS from another name's addresses, for LUA by a program
 * whose type its content begins with. */
static bool take_made_up(struct reading *reading, const struct set *set, const char *content)
{
	uint16_t type;

	if (!strcmp(set->type_text, "ALIAS")) {
		add_foreign(reading, set, WM_TYPE_A, "an ALIAS record");
		add_foreign(reading, set, WM_TYPE_AAAA, "an ALIAS record");
		return true;
	}
	if (strcmp(set->type_text, "LUA") != 0)
		return false;
	add_foreign(reading, set,
		    wm_type_read(content, strcspn(content, " \t"), &type) ? type : set->type,
		    "a LUA record");
	return true;
}

static enum wm_step take_record(struct reading *reading, const struct set *set, size_t index,
				const json_t *item)
{
	const char *content = wm_rest_text(item, "content");
	struct wm_record record = {
		.owner = set->owner, .type = set->type, .class = WM_CLASS_IN, .ttl_s = set->ttl_s};

	if (!content)
		return misshapen(reading, index, "a record without content");
	if (wm_rest_true(item, "disabled"))
		add_foreign(reading, set, set->type, "a disabled record");
	else if (take_made_up(reading, set, content))
		return WM_STEP_DONE;
	else if (!set->type ||
		 wm_rest_rdata_read(reading->job->arena, set->type, content, &record.rdata, NULL))
		add_foreign(reading, set, set->type, "a record that waymark cannot read");
	else
		wm_sieve_put(reading->sieve, &record);
	return WM_STEP_DONE;
}

static enum wm_step take_set(struct reading *reading, size_t index, const json_t *item)
{
	const char *name = wm_rest_text(item, "name");
	struct set set = {.type_text = wm_rest_text(item, "type"),
			  .records = json_object_get(item, "records")};
	uint64_t ttl_s;

	if (!name || !set.type_text || !json_is_array(set.records))
		return misshapen(reading, index, "without name, type or records");
	/* Asked for some names, version 4.7 adds RRsets that have comments, but no records. */
	if (!json_array_size(set.records))
		return WM_STEP_DONE;
	if (!wm_rest_number(item, "ttl", WM_TTL_MAX, &ttl_s))
		return misshapen(reading, index, "its TTL is none");
	/* A name that is none of DNS is none of ours. */
	if (wm_name_read(reading->job->arena, name, strlen(name), NULL, &set.owner, NULL))
		return WM_STEP_DONE;
	if (!wm_type_read(set.type_text, strlen(set.type_text), &set.type))
		set.type = 0;
	set.ttl_s = (uint32_t)ttl_s;
	for (size_t i = 0; i < json_array_size(set.records); i++)
		if (take_record(reading, &set, index, json_array_get(set.records, i)) ==
		    WM_STEP_FAIL)
			return WM_STEP_FAIL;
	return WM_STEP_DONE;
}

static int compare_foreign(const void *a, const void *b)
{
	const struct wm_foreign *x = a, *y = b;
	int order = wm_name_compare(&x->owner, &y->owner);

	return order ? order : (x->type > y->type) - (x->type < y->type);
}

/* The serial that the server gives out, which signing may have raised. */
static uint32_t serial_of(const json_t *root)
{
	uint64_t serial = 0;

	if (!wm_rest_number(root, "edited_serial", UINT32_MAX, &serial))
		(void)wm_rest_number(root, "serial", UINT32_MAX, &serial);
	return (uint32_t)serial;
}

static enum wm_step take_sets(struct reading *reading, const json_t *root)
{
	struct wm_job *job = reading->job;
	const json_t *sets = json_object_get(root, "rrsets");
	const char *name = wm_rest_text(root, "name");
	struct wm_name zone;

	if (!json_is_array(sets) || !name ||
	    wm_name_read(job->arena, name, strlen(name), NULL, &zone, NULL) ||
	    !wm_name_equal(&zone, &job->zone.zone))
		return wm_job_fail(job, WM_EPROTOCOL,
				   "%s: the answer is not this zone, expected its name and rrsets",
				   reading->what);
	for (size_t i = 0; i < json_array_size(sets); i++)
		if (take_set(reading, i, json_array_get(sets, i)) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
	if (reading->foreign_count)
		qsort(reading->foreign, reading->foreign_count, sizeof(*reading->foreign),
		      compare_foreign);
	job->live.foreign = reading->foreign;
	job->live.foreign_count = reading->foreign_count;
	job->live.serial = serial_of(root);
	return wm_sieve_finish(reading->sieve);
}

enum wm_step wm_powerdns_take_zone(struct wm_job *job, const struct wm_reply *reply)
{
	struct reading reading = {.job = job};
	char zone[WM_NAME_TEXT_MAX];
	WM_REST_JSON root = NULL;

	reading.what = wm_arena_printf(job->arena, "reading the zone %s",
				       wm_name_text(&job->zone.zone, zone));
	if (!wm_rest_ok(reply))
		return wm_rest_fail(job, reply,
				    &(struct wm_rest_call){.what = reading.what,
							   .rights = WM_POWERDNS_RIGHTS,
							   .said = wm_rest_said(job, reply->body)});
	root = wm_rest_json(job, reply, reading.what);
	if (!root)
		return WM_STEP_FAIL;
	reading.sieve = wm_sieve_new(job);
	return take_sets(&reading, root);
}
