/* TSIG: signing and checking messages with a shared key (RFC 8945). */
#ifndef WAYMARK_TSIG_H
#define WAYMARK_TSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/name.h>
#include <waymark/secret.h>
#include <waymark/wire.h>

/* Name in the key file, name on the wire, OpenSSL digest, MAC length: each algorithm once (RFC 8945
 * section 6). */
#define WM_TSIG_LIST(X)                                                \
	X(HMAC_MD5, "hmac-md5", "hmac-md5.sig-alg.reg.int", "MD5", 16) \
	X(HMAC_SHA1, "hmac-sha1", "hmac-sha1", "SHA1", 20)             \
	X(HMAC_SHA224, "hmac-sha224", "hmac-sha224", "SHA224", 28)     \
	X(HMAC_SHA256, "hmac-sha256", "hmac-sha256", "SHA256", 32)     \
	X(HMAC_SHA384, "hmac-sha384", "hmac-sha384", "SHA384", 48)     \
	X(HMAC_SHA512, "hmac-sha512", "hmac-sha512", "SHA512", 64)

enum wm_tsig_algorithm {
#define WM_TSIG(id, text, wire, digest, len) WM_TSIG_##id,
	WM_TSIG_LIST(WM_TSIG)
#undef WM_TSIG
		WM_TSIG_COUNT
};

#define WM_TSIG_FUDGE_S 300 /* RFC 8945 section 10 */
#define WM_TSIG_MAC_MAX 64

/* "hmac-sha256", with or without a final dot; the wire name of md5 is taken too. False if unknown.
 */
bool wm_tsig_algorithm_read(const char *text, size_t len, enum wm_tsig_algorithm *ret_algorithm);
const char *wm_tsig_algorithm_text(enum wm_tsig_algorithm algorithm);

/* A key as the policy names it: plain data, const once published; SECRET is borrowed from the
 * policy. */
struct wm_tsig_key {
	struct wm_name name;
	enum wm_tsig_algorithm algorithm;
	const struct wm_secret *secret;
};

/* A keyed context, made once per key and used for many messages. */
struct wm_tsig;
enum wm_code wm_tsig_new(const struct wm_tsig_key *key, struct wm_tsig **ret_tsig,
			 struct wm_fail *reterr);
void wm_tsig_free(struct wm_tsig *tsig); /* accepts NULL */
const struct wm_tsig_key *wm_tsig_key_of(const struct wm_tsig *tsig);

/* What one exchange must remember between its messages. Zeroed at its start; plain data of the
 * caller. */
struct wm_tsig_session {
	uint8_t prior_mac[WM_TSIG_MAC_MAX]; /* of the request, then of the last signed answer */
	size_t prior_len;
	size_t answers;           /* messages checked so far */
	size_t unsigned_in_a_row; /* at most 99 between signed ones (RFC 8945 section 5.3.1) */
	struct wm_buf pending;    /* raw unsigned messages of a stream awaiting the next signature;
				     free with .._done */
	uint16_t error;           /* the error field of the last answer checked; 0: none */
	bool proven;              /* that answer's MAC is right, so its error is the server's own */
};
void wm_tsig_session_done(struct wm_tsig_session *session);

/* Append a TSIG record to the finished MESSAGE (its id final) and start SESSION. WM_ELIMIT if it
 * has no room. */
enum wm_code wm_tsig_sign(struct wm_tsig *tsig, struct wm_tsig_session *session,
			  struct wm_buf *message, uint64_t now_s, struct wm_fail *reterr);

/* One answer to check. */
struct wm_tsig_answer {
	struct wm_bytes raw;              /* as received */
	const struct wm_message *message; /* as wm_message_read read it */
	bool stream;                      /* it belongs to a zone transfer */
	uint64_t now_s;
};

/*
 * Check the next ANSWER of the exchange. WM_OK only if it is signed by our key and algorithm with a
 * full-length MAC (RFC 8945 section 5.2.2.1), its time within the fudge of NOW_S, and its error
 * field 0; or, in a stream after the first message, if it is one of the unsigned messages between
 * two signed ones: then *RET_PENDING is true and nothing in it is to be trusted until a later call
 * returns WM_OK with *RET_PENDING false. WM_EAUTH with what to do about it: BADKEY, BADSIG, BADTIME
 * with the skew in seconds ("server's clock is 3,600 s ahead"), BADTRUNC, not signed at all, other
 * key, other algorithm, MAC wrong. An error report that is itself unsigned (BADKEY, BADSIG) is
 * WM_EAUTH too and says that it could not be verified.
 */
enum wm_code wm_tsig_verify(struct wm_tsig *tsig, struct wm_tsig_session *session,
			    const struct wm_tsig_answer *answer, bool *ret_pending,
			    struct wm_fail *reterr);

#endif
