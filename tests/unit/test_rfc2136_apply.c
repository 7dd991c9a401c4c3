/* agent/provider/rfc2136_apply.c: plans as updates, and what is made of each answer. */
#include "update_script.h"

static const struct plan_case two_records = {
	.wants = "xmpp 300 A 192.0.2.1\n_sip._tls 300 SRV 0 0 443 xmpp\n",
};

static void a_plan_is_one_message_and_a_yes_is_the_end(void **state)
{
	static const int codes[] = {WM_RCODE_NOERROR};
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;

	(void)state;
	fixture_begin(&plan, &(struct plan_case){.adopts = "xmpp 300 A 192.0.2.1\n",
						 .live = "xmpp 60 A 192.0.2.9\n"});
	script_begin(&script, &fixture, &plan, codes);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_DONE);
	assert_string_equal(script.text, "? xmpp.example.com. 0 IN A 192.0.2.9\n"
					 "! xmpp.example.com. 0 ANY A \n"
					 "! xmpp.example.com. 300 IN A 192.0.2.1\n--\n");
	assert_int_equal(fixture.job.applied, 1);
	job_end(&fixture);
	fixture_end(&plan);
}

static void each_refusal_has_its_code_and_says_what_to_do(void **state)
{
	static const struct {
		int answer;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{WM_RCODE_FORMERR, WM_EUNSUPPORTED, "is it the right server?"},
		{WM_RCODE_SERVFAIL, WM_EREMOTE, "BIND: 100 records"},
		{WM_RCODE_NXDOMAIN, WM_ECONFLICT, "changed since it was read"},
		{WM_RCODE_NOTIMP, WM_EUNSUPPORTED, "does not take dynamic updates"},
		{WM_RCODE_REFUSED, WM_EREFUSED, "is it the primary server of the zone"},
		{WM_RCODE_YXDOMAIN, WM_ECONFLICT, "changed since it was read"},
		{WM_RCODE_YXRRSET, WM_ECONFLICT, "changed since it was read"},
		{WM_RCODE_NXRRSET, WM_ECONFLICT,
		 "update of example.com.: 192.0.2.53 answered NXRRSET: changed since it was read"},
		{WM_RCODE_NOTAUTH, WM_EREFUSED, "is not the primary server of the zone"},
		{WM_RCODE_NOTZONE, WM_EREFUSED, "check `zones`"},
		{11, WM_EREMOTE, "answered RCODE11"},
		{SCRIPT_FAIL + WM_EUNKNOWN, WM_EUNKNOWN, "nobody answered"},
		{SCRIPT_FAIL + WM_ETIMEOUT, WM_ETIMEOUT, "nobody answered"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture plan;
		struct job_fixture fixture;
		struct update_script script;

		fixture_begin(&plan, &two_records);
		script_begin(&script, &fixture, &plan, &rows[i].answer);
		assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, rows[i].code);
		if (!strstr(fixture.job.fail.text, rows[i].text))
			fail_msg("row %zu: %s", i, fixture.job.fail.text);
		assert_int_equal(fixture.job.applied, 0);
		job_end(&fixture);
		fixture_end(&plan);
	}
}

static void a_refusal_names_what_was_not_granted(void **state)
{
	static const struct {
		int answer;
		const char *denied;
		bool is_unsigned;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{WM_RCODE_REFUSED, "_sip._tls.example.com. SRV", false, WM_EREFUSED,
		 "update of example.com.: 192.0.2.53 refused: it does not let key ddns-edge. "
		 "change "
		 "_sip._tls.example.com. SRV: grant it the right (BIND: update-policy, Knot: acl)"},
		{WM_RCODE_REFUSED, "xmpp.example.com. A, _sip._tls.example.com. SRV", false,
		 WM_EREFUSED,
		 "update of example.com.: 192.0.2.53 refused: it does not let key ddns-edge. "
		 "change "
		 "xmpp.example.com. A, _sip._tls.example.com. SRV: grant it the right (BIND: "
		 "update-policy, Knot: acl)"},
		{SCRIPT_FAIL + WM_EAUTH, "xmpp.example.com. A", true, WM_EREFUSED,
		 "update of example.com.: 192.0.2.53 refused: it does not let key ddns-edge. "
		 "change "
		 "xmpp.example.com. A: grant it the right (BIND: update-policy, Knot: acl)"},
		{WM_RCODE_REFUSED, NULL, false, WM_EREFUSED,
		 "update of example.com.: 192.0.2.53 refused (answered REFUSED): is it the primary "
		 "server of the zone, and may key ddns-edge. change there xmpp.example.com. A, "
		 "_sip._tls.example.com. SRV?"},
		{SCRIPT_FAIL + WM_EAUTH, NULL, true, WM_EAUTH,
		 "update of example.com.: 192.0.2.53 refused (nobody answered): is it the primary "
		 "server of the zone, and may key ddns-edge. change there xmpp.example.com. A, "
		 "_sip._tls.example.com. SRV?"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture plan;
		struct job_fixture fixture;
		struct update_script script;

		fixture_begin(&plan, &two_records);
		script_begin(&script, &fixture, &plan, &rows[i].answer);
		script.denied = rows[i].denied;
		script.denied_unsigned = rows[i].is_unsigned;
		assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
		assert_string_equal(fixture.job.fail.text, rows[i].text);
		assert_int_equal(fixture.job.fail.code, rows[i].code);
		assert_int_equal(script.sent, 1);
		job_end(&fixture);
		fixture_end(&plan);
	}
}

static void an_unsigned_request_that_is_refused_lacks_a_key(void **state)
{
	static const int answer = WM_RCODE_REFUSED;
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;

	(void)state;
	fixture_begin(&plan, &two_records);
	script_begin(&script, &fixture, &plan, &answer);
	fixture_value(&fixture, "key")->key = NULL;
	script.denied = "xmpp.example.com. A";
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
	assert_string_equal(fixture.job.fail.text,
			    "update of example.com.: 192.0.2.53 refused an unsigned request "
			    "(answered REFUSED): set `key =` in [provider corp]");
	job_end(&fixture);
	fixture_end(&plan);
}

/* A plan of 3,000 RRsets needs several messages. */
static void large_plan(struct plan_fixture *plan)
{
	struct wm_buf wants;

	wm_buf_init(&wants, 1U << 20);
	for (int i = 0; i < 3000; i++)
		wm_buf_printf(&wants, "host%d 300 A 192.0.2.1\n", i);
	fixture_begin(plan, &(struct plan_case){.wants = wm_buf_string(&wants)});
	wm_buf_done(&wants);
}

static void messages_go_one_after_the_other(void **state)
{
	static const int codes[16] = {WM_RCODE_NOERROR};
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;

	(void)state;
	large_plan(&plan);
	script_begin(&script, &fixture, &plan, codes);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_DONE);
	assert_true(script.sent >= 3);
	assert_int_equal(fixture.job.applied, 3000);
	job_end(&fixture);
	fixture_end(&plan);
}

static void after_a_failure_the_rest_is_not_sent(void **state)
{
	static const int codes[16] = {WM_RCODE_NOERROR, WM_RCODE_SERVFAIL};
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;

	(void)state;
	large_plan(&plan);
	script_begin(&script, &fixture, &plan, codes);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
	assert_int_equal(script.sent, 2);
	assert_true(fixture.job.applied > 500 && fixture.job.applied < 2000);
	assert_non_null(strstr(fixture.job.fail.text, "(1 of "));
	job_end(&fixture);
	fixture_end(&plan);
}

static void nothing_to_change_is_nothing_to_send(void **state)
{
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;

	(void)state;
	fixture_begin(&plan, &(struct plan_case){.wants = NULL});
	script_begin(&script, &fixture, &plan, NULL);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_DONE);
	assert_int_equal(fixture.requests, 0);
	job_end(&fixture);
	fixture_end(&plan);
}

TEST_MAIN(TEST(a_plan_is_one_message_and_a_yes_is_the_end),
	  TEST(each_refusal_has_its_code_and_says_what_to_do),
	  TEST(a_refusal_names_what_was_not_granted),
	  TEST(an_unsigned_request_that_is_refused_lacks_a_key),
	  TEST(messages_go_one_after_the_other), TEST(after_a_failure_the_rest_is_not_sent),
	  TEST(nothing_to_change_is_nothing_to_send))
