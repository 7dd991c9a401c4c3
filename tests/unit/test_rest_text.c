/* rest_text.c: names and record data as APIs write them. */
#include "rest_fixture.h"

static void names_come_with_and_without_their_final_dot(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_name wild = fixture_name(arena, "*.a");

	(void)state;
	assert_string_equal(wm_rest_name(arena, &wild), "*.a.example.com.");
	assert_string_equal(wm_rest_name_bare(arena, &wild), "*.a.example.com");
	assert_string_equal(wm_rest_name(arena, &wm_name_root), ".");
	assert_string_equal(wm_rest_name_bare(arena, &wm_name_root), ".");
	wm_arena_free(arena);
}

static void record_data_goes_there_and_back(void **state)
{
	static const struct {
		uint16_t type;
		const char *text, *canonical; /* NULL: the same */
	} rows[] = {
		{WM_TYPE_A, "192.0.2.1", NULL},
		{WM_TYPE_AAAA, "2001:DB8:0:0::1", "2001:db8::1"},
		{WM_TYPE_CNAME, "Host.Example.NET.", "host.example.net."},
		{WM_TYPE_CNAME, "host.example.net", "host.example.net."},
		{WM_TYPE_SRV, "10 5 5269 xmpp.example.com.", NULL},
		{WM_TYPE_SRV, "0 0 0 .", NULL},
		{WM_TYPE_MX, "10 mx.example.com.", NULL},
		{WM_TYPE_TXT, "\"v=spf1 -all\"", NULL},
		{WM_TYPE_TXT, "\"a\" \"b \\\" c; d\"", NULL},
		{WM_TYPE_NAPTR, "10 100 \"s\" \"SIP+D2T\" \"\" _sip._tcp.example.com.", NULL},
		{WM_TYPE_CAA, "0 issue \"ca.example\"", NULL},
		{WM_TYPE_TLSA,
		 "3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_rdata rdata;

		assert_int_equal(
			wm_rest_rdata_read(arena, rows[i].type, rows[i].text, &rdata, NULL), WM_OK);
		assert_string_equal(wm_rest_rdata(arena, rows[i].type, &rdata),
				    rows[i].canonical ? rows[i].canonical : rows[i].text);
		wm_arena_free(arena);
	}
}

static void record_data_that_is_none_is_refused(void **state)
{
	static const struct {
		uint16_t type;
		const char *text;
	} rows[] = {
		{WM_TYPE_A, ""},
		{WM_TYPE_A, "192.0.2.256"},
		{WM_TYPE_A, "192.0.2.1 192.0.2.2"},
		{WM_TYPE_SRV, "0 0 65536 x."},
		{WM_TYPE_TXT, "\"open"},
		{WM_TYPE_CNAME, "a..b."},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_fail why = {0};
		struct wm_rdata rdata;

		assert_int_equal(
			wm_rest_rdata_read(arena, rows[i].type, rows[i].text, &rdata, &why),
			WM_EPARSE);
		assert_int_equal(why.code, WM_EPARSE);
		wm_arena_free(arena);
	}
}

static void long_texts_are_cut_into_strings_and_joined_again(void **state)
{
	static const struct {
		size_t len, rdata_len;
	} rows[] = {{0, 1}, {1, 2}, {255, 256}, {256, 258}, {510, 512}, {511, 514}};
	char text[600];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_rdata rdata = wm_rest_txt_read(arena, text, rows[i].len);
		struct wm_bytes joined = wm_rest_txt(arena, &rdata);
		struct wm_rdata canonical;

		assert_int_equal(rdata.len, rows[i].rdata_len);
		assert_int_equal(joined.len, rows[i].len);
		assert_memory_equal(joined.data, text, rows[i].len);
		assert_int_equal(joined.data[joined.len], 0);
		assert_int_equal(wm_rdata_canonical(arena, WM_TYPE_TXT,
						    (struct wm_bytes){rdata.bytes, rdata.len},
						    &canonical, NULL),
				 WM_OK);
		wm_arena_free(arena);
	}
}

TEST_MAIN(TEST(names_come_with_and_without_their_final_dot), TEST(record_data_goes_there_and_back),
	  TEST(record_data_that_is_none_is_refused),
	  TEST(long_texts_are_cut_into_strings_and_joined_again))
