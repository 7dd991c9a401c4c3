/* What signing and checking share: the keyed MAC and the fields of a TSIG record. */
#ifndef WAYMARK_NET_TSIG_PRIVATE_H
#define WAYMARK_NET_TSIG_PRIVATE_H

#include <openssl/types.h>

#include <waymark/tsig.h>

/* RFC 8945 section 3, "extended RCODEs" of the error field. */
enum wm_tsig_error {
	WM_TSIG_BADSIG = 16,
	WM_TSIG_BADKEY = 17,
	WM_TSIG_BADTIME = 18,
	WM_TSIG_BADTRUNC = 22,
};

/* The header's parts that TSIG deals with (RFC 1035 section 4.1.1). */
#define WM_TSIG_HEADER  12
#define WM_TSIG_ARCOUNT 10

struct wm_tsig {
	struct wm_arena *arena;
	struct wm_tsig_key key;
	struct wm_name algorithm;
	size_t mac_len;
	EVP_MAC_CTX *context; /* keyed; started anew for each message */
	bool failed;          /* libcrypto refused a step of the present MAC */
};

/* What the RDATA of a TSIG record says (RFC 8945 section 4.2); the bytes are borrowed from it. */
struct wm_tsig_fields {
	struct wm_name algorithm;
	uint64_t time_s;
	uint16_t fudge_s;
	struct wm_bytes mac;
	uint16_t original_id;
	uint16_t error;
	struct wm_bytes other;
};

/* One MAC, piece by piece; a step that fails shows at the end (false). MAC has room for
 * WM_TSIG_MAC_MAX bytes. */
void wm_tsig_mac_begin(struct wm_tsig *tsig);
void wm_tsig_mac_put(struct wm_tsig *tsig, const void *bytes, size_t len);
bool wm_tsig_mac_end(struct wm_tsig *tsig, uint8_t *mac);

/* The parts of the digest that are not the message: RFC 8945 sections 4.3.1, 4.3.3 and 5.3.1. */
void wm_tsig_put_prior(struct wm_tsig *tsig, const struct wm_tsig_session *session);
void wm_tsig_put_variables(struct wm_tsig *tsig, const struct wm_tsig_fields *fields);
void wm_tsig_put_timers(struct wm_tsig *tsig, const struct wm_tsig_fields *fields);

#endif
