/* powerdns.c: its options, and finding zones. */
#include "powerdns_fixture.h"

static void the_zones_are_listed_with_the_key_in_its_header(void **state)
{
	struct powerdns_fixture fixture;
	struct wm_request request;

	(void)state;
	powerdns_begin(&fixture, WM_JOB_FIND, NULL);
	job_names(&fixture.job, "a.example.com.");
	assert_int_equal(rest_produce(&fixture.job, &request), WM_STEP_SEND);
	assert_string_equal(request.method, "GET");
	assert_string_equal(request.url, ZONES_URL "?dnssec=false");
	assert_string_equal(request.secret_header, "X-API-Key: ");
	assert_ptr_equal(request.secret, fixture.token);
	assert_int_equal(request.body.len, 0);
	assert_false(request.once);
	wm_buf_done(&request.body);
	assert_string_equal(rest_request(&fixture.job), "wait");
	powerdns_end(&fixture);
}

static void a_server_id_is_escaped(void **state)
{
	struct powerdns_fixture fixture;

	(void)state;
	powerdns_begin(&fixture, WM_JOB_FIND, NULL);
	job_names(&fixture.job, "a.example.com.");
	fixture_value(&fixture.job, "server-id")->text = "a/b";
	assert_string_equal(
		rest_request(&fixture.job),
		"GET https://pdns.example:8443/api/v1/servers/a%2Fb/zones?dnssec=false ");
	powerdns_end(&fixture);
}

#define LISTED                                                                                   \
	"[{\"id\": \"example.com.\", \"kind\": \"Native\", \"name\": \"example.com.\"}, "        \
	"{\"id\": \"sub.example.com.\", \"kind\": \"Master\", \"name\": \"sub.example.com.\"}, " \
	"{\"id\": \"copy.example.\", \"kind\": \"Slave\", \"name\": \"copy.example.\"}]"

static void names_go_to_the_longest_zone_and_copies_are_refused(void **state)
{
	struct powerdns_fixture fixture;
	const struct wm_found *found;
	char text[WM_NAME_TEXT_MAX];

	(void)state;
	powerdns_begin(&fixture, WM_JOB_FIND, NULL);
	job_names(&fixture.job, "a.example.com. a.sub.example.com. x.copy.example. x.net.");
	(void)rest_request(&fixture.job);
	assert_int_equal(rest_answer(&fixture.job, 200, LISTED), WM_STEP_SEND);
	assert_string_equal(rest_request(&fixture.job), "done");
	found = fixture.job.job.found;
	assert_string_equal(wm_name_text(&found[0].zone, text), "example.com.");
	assert_string_equal(wm_name_text(&found[1].zone, text), "sub.example.com.");
	assert_null(found[2].zone.wire);
	assert_string_equal(found[2].fail->text, "copy.example. is a secondary zone at provider "
						 "'corp': change it at its primary");
	assert_int_equal(found[3].fail->code, WM_ENOZONE);
	powerdns_end(&fixture);
}

static void the_list_is_asked_for_once_however_many_jobs_there_are(void **state)
{
	struct powerdns_fixture first, second;

	(void)state;
	powerdns_begin(&first, WM_JOB_FIND, NULL);
	powerdns_begin(&second, WM_JOB_FIND, NULL);
	job_names(&first.job, "a.example.com.");
	job_names(&second.job, "b.example.com.");
	second.job.job.account = &first.job.account;
	(void)rest_request(&first.job);
	assert_string_equal(rest_request(&second.job), "wait");
	(void)rest_answer(&first.job, 200, LISTED);
	assert_string_equal(rest_request(&second.job), "done");
	assert_non_null(second.job.job.found[0].zone.wire);
	powerdns_end(&second);
	powerdns_end(&first);
}

static void a_list_that_failed_fails_every_job(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{401, "Unauthorized", WM_EAUTH,
		 "listing the zones: api.example answered 401 (Unauthorized): check that the token "
		 "of provider 'corp' is right and may use the API (its `api-key`, from an address "
		 "in `webserver-allow-from`)"},
		{404, "Not Found", WM_ENOZONE, "listing the zones: api.example answered 404"},
		{500, "{\"error\": \"GSQLBackend: database is locked\"}", WM_EREMOTE,
		 "(GSQLBackend: database is locked)"},
		{200, "<html>", WM_EPROTOCOL, "not JSON"},
		{200, "{\"error\": \"x\"}", WM_EPROTOCOL, "expected a list of zones"},
		{200, "[{\"id\": 1}]", WM_EPROTOCOL, "zone 0 has no name"},
		{200, "[{\"name\": \"a..b\"}]", WM_EPROTOCOL, "zone 0 has no name"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct powerdns_fixture first, second;

		powerdns_begin(&first, WM_JOB_FIND, NULL);
		powerdns_begin(&second, WM_JOB_FIND, NULL);
		job_names(&first.job, "a.example.com.");
		second.job.job.account = &first.job.account;
		(void)rest_request(&first.job);
		assert_int_equal(rest_answer(&first.job, rows[i].status, rows[i].body),
				 WM_STEP_FAIL);
		assert_int_equal(first.job.job.fail.code, rows[i].code);
		assert_non_null(strstr(first.job.job.fail.text, rows[i].text));
		assert_string_equal(rest_request(&second.job), first.job.job.fail.text);
		powerdns_end(&second);
		powerdns_end(&first);
	}
}

static void the_policy_is_checked_for_url_and_token(void **state)
{
	struct powerdns_fixture fixture;
	struct wm_diags diags;

	(void)state;
	powerdns_begin(&fixture, WM_JOB_FIND, NULL);
	wm_diags_begin(&diags, fixture.job.arena);
	fixture.job.config.schema->check(&fixture.job.config, &diags);
	assert_int_equal(diags.count, 0);
	fixture_value(&fixture.job, "url")->text = "http://192.0.2.1";
	fixture_value(&fixture.job, "token-file")->set = false;
	fixture.job.config.schema->check(&fixture.job.config, &diags);
	assert_int_equal(diags.errors, 2);
	powerdns_end(&fixture);
}

TEST_MAIN(TEST(the_zones_are_listed_with_the_key_in_its_header), TEST(a_server_id_is_escaped),
	  TEST(names_go_to_the_longest_zone_and_copies_are_refused),
	  TEST(the_list_is_asked_for_once_however_many_jobs_there_are),
	  TEST(a_list_that_failed_fails_every_job), TEST(the_policy_is_checked_for_url_and_token))
