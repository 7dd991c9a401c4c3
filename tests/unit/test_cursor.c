/* Reading wire bytes: the parser errors that RFC 9267 collects, each refused. */
#include "record/cursor.h"

#include "record_fixture.h"

#define HEADER "000000000000000000000000"
/* At 12: "ab.c." and at 18: "xyz" with a pointer to 12. */
#define NAMES HEADER "0261620163000378797ac00c"

static void names_are_expanded_and_folded(void **state)
{
	static const struct {
		const char *bytes;
		size_t at;
		const char *name;
		size_t after;
	} rows[] = {
		{HEADER "00", 12, "00", 13},
		{HEADER "0141015a00", 12, "0161017a00", 17},
		{NAMES, 12, "0261620163 00", 18},
		{NAMES, 18, "0378797a 026162 0163 00", 24},
		{NAMES "c012", 24, "0378797a 026162 0163 00", 26},
		{NAMES "c00f", 24, "0163 00", 26},
		/* a NUL within a label ends nothing */
		{HEADER "0361006200", 12, "03610062 00", 17},
		/* bytes that only look like pointers or letters */
		{HEADER "02c00c00", 12, "02c00c 00", 16},
		{HEADER "02c1db00", 12, "02c1db 00", 16},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes bytes = fixture_hex(*state, rows[i].bytes);
		struct wm_bytes wanted = fixture_hex(*state, rows[i].name);
		struct wm_cursor cursor = {bytes.data, rows[i].at, bytes.len, true, false};
		uint8_t wire[WM_NAME_MAX];
		size_t len = 0;

		assert_int_equal(wm_cursor_name(&cursor, wire, &len, NULL), WM_OK);
		assert_int_equal(len, wanted.len);
		assert_memory_equal(wire, wanted.data, len);
		assert_int_equal(cursor.at, rows[i].after);
	}
}

static void malformed_names_are_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t at;
		size_t end; /* 0 = all */
		bool pointers;
		const char *why;
	} rows[] = {
		{HEADER "c00c", 12, 0, true, "leads to 12"},         /* to itself */
		{HEADER "c00e0161c00c", 12, 0, true, "leads to 14"}, /* forward */
		{HEADER "0161c00c", 12, 0, true, "leads to 12"},     /* to its own first label */
		{HEADER "c00ec00c", 14, 0, true, "leads to 14"},     /* two that chase each other */
		{HEADER "c000", 12, 0, true, "leads to 0"},          /* into the header */
		{HEADER "c00b", 12, 0, true, "leads to 11"},         /* into the header */
		{HEADER "ffff", 12, 0, true, "leads to 16383"},      /* behind the end */
		{HEADER "03616263c00d", 16, 0, true, "label type 0x61"}, /* into a label */
		{HEADER "0561c00c", 14, 0, true, "cut short"},    /* label runs into the pointer */
		{HEADER "0361c00c00", 14, 0, true, "cut short"},  /* nor may it run through it */
		{HEADER "016100c00c", 15, 16, true, "cut short"}, /* half a pointer */
		{HEADER "016100c00c", 15, 0, false, "where none is allowed"},
		{HEADER "4061", 12, 0, true, "label type 0x40"},
		{HEADER "8061", 12, 0, true, "label type 0x80"},
		{HEADER "0361", 12, 0, true, "cut short"},
		{HEADER "0161", 12, 0, true, "cut short"}, /* no root label */
		{HEADER "", 12, 0, true, "cut short"},
		{HEADER "03616263 00", 12, 15, true, "cut short"}, /* beyond the end it was given */
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes bytes = fixture_hex(*state, rows[i].bytes);
		size_t end = rows[i].end != 0 ? rows[i].end : bytes.len;
		struct wm_cursor cursor = {bytes.data, rows[i].at, end, rows[i].pointers, false};
		uint8_t wire[WM_NAME_MAX];
		struct wm_fail why = {0};
		size_t len = 77;

		assert_int_equal(wm_cursor_name(&cursor, wire, &len, &why), WM_EPROTOCOL);
		if (!strstr(why.text, rows[i].why))
			fail_msg("row %zu: %s", i, why.text);
		assert_int_equal(cursor.at, rows[i].at);
		assert_int_equal(len, 77);
	}
}

/* COUNT labels of one byte, then LAST (a size byte and that many), then the root. */
static size_t make_name(uint8_t *to, size_t count, uint8_t last)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		to[len++] = 1;
		to[len++] = 'a';
	}
	if (last > 0) {
		to[len++] = last;
		memset(to + len, 'b', last);
		len += last;
	}
	to[len++] = 0;
	return len;
}

static void a_name_has_at_most_255_bytes(void **state)
{
	uint8_t bytes[512] = {0};
	uint8_t wire[WM_NAME_MAX];
	size_t len;

	(void)state;
	struct wm_cursor longest = {bytes, 0, make_name(bytes, 127, 0), false, false};
	assert_int_equal(longest.end, 255);
	assert_int_equal(wm_cursor_name(&longest, wire, &len, NULL), WM_OK);
	assert_int_equal(len, 255);

	struct wm_cursor longer = {bytes, 0, make_name(bytes, 126, 2), false, false};
	assert_int_equal(longer.end, 256);
	assert_int_equal(wm_cursor_name(&longer, wire, &len, NULL), WM_EPROTOCOL);
}

static void a_long_chain_of_pointers_is_refused(void **state)
{
	uint8_t bytes[12 + 1 + 2 * 200] = {0};
	uint8_t wire[WM_NAME_MAX];
	size_t len;

	(void)state;
	for (size_t i = 0; i < 200; i++) { /* each leads to the one before; the first to the root */
		size_t target = i == 0 ? 12 : 13 + 2 * (i - 1);

		bytes[13 + 2 * i] = (uint8_t)(0xc0 | target >> 8);
		bytes[14 + 2 * i] = (uint8_t)target;
	}
	struct wm_cursor fits = {bytes, 13 + 2 * 126, sizeof(bytes), true, false};
	assert_int_equal(wm_cursor_name(&fits, wire, &len, NULL), WM_OK);
	assert_int_equal(len, 1);
	struct wm_cursor longer = {bytes, 13 + 2 * 127, sizeof(bytes), true, false};
	assert_int_equal(wm_cursor_name(&longer, wire, &len, NULL), WM_EPROTOCOL);
}

static void case_is_kept_on_request(void **state)
{
	static const uint8_t bytes[] = {2, 'A', 'z', 0};
	struct wm_cursor cursor = {.bytes = bytes, .end = sizeof(bytes), .keep_case = true};
	uint8_t wire[WM_NAME_MAX];
	size_t len;

	(void)state;
	assert_int_equal(wm_cursor_name(&cursor, wire, &len, NULL), WM_OK);
	assert_memory_equal(wire, bytes, sizeof(bytes));
}

static void numbers_and_runs_stop_at_the_end(void **state)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct wm_cursor cursor = {bytes, 0, 7, false, false};
	struct wm_bytes run;
	uint32_t u32 = 0;
	uint16_t u16 = 0;
	uint8_t u8 = 0;

	(void)state;
	assert_true(wm_cursor_u32(&cursor, &u32));
	assert_int_equal(u32, 0x01020304);
	assert_false(wm_cursor_u32(&cursor, &u32));
	assert_true(wm_cursor_u16(&cursor, &u16));
	assert_int_equal(u16, 0x0506);
	assert_false(wm_cursor_u16(&cursor, &u16));
	assert_false(wm_cursor_run(&cursor, 2, &run));
	assert_false(wm_cursor_run(&cursor, SIZE_MAX, &run));
	assert_true(wm_cursor_u8(&cursor, &u8));
	assert_int_equal(u8, 7);
	assert_false(wm_cursor_u8(&cursor, &u8));
	assert_true(wm_cursor_run(&cursor, 0, &run));
	assert_int_equal(cursor.at, 7);
}

TEST_MAIN(ARENA_TEST(names_are_expanded_and_folded), ARENA_TEST(malformed_names_are_refused),
	  TEST(a_name_has_at_most_255_bytes), TEST(a_long_chain_of_pointers_is_refused),
	  TEST(case_is_kept_on_request), TEST(numbers_and_runs_stop_at_the_end))
