/* The sieve behind sieve.h: a table of the wanted owners and of the names above them. */
#include "sieve.h"

#include "table.h"

/* Bits of a name in the table. */
enum {
	WANTED = 1, /* keep what stands here */
	ABOVE = 2,  /* a wanted name lies below */
	CUT = 4,    /* NS records here, and it is not the apex: everything below is delegated */
	DNAME = 8,
};

enum { TYPE_DS = 43, TYPE_RRSIG = 46, TYPE_NSEC = 47, TYPE_NSEC3 = 50 };

struct wm_sieve {
	struct wm_job *job;
	struct wm_table names;
	struct wm_rrsets_builder builder;
};

struct wm_sieve *wm_sieve_new(struct wm_job *job)
{
	struct wm_sieve *sieve = WM_ARENA_NEW(job->arena, struct wm_sieve, 1);
	const struct wm_name *zone = &job->zone.zone;

	sieve->job = job;
	sieve->names.arena = job->arena;
	wm_rrsets_begin(&sieve->builder, job->arena);
	for (size_t i = 0; i < job->want_count; i++) {
		struct wm_name name = job->wants[i]->rrset.owner;

		*wm_table_put(&sieve->names, &name, 0) |= WANTED;
		while (!wm_name_equal(&name, zone) && wm_name_parent(&name, &name))
			*wm_table_put(&sieve->names, &name, 0) |= ABOVE;
	}
	return sieve;
}

/* Records that a signing server makes by itself: no data of anybody, and gone when the data goes.
 */
static bool is_made_by_signer(uint16_t type)
{
	return type == TYPE_RRSIG || type == TYPE_NSEC || type == TYPE_NSEC3;
}

void wm_sieve_put(struct wm_sieve *sieve, const struct wm_record *record)
{
	size_t bits = wm_table_get(&sieve->names, &record->owner, 0);
	struct wm_name owner;
	struct wm_rdata rdata;

	if (!bits || record->class != WM_CLASS_IN || is_made_by_signer(record->type))
		return;
	if (record->type == WM_TYPE_NS && !wm_name_equal(&record->owner, &sieve->job->zone.zone))
		*wm_table_put(&sieve->names, &record->owner, 0) |= CUT;
	if (record->type == WM_TYPE_DNAME)
		*wm_table_put(&sieve->names, &record->owner, 0) |= DNAME;
	if (!(bits & WANTED))
		return;
	owner = wm_name_copy(sieve->job->arena, &record->owner);
	rdata = wm_rdata_copy(sieve->job->arena, &record->rdata);
	wm_rrsets_add(&sieve->builder, &owner, record->type, record->ttl_s, &rdata);
}

static enum wm_step refuse_hidden(struct wm_job *job, const struct wm_name *name,
				  const struct wm_name *above, const char *what)
{
	char text[WM_NAME_TEXT_MAX], above_text[WM_NAME_TEXT_MAX];

	return wm_job_fail(job, WM_ENOZONE,
			   "%s lies at or below %s, %s: nobody would see it in this zone",
			   wm_name_text(name, text), wm_name_text(above, above_text), what);
}

/* Does something above WANT's owner take the name away from this zone? */
static enum wm_step check_above(struct wm_sieve *sieve, const struct wm_want *want)
{
	const struct wm_name *owner = &want->rrset.owner;
	uint16_t type = want->rrset.type;
	struct wm_name name = *owner;
	size_t bits = wm_table_get(&sieve->names, &name, 0);

	if (bits & CUT && type != WM_TYPE_NS && type != TYPE_DS)
		return refuse_hidden(sieve->job, owner, &name, "a zone cut (NS records)");
	while (!wm_name_equal(&name, &sieve->job->zone.zone) && wm_name_parent(&name, &name)) {
		bits = wm_table_get(&sieve->names, &name, 0);
		if (bits & CUT)
			return refuse_hidden(sieve->job, owner, &name, "a zone cut (NS records)");
		if (bits & DNAME)
			return refuse_hidden(sieve->job, owner, &name, "a DNAME");
	}
	return WM_STEP_DONE;
}

enum wm_step wm_sieve_finish(struct wm_sieve *sieve)
{
	struct wm_job *job = sieve->job;

	for (size_t i = 0; i < job->want_count; i++)
		if (check_above(sieve, job->wants[i]) == WM_STEP_FAIL)
			return WM_STEP_FAIL;
	job->live.rrsets = wm_rrsets_finish(&sieve->builder);
	return WM_STEP_DONE;
}
