/* Providers: where zones live. Each is data plus pure step machines; the engine does all input and
 * output. */
#ifndef WAYMARK_PROVIDER_H
#define WAYMARK_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/http.h>
#include <waymark/plan.h>
#include <waymark/policy.h>
#include <waymark/schema.h>
#include <waymark/wire.h>

/* What a machine asks the engine to do. */
enum wm_request_kind {
	WM_REQUEST_DNS,
	WM_REQUEST_HTTP,
	WM_REQUEST_FILE_READ,
	WM_REQUEST_FILE_REPLACE
};

/*
 * One request, filled in by produce. BODY is initialised by the engine and freed by it after
 * sending; every other pointer is borrowed until the request's last reply has been consumed (the
 * job's arena is the place). TAG is the machine's own and comes back with the reply, so that
 * several requests may be under way at once and answered in any order.
 */
struct wm_request {
	enum wm_request_kind kind;
	uint64_t tag;
	struct wm_buf
		body; /* DNS: message without TSIG; HTTP: body; FILE_REPLACE: the new content */
	bool once; /* must not be carried out twice: a lost answer is WM_EUNKNOWN, never sent again
		    */
	/* DNS; server, key, time-outs and transport come from the provider's WM_DNS_OPTIONS */
	bool tcp;          /* not over UDP */
	bool stream;       /* a zone transfer: replies come one by one until the machine says so */
	uint32_t delay_ms; /* send it only after this while: polling, or a wait that the API asked
			      for */
	/* HTTP; CA, proxy and time-outs come from the provider's WM_HTTP_OPTIONS */
	const char *method;
	const char *url;
	const char *const *headers; /* "Name: value", ended by NULL; no secrets */
	const struct wm_secret
		*secret;           /* joined to SECRET_HEADER by the engine, never seen in a log */
	const char *secret_header; /* "Authorization: Bearer " */
	const struct wm_http_sigv4 *sigv4; /* signs the request instead */
	/* FILE_* */
	const char *path;
	struct wm_bytes expected; /* FILE_REPLACE: what the file must still hold */
};

/* One answer, with all it points at borrowed for the call of consume: what a machine keeps it
 * copies into the job's arena. */
struct wm_reply {
	uint64_t tag;
	const struct wm_fail *fail; /* not NULL: no answer, with the reason; all below is empty */
	const struct wm_message *message; /* DNS */
	bool more;                        /* DNS stream: further messages can follow */
	int status;                       /* HTTP */
	const char *const *headers;       /* HTTP, "name: value", ended by NULL */
	struct wm_bytes body;             /* HTTP body, file content, raw DNS message */
	uint64_t wall_s;    /* when it came: for tokens that expire, limits that reset */
	const char *server; /* who answered, for messages; NULL if nobody did */
};

/*
 * What a machine says next.
 *   SEND  produce: the request is filled in, ask me again; consume: I have more to send
 *   WAIT  nothing to send until another reply has come
 *   DONE  the job is finished; its results are valid
 *   FAIL  the job is finished; job->fail says why
 * After DONE and FAIL requests still under way are dropped. To a stream's reply WAIT asks for its
 * next message; anything else ends the stream.
 */
enum wm_step { WM_STEP_SEND, WM_STEP_WAIT, WM_STEP_DONE, WM_STEP_FAIL };

enum wm_job_kind { WM_JOB_FIND, WM_JOB_READ, WM_JOB_APPLY };

/* The zone that holds a name, or why none was found. TOKEN is the provider's own handle (a zone id,
 * a path). */
struct wm_found {
	struct wm_name zone; /* no name: not found, see FAIL */
	const char *token;
	const struct wm_fail *fail;
};

/*
 * What the jobs of one provider share for one run: the account's zones, once listed; credentials
 * that were fetched. Made zeroed by the engine, filled by the machines. Jobs run side by side:
 * whoever finds work under way in STATE (somebody is fetching already) says WAIT; when that
 * somebody's reply has been consumed every job of the provider is asked again.
 */
struct wm_account {
	struct wm_arena *arena; /* ends with the run */
	void *state;
	struct wm_secret *secrets[4]; /* freed by the engine; for what a machine had to fetch */
	uint64_t pause_ms; /* set by consume: nothing more of this account for so long; the engine
			      takes it and sets it back */
};

/*
 * Plain data of the engine; a machine writes STATE, FAIL and the results of its kind, in ARENA,
 * which ends with the job: whoever started it copies the results.
 */
struct wm_job {
	enum wm_job_kind kind;
	const struct wm_provider_config *config;
	struct wm_arena *arena;
	struct wm_account *account;
	uint64_t wall_s; /* when the job was started: for serials */
	void *state;     /* the machine's own; NULL at the start */
	struct wm_fail fail;
	/* FIND: for each of NAMES (sorted, no duplicates) the longest zone that holds it */
	const struct wm_name *names;
	size_t name_count;
	struct wm_found *found; /* result; NAME_COUNT zeroed items, given by the engine */
	/* READ and APPLY */
	struct wm_found zone;
	/* READ: what wm_live promises for these wants (sorted) */
	const struct wm_want *const *wants;
	size_t want_count;
	bool reread; /* the zone was read shortly before: a few wants need not cost all of it */
	struct wm_live live; /* result */
	/* APPLY: carry out PLAN->changes if what they were computed from still holds */
	const struct wm_zone_plan *plan;
	size_t applied; /* result: changes known to be done; on FAIL with several messages those of
			   the first ones */
};

/* How far a provider can refuse a write whose basis is gone, and how much it changes at once: for
 * `waymark providers`. */
enum wm_cas { WM_CAS_NONE, WM_CAS_REREAD, WM_CAS_CREATE_ONLY, WM_CAS_RRSET, WM_CAS_ZONE };
enum wm_atomic { WM_ATOMIC_RECORD, WM_ATOMIC_RRSET, WM_ATOMIC_BATCH, WM_ATOMIC_ZONE };
const char *wm_cas_text(enum wm_cas cas);
const char *wm_atomic_text(enum wm_atomic atomic);

struct wm_capabilities {
	enum wm_cas cas;
	enum wm_atomic atomic;
	const char *cas_note; /* one honest sentence */
	const char *reads;    /* "AXFR, else queries" */
	const char *zones;    /* how the zone of a name is found */
	const char *batch;    /* how much one write carries at most; NULL = ATOMIC says it all */
	const char *rights;   /* the least that its credentials must be allowed; NULL = has none */
	const char *notes;    /* anything else an operator should know, or NULL */
};

/*
 * A provider. produce and consume are called only by the engine, never re-entered, and do no I/O,
 * no logging and no time. produce is called first; it may say DONE at once.
 */
struct wm_provider {
	struct wm_provider_schema schema;
	struct wm_capabilities capabilities;
	struct wm_http_budget budget; /* of one account; zeroed for providers without HTTP */
	enum wm_step (*produce)(struct wm_job *job, struct wm_request *request);
	enum wm_step (*consume)(struct wm_job *job, const struct wm_reply *reply);
};

/* Keys of every provider that speaks DNS, for its option table; the engine reads them by name. */
#define WM_DNS_OPTIONS                                                                            \
	{.name = "server",                                                                        \
	 .kind = WM_OPTION_ENDPOINTS,                                                             \
	 .flags = WM_OPTION_REQUIRED | WM_OPTION_REPEAT,                                          \
	 .help = "Primary server of the zones, host[:port]; of several the next one is asked "    \
		 "when one does not answer."},                                                    \
		{.name = "key",                                                                   \
		 .kind = WM_OPTION_KEY,                                                           \
		 .help = "TSIG key that signs every request and proves every answer; without it " \
			 "anybody on the path can forge answers."},                               \
		{.name = "timeout",                                                               \
		 .kind = WM_OPTION_DURATION,                                                      \
		 .fallback = "3s",                                                                \
		 .help = "How long to wait for one answer.",                                      \
		 .min = 1,                                                                        \
		 .max = 60},                                                                      \
		{.name = "tries",                                                                 \
		 .kind = WM_OPTION_NUMBER,                                                        \
		 .fallback = "3",                                                                 \
		 .help = "Attempts per server before the next one is asked.",                     \
		 .min = 1,                                                                        \
		 .max = 10},                                                                      \
	{                                                                                         \
		.name = "transport", .kind = WM_OPTION_CHOICE, .fallback = "auto",                \
		.help = "auto: questions over UDP, the rest over TCP; tcp: all over TCP.",        \
		.choices = "auto|tcp"                                                             \
	}

/* Keys of every provider that speaks HTTP; the engine reads them by name. `url` without a fallback:
 * give the row one yourself. */
#define WM_HTTP_OPTIONS                                                                          \
	{.name = "ca-file",                                                                      \
	 .kind = WM_OPTION_PATH,                                                                 \
	 .help = "certificates that the server's is checked against, instead of the system's"},  \
		{.name = "proxy",                                                                \
		 .kind = WM_OPTION_TEXT,                                                         \
		 .help = "HTTP proxy, http://host:port; the environment's is never used"},       \
	{                                                                                        \
		.name = "timeout", .kind = WM_OPTION_DURATION, .fallback = "30s",                \
		.help = "how long to wait for the first byte of an answer", .min = 1, .max = 600 \
	}

/* The three ways to give a token; exactly one must be used: schema.check = wm_check_token. */
#define WM_TOKEN_OPTIONS                                                                        \
	{.name = "token-file",                                                                  \
	 .kind = WM_OPTION_SECRET_FILE,                                                         \
	 .help = "file with the API token, readable by its owner only"},                        \
		{.name = "credential",                                                          \
		 .kind = WM_OPTION_CREDENTIAL,                                                  \
		 .help = "name of the systemd credential (LoadCredential=) that is the token"}, \
	{                                                                                       \
		.name = "token-env", .kind = WM_OPTION_SECRET_ENV,                              \
		.help = "environment variable that holds the token"                             \
	}

/* schema.check of providers with WM_TOKEN_OPTIONS: one of the three, not two. */
void wm_check_token(const struct wm_provider_config *config, struct wm_diags *diags);

/* The token that the policy gives; NULL if none (then check has complained). */
const struct wm_secret *wm_token_of(const struct wm_provider_config *config);

/* Every provider there is, in the order of the manual, ended by NULL (agent/provider/list.h). */
extern const struct wm_provider *const wm_providers[];

/* The same as the policy reader wants them, ended by NULL. */
const struct wm_provider_schema *const *wm_provider_schemas(struct wm_arena *arena);

/* The provider that a configuration names: its schema is always the head of a struct wm_provider.
 */
const struct wm_provider *wm_provider_of(const struct wm_provider_config *config);

/* Helper for machines: fill job->fail and return WM_STEP_FAIL. */
enum wm_step wm_job_fail(struct wm_job *job, enum wm_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
