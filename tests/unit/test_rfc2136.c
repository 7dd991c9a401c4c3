/* agent/provider/rfc2136.c: the provider's face. */
#include "dns_model.h"

static void it_has_the_keys_of_everything_that_speaks_dns(void **state)
{
	static const char *const names[] = {"server",    "key",   "timeout", "tries",
					    "transport", "zones", "read"};
	const struct wm_option *options = wm_provider_rfc2136.schema.options;
	size_t count = 0;

	(void)state;
	while (options[count].name)
		count++;
	assert_int_equal(count, WM_COUNT(names));
	for (size_t i = 0; i < count; i++)
		assert_string_equal(options[i].name, names[i]);
	assert_true(options[0].flags & WM_OPTION_REQUIRED);
}

static void each_kind_of_job_has_its_machine(void **state)
{
	static const struct {
		enum wm_job_kind kind;
		enum wm_opcode opcode;
		uint16_t type; /* of the first question */
	} rows[] = {
		{WM_JOB_FIND, WM_OPCODE_QUERY, WM_TYPE_SOA},
		{WM_JOB_READ, WM_OPCODE_QUERY, WM_TYPE_AXFR},
		{WM_JOB_APPLY, WM_OPCODE_UPDATE, WM_TYPE_SOA},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture plan;
		struct job_fixture fixture;
		struct wm_request request = {0};
		struct wm_message message;

		fixture_begin(&plan, &(struct plan_case){.wants = "a 60 A 192.0.2.1\n"});
		job_begin(&fixture, &wm_provider_rfc2136, rows[i].kind, "a 60 A 192.0.2.1\n");
		job_names(&fixture, "a");
		fixture.job.plan = &plan.zone;
		wm_buf_init(&request.body, WM_MESSAGE_MAX);
		assert_int_equal(wm_provider_rfc2136.produce(&fixture.job, &request), WM_STEP_SEND);
		assert_int_equal(request.kind, WM_REQUEST_DNS);
		assert_int_equal(request.once, rows[i].kind == WM_JOB_APPLY);
		assert_int_equal(
			wm_message_read(fixture.arena, wm_buf_bytes(&request.body), &message, NULL),
			WM_OK);
		assert_int_equal(message.opcode, rows[i].opcode);
		assert_int_equal(message.question.type, rows[i].type);
		wm_buf_done(&request.body);
		job_end(&fixture);
		fixture_end(&plan);
	}
}

TEST_MAIN(TEST(it_has_the_keys_of_everything_that_speaks_dns),
	  TEST(each_kind_of_job_has_its_machine))
