/* TSIG checking: is an answer what the server signed for our question (RFC 8945 section 5.4). */
#include <waymark/tsig.h>

#include "tsig_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#define UNSIGNED_MAX 99 /* between two signed messages of a stream, RFC 8945 section 5.3.1 */

/* One answer being checked, with what its failures name. */
struct check {
	struct wm_tsig *tsig;
	struct wm_tsig_session *session;
	const struct wm_tsig_answer *answer;
	struct wm_tsig_fields fields;
	struct wm_fail *reterr;
	char key[WM_NAME_TEXT_MAX];
};

/* A reader of the RDATA; once it has run over the end it stays OVER. */
struct cursor {
	const uint8_t *at;
	size_t left;
	bool over;
};

static struct wm_bytes take(struct cursor *cursor, size_t len)
{
	struct wm_bytes bytes = {cursor->at, len};

	if (cursor->over || len > cursor->left) {
		cursor->over = true;
		return (struct wm_bytes){0};
	}
	cursor->at += len;
	cursor->left -= len;
	return bytes;
}

static uint64_t take_number(struct cursor *cursor, size_t len)
{
	struct wm_bytes bytes = take(cursor, len);
	uint64_t number = 0;

	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | bytes.data[i];
	return number;
}

/* An uncompressed name; the message reader has lower-cased it. */
static struct wm_name take_name(struct cursor *cursor)
{
	const uint8_t *start = cursor->at;
	struct wm_bytes label;
	size_t len;

	do {
		len = (size_t)take_number(cursor, 1);
		if (len > WM_LABEL_MAX)
			cursor->over = true;
		label = take(cursor, len);
	} while (label.len > 0);
	return (struct wm_name){start, (size_t)(cursor->at - start)};
}

static enum wm_code read_fields(struct check *check)
{
	const struct wm_rdata *rdata = &check->answer->message->tsig.rdata;
	struct cursor cursor = {rdata->bytes, rdata->len, false};
	struct wm_tsig_fields *fields = &check->fields;

	fields->algorithm = take_name(&cursor);
	fields->time_s = take_number(&cursor, 6);
	fields->fudge_s = (uint16_t)take_number(&cursor, 2);
	fields->mac = take(&cursor, (size_t)take_number(&cursor, 2));
	fields->original_id = (uint16_t)take_number(&cursor, 2);
	fields->error = (uint16_t)take_number(&cursor, 2);
	fields->other = take(&cursor, (size_t)take_number(&cursor, 2));
	if (cursor.over || cursor.left > 0 || check->answer->raw.len < WM_TSIG_HEADER ||
	    check->answer->message->tsig_offset < WM_TSIG_HEADER ||
	    check->answer->message->tsig_offset > check->answer->raw.len)
		return wm_fail(check->reterr, WM_EAUTH, "its TSIG record is malformed");
	return WM_OK;
}

/* The answer has to be signed by the key and the algorithm that signed the question (RFC 8945
 * section 5.4). */
static enum wm_code check_identity(struct check *check)
{
	char other[WM_NAME_TEXT_MAX];

	if (!wm_name_equal(&check->answer->message->tsig.owner, &check->tsig->key.name))
		return wm_fail(check->reterr, WM_EAUTH, "signed by key %s, not by key %s",
			       wm_name_text(&check->answer->message->tsig.owner, other),
			       check->key);
	if (!wm_name_equal(&check->fields.algorithm, &check->tsig->algorithm))
		return wm_fail(check->reterr, WM_EAUTH, "signed with %s, where key %s has %s",
			       wm_name_text(&check->fields.algorithm, other), check->key,
			       wm_tsig_algorithm_text(check->tsig->key.algorithm));
	return WM_OK;
}

/* "3,601" */
static const char *group_digits(uint64_t number, char text[32])
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, number);
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text[out++] = ',';
		text[out++] = digits[i];
	}
	text[out] = '\0';
	return text;
}

/* The time in OTHER is the server's (RFC 8945 section 5.2.3). */
static enum wm_code report_skew(struct check *check, const char *note)
{
	struct cursor cursor = {check->fields.other.data, check->fields.other.len, false};
	uint64_t server_s = take_number(&cursor, 6);
	bool ahead = server_s > check->answer->now_s;
	char skew[32];

	if (cursor.over || cursor.left > 0)
		return wm_fail(check->reterr, WM_EAUTH,
			       "BADTIME: the server's clock and ours differ by more than %u s: set "
			       "the clocks (the server does not tell its time)%s",
			       WM_TSIG_FUDGE_S, note);
	return wm_fail(check->reterr, WM_EAUTH,
		       "BADTIME: the server's clock is %s s %s ours: set the clock of this machine "
		       "or of the server (%u s are allowed)%s",
		       group_digits(ahead ? server_s - check->answer->now_s
					  : check->answer->now_s - server_s,
				    skew),
		       ahead ? "ahead of" : "behind", WM_TSIG_FUDGE_S, note);
}

/* An error report without a MAC: nobody can tell who wrote it. */
static enum wm_code report_unsigned(struct check *check)
{
	const char *algorithm = wm_tsig_algorithm_text(check->tsig->key.algorithm);
	const char *note = "; this report is unsigned, so it could not be verified";

	switch (check->fields.error) {
	case WM_TSIG_BADKEY:
		return wm_fail(check->reterr, WM_EAUTH,
			       "BADKEY: the server does not know key %s with %s (Knot also answers "
			       "this when the key is known but not allowed to do this)%s",
			       check->key, algorithm, note);
	case WM_TSIG_BADSIG:
		return wm_fail(check->reterr, WM_EAUTH,
			       "BADSIG: the server has another secret for key %s (%s): compare the "
			       "two key files%s",
			       check->key, algorithm, note);
	case WM_TSIG_BADTIME:
		return report_skew(check, note);
	default:
		return wm_fail(check->reterr, WM_EAUTH, "TSIG error %u about key %s%s",
			       check->fields.error, check->key, note);
	}
}

/* A truncated MAC (RFC 8945 section 5.2.2.1) is never asked for, so it is refused. */
static enum wm_code check_mac_length(struct check *check)
{
	if (check->fields.mac.len == check->tsig->mac_len)
		return WM_OK;
	return wm_fail(check->reterr, WM_EAUTH,
		       "its MAC has %zu bytes where %s has %zu: truncated MACs are not accepted",
		       check->fields.mac.len, wm_tsig_algorithm_text(check->tsig->key.algorithm),
		       check->tsig->mac_len);
}

/* The message as it was before signing: original id, no TSIG, ARCOUNT one less (RFC 8945 section
 * 4.3.2). */
static void put_stripped(const struct check *check)
{
	const uint8_t *raw = check->answer->raw.data;
	uint8_t header[WM_TSIG_HEADER];
	unsigned additional = (unsigned)(raw[WM_TSIG_ARCOUNT] << 8 | raw[WM_TSIG_ARCOUNT + 1]) - 1U;

	memcpy(header, raw, sizeof(header));
	header[0] = (uint8_t)(check->fields.original_id >> 8);
	header[1] = (uint8_t)check->fields.original_id;
	header[WM_TSIG_ARCOUNT] = (uint8_t)(additional >> 8);
	header[WM_TSIG_ARCOUNT + 1] = (uint8_t)additional;
	wm_tsig_mac_put(check->tsig, header, sizeof(header));
	wm_tsig_mac_put(check->tsig, raw + sizeof(header),
			check->answer->message->tsig_offset - sizeof(header));
}

static enum wm_code check_mac(struct check *check)
{
	struct wm_tsig_session *session = check->session;
	uint8_t mac[WM_TSIG_MAC_MAX];

	wm_tsig_mac_begin(check->tsig);
	wm_tsig_put_prior(check->tsig, session);
	wm_tsig_mac_put(check->tsig, session->pending.data, session->pending.len);
	put_stripped(check);
	if (session->answers == 0)
		wm_tsig_put_variables(check->tsig, &check->fields);
	else
		wm_tsig_put_timers(check->tsig, &check->fields);
	if (!wm_tsig_mac_end(check->tsig, mac) ||
	    CRYPTO_memcmp(mac, check->fields.mac.data, check->tsig->mac_len) != 0)
		return wm_fail(check->reterr, WM_EAUTH,
			       "its MAC is wrong: the server has another secret for key %s, or the "
			       "answer was altered on its way",
			       check->key);
	session->proven = true;
	return WM_OK;
}

static enum wm_code check_error(struct check *check)
{
	switch (check->fields.error) {
	case 0:
		return WM_OK;
	case WM_TSIG_BADTIME:
		return report_skew(check, "");
	case WM_TSIG_BADTRUNC:
		return wm_fail(check->reterr, WM_EAUTH,
			       "BADTRUNC: the server wants a longer MAC than %s gives",
			       wm_tsig_algorithm_text(check->tsig->key.algorithm));
	default:
		return wm_fail(check->reterr, WM_EAUTH, "TSIG error %u about key %s",
			       check->fields.error, check->key);
	}
}

static enum wm_code check_time(struct check *check)
{
	uint64_t signed_s = check->fields.time_s;
	bool ahead = signed_s > check->answer->now_s;
	uint64_t skew_s = ahead ? signed_s - check->answer->now_s : check->answer->now_s - signed_s;
	char skew[32];

	if (skew_s <= check->fields.fudge_s)
		return WM_OK;
	return wm_fail(check->reterr, WM_EAUTH,
		       "it was signed at a time %s s %s our clock (%u s are allowed): set the "
		       "clocks, unless somebody plays back an old answer",
		       group_digits(skew_s, skew), ahead ? "ahead of" : "behind",
		       check->fields.fudge_s);
}

static enum wm_code check_signed(struct check *check)
{
	enum wm_code code = read_fields(check);

	if (!code)
		code = check_identity(check);
	if (code)
		return code;
	check->session->error = check->fields.error;
	if (check->fields.error && check->fields.mac.len == 0)
		return report_unsigned(check);
	code = check_mac_length(check);
	if (!code)
		code = check_mac(check);
	if (!code)
		code = check_error(check);
	if (!code)
		code = check_time(check);
	return code;
}

/* An unsigned message inside a stream waits for the next signature, which covers it too. */
static enum wm_code hold(struct check *check)
{
	struct wm_tsig_session *session = check->session;

	if (session->unsigned_in_a_row == UNSIGNED_MAX)
		return wm_fail(check->reterr, WM_EAUTH,
			       "more than %d messages in a row of the stream are not signed",
			       UNSIGNED_MAX);
	if (session->pending.max == 0)
		wm_buf_init(&session->pending, (size_t)UNSIGNED_MAX * WM_MESSAGE_MAX);
	wm_buf_put(&session->pending, check->answer->raw.data, check->answer->raw.len);
	session->unsigned_in_a_row++;
	session->answers++;
	return WM_OK;
}

/* The answer is good: its MAC is what the next one of the stream builds on. */
static void advance(struct check *check)
{
	struct wm_tsig_session *session = check->session;

	assert(check->fields.mac.data && check->fields.mac.len <= WM_TSIG_MAC_MAX);
	memcpy(session->prior_mac, check->fields.mac.data, check->fields.mac.len);
	session->prior_len = check->fields.mac.len;
	session->answers++;
	session->unsigned_in_a_row = 0;
	wm_buf_clear(&session->pending);
}

enum wm_code wm_tsig_verify(struct wm_tsig *tsig, struct wm_tsig_session *session,
			    const struct wm_tsig_answer *answer, bool *ret_pending,
			    struct wm_fail *reterr)
{
	struct check check = {.tsig = tsig, .session = session, .answer = answer, .reterr = reterr};
	bool is_signed = answer->message->has_tsig;
	enum wm_code code;

	wm_name_text(&tsig->key.name, check.key);
	session->error = 0;
	session->proven = false;
	if (is_signed)
		code = check_signed(&check);
	else if (answer->stream && session->answers > 0)
		code = hold(&check);
	else
		code = wm_fail(reterr, WM_EAUTH,
			       "it is not signed, though the question was signed with key %s",
			       check.key);
	if (code)
		return code;
	if (is_signed)
		advance(&check);
	*ret_pending = !is_signed;
	return WM_OK;
}
