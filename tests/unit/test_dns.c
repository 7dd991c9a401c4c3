/* The DNS exchange as a whole: many questions at once, the windows, keys, dropping everything. */
#include "dns_fixture.h"

#include <sys/resource.h>

static void a_question_is_answered_over_udp(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_ptr_equal(bed->results[0].endpoint, &bed->endpoints[0]);
	assert_int_equal(bed->fakes[0].udp_questions, 1);
	assert_int_equal(bed->fakes[0].tcp_questions, 0);
	bed_free(bed);
}

static void a_thousand_questions_come_back_each_with_its_own_answer(void **state)
{
	const struct wm_dns_query ways[] = {PLAIN, TCP};

	(void)state;
	for (size_t way = 0; way < WM_COUNT(ways); way++) {
		struct bed *bed = bed_new(1);

		for (uint32_t i = 0; i < 1000; i++)
			ask(bed, i, ways[way]);
		run(bed);
		for (uint32_t i = 0; i < 1000; i++)
			assert_good(&bed->results[i], i);
		assert_int_equal(wm_dns_stats_of(bed->dns)->tcp_connects, way);
		assert_int_equal(wm_dns_stats_of(bed->dns)->retries, 0);
		bed_free(bed);
	}
}

static void answer_when_the_window_is_full(struct heard *heard)
{
	static struct wm_buf waiting[512];
	static struct heard who[512];
	const size_t window = heard->conn ? 500 : 128;
	const size_t at = heard->number % window;

	assert_int_equal(at < window, 1);
	make_answer(&waiting[at], heard->raw, WM_RCODE_NOERROR);
	who[at] = *heard;
	if (at + 1 < window)
		return;
	for (size_t i = window; i-- > 0;) { /* the last one first */
		say_message(&who[i], &waiting[i]);
		wm_buf_done(&waiting[i]);
	}
}

static void no_more_than_the_window_is_in_flight_and_order_does_not_matter(void **state)
{
	const struct wm_dns_query ways[] = {PLAIN, TCP};
	const uint32_t counts[] = {2 * 128, 2 * 500};

	(void)state;
	for (size_t way = 0; way < WM_COUNT(ways); way++) {
		struct bed *bed = bed_new(1);

		bed->fakes[0].answer = answer_when_the_window_is_full;
		for (uint32_t i = 0; i < counts[way]; i++)
			ask(bed, i, ways[way]);
		run(bed);
		for (uint32_t i = 0; i < counts[way]; i++)
			assert_good(&bed->results[i], i);
		bed_free(bed);
	}
}

static void questions_wait_for_descriptors_when_there_are_none(void **state)
{
	struct bed *bed = bed_new(1);
	struct rlimit before;
	struct rlimit few;
	int next = dup(0);

	(void)state;
	(void)close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = (rlim_t)next + 5;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	for (uint32_t i = 0; i < 40; i++)
		ask(bed, i, PLAIN);
	run(bed);
	for (uint32_t i = 0; i < 40; i++)
		assert_good(&bed->results[i], i);

	few.rlim_cur = (rlim_t)next;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	bed->servers.timeout_ms = SHORT_MS;
	bed->servers.tries = 1;
	assert_failed(ask_one(bed, PLAIN), WM_ENETWORK, "no free file descriptor");
	assert_failed(ask_one(bed, TCP), WM_ENETWORK, "no free file descriptor");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	bed_free(bed);
}

static bool ask_again(void *context, const struct wm_dns_reply *reply, struct wm_arena *arena)
{
	struct bed *bed = context;

	(void)arena;
	assert_null(reply->fail);
	ask(bed, 8, TCP);
	return false;
}

static void a_callback_may_ask_anew(void **state)
{
	struct bed *bed = bed_new(1);
	struct wm_dns_query query = {.servers = &bed->servers, .done = ask_again, .context = bed};
	struct wm_buf message;
	struct wm_name name;

	(void)state;
	wm_buf_init(&message, WM_UDP_MAX);
	assert_int_equal(wm_name_read(bed->arena, "h1.example.", 11, NULL, &name, NULL), WM_OK);
	assert_true(wm_writer_query(&message, &name, WM_TYPE_A));
	query.message = wm_buf_bytes(&message);
	wm_dns_ask(bed->dns, &query, bed->arena);
	run(bed);
	assert_good(&bed->results[0], 8);
	wm_buf_done(&message);
	bed_free(bed);
}

static void stop_when_all_are_heard(struct heard *heard)
{
	if (heard->number + 1 == heard->fake->bed->asked)
		wm_loop_stop(heard->fake->bed->loop);
}

static void freeing_the_exchange_drops_what_is_under_way_without_a_word(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->servers.key = &bed->key;
	bed->fakes[0].answer = stop_when_all_are_heard;
	for (uint32_t i = 0; i < 200; i++)
		ask(bed, i, i % 2 ? PLAIN : TCP);
	ask(bed, 1, ONCE);
	ask(bed, 1, STREAM);
	assert_int_equal(wm_loop_run(bed->loop, NULL), WM_OK);
	ask(bed, 2, PLAIN); /* this one has not even begun */
	wm_dns_free(bed->dns);
	bed->dns = NULL;
	assert_int_equal(bed->fakes[0].questions, 202);
	assert_int_equal(bed->done, 0);
	bed_free(bed);
	wm_dns_free(NULL);
}

static void a_key_that_cannot_be_used_fails_the_question(void **state)
{
	struct bed *bed = bed_new(1);
	struct wm_secret *nothing = wm_secret_new("", 0);

	(void)state;
	bed->key.secret = nothing;
	bed->servers.key = &bed->key;
	assert_failed(ask_one(bed, PLAIN), WM_EPOLICY, "key edge.: its secret is empty");
	assert_failed(ask_one(bed, TCP), WM_EPOLICY, "key edge.: its secret is empty");
	assert_int_equal(bed->fakes[0].questions, 0);
	wm_secret_free(nothing);
	bed_free(bed);
}

static void a_server_that_is_not_an_address_is_passed_over(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	bed->endpoints[0].host = "ns.example.net";
	assert_good(ask_one(bed, PLAIN), 7);
	assert_ptr_equal(bed->results[0].endpoint, &bed->endpoints[1]);
	bed->servers.count = 1;
	assert_failed(ask_one(bed, PLAIN), WM_ENETWORK, "its name was not looked up");
	bed->servers.count = 0;
	assert_failed(ask_one(bed, PLAIN), WM_ENETWORK, "no server to ask");
	bed_free(bed);
}

TEST_MAIN(TEST(a_question_is_answered_over_udp),
	  TEST(a_thousand_questions_come_back_each_with_its_own_answer),
	  TEST(no_more_than_the_window_is_in_flight_and_order_does_not_matter),
	  TEST(questions_wait_for_descriptors_when_there_are_none), TEST(a_callback_may_ask_anew),
	  TEST(freeing_the_exchange_drops_what_is_under_way_without_a_word),
	  TEST(a_key_that_cannot_be_used_fails_the_question),
	  TEST(a_server_that_is_not_an_address_is_passed_over))
