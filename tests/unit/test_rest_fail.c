/* rest_fail.c: what answers mean that are not the ones hoped for. */
#include "rest_fixture.h"

static void begin(struct job_fixture *fixture, struct wm_secret **ret_token)
{
	job_begin(fixture, &wm_provider_powerdns, WM_JOB_READ, NULL);
	*ret_token = wm_secret_new(REST_TOKEN, strlen(REST_TOKEN));
	rest_token(fixture, *ret_token);
}

static void the_message_is_found_in_whatever_form_an_api_has(void **state)
{
	static const struct {
		const char *body, *said;
	} rows[] = {
		{"{\"error\": \"RRset x. IN A: Conflicts\"}", "RRset x. IN A: Conflicts"},
		{"{\"error\": {\"code\": \"forbidden\", \"message\": \"no rights\"}}", "no rights"},
		{"{\"success\": false, \"errors\": [{\"code\": 9109, \"message\": "
		 "\"Unauthorized\"}]}",
		 "Unauthorized"},
		{"{\"errors\": [\"first\", \"second\"]}", "first"},
		{"{\"id\": \"too_many_requests\", \"message\": \"slow down\"}", "slow down"},
		{"{\"detail\": \"Invalid token.\"}", "Invalid token."},
		{"{\"result\": null}", NULL},
		{"[1, 2]", NULL},
		{"Unauthorized\n", "Unauthorized"},
		{" \r\n", NULL},
		{"", NULL},
		{"<html><head><title> 502 Bad Gateway\n</title></head><body>hush</body></html>",
		 "502 Bad Gateway"},
		{"<html>no title</html>", NULL},
		{"<html><title>no end", NULL},
		{"bell \007 and \033[31mred", "bell \\007 and \\027[31mred"},
		{"bad \377 byte, good \303\274", "bad \\255 byte, good \303\274"},
		{"{\"error\": \"you sent hush-hush\"}", NULL},
		{"Bad header: X-API-Key: hush-hush", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct wm_secret *token;
		const char *said;

		begin(&fixture, &token);
		said = wm_rest_said(&fixture.job, (struct wm_bytes){(const uint8_t *)rows[i].body,
								    strlen(rows[i].body)});
		assert_string_equal(said ? said : "(null)", rows[i].said ? rows[i].said : "(null)");
		wm_secret_free(token);
		job_end(&fixture);
	}
}

static void a_long_message_is_cut_between_characters(void **state)
{
	struct job_fixture fixture;
	struct wm_secret *token;
	char body[1000];
	const char *said;

	(void)state;
	begin(&fixture, &token);
	memset(body, 'x', sizeof(body));
	memcpy(body + WM_REST_SAID_MAX - 1, "\303\274", 2);
	said = wm_rest_said(&fixture.job, (struct wm_bytes){(const uint8_t *)body, sizeof(body)});
	assert_int_equal(strlen(said), WM_REST_SAID_MAX - 1 + 3);
	assert_string_equal(said + WM_REST_SAID_MAX - 1, "...");
	wm_secret_free(token);
	job_end(&fixture);
}

static void each_status_has_its_meaning(void **state)
{
	static const struct {
		int status;
		enum wm_code read, write;
		const char *text;
	} rows[] = {
		{401, WM_EAUTH, WM_EAUTH,
		 "reading: api.example answered 401 (said): check that the token of provider "
		 "'corp' is "
		 "right and may read zones"},
		{403, WM_EAUTH, WM_EAUTH, "is right and may read zones"},
		{400, WM_EREFUSED, WM_EREFUSED,
		 "reading: api.example answered 400 (said): refused"},
		{422, WM_EREFUSED, WM_EREFUSED, "answered 422 (said): refused"},
		{404, WM_ENOZONE, WM_ENOZONE, "check `url` and `zones`"},
		{405, WM_EUNSUPPORTED, WM_EUNSUPPORTED, "check `url`"},
		{408, WM_ETIMEOUT, WM_ETIMEOUT, ""},
		{409, WM_ECONFLICT, WM_ECONFLICT, "changed since it was read"},
		{412, WM_ECONFLICT, WM_ECONFLICT, "changed since it was read"},
		{413, WM_ELIMIT, WM_ELIMIT, "larger than it takes"},
		{429, WM_EBUSY, WM_EBUSY, "too many requests"},
		{302, WM_EUNSUPPORTED, WM_EUNSUPPORTED, "redirect"},
		{500, WM_EREMOTE, WM_EUNKNOWN, "500"},
		{503, WM_EREMOTE, WM_EUNKNOWN, "503"},
		{206, WM_EPROTOCOL, WM_EUNKNOWN, "206"},
		{999, WM_EPROTOCOL, WM_EUNKNOWN, "999"},
	};

	(void)state;
	for (size_t i = 0; i < 2 * WM_COUNT(rows); i++) {
		const struct wm_reply reply = {.status = rows[i / 2].status,
					       .server = "api.example"};
		const struct wm_rest_call call = {
			.what = "reading", .write = i % 2, .rights = "read zones", .said = "said"};
		struct job_fixture fixture;
		struct wm_secret *token;

		begin(&fixture, &token);
		assert_int_equal(wm_rest_fail(&fixture.job, &reply, &call), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code,
				 i % 2 ? rows[i / 2].write : rows[i / 2].read);
		assert_non_null(strstr(fixture.job.fail.text, rows[i / 2].text));
		wm_secret_free(token);
		job_end(&fixture);
	}
}

static void no_answer_keeps_its_own_reason(void **state)
{
	const struct wm_fail lost = {WM_EUNKNOWN, "the connection was lost"};
	const struct wm_reply reply = {.fail = &lost};
	struct job_fixture fixture;
	struct wm_secret *token;

	(void)state;
	begin(&fixture, &token);
	(void)wm_rest_fail(&fixture.job, &reply,
			   &(struct wm_rest_call){.what = "changing x", .write = true});
	assert_int_equal(fixture.job.fail.code, WM_EUNKNOWN);
	assert_string_equal(fixture.job.fail.text, "changing x: the connection was lost");
	assert_false(wm_rest_ok(&reply));
	wm_secret_free(token);
	job_end(&fixture);
}

static void too_many_requests_pause_the_account(void **state)
{
	static const char *const headers[] = {"retry-after: 7", NULL};
	struct wm_reply reply = {.status = 429, .headers = headers, .wall_s = 1};
	struct job_fixture fixture;
	struct wm_secret *token;

	(void)state;
	begin(&fixture, &token);
	(void)wm_rest_fail(&fixture.job, &reply, &(struct wm_rest_call){.what = "reading"});
	assert_int_equal(fixture.account.pause_ms, 7000);
	reply.headers = NULL;
	(void)wm_rest_fail(&fixture.job, &reply, &(struct wm_rest_call){.what = "reading"});
	assert_int_equal(fixture.account.pause_ms, 7000);
	wm_secret_free(token);
	job_end(&fixture);
}

TEST_MAIN(TEST(the_message_is_found_in_whatever_form_an_api_has),
	  TEST(a_long_message_is_cut_between_characters), TEST(each_status_has_its_meaning),
	  TEST(no_answer_keeps_its_own_reason), TEST(too_many_requests_pause_the_account))
