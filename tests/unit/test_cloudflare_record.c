/* agent/provider/cloudflare_record.c: records as the API writes them, and as we do. */
#include "cloudflare_fixture.h"

/* OBJECT (with ' for ") read, printed as "TYPE DATA"; NULL if it is foreign. */
static const char *read_text(struct wm_arena *arena, const char *object)
{
	struct wm_fail why = {0};
	struct wm_cf_record record;
	char type[WM_TYPE_TEXT_MAX];
	const char *text = script_text(arena, object);
	WM_REST_JSON root =
		wm_rest_parse((struct wm_bytes){(const uint8_t *)text, strlen(text)}, &why);

	if (!root)
		fail_msg("%s: %s", object, why.text);
	if (wm_cf_record_read(arena, root, &record, &why))
		fail_msg("%s: %s", object, why.text);
	wm_cf_record_read_data(arena, root, &record);
	if (record.foreign)
		return NULL;
	return wm_arena_printf(arena, "%s %s", wm_type_text(record.type, type),
			       wm_rest_rdata(arena, record.type, &record.rdata));
}

static const char *write_text(struct wm_arena *arena, const char *line)
{
	const struct wm_rrsets sets = fixture_sets(arena, line);
	json_t *item = wm_cf_record_write(arena, &sets.items[0], &sets.items[0].rdata[0]);
	char *text = json_dumps(item, JSON_COMPACT);
	const char *copy = wm_arena_text(arena, text);

	free(text);
	json_decref(item);
	return copy;
}

#define SIP "!^.*$!sip:info@example.com!"
/* 260 bytes in two strings */
#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG  FIFTY FIFTY FIFTY FIFTY FIFTY

static void every_type_goes_out_and_comes_back(void **state)
{
	static const struct {
		const char *text; /* "TYPE DATA" */
		const char *json; /* what is written behind name, type and ttl */
	} rows[] = {
		{"A 192.0.2.1", "'content':'192.0.2.1'"},
		{"AAAA 2001:db8::1", "'content':'2001:db8::1'"},
		{"CNAME x.example.net.", "'content':'x.example.net'"},
		{"NS ns.example.net.", "'content':'ns.example.net'"},
		{"PTR host.example.net.", "'content':'host.example.net'"},
		{"MX 10 mx.example.net.", "'priority':10,'content':'mx.example.net'"},
		{"MX 0 .", "'priority':0,'content':'.'"},
		{"TXT \"v=spf1 -all\"", "'content':'\\'v=spf1 -all\\''"},
		{"TXT \"a\" \"b c\"", "'content':'\\'a\\' \\'b c\\''"},
		{"TXT \"\"", "'content':'\\'\\''"},
		{"TXT \"\\\"q\\\\ \\200\"", "'content':'\\'\\\\\\'q\\\\\\\\ \\\\200\\''"},
		{"TXT \"" LONG "01234\" \"56789\"", "'content':'\\'" LONG "01234\\' \\'56789\\''"},
		{"SRV 0 5 5061 sip.example.net.",
		 "'data':{'priority':0,'weight':5,'port':5061,'target':'sip.example.net'}"},
		{"SRV 0 0 0 .", "'data':{'priority':0,'weight':0,'port':0,'target':'.'}"},
		{"NAPTR 10 20 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.example.com.",
		 "'data':{'order':10,'preference':20,'flags':'s','service':'SIPS+D2T','regex':'',"
		 "'replacement':'_sips._tcp.example.com'}"},
		{"NAPTR 10 20 \"u\" \"E2U+sip\" \"" SIP "\" .",
		 "'data':{'order':10,'preference':20,'flags':'u','service':'E2U+sip','regex':'" SIP
		 "','replacement':'.'}"},
		{"CAA 0 issue \"ca.example.net; policy=ev\"",
		 "'data':{'flags':0,'tag':'issue','value':'ca.example.net; policy=ev'}"},
		{"CAA 128 iodef \"a\\\"b\\\\c\"",
		 "'data':{'flags':128,'tag':'iodef','value':'a\\'b\\\\c'}"},
		{"TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971",
		 "'data':{'usage':3,'selector':1,'matching_type':1,'certificate':"
		 "'d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971'}"},
		{"SSHFP 4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789",
		 "'data':{'algorithm':4,'type':2,'fingerprint':"
		 "'123456789abcdef67890123456789abcdef67890123456789abcdef123456789'}"},
		{"HTTPS 1 . alpn=\"h2,h3\" port=8443",
		 "'data':{'priority':1,'target':'.','value':'alpn=\\'h2,h3\\' port=8443'}"},
		{"HTTPS 0 svc.example.net.",
		 "'data':{'priority':0,'target':'svc.example.net','value':''}"},
		{"SVCB 1 svc.example.net. port=5061",
		 "'data':{'priority':1,'target':'svc.example.net','value':'port=5061'}"},
		{"URI 10 1 \"sip:a@example.com\"",
		 "'priority':10,'data':{'weight':1,'target':'sip:a@example.com'}"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		const char *line = wm_arena_printf(arena, "a.b 300 %s\n", rows[i].text);
		const char *json = script_text(
			arena,
			wm_arena_printf(
				arena, "{'name':'a.b.example.com','type':'%.*s','ttl':300,%s}",
				(int)strcspn(rows[i].text, " "), rows[i].text, rows[i].json));
		const char *back;

		assert_string_equal(write_text(arena, line), json);
		back = read_text(arena, wm_arena_printf(arena, "{'id':'1',%s", json + 1));
		if (!back)
			fail_msg("%s is not read back", json);
		assert_string_equal(back, rows[i].text);
		wm_arena_free(arena);
	}
}

static void other_ways_to_write_the_same_are_read_too(void **state)
{
	static const struct {
		const char *type, *json;
		const char *text; /* NULL: it makes no sense, so it is foreign */
	} rows[] = {
		{"TXT", "'content':'v=spf1 -all'", "TXT \"v=spf1 -all\""},
		{"TXT", "'content':'a\\\\b; c'", "TXT \"a\\\\b; c\""},
		{"TXT", "'content':''", "TXT \"\""},
		{"TXT", "'content':'" LONG TEN "'", "TXT \"" LONG "01234\" \"56789\""},
		{"TXT", "'content':'\\'a\\'\\'b\\''", NULL},
		{"TXT", "'content':'\\'a'", NULL},
		{"TXT", "'content':7", NULL},
		{"TXT", "'comment':'no content'", NULL},
		{"CNAME", "'content':'X.Example.NET.'", "CNAME x.example.net."},
		{"CNAME", "'content':'a..b'", NULL},
		{"A", "'content':'192.0.2.256'", NULL},
		{"A", "'content':'192.0.2.1 192.0.2.2'", NULL},
		{"AAAA", "'content':'2001:DB8:0:0::1'", "AAAA 2001:db8::1"},
		{"MX", "'content':'mx.example.net'", NULL},
		{"MX", "'content':'mx.example.net','priority':65536", NULL},
		{"SRV", "'content':'0 5061 a'", NULL},
		{"SRV", "'data':{'priority':0,'weight':0,'port':5061,'target':''}",
		 "SRV 0 0 5061 ."},
		{"SRV", "'data':{'priority':0,'weight':0,'port':-1,'target':'a'}", NULL},
		{"SRV", "'data':{'priority':0,'weight':0,'port':'1','target':'a'}", NULL},
		{"SRV", "'data':{'priority':0,'weight':0,'port':1,'target':'a b'}", NULL},
		{"SRV", "'data':[0,0,1,'a']", NULL},
		{"SRV",
		 "'priority':9,'data':{'name':'example.com','service':'_sip','proto':'_tls','"
		 "priority':1,"
		 "'weight':2,'port':443,'target':'Sip.example.com.'}",
		 "SRV 1 2 443 sip.example.com."},
		{"HTTPS",
		 "'data':{'priority':1,'target':'.','value':'alpn=\\'h3,h2\\' "
		 "ipv4hint=\\'127.0.0.1\\' "
		 "ipv6hint=\\'::1\\''}",
		 "HTTPS 1 . alpn=\"h3,h2\" ipv4hint=127.0.0.1 ipv6hint=::1"},
		{"HTTPS", "'data':{'priority':1,'target':'.'}", "HTTPS 1 ."},
		{"CAA", "'data':{'flags':0,'tag':'issue x','value':'a'}", NULL},
		{"CAA", "'data':{'flags':0,'tag':'issue','value':'a\\nb'}", NULL},
		{"TLSA", "'data':{'usage':3,'selector':1,'matching_type':1,'certificate':'XY'}",
		 NULL},
		{"URI", "'data':{'weight':1,'target':'sip:a'}", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		const char *text = read_text(
			arena, wm_arena_printf(arena,
					       "{'id':'1','name':'a.example.com','ttl':60,"
					       "'type':'%s',%s}",
					       rows[i].type, rows[i].json));

		if (!rows[i].text && text)
			fail_msg("row %zu is read as %s", i, text);
		if (rows[i].text && !text)
			fail_msg("row %zu is not read: %s", i, rows[i].text);
		if (rows[i].text)
			assert_string_equal(text, rows[i].text);
		wm_arena_free(arena);
	}
}

TEST_MAIN(TEST(every_type_goes_out_and_comes_back), TEST(other_ways_to_write_the_same_are_read_too))
