/* What is taken for an answer: forged, malformed, unsigned and wrongly signed messages. */
#include "dns_fixture.h"

enum forgery {
	WRONG_ID,
	NO_QR,
	WRONG_OPCODE,
	WRONG_QUESTION_NAME,
	WRONG_QUESTION_TYPE,
	NO_QUESTION,
	TOO_SHORT,
	TRAILING_BYTES,
	CUT_RECORD,
	FORGERY_COUNT
};

static void spoil(struct wm_buf *out, enum forgery forgery)
{
	switch (forgery) {
	case WRONG_ID:
		out->data[1] ^= 1;
		break;
	case NO_QR:
		out->data[2] &= 0x7f;
		break;
	case WRONG_OPCODE:
		out->data[2] |= 4 << 3;
		break;
	case WRONG_QUESTION_NAME:
		out->data[14] ^= 1;
		break;
	case WRONG_QUESTION_TYPE:
		out->data[out->len - 16 - 3] ^= 2;
		break;
	case NO_QUESTION:
		wm_buf_cut(out, 12);
		memset(out->data + 4, 0, 8);
		break;
	case TOO_SHORT:
		wm_buf_cut(out, 11);
		break;
	case TRAILING_BYTES:
		wm_buf_put_u8(out, 0);
		break;
	case CUT_RECORD:
		wm_buf_cut(out, out->len - 1);
		break;
	case FORGERY_COUNT:
		break;
	}
}

/* Every forgery first, each with a false address in it; then the answer. */
static void forge_then_answer(struct heard *heard)
{
	for (int forgery = 0; forgery < FORGERY_COUNT; forgery++) {
		struct wm_buf out;

		make_answer(&out, heard->raw, WM_RCODE_NOERROR);
		out.data[out.len - 1] = 66;
		spoil(&out, (enum forgery)forgery);
		say_message(heard, &out);
		wm_buf_done(&out);
	}
	answer_well(heard);
}

static void forged_and_malformed_answers_over_udp_are_dropped_and_the_wait_goes_on(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = forge_then_answer;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_int_equal(bed->fakes[0].questions, 1);
	assert_int_equal(wm_dns_stats_of(bed->dns)->udp_dropped, FORGERY_COUNT);
	bed_free(bed);
}

static void only_malform(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	spoil(&out, TRAILING_BYTES);
	for (size_t i = 0; i < 50; i++)
		say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_malformed_answer_is_the_reason_given_when_nothing_better_comes(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 2;
	bed->fakes[0].answer = only_malform;
	assert_failed(ask_one(bed, PLAIN), WM_EPROTOCOL, "its answer is malformed");
	assert_non_null(strstr(bed->results[0].text, "(2 attempts)"));
	assert_int_equal(wm_dns_stats_of(bed->dns)->udp_dropped, 100);
	assert_failed(ask_one(bed, TCP), WM_EPROTOCOL, "its answer is malformed");
	bed_free(bed);
}

static void truncate_over_udp(struct heard *heard)
{
	struct wm_buf out;

	if (heard->conn) {
		answer_well(heard);
		return;
	}
	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	out.data[2] |= 2;
	wm_buf_cut(&out, out.len - 5); /* whatever is left need not be well formed */
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void truncate_always(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	out.data[2] |= 2;
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_truncated_answer_is_asked_for_over_tcp(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = truncate_over_udp;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_int_equal(bed->fakes[0].udp_questions, 1);
	assert_int_equal(bed->fakes[0].tcp_questions, 1);

	bed->fakes[0].answer = truncate_always;
	bed->servers.tries = 1;
	assert_failed(ask_one(bed, PLAIN), WM_EPROTOCOL, "truncated, even over TCP");
	bed_free(bed);
}

static void signed_questions_get_signed_answers(void **state)
{
	const struct wm_dns_query ways[] = {PLAIN, TCP};

	(void)state;
	for (size_t way = 0; way < WM_COUNT(ways); way++) {
		struct bed *bed = bed_new(1);

		bed->servers.key = &bed->key;
		bed->fakes[0].answer = answer_signed;
		assert_good(ask_one(bed, ways[way]), 7);
		bed_free(bed);
	}
}

/* An unsigned answer, one signed long ago, one with a wrong MAC; then the right one. */
static void forge_signatures_then_answer(struct heard *heard)
{
	struct bed *bed = heard->fake->bed;

	answer_well(heard);
	for (int row = 0; row < 2; row++) {
		struct wm_buf out;

		make_answer(&out, heard->raw, WM_RCODE_NOERROR);
		begin_signing(bed, heard->raw);
		sign(bed, &out, row == 0 ? SIGNED_AT - 400 : SIGNED_AT, 0);
		if (row == 1)
			out.data[out.len - 20] ^= 1;
		say_message(heard, &out);
		wm_buf_done(&out);
	}
	answer_signed(heard);
}

static void answers_over_udp_whose_signature_is_wrong_are_dropped_and_the_wait_goes_on(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.key = &bed->key;
	bed->fakes[0].answer = forge_signatures_then_answer;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_int_equal(wm_dns_stats_of(bed->dns)->udp_dropped, 3);
	assert_int_equal(bed->fakes[0].questions, 1);
	bed_free(bed);
}

static void answer_stale(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	begin_signing(heard->fake->bed, heard->raw);
	sign(heard->fake->bed, &out, SIGNED_AT - 86400, 0);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_wrong_signature_is_the_reason_given_when_time_runs_out(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.key = &bed->key;
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 2;
	bed->fakes[0].answer = answer_stale;
	assert_failed(ask_one(bed, PLAIN), WM_EAUTH, "signed at a time 86,400 s behind our clock");
	assert_int_equal(bed->fakes[0].udp_questions, 2);
	assert_failed(ask_one(bed, TCP), WM_EAUTH, "signed at a time 86,400 s behind our clock");
	assert_int_equal(bed->fakes[0].tcp_questions, 2);
	bed->fakes[0].answer = answer_well;
	assert_failed(ask_one(bed, PLAIN), WM_EAUTH, "NOERROR without a signature");
	assert_failed(ask_one(bed, TCP), WM_EAUTH, "NOERROR without a signature");
	bed_free(bed);
}

static void report_bad_time(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOTAUTH);
	begin_signing(heard->fake->bed, heard->raw);
	sign(heard->fake->bed, &out, SIGNED_AT, 18);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_proven_bad_time_is_final_at_once(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.key = &bed->key;
	bed->fakes[0].answer = report_bad_time;
	assert_failed(ask_one(bed, PLAIN), WM_EAUTH, "the server's clock is 3,601 s ahead of ours");
	assert_int_equal(bed->fakes[0].questions, 1);
	bed_free(bed);
}

/* A TSIG record without a MAC, as servers send when they do not know the key. */
static void report_bad_key(struct heard *heard)
{
	struct bed *bed = heard->fake->bed;
	struct wm_buf out;
	size_t end;

	make_answer(&out, heard->raw, WM_RCODE_NOTAUTH);
	begin_signing(bed, heard->raw);
	sign(bed, &out, SIGNED_AT, 0);
	end = out.len;
	wm_buf_set_u16(&out, end - 40, 0);
	memmove(out.data + end - 38, out.data + end - 6, 6);
	wm_buf_cut(&out, end - 32);
	wm_buf_set_u16(&out, out.len - 4, 17);
	wm_buf_set_u16(&out, end - 63, 61 - 32);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void an_unproven_bad_key_over_udp_is_confirmed_over_tcp_and_final_there(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.key = &bed->key;
	bed->fakes[0].answer = report_bad_key;
	assert_failed(ask_one(bed, PLAIN), WM_EAUTH,
		      "BADKEY: the server does not know key edge. with hmac-sha256");
	assert_non_null(strstr(bed->results[0].text, "could not be verified"));
	assert_int_equal(bed->fakes[0].udp_questions, 1);
	assert_int_equal(bed->fakes[0].tcp_questions, 1);
	bed_free(bed);
}

static unsigned plain_rcode;

static void refuse_plainly(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, plain_rcode);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void unsigned_errors_are_confirmed_over_tcp_and_say_what_to_check(void **state)
{
	static const struct {
		unsigned rcode;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{WM_RCODE_REFUSED, WM_EREFUSED, "answers REFUSED without a signature: key edge."},
		{WM_RCODE_NOTAUTH, WM_EREFUSED, "NOTAUTH without a signature: it does not serve"},
		{WM_RCODE_FORMERR, WM_EREFUSED, "FORMERR without a signature"},
		{WM_RCODE_NOTIMP, WM_EREFUSED, "NOTIMP without a signature"},
		{WM_RCODE_SERVFAIL, WM_EREMOTE, "SERVFAIL without a signature"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed *bed = bed_new(1);

		plain_rcode = rows[i].rcode;
		bed->servers.key = &bed->key;
		bed->fakes[0].answer = refuse_plainly;
		assert_failed(ask_one(bed, PLAIN), rows[i].code, rows[i].text);
		assert_int_equal(bed->fakes[0].udp_questions, 1);
		assert_int_equal(bed->fakes[0].tcp_questions, 1);
		bed_free(bed);
	}
}

static void without_a_key_an_error_code_is_an_answer(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	plain_rcode = WM_RCODE_REFUSED;
	bed->fakes[0].answer = refuse_plainly;
	assert_int_equal(ask_one(bed, PLAIN)->code, WM_OK);
	assert_int_equal(bed->results[0].rcode, WM_RCODE_REFUSED);
	bed_free(bed);
}

static void answer_without_question(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, plain_rcode);
	spoil(&out, NO_QUESTION);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void an_error_over_tcp_may_come_without_the_question_but_no_data_may(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = answer_without_question;
	plain_rcode = WM_RCODE_FORMERR;
	assert_int_equal(ask_one(bed, TCP)->code, WM_OK);
	assert_int_equal(bed->results[0].rcode, WM_RCODE_FORMERR);
	plain_rcode = WM_RCODE_NOERROR;
	assert_int_equal(ask_one(bed, ONCE)->code, WM_OK); /* RFC 2136 section 3.8 */
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 1;
	assert_failed(ask_one(bed, TCP), WM_ETIMEOUT, "no answer over TCP");
	bed_free(bed);
}

TEST_MAIN(TEST(forged_and_malformed_answers_over_udp_are_dropped_and_the_wait_goes_on),
	  TEST(a_malformed_answer_is_the_reason_given_when_nothing_better_comes),
	  TEST(a_truncated_answer_is_asked_for_over_tcp), TEST(signed_questions_get_signed_answers),
	  TEST(answers_over_udp_whose_signature_is_wrong_are_dropped_and_the_wait_goes_on),
	  TEST(a_wrong_signature_is_the_reason_given_when_time_runs_out),
	  TEST(a_proven_bad_time_is_final_at_once),
	  TEST(an_unproven_bad_key_over_udp_is_confirmed_over_tcp_and_final_there),
	  TEST(unsigned_errors_are_confirmed_over_tcp_and_say_what_to_check),
	  TEST(without_a_key_an_error_code_is_an_answer),
	  TEST(an_error_over_tcp_may_come_without_the_question_but_no_data_may))
