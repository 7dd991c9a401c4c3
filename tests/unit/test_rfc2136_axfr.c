/* agent/provider/rfc2136_axfr.c: a transfer is complete, or it is a failure. */
#include "dns_model.h"

#include "provider/rfc2136.h"

static void the_request_is_a_bare_axfr_question(void **state)
{
	static const uint8_t expected[] = {0, 0,   0,   0,   0,   1,   0,   0,   0,   0,
					   0, 0,   7,   'e', 'x', 'a', 'm', 'p', 'l', 'e',
					   3, 'c', 'o', 'm', 0,   0,   252, 0,   1};
	struct job_fixture fixture;
	struct wm_request request = {0};

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, "a 60 A 192.0.2.1\n");
	wm_buf_init(&request.body, WM_MESSAGE_MAX);
	assert_true(wm_axfr_write(&fixture.job, &request));
	assert_true(request.tcp && request.stream && !request.once);
	assert_int_equal(request.body.len, sizeof(expected));
	assert_memory_equal(request.body.data, expected, sizeof(expected));
	wm_buf_done(&request.body);
	job_end(&fixture);
}

/* Hand the machine messages of these records, each message ended by a line "--"; "!" in front of a
 * record gives it the owner sub. */
static enum wm_step feed(struct job_fixture *fixture, const char *messages, size_t *ret_taken)
{
	struct wm_axfr *axfr = wm_axfr_new(&fixture->job);
	enum wm_step step = WM_STEP_WAIT;
	const char *end;

	*ret_taken = 0;
	for (; step == WM_STEP_WAIT && (end = strstr(messages, "--\n")); messages = end + 3) {
		struct wm_record records[8] = {{.type = 0}};
		struct wm_message message = {.answer = records};
		struct wm_reply reply = {.message = &message, .more = true, .server = "192.0.2.53"};

		while (messages < end) { /* one record at a time: their order matters here */
			bool sub = *messages == '!';
			size_t len = strcspn(messages += sub, "\n") + 1;
			struct wm_rrsets sets = fixture_sets(
				fixture->arena, wm_arena_text_n(fixture->arena, messages, len));
			struct wm_record *record = &records[message.answer_count++];

			record->owner =
				sub ? fixture_name(fixture->arena, "sub") : sets.items[0].owner;
			record->type = sets.items[0].type;
			record->class = WM_CLASS_IN;
			record->ttl_s = sets.items[0].ttl_s;
			record->rdata = sets.items[0].rdata[0];
			messages += len;
		}
		step = wm_axfr_take(axfr, &reply);
		++*ret_taken;
	}
	return step;
}

#define SOA   "@ 60 SOA ns1 admin 7 1 1 1 1\n"
#define LATER "@ 60 SOA ns1 admin 8 1 1 1 1\n"
#define A     "a 60 A 192.0.2.1\n"

static void only_two_equal_soa_records_make_a_zone(void **state)
{
	static const struct {
		const char *messages;
		enum wm_step step;
		size_t taken;
		const char *why;
	} rows[] = {
		{SOA A SOA "--\n", WM_STEP_DONE, 1, NULL},
		{SOA "--\n" A "--\n" SOA "--\n", WM_STEP_DONE, 3, NULL},
		{SOA "--\n" SOA "--\n", WM_STEP_DONE, 2, NULL},
		/* what follows the end is not even looked at */
		{SOA A SOA "--\n" A "--\n", WM_STEP_DONE, 1, NULL},
		{SOA A "--\n", WM_STEP_WAIT, 1, NULL},
		{A SOA "--\n", WM_STEP_FAIL, 1, "does not begin with the SOA of the zone"},
		{"!" SOA A "--\n", WM_STEP_FAIL, 1, "does not begin with the SOA of the zone"},
		{SOA A LATER "--\n", WM_STEP_FAIL, 1, "its first and last SOA record differ"},
		{SOA A "!" SOA "--\n", WM_STEP_FAIL, 1, "its first and last SOA record differ"},
		{SOA A SOA A "--\n", WM_STEP_FAIL, 1, "records follow its last SOA record"},
		{"--\n", WM_STEP_FAIL, 1, "refused (NOERROR, 0 records)"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		size_t taken;

		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, A);
		assert_int_equal(feed(&fixture, rows[i].messages, &taken), rows[i].step);
		assert_int_equal(taken, rows[i].taken);
		if (rows[i].why)
			assert_non_null(strstr(fixture.job.fail.text, rows[i].why));
		assert_int_equal(fixture.job.live.serial, rows[i].step == WM_STEP_DONE ? 7 : 0);
		job_end(&fixture);
	}
}

static void an_error_in_the_middle_is_a_failure(void **state)
{
	struct job_fixture fixture;
	struct wm_axfr *axfr;
	struct wm_rrsets sets;
	struct wm_record soa;
	struct wm_message message = {.answer = &soa, .answer_count = 1};
	struct wm_reply reply = {.message = &message, .more = true, .server = "192.0.2.53"};

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, A);
	sets = fixture_sets(fixture.arena, SOA);
	soa = (struct wm_record){.owner = fixture_zone,
				 .type = WM_TYPE_SOA,
				 .class = WM_CLASS_IN,
				 .rdata = sets.items[0].rdata[0]};
	axfr = wm_axfr_new(&fixture.job);
	assert_int_equal(wm_axfr_take(axfr, &reply), WM_STEP_WAIT);
	message.rcode = WM_RCODE_SERVFAIL;
	assert_int_equal(wm_axfr_take(axfr, &reply), WM_STEP_FAIL);
	assert_int_equal(fixture.job.fail.code, WM_EREMOTE);
	job_end(&fixture);
}

static void an_end_before_the_end_is_a_failure(void **state)
{
	struct job_fixture fixture;
	struct dns_model model;

	(void)state;
	for (size_t cut = 1; cut <= 9; cut++) {
		model_begin(&model, "a 60 A 192.0.2.1\nb 60 A 192.0.2.2\nc 60 A 192.0.2.3\n"
				    "d 60 A 192.0.2.4\ne 60 A 192.0.2.5\nf 60 A 192.0.2.6\n");
		model.per_message = 1;
		model.cut_after = cut;
		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, A);
		fixture_value(&fixture, "read")->number = WM_READ_AXFR;
		assert_int_equal(job_drive(&fixture, &model.server, false), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, WM_EPROTOCOL);
		job_end(&fixture);
		model_end(&model);
	}
}

TEST_MAIN(TEST(the_request_is_a_bare_axfr_question),

	  TEST(only_two_equal_soa_records_make_a_zone), TEST(an_error_in_the_middle_is_a_failure),
	  TEST(an_end_before_the_end_is_a_failure))
