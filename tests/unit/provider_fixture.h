/* Jobs for unit tests of providers: a configuration made by hand, wants written as master-file
 * lines, and a loop that drives the machine against a server of the test's own. */
#ifndef WAYMARK_TEST_PROVIDER_FIXTURE_H
#define WAYMARK_TEST_PROVIDER_FIXTURE_H

#include "plan_fixture.h"

#include <waymark/provider.h>
#include <waymark/wire.h>

#include "provider/list.h"

#define FIXTURE_OPTIONS_MAX 16

struct job_fixture {
	struct wm_arena *arena;
	const struct wm_provider *provider;
	struct wm_provider_config config;
	struct wm_value values[FIXTURE_OPTIONS_MAX];
	struct wm_account account;
	struct wm_job job;
	size_t requests; /* that the machine made so far */
};

/* The value of option NAME, for the test to fill in. */
static inline struct wm_value *fixture_value(struct job_fixture *fixture, const char *name)
{
	for (size_t i = 0; fixture->provider->schema.options[i].name; i++)
		if (!strcmp(fixture->provider->schema.options[i].name, name))
			return &fixture->values[i];
	print_error("no option %s\n", name);
	abort();
}

static inline struct wm_name fixture_name(struct wm_arena *arena, const char *text)
{
	struct wm_name name;

	assert_int_equal(wm_name_read(arena, text, strlen(text), &fixture_zone, &name, NULL),
			 WM_OK);
	return name;
}

/* A job of KIND in zone example.com, wanting the records of WANTS (master-file lines). */
static inline void job_begin(struct job_fixture *fixture, const struct wm_provider *provider,
			     enum wm_job_kind kind, const char *wants)
{
	const struct plan_case row = {.wants = wants};

	memset(fixture, 0, sizeof(*fixture));
	fixture->arena = wm_arena_new();
	fixture->provider = provider;
	fixture->config.name = "corp";
	fixture->config.schema = &provider->schema;
	fixture->config.values = fixture->values;
	fixture->job.kind = kind;
	fixture->job.config = &fixture->config;
	fixture->job.arena = fixture->arena;
	fixture->account.arena = fixture->arena;
	fixture->job.account = &fixture->account;
	fixture->job.zone.zone = fixture_zone;
	if (wants)
		fixture->job.wants = fixture_wants(fixture->arena, &row, &fixture->job.want_count);
}

static inline void job_end(struct job_fixture *fixture)
{
	wm_arena_free(fixture->arena);
}

/* Names to find zones for, separated by blanks, in canonical order. */
static inline void job_names(struct job_fixture *fixture, const char *names)
{
	struct wm_name *list = WM_ARENA_NEW(fixture->arena, struct wm_name, 64);
	size_t len;

	for (; *names; names += len + (names[len] == ' ')) {
		len = strcspn(names, " ");
		assert_int_equal(wm_name_read(fixture->arena, names, len, &fixture_zone,
					      &list[fixture->job.name_count++], NULL),
				 WM_OK);
	}
	fixture->job.names = list;
	fixture->job.found = WM_ARENA_NEW(fixture->arena, struct wm_found, fixture->job.name_count);
}

/* Who answers a DNS request; it gives reply after reply by TAKE until TAKE says that it is enough.
 */
struct fixture_server {
	enum wm_step (*answer)(struct fixture_server *server, struct job_fixture *fixture,
			       const struct wm_request *request);
};

/* Hand a reply to the machine. */
static inline enum wm_step fixture_reply(struct job_fixture *fixture,
					 const struct wm_request *request, struct wm_reply *reply)
{
	reply->tag = request->tag;
	if (!reply->server)
		reply->server = "192.0.2.53";
	return fixture->provider->consume(&fixture->job, reply);
}

/* Run the machine to its end: DONE or FAIL. Requests are answered one by one, last come first
 * served when REVERSED, to show that the order does not matter. */
static inline enum wm_step job_drive(struct job_fixture *fixture, struct fixture_server *server,
				     bool reversed)
{
	struct wm_request queue[256];
	size_t first = 0, count = 0;
	enum wm_step step = WM_STEP_SEND;

	for (;;) {
		while (step != WM_STEP_DONE && step != WM_STEP_FAIL && first + count < 256) {
			struct wm_request *request = &queue[first + count];

			memset(request, 0, sizeof(*request));
			wm_buf_init(&request->body, WM_MESSAGE_MAX);
			step = fixture->provider->produce(&fixture->job, request);
			if (step != WM_STEP_SEND) {
				wm_buf_done(&request->body);
				break;
			}
			fixture->requests++;
			count++;
		}
		if (step == WM_STEP_DONE || step == WM_STEP_FAIL || !count)
			break;
		count--;
		step = server->answer(server, fixture,
				      reversed ? &queue[first + count] : &queue[first]);
		wm_buf_done(reversed ? &queue[first + count].body : &queue[first].body);
		if (!reversed)
			first++;
		if (!count)
			first = 0;
	}
	for (; count; count--)
		wm_buf_done(&queue[first + count - 1].body);
	assert_true(step == WM_STEP_DONE || step == WM_STEP_FAIL);
	return step;
}

/* Sets as text, one record a line, as the test's own arena keeps it. */
static inline const char *fixture_text(struct wm_arena *arena, const struct wm_rrsets *sets)
{
	struct wm_buf out;
	const char *text;

	wm_buf_init(&out, 1U << 20);
	for (size_t i = 0; i < sets->count; i++)
		wm_rrset_print(&out, &sets->items[i]);
	text = wm_arena_text(arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return text;
}

#endif
