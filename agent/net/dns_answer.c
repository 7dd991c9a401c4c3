/* Is this message the answer to our question: header and question first, then shape and signature.
 */
#include "dns_private.h"

#include <string.h>

/* A forged flood must cost no memory: after this many failed checks an attempt reads no more. */
#define REFUSED_MAX 16

static unsigned get_u16(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

size_t wm_answer_question_end(struct wm_bytes message)
{
	size_t at = WM_DNS_HEADER;

	if (get_u16(message.data + 4) == 0)
		return at;
	while (at < message.len && message.data[at] != 0)
		at += (size_t)message.data[at] + 1;
	at += 5; /* root label, type, class */
	return at < message.len ? at : message.len;
}

static bool lacks_question(const struct wm_ask *ask, struct wm_bytes raw)
{
	return get_u16(raw.data + 4) == 0 && ask->question_end > WM_DNS_HEADER;
}

/* Some answers may come without the question: those to an UPDATE (RFC 2136 section 3.8), the later
 * messages of a transfer (RFC 5936 section 2.2.1), and errors (NSD sends them so; over UDP they
 * only make us ask again over TCP, where an id is proof enough). */
static bool may_lack_question(const struct wm_ask *ask, const uint8_t *header)
{
	unsigned opcode = header[2] >> 3 & 15;
	unsigned rcode = header[3] & 15;

	return opcode == WM_OPCODE_UPDATE || rcode != WM_RCODE_NOERROR || wm_stream_has_begun(ask);
}

static bool is_ours(const struct wm_ask *ask, struct wm_bytes raw)
{
	const uint8_t *asked = ask->query.message.data;

	if (raw.len < WM_DNS_HEADER || get_u16(raw.data) != ask->id || !(raw.data[2] & 0x80) ||
	    (raw.data[2] >> 3 & 15) != (asked[2] >> 3 & 15))
		return false;
	if (lacks_question(ask, raw))
		return may_lack_question(ask, raw.data);
	return get_u16(raw.data + 4) == get_u16(asked + 4) && raw.len >= ask->question_end &&
	       memcmp(raw.data + WM_DNS_HEADER, asked + WM_DNS_HEADER,
		      ask->question_end - WM_DNS_HEADER) == 0;
}

static enum wm_verdict over_tcp_else(const struct wm_ask *ask, enum wm_verdict otherwise)
{
	return ask->lane == WM_LANE_UDP ? WM_VERDICT_TCP : otherwise;
}

/* Error codes that a server sends unsigned when it does not get as far as the key, or will not have
 * it. */
static enum wm_verdict judge_unsigned_error(struct wm_ask *ask, unsigned rcode)
{
	const struct wm_tsig_key *key = wm_tsig_key_of(ask->key->tsig);
	const char *algorithm = wm_tsig_algorithm_text(key->algorithm);
	char name[WM_NAME_TEXT_MAX];
	char room[WM_RCODE_TEXT_MAX];
	const char *text = wm_rcode_text(rcode, room);

	wm_name_text(&key->name, name);
	switch (rcode) {
	case WM_RCODE_REFUSED:
		wm_ask_note(ask, WM_EREFUSED,
			    "it answers REFUSED without a signature: key %s is unknown there, or "
			    "has another secret or algorithm than %s, or the clocks differ, or the "
			    "key is not allowed to do this (PowerDNS tells none of these apart)",
			    name, algorithm);
		break;
	case WM_RCODE_NOTAUTH:
		wm_ask_note(ask, WM_EREFUSED,
			    "it answers NOTAUTH without a signature: it does not serve this zone, "
			    "or it does not accept key %s (unknown there, another secret or "
			    "algorithm than %s, or clocks that differ)",
			    name, algorithm);
		break;
	case WM_RCODE_FORMERR:
	case WM_RCODE_NOTIMP:
		wm_ask_note(ask, WM_EREFUSED,
			    "it answers %s without a signature: it does not understand requests of "
			    "this kind, or does not do TSIG (key %s)",
			    text, name);
		break;
	case WM_RCODE_SERVFAIL:
		wm_ask_note(ask, WM_EREMOTE,
			    "it answers SERVFAIL without a signature: the zone may be broken or "
			    "not loaded there; see the server's log");
		return over_tcp_else(ask, ask->query.once ? WM_VERDICT_TRY : WM_VERDICT_NEXT);
	default:
		wm_ask_note(ask, WM_EAUTH,
			    "it answers %s without a signature, though the question was signed "
			    "with key %s",
			    text, name);
		return ask->lane == WM_LANE_UDP ? WM_VERDICT_DROP : WM_VERDICT_TRY;
	}
	return over_tcp_else(ask, WM_VERDICT_NEXT);
}

/* The signature is not right. Over UDP anybody may have sent this, so that it must not fail us, but
 * an error report is worth asking again over TCP, where it counts. */
static enum wm_verdict judge_failed(struct wm_ask *ask, const struct wm_message *message,
				    const struct wm_fail *why)
{
	const struct wm_tsig_session *session = &ask->session;

	if (!message->has_tsig && session->answers == 0)
		return judge_unsigned_error(ask, message->rcode);
	wm_ask_note(ask, why->code,
		    session->error ? "it answers %s" : "its answer was not accepted: %s",
		    why->text);
	if (session->error && session->proven)
		return WM_VERDICT_NEXT;
	if (session->error)
		return over_tcp_else(ask, WM_VERDICT_NEXT);
	return ask->lane == WM_LANE_UDP ? WM_VERDICT_DROP : WM_VERDICT_TRY;
}

enum wm_verdict wm_answer_judge(struct wm_ask *ask, struct wm_arena *arena, struct wm_bytes raw,
				struct wm_message *ret_message)
{
	bool udp = ask->lane == WM_LANE_UDP;
	const struct wm_tsig_answer answer = {.raw = raw,
					      .message = ret_message,
					      .stream = ask->query.stream,
					      .now_s = wm_clock_wall_s(ask->dns->clock)};
	struct wm_fail why = {0};
	bool pending = false;

	if (!is_ours(ask, raw) || ask->refused >= REFUSED_MAX)
		return WM_VERDICT_DROP;
	if (udp && lacks_question(ask, raw))
		return WM_VERDICT_TCP;
	if (get_u16(raw.data + 2) & WM_FLAG_TC) {
		wm_ask_note(ask, WM_EPROTOCOL, "its answer is truncated, even over TCP");
		return over_tcp_else(ask, WM_VERDICT_TRY);
	}
	if (wm_message_read(arena, raw, ret_message, &why)) {
		ask->refused++;
		wm_ask_note(ask, why.code, "its answer is malformed: %s", why.text);
		return udp ? WM_VERDICT_DROP : WM_VERDICT_TRY;
	}
	if (!ask->key)
		return WM_VERDICT_GOOD;
	if (wm_tsig_verify(ask->key->tsig, &ask->session, &answer, &pending, &why)) {
		ask->refused++;
		return judge_failed(ask, ret_message, &why);
	}
	return pending ? WM_VERDICT_HELD : WM_VERDICT_GOOD;
}
