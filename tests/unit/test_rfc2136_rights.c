/* agent/provider/rfc2136_rights.c: the probes after a refusal change nothing and name the culprit.
 */
#include "update_script.h"

#include "provider/rfc2136.h"

static void a_probe_carries_one_record_behind_a_contradiction(void **state)
{
	static const int codes[] = {WM_RCODE_REFUSED};
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;
	const char *probes;

	(void)state;
	fixture_begin(&plan, &(struct plan_case){
				     .wants = "b 300 A 192.0.2.1\nb 300 A 192.0.2.2\n",
				     .removes = "a 60 TXT \"x\"\n",
				     .live = "a 60 TXT \"x\"\n",
			     });
	script_begin(&script, &fixture, &plan, codes);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
	probes = strstr(script.text, "--\n") + 3;
	assert_string_equal(probes, "? example.com. 0 ANY SOA \n? example.com. 0 NONE SOA \n"
				    "! b.example.com. 300 IN A 192.0.2.2\n--\n"
				    "? example.com. 0 ANY SOA \n? example.com. 0 NONE SOA \n"
				    "! a.example.com. 0 ANY TXT \n--\n");
	job_end(&fixture);
	fixture_end(&plan);
}

static void too_many_rrsets_are_not_asked_about_one_by_one(void **state)
{
	static const int codes[] = {WM_RCODE_REFUSED};
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct update_script script;
	struct wm_buf wants;

	(void)state;
	wm_buf_init(&wants, 1U << 16);
	for (int i = 0; i < 201; i++)
		wm_buf_printf(&wants, "h%d 60 A 192.0.2.1\n", i);
	fixture_begin(&plan, &(struct plan_case){.wants = wm_buf_string(&wants)});
	script_begin(&script, &fixture, &plan, codes);
	assert_int_equal(job_drive(&fixture, &script.server, false), WM_STEP_FAIL);
	assert_int_equal(fixture.requests, 1);
	assert_non_null(strstr(fixture.job.fail.text, "and more, in all 201 RRsets?"));
	job_end(&fixture);
	fixture_end(&plan);
	wm_buf_done(&wants);
}

TEST_MAIN(TEST(a_probe_carries_one_record_behind_a_contradiction),
	  TEST(too_many_rrsets_are_not_asked_about_one_by_one))
