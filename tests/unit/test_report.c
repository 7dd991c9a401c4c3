/* The report of apply: texts, JSON and the exit code of every outcome. */
#include "cli/report.h"

#include <string.h>

#include "test.h"

static const struct wm_provider_config corp = {.name = "corp"};
static const struct wm_change changes[3];
static const struct wm_held held[1];
static const uint8_t contoso[] = "\007contoso\003com";
#define CONTOSO                          \
	{                                \
		contoso, sizeof(contoso) \
	}

static const struct wm_zone_plan three = {
	.zone = CONTOSO, .provider = &corp, .changes = changes, .change_count = 3};
static const struct wm_zone_plan one_and_held = {.zone = CONTOSO,
						 .provider = &corp,
						 .changes = changes,
						 .change_count = 1,
						 .held = held,
						 .held_count = 1};
static const struct wm_zone_plan same = {.zone = CONTOSO, .provider = &corp};
static const struct wm_zone_plan only_held = {
	.zone = CONTOSO, .provider = &corp, .held = held, .held_count = 1};
static const struct wm_zone_plan nowhere = {.provider = &corp};

#define FAIL(c)                                   \
	{                                         \
		.code = WM_##c, .text = "because" \
	}

static const struct {
	struct wm_zone_result result;
	enum wm_exit exit;
	const char *line;
} rows[] = {
	{{.zone = &three, .outcome = WM_OUTCOME_APPLIED, .applied = 3, .tries = 1, .serial = 42},
	 WM_EXIT_OK,
	 "contoso.com. (corp): applied 3 changes, serial 42, verified\n"},
	{{.zone = &one_and_held, .outcome = WM_OUTCOME_APPLIED, .applied = 1, .tries = 1},
	 WM_EXIT_PENDING,
	 "contoso.com. (corp): applied 1 change, verified; 1 held\n"},
	{{.zone = &same, .outcome = WM_OUTCOME_SAME}, WM_EXIT_OK, "contoso.com. (corp): in sync\n"},
	{{.zone = &only_held, .outcome = WM_OUTCOME_SAME},
	 WM_EXIT_PENDING,
	 "contoso.com. (corp): nothing to do; 1 held\n"},
	{{.zone = &nowhere, .outcome = WM_OUTCOME_UNREAD, .fail = FAIL(ENOZONE)},
	 WM_EXIT_FAILED,
	 "corp: not read: because\n"},
	{{.zone = &three, .outcome = WM_OUTCOME_FAILED, .fail = FAIL(EREFUSED), .tries = 1},
	 WM_EXIT_FAILED,
	 "contoso.com. (corp): failed: because\n"},
	{{.zone = &three, .outcome = WM_OUTCOME_FAILED, .fail = FAIL(EREMOTE), .applied = 2},
	 WM_EXIT_FAILED,
	 "contoso.com. (corp): failed: because (applied 2 of 3 changes)\n"},
	{{.zone = &three, .outcome = WM_OUTCOME_CONFLICT, .fail = FAIL(ECONFLICT), .tries = 4},
	 WM_EXIT_PENDING,
	 "contoso.com. (corp): changed: because\n"},
	{{.zone = &three, .outcome = WM_OUTCOME_UNKNOWN, .fail = FAIL(EUNKNOWN)},
	 WM_EXIT_FAILED,
	 "contoso.com. (corp): unknown: because\n"},
	{{.zone = &three, .outcome = WM_OUTCOME_UNVERIFIED, .fail = FAIL(EVERIFY)},
	 WM_EXIT_UNSERVED,
	 "contoso.com. (corp): not served: because\n"},
};

static void each_outcome_has_its_line_and_exit_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		/* Beside a zone with changes, so that there is something to report. */
		const struct wm_zone_result results[] = {rows[i].result, rows[0].result};
		struct wm_buf out;

		wm_buf_init(&out, 10000);
		wm_report_text(&out, results, 2);
		if (!strstr(wm_buf_string(&out), rows[i].line))
			fail_msg("expected '%s' within:\n%s", rows[i].line, wm_buf_string(&out));
		assert_int_equal(wm_report_exit(results, 2), rows[i].exit);
		wm_buf_done(&out);
	}
}

static void the_worst_outcome_decides_the_exit_code(void **state)
{
	struct wm_zone_result results[WM_COUNT(rows)];

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		results[i] = rows[i].result;
	assert_int_equal(wm_report_exit(results, WM_COUNT(rows)), WM_EXIT_FAILED);
	results[0] = rows[7].result;
	results[1] = rows[9].result;
	assert_int_equal(wm_report_exit(results, 2), WM_EXIT_UNSERVED);
	assert_int_equal(wm_report_exit(results, 0), WM_EXIT_OK);
}

static void totals_count_what_happened(void **state)
{
	struct wm_zone_result results[WM_COUNT(rows)];
	struct wm_buf out;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		results[i] = rows[i].result;
	wm_buf_init(&out, 10000);
	wm_report_text(&out, results, WM_COUNT(rows));
	if (!strstr(wm_buf_string(&out),
		    "\nApplied: 6 changes in 3 zones; 2 held; 1 zone changed by "
		    "others; 1 zone not served; 4 zones failed.\n"))
		fail_msg("%s", wm_buf_string(&out));
	wm_buf_clear(&out);
	wm_report_text(&out, &rows[2].result, 1);
	assert_int_equal(out.len, 0); /* the plan has said it */
	wm_buf_done(&out);
}

static void the_json_is_stable(void **state)
{
	const struct wm_zone_result results[] = {rows[0].result, rows[4].result};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 10000);
	wm_report_json(&out, results, 2);
	assert_string_equal(wm_buf_string(&out), "{\n"
						 "  \"format\": \"waymark-apply/1\",\n"
						 "  \"zones\": [\n"
						 "    {\n"
						 "      \"zone\": \"contoso.com.\",\n"
						 "      \"provider\": \"corp\",\n"
						 "      \"outcome\": \"applied\",\n"
						 "      \"changes\": 3,\n"
						 "      \"applied\": 3,\n"
						 "      \"held\": 0,\n"
						 "      \"tries\": 1,\n"
						 "      \"serial\": 42\n"
						 "    },\n"
						 "    {\n"
						 "      \"zone\": null,\n"
						 "      \"provider\": \"corp\",\n"
						 "      \"outcome\": \"not-read\",\n"
						 "      \"error\": {\n"
						 "        \"code\": \"nozone\",\n"
						 "        \"text\": \"because\"\n"
						 "      },\n"
						 "      \"changes\": 0,\n"
						 "      \"applied\": 0,\n"
						 "      \"held\": 0,\n"
						 "      \"tries\": 0,\n"
						 "      \"serial\": null\n"
						 "    }\n"
						 "  ],\n"
						 "  \"totals\": {\n"
						 "    \"changes\": 3,\n"
						 "    \"applied\": 3,\n"
						 "    \"held\": 0,\n"
						 "    \"changed_zones\": 1,\n"
						 "    \"conflicts\": 0,\n"
						 "    \"unserved_zones\": 0,\n"
						 "    \"failed_zones\": 1\n"
						 "  }\n"
						 "}\n");
	wm_buf_done(&out);
}

TEST_MAIN(TEST(each_outcome_has_its_line_and_exit_code),
	  TEST(the_worst_outcome_decides_the_exit_code), TEST(totals_count_what_happened),
	  TEST(the_json_is_stable))
