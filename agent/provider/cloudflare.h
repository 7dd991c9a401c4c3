/* The parts of the Cloudflare provider as they see each other. */
#ifndef WAYMARK_PROVIDER_CLOUDFLARE_H
#define WAYMARK_PROVIDER_CLOUDFLARE_H

#include "rest.h"
#include "table.h"

/* One record of a zone, with the id by which it is changed. */
struct wm_cf_record {
	struct wm_name owner;
	uint16_t type;
	uint32_t ttl_s;
	struct wm_rdata rdata;
	const char *id;
	const char *foreign; /* not NULL: why it is not ours to touch; RDATA is empty then */
	size_t next;         /* number of the next one of this owner and type; 0 = none */
};

/* ---- cloudflare_record.c: records as JSON ---- */

/* Read all of OBJECT, an item of a listing, but its data: WM_EPROTOCOL if it is no record. One
 * whose name is none of DNS gets no owner. */
enum wm_code wm_cf_record_read(struct wm_arena *arena, const json_t *object,
			       struct wm_cf_record *ret_record, struct wm_fail *reterr);

/* Read its data too; a record whose data makes no sense to us is foreign. */
void wm_cf_record_read_data(struct wm_arena *arena, const json_t *object,
			    struct wm_cf_record *record);

/* What every record of SET has: name, type and TTL. */
json_t *wm_cf_record_head(struct wm_arena *arena, const struct wm_rrset *set);

/* The record of SET with RDATA as an item of `posts`. */
json_t *wm_cf_record_write(struct wm_arena *arena, const struct wm_rrset *set,
			   const struct wm_rdata *rdata);

/* ---- cloudflare_list.c: everything that comes in pages ---- */

/*
 * A listing: all pages or none, one after the other (the API's limit of 4 requests a second is what
 * bounds it). Each must name the same totals, and no item may come twice; a listing that changes
 * under way begins again, three times at the most.
 */
struct wm_cf_list {
	const char *url;  /* with a query, without `page` */
	const char *what; /* "listing the zones of the account" */
	const char *rights;
	unsigned tries;
	size_t sent, seen; /* pages */
	size_t pages;      /* 0: not known yet */
	size_t total, items;
	enum wm_code (*take)(void *context, const json_t *item, struct wm_fail *reterr);
	void (*restart)(void *context); /* forget all that was taken */
	void *context;
};

bool wm_cf_list_produce(struct wm_cf_list *list, struct wm_job *job, struct wm_request *request);

/* SEND: more to come; DONE: complete; FAIL. */
enum wm_step wm_cf_list_consume(struct wm_cf_list *list, struct wm_job *job,
				const struct wm_reply *reply);

/* Pages that belong to different states of the listing make no whole: once more from the start. */
enum wm_step wm_cf_list_again(struct wm_cf_list *list, struct wm_job *job);

/* The records of a zone, as far as they stand at one of some owners, and all its NS records. */
struct wm_cf_zone {
	struct wm_job *job;
	struct wm_table owners;
	struct wm_cf_list *lists; /* one, or one for each owner, read in turn */
	size_t list_count, list;
	size_t kept; /* records of the lists that are complete */
	struct wm_cf_record *records;
	size_t count, capacity;
	struct wm_table table; /* owner and type to the number of their first record */
};

/* OWNERS: sorted, without duplicates, borrowed for the job's life. BY_NAME: few of them are asked
 * for by name, else the whole zone is listed. */
void wm_cf_zone_begin(struct wm_cf_zone *zone, struct wm_job *job, const struct wm_name *owners,
		      size_t count, bool by_name);
bool wm_cf_zone_produce(struct wm_cf_zone *zone, struct wm_request *request);
enum wm_step wm_cf_zone_consume(struct wm_cf_zone *zone, const struct wm_reply *reply);

/* ---- cloudflare_apply.c ---- */

enum wm_step wm_cf_apply_produce(struct wm_job *job, struct wm_request *request);
enum wm_step wm_cf_apply_consume(struct wm_job *job, const struct wm_reply *reply);

/* ---- cloudflare.c ---- */

void wm_cf_request(const struct wm_job *job, struct wm_request *request, const char *method,
		   const char *url);

/* The body of an answer whose status is fine and whose envelope says success; NULL: job->fail says
 * why not. */
json_t *wm_cf_open(struct wm_job *job, const struct wm_reply *reply,
		   const struct wm_rest_call *call);

#endif
