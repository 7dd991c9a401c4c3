/* SvcParams: read sorted and checked, printed so that they read the same again. */
#include "record/svcparam.h"

#include "record_fixture.h"

static enum wm_code read_params(struct wm_arena *arena, const char *text,
				struct wm_bytes *ret_params, size_t *ret_index,
				struct wm_fail *reterr)
{
	struct wm_token *tokens = NULL;
	struct wm_buf out;
	size_t count = 0;
	size_t column = 0;
	enum wm_code code;

	if (wm_tokens_read(arena, text, strlen(text), &tokens, &count, &column, reterr) != WM_OK)
		fail_msg("\"%s\": %s", text, reterr->text);
	wm_buf_init(&out, UINT16_MAX);
	code = wm_svcparams_read(tokens, count, &out, ret_index, reterr);
	*ret_params = (struct wm_bytes){
		wm_arena_copy(arena, out.data ? out.data : (const uint8_t *)"", out.len), out.len};
	wm_buf_done(&out);
	return code;
}

static void parameters_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		const char *wire;
		const char *printed; /* NULL = as read */
	} rows[] = {
		{"", "", NULL},
		{"port=443", "0003000201bb", NULL},
		{"port=0", "000300020000", NULL},
		{"port=\"65535\"", "00030002ffff", "port=65535"},
		{"alpn=h2", "00010003026832", "alpn=\"h2\""},
		{"alpn=\"h2,h3\"", "00010006026832026833", NULL},
		/* RFC 9460 appendix D.2, figure 7 */
		{"alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "0001000c08665c6f6f2c626172026832", NULL},
		{"alpn=f\\\\\\092oo\\092,bar,h2", "0001000c08665c6f6f2c626172026832",
		 "alpn=\"f\\\\\\\\oo\\\\,bar,h2\""},
		{"no-default-alpn", "00020000", NULL},
		{"ipv4hint=192.0.2.1", "00040004c0000201", NULL},
		{"ipv4hint=192.0.2.1,192.0.2.2", "00040008c0000201c0000202", NULL},
		{"ipv6hint=2001:DB8::1", "0006001020010db8000000000000000000000001",
		 "ipv6hint=2001:db8::1"},
		{"ech=AAEC", "00050003000102", NULL},
		{"mandatory=ipv4hint,alpn", "0000000400010004", "mandatory=alpn,ipv4hint"},
		{"mandatory=key65280", "00000002ff00", NULL},
		{"key667", "029b0000", NULL},
		{"key667=", "029b0000", "key667"},
		{"key667=hello", "029b000568656c6c6f", "key667=\"hello\""},
		{"key667=\"hello\\210qoo\"", "029b000968656c6c6fd2716f6f", NULL},
		{"key65534=\"a b;\\\"\"", "fffe00056120623b22", NULL},
		{"key3=\"\\001\\187\"", "0003000201bb", "port=443"},
		/* sorted by key, whatever the order they are written in */
		{"port=443 ipv4hint=192.0.2.1 alpn=h3 no-default-alpn",
		 "00010003026833 00020000 0003000201bb 00040004c0000201",
		 "alpn=\"h3\" no-default-alpn port=443 ipv4hint=192.0.2.1"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes wanted = fixture_hex(*state, rows[i].wire);
		const char *printed = rows[i].printed ? rows[i].printed : rows[i].text;
		struct wm_fail why = {0};
		struct wm_bytes params;
		struct wm_buf out;
		size_t index;

		if (read_params(*state, rows[i].text, &params, &index, &why) != WM_OK)
			fail_msg("\"%s\": %s", rows[i].text, why.text);
		assert_string_equal(fixture_show_hex(*state, params.data, params.len),
				    fixture_show_hex(*state, wanted.data, wanted.len));
		wm_buf_init(&out, 4096);
		wm_svcparams_print(&out, params);
		assert_string_equal(out.len > 0 ? wm_buf_string(&out) + 1 : "", printed);
		wm_buf_done(&out);
		assert_int_equal(read_params(*state, printed, &params, &index, &why), WM_OK);
		assert_int_equal(params.len, wanted.len);
		assert_memory_equal(params.data, wanted.data, wanted.len);
	}
}

static void bad_parameters_are_named(void **state)
{
	static const struct {
		const char *text;
		size_t index;
		const char *why;
	} rows[] = {
		{"port=65536", 0, "0 to 65535"},
		{"alpn=h2 port=-1", 1, "0 to 65535"},
		{"port=4x", 0, "0 to 65535"},
		{"port", 0, "0 to 65535"},
		{"port=443 alpn=h2 port=444", 2, "twice"},
		{"key3=\"\\001\\187\" port=443", 1, "twice"},
		{"key667=a key667=a", 1, "twice"},
		{"alpn", 0, "protocol names"},
		{"alpn=", 0, "protocol names"},
		{"alpn=h2,", 0, "protocol names"},
		{"alpn=h2,,h3", 0, "protocol names"},
		{"alpn=\"a\\\\b\"", 0, "protocol names"},
		{"no-default-alpn=x", 0, "no value"},
		{"ipv4hint=", 0, "IPv4"},
		{"ipv4hint=192.0.2", 0, "IPv4"},
		{"ipv4hint=2001:db8::1", 0, "IPv4"},
		{"ipv6hint=192.0.2.1", 0, "IPv6"},
		{"ech=", 0, "base64"},
		{"ech=A", 0, "base64"},
		{"mandatory=", 0, "other keys"},
		{"mandatory=mandatory", 0, "other keys"},
		{"mandatory=alpn,alpn", 0, "other keys"},
		{"mandatory=nonsense", 0, "other keys"},
		{"nonsense=1", 0, "KEY=VALUE"},
		{"Port=443", 0, "KEY=VALUE"},
		{"key65535", 0, "KEY=VALUE"},
		{"key65536", 0, "KEY=VALUE"},
		{"key03=a", 0, "KEY=VALUE"},
		{"key=a", 0, "KEY=VALUE"},
		{"=a", 0, "KEY=VALUE"},
		{"\"port=443\"", 0, "KEY=VALUE"},
		{"key3=a", 0, "value of this key"},
		{"key667=a=\"b\"", 0, "whole escapes"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_fail why = {0};
		struct wm_bytes params;
		size_t index = 77;

		assert_int_equal(read_params(*state, rows[i].text, &params, &index, &why),
				 WM_EPARSE);
		if (index != rows[i].index || !strstr(why.text, rows[i].why))
			fail_msg("\"%s\": parameter %zu: %s", rows[i].text, index, why.text);
	}
}

static void parameters_have_to_fit_together(void **state)
{
	static const struct {
		const char *wire;
		const char *why; /* NULL = fine */
	} rows[] = {
		{"", NULL},
		{"00000002 0001 00010003026832", NULL},
		{"00000002 0003 00010003026832", "not given"},
		{"00000003 000100 00010003026832", "mandatory"},
		{"00000000", "mandatory"},
		{"00000004 00030001 00010003026832 0003000201bb", "mandatory"},
		{"00020000", "without alpn"},
		{"00010003026832 00020000", NULL},
		{"00010003026832 0002000100", "no-default-alpn"},
		{"00010003036832", "alpn"},
		{"0001000100", "alpn"},
		{"00010000", "alpn"},
		{"0003000101", "port"},
		{"00040003010203", "ipv4hint"},
		{"00040000", "ipv4hint"},
		{"00050000", "ech"},
		{"00060004c0000201", "ipv6hint"},
		{"ffff0000", "never valid"},
		{"fffe0000", NULL},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_fail why = {0};
		enum wm_code code = wm_svcparams_check(fixture_hex(*state, rows[i].wire), &why);

		assert_int_equal(code, rows[i].why ? WM_EPARSE : WM_OK);
		if (rows[i].why && !strstr(why.text, rows[i].why))
			fail_msg("row %zu: %s", i, why.text);
	}
}

TEST_MAIN(ARENA_TEST(parameters_are_read_and_printed), ARENA_TEST(bad_parameters_are_named),
	  ARENA_TEST(parameters_have_to_fit_together))
