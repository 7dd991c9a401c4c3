/* zonefile: a master file on this machine, for servers that load one (NSD, Knot, BIND) and tests.
 */
#include "list.h"

#include <string.h>

#include <waymark/file.h>
#include <waymark/text.h>

#include "sieve.h"
#include "table.h"
#include "zonefile_edit.h"

#define RECORDS_MAX 4000000

static const struct wm_option options[] = {
	{
		.name = "file",
		.kind = WM_OPTION_PATH,
		.flags = WM_OPTION_REQUIRED,
		.help = "The master file, replaced atomically with its serial raised.",
	},
	{
		.name = "zone",
		.kind = WM_OPTION_NAME,
		.flags = WM_OPTION_REQUIRED,
		.help = "The zone that the file holds.",
	},
	{0},
};

/* The machine's state: which of its two steps comes next, and what the second one writes. */
struct state {
	bool read;
	struct wm_bytes content; /* as read */
	struct wm_rrsets after;
	uint32_t serial; /* the new one */
};

static const char *path_of(const struct wm_job *job)
{
	return wm_provider_value(job->config, "file")->text;
}

static enum wm_step find(struct wm_job *job)
{
	const struct wm_name *zone = wm_provider_value(job->config, "zone")->names;
	char text[WM_NAME_TEXT_MAX], zone_text[WM_NAME_TEXT_MAX];

	for (size_t i = 0; i < job->name_count; i++) {
		struct wm_fail *fail;

		if (wm_name_is_in(&job->names[i], zone)) {
			job->found[i].zone = *zone;
			continue;
		}
		fail = WM_ARENA_NEW(job->arena, struct wm_fail, 1);
		(void)wm_fail(fail, WM_ENOZONE, "%s is not in %s, the zone of provider '%s'",
			      wm_name_text(&job->names[i], text), wm_name_text(zone, zone_text),
			      job->config->name);
		job->found[i].fail = fail;
	}
	return WM_STEP_DONE;
}

/* ---- reading ---- */

/* The first of the five numbers that end an SOA (RFC 1035 section 3.3.13). */
static uint32_t serial_of(const struct wm_rdata *soa)
{
	const uint8_t *at = soa->bytes + soa->len - 20;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A zone out of a file: its records, and the one SOA it must have. */
struct zone {
	struct wm_rrsets sets;
	const struct wm_rdata *soa;
};

static enum wm_step parse(struct wm_job *job, struct wm_bytes content, struct zone *ret_zone)
{
	struct wm_rrsets_builder builder;
	struct wm_text_place place = {0};
	struct wm_fail why = {0};
	const struct wm_rrset *soa;
	char name[WM_NAME_TEXT_MAX];

	wm_rrsets_begin(&builder, job->arena);
	if (wm_zone_read(job->arena, content, &job->zone.zone, RECORDS_MAX, &builder, &place, &why))
		return wm_job_fail(job, why.code, "%s:%zu:%zu: %s", path_of(job), place.line,
				   place.column, why.text);
	ret_zone->sets = wm_rrsets_finish(&builder);
	soa = wm_rrsets_find(&ret_zone->sets, &job->zone.zone, WM_TYPE_SOA);
	if (!soa || soa->count != 1)
		return wm_job_fail(job, WM_EPARSE, "%s: expected one SOA record at %s",
				   path_of(job), wm_name_text(&job->zone.zone, name));
	ret_zone->soa = &soa->rdata[0];
	return WM_STEP_DONE;
}

static enum wm_step take_read(struct wm_job *job, const struct wm_reply *reply)
{
	struct wm_sieve *sieve = wm_sieve_new(job);
	struct zone zone;

	if (parse(job, reply->body, &zone) == WM_STEP_FAIL)
		return WM_STEP_FAIL;
	for (size_t i = 0; i < zone.sets.count; i++) {
		const struct wm_rrset *set = &zone.sets.items[i];
		struct wm_record record = {.owner = set->owner,
					   .type = set->type,
					   .class = WM_CLASS_IN,
					   .ttl_s = set->ttl_s};

		for (size_t k = 0; k < set->count; k++) {
			record.rdata = set->rdata[k];
			wm_sieve_put(sieve, &record);
		}
	}
	job->live.serial = serial_of(zone.soa);
	job->live.token.data = wm_arena_copy(job->arena, reply->body.data, reply->body.len);
	job->live.token.len = reply->body.len;
	return wm_sieve_finish(sieve);
}

/* ---- applying ---- */

/* YYYYMMDD00 for the day of WALL_S: years are counted from 1 March, so that a leap day
 * comes last. */
static uint32_t date_serial(uint64_t wall_s)
{
	uint64_t days = wall_s / 86400 + 719468; /* since 1 March of the year 0 */
	uint64_t era = days / 146097, in_era = days % 146097;
	uint64_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	uint64_t in_year = in_era - (365 * years + years / 4 - years / 100);
	uint64_t month = (5 * in_year + 2) / 153, day = in_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	years += era * 400 + (month <= 2);
	return (uint32_t)(years * 1000000 + month * 10000 + day * 100);
}

/* YYYYMMDD00 of today, where SERIAL is of that form and older; else one more (RFC 1982). */
static uint32_t raise_serial(uint32_t serial, uint64_t wall_s)
{
	uint32_t year = serial / 1000000, month = serial / 10000 % 100, day = serial / 100 % 100;
	uint32_t today = date_serial(wall_s);
	bool is_date =
		year >= 1980 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;

	return is_date && today > serial ? today : serial + 1;
}

/* The SOA with SERIAL in place of its own. */
static struct wm_rdata with_serial(struct wm_arena *arena, const struct wm_rdata *soa,
				   uint32_t serial)
{
	uint8_t *bytes = wm_arena_copy(arena, soa->bytes, soa->len);
	uint8_t *at = bytes + soa->len - 20;

	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(serial >> shift);
	return (struct wm_rdata){.bytes = bytes, .len = soa->len};
}

static void add_set(struct wm_rrsets_builder *builder, const struct wm_rrset *set)
{
	for (size_t i = 0; i < set->count; i++)
		wm_rrsets_add(builder, &set->owner, set->type, set->ttl_s, &set->rdata[i]);
}

/* The zone as it is to be. */
static struct wm_rrsets change_sets(struct wm_job *job, const struct wm_rrsets *before,
				    uint32_t serial)
{
	const struct wm_zone_plan *plan = job->plan;
	struct wm_table changed = {.arena = job->arena};
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, job->arena);
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct wm_rrset *after = &plan->changes[i].after;

		*wm_table_put(&changed, &after->owner, after->type) = 1;
		add_set(&builder, after);
	}
	for (size_t i = 0; i < before->count; i++) {
		const struct wm_rrset *set = &before->items[i];
		struct wm_rdata soa;

		if (wm_table_get(&changed, &set->owner, set->type))
			continue;
		if (set->type != WM_TYPE_SOA) {
			add_set(&builder, set);
			continue;
		}
		soa = with_serial(job->arena, &set->rdata[0], serial);
		wm_rrsets_add(&builder, &set->owner, set->type, set->ttl_s, &soa);
	}
	return wm_rrsets_finish(&builder);
}

static enum wm_step take_content(struct wm_job *job, struct state *state,
				 const struct wm_reply *reply)
{
	struct wm_bytes expected = job->plan->live.token;
	struct zone zone;

	if (reply->body.len != expected.len ||
	    (expected.len && memcmp(reply->body.data, expected.data, expected.len) != 0))
		return wm_job_fail(job, WM_ECONFLICT, "%s changed since it was read", path_of(job));
	state->content.data = wm_arena_copy(job->arena, reply->body.data, reply->body.len);
	state->content.len = reply->body.len;
	if (parse(job, state->content, &zone) == WM_STEP_FAIL)
		return WM_STEP_FAIL;
	state->serial = raise_serial(serial_of(zone.soa), job->wall_s);
	state->after = change_sets(job, &zone.sets, state->serial);
	state->read = true;
	return WM_STEP_SEND;
}

static bool same_sets(const struct wm_rrsets *a, const struct wm_rrsets *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (wm_rrset_compare(&a->items[i], &b->items[i]) != 0 ||
		    a->items[i].ttl_s != b->items[i].ttl_s ||
		    !wm_rrset_same_data(&a->items[i], &b->items[i]))
			return false;
	return true;
}

/* Edit the file line by line; where that does not give exactly the zone that was meant, write it
 * anew from its records, without the comments. */
static void write_file(struct wm_job *job, const struct state *state, struct wm_buf *out)
{
	const struct wm_zonefile_edit edit = {.content = state->content,
					      .zone = job->zone.zone,
					      .changes = job->plan->changes,
					      .change_count = job->plan->change_count,
					      .serial = state->serial};
	struct wm_rrsets_builder builder;
	struct wm_text_place place;
	struct wm_rrsets sets;

	if (wm_zonefile_edit(&edit, out)) {
		wm_rrsets_begin(&builder, job->arena);
		if (!wm_zone_read(job->arena, wm_buf_bytes(out), &job->zone.zone, RECORDS_MAX,
				  &builder, &place, NULL)) {
			sets = wm_rrsets_finish(&builder);
			if (same_sets(&sets, &state->after))
				return;
		}
	}
	wm_buf_clear(out);
	wm_zone_print(out, &state->after);
}

/* ---- the machine ---- */

static enum wm_step produce(struct wm_job *job, struct wm_request *request)
{
	struct state *state = job->state;

	if (job->kind == WM_JOB_FIND)
		return find(job);
	if (!state) {
		job->state = WM_ARENA_NEW(job->arena, struct state, 1);
		request->kind = WM_REQUEST_FILE_READ;
		request->path = path_of(job);
		return WM_STEP_SEND;
	}
	if (!state->read)
		return WM_STEP_WAIT;
	state->read = false;
	request->kind = WM_REQUEST_FILE_REPLACE;
	request->path = path_of(job);
	request->expected = state->content;
	write_file(job, state, &request->body);
	if (request->body.full)
		return wm_job_fail(job, WM_ELIMIT, "%s would become too large", path_of(job));
	return WM_STEP_SEND;
}

static enum wm_step consume(struct wm_job *job, const struct wm_reply *reply)
{
	struct state *state = job->state;

	if (reply->fail) {
		job->fail = *reply->fail;
		return WM_STEP_FAIL;
	}
	if (job->kind == WM_JOB_READ)
		return take_read(job, reply);
	if (!state->content.data)
		return take_content(job, state, reply);
	job->applied = job->plan->change_count;
	return WM_STEP_DONE;
}

const struct wm_provider wm_provider_zonefile = {
	.schema =
		{
			.name = "zonefile",
			.summary = "a master file on this machine, for servers that load one",
			.options = options,
			.ttl_max_s = WM_TTL_MAX,
		},
	.capabilities =
		{
			.cas = WM_CAS_ZONE,
			.atomic = WM_ATOMIC_ZONE,
			.cas_note =
				"the file is replaced only if it still holds, byte for byte, what "
				"the plan was made from",
			.reads = "the file",
			.zones = "the one that `zone` names",
			.notes = "Lines of records that do not change keep their place, layout and "
				 "comments; a changed record set is written anew, one record a "
				 "line. "
				 "The server is not told: reload it, or let it watch the file.",
		},
	.produce = produce,
	.consume = consume,
};
