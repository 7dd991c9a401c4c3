/* RDATA from text: every type, and everything that is almost right. */
#include <waymark/text.h>

#include "record_fixture.h"

#include <ldns/ldns.h>

#include <stdlib.h>

#define HASH20 "0102030405060708090a0b0c0d0e0f1011121314"
#define HASH32 "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
#define DOT    "076578616d706c6503636f6d00" /* example.com. */

/* A line, its RDATA, and how it is printed (NULL: as read). At least one for each type. */
static const struct {
	const char *line;
	const char *wire;
	const char *printed;
} rows[] = {
	{"A 192.0.2.1", "c0000201", NULL},
	{"AAAA 2001:DB8:0::1", "20010db8000000000000000000000001", "AAAA 2001:db8::1"},
	{"AAAA ::ffff:192.0.2.1", "00000000000000000000ffffc0000201", NULL},
	{"NS NS1", "036e7331" DOT, "NS ns1.example.com."},
	{"CNAME sip.", "0373697000", NULL},
	{"DNAME @", DOT, "DNAME example.com."},
	{"PTR a\\.b.", "03612e6200", NULL},
	{"MX 10 mail", "000a046d61696c" DOT, "MX 10 mail.example.com."},
	{"MX 0 .", "000000", NULL},
	{"SOA ns. host\\.master. 4294967295 1h30m 10m 1w 5m",
	 "026e73000b686f73742e6d617374657200ffffffff000015180000025800093a800000012c",
	 "SOA ns. host\\.master. 4294967295 5400 600 604800 300"},
	{"SRV 0 65535 5269 xmpp", "0000ffff149504786d7070" DOT,
	 "SRV 0 65535 5269 xmpp.example.com."},
	{"TXT v=spf1", "06763d73706631", "TXT \"v=spf1\""},
	{"TXT \"\"", "00", NULL},
	{"TXT \"a b\" \"\" c", "0361206200 0163", "TXT \"a b\" \"\" \"c\""},
	{"TXT \"\\000\\027[1m\\010\\255\\\"\\\\\"", "09001b5b316d0aff22 5c", NULL},
	{"TXT \"\xc3\xa9;()\t\"", "06c3a93b282909", "TXT \"\\195\\169;()\\009\""},
	{"NAPTR 10 100 S SIP+D2T \"\" _sip._tcp",
	 "000a0064 0153 075349502b443254 00 045f736970045f746370" DOT,
	 "NAPTR 10 100 \"S\" \"SIP+D2T\" \"\" _sip._tcp.example.com."},
	{"NAPTR 1 2 \"u\" \"E2U+sip\" \"!^(.*)$!sip:\\\\1@example.com!\" .",
	 "00010002 0175 074532552b736970 1b215e282e2a2924217369703a5c31406578616d706c652e636f6d21 "
	 "00",
	 NULL},
	{"SSHFP 4 2 " HASH32, "0402" HASH32, NULL},
	{"SSHFP 1 1 01020304050607 08090A0B0C0D0E0F1011121314", "0101" HASH20, "SSHFP 1 1 " HASH20},
	{"TLSA 3 1 1 " HASH32, "030101" HASH32, NULL},
	{"TLSA 255 255 255 00", "ffffff00", NULL},
	{"SVCB 0 svc", "0000 03737663" DOT, "SVCB 0 svc.example.com."},
	{"HTTPS 1 . port=8443 alpn=\"h2,h3\"", "0001 00 00010006026832026833 0003000220fb",
	 "HTTPS 1 . alpn=\"h2,h3\" port=8443"},
	{"URI 10 1 \"https://example.com/a(b);c\"",
	 "000a00016874 7470733a2f2f6578616d706c652e636f6d2f61286229 3b63", NULL},
	{"CAA 128 ISSUE \"ca.example; policy=ev\"",
	 "80056973737565 63612e6578616d706c653b20706f6c6963793d6576",
	 "CAA 128 issue \"ca.example; policy=ev\""},
	{"CAA 0 issue \"\"", "00056973737565", NULL},
	{"CAA 0 issue ca.example", "0005697373756563612e6578616d706c65",
	 "CAA 0 issue \"ca.example\""},
	{"TYPE65280 \\# 0", "", NULL},
	{"TYPE65280 \\# 4 0A000001", "0a000001", "TYPE65280 \\# 4 0a000001"},
	{"TYPE65280 \\# 4 0A00 0001", "0a000001", "TYPE65280 \\# 4 0a000001"},
	{"TYPE33 \\# 7 00000000149500", "00000000149500", "SRV 0 0 5269 ."},
	{"SRV \\# 9 0000000014950141 00", "0000000014950161 00", "SRV 0 0 5269 a."},
	/* of the right shape, but nothing that a line could say */
	{"TLSA \\# 4 03010100", "03010100", NULL},
	{"CAA \\# 4 00012d61", "00012d61", NULL},
	{"URI \\# 4 00010002", "00010002", NULL},
	{"TYPE17 \\# 6 014100015a00", "016100017a00", "TYPE17 \\# 6 016100017a00"},
};

static void every_type_reads_prints_and_reads_again(void **state)
{
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes wanted = fixture_hex(*state, rows[i].wire);
		struct wm_rdata rdata = fixture_rdata(*state, rows[i].line);
		uint16_t type = fixture_type(
			wm_arena_text_n(*state, rows[i].line, strcspn(rows[i].line, " ")));
		char text[WM_TYPE_TEXT_MAX];
		const char *printed = wm_arena_printf(*state, "%s %s", wm_type_text(type, text),
						      fixture_show_rdata(*state, type, &rdata));
		struct wm_rdata again = fixture_rdata(*state, printed);

		assert_string_equal(fixture_show_hex(*state, rdata.bytes, rdata.len),
				    fixture_show_hex(*state, wanted.data, wanted.len));
		if (strncmp(rows[i].line, "TYPE33", 6) != 0)
			assert_string_equal(printed,
					    rows[i].printed ? rows[i].printed : rows[i].line);
		assert_int_equal(wm_rdata_compare(&rdata, &again), 0);
	}
}

static void every_listed_type_is_among_the_rows(void **state)
{
	static const char *const names[] = {
#define WM_TYPE(name, number) #name " ",
		WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		bool found = false;

		for (size_t k = 0; k < WM_COUNT(rows); k++)
			found = found || strncmp(rows[k].line, names[i], strlen(names[i])) == 0;
		if (!found)
			fail_msg("no row of type %s", names[i]);
	}
}

/* ldns, given the wire form, prints something that we read as the same RDATA. */
static void ldns_means_the_same(void **state)
{
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_rdata rdata = fixture_rdata(*state, rows[i].line);
		uint16_t type = fixture_type(
			wm_arena_text_n(*state, rows[i].line, strcspn(rows[i].line, " ")));
		uint8_t wire[512] = {0, (uint8_t)(type >> 8), (uint8_t)type, 0, 1};
		ldns_rr *rr = NULL;
		size_t at = 0;
		char *text;

		/* ldns prints these in a form that it would not read itself, or by a name we lack
		 */
		if (strstr(rows[i].line, "\\# 4 0") || strstr(rows[i].line, "TYPE17") ||
		    strcmp(rows[i].line, "CAA 0 issue \"\"") == 0)
			continue;
		wire[10] = (uint8_t)rdata.len;
		if (rdata.len > 0)
			memcpy(wire + 11, rdata.bytes, rdata.len);
		assert_int_equal(ldns_wire2rr(&rr, wire, 11 + rdata.len, &at, LDNS_SECTION_ANSWER),
				 LDNS_STATUS_OK);
		text = ldns_rr2str(rr);
		assert_non_null(text);
		/* ".	0	IN	SRV	0 0 5269 .\n" */
		text[strcspn(text, "\n")] = '\0';
		struct wm_rdata theirs = fixture_rdata(*state, strstr(text, "\tIN\t") + 4);
		assert_int_equal(wm_rdata_compare(&rdata, &theirs), 0);
		free(text);
		ldns_rr_free(rr);
	}
}

static void what_is_almost_right_is_refused(void **state)
{
	static const struct {
		const char *line;
		size_t field;
		const char *why;
	} bad[] = {
		{"A 192.0.2", 0, "address '192.0.2': expected an IPv4"},
		{"A 192.0.2.256", 0, "expected an IPv4"},
		{"A 192.0.02.1", 0, "expected an IPv4"},
		{"A 2001:db8::1", 0, "expected an IPv4"},
		{"A \"192.0.2.1\"", 0, "without quotes"},
		{"A", 0, "the address is missing"},
		{"A 192.0.2.1 192.0.2.2", 1, "one field too many"},
		{"AAAA 192.0.2.1", 0, "expected an IPv6"},
		{"AAAA fe80::1%eth0", 0, "expected an IPv6"},
		{"MX mail", 0, "preference 'mail': expected a number from 0 to 65535"},
		{"MX 10", 1, "the mail server is missing"},
		{"MX 10 a..b", 1, "mail server: 'a..b' is not a domain name: empty label"},
		{"MX 10 \"mail\"", 1, "without quotes"},
		{"MX -1 mail", 0, "0 to 65535"},
		{"MX +1 mail", 0, "0 to 65535"},
		{"MX 0x1 mail", 0, "0 to 65535"},
		{"SRV 0 0 65536 sip", 2, "port '65536': expected a number from 0 to 65535"},
		{"SRV 0 65536 5061 sip", 1, "weight"},
		{"SRV 0 0 5061", 3, "the target is missing"},
		{"SRV 0 0 5061 sip extra", 4, "'extra' is one field too many"},
		{"SRV 0 0 99999999999999999999 sip", 2, "0 to 65535"},
		{"SOA ns host 4294967296 1 1 1 1", 2, "serial"},
		{"SOA ns host 1 1x 1 1 1", 3, "refresh time '1x': expected seconds or a duration"},
		{"TXT", 0, "the text is missing"},
		{"TXT key=\"a b\"", 0, "quotes around the whole field"},
		{"NAPTR 1 2 s SIP+D2T", 4, "the regular expression is missing"},
		{"NAPTR 1 2 ! SIP+D2T \"\" .", 2, "letters and digits"},
		{"SSHFP 4 2 0102", 2, "expected 64 hexadecimal digits"},
		{"SSHFP 256 2 0102", 0, "0 to 255"},
		{"SSHFP 4 2 0g", 2, "hexadecimal digits"},
		{"SSHFP 4 3", 2, "the fingerprint is missing"},
		{"TLSA 4 1 1 " HASH32, 0, "usage 4"},
		{"TLSA 3 1 1 " HASH32 "0", 3, "hexadecimal digits, two for each byte"},
		{"TLSA 3 1 1 " HASH20, 3, "expected 64 hexadecimal digits"},
		{"TLSA 3 1 1 \"" HASH32 "\"", 3, "hexadecimal"},
		{"CAA 256 issue \"x\"", 0, "flags '256': expected a number from 0 to 255"},
		{"CAA 0 iss-ue \"x\"", 1, "letters and digits"},
		{"CAA 0 \"\" \"x\"", 1, "letters and digits"},
		{"CAA 0 issue", 2, "the value is missing"},
		{"CAA 0 issue a b", 3, "one field too many"},
		{"URI 1 1 \"\"", 2, "must not be empty"},
		{"URI 1 1 https://example.com/", 2, "in quotes"},
		{"HTTPS 1 . port=65536", 2, "port=65536"},
		{"HTTPS 1 . alpn=h2 port=1 port=2", 4, "twice"},
		{"HTTPS 1 . no-default-alpn", 2, "without alpn"},
		{"HTTPS 1", 1, "the target is missing"},
		{"TYPE65280 abc", 0, "\\# LENGTH HEX"},
		{"TYPE65280", 0, "\\# LENGTH HEX"},
		{"TYPE65280 \\#", 1, "length behind \\# is missing"},
		{"TYPE65280 \\# x", 1, "length"},
		{"TYPE65280 \\# 65536 00", 1, "0 to 65535"},
		{"TYPE65280 \\# 3 0102", 1, "announces 3 bytes, 2 are given"},
		{"TYPE65280 \\# 1 0102", 1, "announces 1 bytes, 2 are given"},
		{"TYPE65280 \\# 1 010", 2, "hexadecimal"},
		{"TYPE65280 \"\\#\" 1 01", 0, "\\# LENGTH HEX"},
		{"A \\# 3 c00002", 0, "malformed address"},
		{"A \\# 5 c000020101", 0, "1 bytes too many"},
		{"SRV \\# 6 000000001495", 0, "cut short"},
		{"NS \\# 2 c000", 0, "compressed name"},
	};

	for (size_t i = 0; i < WM_COUNT(bad); i++) {
		struct wm_rdata rdata = {0};
		struct wm_fail why = {0};
		uint16_t type;
		size_t field = 77;

		if (fixture_try_rdata(*state, bad[i].line, &type, &rdata, &field, &why) !=
		    WM_EPARSE)
			fail_msg("\"%s\" was not refused", bad[i].line);
		if (field != bad[i].field || !strstr(why.text, bad[i].why))
			fail_msg("\"%s\": field %zu: %s", bad[i].line, field, why.text);
		assert_null(rdata.bytes);
	}
}

static char *repeat(struct wm_arena *arena, const char *before, char c, size_t count)
{
	size_t len = strlen(before);
	char *text = wm_arena_alloc(arena, len + count + 2);

	memcpy(text, before, len);
	memset(text + len, c, count);
	text[len + count] = strchr(before, '"') ? '"' : '\0';
	return text;
}

static void strings_have_at_most_255_bytes(void **state)
{
	static const struct {
		const char *before;
		size_t count;
		bool fits;
	} sizes[] = {
		{"TXT \"", 255, true},           {"TXT \"", 256, false},
		{"TXT \"\\255", 254, true},      {"TXT \"\\255", 255, false},
		{"TXT a ", 255, true},           {"TXT a ", 256, false},
		{"CAA 0 ", 255, false}, /* no value, but the tag is fine */
		{"CAA 0 issue \"", 65528, true}, {"CAA 0 issue \"", 65529, false},
		{"URI 1 1 \"", 65531, true},     {"URI 1 1 \"", 65532, false},
		{"TLSA 3 1 0 ", 131064, true},   {"TLSA 3 1 0 ", 131066, false},
	};

	for (size_t i = 0; i < WM_COUNT(sizes); i++) {
		const char *line = repeat(*state, sizes[i].before, 'a', sizes[i].count);
		struct wm_rdata rdata;
		struct wm_fail why = {0};
		uint16_t type;
		size_t field;
		enum wm_code code = fixture_try_rdata(*state, line, &type, &rdata, &field, &why);

		if ((code == WM_OK) != sizes[i].fits)
			fail_msg("%s + %zu: %s", sizes[i].before, sizes[i].count, why.text);
	}
}

/* Tokens need not come from our tokeniser. */
static void tokens_are_not_trusted(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} texts[] = {{"a\0b", 3}, {"a\nb", 3}, {"a\\", 2}, {"\\999", 4}, {"\x1b[m", 3}};

	for (size_t i = 0; i < WM_COUNT(texts); i++) {
		struct wm_token token = {
			.text = texts[i].text, .len = texts[i].len, .quoted = true};
		struct wm_rdata rdata;
		size_t field;

		assert_int_equal(wm_rdata_read(*state, WM_TYPE_TXT, &token, 1, &wm_name_root,
					       &rdata, &field, NULL),
				 WM_EPARSE);
		token.quoted = false;
		assert_int_equal(wm_rdata_read(*state, WM_TYPE_NS, &token, 1, &wm_name_root, &rdata,
					       &field, NULL),
				 WM_EPARSE);
	}
}

static void name_fields_are_known(void **state)
{
	static const struct {
		uint16_t type;
		size_t index;
		bool is_name;
	} fields[] = {
		{WM_TYPE_A, 0, false},     {WM_TYPE_CNAME, 0, true},   {WM_TYPE_MX, 0, false},
		{WM_TYPE_MX, 1, true},     {WM_TYPE_SRV, 3, true},     {WM_TYPE_SRV, 2, false},
		{WM_TYPE_NAPTR, 5, true},  {WM_TYPE_SVCB, 1, true},    {WM_TYPE_SVCB, 2, false},
		{WM_TYPE_SOA, 0, true},    {WM_TYPE_SOA, 1, true},     {WM_TYPE_SOA, 2, false},
		{WM_TYPE_TXT, 0, false},   {65280, 0, false},          {17, 0, false},
		{WM_TYPE_CNAME, 1, false}, {WM_TYPE_CNAME, 99, false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(fields); i++)
		assert_int_equal(wm_rdata_field_is_name(fields[i].type, fields[i].index),
				 fields[i].is_name);
}

TEST_MAIN(ARENA_TEST(every_type_reads_prints_and_reads_again),
	  TEST(every_listed_type_is_among_the_rows), ARENA_TEST(ldns_means_the_same),
	  ARENA_TEST(what_is_almost_right_is_refused), ARENA_TEST(strings_have_at_most_255_bytes),
	  ARENA_TEST(tokens_are_not_trusted), TEST(name_fields_are_known))
