/* TSIG signing: the same bytes as another implementation makes, for every algorithm. */
#include "tsig_fixture.h"

static void every_algorithm_signs_as_the_vectors_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(vectors); i++) {
		struct fixture fix;
		struct wm_buf expected;

		set_up(&fix, vectors[i].algorithm);
		wm_buf_init(&expected, WM_MESSAGE_MAX);
		assert_true(wm_str_read_hex(vectors[i].question, strlen(vectors[i].question),
					    &expected));
		for (size_t again = 0; again < 2; again++) { /* the context is used many times */
			load(&fix, plain_question);
			assert_int_equal(
				wm_tsig_sign(fix.tsig, &fix.session, &fix.message, SIGNED_AT, NULL),
				WM_OK);
			assert_int_equal(fix.message.len, expected.len);
			assert_memory_equal(fix.message.data, expected.data, expected.len);
		}
		wm_buf_done(&expected);
		tear_down(&fix);
	}
}

static void algorithms_are_known_by_their_names(void **state)
{
	static const struct {
		const char *text;
		const char *name; /* NULL: unknown */
	} rows[] = {
		{"hmac-sha256", "hmac-sha256"},
		{"HMAC-SHA512.", "hmac-sha512"},
		{"hmac-md5", "hmac-md5"},
		{"hmac-md5.sig-alg.reg.int", "hmac-md5"},
		{"HMAC-MD5.SIG-ALG.REG.INT.", "hmac-md5"},
		{"hmac-sha384", "hmac-sha384"},
		{"hmac-sha224", "hmac-sha224"},
		{"hmac-sha1", "hmac-sha1"},
		{"hmac-shac384", NULL},
		{"sha256", NULL},
		{"hmac-sha256..", NULL},
		{".", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		enum wm_tsig_algorithm algorithm = WM_TSIG_COUNT;
		bool known = wm_tsig_algorithm_read(rows[i].text, strlen(rows[i].text), &algorithm);

		assert_int_equal(known, rows[i].name != NULL);
		if (known)
			assert_string_equal(wm_tsig_algorithm_text(algorithm), rows[i].name);
		else
			assert_int_equal(algorithm, WM_TSIG_COUNT);
	}
}

static void a_message_without_room_for_the_signature_is_left_alone(void **state)
{
	struct fixture fix;
	size_t len;

	(void)state;
	set_up(&fix, "hmac-sha256");
	load(&fix, plain_question);
	len = fix.message.len;
	fix.message.max = len + 81; /* one byte less than the record takes */
	assert_int_equal(wm_tsig_sign(fix.tsig, &fix.session, &fix.message, SIGNED_AT, &fix.why),
			 WM_ELIMIT);
	assert_non_null(strstr(fix.why.text, "no room for its signature of 82 bytes"));
	assert_int_equal(fix.message.len, len);
	assert_int_equal(fix.message.data[11], 0);
	fix.message.max = len + 82;
	assert_int_equal(wm_tsig_sign(fix.tsig, &fix.session, &fix.message, SIGNED_AT, &fix.why),
			 WM_OK);
	assert_int_equal(fix.message.len, len + 82);
	assert_int_equal(fix.message.data[11], 1);
	tear_down(&fix);
}

static void a_key_without_a_secret_is_refused(void **state)
{
	struct wm_secret *nothing = wm_secret_new("", 0);
	struct wm_tsig *tsig = NULL;
	struct wm_fail why = {0};
	struct fixture fix;

	(void)state;
	set_up(&fix, "hmac-sha1");
	assert_ptr_equal(wm_tsig_key_of(fix.tsig)->secret, fix.secret);
	fix.key.secret = nothing;
	assert_int_equal(wm_tsig_new(&fix.key, &tsig, &why), WM_EPOLICY);
	assert_string_equal(why.text, "key ddns-edge.: its secret is empty");
	assert_null(tsig);
	wm_secret_free(nothing);
	tear_down(&fix);
	wm_tsig_free(NULL);
}

static void signing_anew_forgets_the_exchange_before(void **state)
{
	struct fixture fix;

	(void)state;
	set_up(&fix, "hmac-sha256");
	fix.session.answers = 7;
	fix.session.unsigned_in_a_row = 3;
	wm_buf_init(&fix.session.pending, 100);
	wm_buf_text(&fix.session.pending, "left over");
	load(&fix, plain_question);
	assert_int_equal(wm_tsig_sign(fix.tsig, &fix.session, &fix.message, SIGNED_AT, NULL),
			 WM_OK);
	assert_int_equal(fix.session.answers, 0);
	assert_int_equal(fix.session.unsigned_in_a_row, 0);
	assert_int_equal(fix.session.pending.len, 0);
	assert_int_equal(fix.session.prior_len, 32);
	tear_down(&fix);
}

TEST_MAIN(TEST(every_algorithm_signs_as_the_vectors_say), TEST(algorithms_are_known_by_their_names),
	  TEST(a_message_without_room_for_the_signature_is_left_alone),
	  TEST(a_key_without_a_secret_is_refused), TEST(signing_anew_forgets_the_exchange_before))
