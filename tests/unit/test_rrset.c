/* RRsets: types by name, equality, order, membership. */
#include <waymark/rrset.h>

#include "record_fixture.h"

static void types_have_names_and_numbers(void **state)
{
	static const struct {
		const char *text;
		uint16_t type;
	} rows[] = {
#define WM_TYPE(name, number) {#name, number},
		WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
			{"TYPE65280", 65280},
		{"TYPE99", 99},
		{"TYPE256", 256},
		{"TYPE65535", 65535},
	};
	char text[WM_TYPE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_int_equal(fixture_type(rows[i].text), rows[i].type);
		if (rows[i].type != 256)
			assert_string_equal(wm_type_text(rows[i].type, text), rows[i].text);
	}
	assert_int_equal(fixture_type("srv"), WM_TYPE_SRV);
	assert_int_equal(fixture_type("type33"), WM_TYPE_SRV);
	assert_string_equal(wm_type_text(WM_TYPE_URI, text), "URI");
	assert_string_equal(wm_type_text(WM_TYPE_TSIG, text), "TSIG");
}

static void what_no_zone_holds_is_no_type(void **state)
{
	static const char *const rows[] = {
		"",          "SRVX",    "SR",      "TYPE",     "TYPE0",      "TYPE41", "OPT",
		"TSIG",      "TYPE128", "TYPE250", "ANY",      "TYPE255",    "AXFR",   "*",
		"TYPE65536", "TYPE-1",  "TYPE1x",  "TYP65280", "TYPE 65280",
	};
	uint16_t type = 7;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		assert_false(wm_type_read(rows[i], strlen(rows[i]), &type));
	assert_int_equal(type, 7);
}

static bool is_rival(uint16_t type)
{
	for (const uint16_t *rival = wm_cname_rivals; *rival; rival++)
		if (*rival == type)
			return true;
	return false;
}

static void every_type_with_a_name_but_two_is_a_rival_of_cname(void **state)
{
	static const uint16_t all[] = {
#define WM_TYPE(name, number) number,
		WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
			13, /* HINFO */
		29,         /* LOC */
	};
	static const uint16_t made_by_signers[] = {24, 30, 46, 47, 50, 51};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(all); i++)
		assert_true(is_rival(all[i]) == (all[i] != WM_TYPE_CNAME && all[i] != WM_TYPE_SOA));
	for (size_t i = 0; i < WM_COUNT(made_by_signers); i++)
		assert_false(is_rival(made_by_signers[i]));
	for (size_t i = 1; wm_cname_rivals[i]; i++)
		assert_true(wm_cname_rivals[i - 1] < wm_cname_rivals[i]);
}

static void data_is_equal_byte_by_byte(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		int order;
	} rows[] = {
		{"", "", 0}, {"", "00", -1}, {"00", "0000", -1}, {"01", "0000", 1}, {"80", "7f", 1},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes a = fixture_hex(*state, rows[i].a);
		struct wm_bytes b = fixture_hex(*state, rows[i].b);
		struct wm_rdata left = {a.data, a.len};
		struct wm_rdata right = {b.data, b.len};
		int order = wm_rdata_compare(&left, &right);
		struct wm_rrset one = {.count = 1, .rdata = &left};
		struct wm_rrset other = {.count = 1, .rdata = &right};

		assert_int_equal((order > 0) - (order < 0), rows[i].order);
		assert_int_equal(wm_rrset_same_data(&one, &other), rows[i].order == 0);
	}
}

static void sets_of_different_size_differ(void **state)
{
	struct wm_rdata rdata[] = {fixture_rdata(*state, "A 192.0.2.1"),
				   fixture_rdata(*state, "A 192.0.2.2")};
	struct wm_rrset both = {.count = 2, .rdata = rdata};
	struct wm_rrset first = {.count = 1, .rdata = rdata};
	struct wm_rrset none = {0};

	assert_false(wm_rrset_same_data(&both, &first));
	assert_false(wm_rrset_same_data(&none, &first));
	assert_true(wm_rrset_same_data(&none, &none));
}

static void members_are_found_and_others_not(void **state)
{
	uint8_t bytes[100];
	struct wm_rdata rdata[100];
	struct wm_rrset odd = {.rdata = rdata};

	(void)state;
	for (uint8_t i = 0; i < 50; i++) {
		bytes[i] = (uint8_t)(2 * i + 1);
		rdata[odd.count++] = (struct wm_rdata){&bytes[i], 1};
	}
	for (uint8_t i = 0; i < 102; i++) {
		struct wm_rdata one = {&i, 1};

		assert_int_equal(wm_rrset_has(&odd, &one), i % 2 == 1 && i < 100);
	}
	struct wm_rrset none = {0};
	assert_false(wm_rrset_has(&none, &rdata[0]));
}

static void sets_sort_by_owner_then_type(void **state)
{
	struct wm_rrset sets[] = {
		{.owner = fixture_name(*state, "example.com"), .type = WM_TYPE_CAA},
		{.owner = fixture_name(*state, "a.example.com"), .type = WM_TYPE_A},
		{.owner = fixture_name(*state, "a.example.com"), .type = WM_TYPE_AAAA},
		{.owner = fixture_name(*state, "a.example.com"), .type = 65280},
		{.owner = fixture_name(*state, "b.example.com"), .type = WM_TYPE_A},
	};

	for (size_t i = 0; i < WM_COUNT(sets); i++) {
		for (size_t j = 0; j < WM_COUNT(sets); j++) {
			int order = wm_rrset_compare(&sets[i], &sets[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
	}
}

TEST_MAIN(TEST(types_have_names_and_numbers), TEST(what_no_zone_holds_is_no_type),
	  TEST(every_type_with_a_name_but_two_is_a_rival_of_cname),
	  ARENA_TEST(data_is_equal_byte_by_byte), ARENA_TEST(sets_of_different_size_differ),
	  TEST(members_are_found_and_others_not), ARENA_TEST(sets_sort_by_owner_then_type))
