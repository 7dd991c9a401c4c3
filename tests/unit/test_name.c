/* Domain names: reading, printing, order, and what they are made of. */
#include <waymark/name.h>

#include "record_fixture.h"

#include <ldns/ldns.h>

#include <stdlib.h>

#define L63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
#define L61 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffg"

static void names_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		const char *origin; /* NULL = none */
		const char *printed;
	} rows[] = {
		{".", NULL, "."},
		{"example.com", NULL, "example.com."},
		{"EXAMPLE.Com.", NULL, "example.com."},
		{"_sip._tls", "example.com.", "_sip._tls.example.com."},
		{"sip.example.com.", "example.com.", "sip.example.com."},
		{"@", "example.com.", "example.com."},
		{"\\@", "example.com.", "\\@.example.com."},
		{"*", "example.com.", "*.example.com."},
		{"a\\.b.c", NULL, "a\\.b.c."},
		{"a\\046b.c", NULL, "a\\.b.c."},
		{"a\\065\\A.c", NULL, "aaa.c."},
		{"sp\\032ace\\000.x", NULL, "sp\\032ace\\000.x."},
		{"\\\"\\;\\(\\)\\$\\\\.x", NULL, "\\\"\\;\\(\\)\\$\\\\.x."},
		{"\\195\\188.x", NULL, "\\195\\188.x."}, /* written as bytes: stays bytes */
		{"1/2.0-25.10.in-addr.arpa", NULL, "1/2.0-25.10.in-addr.arpa."},
		{L63 "." L63 "." L63 "." L61, NULL, L63 "." L63 "." L63 "." L61 "."},
		/* RFC 5891, non-transitional: the sharp s stays itself */
		{"b\xc3\xbc"
		 "cher.example",
		 NULL, "xn--bcher-kva.example."},
		{"B\xc3\x9c"
		 "CHER.example",
		 NULL, "xn--bcher-kva.example."},
		{"b\x75\xcc\x88"
		 "cher.example",
		 NULL, "xn--bcher-kva.example."}, /* u and a combining diaeresis */
		{"fa\xc3\x9f.de", NULL, "xn--fa-hia.de."},
		{"_sip._tls.b\xc3\xbc"
		 "cher",
		 "example.", "_sip._tls.xn--bcher-kva.example."},
		{"xn--bcher-kva.example", NULL, "xn--bcher-kva.example."},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_name origin = fixture_name(*state, rows[i].origin ? rows[i].origin : ".");
		struct wm_name name = {0};
		struct wm_fail why = {0};
		char text[WM_NAME_TEXT_MAX];

		if (wm_name_read(*state, rows[i].text, strlen(rows[i].text),
				 rows[i].origin ? &origin : NULL, &name, &why) != WM_OK)
			fail_msg("\"%s\": %s", rows[i].text, why.text);
		assert_string_equal(wm_name_text(&name, text), rows[i].printed);
		struct wm_name again = fixture_name(*state, rows[i].printed);
		assert_true(wm_name_equal(&again, &name));
	}
}

static void what_is_no_name_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *origin;
		const char *why;
	} rows[] = {
		{"", NULL, "empty label"},
		{"..", NULL, "empty label"},
		{".example.com", NULL, "empty label"},
		{"a..b", NULL, "empty label"},
		{"@", NULL, "no origin"},
		{"a\\256", NULL, "escape"},
		{"a\\25", NULL, "escape"},
		{"a\\", NULL, "escape"},
		{"a\\1b1", NULL, "escape"},
		{"a b", NULL, "blank"},
		{"a\tb", NULL, "blank"},
		{"a\nb", NULL, "control"},
		{L63 "x.com", NULL, "63 bytes"},
		{L63 "." L63 "." L63 "." L61 "x", NULL, "255 bytes"},
		{L63 "." L63 "." L63, L63 ".", "relative to"},
		{"b\xfc"
		 "cher.example",
		 NULL, ""}, /* Latin-1 */
		{"\xc3\xbc\\065.example", NULL, "both escapes and letters"},
		{"a\xe3\x80\x82"
		 "b.example",
		 NULL, ""}, /* an ideographic full stop */
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_name origin = fixture_name(*state, rows[i].origin ? rows[i].origin : ".");
		struct wm_name name = {0};
		struct wm_fail why = {0};

		assert_int_equal(wm_name_read(*state, rows[i].text, strlen(rows[i].text),
					      rows[i].origin ? &origin : NULL, &name, &why),
				 WM_EPARSE);
		assert_non_null(strstr(why.text, "is not a domain name: "));
		if (!strstr(why.text, rows[i].why))
			fail_msg("\"%s\": %s", rows[i].text, why.text);
		assert_null(name.wire);
	}
}

static void wire_form_is_checked_and_folded(void **state)
{
	static const struct {
		const char *wire;
		const char *printed; /* NULL = refused */
	} rows[] = {
		{"00", "."},    {"0141025a5a00", "a.zz."}, {"", NULL},
		{"0161", NULL}, {"01610000", NULL},        {"c000", NULL},
		{"4061", NULL},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes wire = fixture_hex(*state, rows[i].wire);
		struct wm_name name = {0};
		char text[WM_NAME_TEXT_MAX];
		enum wm_code code = wm_name_from_wire(*state, wire.data, wire.len, &name, NULL);

		assert_int_equal(code, rows[i].printed ? WM_OK : WM_EPARSE);
		if (rows[i].printed)
			assert_string_equal(wm_name_text(&name, text), rows[i].printed);
	}
}

/* The order of RFC 4034 section 6.1, its own example first. */
static void names_sort_by_labels_from_the_right(void **state)
{
	static const char *const sorted[] = {
		".",
		"example.",
		"a.example.",
		"yljkjljk.a.example.",
		"z.a.example.",
		"zabc.a.example.",
		"z.example.",
		"\\001.z.example.",
		"*.z.example.",
		"\\200.z.example.",
		"example-b.",
		"examplea.",
		"a.examplea.",
	};

	for (size_t i = 0; i < WM_COUNT(sorted); i++) {
		for (size_t j = 0; j < WM_COUNT(sorted); j++) {
			struct wm_name a = fixture_name(*state, sorted[i]);
			struct wm_name b = fixture_name(*state, sorted[j]);
			int order = wm_name_compare(&a, &b);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(wm_name_equal(&a, &b), i == j);
		}
	}
}

static void order_is_that_of_ldns(void **state)
{
	uint32_t seed = 7;
	struct wm_name names[200];
	ldns_rdf *theirs[200];

	for (size_t i = 0; i < WM_COUNT(names); i++) {
		char text[16] = {0};

		for (size_t k = 0; k < 9; k++) {
			seed = seed * 1664525 + 1013904223;
			text[k] = k % 2 ? "a.b."[seed >> 30] : "abcz"[seed >> 30];
		}
		names[i] = fixture_name(*state, text);
		theirs[i] = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, names[i].len, names[i].wire);
	}
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		for (size_t j = 0; j < WM_COUNT(names); j++) {
			int ours = wm_name_compare(&names[i], &names[j]);
			int other = ldns_dname_compare(theirs[i], theirs[j]);

			assert_int_equal((ours > 0) - (ours < 0), (other > 0) - (other < 0));
		}
	}
	for (size_t i = 0; i < WM_COUNT(names); i++)
		ldns_rdf_deep_free(theirs[i]);
}

static void a_name_is_in_its_zone_by_whole_labels(void **state)
{
	static const struct {
		const char *name;
		const char *zone;
		bool in;
	} rows[] = {
		{"example.com", "example.com", true},
		{"a.b.example.com", "example.com", true},
		{"anexample.com", "example.com", false},
		{"com", "example.com", false},
		{"example.com", ".", true},
		{".", ".", true},
		{".", "com", false},
		{"b\\.com", "com", false},
		{"example.net", "example.com", false},
		/* the zone's bytes are there, but not at a label's start */
		{"\\007example\\003com", "example.com", false},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_name name = fixture_name(*state, rows[i].name);
		struct wm_name zone = fixture_name(*state, rows[i].zone);

		assert_int_equal(wm_name_is_in(&name, &zone), rows[i].in);
	}
}

static void names_are_taken_apart_and_prolonged(void **state)
{
	struct wm_name name = fixture_name(*state, "sip.example.com");
	struct wm_name part = name;
	struct wm_name longer = {0};
	char text[WM_NAME_TEXT_MAX];

	for (size_t labels = 3; labels > 0; labels--) {
		assert_int_equal(wm_name_labels(&part), labels);
		assert_true(wm_name_parent(&part, &part));
	}
	assert_int_equal(wm_name_labels(&part), 0);
	assert_true(wm_name_equal(&part, &wm_name_root));
	assert_false(wm_name_parent(&part, &part));

	assert_int_equal(wm_name_prefix(*state, "_TLS", &name, &longer, NULL), WM_OK);
	assert_string_equal(wm_name_text(&longer, text), "_tls.sip.example.com.");
	assert_int_equal(wm_name_prefix(*state, "", &name, &longer, NULL), WM_EPARSE);
	assert_int_equal(wm_name_prefix(*state, L63 "x", &name, &longer, NULL), WM_EPARSE);
	struct wm_name full = fixture_name(*state, L63 "." L63 "." L63);
	assert_int_equal(wm_name_prefix(*state, L61, &full, &longer, NULL), WM_OK);
	assert_int_equal(longer.len, WM_NAME_MAX);
	assert_int_equal(wm_name_prefix(*state, L61 "x", &full, &longer, NULL), WM_EPARSE);
}

static void hosts_are_letters_digits_and_inner_hyphens(void **state)
{
	static const struct {
		const char *name;
		bool host;
	} rows[] = {
		{"sip.example.com", true},
		{"a-1.b", true},
		{"3com", true},
		{"xn--bcher-kva.x", true},
		{".", false},
		{"_sip.example.com", false},
		{"-a.example.com", false},
		{"a-.example.com", false},
		{"*.example.com", false},
		{"a\\.b.com", false},
		{"a\\000b.com", false},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_name name = fixture_name(*state, rows[i].name);

		assert_int_equal(wm_name_is_host(&name), rows[i].host);
	}
}

static void the_longest_text_fits(void **state)
{
	uint8_t wire[WM_NAME_MAX] = {0};
	char text[WM_NAME_TEXT_MAX];
	struct wm_name name = {wire, sizeof(wire)};

	(void)state;
	for (size_t at = 0; at < 254; at += (size_t)wire[at] + 1) {
		wire[at] = (uint8_t)(at < 192 ? 63 : 61);
		memset(wire + at + 1, 0xff, wire[at]);
	}
	assert_int_equal(strlen(wm_name_text(&name, text)), 250 * 4 + 4);
}

TEST_MAIN(ARENA_TEST(names_are_read_and_printed), ARENA_TEST(what_is_no_name_is_refused),
	  ARENA_TEST(wire_form_is_checked_and_folded),
	  ARENA_TEST(names_sort_by_labels_from_the_right), ARENA_TEST(order_is_that_of_ldns),
	  ARENA_TEST(a_name_is_in_its_zone_by_whole_labels),
	  ARENA_TEST(names_are_taken_apart_and_prolonged),
	  ARENA_TEST(hosts_are_letters_digits_and_inner_hyphens), TEST(the_longest_text_fits))
