/* Zone transfers: message by message, held back until signed, never short without a word. */
#include "dns_fixture.h"

#define MESSAGES 7

static const bool all_signed[MESSAGES] = {true, true, true, true, true, true, true};
static const bool some_signed[MESSAGES] = {true, false, false, true, true, false, true};
static const bool last_unsigned[MESSAGES] = {true, false, false, true, true, false, false};
static const bool first_unsigned[MESSAGES] = {false, true, true, true, true, true, true};

static struct {
	const bool *is_signed; /* NULL: no key */
	size_t cut_after;      /* so many messages, then the connection ends; 0: never */
	size_t altered;        /* the flags of this one (from 1) are changed; 0: none */
	size_t wrong_id;
} script;

/* Seven messages with one record each, as SCRIPT says. */
static void transfer(struct heard *heard)
{
	struct bed *bed = heard->fake->bed;

	if (script.is_signed)
		begin_signing(bed, heard->raw);
	if (bed->server_session.pending.max == 0)
		wm_buf_init(&bed->server_session.pending, 1000);
	for (size_t i = 0; i < MESSAGES; i++) {
		struct wm_buf out;

		if (script.cut_after && i == script.cut_after) {
			hang_up(heard->conn);
			return;
		}
		make_answer(&out, heard->raw, WM_RCODE_NOERROR);
		if (script.is_signed && script.is_signed[i])
			sign(bed, &out, SIGNED_AT, 0);
		else if (script.is_signed)
			wm_buf_put(&bed->server_session.pending, out.data, out.len);
		if (i + 1 == script.altered)
			out.data[3] ^= 0x20;
		if (i + 1 == script.wrong_id)
			out.data[0] ^= 1;
		say_message(heard, &out);
		wm_buf_done(&out);
	}
}

static struct bed *transfer_bed(const bool *is_signed)
{
	struct bed *bed = bed_new(1);

	memset(&script, 0, sizeof(script));
	script.is_signed = is_signed;
	bed->servers.key = is_signed ? &bed->key : NULL;
	bed->servers.tries = 1;
	bed->stop_after = MESSAGES;
	bed->fakes[0].answer = transfer;
	return bed;
}

static void a_transfer_comes_message_by_message_signed_or_not(void **state)
{
	const bool *const ways[] = {NULL, all_signed, some_signed};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(ways); i++) {
		struct bed *bed = transfer_bed(ways[i]);
		const struct result *result = ask_one(bed, STREAM);

		assert_good(result, 7);
		assert_int_equal(result->messages, MESSAGES);
		assert_int_equal(result->records, MESSAGES);
		bed_free(bed);
	}
}

static void what_no_signature_covers_is_never_handed_on(void **state)
{
	static const struct {
		const bool *is_signed;
		size_t altered;
		size_t messages; /* handed on before it shows */
		enum wm_code code;
		const char *text;
	} rows[] = {
		{last_unsigned, 0, 5, WM_ETIMEOUT, "the transfer stopped"},
		{some_signed, 1, 0, WM_EAUTH, "its MAC is wrong"},
		{some_signed, 2, 1, WM_EAUTH, "its MAC is wrong"},
		{some_signed, 3, 1, WM_EAUTH, "its MAC is wrong"},
		{some_signed, 4, 1, WM_EAUTH, "its MAC is wrong"},
		{some_signed, 6, 5, WM_EAUTH, "its MAC is wrong"},
		{first_unsigned, 0, 0, WM_EAUTH, "without a signature"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed *bed = transfer_bed(rows[i].is_signed);
		const struct result *result;

		script.altered = rows[i].altered;
		if (rows[i].code == WM_ETIMEOUT)
			bed->servers.timeout_ms = 4 * SHORT_MS;
		result = ask_one(bed, STREAM);
		assert_failed(result, rows[i].code, rows[i].text);
		assert_int_equal(result->messages, rows[i].messages);
		bed_free(bed);
	}
}

static void a_transfer_that_ends_early_is_a_failure_however_far_it_got(void **state)
{
	const bool *const ways[] = {NULL, all_signed, some_signed};
	/* how many of the first CUT messages are handed on, per way */
	static const size_t handed_on[WM_COUNT(ways)][MESSAGES] = {
		{0, 1, 2, 3, 4, 5, 6}, {0, 1, 2, 3, 4, 5, 6}, {0, 1, 1, 1, 4, 5, 5}};

	(void)state;
	for (size_t way = 0; way < WM_COUNT(ways); way++) {
		for (size_t cut = 1; cut < MESSAGES; cut++) {
			struct bed *bed = transfer_bed(ways[way]);
			const struct result *result;

			script.cut_after = cut;
			result = ask_one(bed, STREAM);
			assert_failed(result, WM_EPROTOCOL, "transfer ended early");
			assert_int_equal(result->messages, handed_on[way][cut]);
			bed_free(bed);
		}
	}
}

static void a_transfer_that_failed_before_its_first_message_goes_to_the_next_server(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	memset(&script, 0, sizeof(script));
	bed->servers.tries = 1;
	bed->stop_after = MESSAGES;
	bed->fakes[0].answer = say_nothing;
	bed->servers.timeout_ms = 10 * SHORT_MS;
	bed->fakes[1].answer = transfer;
	assert_good(ask_one(bed, STREAM), 7);
	assert_int_equal(bed->results[0].messages, MESSAGES);
	assert_int_equal(bed->fakes[0].questions, 1);

	close_fake(&bed->fakes[0]);
	assert_good(ask_one(bed, STREAM), 7);

	script.cut_after = 1; /* this one has begun: it cannot start over elsewhere */
	bed->endpoints[0] = bed->endpoints[1];
	assert_failed(ask_one(bed, STREAM), WM_EPROTOCOL, "transfer ended early");
	assert_int_equal(bed->fakes[1].questions, 3);
	bed_free(bed);
}

static void a_message_of_another_id_is_no_part_of_it(void **state)
{
	struct bed *bed = transfer_bed(NULL);

	(void)state;
	script.wrong_id = 3;
	bed->stop_after = MESSAGES - 1;
	assert_good(ask_one(bed, STREAM), 7);
	assert_int_equal(bed->results[0].messages, MESSAGES - 1);
	bed_free(bed);
}

static void refuse(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_REFUSED);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void a_refused_transfer_is_an_answer_without_a_key_and_a_failure_with_one(void **state)
{
	struct bed *bed = transfer_bed(NULL);

	(void)state;
	bed->fakes[0].answer = refuse;
	bed->servers.timeout_ms = 3 * SHORT_MS;
	assert_failed(ask_one(bed, STREAM), WM_ETIMEOUT, "the transfer stopped");
	assert_int_equal(bed->results[0].rcode, WM_RCODE_REFUSED);
	assert_int_equal(bed->results[0].messages, 1);
	bed->servers.key = &bed->key;
	assert_failed(ask_one(bed, STREAM), WM_EREFUSED, "REFUSED without a signature");
	assert_int_equal(bed->results[1].messages, 0);
	bed_free(bed);
}

static void many_transfers_run_a_few_at_a_time(void **state)
{
	struct bed *bed = transfer_bed(some_signed);

	(void)state;
	for (uint32_t i = 0; i < 30; i++)
		ask(bed, i, STREAM);
	run(bed);
	for (uint32_t i = 0; i < 30; i++) {
		assert_good(&bed->results[i], i);
		assert_int_equal(bed->results[i].messages, MESSAGES);
	}
	assert_int_equal(bed->fakes[0].conn_count, 30);
	bed_free(bed);
}

TEST_MAIN(TEST(a_transfer_comes_message_by_message_signed_or_not),
	  TEST(what_no_signature_covers_is_never_handed_on),
	  TEST(a_transfer_that_ends_early_is_a_failure_however_far_it_got),
	  TEST(a_transfer_that_failed_before_its_first_message_goes_to_the_next_server),
	  TEST(a_message_of_another_id_is_no_part_of_it),
	  TEST(a_refused_transfer_is_an_answer_without_a_key_and_a_failure_with_one),
	  TEST(many_transfers_run_a_few_at_a_time))
