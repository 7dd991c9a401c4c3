/* agent/provider/soa.c: serials, and the days they are made of. */
#include "test.h"

#include <string.h>

#include "provider/soa.h"

static void the_serial_is_found_behind_names_of_any_length(void **state)
{
	static const uint8_t numbers[] = {0x78, 0xc4, 0xd9, 0x01, 0, 0, 0, 1, 0, 0,
					  0,    2,    0,    0,    0, 3, 0, 0, 0, 4};
	uint8_t soa[64] = {1, 'a', 0, 2, 'b', 'c', 0};

	(void)state;
	memcpy(soa + 7, numbers, sizeof(numbers));
	assert_int_equal(wm_soa_serial(&(struct wm_rdata){soa, 27}), 2026166529);
	soa[0] = 0;
	memcpy(soa + 2, numbers, sizeof(numbers));
	soa[1] = 0;
	assert_int_equal(wm_soa_serial(&(struct wm_rdata){soa, 22}), 2026166529);
}

static void only_the_serial_is_replaced(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	uint8_t soa[22] = {0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
	uint8_t expected[22] = {0, 0, 0xff, 0, 0xfe, 1, 5, 6, 7, 8, 9};
	struct wm_rdata copy =
		wm_soa_with_serial(arena, &(struct wm_rdata){soa, sizeof(soa)}, 0xff00fe01);

	(void)state;
	assert_int_equal(copy.len, sizeof(expected));
	assert_memory_equal(copy.bytes, expected, sizeof(expected));
	assert_int_equal(soa[2], 1);
	wm_arena_free(arena);
}

static void a_serial_grows_by_date_or_by_one(void **state)
{
	static const struct {
		uint32_t serial;
		uint64_t wall_s;
		uint32_t raised;
	} rows[] = {
		{7, 1795392000, 8},
		{0, 1795392000, 1},
		{4294967295, 1795392000, 0},
		{2026112200, 1795392000, 2026112300},
		{2024022999, 1795392000, 2026112300},
		{2026112300, 1795392000, 2026112301},
		{2026112399, 1795392000, 2026112400}, /* today is full: serials may run ahead */
		{2027010100, 1795392000, 2027010101},
		{2026139900, 1795392000, 2026139901}, /* no date */
		{1795392000, 1795392000, 1795392001},
		{1990010100, 951782400, 2000022900},
		{1990010100, 951868799, 2000022900},
		{1990010100, 951868800, 2000030100},
		{1990010100, 1709164800, 2024022900},
		{1990010100, 1735689599, 2024123100},
		{1990010100, 1735689600, 2025010100},
		{1990010100, 4107542399, 2100022800},
		{1990010100, 4107542400, 2100030100},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		assert_int_equal(wm_serial_raise(rows[i].serial, rows[i].wall_s), rows[i].raised);
}

TEST_MAIN(TEST(the_serial_is_found_behind_names_of_any_length), TEST(only_the_serial_is_replaced),
	  TEST(a_serial_grows_by_date_or_by_one))
