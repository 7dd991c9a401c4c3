/* Buffers: what is written, what is refused at the maximum, what stays readable as a string. */
#include <waymark/buf.h>

#include <string.h>

#include "test.h"

static void integers_are_written_in_network_order(void **state)
{
	const uint8_t want[] = {1, 2, 3, 4, 5, 6, 7};
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 100);
	assert_true(wm_buf_put_u8(&buf, 1));
	assert_true(wm_buf_put_u16(&buf, 0xffff));
	assert_true(wm_buf_put_u32(&buf, 0x04050607));
	wm_buf_set_u16(&buf, 1, 0x0203);
	assert_int_equal(buf.len, sizeof(want));
	assert_memory_equal(buf.data, want, sizeof(want));
	wm_buf_done(&buf);
}

static void what_passes_the_maximum_is_not_written_at_all(void **state)
{
	static const struct {
		const char *first, *second, *want;
		bool full;
	} rows[] = {
		{"", "", "", false},
		{"12345678", "", "12345678", false},
		{"12345678", "9", "12345678", true},
		{"123456", "78", "12345678", false},
		{"123456", "789", "123456", true},
		{"123456789", "", "", true},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_buf buf;

		wm_buf_init(&buf, 8);
		wm_buf_text(&buf, rows[i].first);
		wm_buf_printf(&buf, "%s", rows[i].second);
		assert_string_equal(wm_buf_string(&buf), rows[i].want);
		assert_int_equal(buf.len, strlen(rows[i].want));
		assert_int_equal(buf.full, rows[i].full);
		wm_buf_done(&buf);
	}
}

static void a_full_buffer_stays_full_until_it_is_cleared(void **state)
{
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 3);
	assert_false(wm_buf_text(&buf, "long"));
	assert_false(wm_buf_text(&buf, "s"));
	assert_int_equal(buf.len, 0);
	wm_buf_clear(&buf);
	assert_true(wm_buf_text(&buf, "s"));
	wm_buf_done(&buf);
}

static void many_pieces_grow_it(void **state)
{
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 1000000);
	for (unsigned i = 0; i < 100000; i++)
		assert_true(wm_buf_put_u8(&buf, (uint8_t)i));
	for (unsigned i = 0; i < 100000; i++)
		assert_int_equal(buf.data[i], (uint8_t)i);
	wm_buf_cut(&buf, 10);
	assert_int_equal(wm_buf_bytes(&buf).len, 10);
	assert_ptr_equal(wm_buf_bytes(&buf).data, buf.data);
	wm_buf_done(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.len, 0);
}

static void the_nul_of_the_string_is_no_content(void **state)
{
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 4);
	assert_string_equal(wm_buf_string(&buf), "");
	assert_int_equal(buf.len, 0);
	wm_buf_text(&buf, "full");
	assert_string_equal(wm_buf_string(&buf), "full");
	assert_int_equal(buf.len, 4);
	assert_false(buf.full);
	wm_buf_done(&buf);
}

static void a_zeroed_buffer_holds_nothing_and_may_be_freed(void **state)
{
	struct wm_buf buf = {0};

	(void)state;
	assert_true(wm_buf_put(&buf, NULL, 0));
	assert_false(wm_buf_put_u8(&buf, 1));
	wm_buf_wipe(&buf);
	wm_buf_done(&buf);
	wm_buf_init(&buf, SIZE_MAX);
	assert_true(wm_buf_text(&buf, "x"));
	assert_false(wm_buf_put(&buf, "x", SIZE_MAX - 1));
	wm_buf_wipe(&buf);
	assert_null(buf.data);
}

TEST_MAIN(TEST(integers_are_written_in_network_order),
	  TEST(what_passes_the_maximum_is_not_written_at_all),
	  TEST(a_full_buffer_stays_full_until_it_is_cleared), TEST(many_pieces_grow_it),
	  TEST(the_nul_of_the_string_is_no_content),
	  TEST(a_zeroed_buffer_holds_nothing_and_may_be_freed))
