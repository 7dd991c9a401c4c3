/* The life of a question: retries, fail-over, what is sent only once, and what the report says. */
#include "dns_fixture.h"

static void answer_the_third(struct heard *heard)
{
	if (heard->number >= 2)
		answer_well(heard);
}

static void a_question_whose_first_tries_are_lost_is_asked_again(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 8;
	bed->fakes[0].answer = answer_the_third;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_in_range(bed->fakes[0].questions, 3, 8);
	assert_int_equal(wm_dns_stats_of(bed->dns)->retries, bed->fakes[0].questions - 1);
	bed_free(bed);
}

static uint16_t first_ids[2];
static uint16_t first_ports[2];

static void note_ids(struct heard *heard)
{
	if (heard->number < 2) {
		first_ids[heard->number] = (uint16_t)(heard->raw.data[0] << 8 | heard->raw.data[1]);
		first_ports[heard->number] = heard->from.sin_port;
	}
}

static void each_attempt_has_a_fresh_id_and_port(void **state)
{
	size_t same_ids = 0;
	size_t same_ports = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) { /* by chance, one may be the same */
		struct bed *bed = bed_new(1);

		bed->servers.timeout_ms = SHORT_MS;
		bed->servers.tries = 2;
		bed->fakes[0].answer = note_ids;
		assert_failed(ask_one(bed, PLAIN), WM_ETIMEOUT, "(2 attempts)");
		same_ids += first_ids[0] == first_ids[1];
		same_ports += first_ports[0] == first_ports[1];
		bed_free(bed);
	}
	assert_true(same_ids < 3);
	assert_true(same_ports < 3);
}

static void a_silent_server_is_left_for_the_next_one(void **state)
{
	const struct wm_dns_query ways[] = {PLAIN, TCP};

	(void)state;
	for (size_t way = 0; way < WM_COUNT(ways); way++) {
		struct bed *bed = bed_new(2);

		bed->servers.timeout_ms = 10 * SHORT_MS; /* the second one has to make it in time */
		bed->servers.tries = 1;
		bed->fakes[0].answer = say_nothing;
		assert_good(ask_one(bed, ways[way]), 7);
		assert_ptr_equal(bed->results[0].endpoint, &bed->endpoints[1]);
		assert_int_equal(bed->fakes[0].questions, 1);
		bed_free(bed);
	}
}

static void the_report_names_every_server_its_port_and_the_attempts(void **state)
{
	struct bed *bed = bed_new(2);
	char text[64];

	(void)state;
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 2;
	bed->fakes[0].answer = say_nothing;
	close_fake(&bed->fakes[1]);
	(void)snprintf(text, sizeof(text), "127.0.0.1 (port %u): no answer over UDP within 30 ms",
		       bed->fakes[0].port);
	assert_failed(ask_one(bed, PLAIN), WM_ENETWORK, text);
	(void)snprintf(text, sizeof(text), "(2 attempts); 127.0.0.1 (port %u): cannot be reached",
		       bed->fakes[1].port);
	assert_failed(&bed->results[0], WM_ENETWORK, text);
	assert_null(bed->results[0].endpoint);
	bed_free(bed);
}

static void refuse_without_a_signature(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_REFUSED);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_server_that_does_not_accept_the_key_is_left_at_once_but_not_forgotten(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	bed->servers.key = &bed->key;
	bed->servers.tries = 3;
	bed->fakes[0].answer = refuse_without_a_signature;
	bed->fakes[1].answer = answer_signed;
	assert_good(ask_one(bed, TCP), 7);
	assert_int_equal(bed->fakes[0].questions, 1);
	close_fake(&bed->fakes[1]);
	assert_failed(ask_one(bed, TCP), WM_EREFUSED, "REFUSED without a signature");
	assert_failed(&bed->results[1], WM_EREFUSED, "cannot be reached over TCP");
	bed_free(bed);
}

static void a_request_that_goes_out_once_is_sent_once_and_then_unknown(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	bed->servers.timeout_ms = SHORT_MS;
	bed->fakes[0].answer = say_nothing;
	assert_failed(ask_one(bed, ONCE), WM_EUNKNOWN,
		      "the request was sent, so it may or may not have been carried out");
	assert_int_equal(bed->fakes[0].tcp_questions, 1);
	assert_int_equal(bed->fakes[0].udp_questions, 0);
	assert_int_equal(bed->fakes[1].questions, 0);
	bed_free(bed);
}

static void
a_request_that_goes_out_once_goes_to_the_next_server_while_nothing_was_sent(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	close_fake(&bed->fakes[0]);
	assert_int_equal(ask_one(bed, ONCE)->code, WM_OK);
	assert_int_equal(bed->fakes[1].tcp_questions, 1);
	close_fake(&bed->fakes[1]);
	assert_failed(ask_one(bed, ONCE), WM_ENETWORK, "cannot be reached over TCP");
	bed_free(bed);
}

static void a_refusal_of_what_goes_out_once_is_final_and_the_next_server_is_not_asked(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	bed->servers.key = &bed->key;
	bed->fakes[0].answer = refuse_without_a_signature;
	assert_failed(ask_one(bed, ONCE), WM_EREFUSED, "REFUSED without a signature");
	assert_int_equal(bed->fakes[1].questions, 0);
	bed->fakes[0].answer = answer_well; /* unsigned success: anybody could say that */
	assert_failed(ask_one(bed, ONCE), WM_EUNKNOWN, "NOERROR without a signature");
	assert_int_equal(bed->fakes[1].questions, 0);
	bed_free(bed);
}

TEST_MAIN(TEST(a_question_whose_first_tries_are_lost_is_asked_again),
	  TEST(each_attempt_has_a_fresh_id_and_port),
	  TEST(a_silent_server_is_left_for_the_next_one),
	  TEST(the_report_names_every_server_its_port_and_the_attempts),
	  TEST(a_server_that_does_not_accept_the_key_is_left_at_once_but_not_forgotten),
	  TEST(a_request_that_goes_out_once_is_sent_once_and_then_unknown),
	  TEST(a_request_that_goes_out_once_goes_to_the_next_server_while_nothing_was_sent),
	  TEST(a_refusal_of_what_goes_out_once_is_final_and_the_next_server_is_not_asked))
