/* The reader of messages: what passes, what is refused, and how much memory it takes at the worst.
 */
#include <waymark/wire.h>

#include "record_fixture.h"

/* Header parts: id 1234, flags, and the four counts. */
#define HEAD(flags, counts) "1234" flags counts
#define QUESTION            "076578616d706c6503636f6d00 0001 0001" /* example.com. A IN, at 12 */
#define TSIG                                                                    \
	"036b657900 00fa 00ff 00000000 0014 0141 00 0000 00000001 012c 0001 ff" \
	"1234 0000 0000"

static enum wm_code read_hex(struct wm_arena *arena, const char *hex,
			     struct wm_message *ret_message, struct wm_fail *reterr)
{
	return wm_message_read(arena, fixture_hex(arena, hex), ret_message, reterr);
}

/* "OWNER TYPE CLASS TTL HEX" of each record. */
static const char *show(struct wm_arena *arena, const struct wm_record *records, size_t count)
{
	const char *shown = "";

	for (size_t i = 0; i < count; i++) {
		char owner[WM_NAME_TEXT_MAX];
		char type[WM_TYPE_TEXT_MAX];

		shown = wm_arena_printf(
			arena, "%s%s%s %s %u %u %s", shown, i > 0 ? ", " : "",
			wm_name_text(&records[i].owner, owner), wm_type_text(records[i].type, type),
			(unsigned)records[i].class, (unsigned)records[i].ttl_s,
			fixture_show_hex(arena, records[i].rdata.bytes, records[i].rdata.len));
	}
	return shown;
}

static void an_answer_is_read(void **state)
{
	struct wm_message message;
	char text[WM_NAME_TEXT_MAX];

	assert_int_equal(read_hex(*state,
				  HEAD("8583", "0001 0002 0001 0002") QUESTION
				  "c00c 0021 0001 0000003c 000c 0000 0000 1495 03534950 c00c"
				  "c00c 0001 0001 80000000 0004 c0000201"
				  "c014 0002 0001 0000003c 0004 015a c00c"
				  "c02f 001c 0001 00000001 0010 20010db8000000000000000000000001"
				  "00 0029 04d0 01000000 0000",
				  &message, NULL),
			 WM_OK);
	assert_int_equal(message.id, 0x1234);
	assert_int_equal(message.flags, 0x8583);
	assert_int_equal(message.opcode, WM_OPCODE_QUERY);
	assert_int_equal(message.rcode, 0x13); /* OPT gave the upper bits */
	assert_true(message.has_question);
	assert_string_equal(wm_name_text(&message.question.name, text), "example.com.");
	assert_int_equal(message.question.type, WM_TYPE_A);
	assert_int_equal(message.question.class, WM_CLASS_IN);
	assert_string_equal(show(*state, message.answer, message.answer_count),
			    "example.com. SRV 1 60 00000000149503736970076578616d706c6503636f6d00, "
			    "example.com. A 1 0 c0000201");
	assert_string_equal(show(*state, message.authority, message.authority_count),
			    "com. NS 1 60 017a076578616d706c6503636f6d00");
	assert_string_equal(show(*state, message.additional, message.additional_count),
			    "sip.example.com. AAAA 1 1 20010db8000000000000000000000001");
	assert_false(message.has_tsig);
	/* records of one owner share its bytes */
	assert_ptr_equal(message.answer[0].owner.wire, message.answer[1].owner.wire);
}

static void an_update_is_read(void **state)
{
	struct wm_message message;

	assert_int_equal(
		read_hex(
			*state,
			HEAD("2800", "0001 0003 0003 0001") "076578616d706c6503636f6d00 0006 0001"
							    "c00c 00ff 00ff 00000000 0000" /* the
											      name
											      is
											      in
											      use
											    */
							    "c00c 0021 00fe 00000000 0000" /* the
											      RRset
											      does
											      not
											      exist
											    */
							    "c00c 0001 0001 00000000 0004 "
							    "c0000201"
							    "c00c 0001 00ff 00000000 0000" /* delete
											      the
											      RRset
											    */
							    "c00c 0001 00fe 00000000 0004 "
							    "c0000201" /* delete
									  one
									  record
									*/
							    "c00c 0001 0001 0000003c 0004 "
							    "c0000202" TSIG,
			&message, NULL),
		WM_OK);
	assert_int_equal(message.opcode, WM_OPCODE_UPDATE);
	assert_int_equal(message.question.type, WM_TYPE_SOA);
	assert_string_equal(show(*state, message.answer, message.answer_count),
			    "example.com. ANY 255 0 , example.com. SRV 254 0 , "
			    "example.com. A 1 0 c0000201");
	assert_string_equal(show(*state, message.authority, message.authority_count),
			    "example.com. A 255 0 , example.com. A 254 0 c0000201, "
			    "example.com. A 1 60 c0000202");
	assert_int_equal(message.additional_count, 0);
	assert_true(message.has_tsig);
	assert_int_equal(message.tsig_offset, 12 + 17 + 3 * 12 + 4 + 3 * 12 + 8);
	assert_string_equal(show(*state, &message.tsig, 1),
			    "key. TSIG 255 0 016100000000000001012c0001ff123400000000");
}

static void messages_without_question_or_data_are_fine(void **state)
{
	static const char *const rows[] = {
		HEAD("8000", "0000 0000 0000 0000"),
		HEAD("8400", "0000 0001 0000 0000") "00 0001 0001 00000000 0004 c0000201",
		/* unknown types pass as they are, empty or with what looks like a pointer */
		HEAD("8400", "0000 0002 0000 0000") "00 ff00 0001 00000000 0000"
						    "00 ff00 0001 00000000 0002 c00c",
		/* TSIG with OPT before it */
		HEAD("8400", "0000 0000 0000 0002") "00 0029 04d0 00000000 0000" TSIG,
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_message message;
		struct wm_fail why = {0};

		if (read_hex(*state, rows[i], &message, &why) != WM_OK)
			fail_msg("row %zu: %s", i, why.text);
		assert_false(message.has_question);
	}
}

static void malformed_messages_are_refused(void **state)
{
	static const struct {
		const char *message;
		const char *why;
	} rows[] = {
		{"", "message of 0 bytes"},
		{"1234800000000000000000", "message of 11 bytes"},
		{HEAD("8000", "0000 0000 0000 0000") "00", "1 bytes behind the end"},
		{HEAD("8000", "0002 0000 0000 0000") QUESTION QUESTION, "2 questions"},
		{HEAD("8000", "0001 0000 0000 0000") "0000010001 00", "1 bytes behind the end"},
		{HEAD("8000", "0001 0000 0000 0000") "0141 00 0001", "cut short in the question"},
		{HEAD("8000", "0001 0000 0000 0000") "00 0001", "cannot hold"},
		/* counts larger than content (RFC 9267 section 4) */
		{HEAD("8000", "0000 ffff ffff ffff") "", "cannot hold the 196605 records"},
		{HEAD("8000", "0000 0002 0000 0000") "00 0001 0001 00000000 0004 c0000201",
		 "cannot hold"},
		{HEAD("8000",
		      "0000 0002 0000 0000") "00 0001 0001 00000000 0004 c0000201 0000000000"
					     "0000",
		 "cut short in answer"},
		/* RDLENGTH beyond the message, short of the data, longer than the data */
		{HEAD("8000", "0000 0001 0000 0000") "00 0001 0001 00000000 0005 c0000201",
		 "cut short in answer"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0010 0001 00000000 ffff 0161",
		 "cut short in answer"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0001 0001 00000000 0003 c00002",
		 "RDATA of A: malformed address"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0001 0001 00000000 0005 c000020100",
		 "RDATA of A: 1 bytes too many"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0010 0001 00000000 0003 036162",
		 "RDATA of TXT: malformed text"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0021 0001 00000000 0006 000000001495",
		 "RDATA of SRV: name cut short"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0002 0001 00000000 0003 036161 00",
		 "RDATA of NS: name cut short"},
		/* empty RDATA, but not in an update's classes */
		{HEAD("8000", "0000 0001 0000 0000") "00 0001 0001 00000000 0000", "RDATA of A"},
		{HEAD("2800", "0000 0001 0000 0000") "00 0001 00fe 00000000 0001 00", "RDATA of A"},
		/* names: see test_cursor.c */
		{HEAD("8000", "0000 0001 0000 0000") "c00c 0001 0001 00000000 0004 c0000201",
		 "leads to 12"},
		{HEAD("8000", "0000 0001 0000 0000") "c000 0001 0001 00000000 0004 c0000201",
		 "leads to 0"},
		{HEAD("8000", "0000 0001 0000 0000") "40 0001 0001 00000000 0004 c0000201",
		 "label type 0x40"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0002 0001 00000000 0002 c017",
		 "leads to 23"},
		/* RFC 3597 section 4: no compression in new types */
		{HEAD("8000", "0001 0001 0000 0000") QUESTION "00 0027 0001 00000000 0002 c00c",
		 "where none is allowed"},
		{HEAD("8000", "0000 0000 0000 0002") "00 0029 04d0 00000000 0000"
						     "00 0029 04d0 00000000 0000",
		 "more than one OPT"},
		{HEAD("8000", "0000 0000 0000 0001") "0161 00 0029 04d0 00000000 0000",
		 "other than the root"},
		{HEAD("8000", "0000 0001 0000 0000") "00 0029 04d0 00000000 0000",
		 "OPT record in the answer section"},
		{HEAD("8000", "0000 0000 0000 0001") "00 0029 04d0 00000000 0003 000a00",
		 "malformed options"},
		{HEAD("8000", "0000 0000 0000 0002") TSIG TSIG, "is not the last one"},
		{HEAD("8000", "0000 0000 0000 0002") TSIG "00 0029 04d0 00000000 0000",
		 "TSIG record at offset 12 is not the last one"},
		{HEAD("8000", "0000 0000 0001 0000") TSIG, "TSIG record in the authority section"},
		{HEAD("8000", "0000 0001 0000 0000") "00 00fa 0001 00000000 0001 00",
		 "RDATA of TSIG"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_message message = {.id = 77};
		struct wm_fail why = {0};

		if (read_hex(*state, rows[i].message, &message, &why) != WM_EPROTOCOL)
			fail_msg("row %zu was not refused", i);
		if (!strstr(why.text, rows[i].why))
			fail_msg("row %zu: %s", i, why.text);
		assert_int_equal(message.id, 77);
	}
}

/* Whatever is cut off a good message, or put behind it, makes it a bad one. */
static void no_message_passes_in_part(void **state)
{
	struct wm_bytes whole = fixture_hex(*state, HEAD("8400", "0001 0001 0000 0002") QUESTION
					    "c00c 000f 0001 0000003c 0009 000a 046d61696c c00c"
					    "00 0029 04d0 00000000 0000" TSIG);
	struct wm_message message;

	assert_int_equal(wm_message_read(*state, whole, &message, NULL), WM_OK);
	for (size_t len = 0; len < whole.len; len++) {
		/* a copy of just that length, so that a sanitizer sees any read behind it */
		uint8_t *part = test_malloc(len + 1);
		struct wm_bytes cut = {part + 1, len};

		memcpy(part + 1, whole.data, len);
		assert_int_equal(wm_message_read(*state, cut, &message, NULL), WM_EPROTOCOL);
		test_free(part);
	}
}

static uint8_t *put(uint8_t *to, const char *bytes, size_t len)
{
	memcpy(to, bytes, len);
	return to + len;
}

/* A full message of records that each expand to names of 255 bytes: owner and RDATA of TYPE. */
static size_t make_bomb(uint8_t raw[WM_MESSAGE_MAX], const char *rdata, size_t rdata_len,
			uint8_t type)
{
	uint8_t *to = raw + 12;
	uint16_t count = 0;

	memset(raw, 0, 12);
	raw[2] = 0x80;
	raw[5] = 1;
	for (unsigned i = 0; i < 125; i++) /* 251 bytes with the root, at 12 */
		to = put(to, "\1a", 2);
	to = put(to, "\0\0\1\0\1", 5);
	while (to + 4 + 10 + rdata_len <= raw + WM_MESSAGE_MAX) {
		uint8_t letter = (uint8_t)('a' + count % 2); /* no two neighbours alike */

		*to++ = 1;
		*to++ = letter;
		to = put(to, "\xc0\x0c\0", 3);
		*to++ = type;
		to = put(to, "\0\1\0\0\0\0\0", 7);
		*to++ = (uint8_t)rdata_len;
		to = put(to, rdata, rdata_len);
		count++;
	}
	raw[6] = (uint8_t)(count >> 8);
	raw[7] = (uint8_t)count;
	return (size_t)(to - raw);
}

/* The bound that wire.h states. RP has two names for its four bytes: nothing expands further. */
static void a_hostile_message_takes_little_memory(void **state)
{
	static const struct {
		uint8_t type;
		const char *rdata;
		size_t len;
	} rows[] = {
		{17, "\xc0\x0c\xc0\x0c", 4},     {14, "\1b\xc0\x0c\1b\xc0\x0c", 8},
		{WM_TYPE_MX, "\0\1\xc0\x0c", 4}, {WM_TYPE_SRV, "\0\1\0\1\0\1\xc0\x0c", 8},
		{WM_TYPE_NS, "\xc0\x0c", 2},     {99, "", 0},
	};
	uint8_t *raw = test_malloc(WM_MESSAGE_MAX);
	size_t worst = 0;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_message message;
		size_t len = make_bomb(raw, rows[i].rdata, rows[i].len, rows[i].type);

		assert_int_equal(
			wm_message_read(arena, (struct wm_bytes){raw, len}, &message, NULL), WM_OK);
		if (wm_arena_size(arena) > worst)
			worst = wm_arena_size(arena);
		wm_arena_free(arena);
	}
	test_free(raw);
	print_message("at the worst %zu bytes, %zu for each\n", worst, worst / WM_MESSAGE_MAX);
	assert_true(worst <= (size_t)WM_MESSAGE_EXPANSION * WM_MESSAGE_MAX);
}

static void rcodes_have_names(void **state)
{
	char text[WM_RCODE_TEXT_MAX];

	(void)state;
	assert_string_equal(wm_rcode_text(WM_RCODE_NXRRSET, text), "NXRRSET");
	assert_string_equal(wm_rcode_text(0, text), "NOERROR");
	assert_string_equal(wm_rcode_text(23, text), "RCODE23");
	assert_string_equal(wm_rcode_text(4095, text), "RCODE4095");
}

TEST_MAIN(ARENA_TEST(an_answer_is_read), ARENA_TEST(an_update_is_read),
	  ARENA_TEST(messages_without_question_or_data_are_fine),
	  ARENA_TEST(malformed_messages_are_refused), ARENA_TEST(no_message_passes_in_part),
	  TEST(a_hostile_message_takes_little_memory), TEST(rcodes_have_names))
