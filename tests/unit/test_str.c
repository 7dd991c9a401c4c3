/* Text helpers: what counts as a number, a duration, hex and base64, and what does not. */
#include <waymark/str.h>

#include <string.h>

#include "test.h"

static void numbers_are_digits_within_the_limit(void **state)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool good;
		uint64_t value;
	} rows[] = {
		{"0", 0, true, 0},
		{"65535", 65535, true, 65535},
		{"65536", 65535, false, 0},
		{"007", 10, true, 7},
		{"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
		{"18446744073709551616", UINT64_MAX, false, 0},
		{"99999999999999999999", UINT64_MAX, false, 0},
		{"000000000000000000001", UINT64_MAX, false, 0}, /* 21 digits */
		{"", 10, false, 0},
		{"+1", 10, false, 0},
		{"-1", 10, false, 0},
		{" 1", 10, false, 0},
		{"1 ", 10, false, 0},
		{"0x1", 10, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		uint64_t value = 77;

		assert_int_equal(
			wm_str_number(rows[i].text, strlen(rows[i].text), rows[i].max, &value),
			rows[i].good);
		assert_true(value == (rows[i].good ? rows[i].value : 77));
	}
}

static void durations_add_up_their_parts(void **state)
{
	static const struct {
		const char *text;
		bool good;
		uint32_t seconds;
	} rows[] = {
		{"0", true, 0},
		{"300", true, 300},
		{"30s", true, 30},
		{"5m", true, 300},
		{"1h30m", true, 5400},
		{"1w2d3h4m5s", true, 788645},
		{"604800", true, 604800},
		{"2147483647", true, 2147483647},
		{"2147483648", false, 0},
		{"99999999999w", false, 0},
		{"3550w4d", true, 2147385600},
		{"3550w6d", false, 0}, /* each part fits, the sum does not */
		{"", false, 0},
		{"m", false, 0},
		{"1h30", false, 0},
		{"5 m", false, 0},
		{"5M", false, 0},
		{"5y", false, 0},
		{"-5m", false, 0},
		{"1.5h", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		uint32_t seconds = 77;

		assert_int_equal(
			wm_str_duration(rows[i].text, strlen(rows[i].text), 2147483647, &seconds),
			rows[i].good);
		assert_int_equal(seconds, rows[i].good ? rows[i].seconds : 77);
	}
}

static void escapes_leave_nothing_a_terminal_obeys(void **state)
{
	static const char text[] = "a\tb\0c\x1b\x7f m\xc3\xbc\xc2\x9b\xff";
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 1000);
	wm_str_escape(&out, text, sizeof(text) - 1);
	assert_string_equal(wm_buf_string(&out),
			    "a\\009b\\000c\\027\\127 m\\195\\188\\194\\155\\255");
	wm_buf_clear(&out);
	wm_str_escape_utf8(&out, text, sizeof(text) - 1);
	assert_string_equal(wm_buf_string(&out),
			    "a\\009b\\000c\\027\\127 m\xc3\xbc\\194\\155\\255");
	wm_buf_done(&out);
}

static void hex_goes_out_and_comes_back(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{"", true},    {"00ff10aB", true}, {"0", false},
		{"0g", false}, {"g0", false},      {"00 ff", false},
	};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 100);
	wm_str_hex(&out, "\x00\xff\x1a", 3);
	assert_string_equal(wm_buf_string(&out), "00ff1a");
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_buf_clear(&out);
		wm_buf_text(&out, "x");
		assert_int_equal(wm_str_read_hex(rows[i].text, strlen(rows[i].text), &out),
				 rows[i].good);
		assert_int_equal(out.len, rows[i].good ? 1 + strlen(rows[i].text) / 2 : 1);
	}
	wm_buf_clear(&out);
	assert_true(wm_str_read_hex("00fF1A", 6, &out));
	assert_memory_equal(out.data, "\x00\xff\x1a", 3);
	wm_buf_done(&out);
}

static void base64_is_read_strictly(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL = refused */
	} rows[] = {
		/* RFC 4648 section 10 */
		{"", ""},
		{"Zg==", "f"},
		{"Zm8=", "fo"},
		{"Zm9v", "foo"},
		{"Zm9vYg==", "foob"},
		{"Zm9vYmE=", "fooba"},
		{"Zm9vYmFy", "foobar"},
		{" Zm 9v\nYm\tFy\r\n", "foobar"},
		{"+/+/", "\xfb\xff\xbf"},
		{"Zg", NULL},
		{"Zg=", NULL},
		{"Zh==", NULL}, /* bits past the end */
		{"Zm9=", NULL}, /* the same */
		{"Z===", NULL},
		{"====", NULL},
		{"Zg==Zg==", NULL},
		{"Zg== ", "f"},
		{"Zg==Z", NULL},
		{"Z=g=", NULL},
		{"Zm9_", NULL},
		{"Zm9v!", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_buf out;

		wm_buf_init(&out, 100);
		wm_buf_text(&out, ">");
		assert_int_equal(wm_str_read_base64(rows[i].text, strlen(rows[i].text), &out),
				 rows[i].want != NULL);
		assert_string_equal(wm_buf_string(&out) + 1, rows[i].want ? rows[i].want : "");
		wm_buf_done(&out);
	}
}

static void what_does_not_fit_is_no_success(void **state)
{
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 2);
	assert_false(wm_str_read_base64("Zm9v", 4, &out));
	wm_buf_clear(&out);
	assert_false(wm_str_read_hex("000000", 6, &out));
	assert_int_equal(out.len, 0);
	wm_buf_done(&out);
}

static void words_compare_without_case(void **state)
{
	(void)state;
	assert_true(wm_str_is("SrV", 3, "srv"));
	assert_false(wm_str_is("SrV", 2, "srv"));
	assert_false(wm_str_is("srvx", 4, "srv"));
	assert_false(wm_str_is("s\0v", 3, "srv"));
	assert_true(wm_str_is("", 0, ""));
}

TEST_MAIN(TEST(numbers_are_digits_within_the_limit), TEST(durations_add_up_their_parts),
	  TEST(escapes_leave_nothing_a_terminal_obeys), TEST(hex_goes_out_and_comes_back),
	  TEST(base64_is_read_strictly), TEST(what_does_not_fit_is_no_success),
	  TEST(words_compare_without_case))
