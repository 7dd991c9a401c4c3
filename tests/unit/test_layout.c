/* The table of RDATA layouts: found by type, taken apart, put together. */
#include "record/layout.h"

#include "record_fixture.h"

static void every_text_type_has_a_row(void **state)
{
	static const uint16_t types[] = {
#define WM_TYPE(name, number) number,
		WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
	};

	(void)state;
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const struct wm_layout *layout = wm_layout_find((uint16_t)type);
		bool listed = false;

		for (size_t i = 0; i < WM_COUNT(types); i++)
			listed = listed || types[i] == type;
		assert_int_equal(layout && (layout->traits & WM_LAYOUT_TEXT), listed);
		if (layout)
			assert_int_equal(layout->type, type);
	}
}

static void rdata_is_taken_apart_by_its_layout(void **state)
{
	static const struct {
		uint16_t type;
		const char *rdata;
		const char *fields; /* in hex, separated by dots */
	} rows[] = {
		{WM_TYPE_A, "c0000201", "c0000201"},
		{WM_TYPE_MX, "000a 0141 00", "000a.016100"},
		{WM_TYPE_SRV, "0001 0002 0003 00", "0001.0002.0003.00"},
		{WM_TYPE_TXT, "0161 00 026263", "016100026263"},
		{WM_TYPE_NAPTR, "0001 0002 0173 00 0121 00", "0001.0002.0173.00.0121.00"},
		{WM_TYPE_CAA, "80 024142 4344", "80.024142.4344"},
		{WM_TYPE_CAA, "00 0141", "00.0141."},
		{WM_TYPE_SVCB, "0001 00 00010000 00030002 01bb", "0001.00.0001000000030002 01bb"},
		{WM_TYPE_HTTPS, "0000 014100", "0000.014100."},
		{WM_TYPE_SOA, "00 014100 00000001 00000002 00000003 00000004 00000005",
		 "00.016100.00000001.00000002.00000003.00000004.00000005"},
		{WM_TYPE_TSIG, "014100 000000000001 012c 0002 aabb 1234 0000 0000",
		 "016100.000000000001012c.0002aabb.12340000.0000"},
		{46, "0001 0502 00000e10 00000000 00000000 1234 014100 ffff",
		 "0001050200000e100000000000000000 1234.016100.ffff"},
		{WM_TYPE_OPT, "000a 0002 abcd 0003 0000", "000a0002abcd00030000"},
		{WM_TYPE_OPT, "", ""},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes rdata = fixture_hex(*state, rows[i].rdata);
		struct wm_cursor cursor = {rdata.data, 0, rdata.len, false, false};
		struct wm_fields fields;
		struct wm_rdata joined = {0};
		struct wm_fail why = {0};
		const char *shown = "";
		const char *wanted = "";

		if (wm_layout_split(wm_layout_find(rows[i].type), &cursor, &fields, &why) != WM_OK)
			fail_msg("row %zu: %s", i, why.text);
		for (size_t k = 0; k < fields.count; k++)
			shown = wm_arena_printf(*state, "%s%s%s", shown, k > 0 ? "." : "",
						fixture_show_hex(*state, fields.items[k].data,
								 fields.items[k].len));
		for (const char *from = rows[i].fields; *from; from++)
			if (*from != ' ')
				wanted = wm_arena_printf(*state, "%s%c", wanted, *from);
		assert_string_equal(shown, wanted);
		assert_int_equal(wm_layout_join(*state, &fields, &joined, NULL), WM_OK);
		assert_int_equal(joined.len, rdata.len);
	}
}

static void what_has_not_the_shape_is_refused(void **state)
{
	static const struct {
		uint16_t type;
		const char *rdata;
		const char *why;
	} rows[] = {
		{WM_TYPE_A, "", "malformed address"},
		{WM_TYPE_A, "c00002", "malformed address"},
		{WM_TYPE_A, "c000020100", "1 bytes too many"},
		{WM_TYPE_AAAA, "c0000201", "malformed address"},
		{WM_TYPE_NS, "", "cut short"},
		{WM_TYPE_NS, "0161", "cut short"},
		{WM_TYPE_NS, "01610000", "1 bytes too many"},
		{WM_TYPE_MX, "00", "malformed preference"},
		{WM_TYPE_MX, "000a", "cut short"},
		{WM_TYPE_SRV, "00010002000300ff", "1 bytes too many"},
		{WM_TYPE_TXT, "", "malformed text"},
		{WM_TYPE_TXT, "0261", "malformed text"},
		{WM_TYPE_TXT, "016103", "malformed text"},
		{WM_TYPE_NAPTR, "00010002 0173 05 61 00", "malformed service"},
		{WM_TYPE_CAA, "00 00 61", "malformed tag"},
		{WM_TYPE_CAA, "00 0361", "malformed tag"},
		{WM_TYPE_CAA, "00", "malformed tag"},
		{WM_TYPE_SVCB, "0001 00 0001", "malformed parameters"},
		{WM_TYPE_SVCB, "0001 00 0001 0001", "malformed parameters"},
		{WM_TYPE_SVCB, "0001 00 0003 0002 0001 0001 0000", "malformed parameters"},
		{WM_TYPE_SVCB, "0001 00 0003 0002 0001 0003 0002 0001", "malformed parameters"},
		{WM_TYPE_HTTPS, "0001", "cut short"},
		{WM_TYPE_TSIG, "00 000000000001 012c 0002 aa", "malformed MAC"},
		{WM_TYPE_TSIG, "00 000000000001 012c 0000 1234 0000", "malformed other data"},
		{WM_TYPE_OPT, "000a 0002 ab", "malformed options"},
		{WM_TYPE_SOA, "0000 00000001 00000002 00000003 00000004 000000",
		 "malformed minimum"},
		{46, "0001", "malformed fixed part"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes rdata = fixture_hex(*state, rows[i].rdata);
		struct wm_cursor cursor = {rdata.data, 0, rdata.len, false, false};
		struct wm_fields fields;
		struct wm_fail why = {0};

		assert_int_equal(
			wm_layout_split(wm_layout_find(rows[i].type), &cursor, &fields, &why),
			WM_EPROTOCOL);
		if (!strstr(why.text, rows[i].why))
			fail_msg("row %zu: %s", i, why.text);
	}
}

/* RFC 3597 section 4: only the types that are old enough may arrive compressed. */
static void compression_is_for_old_types_only(void **state)
{
	static const struct {
		uint16_t type;
		const char *before; /* of the pointer to the name at 12 */
		enum wm_code code;
	} rows[] = {
		{WM_TYPE_NS, "", WM_OK},
		{WM_TYPE_MX, "000a", WM_OK},
		{WM_TYPE_SRV, "000000000000", WM_OK},
		{17, "c00c", WM_OK},
		{WM_TYPE_DNAME, "", WM_EPROTOCOL},
		{WM_TYPE_SVCB, "0001", WM_EPROTOCOL},
		{36, "000a", WM_EPROTOCOL},
		{46, "0001050200000e1000000000000000001234", WM_EPROTOCOL},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const char *hex = wm_arena_printf(
			*state, "%s%sc00c", "000000000000000000000000 016100", rows[i].before);
		struct wm_bytes bytes = fixture_hex(*state, hex);
		struct wm_cursor cursor = {bytes.data, 15, bytes.len, true, false};
		struct wm_fields fields;
		struct wm_bytes *last;

		assert_int_equal(
			wm_layout_split(wm_layout_find(rows[i].type), &cursor, &fields, NULL),
			rows[i].code);
		if (rows[i].code != WM_OK)
			continue;
		last = &fields.items[fields.count - 1];
		assert_int_equal(last->len, 3);
		assert_memory_equal(last->data, "\1a", 3);
	}
}

static void rdata_stays_below_its_limit_when_expanded(void **state)
{
	static uint8_t big[UINT16_MAX];
	struct wm_fields fields = {.items = {{big, 65000}, {big, 535}}, .count = 2};
	struct wm_rdata rdata = {0};

	assert_int_equal(wm_layout_join(*state, &fields, &rdata, NULL), WM_OK);
	assert_int_equal(rdata.len, 65535);
	fields.items[1].len++;
	assert_int_equal(wm_layout_join(*state, &fields, &rdata, NULL), WM_EPROTOCOL);
}

TEST_MAIN(TEST(every_text_type_has_a_row), ARENA_TEST(rdata_is_taken_apart_by_its_layout),
	  ARENA_TEST(what_has_not_the_shape_is_refused),
	  ARENA_TEST(compression_is_for_old_types_only),
	  ARENA_TEST(rdata_stays_below_its_limit_when_expanded))
