/* agent/plan/json.c: our values as JSON, whatever bytes they hold. */
#include "plan_fixture.h"

#include <waymark/json.h>

static void any_text_becomes_a_string(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"quote \" back \\ slash", "quote \" back \\ slash"},
		{"\xc3\xa9", "\xc3\xa9"},
		{"\xff\xfe", "\\255\\254"},
		{"a\nb\033", "a\\010b\\027"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		json_t *text = wm_json_text(rows[i].text);

		assert_non_null(text);
		assert_string_equal(json_string_value(text), rows[i].expected);
		json_decref(text);
	}
}

static void a_record_of_the_greatest_length_is_written_whole(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_rdata rdata = {.len = 255 * 256};
	struct wm_rrset set = {.type = WM_TYPE_TXT, .count = 1, .rdata = &rdata};
	uint8_t *bytes = wm_arena_alloc(arena, rdata.len);
	json_t *records;

	(void)state;
	for (size_t i = 0; i < rdata.len; i++)
		bytes[i] = i % 256 ? 7 : 255;
	rdata.bytes = bytes;
	records = wm_json_records(&set);
	/* 255 strings of 255 bytes, four characters each, in quotes, with blanks between. */
	assert_int_equal(json_string_length(json_array_get(records, 0)), 255 * (255 * 4 + 2) + 254);
	json_decref(records);
	wm_arena_free(arena);
}

static void keys_keep_the_order_in_which_they_were_put(void **state)
{
	json_t *object = json_object(), *array = json_array();
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 4096);
	wm_json_put(object, "zebra", wm_json_type(WM_TYPE_SRV));
	wm_json_put(object, "ant", wm_json_name(&fixture_zone));
	wm_json_append(array, wm_json_type(65280));
	wm_json_put(object, "mule", array);
	wm_json_finish(&out, object);
	assert_string_equal(wm_buf_string(&out), "{\n"
						 "  \"zebra\": \"SRV\",\n"
						 "  \"ant\": \"example.com.\",\n"
						 "  \"mule\": [\n"
						 "    \"TYPE65280\"\n"
						 "  ]\n"
						 "}\n");
	wm_buf_done(&out);
}

TEST_MAIN(TEST(any_text_becomes_a_string), TEST(a_record_of_the_greatest_length_is_written_whole),
	  TEST(keys_keep_the_order_in_which_they_were_put))
