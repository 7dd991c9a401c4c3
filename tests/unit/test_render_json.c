/* agent/plan/render_json.c: the plan for programs, byte by byte. */
#include "render_fixture.h"

#include <waymark/json.h>

static void every_key_has_its_place(void **state)
{
	static const struct plan_case row = {
		.adopts = "a 300 IN A 192.0.2.1\n",
		.wants = "b 60 IN A 192.0.2.1\nc 60 IN A 192.0.2.1\n",
		.live = "a 3600 IN A 192.0.2.1\nb 60 IN A 192.0.2.9\nc 60 IN A 192.0.2.1\n"};

	(void)state;
	expect_case(&row, "json",
		    "{\n"
		    "  \"format\": \"waymark-plan/1\",\n"
		    "  \"zones\": [\n"
		    "    {\n"
		    "      \"zone\": \"example.com.\",\n"
		    "      \"provider\": \"corp\",\n"
		    "      \"serial\": 7,\n"
		    "      \"status\": \"changes\",\n"
		    "      \"changes\": [\n"
		    "        {\n"
		    "          \"action\": \"update\",\n"
		    "          \"reason\": \"adopt\",\n"
		    "          \"owner\": \"a.example.com.\",\n"
		    "          \"type\": \"A\",\n"
		    "          \"before\": {\n"
		    "            \"ttl\": 3600,\n"
		    "            \"records\": [\n"
		    "              \"192.0.2.1\"\n"
		    "            ]\n"
		    "          },\n"
		    "          \"after\": {\n"
		    "            \"ttl\": 300,\n"
		    "            \"records\": [\n"
		    "              \"192.0.2.1\"\n"
		    "            ]\n"
		    "          },\n"
		    "          \"source\": {\n"
		    "            \"domain\": \"example.com.\",\n"
		    "            \"service\": \"xmpp-federation\",\n"
		    "            \"file\": \"policy.ini\",\n"
		    "            \"line\": 10\n"
		    "          }\n"
		    "        }\n"
		    "      ],\n"
		    "      \"held\": [\n"
		    "        {\n"
		    "          \"owner\": \"b.example.com.\",\n"
		    "          \"type\": \"A\",\n"
		    "          \"live\": {\n"
		    "            \"ttl\": 60,\n"
		    "            \"records\": [\n"
		    "              \"192.0.2.9\"\n"
		    "            ]\n"
		    "          },\n"
		    "          \"desired\": {\n"
		    "            \"ttl\": 60,\n"
		    "            \"records\": [\n"
		    "              \"192.0.2.1\"\n"
		    "            ]\n"
		    "          },\n"
		    "          \"why\": \"differs from the policy\",\n"
		    "          \"how\": \"replace it with --adopt or adopt = yes\",\n"
		    "          \"source\": {\n"
		    "            \"domain\": \"example.com.\",\n"
		    "            \"service\": \"xmpp-federation\",\n"
		    "            \"file\": \"policy.ini\",\n"
		    "            \"line\": 10\n"
		    "          }\n"
		    "        }\n"
		    "      ],\n"
		    "      \"same\": 1\n"
		    "    }\n"
		    "  ],\n"
		    "  \"totals\": {\n"
		    "    \"create\": 0,\n"
		    "    \"update\": 1,\n"
		    "    \"delete\": 0,\n"
		    "    \"held\": 1,\n"
		    "    \"same\": 1,\n"
		    "    \"failed_zones\": 0,\n"
		    "    \"changed_zones\": 1\n"
		    "  }\n"
		    "}\n");
}

/* The plan, rendered and read back: free with json_decref. */
static json_t *read_back(const struct wm_plan *plan)
{
	struct wm_buf out;
	json_t *root;

	wm_buf_init(&out, 1U << 16);
	wm_renderer_find("json")->render(&out, plan, &(struct wm_render_options){.color = true});
	root = json_loadb(wm_buf_string(&out), out.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	wm_buf_done(&out);
	return root;
}

static void names_without_a_zone_are_told(void **state)
{
	struct plan_fixture fixture;
	struct wm_zone_plan lost;
	json_t *root, *names;

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n"
							     "a 60 IN AAAA 2001:db8::1\n"
							     "b 60 IN A 192.0.2.1\n"});
	lost = fixture.zone;
	lost.zone = (struct wm_name){0};
	lost.fail = (struct wm_fail){WM_ENOZONE, "no zone"};
	root = read_back(&(struct wm_plan){&lost, 1});
	names = json_object_get(json_array_get(json_object_get(root, "zones"), 0), "names");
	assert_int_equal(json_array_size(names), 2);
	assert_string_equal(json_string_value(json_array_get(names, 0)), "a.example.com.");
	assert_string_equal(json_string_value(json_array_get(names, 1)), "b.example.com.");
	json_decref(root);
	fixture_end(&fixture);
}

static void a_zone_has_one_status(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *status;
	} rows[] = {
		{{.wants = "a 60 IN A 192.0.2.1\n"}, "changes"},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN A 192.0.2.2\n"}, "held"},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN A 192.0.2.1\n"}, "in-sync"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture fixture;
		json_t *root, *zone;

		fixture_begin(&fixture, &rows[i].plan);
		root = read_back(&fixture.plan);
		zone = json_array_get(json_object_get(root, "zones"), 0);
		assert_string_equal(json_string_value(json_object_get(zone, "status")),
				    rows[i].status);
		assert_null(json_object_get(zone, "error"));
		json_decref(root);
		fixture_end(&fixture);
	}
}

static void a_failed_zone_has_an_error_and_nothing_else(void **state)
{
	struct plan_fixture fixture;
	json_t *root, *zone, *error;

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.wants = "a 60 IN A 192.0.2.1\n"});
	fixture.zone.zone = (struct wm_name){0};
	fixture.zone.fail = (struct wm_fail){WM_ENOZONE, "no zone holds \xc3\xa9 \xff here"};
	root = read_back(&fixture.plan);
	zone = json_array_get(json_object_get(root, "zones"), 0);
	assert_true(json_is_null(json_object_get(zone, "zone")));
	assert_true(json_is_null(json_object_get(zone, "serial")));
	assert_string_equal(json_string_value(json_object_get(zone, "status")), "failed");
	error = json_object_get(zone, "error");
	assert_string_equal(json_string_value(json_object_get(error, "code")), "nozone");
	assert_string_equal(json_string_value(json_object_get(error, "text")),
			    "no zone holds \xc3\xa9 \\255 here");
	assert_int_equal(json_array_size(json_object_get(zone, "changes")), 0);
	assert_int_equal(json_integer_value(
				 json_object_get(json_object_get(root, "totals"), "failed_zones")),
			 1);
	json_decref(root);
	fixture_end(&fixture);
}

static void an_empty_plan_is_still_a_document(void **state)
{
	(void)state;
	expect_rendered(&(struct wm_plan){0}, "json", &(struct wm_render_options){0},
			"{\n"
			"  \"format\": \"waymark-plan/1\",\n"
			"  \"zones\": [],\n"
			"  \"totals\": {\n"
			"    \"create\": 0,\n"
			"    \"update\": 0,\n"
			"    \"delete\": 0,\n"
			"    \"held\": 0,\n"
			"    \"same\": 0,\n"
			"    \"failed_zones\": 0,\n"
			"    \"changed_zones\": 0\n"
			"  }\n"
			"}\n");
}

TEST_MAIN(TEST(every_key_has_its_place), TEST(names_without_a_zone_are_told),
	  TEST(a_zone_has_one_status), TEST(a_failed_zone_has_an_error_and_nothing_else),
	  TEST(an_empty_plan_is_still_a_document))
