/* agent/provider/rfc2136_read.c: what a READ says about a zone, by transfer and by questions. */
#include "dns_model.h"

#include "provider/rfc2136.h"

/* One zone, what is wanted of it, and the records that are there in truth. */
static const struct {
	const char *zone;
	const char *wants;
	const char *live;
	size_t updates; /* probes that reading by questions takes, all told by changing nothing */
} zones[] = {
	{"", "xmpp 300 A 192.0.2.1\n", "", 0},
	{"xmpp 300 A 192.0.2.9\nxmpp 60 TXT \"x\"\n", "xmpp 300 A 192.0.2.1\nxmpp 60 TXT \"y\"\n",
	 "xmpp.example.com. 300 IN A 192.0.2.9\nxmpp.example.com. 60 IN TXT \"x\"\n", 0},
	/* a CNAME where something else is wanted */
	{"www 300 CNAME web\nweb 300 A 192.0.2.9\n", "www 300 A 192.0.2.1\n",
	 "www.example.com. 300 IN CNAME web.example.com.\n", 0},
	/* all else where a CNAME is wanted */
	{"www 300 A 192.0.2.9\nwww 60 MX 10 mail\n", "www 300 CNAME web\n",
	 "www.example.com. 300 IN A 192.0.2.9\n"
	 "www.example.com. 60 IN MX 10 mail.example.com.\n",
	 0},
	/* ... of a type without a name too */
	{"loc 300 TXT \"x\"\nloc 60 TYPE29 \\# 2 abcd\n", "loc 300 CNAME web\n",
	 "loc.example.com. 300 IN TXT \"x\"\nloc.example.com. 60 IN TYPE29 \\# 2 abcd\n", 0},
	/* the wildcard's data is not the name's */
	{"* 300 A 192.0.2.9\n", "xmpp 300 A 192.0.2.9\n", "", 1},
	{"* 300 A 192.0.2.9\n", "_sip._tls 300 A 192.0.2.9\n", "", 1},
	/* ... unless the name has the same of its own */
	{"* 300 A 192.0.2.9\nxmpp 300 A 192.0.2.9\n", "xmpp 300 A 192.0.2.9\n",
	 "xmpp.example.com. 300 IN A 192.0.2.9\n", 1},
	/* other data, or no data of the type: nothing to doubt */
	{"* 300 A 192.0.2.9\nxmpp 300 A 192.0.2.1\n", "xmpp 300 A 192.0.2.1\n",
	 "xmpp.example.com. 300 IN A 192.0.2.1\n", 0},
	{"* 300 TXT \"x\"\n", "xmpp 300 A 192.0.2.9\n", "", 0},
	/* a wildcard CNAME, seen through questions for other types and for itself */
	{"* 300 CNAME web\n", "xmpp 300 A 192.0.2.9\n", "", 1},
	{"* 300 CNAME web\n", "xmpp 300 CNAME web\n", "", 1},
	{"* 300 CNAME web\nxmpp 300 CNAME web\n", "xmpp 300 CNAME web\n",
	 "xmpp.example.com. 300 IN CNAME web.example.com.\n", 1},
	/* a wildcard of another type behind a wanted CNAME */
	{"* 300 A 192.0.2.9\n", "xmpp 300 CNAME web\n", "", 1},
	/* the nearer wildcard hides the farther one */
	{"* 300 A 192.0.2.1\n*.in 300 A 192.0.2.2\n", "a.in 300 A 192.0.2.2\n", "", 1},
	/* a wildcard that is wanted itself */
	{"* 300 A 192.0.2.1\n", "* 300 A 192.0.2.1\n", "*.example.com. 300 IN A 192.0.2.1\n", 0},
	{"* 300 A 192.0.2.1\n", "* 300 CNAME web\nx 300 A 192.0.2.1\n",
	 "*.example.com. 300 IN A 192.0.2.1\n", 1},
	/* the apex, and a delegation that is wanted as such */
	{"@ 300 TXT \"v\"\n", "@ 300 TXT \"v\"\n", "example.com. 300 IN TXT \"v\"\n", 0},
	{"sub 300 NS ns9.example.net.\n", "sub 300 NS ns1\n",
	 "sub.example.com. 300 IN NS ns9.example.net.\n", 0},
};

/* Does the contract of wm_live promise SET for the wants of JOB? */
static bool is_promised(const struct wm_job *job, const struct wm_rrset *set)
{
	for (size_t i = 0; i < job->want_count; i++)
		if (wm_name_equal(&job->wants[i]->rrset.owner, &set->owner) &&
		    (job->wants[i]->rrset.type == set->type || set->type == WM_TYPE_CNAME ||
		     job->wants[i]->rrset.type == WM_TYPE_CNAME))
			return true;
	return false;
}

static const char *print_live(struct job_fixture *fixture)
{
	const struct wm_rrsets *live = &fixture->job.live.rrsets;
	struct wm_rrset *items = WM_ARENA_NEW(fixture->arena, struct wm_rrset, live->count);
	struct wm_rrsets promised = {.items = items};

	for (size_t i = 0; i < live->count; i++)
		if (is_promised(&fixture->job, &live->items[i]))
			items[promised.count++] = live->items[i];
	return fixture_text(fixture->arena, &promised);
}

static const char *read_live(struct job_fixture *fixture, struct dns_model *model,
			     enum wm_rfc2136_read mode, bool reversed)
{
	fixture_value(fixture, "read")->number = mode;
	if (job_drive(fixture, &model->server, reversed) != WM_STEP_DONE)
		fail_msg("%s", fixture->job.fail.text);
	assert_int_equal(fixture->job.live.serial, 7);
	return print_live(fixture);
}

static void both_ways_of_reading_tell_the_same(void **state)
{
	static const enum wm_rfc2136_read modes[] = {WM_READ_AXFR, WM_READ_QUERY};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(zones); i++)
		for (size_t k = 0; k < 4; k++) {
			struct job_fixture fixture;
			struct dns_model model;
			const char *live;

			model_begin(&model, zones[i].zone);
			job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, zones[i].wants);
			live = read_live(&fixture, &model, modes[k / 2], k % 2);
			if (strcmp(live, zones[i].live) != 0)
				fail_msg("row %zu, way %zu: got\n%s", i, k, live);
			assert_int_equal(model.updates,
					 modes[k / 2] == WM_READ_QUERY ? zones[i].updates : 0);
			job_end(&fixture);
			model_end(&model);
		}
}

/* Zones that no READ can make sense of. */
static void a_read_that_cannot_tell_fails_and_says_why(void **state)
{
	static const struct {
		const char *zone;
		const char *wants;
		const char *trap;
		enum wm_rcode rcode, transfer, update;
		enum wm_rfc2136_read mode;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{"sub NS ns9.example.net.\n", "a.sub A 192.0.2.1\n", NULL, 0, 0, 0, WM_READ_AXFR,
		 WM_ENOZONE,
		 "a.sub.example.com. lies at or below sub.example.com., a zone cut (NS records): "
		 "nobody would see it in this zone"},
		{"sub NS ns9.example.net.\n", "a.sub A 192.0.2.1\n", NULL, 0, 0, 0, WM_READ_QUERY,
		 WM_ENOZONE,
		 "reading a.sub.example.com. A from 192.0.2.53: the name lies below a zone cut at "
		 "sub.example.com. (NS records)"},
		{"sub NS ns9.example.net.\n", "sub A 192.0.2.1\n", NULL, 0, 0, 0, WM_READ_AUTO,
		 WM_ENOZONE,
		 "sub.example.com. lies at or below sub.example.com., a zone cut (NS records): "
		 "nobody "
		 "would see it in this zone"},
		{"sub DNAME example.net.\n", "a.sub A 192.0.2.1\n", NULL, 0, 0, 0, WM_READ_AXFR,
		 WM_ENOZONE,
		 "a.sub.example.com. lies at or below sub.example.com., a DNAME: nobody would see "
		 "it "
		 "in this zone"},
		{"sub DNAME example.net.\n", "a.sub A 192.0.2.1\n", NULL, 0, 0, 0, WM_READ_QUERY,
		 WM_ENOZONE,
		 "reading a.sub.example.com. A from 192.0.2.53: the name lies below a DNAME"},
		{"", "a A 192.0.2.1\n", "a", WM_RCODE_SERVFAIL, 0, 0, WM_READ_QUERY, WM_EREMOTE,
		 "reading a.example.com. A from 192.0.2.53: the server answered SERVFAIL"},
		{"", "a A 192.0.2.1\n", "a", WM_RCODE_REFUSED, WM_RCODE_NOTAUTH, 0, WM_READ_AUTO,
		 WM_EREFUSED,
		 "reading a.example.com. A from 192.0.2.53: the server answered REFUSED; before, "
		 "transfer of example.com. from 192.0.2.53: refused (NOTAUTH, 0 records): allow it "
		 "for this key (allow-transfer), or set read = query"},
		{"", "a A 192.0.2.1\n", NULL, 0, WM_RCODE_REFUSED, 0, WM_READ_AXFR, WM_EREFUSED,
		 "transfer of example.com. from 192.0.2.53: refused (REFUSED, 0 records): allow it "
		 "for this key (allow-transfer), or set read = query"},
		{"* A 192.0.2.1\n", "a A 192.0.2.1\n", NULL, 0, 0, WM_RCODE_REFUSED, WM_READ_QUERY,
		 WM_EREFUSED,
		 "reading a.example.com. A from 192.0.2.53: a wildcard has the same data, so it "
		 "cannot be told whether the name has any of its own (the server answered "
		 "REFUSED): "
		 "allow this key to transfer the zone"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct dns_model model;

		model_begin(&model, rows[i].zone);
		model.trap = rows[i].trap;
		model.trap_rcode = rows[i].rcode;
		model.transfer = rows[i].transfer;
		model.update = rows[i].update;
		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ,
			  wm_arena_printf(model.arena, "$TTL 60\n%s", rows[i].wants));
		fixture_value(&fixture, "read")->number = rows[i].mode;
		assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_FAIL);
		assert_string_equal(fixture.job.fail.text, rows[i].text);
		assert_int_equal(fixture.job.fail.code, rows[i].code);
		job_end(&fixture);
		model_end(&model);
	}
}

static void a_zone_that_is_not_there_is_never_an_empty_one(void **state)
{
	struct job_fixture fixture;
	struct dns_model model;

	(void)state;
	model_begin(&model, "");
	model.other_zones = fixture_zone;
	model.transfer = WM_RCODE_NOTAUTH;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, "a 60 A 192.0.2.1\n");
	assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_FAIL);
	assert_int_equal(fixture.job.fail.code, WM_EREFUSED);
	job_end(&fixture);
	model_end(&model);
}

/* Where the transfer breaks, questions take over and nothing of it is kept. */
static void a_broken_transfer_leaves_nothing_behind(void **state)
{
	static const struct {
		size_t cut_after;
		bool bad_end;
		enum wm_rcode transfer;
		bool tcp; /* are the questions then asked over TCP? */
	} rows[] = {
		{3, false, 0, false},
		{6, false, 0, false},
		{0, true, 0, true},
		{0, false, WM_RCODE_REFUSED, true},
		{0, false, WM_RCODE_NOTIMP, true},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct dns_model model;

		model_begin(&model, "a 60 A 192.0.2.1\nb 60 A 192.0.2.2\nc 60 A 192.0.2.3\n");
		model.cut_after = rows[i].cut_after;
		model.bad_end = rows[i].bad_end;
		model.transfer = rows[i].transfer;
		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ,
			  "a 60 A 192.0.2.1\nc 60 A 192.0.2.3\nd 60 A 192.0.2.4\n");
		assert_string_equal(read_live(&fixture, &model, WM_READ_AUTO, false),
				    "a.example.com. 60 IN A 192.0.2.1\n"
				    "c.example.com. 60 IN A 192.0.2.3\n");
		assert_int_equal(model.transfers, 1);
		job_end(&fixture);

		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, "a 60 A 192.0.2.1\n");
		fixture_value(&fixture, "read")->number = WM_READ_AXFR;
		assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_FAIL);
		assert_int_equal(fixture.job.live.rrsets.count, 0);
		job_end(&fixture);
		model_end(&model);
	}
}

static void reading_back_a_few_records_spares_the_transfer(void **state)
{
	static const struct {
		size_t wants;
		size_t transfers;
	} rows[] = {{1, 0}, {32, 0}, {33, 1}};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct dns_model model;
		struct wm_buf wants;

		wm_buf_init(&wants, 4096);
		for (size_t k = 0; k < rows[i].wants; k++)
			wm_buf_printf(&wants, "h%zu 60 A 192.0.2.1\n", k);
		model_begin(&model, "a 60 A 192.0.2.1\n");
		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, wm_buf_string(&wants));
		fixture.job.reread = true;
		(void)read_live(&fixture, &model, WM_READ_AUTO, false);
		assert_int_equal(model.transfers, rows[i].transfers);
		job_end(&fixture);
		model_end(&model);
		wm_buf_done(&wants);
	}
}

static void no_answer_at_all_fails_with_the_reason(void **state)
{
	struct job_fixture fixture;
	struct dns_model model;

	(void)state;
	model_begin(&model, "");
	model.silent = WM_ETIMEOUT;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, "a 60 A 192.0.2.1\n");
	assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_FAIL);
	assert_int_equal(fixture.job.fail.code, WM_ETIMEOUT);
	assert_string_equal(fixture.job.fail.text, "nobody answered");
	job_end(&fixture);
	model_end(&model);
}

TEST_MAIN(TEST(both_ways_of_reading_tell_the_same),
	  TEST(a_read_that_cannot_tell_fails_and_says_why),
	  TEST(a_zone_that_is_not_there_is_never_an_empty_one),
	  TEST(a_broken_transfer_leaves_nothing_behind),
	  TEST(reading_back_a_few_records_spares_the_transfer),
	  TEST(no_answer_at_all_fails_with_the_reason))
