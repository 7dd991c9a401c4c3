/* Questions over UDP: strangers, dead ports, and messages that do not fit. */
#include "dns_fixture.h"

static void let_a_stranger_answer_first(struct heard *heard)
{
	int stranger = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct wm_buf out;

	make_answer(&out, heard->raw, WM_RCODE_NOERROR);
	out.data[out.len - 1] = 66;
	assert_int_equal(sendto(stranger, out.data, out.len, 0,
				(const struct sockaddr *)&heard->from, sizeof(heard->from)),
			 out.len);
	(void)close(stranger);
	wm_buf_done(&out);
	answer_well(heard);
}

static void an_answer_from_another_port_is_never_seen(void **state)
{
	struct bed *bed = bed_new(1);

	(void)state;
	bed->fakes[0].answer = let_a_stranger_answer_first;
	assert_good(ask_one(bed, PLAIN), 7);
	assert_int_equal(wm_dns_stats_of(bed->dns)->udp_received, 1);
	bed_free(bed);
}

static void a_port_nobody_listens_on_is_left_at_once(void **state)
{
	struct bed *bed = bed_new(2);

	(void)state;
	close_fake(&bed->fakes[0]);
	assert_good(ask_one(bed, PLAIN), 7); /* long before the time-out of 5 s */
	assert_ptr_equal(bed->results[0].endpoint, &bed->endpoints[1]);
	assert_int_equal(wm_dns_stats_of(bed->dns)->retries, 0);
	close_fake(&bed->fakes[1]);
	assert_failed(ask_one(bed, PLAIN), WM_ENETWORK,
		      "Connection refused (no name server runs there)");
	bed_free(bed);
}

static void a_question_over_the_limit_of_udp_goes_over_tcp(void **state)
{
	static const struct {
		size_t records;
		bool tcp;
	} rows[] = {{0, false}, {40, false}, {60, true}};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct bed *bed = bed_new(1);
		struct wm_dns_query query = PLAIN;
		const struct wm_rdata rdata = {(const uint8_t *)"\x0f"
								"filler of a txt",
					       16};
		struct wm_writer writer;
		struct wm_name name;
		struct wm_buf out;

		wm_buf_init(&out, WM_MESSAGE_MAX);
		assert_int_equal(wm_name_read(bed->arena, "h7.example.", 11, NULL, &name, NULL),
				 WM_OK);
		wm_writer_begin(&writer, &out, 0, WM_OPCODE_QUERY, 0);
		wm_writer_question(&writer, &name, WM_TYPE_A, WM_CLASS_IN);
		for (size_t n = 0; n < rows[i].records; n++)
			wm_writer_record(&writer, WM_SECTION_ADDITIONAL, &name, WM_TYPE_TXT,
					 WM_CLASS_IN, 1, &rdata);
		wm_writer_finish(&writer);
		query.message = wm_buf_bytes(&out);
		bed->servers.key = &bed->key;
		bed->fakes[0].answer = answer_signed;
		assert_good(ask_one(bed, query), 7);
		assert_int_equal(bed->fakes[0].udp_questions, !rows[i].tcp);
		assert_int_equal(bed->fakes[0].tcp_questions, rows[i].tcp);
		wm_buf_done(&out);
		bed_free(bed);
	}
}

TEST_MAIN(TEST(an_answer_from_another_port_is_never_seen),
	  TEST(a_port_nobody_listens_on_is_left_at_once),
	  TEST(a_question_over_the_limit_of_udp_goes_over_tcp))
