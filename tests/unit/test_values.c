/* What a record must hold beyond its shape. */
#include "record/values.h"

#include "record_fixture.h"

#define HASH20 "0102030405060708090a0b0c0d0e0f1011121314"
#define HASH32 "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"

static void values_are_checked_by_type(void **state)
{
	static const struct {
		uint16_t type;
		const char *rdata;
		size_t field;
		const char *why; /* NULL = fine */
	} rows[] = {
		{WM_TYPE_A, "c0000201", 0, NULL},
		{WM_TYPE_SSHFP, "01 01" HASH20, 0, NULL},
		{WM_TYPE_SSHFP, "04 02" HASH32, 0, NULL},
		{WM_TYPE_SSHFP, "04 01" HASH32, 2, "expected 40 hexadecimal digits"},
		{WM_TYPE_SSHFP, "04 02" HASH20, 2, "expected 64 hexadecimal digits"},
		{WM_TYPE_SSHFP, "04 03 00", 0, NULL},
		{WM_TYPE_SSHFP, "04 03", 2, "expected hexadecimal digits"},
		{WM_TYPE_TLSA, "03 01 01" HASH32, 0, NULL},
		{WM_TYPE_TLSA, "03 01 02" HASH32 HASH32, 0, NULL},
		{WM_TYPE_TLSA, "03 01 01" HASH20, 3, "expected 64 hexadecimal digits"},
		{WM_TYPE_TLSA, "03 01 02" HASH32, 3, "expected 128 hexadecimal digits"},
		{WM_TYPE_TLSA, "03 01 00 30", 0, NULL},
		{WM_TYPE_TLSA, "03 01 00", 3, "expected hexadecimal digits"},
		{WM_TYPE_TLSA, "ff ff ff 30", 0, NULL},
		{WM_TYPE_TLSA, "04 01 01" HASH32, 0, "usage 4"},
		{WM_TYPE_TLSA, "03 02 01" HASH32, 1, "selector 2"},
		{WM_TYPE_TLSA, "03 01 03" HASH32, 2, "matching type 3"},
		{WM_TYPE_CAA, "00 056973737565 6361", 0, NULL},
		{WM_TYPE_CAA, "ff 0161", 0, NULL},
		{WM_TYPE_CAA, "00 022d61", 1, "letters and digits"},
		{WM_TYPE_CAA, "00 02a061", 1, "letters and digits"},
		{WM_TYPE_NAPTR, "0001 0002 0153 00 00 00", 0, NULL},
		{WM_TYPE_NAPTR, "0001 0002 00 00 00 00", 0, NULL},
		{WM_TYPE_NAPTR, "0001 0002 0121 00 00 00", 2, "letters and digits"},
		{WM_TYPE_URI, "0001 0002 61", 0, NULL},
		{WM_TYPE_URI, "0001 0002", 2, "empty"},
		{WM_TYPE_SVCB, "0001 00 0003000201bb", 0, NULL},
		{WM_TYPE_HTTPS, "0001 00 00030001bb", 2, "port"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_layout *layout = wm_layout_find(rows[i].type);
		struct wm_bytes rdata = fixture_hex(*state, rows[i].rdata);
		struct wm_cursor cursor = {rdata.data, 0, rdata.len, false};
		struct wm_fields fields;
		struct wm_fail why = {0};
		size_t field = 77;
		enum wm_code code;

		assert_int_equal(wm_layout_split(layout, &cursor, &fields, NULL), WM_OK);
		code = wm_values_check(layout, &fields, &field, &why);
		assert_int_equal(code, rows[i].why ? WM_EPARSE : WM_OK);
		if (rows[i].why && (field != rows[i].field || !strstr(why.text, rows[i].why)))
			fail_msg("row %zu: field %zu: %s", i, field, why.text);
	}
}

/* A million empty strings are possible on the wire, but no line holds them. */
static void a_line_has_room_for_500_items(void **state)
{
	static uint8_t strings[501];
	uint8_t binding[3 + 4 * 501] = {0, 1, 0};
	struct wm_fields fields;

	(void)state;
	for (size_t i = 0; i < 501; i++) {
		binding[3 + 4 * i] = (uint8_t)((300 + i) >> 8);
		binding[4 + 4 * i] = (uint8_t)(300 + i);
	}
	for (size_t count = 500; count <= 501; count++) {
		struct wm_cursor txt = {strings, 0, count, false};
		struct wm_cursor svcb = {binding, 0, 3 + 4 * count, false};
		enum wm_code wanted = count == 500 ? WM_OK : WM_EPARSE;
		size_t field;

		assert_int_equal(wm_layout_split(wm_layout_find(WM_TYPE_TXT), &txt, &fields, NULL),
				 WM_OK);
		assert_int_equal(
			wm_values_check(wm_layout_find(WM_TYPE_TXT), &fields, &field, NULL),
			wanted);
		assert_int_equal(
			wm_layout_split(wm_layout_find(WM_TYPE_SVCB), &svcb, &fields, NULL), WM_OK);
		assert_int_equal(
			wm_values_check(wm_layout_find(WM_TYPE_SVCB), &fields, &field, NULL),
			wanted);
	}
}

TEST_MAIN(ARENA_TEST(values_are_checked_by_type), TEST(a_line_has_room_for_500_items))
