/* One TCP connection: bytes in any portions, impossible lengths, more than the kernel takes. */
#include "dns_fixture.h"

/* The frame of an answer, byte by byte, each in a segment of its own from a timer of its own. */
struct dribble {
	struct wm_loop *loop;
	struct wm_timer timer;
	struct wm_buf frame;
	size_t at;
	int fd;
};

static struct dribble dribble;

static void drip(void *context)
{
	(void)context;
	assert_int_equal(send(dribble.fd, dribble.frame.data + dribble.at, 1, MSG_NOSIGNAL), 1);
	if (++dribble.at < dribble.frame.len)
		wm_loop_timer(dribble.loop, &dribble.timer, 0, drip, NULL);
}

static void answer_by_bytes(struct heard *heard)
{
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	dribble = (struct dribble){.loop = heard->fake->bed->loop, .fd = heard->conn->watch.fd};
	wm_buf_init(&dribble.frame, WM_MESSAGE_MAX);
	wm_buf_put_u16(&dribble.frame, (uint16_t)out.len);
	wm_buf_put(&dribble.frame, out.data, out.len);
	wm_buf_done(&out);
	drip(NULL);
}

static void an_answer_may_come_byte_by_byte(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = answer_by_bytes;
	assert_good(ask_one(bed, TCP), 7);
	assert_int_equal(dribble.at, dribble.frame.len);
	wm_buf_done(&dribble.frame);
	bed_free(bed);
}

/* The first answer waits; with the second question, both go out in one segment, and half of a third
 * that belongs to nobody. */
static void answer_two_in_one_segment(struct heard *heard)
{
	static struct wm_buf both;
	struct wm_buf out;

	if (heard->number == 0)
		wm_buf_init(&both, 1000);
	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	wm_buf_put_u16(&both, (uint16_t)out.len);
	wm_buf_put(&both, out.data, out.len);
	if (heard->number == 1) {
		wm_buf_put_u16(&both, (uint16_t)out.len);
		wm_buf_put(&both, out.data, out.len / 2);
		say(heard, both.data, both.len);
		wm_buf_done(&both);
	}
	wm_buf_done(&out);
}

static void two_answers_may_come_in_one_segment(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = answer_two_in_one_segment;
	ask(bed, 1, TCP);
	ask(bed, 2, TCP);
	run(bed);
	assert_good(&bed->results[0], 1);
	assert_good(&bed->results[1], 2);
	bed_free(bed);
}

static size_t short_len;

static void say_a_short_length(struct heard *heard)
{
	const uint8_t bytes[16] = {0, (uint8_t)short_len};

	say(heard, bytes, sizeof(bytes));
}

static void a_length_under_that_of_a_header_ends_the_connection(void **state)
{
	(void)state;
	for (short_len = 0; short_len < 12; short_len++) {
		struct bed *bed = bed_new(2);

		bed->servers.tries = 1;
		bed->fakes[0].answer = say_a_short_length;
		assert_good(ask_one(bed, TCP), 7);
		assert_ptr_equal(bed->results[0].endpoint, &bed->endpoints[1]);
		bed->servers.count = 1;
		assert_failed(ask_one(bed, TCP), WM_EPROTOCOL, "shorter than a DNS header");
		bed_free(bed);
	}
}

static void answer_the_sender(struct heard *heard)
{
	struct wm_buf out;

	wm_buf_init(&out, WM_MESSAGE_MAX);
	wm_buf_put(&out, heard->raw.data, heard->raw.len);
	out.data[2] |= 0x80;
	out.data[11] = 0; /* without its additional records */
	wm_buf_cut(&out, 12 + out.data[12] + 1 + 9 + 4);
	say_message(heard, &out);
	wm_buf_done(&out);
}

static void messages_larger_than_the_kernel_takes_at_once_arrive_whole(void **state)
{
	struct bed *bed = bed_new(1);
	struct wm_dns_query query = TCP;
	const struct wm_name zone = {(const uint8_t *)"\2h7\7example", 12};
	static const uint8_t filler[60000];
	struct wm_writer writer;
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, WM_MESSAGE_MAX);
	wm_writer_begin(&writer, &out, 0, WM_OPCODE_QUERY, 0);
	wm_writer_question(&writer, &zone, WM_TYPE_A, WM_CLASS_IN);
	wm_writer_record(&writer, WM_SECTION_ADDITIONAL, &zone, 65280, WM_CLASS_IN, 1,
			 &(struct wm_rdata){filler, sizeof(filler)});
	wm_writer_finish(&writer);
	query.message = wm_buf_bytes(&out);
	bed->fakes[0].answer = answer_the_sender;
	for (size_t i = 0; i < 100; i++)
		ask(bed, 7, query);
	run(bed);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(bed->results[i].code, WM_OK);
	assert_int_equal(bed->fakes[0].conn_count, 1);
	wm_buf_done(&out);
	bed_free(bed);
}

TEST_MAIN(TEST(an_answer_may_come_byte_by_byte), TEST(two_answers_may_come_in_one_segment),
	  TEST(a_length_under_that_of_a_header_ends_the_connection),
	  TEST(messages_larger_than_the_kernel_takes_at_once_arrive_whole))
