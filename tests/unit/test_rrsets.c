/* Sets of RRsets: sorted, merged, searched, and quick with a million records. */
#include <waymark/rrset.h>

#include "record_fixture.h"

#include <time.h>

static const struct {
	const char *owner;
	const char *line;
	uint32_t ttl_s;
} records[] = {
	{"b.example.com", "A 192.0.2.2", 300},
	{"a.example.com", "A 192.0.2.9", 300},
	{"b.example.com", "A 192.0.2.1", 60},
	{"b.example.com", "A 192.0.2.2", 900},
	{"b.example.com", "TXT x", 1},
	{"example.com", "MX 10 mail", 3600},
	{"a.a.example.com", "AAAA 2001:db8::1", 5},
	{"B.EXAMPLE.com", "A 192.0.2.1", 300},
};

static struct wm_rrsets make_sets(struct wm_arena *arena)
{
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, arena);
	for (size_t i = 0; i < WM_COUNT(records); i++) {
		struct wm_name owner = fixture_name(arena, records[i].owner);
		struct wm_rdata rdata = fixture_rdata(arena, records[i].line);
		uint16_t type;
		size_t len = strcspn(records[i].line, " ");

		assert_true(wm_type_read(records[i].line, len, &type));
		wm_rrsets_add(&builder, &owner, type, records[i].ttl_s, &rdata);
	}
	return wm_rrsets_finish(&builder);
}

static void records_become_sorted_sets_without_duplicates(void **state)
{
	static const char wanted[] = "example.com. 3600 IN MX 10 mail.example.com.\n"
				     "a.example.com. 300 IN A 192.0.2.9\n"
				     "a.a.example.com. 5 IN AAAA 2001:db8::1\n"
				     "b.example.com. 60 IN A 192.0.2.1\n"
				     "b.example.com. 60 IN A 192.0.2.2\n"
				     "b.example.com. 1 IN TXT \"x\"\n";
	struct wm_rrsets sets = make_sets(*state);
	struct wm_buf out;

	assert_int_equal(sets.count, 5);
	wm_buf_init(&out, 4096);
	for (size_t i = 0; i < sets.count; i++)
		wm_rrset_print(&out, &sets.items[i]);
	assert_string_equal(wm_buf_string(&out), wanted);
	wm_buf_done(&out);
}

static void sets_are_found_by_owner_and_type(void **state)
{
	static const struct {
		const char *owner;
		uint16_t type;
		size_t found;
		size_t at;
		size_t at_count;
	} rows[] = {
		{"example.com", WM_TYPE_MX, 0, 0, 1},
		{"example.com", WM_TYPE_A, SIZE_MAX, 0, 1},
		{"a.example.com", WM_TYPE_A, 1, 1, 1},
		{"b.example.com", WM_TYPE_A, 3, 3, 2},
		{"b.example.com", WM_TYPE_TXT, 4, 3, 2},
		{"b.example.com", WM_TYPE_CAA, SIZE_MAX, 3, 2},
		{"c.example.com", WM_TYPE_A, SIZE_MAX, 5, 0},
		{"com", WM_TYPE_A, SIZE_MAX, 0, 0},
	};
	struct wm_rrsets sets = make_sets(*state);
	struct wm_rrsets none = {0};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_name owner = fixture_name(*state, rows[i].owner);
		const struct wm_rrset *found = wm_rrsets_find(&sets, &owner, rows[i].type);
		size_t count = 77;

		if (rows[i].found == SIZE_MAX)
			assert_null(found);
		else
			assert_ptr_equal(found, &sets.items[rows[i].found]);
		assert_int_equal(wm_rrsets_at(&sets, &owner, &count), rows[i].at);
		assert_int_equal(count, rows[i].at_count);
		assert_null(wm_rrsets_find(&none, &owner, rows[i].type));
		assert_int_equal(wm_rrsets_at(&none, &owner, &count), 0);
		assert_int_equal(count, 0);
	}
}

static void nothing_makes_no_sets(void **state)
{
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, *state);
	assert_int_equal(wm_rrsets_finish(&builder).count, 0);
}

/* In the three orders that hurt careless sorts. Quadratic steps would take minutes. */
static void many_records_take_no_quadratic_time(void **state)
{
	enum { COUNT = 100000 };
	clock_t start = clock();

	for (unsigned order = 0; order < 3; order++) {
		struct wm_rrsets_builder builder;
		struct wm_rrsets sets;

		wm_rrsets_begin(&builder, *state);
		for (uint32_t i = 0; i < COUNT; i++) {
			uint32_t number = order == 0   ? i
					  : order == 1 ? COUNT - 1 - i
						       : i * 7919 % COUNT;
			uint8_t wire[] = {4,   0,   0,   0,   0, 7,   'e', 'x', 'a',
					  'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0};
			struct wm_name owner = {NULL, sizeof(wire)};
			struct wm_rdata rdata;

			for (size_t k = 0; k < 4; k++)
				wire[1 + k] = (uint8_t)('a' + (number / 2 >> 4 * (3 - k)) % 16);
			owner.wire = wm_arena_copy(*state, wire, sizeof(wire));
			rdata = (struct wm_rdata){wm_arena_copy(*state, &number, 4), 4};
			wm_rrsets_add(&builder, &owner, WM_TYPE_A, 300, &rdata);
		}
		sets = wm_rrsets_finish(&builder);
		assert_int_equal(sets.count, COUNT / 2);
		for (size_t i = 0; i < sets.count; i++) {
			assert_int_equal(sets.items[i].count, 2);
			assert_true(i == 0 ||
				    wm_rrset_compare(&sets.items[i - 1], &sets.items[i]) < 0);
		}
	}
	assert_true((clock() - start) / CLOCKS_PER_SEC < 30);
}

TEST_MAIN(ARENA_TEST(records_become_sorted_sets_without_duplicates),
	  ARENA_TEST(sets_are_found_by_owner_and_type), ARENA_TEST(nothing_makes_no_sets),
	  ARENA_TEST(many_records_take_no_quadratic_time))
