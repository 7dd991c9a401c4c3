/* agent/provider/rfc2136_find.c: which zone holds a name. */
#include "dns_model.h"

/* The zones found, one a line: "a.example.com. in example.com." or the reason why not. */
static const char *found_text(struct job_fixture *fixture)
{
	char name[WM_NAME_TEXT_MAX], zone[WM_NAME_TEXT_MAX];
	const char *text = "";

	for (size_t i = 0; i < fixture->job.name_count; i++) {
		const struct wm_found *found = &fixture->job.found[i];

		(void)wm_name_text(&fixture->job.names[i], name);
		if (found->zone.wire)
			text = wm_arena_printf(fixture->arena, "%s%s in %s\n", text, name,
					       wm_name_text(&found->zone, zone));
		else
			text = wm_arena_printf(fixture->arena, "%s%s: %s\n", text,
					       wm_code_name(found->fail->code), found->fail->text);
	}
	return text;
}

static void the_server_tells_by_soa_records(void **state)
{
	static const struct {
		const char *zone;
		const char *names;
		const char *found;
		size_t requests;
	} rows[] = {
		{"", "@", "example.com. in example.com.\n", 1},
		{"a 60 A 192.0.2.1\n", "a", "a.example.com. in example.com.\n", 1},
		{"", "@ a b.a",
		 "example.com. in example.com.\na.example.com. in example.com.\n"
		 "b.a.example.com. in example.com.\n",
		 3},
		/* an alias says nothing about its own zone: its parent does, and is asked once */
		{"a 60 CNAME b\nc 60 CNAME x.example.net.\n", "a c",
		 "a.example.com. in example.com.\nc.example.com. in example.com.\n", 3},
		{"a 60 CNAME b\n", "@ a",
		 "example.com. in example.com.\na.example.com. in "
		 "example.com.\n",
		 2},
		{"* 60 CNAME b\n", "a.b.c", "a.b.c.example.com. in example.com.\n", 4},
		/* below a cut */
		{"sub 60 NS ns.example.net.\n", "a.sub",
		 "nozone: no zone found for a.sub.example.com.: 192.0.2.53 says that "
		 "sub.example.com. is delegated to other servers\n",
		 1},
		/* somebody else's name */
		{"", "a.example.net.",
		 "nozone: no zone found for a.example.net.: 192.0.2.53 answered REFUSED: it does "
		 "not "
		 "hold the zone, or not for this key\n",
		 1},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		for (int reversed = 0; reversed < 2; reversed++) {
			struct job_fixture fixture;
			struct dns_model model;

			model_begin(&model, rows[i].zone);
			job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
			job_names(&fixture, rows[i].names);
			assert_int_equal(job_drive(&fixture, &model.server, reversed),
					 WM_STEP_DONE);
			assert_string_equal(found_text(&fixture), rows[i].found);
			assert_int_equal(fixture.requests, rows[i].requests);
			job_end(&fixture);
			model_end(&model);
		}
}

static void a_server_in_trouble_is_told_from_one_without_the_zone(void **state)
{
	struct job_fixture fixture;
	struct dns_model model;

	(void)state;
	model_begin(&model, "");
	model.trap = "a";
	model.trap_rcode = WM_RCODE_SERVFAIL;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
	job_names(&fixture, "a b");
	assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_DONE);
	assert_string_equal(
		found_text(&fixture),
		"remote: no zone found for a.example.com.: 192.0.2.53 answered SERVFAIL: "
		"is the zone loaded there?\nb.example.com. in example.com.\n");
	job_end(&fixture);
	model_end(&model);
}

static void an_answer_without_authority_is_no_answer(void **state)
{
	struct job_fixture fixture;
	struct dns_model model;

	(void)state;
	model_begin(&model, "");
	model.trap = "a";
	model.trap_rcode = WM_RCODE_NOERROR;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
	job_names(&fixture, "a");
	assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_DONE);
	assert_string_equal(found_text(&fixture),
			    "nozone: no zone found for a.example.com.: 192.0.2.53 is not "
			    "authoritative for it: is it the primary server of the zone?\n");
	job_end(&fixture);
	model_end(&model);
}

/* Only what is in flight is waited for: 1,000 names at a dead server must not take hours. */
static void a_dead_server_is_not_asked_for_every_name(void **state)
{
	static const struct {
		enum wm_code code;
		bool asks_all;
	} rows[] = {{WM_ETIMEOUT, false},
		    {WM_ENETWORK, false},
		    {WM_EAUTH, false},
		    {WM_EPROTOCOL, true}};
	const size_t count = 1000;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct wm_name *names;
		struct dns_model model;

		model_begin(&model, "");
		model.silent = rows[i].code;
		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
		names = WM_ARENA_NEW(fixture.arena, struct wm_name, count);
		for (size_t k = 0; k < count; k++)
			names[k] = fixture_name(fixture.arena,
						wm_arena_printf(fixture.arena, "h%04zu", k));
		fixture.job.names = names;
		fixture.job.name_count = count;
		fixture.job.found = WM_ARENA_NEW(fixture.arena, struct wm_found, count);
		assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_DONE);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(fixture.job.found[k].fail->code, rows[i].code);
		assert_int_equal(fixture.requests == count, rows[i].asks_all);
		job_end(&fixture);
		model_end(&model);
	}
}

static void listed_zones_need_no_packet(void **state)
{
	struct job_fixture fixture;
	struct wm_name zones[3];

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
	zones[0] = fixture_name(fixture.arena, "sub");
	zones[1] = fixture_name(fixture.arena, "@");
	zones[2] = fixture_name(fixture.arena, "_tcp.pin.example.net.");
	fixture_value(&fixture, "zones")->names = zones;
	fixture_value(&fixture, "zones")->count = 3;
	job_names(&fixture, "@ ab.sub sub xsub example.net. _tcp.pin.example.net.");
	assert_int_equal(job_drive(&fixture, NULL, false), WM_STEP_DONE);
	assert_int_equal(fixture.requests, 0);
	assert_string_equal(found_text(&fixture),
			    "example.com. in example.com.\n"
			    "ab.sub.example.com. in sub.example.com.\n"
			    "sub.example.com. in sub.example.com.\n"
			    "xsub.example.com. in example.com.\n"
			    "nozone: example.net. is in none of the zones of provider 'corp' "
			    "(sub.example.com., example.com., _tcp.pin.example.net.)\n"
			    "_tcp.pin.example.net. in _tcp.pin.example.net.\n");
	job_end(&fixture);
}

static void no_name_needs_no_packet_either(void **state)
{
	struct job_fixture fixture;

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
	assert_int_equal(job_drive(&fixture, NULL, false), WM_STEP_DONE);
	assert_int_equal(fixture.requests, 0);
	job_end(&fixture);
}

TEST_MAIN(TEST(the_server_tells_by_soa_records),
	  TEST(a_server_in_trouble_is_told_from_one_without_the_zone),
	  TEST(an_answer_without_authority_is_no_answer),
	  TEST(a_dead_server_is_not_asked_for_every_name), TEST(listed_zones_need_no_packet),
	  TEST(no_name_needs_no_packet_either))
