/* The writer of messages: bytes on the wire, compression, limits, and the way back. */
#include <waymark/wire.h>

#include "record_fixture.h"

#include <ldns/ldns.h>

static void a_query_is_these_bytes(void **state)
{
	struct wm_name name = fixture_name(*state, "example.com.");
	struct wm_buf out;

	wm_buf_init(&out, 512);
	assert_true(wm_writer_query(&out, &name, WM_TYPE_SOA));
	assert_string_equal(fixture_show_hex(*state, out.data, out.len),
			    "000000000001000000000001"
			    "076578616d706c6503636f6d0000060001"
			    "00002904d0000000000000");
	wm_buf_done(&out);
}

static void owners_are_compressed_and_rdata_is_not(void **state)
{
	struct wm_name zone = fixture_name(*state, "example.com.");
	struct wm_name owner = fixture_name(*state, "_sip._tls.example.com.");
	struct wm_name sibling = fixture_name(*state, "_xmpp._tls.example.com.");
	struct wm_name other = fixture_name(*state, "example.net.");
	struct wm_rdata ns = fixture_rdata(*state, "NS example.com.");
	struct wm_writer writer;
	struct wm_buf out;

	wm_buf_init(&out, 512);
	wm_buf_text(&out, "xx"); /* offsets count from the message, not from the buffer */
	wm_writer_begin(&writer, &out, 0xabcd, WM_OPCODE_UPDATE, 0);
	assert_true(wm_writer_question(&writer, &zone, WM_TYPE_SOA, WM_CLASS_IN));
	assert_true(wm_writer_record(&writer, WM_SECTION_ANSWER, &owner, WM_TYPE_SRV, WM_CLASS_NONE,
				     0, NULL));
	assert_true(wm_writer_record(&writer, WM_SECTION_AUTHORITY, &owner, WM_TYPE_NS, WM_CLASS_IN,
				     60, &ns));
	assert_true(wm_writer_record(&writer, WM_SECTION_AUTHORITY, &sibling, WM_TYPE_ANY,
				     WM_CLASS_ANY, 0, NULL));
	assert_true(wm_writer_record(&writer, WM_SECTION_AUTHORITY, &other, WM_TYPE_ANY,
				     WM_CLASS_ANY, 0, NULL));
	assert_true(wm_writer_record(&writer, WM_SECTION_AUTHORITY, &wm_name_root, WM_TYPE_ANY,
				     WM_CLASS_ANY, 0, NULL));
	wm_writer_finish(&writer);
	assert_string_equal(fixture_show_hex(*state, out.data + 2, out.len - 2),
			    "abcd28000001000100040000"
			    "076578616d706c6503636f6d0000060001" /* at 12 */
			    "045f736970045f746c73c00c"           /* at 29, _tls at 34 */
			    "002100fe000000000000"
			    "c01d000200010000003c000d076578616d706c6503636f6d00"
			    "055f786d7070c022"
			    "00ff00ff000000000000"
			    "076578616d706c65036e657400"
			    "00ff00ff000000000000"
			    "0000ff00ff000000000000");
	wm_buf_done(&out);
}

static void what_has_no_room_leaves_no_trace(void **state)
{
	struct wm_name zone = fixture_name(*state, "example.com.");
	struct wm_name owner = fixture_name(*state, "a.example.com.");
	struct wm_rdata txt = fixture_rdata(*state, "TXT 0123456789");

	for (size_t max = 0; max < 12 + 17 + 15 + 10 + 1; max++) {
		struct wm_writer writer;
		struct wm_buf out;
		size_t len;

		wm_buf_init(&out, max);
		wm_writer_begin(&writer, &out, 1, WM_OPCODE_QUERY, 0);
		if (max < 12) {
			assert_false(wm_writer_question(&writer, &zone, 6, 1));
			wm_writer_finish(&writer);
			wm_buf_done(&out);
			continue;
		}
		assert_int_equal(wm_writer_question(&writer, &zone, 6, 1), max >= 29);
		len = out.len;
		assert_int_equal(len, max >= 29 ? 29 : 12);
		assert_false(wm_writer_record(&writer, WM_SECTION_ANSWER, &owner, WM_TYPE_TXT, 1, 0,
					      &txt) &&
			     max < 29 + 4 + 10 + 11);
		if (max < 29 + 4 + 10 + 11) {
			assert_int_equal(out.len, len);
			assert_false(out.full);
			assert_int_equal(writer.counts[WM_SECTION_ANSWER], 0);
		}
		/* what is smaller still goes in, and the message is whole */
		if (max >= 29 + 11)
			assert_true(writer.counts[1] == 1 || wm_writer_opt(&writer, 512));
		wm_writer_finish(&writer);
		if (max >= 29) {
			struct wm_message message;

			assert_int_equal(
				wm_message_read(*state, wm_buf_bytes(&out), &message, NULL), WM_OK);
		}
		wm_buf_done(&out);
	}
}

static void counts_do_not_wrap(void **state)
{
	struct wm_writer writer;
	struct wm_buf out;
	size_t put = 0;

	(void)state;
	wm_buf_init(&out, 1 << 20); /* more than a message may have */
	wm_writer_begin(&writer, &out, 1, WM_OPCODE_UPDATE, 0);
	while (wm_writer_record(&writer, WM_SECTION_AUTHORITY, &wm_name_root, WM_TYPE_A,
				WM_CLASS_ANY, 0, NULL))
		put++;
	assert_int_equal(put, (WM_MESSAGE_MAX - 12) / 11);
	writer.counts[WM_SECTION_ADDITIONAL] = UINT16_MAX;
	out.len = 100;
	assert_false(wm_writer_opt(&writer, 512));
	wm_buf_done(&out);
}

/* Ten thousand owners: more than are remembered, and beyond what a pointer can reach. */
static void long_messages_read_back_and_ldns_agrees(void **state)
{
	struct wm_name zone = fixture_name(*state, "example.com.");
	struct wm_message message;
	struct wm_writer writer;
	struct wm_buf out;
	size_t count = 0;
	size_t at = 12;

	wm_buf_init(&out, 60000);
	wm_writer_begin(&writer, &out, 1, WM_OPCODE_UPDATE, 0);
	assert_true(wm_writer_question(&writer, &zone, WM_TYPE_SOA, WM_CLASS_IN));
	for (;; count++) {
		const char *text = wm_arena_printf(*state, "h%zu.pool%zu.example.com.", count / 2,
						   count / 7 % 100);
		struct wm_name owner = fixture_name(*state, text);
		const uint8_t bytes[] = {10, 0, (uint8_t)(count >> 8), (uint8_t)count};

		if (!wm_writer_record(&writer, WM_SECTION_AUTHORITY, &owner, WM_TYPE_A, WM_CLASS_IN,
				      60, &(struct wm_rdata){bytes, 4}))
			break;
	}
	wm_writer_finish(&writer);
	assert_true(count > 2000);
	assert_int_equal(wm_message_read(*state, wm_buf_bytes(&out), &message, NULL), WM_OK);
	assert_int_equal(message.authority_count, count);
	at += 17;
	for (size_t i = 0; i < count; i++) {
		const char *text =
			wm_arena_printf(*state, "h%zu.pool%zu.example.com.", i / 2, i / 7 % 100);
		ldns_rr *rr = NULL;
		char shown[WM_NAME_TEXT_MAX];

		assert_string_equal(wm_name_text(&message.authority[i].owner, shown), text);
		assert_int_equal(ldns_wire2rr(&rr, out.data, out.len, &at, LDNS_SECTION_ANSWER),
				 LDNS_STATUS_OK);
		assert_int_equal(ldns_rdf_size(ldns_rr_owner(rr)), message.authority[i].owner.len);
		assert_memory_equal(ldns_rdf_data(ldns_rr_owner(rr)),
				    message.authority[i].owner.wire,
				    message.authority[i].owner.len);
		ldns_rr_free(rr);
	}
	assert_int_equal(at, out.len);
	wm_buf_done(&out);
}

static void flags_and_opcode_share_a_word(void **state)
{
	struct wm_writer writer;
	struct wm_buf out;

	wm_buf_init(&out, 512);
	wm_writer_begin(&writer, &out, 0xffff, WM_OPCODE_NOTIFY, WM_FLAG_QR | WM_FLAG_AA | 0x5);
	wm_writer_finish(&writer);
	assert_string_equal(fixture_show_hex(*state, out.data, out.len),
			    "ffffa4050000000000000000");
	wm_buf_done(&out);
}

TEST_MAIN(ARENA_TEST(a_query_is_these_bytes), ARENA_TEST(owners_are_compressed_and_rdata_is_not),
	  ARENA_TEST(what_has_no_room_leaves_no_trace), TEST(counts_do_not_wrap),
	  ARENA_TEST(long_messages_read_back_and_ldns_agrees),
	  ARENA_TEST(flags_and_opcode_share_a_word))
