/* agent/provider/cloudflare.c: zones found, zones read, and what answers mean. */
#include "cloudflare_fixture.h"

#include "cassette.h"

#define ZONES          "GET " URL "/zones?per_page=50&page="
#define ITEM(id, name) "{'id':'" id "','name':'" name "','status':'active'}"

static const char *found_text(struct job_fixture *fixture)
{
	char name[WM_NAME_TEXT_MAX], zone[WM_NAME_TEXT_MAX];
	const char *text = "";

	for (size_t i = 0; i < fixture->job.name_count; i++) {
		const struct wm_found *found = &fixture->job.found[i];

		(void)wm_name_text(&fixture->job.names[i], name);
		if (found->zone.wire)
			text = wm_arena_printf(fixture->arena, "%s%s in %s = %s\n", text, name,
					       wm_name_text(&found->zone, zone), found->token);
		else
			text = wm_arena_printf(fixture->arena, "%s%s: %s\n", text, name,
					       wm_code_name(found->fail->code));
	}
	return text;
}

static void each_name_gets_the_longest_zone_of_all_pages(void **state)
{
	static const struct script_turn turns[] = {
		{ZONES "1", 200,
		 PAGE(1, 2, 3, ITEM("a1", "example.com") "," ITEM("b2", "example.net")), NULL,
		 WM_OK},
		{ZONES "2", 200, PAGE(2, 2, 3, ITEM("c3", "sub.example.com")), NULL, WM_OK},
		{0},
	};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_FIND, NULL);
	job_names(&fixture, "example.org. @ a xsub a.sub");
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
	assert_string_equal(found_text(&fixture), "example.org.: nozone\n"
						  "example.com. in example.com. = a1\n"
						  "a.example.com. in example.com. = a1\n"
						  "xsub.example.com. in example.com. = a1\n"
						  "a.sub.example.com. in sub.example.com. = c3\n");
	cloudflare_end(&fixture);
}

static void a_zone_without_a_proper_id_fails_the_listing(void **state)
{
	static const char *const items[] = {
		"{'name':'example.com'}",          "{'id':'a1'}",      ITEM("", "example.com"),
		ITEM("../../user", "example.com"), ITEM("a1", "a..b"), "7",
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(items); i++) {
		struct job_fixture fixture;
		struct script_turn turns[] = {{ZONES "1", 200, NULL, NULL, WM_OK}, {0}};

		cloudflare_begin(&fixture, WM_JOB_FIND, NULL);
		turns[0].answer = wm_arena_printf(fixture.arena, PAGE(1, 1, 1, "%s"), items[i]);
		job_names(&fixture, "@");
		assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, WM_EPROTOCOL);
		cloudflare_end(&fixture);
	}
}

static void what_is_not_ours_is_foreign(void **state)
{
	static const struct script_turn turns[] = {
		{WHOLE "1", 200,
		 PAGE(1, 1, 9,
		      "{'id':'1','name':'www.example.com','type':'A','ttl':1,'"
		      "proxied':true,"
		      "'content':'192.0.2.1'}," RECORD("2", "www.example.com", "LOC", 60, "'content':'52 N 4 E 0m'") "," RECORD("3", "a.example.com", "A", 1, "'content':'192.0.2.3'") "," RECORD(
			      "4", "b.example.com", "CNAME", 60,
			      "'content':'x.example.net','settings':{'flatten_"
			      "cname':true}") "," RECORD("5", "b.example.com", "MX", 60,
							 "'content':'mx.example."
							 "net','priority':5,'"
							 "meta':{'read_only':"
							 "true}") "," RECORD("6",
									     "b."
									     "ex"
									     "am"
									     "pl"
									     "e."
									     "co"
									     "m",
									     "SR"
									     "V",
									     60,
									     "'c"
									     "on"
									     "te"
									     "nt"
									     "':"
									     "'5"
									     " 8"
									     "80"
									     "6 "
									     "ex"
									     "am"
									     "pl"
									     "e."
									     "co"
									     "m"
									     "'") "," RECORD("7",
											     "other"
											     ".exam"
											     "ple."
											     "com",
											     "A",
											     60,
											     "'cont"
											     "ent':"
											     "'nons"
											     "ense"
											     "'") "," RECORD("8",
													     "",
													     "A",
													     60,
													     "'content':'192.0.2.9'") "," RECORD("9",
																		 "sp ace..example.com",
																		 "A",
																		 60,
																		 "'content':'192.0.2.9'")),
		 NULL, WM_OK},
		{0},
	};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_READ,
			 "www 60 A 192.0.2.1\na 60 A 192.0.2.1\nb 60 A 192.0.2.1\n");
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
	assert_string_equal(
		cloudflare_live(&fixture),
		"a.example.com. 300 IN A 192.0.2.3\n"
		"b.example.com. CNAME: a flattened CNAME\n"
		"b.example.com. MX: a record that a product of Cloudflare keeps\n"
		"b.example.com. SRV: a record that waymark cannot read\n"
		"www.example.com. A: a proxied record\n"
		"www.example.com. ANY: a record of a type that waymark does not know\n");
	cloudflare_end(&fixture);
}

static void a_want_below_a_delegation_is_refused(void **state)
{
	static const struct script_turn turns[] = {
		{WHOLE "1", 200,
		 PAGE(1, 1, 1,
		      RECORD("1", "sub.example.com", "NS", 60, "'content':'ns.example.net'")),
		 NULL, WM_OK},
		{0},
	};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_READ, "a.sub 60 A 192.0.2.1\n");
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_FAIL);
	assert_int_equal(fixture.job.fail.code, WM_ENOZONE);
	cloudflare_end(&fixture);
}

static void looking_again_asks_for_the_names_alone(void **state)
{
	static const struct script_turn turns[] = {
		{"GET " ZONE "/dns_records?name=%2A.example.com&per_page=1000&page=1", 200,
		 PAGE(1, 0, 0, ""), NULL, WM_OK},
		{"GET " ZONE "/dns_records?name=_sip._tcp.example.com&per_page=1000&page=1", 200,
		 PAGE(1, 1, 1,
		      RECORD("1", "_sip._tcp.example.com", "SRV", 60,
			     "'data':{'priority':0,'weight':0,'port':0,'target':'.'}")),
		 NULL, WM_OK},
		{0},
	};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_READ,
			 "* 60 A 192.0.2.1\n* 60 MX 0 .\n_sip._tcp 60 SRV 0 0 0 .\n");
	fixture.job.reread = true;
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
	assert_string_equal(cloudflare_live(&fixture),
			    "_sip._tcp.example.com. 60 IN SRV 0 0 0 .\n");
	cloudflare_end(&fixture);
}

static void a_failure_is_told_with_what_the_api_says(void **state)
{
	static const struct {
		int status;
		const char *answer;
		enum wm_code code;
		const char *says[2];
	} rows[] = {
		{401,
		 FAILURE(10000, "Authentication error"),
		 WM_EAUTH,
		 {"10000: Authentication error", "Zone Read"}},
		{400, FAILURE(6003, "Invalid request headers"), WM_EAUTH, {"6003", "token"}},
		{403,
		 FAILURE(9109, "Unauthorized to access requested resource"),
		 WM_EAUTH,
		 {"answered 403", "9109"}},
		{400, FAILURE(7003, "Could not route"), WM_EREFUSED, {"7003", "api.example"}},
		{404, FAILURE(7003, "Could not route"), WM_ENOZONE, {"7003", "url"}},
		{200,
		 FAILURE(1004, "DNS Validation Error"),
		 WM_EREFUSED,
		 {"answered that it failed (1004: DNS Validation Error)", ""}},
		{200,
		 "{'success':false,'errors':[],'messages':[],'result':null}",
		 WM_EREFUSED,
		 {"answered that it failed", ""}},
		{400,
		 "{'errors':[{'code':1004,'message':'a','error_chain':[{'code':9005,'message':'b'}]"
		 "}]}",
		 WM_EREFUSED,
		 {"(1004: a (9005: b))", ""}},
		{403, FAILURE(1, "you sent " TOKEN), WM_EAUTH, {"answered 403", "token"}},
		{403, FAILURE(1, "\\u001b[31mred"), WM_EAUTH, {"\\027[31mred", ""}},
		{502,
		 "<html><head><title>502 Bad Gateway</title></head></html>",
		 WM_EREMOTE,
		 {"502 Bad Gateway", ""}},
		{500, FAILURE(81044, "odd"), WM_EREMOTE, {"81044", ""}},
		{302, "", WM_EUNSUPPORTED, {"redirect", ""}},
		{429, "", WM_EBUSY, {"too many", ""}},
		{200, "<html>", WM_EPROTOCOL, {"", ""}},
		{200, "{'success':true", WM_EPROTOCOL, {"", ""}},
		{200, "", WM_EPROTOCOL, {"", ""}},
		{200, "[]", WM_EPROTOCOL, {"", ""}},
		{200, "{'success':true}", WM_EPROTOCOL, {"result", ""}},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct script_turn turns[] = {
			{ZONES "1", rows[i].status, rows[i].answer, NULL, WM_OK}, {0}};
		struct job_fixture fixture;

		cloudflare_begin(&fixture, WM_JOB_FIND, NULL);
		job_names(&fixture, "@");
		assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_FAIL);
		if (fixture.job.fail.code != rows[i].code)
			fail_msg("row %zu: %s", i, fixture.job.fail.text);
		for (size_t k = 0; k < 2; k++)
			if (!strstr(fixture.job.fail.text, rows[i].says[k]))
				fail_msg("row %zu: no \"%s\" in: %s", i, rows[i].says[k],
					 fixture.job.fail.text);
		cloudflare_end(&fixture);
	}
}

static void an_empty_purse_stops_the_account_until_the_window_ends(void **state)
{
	static const struct {
		const char *header;
		uint64_t pause_ms;
	} rows[] = {
		{NULL, 0},
		{"ratelimit: \"default\";r=50;t=30", 0},
		{"ratelimit: \"default\";r=0;t=30", 30000},
		{"ratelimit: \"burst\";r=99;t=7, \"default\";r=0;t=30", 30000},
		{"ratelimit: \"burst\";r=0;t=7, \"default\";r=9;t=30", 7000},
		{"ratelimit: \"burst\";r=0;t=70, \"default\";r=0;t=30", 70000},
		{"ratelimit: \"default\";r=05;t=30", 0},
		{"ratelimit: \"default\";r=0;t=301", 0},
		{"ratelimit: \"default\";r=0", 0},
		{"ratelimit: \"default\";r=;t=", 0},
		{"ratelimit: ,,;r=0,;t=4", 0},
		{"ratelimit-policy: \"default\";r=0;t=30", 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct script_turn turns[] = {
			{ZONES "1", 200, PAGE(1, 1, 0, ""), rows[i].header, WM_OK}, {0}};
		struct job_fixture fixture;

		cloudflare_begin(&fixture, WM_JOB_FIND, NULL);
		job_names(&fixture, "@");
		assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
		assert_int_equal(fixture.account.pause_ms, rows[i].pause_ms);
		cloudflare_end(&fixture);
	}
}

/* ---- recorded answers ---- */

static size_t recorded;

/* Each answer of a listing, as the one page that it is. */
static void play_exchange(const struct cassette_exchange *exchange)
{
	struct job_fixture fixture;
	struct wm_reply reply = {.status = exchange->status, .server = "recorded"};
	bool zones = strstr(exchange->url, "/zones?") != NULL;
	struct wm_request request = {0};
	struct wm_fail why = {0};
	json_t *root;

	reply.body = (struct wm_bytes){(const uint8_t *)exchange->reply, strlen(exchange->reply)};
	root = wm_rest_parse(reply.body, &why);
	if (!root)
		fail_msg("%s: %s", exchange->url, why.text);
	assert_int_equal(wm_rest_true(root, "success"), exchange->status == 200);
	cloudflare_begin(&fixture, zones ? WM_JOB_FIND : WM_JOB_READ, "@ 60 A 192.0.2.1\n");
	job_names(&fixture, "@ example.net.");
	if (strcmp(exchange->method, "GET") == 0) {
		assert_int_equal(fixture.provider->produce(&fixture.job, &request), WM_STEP_SEND);
		if (fixture_reply(&fixture, &request, &reply) != WM_STEP_DONE)
			fail_msg("%s: %s", exchange->url, fixture.job.fail.text);
		recorded++;
	}
	cloudflare_end(&fixture);
	json_decref(root);
}

static void play(struct wm_arena *arena, const struct cassette *cassette)
{
	(void)arena;
	for (size_t i = 0; i < cassette->count; i++)
		play_exchange(&cassette->items[i]);
}

static void every_recorded_listing_is_read(void **state)
{
	(void)state;
	cassette_each("cloudflare", play);
	assert_true(recorded >= 20);
}

TEST_MAIN(TEST(each_name_gets_the_longest_zone_of_all_pages),
	  TEST(a_zone_without_a_proper_id_fails_the_listing), TEST(what_is_not_ours_is_foreign),
	  TEST(a_want_below_a_delegation_is_refused), TEST(looking_again_asks_for_the_names_alone),
	  TEST(a_failure_is_told_with_what_the_api_says),
	  TEST(an_empty_purse_stops_the_account_until_the_window_ends),
	  TEST(every_recorded_listing_is_read))
