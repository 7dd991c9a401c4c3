/* powerdns_apply.c: read again, compare, one PATCH. */
#include "cassette.h"
#include "powerdns_fixture.h"

struct apply_fixture {
	struct powerdns_fixture base;
	struct plan_fixture plan;
};

/* An APPLY job for the plan of ROW. */
static void begin(struct apply_fixture *fixture, const struct plan_case *row)
{
	powerdns_begin(&fixture->base, WM_JOB_APPLY, NULL);
	fixture_begin(&fixture->plan, row);
	fixture->base.job.job.plan = &fixture->plan.zone;
}

static void end(struct apply_fixture *fixture)
{
	fixture_end(&fixture->plan);
	powerdns_end(&fixture->base);
}

/* Let the machine read SETS again; what it asks next. */
static const char *read_again(struct apply_fixture *fixture, const char *sets)
{
	struct job_fixture *job = &fixture->base.job;

	assert_string_equal(rest_request(job), "GET " ZONE_URL " ");
	assert_string_equal(rest_request(job), "wait");
	if (rest_answer(job, 200, zone_answer(job->arena, sets)) == WM_STEP_FAIL)
		return job->job.fail.text;
	return rest_request(job);
}

#define PATCH(sets) "once PATCH " ZONE_URL " {\"rrsets\":[" sets "]}"
#define REPLACE(name, type, ttl, records)                           \
	"{\"name\":\"" name "\",\"type\":\"" type "\",\"ttl\":" ttl \
	",\"changetype\":\"REPLACE\",\"records\":[" records "]}"
#define DELETE(name, type, ttl)                                     \
	"{\"name\":\"" name "\",\"type\":\"" type "\",\"ttl\":" ttl \
	",\"changetype\":\"DELETE\",\"records\":[]}"
#define PUT(content) "{\"content\":\"" content "\",\"disabled\":false}"

static void all_changes_are_one_patch_with_deletions_first(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *sets, *request;
	} rows[] = {
		{{.wants = "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n_s._tcp 300 SRV 0 0 1 a\n"
			   "t 60 TXT \"v=spf1 -all\" \"two\"\n"},
		 SOA,
		 PATCH(REPLACE("a.example.com.", "A", "60", PUT("192.0.2.1") "," PUT("192.0.2.2")) "," REPLACE(
			 "t.example.com.", "TXT", "60",
			 PUT("\\\"v=spf1 -all\\\" \\\"two\\\"")) "," REPLACE("_s._tcp.example.com.",
									     "SRV", "300",
									     PUT("0 0 1 "
										 "a.example."
										 "com.")))},
		{{.adopts = "a 60 CNAME x.example.net.\n", .live = "a 60 A 192.0.2.1\n"},
		 SOA ", " SET("a.example.com.", "A", "60", RECORD("192.0.2.1")),
		 PATCH(DELETE("a.example.com.", "A", "60") "," REPLACE(
			 "a.example.com.", "CNAME", "60", PUT("x.example.net.")))},
		/* The plan's order has this deletion last; the request cannot. */
		{{.wants = "n 60 A 192.0.2.1\n", .removes = "a 60 TXT x\n", .live = "a 30 TXT x\n"},
		 SOA ", " SET("a.example.com.", "TXT", "30", RECORD("\\\"x\\\"")),
		 PATCH(DELETE("a.example.com.", "TXT", "30") "," REPLACE("n.example.com.", "A",
									 "60", PUT("192.0.2.1")))},
		/* The server's own form of SvcParams. */
		{{.wants = "a 60 HTTPS 1 . alpn=h2,h3 port=8443 ech=AAAA key7=\"/q{?dns}\" key9\n"
			   "a 60 SVCB 0 key9.x\n"},
		 SOA,
		 PATCH(REPLACE(
			 "a.example.com.", "SVCB", "60",
			 PUT("0 key9.x.example.com.")) "," REPLACE("a.example.com.", "HTTPS", "60",
								   PUT("1 . alpn=h2,h3 port=8443 "
								       "ech=\\\"AAAA\\\" "
								       "key7=\\\"/q{?dns}\\\" "
								       "key9=\\\"\\\"")))},
		/* What happens elsewhere in the zone is nobody's concern. */
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SOA ", " SET("a.example.com.", "A", "60", RECORD("192.0.2.9")) ", " SET(
			 "new.example.com.", "A", "60", RECORD("192.0.2.9")),
		 PATCH(REPLACE("a.example.com.", "A", "60", PUT("192.0.2.1")))},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct apply_fixture fixture;

		begin(&fixture, &rows[i].plan);
		assert_string_equal(read_again(&fixture, rows[i].sets), rows[i].request);
		assert_string_equal(rest_request(&fixture.base.job), "wait");
		assert_int_equal(rest_answer(&fixture.base.job, 204, ""), WM_STEP_DONE);
		assert_int_equal(fixture.base.job.job.applied, fixture.plan.zone.change_count);
		end(&fixture);
	}
}

static void nothing_is_written_if_the_basis_is_gone(void **state)
{
#define CHANGED(what) what " changed since it was read"
	static const struct {
		struct plan_case plan;
		const char *sets, *said;
	} rows[] = {
		/* another value, another TTL, gone, there already, come into being */
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SET("a.example.com.", "A", "60", RECORD("192.0.2.8")),
		 CHANGED("a.example.com. A")},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SET("a.example.com.", "A", "61", RECORD("192.0.2.9")),
		 CHANGED("a.example.com. A")},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SOA,
		 CHANGED("a.example.com. A")},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SET("a.example.com.", "A", "60", RECORD("192.0.2.1")),
		 CHANGED("a.example.com. A")},
		{{.wants = "a 60 A 192.0.2.1\n"},
		 SET("a.example.com.", "A", "60", RECORD("192.0.2.9")),
		 CHANGED("a.example.com. A")},
		{{.removes = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.9\n"},
		 SOA,
		 CHANGED("a.example.com. A")},
		/* one of two, only the second of which has changed */
		{{.adopts = "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\n", .live = "b 60 A 192.0.2.9\n"},
		 SOA,
		 CHANGED("b.example.com. A")},
		/* a CNAME beside what is created, data beside a CNAME */
		{{.wants = "a 60 A 192.0.2.1\n"},
		 SET("a.example.com.", "CNAME", "60", RECORD("x.example.net.")),
		 CHANGED("a.example.com. A")},
		{{.wants = "a 60 CNAME x\n"},
		 SET("a.example.com.", "TXT", "60", RECORD("\\\"x\\\"")),
		 CHANGED("a.example.com. CNAME")},
		/* data that is not ours to touch */
		{{.adopts = "a 60 A 192.0.2.1\n"},
		 SET("a.example.com.", "ALIAS", "60", RECORD("x.example.net.")),
		 CHANGED("a.example.com. A")},
	};
#undef CHANGED

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct apply_fixture fixture;

		begin(&fixture, &rows[i].plan);
		assert_string_equal(read_again(&fixture, rows[i].sets), rows[i].said);
		assert_int_equal(fixture.base.job.job.fail.code, WM_ECONFLICT);
		assert_int_equal(fixture.base.job.job.applied, 0);
		end(&fixture);
	}
}

static void a_no_to_the_patch_is_told_in_the_servers_words(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum wm_code code;
		const char *said;
	} rows[] = {
		{422,
		 "{\"error\": \"RRset a.example.com. IN A: Conflicts with pre-existing RRset\"}",
		 WM_ECONFLICT,
		 "changing the zone example.com.: RRset a.example.com. IN A: Conflicts with "
		 "pre-existing RRset"},
		{422, "{\"error\": \"Record a/A '192.0.2.256': not an address\"}", WM_EREFUSED,
		 "changing the zone example.com.: api.example answered 422 (Record a/A "
		 "'192.0.2.256': not an address): refused"},
		{413, "", WM_ELIMIT, "larger than it takes"},
		{401, "Unauthorized", WM_EAUTH, "check that the token"},
		{404, "Not Found", WM_ENOZONE, "404"},
		{500, "Internal Server Error", WM_EUNKNOWN, "500 (Internal Server Error)"},
		{302, "", WM_EUNSUPPORTED, "redirect"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct apply_fixture fixture;

		begin(&fixture, &(struct plan_case){.wants = "a 60 A 192.0.2.1\n"});
		(void)read_again(&fixture, SOA);
		assert_int_equal(rest_answer(&fixture.base.job, rows[i].status, rows[i].body),
				 WM_STEP_FAIL);
		assert_int_equal(fixture.base.job.job.fail.code, rows[i].code);
		assert_non_null(strstr(fixture.base.job.job.fail.text, rows[i].said));
		assert_int_equal(fixture.base.job.job.applied, 0);
		end(&fixture);
	}
}

static void a_lost_answer_leaves_the_outcome_unknown(void **state)
{
	static const struct wm_fail lost = {WM_EUNKNOWN, "connection lost"};
	const struct wm_reply reply = {.fail = &lost};
	struct apply_fixture fixture;

	(void)state;
	begin(&fixture, &(struct plan_case){.wants = "a 60 A 192.0.2.1\n"});
	(void)read_again(&fixture, SOA);
	assert_int_equal(wm_provider_powerdns.consume(&fixture.base.job.job, &reply), WM_STEP_FAIL);
	assert_int_equal(fixture.base.job.job.fail.code, WM_EUNKNOWN);
	end(&fixture);
}

static void a_zone_that_cannot_be_read_again_is_not_written(void **state)
{
	struct apply_fixture fixture;

	(void)state;
	begin(&fixture, &(struct plan_case){.wants = "a 60 A 192.0.2.1\n"});
	(void)rest_request(&fixture.base.job);
	assert_int_equal(rest_answer(&fixture.base.job, 503, ""), WM_STEP_FAIL);
	assert_int_equal(fixture.base.job.job.fail.code, WM_EREMOTE);
	end(&fixture);
}

/* ---- recorded exchanges ---- */

/* The want that SET of a recorded request stands for. */
static struct wm_want *read_want(struct wm_arena *arena, const json_t *set)
{
	const char *name = wm_rest_text(set, "name"), *type = wm_rest_text(set, "type");
	const json_t *records = json_object_get(set, "records");
	struct wm_want *want = WM_ARENA_NEW(arena, struct wm_want, 1);
	struct wm_rdata *rdata = WM_ARENA_NEW(arena, struct wm_rdata, json_array_size(records));

	want->rrset.rdata = rdata;
	want->rrset.ttl_s = (uint32_t)json_integer_value(json_object_get(set, "ttl"));
	assert_int_equal(wm_name_read(arena, name, strlen(name), NULL, &want->rrset.owner, NULL),
			 WM_OK);
	assert_true(wm_type_read(type, strlen(type), &want->rrset.type));
	for (; want->rrset.count < json_array_size(records); want->rrset.count++)
		assert_int_equal(
			wm_rest_rdata_read(
				arena, want->rrset.type,
				wm_rest_text(json_array_get(records, want->rrset.count), "content"),
				&rdata[want->rrset.count], NULL),
			WM_OK);
	return want;
}

/* For the same change our request is the same, member by member. */
static void check_patch(struct wm_arena *arena, const struct cassette_exchange *exchange)
{
	WM_REST_JSON recorded = json_loads(exchange->body, 0, NULL);
	const json_t *set = json_array_get(json_object_get(recorded, "rrsets"), 0);
	WM_REST_JSON ours = NULL;
	struct wm_zone_plan plan = {.provider = &fixture_provider};
	struct powerdns_fixture fixture;
	const struct wm_want *want;
	const char *request;

	if (exchange->status != 204 || strcmp(wm_rest_text(set, "changetype"), "REPLACE") != 0 ||
	    !json_array_size(json_object_get(set, "records")))
		return;
	want = read_want(arena, set);
	powerdns_begin(&fixture, WM_JOB_APPLY, NULL);
	plan.zone = fixture_name(arena, strrchr(exchange->url, '/') + 1);
	wm_plan_diff(arena, &want, 1, &(struct wm_live){.serial = 0}, &plan);
	fixture.job.job.plan = &plan;
	fixture.job.job.zone.zone = plan.zone;
	assert_non_null(strstr(rest_request(&fixture.job), strstr(exchange->url, "/servers/")));
	request = wm_arena_printf(arena, "{\"name\": \"%s\", \"rrsets\": []}",
				  strrchr(exchange->url, '/') + 1);
	assert_int_equal(rest_answer(&fixture.job, 200, request), WM_STEP_SEND);
	request = rest_request(&fixture.job);
	assert_int_equal(strncmp(request, "once PATCH ", 11), 0);
	ours = json_loads(strchr(request, '{'), 0, NULL);
	assert_true(json_equal(ours, recorded));
	powerdns_end(&fixture);
}

static void check_cassette(struct wm_arena *arena, const struct cassette *cassette)
{
	for (size_t i = 0; i < cassette->count; i++)
		if (!strcmp(cassette->items[i].method, "PATCH"))
			check_patch(arena, &cassette->items[i]);
}

static void recorded_patches_say_what_ours_say(void **state)
{
	(void)state;
	cassette_each("powerdns", check_cassette);
}

TEST_MAIN(TEST(all_changes_are_one_patch_with_deletions_first),
	  TEST(nothing_is_written_if_the_basis_is_gone),
	  TEST(a_no_to_the_patch_is_told_in_the_servers_words),
	  TEST(a_lost_answer_leaves_the_outcome_unknown),
	  TEST(a_zone_that_cannot_be_read_again_is_not_written),
	  TEST(recorded_patches_say_what_ours_say))
