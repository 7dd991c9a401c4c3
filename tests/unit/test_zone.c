/* Master files: what is carried over from line to line, and what is refused where. */
#include <waymark/text.h>

#include "record_fixture.h"

static enum wm_code read_zone(struct wm_arena *arena, const char *content, size_t max_records,
			      struct wm_rrsets *ret_sets, struct wm_text_place *ret_place,
			      struct wm_fail *reterr)
{
	struct wm_bytes bytes = {(const uint8_t *)content, strlen(content)};
	struct wm_name zone = fixture_name(arena, "example.com.");
	struct wm_rrsets_builder builder;
	enum wm_code code;

	wm_rrsets_begin(&builder, arena);
	code = wm_zone_read(arena, bytes, &zone, max_records, &builder, ret_place, reterr);
	*ret_sets = wm_rrsets_finish(&builder);
	return code;
}

static void zones_are_read(void **state)
{
	static const struct {
		const char *content;
		const char *printed;
	} rows[] = {
		{"", ""},
		{"; nothing\n\n   \n", ""},
		{"a 60 IN A 192.0.2.1", "a.example.com. 60 IN A 192.0.2.1\n"},
		{"a IN 60 A 192.0.2.1\r\n", "a.example.com. 60 IN A 192.0.2.1\n"},
		{"a 1h A 192.0.2.1\n", "a.example.com. 3600 IN A 192.0.2.1\n"},
		{"a 60 class1 type1 192.0.2.1\n", "a.example.com. 60 IN A 192.0.2.1\n"},
		{"$TTL 5m\n@ A 192.0.2.1\n", "example.com. 300 IN A 192.0.2.1\n"},
		{"$ttl 5m ; comment\na A 192.0.2.1\n\t AAAA ::1\n",
		 "a.example.com. 300 IN A 192.0.2.1\na.example.com. 300 IN AAAA ::1\n"},
		/* without $TTL, the last one given counts (RFC 1035 section 5.1) */
		{"a 60 A 192.0.2.1\nb A 192.0.2.2\nc 70 A 192.0.2.3\nz A 192.0.2.4\n",
		 "a.example.com. 60 IN A 192.0.2.1\nb.example.com. 60 IN A 192.0.2.2\n"
		 "c.example.com. 70 IN A 192.0.2.3\nz.example.com. 70 IN A 192.0.2.4\n"},
		/* with it, a record's own TTL is its own (RFC 2308 section 4) */
		{"$TTL 300\na 60 A 192.0.2.1\nb A 192.0.2.2\n",
		 "a.example.com. 60 IN A 192.0.2.1\nb.example.com. 300 IN A 192.0.2.2\n"},
		/* a lone SOA lends its minimum */
		{"@ SOA ns host 1 2 3 4 500\na A 192.0.2.1\n",
		 "example.com. 500 IN SOA ns.example.com. host.example.com. 1 2 3 4 500\n"
		 "a.example.com. 500 IN A 192.0.2.1\n"},
		{"$ORIGIN sub.example.com.\na 60 A 192.0.2.1\n$ORIGIN deep\n@ 60 NS ns\n",
		 "a.sub.example.com. 60 IN A 192.0.2.1\n"
		 "deep.sub.example.com. 60 IN NS ns.deep.sub.example.com.\n"},
		{"$ORIGIN com.\nexample 60 A 192.0.2.1\n", "example.com. 60 IN A 192.0.2.1\n"},
		{"@ 60 SOA ns. host. (\n 1 ; serial\n 1h ( 2\n)", NULL},
		{"@ 60 SOA ns. host. ( ; open\n 1 ; serial\n\n 1h 2 3\n4 )\n",
		 "example.com. 60 IN SOA ns. host. 1 3600 2 3 4\n"},
		{"a 60 TXT(x\ny)z\n", "a.example.com. 60 IN TXT \"x\" \"y\" \"z\"\n"},
		{"a 60 TXT \"(\" ( \")\" )\n", "a.example.com. 60 IN TXT \"(\" \")\"\n"},
		{"in 60 in a 192.0.2.1\n", "in.example.com. 60 IN A 192.0.2.1\n"},
		{"60 60 a 192.0.2.1\n", "60.example.com. 60 IN A 192.0.2.1\n"},
		{"a 60 IN A 192.0.2.1\nA.Example.com. 60 A 192.0.2.1\n",
		 "a.example.com. 60 IN A 192.0.2.1\n"},
		{"$\\065 60 A 192.0.2.1\n", NULL},
		{"\\$a 60 A 192.0.2.1\n", "\\$a.example.com. 60 IN A 192.0.2.1\n"},
		{"a 60 HTTPS 1 . alpn=\"h2,h3\"\n",
		 "a.example.com. 60 IN HTTPS 1 . alpn=\"h2,h3\"\n"},
		{"a 0 TXT x\n", "a.example.com. 0 IN TXT \"x\"\n"},
		{"a 2147483647 TXT x\n", "a.example.com. 2147483647 IN TXT \"x\"\n"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_text_place place = {0};
		struct wm_fail why = {0};
		struct wm_rrsets sets;
		struct wm_buf out;
		enum wm_code code = read_zone(*state, rows[i].content, 100, &sets, &place, &why);

		if ((code == WM_OK) != (rows[i].printed != NULL))
			fail_msg("row %zu, %zu:%zu: %s", i, place.line, place.column, why.text);
		if (!rows[i].printed)
			continue;
		wm_buf_init(&out, 65536);
		wm_zone_print(&out, &sets);
		assert_string_equal(wm_buf_string(&out), rows[i].printed);
		wm_buf_done(&out);
	}
}

static void errors_name_their_place(void **state)
{
	static const struct {
		const char *content;
		size_t line;
		size_t column;
		const char *why;
	} rows[] = {
		{"a 60 A 192.0.2\n", 1, 8, "expected an IPv4 address"},
		{"\n\na 60 SRV 0 0 65536 x\n", 3, 14, "65536"},
		{"a 60 MX 10\n", 1, 11, "mail server is missing"},
		{"a 60 MX 10", 1, 11, "mail server is missing"},
		{"a 60 A 192.0.2.1 x\n", 1, 18, "one field too many"},
		{"a 60\n", 1, 5, "type is missing"},
		{"a\n", 1, 2, "type is missing"},
		{"a 60 60 A 192.0.2.1\n", 1, 6, "unknown record type '60'"},
		{"a 60 IN IN A 192.0.2.1\n", 1, 9, "unknown record type 'IN'"},
		{"a 60 LOC 1\n", 1, 6, "unknown record type 'LOC'"},
		{"a 60 TYPE255 \\# 0\n", 1, 6, "unknown record type"},
		{"a 60 CH TXT x\n", 1, 6, "class CH; only IN"},
		{"a 60 CLASS3 TXT x\n", 1, 6, "class CLASS3"},
		{"a 60 ANY A 192.0.2.1\n", 1, 6, "class ANY"},
		{"a A 192.0.2.1\n", 1, 1, "no TTL"},
		{"a 2147483648 A 192.0.2.1\n", 1, 3, "unknown record type '2147483648'"},
		{" 60 A 192.0.2.1\n", 1, 2, "no owner"},
		{"example.org. 60 A 192.0.2.1\n", 1, 1, "outside the zone example.com."},
		{"anexample.com. 60 A 192.0.2.1\n", 1, 1, "outside the zone"},
		{"$ORIGIN com.\na 60 A 192.0.2.1\n", 2, 1, "outside the zone"},
		{"a..b 60 A 192.0.2.1\n", 1, 1, "empty label"},
		{"\"a\" 60 A 192.0.2.1\n", 1, 1, "without quotes"},
		{"a=\"b\" 60 A 192.0.2.1\n", 1, 1, "without quotes"},
		{"b 60 NS a\na 60 SOA ns host 1 2 3 4 5\n", 2, 6, "name of the zone"},
		{"@ 60 SOA ns host 1 2 3 4 5\n@ 60 SOA ns host 1 2 3 4 5\n", 2, 6, "second SOA"},
		{"$INCLUDE other.zone\n", 1, 1, "$INCLUDE is not supported"},
		{"$GENERATE 1-10 a A 192.0.2.$\n", 1, 1, "$GENERATE is not supported"},
		{"$OTHER x\n", 1, 1, "unknown directive '$OTHER'"},
		{"$TTL\n", 1, 5, "one field behind $TTL"},
		{"$TTL 60 70\n", 1, 9, "one field behind $TTL"},
		{"$TTL x\n", 1, 6, "not a TTL"},
		{"$ORIGIN a..b\n", 1, 9, "empty label"},
		{"a 60 TXT (x\ny\n", 1, 10, "never closed"},
		{"a 60 TXT x)\n", 1, 11, "without its counterpart"},
		{"a 60 TXT (\n(x))\n", 2, 1, "without its counterpart"},
		{"a 60 TXT (\n  x \"y\n)", 2, 5, "closing quote"},
		{"a 60 SRV (\n 0 0\n 70000 x )\n", 3, 2, "70000"},
		{"a 60 TXT \x1b[1m\n", 1, 10, "control character"},
		{"a 60 TXT x\rb 60 TXT y\n", 1, 11, "control character"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_text_place place = {0};
		struct wm_fail why = {0};
		struct wm_rrsets sets;

		if (read_zone(*state, rows[i].content, 100, &sets, &place, &why) == WM_OK)
			fail_msg("\"%s\" was not refused", rows[i].content);
		if (place.line != rows[i].line || place.column != rows[i].column ||
		    !strstr(why.text, rows[i].why))
			fail_msg("\"%s\": %zu:%zu: %s", rows[i].content, place.line, place.column,
				 why.text);
	}
}

static void records_are_limited(void **state)
{
	static const char content[] = "a 60 A 192.0.2.1\na 60 A 192.0.2.2\na 60 A 192.0.2.3\n";
	struct wm_text_place place = {0};
	struct wm_rrsets sets;

	assert_int_equal(read_zone(*state, content, 3, &sets, &place, NULL), WM_OK);
	assert_int_equal(read_zone(*state, content, 2, &sets, &place, NULL), WM_ELIMIT);
	assert_int_equal(place.line, 3);
}

static void a_nul_is_refused(void **state)
{
	static const char content[] = "a 60 TXT x\0y\n";
	struct wm_name zone = fixture_name(*state, "example.com.");
	struct wm_rrsets_builder builder;
	struct wm_text_place place = {0};

	wm_rrsets_begin(&builder, *state);
	assert_int_equal(
		wm_zone_read(*state,
			     (struct wm_bytes){(const uint8_t *)content, sizeof(content) - 1},
			     &zone, 9, &builder, &place, NULL),
		WM_EPARSE);
	assert_int_equal(place.column, 11);
}

TEST_MAIN(ARENA_TEST(zones_are_read), ARENA_TEST(errors_name_their_place),
	  ARENA_TEST(records_are_limited), ARENA_TEST(a_nul_is_refused))
