/* Requests and answers of REST providers, for unit tests. */
#ifndef WAYMARK_TEST_REST_FIXTURE_H
#define WAYMARK_TEST_REST_FIXTURE_H

#include "provider_fixture.h"

#include "provider/rest.h"

/* A token that a leak would show. */
#define REST_TOKEN "hush-hush"

static inline void rest_token(struct job_fixture *fixture, struct wm_secret *token)
{
	fixture_value(fixture, "token-file")->secret = token;
	fixture_value(fixture, "token-file")->set = true;
}

/* Ask the machine for its next request; the caller ends BODY with wm_buf_done. */
static inline enum wm_step rest_produce(struct job_fixture *fixture, struct wm_request *request)
{
	memset(request, 0, sizeof(*request));
	wm_buf_init(&request->body, 1U << 24);
	return fixture->provider->produce(&fixture->job, request);
}

/* The request as one text: "METHOD URL BODY". */
static inline const char *rest_request(struct job_fixture *fixture)
{
	struct wm_request request;
	const char *text = "";
	enum wm_step step = rest_produce(fixture, &request);

	if (step == WM_STEP_SEND) {
		assert_int_equal(request.kind, WM_REQUEST_HTTP);
		text = wm_arena_printf(fixture->arena, "%s%s %s %s", request.once ? "once " : "",
				       request.method, request.url, wm_buf_string(&request.body));
	} else if (step == WM_STEP_WAIT) {
		text = "wait";
	} else {
		text = step == WM_STEP_DONE ? "done" : fixture->job.fail.text;
	}
	wm_buf_done(&request.body);
	return text;
}

/* Answer with STATUS and BODY. */
static inline enum wm_step rest_answer(struct job_fixture *fixture, int status, const char *body)
{
	static const char *const headers[] = {"content-type: application/json", "retry-after: 7",
					      NULL};
	const struct wm_reply reply = {
		.status = status,
		.headers = headers,
		.body = {(const uint8_t *)body, strlen(body)},
		.wall_s = 1600000000,
		.server = "api.example",
	};

	return fixture->provider->consume(&fixture->job, &reply);
}

#endif
