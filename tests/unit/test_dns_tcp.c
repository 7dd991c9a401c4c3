/* Questions on pipelined connections: what a lost, idle, silent or stalled connection means. */
#include "dns_fixture.h"

static size_t per_connection; /* so many answers, then it closes */

static void answer_some_then_close(struct heard *heard)
{
	if (heard->conn->questions > per_connection)
		hang_up(heard->conn);
	else
		answer_well(heard);
}

static void
a_server_that_closes_after_some_answers_is_asked_again_without_using_up_tries(void **state)
{
	(void)state;
	for (per_connection = 1; per_connection < 60; per_connection = 3 * per_connection + 2) {
		struct bed *bed = bed_new(1);

		bed->servers.tries = 1;
		bed->fakes[0].answer = answer_some_then_close;
		for (uint32_t i = 0; i < 50; i++)
			ask(bed, i, TCP);
		run(bed);
		for (uint32_t i = 0; i < 50; i++)
			assert_good(&bed->results[i], i);
		assert_in_range(bed->fakes[0].conn_count, 50 / per_connection,
				2 * 50 / per_connection + 1);
		bed_free(bed);
	}
}

static void close_always(struct heard *heard)
{
	hang_up(heard->conn);
}

static void a_server_that_only_closes_uses_up_the_tries(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 3;
	bed->fakes[0].answer = close_always;
	assert_failed(ask_one(bed, TCP), WM_EPROTOCOL, "it closed the connection (3 attempts)");
	assert_int_equal(bed->fakes[0].conn_count, 3);
	bed_free(bed);
}

static void reset(struct conn *conn)
{
	const struct linger now = {.l_onoff = 1};

	assert_int_equal(setsockopt(conn->watch.fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)), 0);
	hang_up(conn);
}

/* Half an answer, then the end of the connection; from the third connection on, all of it. */
static void answer_half(struct heard *heard)
{
	struct wm_buf out;

	if (heard->fake->conn_count > 2) {
		answer_well(heard);
		return;
	}
	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	wm_buf_put_u16(&out, 0);
	memmove(out.data + 2, out.data, out.len - 2);
	wm_buf_set_u16(&out, 0, (uint16_t)(out.len - 2));
	say(heard, out.data, out.len / 2);
	wm_buf_done(&out);
	if (heard->fake->conn_count == 1)
		hang_up(heard->conn);
	else
		reset(heard->conn);
}

static void half_an_answer_is_none(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = 10 * SHORT_MS;
	bed->fakes[0].answer = answer_half;
	assert_good(ask_one(bed, TCP), 7);
	assert_int_equal(bed->fakes[0].questions, 3);
	bed_free(bed);
}

static void a_request_that_goes_out_once_is_unknown_after_half_an_answer_or_a_reset(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	bed->fakes[0].answer = answer_half;
	assert_failed(ask_one(bed, ONCE), WM_EUNKNOWN, "it closed the connection; the request was");
	assert_failed(ask_one(bed, ONCE), WM_EUNKNOWN, "it may or may not have been carried out");
	assert_int_equal(bed->fakes[0].questions, 2);
	assert_int_equal(bed->fakes[1].questions, 0);
	assert_int_equal(ask_one(bed, ONCE)->code, WM_OK);
	bed_free(bed);
}

static void stop(void *context)
{
	wm_loop_stop(context);
}

/* Let everything that is due happen. */
static void settle(struct bed *bed)
{
	struct wm_timer timer = {0};

	wm_loop_timer(bed->loop, &timer, 0, stop, bed->loop);
	assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
}

static void what_goes_out_once_takes_a_fresh_connection_when_the_old_one_is_stale(void **state)
{
	static const struct {
		bool once;
		uint64_t after_ms;
		size_t connections;
	} rows[] = {
		{true, 0, 1},
		{true, 1500, 2},
		{false, 1500, 1},
		{false, 5500, 2}, /* idle too long */
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed *bed = bed_new(1);

		assert_good(ask_one(bed, TCP), 7);
		bed->ahead_ms += rows[i].after_ms;
		settle(bed);
		assert_int_equal(ask_one(bed, rows[i].once ? ONCE : TCP)->code, WM_OK);
		assert_int_equal(bed->fakes[0].conn_count, rows[i].connections);
		bed_free(bed);
	}
}

static void fall_silent_on_the_first_connection(struct heard *heard)
{
	if (heard->conn != &heard->fake->conns[0] || heard->conn->questions == 1)
		answer_well(heard);
}

static void a_connection_without_a_sign_of_life_is_replaced(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = 5 * SHORT_MS;
	bed->servers.tries = 4;
	bed->fakes[0].answer = fall_silent_on_the_first_connection;
	assert_good(ask_one(bed, TCP), 7);
	assert_good(ask_one(bed, TCP), 7);
	assert_int_equal(bed->fakes[0].conn_count, 2);
	bed_free(bed);
}

static struct heard late;
static struct wm_buf late_answer;

/* The first question is never answered, all others are. */
static void answer_all_but_the_first(struct heard *heard)
{
	if (heard->number > 0)
		answer_well(heard);
	if (heard->number == 0) {
		make_answer(&late_answer, heard->raw, WM_RCODE_NOERROR);
		late = *heard;
	} else if (heard->number == 3) { /* long given up: nobody waits for it */
		say_message(&late, &late_answer);
		wm_buf_done(&late_answer);
	}
}

static void a_question_that_times_out_does_not_harm_the_others_on_its_connection(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.timeout_ms = 5 * SHORT_MS;
	bed->servers.tries = 4;
	bed->fakes[0].answer = answer_all_but_the_first;
	ask(bed, 1, TCP);
	ask(bed, 2, TCP);
	run(bed);
	assert_good(&bed->results[0], 1); /* at the second attempt */
	assert_good(&bed->results[1], 2);
	assert_good(ask_one(bed, TCP), 7);
	assert_int_equal(bed->fakes[0].questions, 4);
	bed_free(bed);
}

static void stop_reading(struct heard *heard)
{
	if (heard->conn->watch.active)
		wm_loop_want(heard->fake->bed->loop, &heard->conn->watch, 0);
}

static void a_server_that_reads_nothing_is_given_up(void **state)
{
	struct bed *bed = bed_new(1);
	struct wm_dns_query query = TCP;
	const struct wm_name name = {(const uint8_t *)"\2h7\7example", 12};
	static const uint8_t filler[60000];
	struct wm_writer writer;
	struct wm_buf out;
	size_t stalled = 0;

	(void)state;
	wm_buf_init(&out, WM_MESSAGE_MAX);
	wm_writer_begin(&writer, &out, 0, WM_OPCODE_QUERY, 0);
	wm_writer_question(&writer, &name, WM_TYPE_A, WM_CLASS_IN);
	wm_writer_record(&writer, WM_SECTION_ADDITIONAL, &name, 65280, WM_CLASS_IN, 1,
			 &(struct wm_rdata){filler, sizeof(filler)});
	wm_writer_finish(&writer);
	query.message = wm_buf_bytes(&out);
	bed->servers.timeout_ms = 3 * SHORT_MS;
	bed->servers.tries = 1;
	bed->fakes[0].answer = stop_reading;
	for (size_t i = 0; i < 100; i++)
		ask(bed, 7, query);
	run(bed);
	for (size_t i = 0; i < bed->asked; i++) {
		assert_int_equal(bed->results[i].code, WM_ETIMEOUT);
		stalled += strstr(bed->results[i].text, "does not take what is sent") != NULL;
	}
	assert_true(stalled > 0);
	wm_buf_done(&out);
	bed_free(bed);
}

TEST_MAIN(TEST(a_server_that_closes_after_some_answers_is_asked_again_without_using_up_tries),
	  TEST(a_server_that_only_closes_uses_up_the_tries), TEST(half_an_answer_is_none),
	  TEST(a_request_that_goes_out_once_is_unknown_after_half_an_answer_or_a_reset),
	  TEST(what_goes_out_once_takes_a_fresh_connection_when_the_old_one_is_stale),
	  TEST(a_connection_without_a_sign_of_life_is_replaced),
	  TEST(a_question_that_times_out_does_not_harm_the_others_on_its_connection),
	  TEST(a_server_that_reads_nothing_is_given_up))
