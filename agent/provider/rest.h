/* What the providers behind REST APIs share: requests, JSON answers, what a status means, record
 * data as text, the zones of an account. */
#ifndef WAYMARK_PROVIDER_REST_H
#define WAYMARK_PROVIDER_REST_H

#include <waymark/provider.h>

#include <jansson.h>

/* ---- requests (rest.c) ---- */

/* TEXT percent-encoded, all but the unreserved characters of RFC 3986 section 2.3, with upper-case
 * digits: one segment of a path, or one value of a query. */
const char *wm_rest_escape(struct wm_arena *arena, const char *text);

/* The provider's option `url` without the slashes at its end. */
const char *wm_rest_url(const struct wm_job *job);

/* Complain unless the option `url` is one: https://host[:port][/path], or http:// where host is
 * this machine itself. For schema.check. */
void wm_rest_check_url(const struct wm_provider_config *config, struct wm_diags *diags);

/* Fill in an HTTP request with the headers of a JSON API; the token of WM_TOKEN_OPTIONS goes
 * behind SECRET_HEADER ("Authorization: Bearer "). URL and METHOD are borrowed for the job's life.
 */
void wm_rest_request(const struct wm_job *job, struct wm_request *request, const char *method,
		     const char *url, const char *secret_header);

/* Write BODY compactly into REQUEST->body and give it back to jansson. Build it with json.h. */
void wm_rest_body(struct wm_request *request, json_t *body);

/* ---- answers (rest.c) ---- */

#define WM_REST_DEPTH_MAX 32

static inline void wm_rest_drop(json_t **json)
{
	json_decref(*json);
}

/* A JSON value that is given back to jansson at the end of its block: WM_REST_JSON root = ...; */
#define WM_REST_JSON __attribute__((cleanup(wm_rest_drop))) json_t *

/* BODY as JSON: nothing behind it, no key twice in an object, at most WM_REST_DEPTH_MAX deep. NULL,
 * with what is wrong and where in RETERR (WM_EPROTOCOL), if it is not that. */
json_t *wm_rest_parse(struct wm_bytes body, struct wm_fail *reterr);

/* The same for the body of an answer to "WHAT" ("reading the zone contoso.com."): NULL and
 * job->fail filled in when it is not JSON. */
json_t *wm_rest_json(struct wm_job *job, const struct wm_reply *reply, const char *what);

/* Member NAME of OBJECT; NULL, false or 0 if it is missing or of another kind. Borrowed. */
const char *wm_rest_text(const json_t *object, const char *name);
bool wm_rest_true(const json_t *object, const char *name);
bool wm_rest_number(const json_t *object, const char *name, uint64_t max, uint64_t *ret_number);

/* ---- what a status means (rest_fail.c) ---- */

/* 200 to 299. */
bool wm_rest_ok(const struct wm_reply *reply);

/*
 * What the API itself says about a failure, as far as BODY tells: the message of the JSON shapes
 * that APIs use, else plain text, else the title of an HTML page. Escaped, cut to WM_REST_SAID_MAX
 * bytes; NULL if there is nothing, or if it holds the token.
 */
#define WM_REST_SAID_MAX 200
const char *wm_rest_said(const struct wm_job *job, struct wm_bytes body);

/* What was asked for, for the sentence about its failure. */
struct wm_rest_call {
	const char *what;   /* "reading the zone contoso.com." */
	bool write;         /* a failure of the server leaves the outcome unknown */
	const char *rights; /* what the token must be allowed, for 401 and 403 */
	const char *said;   /* the API's own words, from wm_rest_said or better; NULL = none */
};

/*
 * Fail JOB by an answer that is not what CALL hopes for, whatever it is: no answer at all
 * (reply->fail), 401 and 403 EAUTH, 404 ENOZONE, 409 and 412 ECONFLICT, 413 ELIMIT, 429 EBUSY with
 * the account paused for as long as Retry-After says, other 4xx EREFUSED, 3xx EUNSUPPORTED
 * (redirects are not followed), 5xx EREMOTE or, of a write, EUNKNOWN, and a success nobody
 * understands EPROTOCOL or, of a write, EUNKNOWN. Returns WM_STEP_FAIL.
 */
enum wm_step wm_rest_fail(struct wm_job *job, const struct wm_reply *reply,
			  const struct wm_rest_call *call);

/* ---- names and record data (rest_text.c) ---- */

const char *wm_rest_name(struct wm_arena *arena, const struct wm_name *name);      /* "a.b." */
const char *wm_rest_name_bare(struct wm_arena *arena, const struct wm_name *name); /* "a.b" */

/* RDATA in presentation form: names with their final dots, TXT as quoted strings. */
const char *wm_rest_rdata(struct wm_arena *arena, uint16_t type, const struct wm_rdata *rdata);

/* The other way; names without a final dot are absolute. TEXT is hostile. */
enum wm_code wm_rest_rdata_read(struct wm_arena *arena, uint16_t type, const char *text,
				struct wm_rdata *ret_rdata, struct wm_fail *reterr);

/* TXT: the bytes of all its strings joined, with a NUL behind them, for APIs that know no quotes;
 * and TEXT, LEN bytes as they are, cut into strings of 255 bytes. */
struct wm_bytes wm_rest_txt(struct wm_arena *arena, const struct wm_rdata *rdata);
struct wm_rdata wm_rest_txt_read(struct wm_arena *arena, const char *text, size_t len);

/* ---- the zones of an account (rest_zones.c) ---- */

struct wm_rest_zone {
	struct wm_name name;
	const char *token; /* the API's handle for it */
};

/* Zeroed at first; grows in the arena it is added in, which outlives it. */
struct wm_rest_zones {
	struct wm_rest_zone *items;
	size_t count, capacity;
};

/* NAME and TOKEN are copied. */
void wm_rest_zones_add(struct wm_arena *arena, struct wm_rest_zones *zones,
		       const struct wm_name *name, const char *token);

/* The list is complete: sort it. */
void wm_rest_zones_finish(struct wm_rest_zones *zones);

/*
 * Finish a FIND job: give each name the longest of ZONES that holds it, and only one that the
 * provider's option `zones` names, if it names any. Names in none, and in a zone that is there
 * twice, get the reason. Returns WM_STEP_DONE.
 */
enum wm_step wm_rest_zones_match(struct wm_job *job, const struct wm_rest_zones *zones);

#endif
