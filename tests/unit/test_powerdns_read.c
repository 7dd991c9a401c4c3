/* powerdns_read.c: zones as the API gives them. */
#include "cassette.h"
#include "powerdns_fixture.h"

static void a_zone_is_asked_for_by_its_id(void **state)
{
	static const struct {
		const char *zone, *request;
	} rows[] = {
		{"example.com.", "GET " ZONE_URL " "},
		{"128/26.2.0.192.in-addr.arpa.",
		 "GET " ZONES_URL "/128=2F26.2.0.192.in-addr.arpa. "},
		{"_tcp.example.com.", "GET " ZONES_URL "/=5Ftcp.example.com. "},
		{".", "GET " ZONES_URL "/=2E "},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct powerdns_fixture fixture;

		powerdns_begin(&fixture, WM_JOB_READ, NULL);
		fixture.job.job.zone.zone = fixture_name(fixture.job.arena, rows[i].zone);
		assert_string_equal(rest_request(&fixture.job), rows[i].request);
		assert_string_equal(rest_request(&fixture.job), "wait");
		powerdns_end(&fixture);
	}
}

/* What is read, then foreign data as "! OWNER TYPE: what". */
static const char *live_text(struct powerdns_fixture *fixture)
{
	const struct wm_live *live = &fixture->job.job.live;
	const char *text = fixture_text(fixture->job.arena, &live->rrsets);
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < live->foreign_count; i++)
		text = wm_arena_printf(
			fixture->job.arena, "%s! %s %s: %s\n", text,
			wm_name_text(&live->foreign[i].owner, owner),
			live->foreign[i].type ? wm_type_text(live->foreign[i].type, type) : "-",
			live->foreign[i].what);
	return text;
}

#define WANTS "a 60 A 192.0.2.1\nb 60 CNAME x\n_s._tcp 60 SRV 0 0 1 a\n"

static void what_is_wanted_is_read_and_what_no_rrset_holds_is_foreign(void **state)
{
	static const struct {
		const char *sets, *text;
	} rows[] = {
		{SOA, ""},
		{SOA ", " SET("a.example.com.", "A", "60",
			      RECORD("192.0.2.2") ", " RECORD(
				      "192.0.2.1")) ", " SET("z.example.com.", "A", "60",
							     RECORD("192.0.2.9")),
		 "a.example.com. 60 IN A 192.0.2.1\na.example.com. 60 IN A 192.0.2.2\n"},
		{SET("_s._tcp.EXAMPLE.com.", "SRV", "300", RECORD("0 0 1 A.example.com.")),
		 "_s._tcp.example.com. 300 IN SRV 0 0 1 a.example.com.\n"},
		/* 4.7 adds such when it is asked for some names only. */
		{SET("a.example.com.", "A", "0", ""), ""},
		{SET("a.example.com.", "A", "60", RECORD("192.0.2.1") ", " DISABLED("192.0.2.2")),
		 "a.example.com. 60 IN A 192.0.2.1\n! a.example.com. A: a disabled record\n"},
		{SET("a.example.com.", "ALIAS", "60", RECORD("x.example.net.")),
		 "! a.example.com. A: an ALIAS record\n! a.example.com. AAAA: an ALIAS record\n"},
		{SET("a.example.com.", "LUA", "60",
		     RECORD("A \\\"ifportup(443, {'192.0.2.1'})\\\"")),
		 "! a.example.com. A: a LUA record\n"},
		{SET("z.example.com.", "ALIAS", "60", RECORD("x.example.net.")), ""},
		{SET("a.example.com.", "A", "60", RECORD("not an address")),
		 "! a.example.com. A: a record that waymark cannot read\n"},
		{SET("b.example.com.", "WEIRD", "60", RECORD("whatever")),
		 "! b.example.com. -: a record that waymark cannot read\n"},
		{SET("b.example.com.", "TYPE65400", "60", RECORD("\\\\# 2 abcd")),
		 "b.example.com. 60 IN TYPE65400 \\# 2 abcd\n"},
		{SET("bad..name.", "A", "60", RECORD("192.0.2.1")), ""},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct powerdns_fixture fixture;
		const char *answer;

		powerdns_begin(&fixture, WM_JOB_READ, WANTS);
		(void)rest_request(&fixture.job);
		answer = zone_answer(fixture.job.arena, rows[i].sets);
		if (rest_answer(&fixture.job, 200, answer) != WM_STEP_DONE)
			fail_msg("row %zu: %s", i, fixture.job.job.fail.text);
		assert_string_equal(live_text(&fixture), rows[i].text);
		assert_int_equal(fixture.job.job.live.serial, 9);
		powerdns_end(&fixture);
	}
}

static void foreign_data_is_sorted_by_owner_and_type(void **state)
{
	struct powerdns_fixture fixture;

	(void)state;
	powerdns_begin(&fixture, WM_JOB_READ, WANTS);
	(void)rest_request(&fixture.job);
	assert_int_equal(
		rest_answer(
			&fixture.job, 200,
			zone_answer(fixture.job.arena,
				    SET("b.example.com.", "AAAA", "60", DISABLED("::1")) ", " SET(
					    "b.example.com.", "A", "60",
					    DISABLED("192.0.2.1")) ", " SET("a.example.com.", "TXT",
									    "60", DISABLED("x")))),
		WM_STEP_DONE);
	assert_string_equal(live_text(&fixture), "! a.example.com. TXT: a disabled record\n"
						 "! b.example.com. A: a disabled record\n"
						 "! b.example.com. AAAA: a disabled record\n");
	powerdns_end(&fixture);
}

static void an_answer_that_is_not_the_zone_is_not_an_empty_zone(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{200, "", WM_EPROTOCOL, "not JSON"},
		{200, "[]", WM_EPROTOCOL, "not this zone"},
		{200, "{\"name\": \"example.com.\"}", WM_EPROTOCOL, "not this zone"},
		{200, "{\"name\": \"example.net.\", \"rrsets\": []}", WM_EPROTOCOL,
		 "not this zone"},
		{200, "{\"name\": \"example.com.\", \"rrsets\": [1]}", WM_EPROTOCOL,
		 "RRset 0 of the answer: without name, type or records"},
		{200,
		 "{\"name\": \"example.com.\", \"rrsets\": [{\"name\": \"a.\", \"type\": \"A\", "
		 "\"ttl\": -1, \"records\": [{\"content\": \"192.0.2.1\"}]}]}",
		 WM_EPROTOCOL, "RRset 0 of the answer: its TTL is none"},
		{200,
		 "{\"name\": \"example.com.\", \"rrsets\": [{\"name\": \"a.\", \"type\": \"A\", "
		 "\"ttl\": 1, \"records\": [{}]}]}",
		 WM_EPROTOCOL, "a record without content"},
		{204, "", WM_EPROTOCOL, "not JSON"},
		{404, "Not Found", WM_ENOZONE,
		 "reading the zone example.com.: api.example answered 404 (Not Found)"},
		{422, "{\"error\": \"Could not find domain 'example.com.'\"}", WM_EREFUSED,
		 "Could not find domain"},
		{401, "Unauthorized", WM_EAUTH, "check that the token"},
		{503, "", WM_EREMOTE, "503"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct powerdns_fixture fixture;

		powerdns_begin(&fixture, WM_JOB_READ, WANTS);
		(void)rest_request(&fixture.job);
		assert_int_equal(rest_answer(&fixture.job, rows[i].status, rows[i].body),
				 WM_STEP_FAIL);
		assert_int_equal(fixture.job.job.fail.code, rows[i].code);
		assert_non_null(strstr(fixture.job.job.fail.text, rows[i].text));
		powerdns_end(&fixture);
	}
}

static void names_below_a_zone_cut_are_refused(void **state)
{
	struct powerdns_fixture fixture;

	(void)state;
	powerdns_begin(&fixture, WM_JOB_READ, "a.sub 60 A 192.0.2.1\n");
	(void)rest_request(&fixture.job);
	assert_int_equal(
		rest_answer(&fixture.job, 200,
			    zone_answer(fixture.job.arena, SET("sub.example.com.", "NS", "60",
							       RECORD("ns.example.net.")))),
		WM_STEP_FAIL);
	assert_int_equal(fixture.job.job.fail.code, WM_ENOZONE);
	powerdns_end(&fixture);
}

/* ---- recorded exchanges ---- */

/* Everything that RECORD has asked for must be in the zone as it is read next. */
static void check_exchange(struct wm_arena *arena, const struct cassette *cassette, size_t index)
{
	const struct cassette_exchange *exchange = &cassette->items[index];
	WM_REST_JSON root = NULL;
	const json_t *sets, *before;
	struct powerdns_fixture fixture;
	const struct wm_want **wants;
	size_t count;

	if (strcmp(exchange->method, "GET") != 0 || exchange->status != 200)
		return;
	root = wm_rest_parse(
		(struct wm_bytes){(const uint8_t *)exchange->reply, strlen(exchange->reply)}, NULL);
	assert_non_null(root);
	sets = json_object_get(root, "rrsets");
	count = json_array_size(sets);
	powerdns_begin(&fixture, WM_JOB_READ, NULL);
	wants = WM_ARENA_NEW(arena, const struct wm_want *, count);
	for (size_t i = 0; i < count; i++) {
		const json_t *set = json_array_get(sets, i);
		const char *name = wm_rest_text(set, "name"), *type = wm_rest_text(set, "type");
		struct wm_want *want = WM_ARENA_NEW(arena, struct wm_want, 1);

		assert_int_equal(
			wm_name_read(arena, name, strlen(name), NULL, &want->rrset.owner, NULL),
			WM_OK);
		assert_true(wm_type_read(type, strlen(type), &want->rrset.type));
		wants[i] = want;
	}
	if (count)
		qsort(wants, count, sizeof(*wants), fixture_compare);
	fixture.job.job.wants = wants;
	fixture.job.job.want_count = count;
	fixture.job.job.zone.zone = fixture_name(arena, wm_rest_text(root, "name"));
	(void)rest_request(&fixture.job);
	if (rest_answer(&fixture.job, 200, exchange->reply) != WM_STEP_DONE)
		fail_msg("%s, exchange %zu: %s", cassette->path, index, fixture.job.job.fail.text);
	assert_int_equal(fixture.job.job.live.rrsets.count, count);
	assert_int_equal(fixture.job.job.live.foreign_count, 0);
	for (size_t i = 0; i < count; i++) {
		const json_t *set = json_array_get(sets, i);
		struct wm_want want;
		const char *name = wm_rest_text(set, "name"), *type = wm_rest_text(set, "type");
		const struct wm_rrset *read;

		(void)wm_name_read(arena, name, strlen(name), NULL, &want.rrset.owner, NULL);
		(void)wm_type_read(type, strlen(type), &want.rrset.type);
		read = wm_rrsets_find(&fixture.job.job.live.rrsets, &want.rrset.owner,
				      want.rrset.type);
		assert_non_null(read);
		before = json_object_get(set, "records");
		assert_int_equal(read->count, json_array_size(before));
		assert_int_equal(read->ttl_s, json_integer_value(json_object_get(set, "ttl")));
	}
	powerdns_end(&fixture);
}

static void check_cassette(struct wm_arena *arena, const struct cassette *cassette)
{
	for (size_t i = 0; i < cassette->count; i++)
		check_exchange(arena, cassette, i);
}

static void every_recorded_zone_is_read_whole(void **state)
{
	(void)state;
	cassette_each("powerdns", check_cassette);
}

TEST_MAIN(TEST(a_zone_is_asked_for_by_its_id),
	  TEST(what_is_wanted_is_read_and_what_no_rrset_holds_is_foreign),
	  TEST(foreign_data_is_sorted_by_owner_and_type),
	  TEST(an_answer_that_is_not_the_zone_is_not_an_empty_zone),
	  TEST(names_below_a_zone_cut_are_refused), TEST(every_recorded_zone_is_read_whole))
