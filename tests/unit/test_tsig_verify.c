/* TSIG checking: good answers pass, and each single thing wrong with one is found and named. */
#include "tsig_fixture.h"

/* Where the fields of the TSIG record in vectors[3].answer (hmac-sha256) lie, from its end. */
#define FROM_END_ERROR     4
#define FROM_END_ID        6
#define FROM_END_MAC       38
#define FROM_END_FUDGE     42
#define FROM_END_TIME      48
#define FROM_END_ALGORITHM 61
#define FROM_END_LENGTH    63
#define FROM_END_OWNER     82

static void ask(struct fixture *fix)
{
	load(fix, plain_question);
	assert_int_equal(wm_tsig_sign(fix->tsig, &fix->session, &fix->message, SIGNED_AT, NULL),
			 WM_OK);
}

static enum wm_code check(struct fixture *fix, bool stream, uint64_t now_s, bool *ret_pending)
{
	struct wm_message message;
	const struct wm_tsig_answer answer = {wm_buf_bytes(&fix->message), &message, stream, now_s};

	fix->why = (struct wm_fail){0};
	assert_int_equal(
		wm_message_read(fix->arena, wm_buf_bytes(&fix->message), &message, &fix->why),
		WM_OK);
	return wm_tsig_verify(fix->tsig, &fix->session, &answer, ret_pending, &fix->why);
}

static void answers_of_every_algorithm_are_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(vectors); i++) {
		struct fixture fix;
		bool pending = true;

		set_up(&fix, vectors[i].algorithm);
		ask(&fix);
		load(&fix, vectors[i].answer);
		assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_OK);
		assert_false(pending);
		assert_true(fix.session.proven);
		tear_down(&fix);
	}
}

static void an_answer_under_another_id_is_judged_by_its_original_id(void **state)
{
	struct fixture fix;
	bool pending;

	(void)state;
	set_up(&fix, "hmac-sha256");
	ask(&fix);
	load(&fix, vectors[3].answer);
	fix.message.data[0] = 0xff; /* as a forwarder may do, RFC 8945 section 4.3.2 */
	assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_OK);
	tear_down(&fix);
}

static void a_clock_that_is_off_is_named_with_the_seconds(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(vectors); i++) {
		struct fixture fix;
		bool pending;

		set_up(&fix, vectors[i].algorithm);
		ask(&fix);
		load(&fix, vectors[i].bad_time);
		assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_EAUTH);
		assert_non_null(strstr(fix.why.text, "BADTIME: the server's clock is 3,601 s ahead "
						     "of ours: set the clock"));
		assert_int_equal(fix.session.error, 18);
		assert_true(fix.session.proven);
		assert_int_equal(check(&fix, false, SIGNED_AT + 4000000, &pending), WM_EAUTH);
		assert_non_null(strstr(fix.why.text, "is 3,996,399 s behind ours"));
		tear_down(&fix);
	}
}

static void an_answer_is_good_within_the_fudge_and_no_longer(void **state)
{
	static const struct {
		uint64_t now_s;
		const char *text; /* NULL: good */
	} rows[] = {
		{SIGNED_AT - 300, NULL},
		{SIGNED_AT + 300, NULL},
		{SIGNED_AT - 301, "at a time 301 s ahead of our clock (300 s are allowed)"},
		{SIGNED_AT + 301, "at a time 301 s behind our clock"},
		{SIGNED_AT + 86400, "at a time 86,400 s behind our clock"},
		{0, "at a time 1,760,000,000 s ahead of our clock"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fix;
		bool pending;

		set_up(&fix, "hmac-sha256");
		ask(&fix);
		load(&fix, vectors[3].answer);
		assert_int_equal(check(&fix, false, rows[i].now_s, &pending),
				 rows[i].text ? WM_EAUTH : WM_OK);
		if (rows[i].text)
			assert_non_null(strstr(fix.why.text, rows[i].text));
		tear_down(&fix);
	}
}

static void any_single_change_of_an_answer_is_found(void **state)
{
	static const struct {
		size_t from_end; /* which byte is changed; 0: see FROM_START */
		size_t from_start;
		const char *text;
	} rows[] = {
		{0, 2, "its MAC is wrong"},  /* flags */
		{0, 3, "its MAC is wrong"},  /* rcode */
		{0, 14, "its MAC is wrong"}, /* question name */
		{0, 38, "its MAC is wrong"}, /* TTL */
		{FROM_END_MAC, 0, "its MAC is wrong"},
		{FROM_END_MAC - 31, 0, "its MAC is wrong"},
		{FROM_END_TIME - 5, 0, "its MAC is wrong"},
		{FROM_END_FUDGE - 1, 0, "its MAC is wrong"},
		{FROM_END_ID, 0, "its MAC is wrong"},
		{FROM_END_ERROR - 1, 0, "its MAC is wrong"},
		{FROM_END_ALGORITHM - 3, 0,
		 "signed with hm`c-sha256., where key ddns-edge. has "
		 "hmac-sha256"},
		{FROM_END_OWNER - 2, 0, "signed by key dens-edge., not by key ddns-edge."},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fix;
		bool pending;
		size_t at;

		set_up(&fix, "hmac-sha256");
		ask(&fix);
		load(&fix, vectors[3].answer);
		at = rows[i].from_end ? fix.message.len - rows[i].from_end : rows[i].from_start;
		fix.message.data[at] ^= 1;
		assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_EAUTH);
		assert_non_null(strstr(fix.why.text, rows[i].text));
		assert_false(fix.session.proven);
		tear_down(&fix);
	}
}

static void an_answer_to_another_question_is_refused(void **state)
{
	struct fixture fix;
	bool pending;

	(void)state;
	set_up(&fix, "hmac-sha256");
	load(&fix, plain_question);
	fix.message.data[1] ^= 1;
	assert_int_equal(wm_tsig_sign(fix.tsig, &fix.session, &fix.message, SIGNED_AT, NULL),
			 WM_OK);
	load(&fix, vectors[3].answer);
	assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_EAUTH);
	assert_non_null(strstr(fix.why.text, "its MAC is wrong"));
	tear_down(&fix);
}

static void an_answer_of_another_algorithm_is_refused(void **state)
{
	struct fixture fix;
	bool pending;

	(void)state;
	set_up(&fix, "hmac-sha512");
	ask(&fix);
	load(&fix, vectors[3].answer);
	assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_EAUTH);
	assert_non_null(strstr(fix.why.text, "signed with hmac-sha256., where key ddns-edge. has "
					     "hmac-sha512"));
	tear_down(&fix);
}

static void an_unsigned_answer_is_refused_even_when_it_begins_a_stream(void **state)
{
	struct fixture fix;
	bool pending;

	(void)state;
	set_up(&fix, "hmac-sha256");
	for (int stream = 0; stream < 2; stream++) {
		ask(&fix);
		load(&fix, transfer[1].hex);
		assert_int_equal(check(&fix, stream, SIGNED_AT, &pending), WM_EAUTH);
		assert_non_null(strstr(fix.why.text, "it is not signed, though the question was "
						     "signed with key ddns-edge."));
	}
	tear_down(&fix);
}

/* Cut the MAC of the message to LEN bytes and set its error field. */
static void cut_mac(struct fixture *fix, size_t len, uint16_t error)
{
	size_t mac = fix->message.len - FROM_END_MAC;
	size_t length = fix->message.len - FROM_END_LENGTH;

	memmove(fix->message.data + mac + len, fix->message.data + mac + 32, 6);
	wm_buf_cut(&fix->message, fix->message.len - 32 + len);
	wm_buf_set_u16(&fix->message, mac - 2, (uint16_t)len);
	wm_buf_set_u16(&fix->message, length, (uint16_t)(61 - 32 + len));
	wm_buf_set_u16(&fix->message, fix->message.len - FROM_END_ERROR, error);
}

static void reports_without_a_signature_say_so_and_what_to_check(void **state)
{
	static const struct {
		size_t mac_len;
		uint16_t error;
		const char *text;
	} rows[] = {
		{0, 17, "BADKEY: the server does not know key ddns-edge. with hmac-sha256 (Knot "},
		{0, 16, "BADSIG: the server has another secret for key ddns-edge."},
		{0, 18, "BADTIME: the server's clock and ours differ by more than 300 s"},
		{0, 22, "TSIG error 22 about key ddns-edge.; this report is unsigned"},
		{0, 0, "its MAC has 0 bytes where hmac-sha256 has 32"},
		{16, 0, "its MAC has 16 bytes where hmac-sha256 has 32: truncated MACs"},
		{31, 0, "its MAC has 31 bytes"},
		{16, 17, "its MAC has 16 bytes"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fix;
		bool pending;

		set_up(&fix, "hmac-sha256");
		ask(&fix);
		load(&fix, vectors[3].answer);
		cut_mac(&fix, rows[i].mac_len, rows[i].error);
		assert_int_equal(check(&fix, false, SIGNED_AT, &pending), WM_EAUTH);
		assert_non_null(strstr(fix.why.text, rows[i].text));
		assert_int_equal(fix.session.error, rows[i].error);
		assert_false(fix.session.proven);
		if (rows[i].error && rows[i].mac_len == 0)
			assert_non_null(strstr(fix.why.text, "could not be verified"));
		tear_down(&fix);
	}
}

static void begin_transfer(struct fixture *fix)
{
	struct wm_message message;

	set_up(fix, "hmac-sha256");
	load(fix, transfer_question);
	assert_int_equal(wm_message_read(fix->arena, wm_buf_bytes(&fix->message), &message, NULL),
			 WM_OK);
	wm_buf_cut(&fix->message, message.tsig_offset);
	wm_buf_set_u16(&fix->message, 10, 0);
	assert_int_equal(wm_tsig_sign(fix->tsig, &fix->session, &fix->message, SIGNED_AT, NULL),
			 WM_OK);
}

static void a_transfer_with_unsigned_messages_in_between_is_accepted(void **state)
{
	struct fixture fix;

	(void)state;
	begin_transfer(&fix);
	for (size_t i = 0; i < WM_COUNT(transfer); i++) {
		bool pending = transfer[i].is_signed;

		load(&fix, transfer[i].hex);
		assert_int_equal(check(&fix, true, SIGNED_AT, &pending), WM_OK);
		assert_int_equal(pending, !transfer[i].is_signed);
	}
	tear_down(&fix);
}

static void a_transfer_in_which_anything_was_changed_or_left_out_is_refused(void **state)
{
	static const struct {
		size_t skip;   /* this message is left out */
		size_t change; /* the last byte of this one's data is changed */
		size_t fails;  /* and this is where it shows */
	} rows[] = {
		{1, 99, 3}, {2, 99, 3}, {3, 99, 4}, {4, 99, 6}, {5, 99, 6},
		{99, 1, 3}, {99, 2, 3}, {99, 5, 6}, {0, 99, 1},
	};

	(void)state;
	for (size_t row = 0; row < WM_COUNT(rows); row++) {
		struct fixture fix;
		size_t i;

		begin_transfer(&fix);
		for (i = 0; i < WM_COUNT(transfer); i++) {
			bool pending;

			if (i == rows[row].skip)
				continue;
			load(&fix, transfer[i].hex);
			if (i == rows[row].change)
				fix.message.data[fix.message.len - 1] ^= 1;
			if (check(&fix, true, SIGNED_AT, &pending) != WM_OK)
				break;
		}
		assert_int_equal(i, rows[row].fails);
		tear_down(&fix);
	}
}

static void more_than_99_unsigned_messages_in_a_row_are_refused(void **state)
{
	struct fixture fix;
	bool pending;

	(void)state;
	begin_transfer(&fix);
	load(&fix, transfer[0].hex);
	assert_int_equal(check(&fix, true, SIGNED_AT, &pending), WM_OK);
	load(&fix, transfer[1].hex);
	for (size_t i = 0; i < 99; i++)
		assert_int_equal(check(&fix, true, SIGNED_AT, &pending), WM_OK);
	assert_int_equal(check(&fix, true, SIGNED_AT, &pending), WM_EAUTH);
	assert_non_null(strstr(fix.why.text, "more than 99 messages in a row"));
	tear_down(&fix);
}

TEST_MAIN(TEST(answers_of_every_algorithm_are_accepted),
	  TEST(an_answer_under_another_id_is_judged_by_its_original_id),
	  TEST(a_clock_that_is_off_is_named_with_the_seconds),
	  TEST(an_answer_is_good_within_the_fudge_and_no_longer),
	  TEST(any_single_change_of_an_answer_is_found),
	  TEST(an_answer_to_another_question_is_refused),
	  TEST(an_answer_of_another_algorithm_is_refused),
	  TEST(an_unsigned_answer_is_refused_even_when_it_begins_a_stream),
	  TEST(reports_without_a_signature_say_so_and_what_to_check),
	  TEST(a_transfer_with_unsigned_messages_in_between_is_accepted),
	  TEST(a_transfer_in_which_anything_was_changed_or_left_out_is_refused),
	  TEST(more_than_99_unsigned_messages_in_a_row_are_refused))
