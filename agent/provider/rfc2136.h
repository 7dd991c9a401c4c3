/* What the files of the rfc2136 provider share: options, questions, message building. */
#ifndef WAYMARK_PROVIDER_RFC2136_H
#define WAYMARK_PROVIDER_RFC2136_H

#include <waymark/provider.h>

#include "table.h"

/* The three machines; rfc2136.c picks by the kind of job. */
enum wm_step wm_rfc2136_find_produce(struct wm_job *job, struct wm_request *request);
enum wm_step wm_rfc2136_find_consume(struct wm_job *job, const struct wm_reply *reply);
enum wm_step wm_rfc2136_read_produce(struct wm_job *job, struct wm_request *request);
enum wm_step wm_rfc2136_read_consume(struct wm_job *job, const struct wm_reply *reply);
enum wm_step wm_rfc2136_apply_produce(struct wm_job *job, struct wm_request *request);
enum wm_step wm_rfc2136_apply_consume(struct wm_job *job, const struct wm_reply *reply);

/* Choices of the option `read`, in the order of its word list. */
enum wm_rfc2136_read { WM_READ_AUTO, WM_READ_AXFR, WM_READ_QUERY };

/* ---- questions ---- */

/* Why a question is asked, which says what its answer means. */
enum wm_ask_kind {
	WM_ASK_ZONE,     /* FIND: whose zone is this name in? READ: the zone's SOA */
	WM_ASK_WANTED,   /* what is there at a wanted owner and type? */
	WM_ASK_WILDCARD, /* could the answer to a wanted question come from a wildcard? */
	WM_ASK_PROBE,    /* is it there in truth, or made up from the wildcard? */
};

/* One question and its answer; the members below the line belong to one machine each. */
struct wm_ask {
	enum wm_ask_kind kind;
	struct wm_name name;
	uint16_t type;
	bool answered;
	/* FIND */
	struct wm_name zone;        /* no name: see FAIL or PARENT */
	const struct wm_fail *fail; /* why no zone was found */
	size_t parent;              /* number of the question that decides instead, 0 = none */
	/* READ */
	struct wm_rrset data; /* what the answer said; COUNT 0 = nothing */
	bool absent;          /* the name does not exist at all */
	bool made_up;         /* by a probe: DATA comes from a wildcard */
	size_t subject;       /* PROBE: the number of the question it is about */
};

/* Questions in the order they are sent, each name and type once; numbers start at 1. */
struct wm_asks {
	struct wm_arena *arena;
	struct wm_ask *items;
	size_t count, capacity;
	size_t sent;
	size_t waiting; /* sent and not answered */
	struct wm_table table;
};

void wm_asks_begin(struct wm_asks *asks, struct wm_arena *arena);
struct wm_ask *wm_asks_at(const struct wm_asks *asks, size_t number);

/* The number of the question for NAME and TYPE, appended with KIND if it is new. NAME is borrowed
 * for the job's life. Pointers to questions end here: the list may move. */
size_t wm_asks_add(struct wm_asks *asks, enum wm_ask_kind kind, const struct wm_name *name,
		   uint16_t type);

/* A probe about the question SUBJECT. */
void wm_asks_probe(struct wm_asks *asks, size_t subject);

/* Hand out the next question to send, its number as TAG; NULL = all are sent. */
struct wm_ask *wm_asks_next(struct wm_asks *asks, uint64_t *ret_tag);

/* Take the question that TAG stands for as answered. */
struct wm_ask *wm_asks_take(struct wm_asks *asks, uint64_t tag);

bool wm_asks_done(const struct wm_asks *asks); /* everything is sent and answered */

/* ---- a whole zone ---- */

struct wm_axfr;

struct wm_axfr *wm_axfr_new(struct wm_job *job);
bool wm_axfr_write(struct wm_job *job, struct wm_request *request);

/*
 * One message of the transfer. WAIT: more must come. DONE: the zone is complete and job->live is
 * filled. FAIL: job->fail says why; the code is WM_EREFUSED when the server does not hand out the
 * zone, WM_ENOZONE when a wanted name is hidden, anything else when the transfer broke.
 */
enum wm_step wm_axfr_take(struct wm_axfr *axfr, const struct wm_reply *reply);

/* The serial of SOA RDATA in canonical form (RFC 1035 section 3.3.13): the name pair varies, the
 * five numbers at the end do not. */
uint32_t wm_soa_serial(const struct wm_rdata *soa);

/* ---- updates ---- */

/* Write UPDATE for ZONE; false if BODY has no room for it. */
bool wm_rfc2136_write_update(struct wm_buf *body, const struct wm_name *zone,
			     const struct wm_update *update);

/* "key ddns-edge", or "an unsigned request", for messages about rights. */
const char *wm_rfc2136_signer(struct wm_job *job);

/* ---- finding out what was refused ---- */

struct wm_rights;

/* Which RRsets of UPDATE may we not change? UPDATE is borrowed. */
struct wm_rights *wm_rights_new(struct wm_job *job, const struct wm_update *update);
bool wm_rights_many(const struct wm_rights *rights); /* too many to ask about each */
bool wm_rights_produce(struct wm_rights *rights, struct wm_request *request); /* false: all sent */
bool wm_rights_consume(struct wm_rights *rights, const struct wm_reply *reply); /* true: finished */

/* "_sip._tls.contoso.com. SRV, sip.contoso.com. A": those that are not granted, or all of them when
 * the answers do not tell; *RET_EXACT says which. In the job's arena. */
const char *wm_rights_text(const struct wm_rights *rights, bool *ret_exact);

#endif
