/* Cloudflare's API played from a script: what must be asked, byte by byte, and what is answered. In
 * bodies ' stands for ". */
#ifndef WAYMARK_TEST_CLOUDFLARE_FIXTURE_H
#define WAYMARK_TEST_CLOUDFLARE_FIXTURE_H

#include "provider_fixture.h"

#include "provider/cloudflare.h"

#define TOKEN "Zz-canary_0123456789"
#define URL   "https://api.example/v4"
#define ZONE  URL "/zones/457dd20dded351b97830cb528f507819"
#define WHOLE "GET " ZONE "/dns_records?per_page=1000&page="
#define BATCH "POST " ZONE "/dns_records/batch "

/* One page of a listing; INFO holds the numbers of `result_info`. */
#define PAGE(page, pages, total, items)                                           \
	"{'result':[" items                                                       \
	"],'success':true,'errors':[],'messages':[],'result_info':{'page':" #page \
	",'per_page':1000,'count':1,'total_count':" #total ",'total_pages':" #pages "}}"
#define RECORD(id, name, type, ttl, rest)                                                         \
	"{'id':'" id "','name':'" name "','type':'" type "','ttl':" #ttl ",'proxied':false," rest \
	"}"
#define FAILURE(code, message)                                                                  \
	"{'result':null,'success':false,'errors':[{'code':" #code ",'message':'" message "'}]," \
	"'messages':[]}"
#define FINE "{'result':{},'success':true,'errors':[],'messages':[]}"

struct script_turn {
	const char *request; /* method, URL and, behind a blank, the body */
	int status;
	const char *answer;
	const char *header; /* one more of the answer's, or NULL */
	enum wm_code fail;  /* no answer at all */
};

struct script {
	struct fixture_server server; /* first: a pointer to it is one to the script */
	const struct script_turn *turns;
	size_t at;
};

static inline const char *script_text(struct wm_arena *arena, const char *text)
{
	char *copy = wm_arena_text(arena, text);

	for (char *at = copy; *at; at++)
		if (*at == '\'')
			*at = '"';
	return copy;
}

static inline const char *script_asked(struct wm_arena *arena, const struct wm_request *request)
{
	assert_int_equal(request->kind, WM_REQUEST_HTTP);
	assert_non_null(request->secret);
	assert_string_equal(request->secret_header, "Authorization: Bearer ");
	return wm_arena_printf(arena, "%s %s%s%.*s", request->method, request->url,
			       request->body.len ? " " : "", (int)request->body.len,
			       request->body.len ? (const char *)request->body.data : "");
}

static inline enum wm_step script_answer(struct fixture_server *server, struct job_fixture *fixture,
					 const struct wm_request *request)
{
	struct script *script = (struct script *)server;
	const struct script_turn *turn = &script->turns[script->at++];
	const char *headers[] = {turn->header, NULL};
	struct wm_reply reply = {.server = "api.example", .status = turn->status};
	struct wm_fail fail = {.code = turn->fail, .text = "no answer"};
	const char *answer = script_text(fixture->arena, turn->answer ? turn->answer : "");
	/* Exactly as large as it says, so that a look beyond its end is seen. */
	char *body = malloc(strlen(answer) + !*answer);
	enum wm_step step;

	if (!turn->request)
		fail_msg("not in the script: %s", script_asked(fixture->arena, request));
	assert_string_equal(script_asked(fixture->arena, request),
			    script_text(fixture->arena, turn->request));
	assert_int_equal(request->once, strcmp(request->method, "GET") != 0);
	memcpy(body, answer, strlen(answer));
	reply.headers = headers;
	reply.body = (struct wm_bytes){(const uint8_t *)body, strlen(answer)};
	if (turn->fail)
		reply = (struct wm_reply){.fail = &fail};
	step = fixture_reply(fixture, request, &reply);
	free(body);
	return step;
}

static inline void cloudflare_begin(struct job_fixture *fixture, enum wm_job_kind kind,
				    const char *wants)
{
	job_begin(fixture, &wm_provider_cloudflare, kind, wants);
	fixture_value(fixture, "url")->text = URL "/";
	fixture_value(fixture, "batch")->number = 200;
	fixture_value(fixture, "token-file")->secret = wm_secret_new(TOKEN, strlen(TOKEN));
	fixture_value(fixture, "token-file")->set = true;
	fixture->job.zone.token = "457dd20dded351b97830cb528f507819";
}

static inline void cloudflare_end(struct job_fixture *fixture)
{
	assert_null(strstr(fixture->job.fail.text, TOKEN));
	wm_secret_free((struct wm_secret *)(uintptr_t)fixture_value(fixture, "token-file")->secret);
	job_end(fixture);
}

/* Play TURNS, all of them, ended by one without a request. */
static inline enum wm_step cloudflare_play(struct job_fixture *fixture,
					   const struct script_turn *turns)
{
	struct script script = {{script_answer}, turns, 0};
	enum wm_step step = job_drive(fixture, &script.server, false);

	assert_null(turns[script.at].request);
	return step;
}

/* What was read: records, and a line for each foreign thing. */
static inline const char *cloudflare_live(struct job_fixture *fixture)
{
	const struct wm_live *live = &fixture->job.live;
	const char *text = fixture_text(fixture->arena, &live->rrsets);
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < live->foreign_count; i++)
		text = wm_arena_printf(fixture->arena, "%s%s %s: %s\n", text,
				       wm_name_text(&live->foreign[i].owner, name),
				       wm_type_text(live->foreign[i].type, type),
				       live->foreign[i].what);
	return text;
}

#endif
