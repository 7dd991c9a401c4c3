/* RDATA: canonical form, order, target. */
#include <waymark/rrset.h>

#include "record_fixture.h"

#include <ldns/ldns.h>

/* Type, RDATA as it may come, RDATA as it is compared. */
static const struct {
	uint16_t type;
	const char *raw;
	const char *canonical; /* NULL = malformed */
} rows[] = {
	{WM_TYPE_A, "c0000201", "c0000201"},
	{WM_TYPE_A, "c00002", NULL},
	{WM_TYPE_NS, "0341424300", "0361626300"},
	{WM_TYPE_NS, "034142", NULL},
	{WM_TYPE_CNAME, "015a00", "017a00"},
	{WM_TYPE_PTR, "015a00", "017a00"},
	{WM_TYPE_DNAME, "015a00", "017a00"},
	{WM_TYPE_MX, "000a015a00", "000a017a00"},
	{WM_TYPE_SRV, "5a5a00010002015a00", "5a5a00010002017a00"},
	{WM_TYPE_SVCB, "0001015a00", "0001015a00"},
	{WM_TYPE_HTTPS, "0001015a00", "0001015a00"},
	/* only names fold: flags, service and expression of NAPTR do not */
	{WM_TYPE_NAPTR, "00010002015303534950015a015a00", "00010002015303534950015a017a00"},
	{WM_TYPE_TXT, "015a", "015a"},
	{WM_TYPE_TXT, "", NULL},
	/* nor do a CAA tag and the target of SVCB: BIND and Knot compare their case */
	{WM_TYPE_CAA, "0005495353554543412e58", "0005495353554543412e58"},
	{WM_TYPE_TLSA, "03010100", "03010100"},
	{WM_TYPE_TLSA, "0301", NULL},
	{WM_TYPE_SOA, "015a00015a000000000100000002000000030000000400000005",
	 "017a00017a000000000100000002000000030000000400000005"},
	{17, "015a00015a00", "017a00017a00"},
	{46, "5a5a050200000e1000000000000000005a5a015a005a",
	 "5a5a050200000e1000000000000000005a5a017a005a"},
	{47, "015a005a", "015a005a"}, /* NSEC: RFC 6840 section 5.1 */
	{65280, "5a", "5a"},
	{65280, "", ""},
};

static void names_fold_and_shapes_are_checked(void **state)
{
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes raw = fixture_hex(*state, rows[i].raw);
		struct wm_rdata rdata = {0};
		struct wm_fail why = {0};
		enum wm_code code = wm_rdata_canonical(*state, rows[i].type, raw, &rdata, &why);

		assert_int_equal(code, rows[i].canonical ? WM_OK : WM_EPARSE);
		if (!rows[i].canonical) {
			assert_true(why.text[0] != '\0');
			continue;
		}
		assert_string_equal(fixture_show_hex(*state, rdata.bytes, rdata.len),
				    rows[i].canonical);
	}
}

/* ldns agrees on what is malformed and on the canonical form, but for what it does not fold. */
static void ldns_has_the_same_canonical_form(void **state)
{
	static const uint16_t others[] = {17, 46};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes raw = fixture_hex(*state, rows[i].raw);
		uint8_t wire[512] = {0, (uint8_t)(rows[i].type >> 8), (uint8_t)rows[i].type, 0, 1};
		size_t at = 0;
		ldns_rr *rr = NULL;
		ldns_status status;
		bool differs = false;

		for (size_t k = 0; k < WM_COUNT(others); k++)
			differs = differs || others[k] == rows[i].type;
		wire[10] = (uint8_t)raw.len;
		if (raw.len > 0)
			memcpy(wire + 11, raw.data, raw.len);
		status = ldns_wire2rr(&rr, wire, 11 + raw.len, &at, LDNS_SECTION_ANSWER);
		if (rows[i].canonical && !differs) {
			ldns_buffer *buffer = ldns_buffer_new(512);

			assert_int_equal(status, LDNS_STATUS_OK);
			ldns_rr2canonical(rr);
			assert_int_equal(ldns_rr2buffer_wire(buffer, rr, LDNS_SECTION_ANSWER),
					 LDNS_STATUS_OK);
			assert_string_equal(fixture_show_hex(*state, ldns_buffer_begin(buffer) + 11,
							     ldns_buffer_position(buffer) - 11),
					    rows[i].canonical);
			ldns_buffer_free(buffer);
		}
		ldns_rr_free(rr);
	}
}

static void what_is_too_long_is_refused(void **state)
{
	static const uint8_t bytes[UINT16_MAX + 1];
	struct wm_rdata rdata = {0};

	assert_int_equal(wm_rdata_canonical(*state, 65280, (struct wm_bytes){bytes, UINT16_MAX},
					    &rdata, NULL),
			 WM_OK);
	assert_int_equal(rdata.len, UINT16_MAX);
	assert_int_equal(wm_rdata_canonical(*state, 65280, (struct wm_bytes){bytes, UINT16_MAX + 1},
					    &rdata, NULL),
			 WM_EPARSE);
}

static void targets_are_what_must_resolve(void **state)
{
	static const struct {
		const char *line;
		const char *target; /* NULL = none */
	} targets[] = {
		{"A 192.0.2.1", NULL},
		{"NS ns1.example.net.", "ns1.example.net."},
		{"CNAME Host", "host.example.com."},
		{"DNAME example.net.", "example.net."},
		{"PTR host", "host.example.com."},
		{"MX 10 mail", "mail.example.com."},
		{"MX 0 .", NULL},
		{"SRV 0 5 5269 sip", "sip.example.com."},
		{"SRV 0 0 0 .", NULL},
		{"NAPTR 10 0 s SIP+D2T \"\" _sip._tcp", "_sip._tcp.example.com."},
		{"NAPTR 10 0 u E2U+sip \"!^.*$!sip:info@example.com!\" .", NULL},
		{"SVCB 1 svc port=853", "svc.example.com."},
		{"HTTPS 1 . alpn=h2", NULL},
		{"HTTPS 0 other", "other.example.com."},
		{"SOA ns host 1 2 3 4 5", NULL},
		{"TXT ns", NULL},
		{"TYPE65280 \\# 3 016100", NULL},
	};

	for (size_t i = 0; i < WM_COUNT(targets); i++) {
		struct wm_rdata rdata = fixture_rdata(*state, targets[i].line);
		uint16_t type = 0;
		struct wm_name target = {0};
		char text[WM_NAME_TEXT_MAX];

		assert_true(wm_type_read(targets[i].line, strcspn(targets[i].line, " "), &type));
		assert_int_equal(wm_rdata_target(type, &rdata, &target), targets[i].target != NULL);
		if (!targets[i].target)
			continue;
		assert_string_equal(wm_name_text(&target, text), targets[i].target);
		assert_true(target.wire >= rdata.bytes &&
			    target.wire + target.len <= rdata.bytes + rdata.len);
	}
	/* a live record's target in upper case is no canonical name to lend */
	struct wm_rdata cased = fixture_rdata(*state, "HTTPS \\# 6 000102416100");
	assert_false(wm_rdata_target(WM_TYPE_HTTPS, &cased, &(struct wm_name){0}));
	/* nothing is asked of the RDATA of an update that deletes */
	struct wm_rdata empty = {0};
	struct wm_name target;
	assert_false(wm_rdata_target(WM_TYPE_SRV, &empty, &target));
}

TEST_MAIN(ARENA_TEST(names_fold_and_shapes_are_checked),
	  ARENA_TEST(ldns_has_the_same_canonical_form), ARENA_TEST(what_is_too_long_is_refused),
	  ARENA_TEST(targets_are_what_must_resolve))
