/* agent/plan/render_records_json.c: the desired records for programs, byte by byte. */
#include "render_fixture.h"

static void every_key_has_its_place(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	static const struct plan_case row = {.wants = "x 60 IN A 192.0.2.2\nx 60 IN A 192.0.2.1\n",
					     .removes = "y 60 IN TXT t\n"};
	struct wm_want wants[2];
	struct wm_desired desired = {&fixture_provider, wants, 2};
	struct wm_buf out;
	size_t count;
	const struct wm_want *const *read = fixture_wants(arena, &row, &count);

	(void)state;
	assert_int_equal(count, 2);
	wants[0] = *read[0];
	wants[1] = *read[1];
	wm_buf_init(&out, 1U << 16);
	wm_render_records_json(&out, &desired, 1);
	assert_string_equal(wm_buf_string(&out), "{\n"
						 "  \"format\": \"waymark-records/1\",\n"
						 "  \"providers\": [\n"
						 "    {\n"
						 "      \"provider\": \"corp\",\n"
						 "      \"view\": \"external\",\n"
						 "      \"rrsets\": [\n"
						 "        {\n"
						 "          \"owner\": \"x.example.com.\",\n"
						 "          \"type\": \"A\",\n"
						 "          \"ttl\": 60,\n"
						 "          \"records\": [\n"
						 "            \"192.0.2.1\",\n"
						 "            \"192.0.2.2\"\n"
						 "          ],\n"
						 "          \"source\": {\n"
						 "            \"domain\": \"example.com.\",\n"
						 "            \"service\": \"xmpp-federation\",\n"
						 "            \"file\": \"policy.ini\",\n"
						 "            \"line\": 10\n"
						 "          }\n"
						 "        },\n"
						 "        {\n"
						 "          \"owner\": \"y.example.com.\",\n"
						 "          \"type\": \"TXT\",\n"
						 "          \"ttl\": null,\n"
						 "          \"records\": [],\n"
						 "          \"source\": {\n"
						 "            \"domain\": \"example.com.\",\n"
						 "            \"service\": null,\n"
						 "            \"file\": \"policy.ini\",\n"
						 "            \"line\": 10\n"
						 "          }\n"
						 "        }\n"
						 "      ]\n"
						 "    }\n"
						 "  ]\n"
						 "}\n");
	wm_buf_clear(&out);
	wm_render_records_json(&out, NULL, 0);
	assert_string_equal(wm_buf_string(&out),
			    "{\n  \"format\": \"waymark-records/1\",\n  \"providers\": []\n}\n");
	wm_buf_done(&out);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(every_key_has_its_place))
