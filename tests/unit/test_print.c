/* Records as text: nothing that a terminal or another reader could misunderstand. */
#include "record/print.h"

#include <waymark/text.h>

#include "record_fixture.h"

static void every_byte_of_a_string_is_printable_and_readable(void **state)
{
	for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
		const uint8_t wire[] = {1, (uint8_t)byte};
		struct wm_rdata rdata = {wire, sizeof(wire)};
		const char *text = fixture_show_rdata(*state, WM_TYPE_TXT, &rdata);
		struct wm_rdata again;

		for (const char *from = text; *from; from++)
			assert_true(*from >= 0x20 && *from < 0x7f);
		again = fixture_rdata(*state, wm_arena_printf(*state, "TXT %s", text));
		assert_int_equal(wm_rdata_compare(&rdata, &again), 0);
	}
}

static void every_byte_of_a_name_is_printable_and_readable(void **state)
{
	for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
		const uint8_t wire[] = {2, (uint8_t)byte, 'x', 1, (uint8_t)byte, 0};
		struct wm_rdata rdata = {0};
		const char *text;
		struct wm_rdata again;

		assert_int_equal(wm_rdata_canonical(*state, WM_TYPE_NS,
						    (struct wm_bytes){wire, sizeof(wire)}, &rdata,
						    NULL),
				 WM_OK);
		text = fixture_show_rdata(*state, WM_TYPE_NS, &rdata);
		for (const char *from = text; *from; from++)
			assert_true(*from > 0x20 && *from < 0x7f);
		again = fixture_rdata(*state, wm_arena_printf(*state, "NS %s", text));
		assert_int_equal(wm_rdata_compare(&rdata, &again), 0);
	}
}

/* RDATA that no line can say, or that has not even the shape of its type, is printed as bytes. */
static void the_rest_is_printed_as_bytes(void **state)
{
	static const struct {
		uint16_t type;
		const char *rdata;
		const char *text;
	} rows[] = {
		{WM_TYPE_A, "", "\\# 0"},
		{WM_TYPE_A, "c00002", "\\# 3 c00002"},
		{WM_TYPE_NS, "0361", "\\# 2 0361"},
		{WM_TYPE_SSHFP, "0401ff", "\\# 3 0401ff"},
		{WM_TYPE_HTTPS, "0001 00 00030001bb", "\\# 8 00010000030001bb"},
		{WM_TYPE_HTTPS, "0001 00", "1 ."},
		{47, "0161000001", "\\# 5 0161000001"},
		{65280, "ff", "\\# 1 ff"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes bytes = fixture_hex(*state, rows[i].rdata);
		struct wm_rdata rdata = {bytes.data, bytes.len};

		assert_string_equal(fixture_show_rdata(*state, rows[i].type, &rdata), rows[i].text);
	}
}

static void more_strings_than_a_line_holds_are_printed_as_bytes(void **state)
{
	static const uint8_t strings[501];
	struct wm_rdata fits = {strings, 500};
	struct wm_rdata longer = {strings, 501};

	assert_int_equal(strlen(fixture_show_rdata(*state, WM_TYPE_TXT, &fits)), 500 * 3 - 1);
	assert_int_equal(strncmp(fixture_show_rdata(*state, WM_TYPE_TXT, &longer), "\\# 501 00", 9),
			 0);
}

static void a_zone_begins_with_its_soa(void **state)
{
	static const char lines[] = "@ 60 A 192.0.2.1\n"
				    "@ 60 NS ns\n"
				    "@ 60 SOA ns host 1 2 3 4 5\n"
				    "b 60 TXT b\n"
				    "a 60 TYPE65280 \\# 1 00\n";
	static const char wanted[] =
		"example.com. 60 IN SOA ns.example.com. host.example.com. 1 2 3 4 5\n"
		"example.com. 60 IN A 192.0.2.1\n"
		"example.com. 60 IN NS ns.example.com.\n"
		"a.example.com. 60 IN TYPE65280 \\# 1 00\n"
		"b.example.com. 60 IN TXT \"b\"\n";
	struct wm_name zone = fixture_name(*state, "example.com.");
	struct wm_rrsets_builder builder;
	struct wm_text_place place;
	struct wm_rrsets sets;
	struct wm_buf out;

	wm_rrsets_begin(&builder, *state);
	assert_int_equal(wm_zone_read(*state,
				      (struct wm_bytes){(const uint8_t *)lines, strlen(lines)},
				      &zone, 100, &builder, &place, NULL),
			 WM_OK);
	sets = wm_rrsets_finish(&builder);
	wm_buf_init(&out, 4096);
	wm_zone_print(&out, &sets);
	assert_string_equal(wm_buf_string(&out), wanted);
	wm_buf_done(&out);
}

static void ldns_prints_one_field(void **state)
{
	static const uint8_t bytes[] = {0, 1, 2, 3};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, 64);
	wm_print_by_ldns(&out, LDNS_RDF_TYPE_A, (struct wm_bytes){bytes, 4});
	assert_string_equal(wm_buf_string(&out), "0.1.2.3");
	wm_buf_done(&out);
}

TEST_MAIN(ARENA_TEST(every_byte_of_a_string_is_printable_and_readable),
	  ARENA_TEST(every_byte_of_a_name_is_printable_and_readable),
	  ARENA_TEST(the_rest_is_printed_as_bytes),
	  ARENA_TEST(more_strings_than_a_line_holds_are_printed_as_bytes),
	  ARENA_TEST(a_zone_begins_with_its_soa), TEST(ldns_prints_one_field))
