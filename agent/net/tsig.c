/* TSIG keys and signing: algorithms by name, the keyed MAC, and the record put behind a message. */
#include <waymark/tsig.h>

#include "tsig_private.h"

#include <assert.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <waymark/rrset.h>
#include <waymark/str.h>

static const struct {
	const char *text;
	const char *wire;
	const char *digest;
	size_t mac_len;
} algorithms[WM_TSIG_COUNT] = {
#define WM_TSIG(id, text, wire, digest, len) [WM_TSIG_##id] = {text, wire, digest, len},
	WM_TSIG_LIST(WM_TSIG)
#undef WM_TSIG
};

bool wm_tsig_algorithm_read(const char *text, size_t len, enum wm_tsig_algorithm *ret_algorithm)
{
	if (len > 0 && text[len - 1] == '.')
		len--;
	for (size_t i = 0; i < WM_TSIG_COUNT; i++)
		if (wm_str_is(text, len, algorithms[i].text) ||
		    wm_str_is(text, len, algorithms[i].wire)) {
			*ret_algorithm = (enum wm_tsig_algorithm)i;
			return true;
		}
	return false;
}

const char *wm_tsig_algorithm_text(enum wm_tsig_algorithm algorithm)
{
	return algorithms[algorithm].text;
}

/* The HMAC context with KEY in it, NULL if libcrypto has no such digest. */
static EVP_MAC_CTX *new_context(const struct wm_tsig_key *key)
{
	char digest[16] = {0};
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
			       OSSL_PARAM_construct_end()};
	struct wm_buf secret;
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);

	memcpy(digest, algorithms[key->algorithm].digest,
	       strlen(algorithms[key->algorithm].digest));
	EVP_MAC_free(hmac);
	wm_buf_init(&secret, wm_secret_size(key->secret));
	wm_secret_put(key->secret, &secret);
	if (!EVP_MAC_init(context, secret.data, secret.len, params)) {
		EVP_MAC_CTX_free(context);
		context = NULL;
	}
	wm_buf_wipe(&secret);
	return context;
}

enum wm_code wm_tsig_new(const struct wm_tsig_key *key, struct wm_tsig **ret_tsig,
			 struct wm_fail *reterr)
{
	const char *wire = algorithms[key->algorithm].wire;
	char name[WM_NAME_TEXT_MAX];
	struct wm_arena *arena;
	struct wm_tsig *tsig;
	enum wm_code code;
	EVP_MAC_CTX *context;

	if (wm_secret_size(key->secret) == 0)
		return wm_fail(reterr, WM_EPOLICY, "key %s: its secret is empty",
			       wm_name_text(&key->name, name));
	context = new_context(key);
	if (!context)
		return wm_fail(reterr, WM_EUNSUPPORTED, "key %s: this libcrypto does not offer %s",
			       wm_name_text(&key->name, name), algorithms[key->algorithm].text);
	arena = wm_arena_new();
	tsig = WM_ARENA_NEW(arena, struct wm_tsig, 1);
	*tsig = (struct wm_tsig){.arena = arena,
				 .key = *key,
				 .mac_len = algorithms[key->algorithm].mac_len,
				 .context = context};
	code = wm_name_read(arena, wire, strlen(wire), NULL, &tsig->algorithm, NULL);
	assert(code == WM_OK);
	(void)code;
	*ret_tsig = tsig;
	return WM_OK;
}

void wm_tsig_free(struct wm_tsig *tsig)
{
	if (!tsig)
		return;
	EVP_MAC_CTX_free(tsig->context);
	wm_arena_free(tsig->arena);
}

const struct wm_tsig_key *wm_tsig_key_of(const struct wm_tsig *tsig)
{
	return &tsig->key;
}

void wm_tsig_session_done(struct wm_tsig_session *session)
{
	wm_buf_done(&session->pending);
	*session = (struct wm_tsig_session){0};
}

void wm_tsig_mac_begin(struct wm_tsig *tsig)
{
	tsig->failed = !EVP_MAC_init(tsig->context, NULL, 0, NULL);
}

void wm_tsig_mac_put(struct wm_tsig *tsig, const void *bytes, size_t len)
{
	if (len > 0 && !EVP_MAC_update(tsig->context, bytes, len))
		tsig->failed = true;
}

bool wm_tsig_mac_end(struct wm_tsig *tsig, uint8_t *mac)
{
	size_t len = 0;

	if (!EVP_MAC_final(tsig->context, mac, &len, WM_TSIG_MAC_MAX) || len != tsig->mac_len)
		tsig->failed = true;
	return !tsig->failed;
}

static void put_number(struct wm_tsig *tsig, uint64_t value, size_t bytes)
{
	uint8_t number[8];

	for (size_t i = 0; i < bytes; i++)
		number[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
	wm_tsig_mac_put(tsig, number, bytes);
}

void wm_tsig_put_prior(struct wm_tsig *tsig, const struct wm_tsig_session *session)
{
	put_number(tsig, session->prior_len, 2);
	wm_tsig_mac_put(tsig, session->prior_mac, session->prior_len);
}

void wm_tsig_put_timers(struct wm_tsig *tsig, const struct wm_tsig_fields *fields)
{
	put_number(tsig, fields->time_s, 6);
	put_number(tsig, fields->fudge_s, 2);
}

void wm_tsig_put_variables(struct wm_tsig *tsig, const struct wm_tsig_fields *fields)
{
	wm_tsig_mac_put(tsig, tsig->key.name.wire, tsig->key.name.len);
	put_number(tsig, WM_CLASS_ANY, 2);
	put_number(tsig, 0, 4); /* TTL */
	wm_tsig_mac_put(tsig, tsig->algorithm.wire, tsig->algorithm.len);
	wm_tsig_put_timers(tsig, fields);
	put_number(tsig, fields->error, 2);
	put_number(tsig, fields->other.len, 2);
	wm_tsig_mac_put(tsig, fields->other.data, fields->other.len);
}

/* The TSIG record itself, RFC 8945 section 4.2. There is room for it. */
static void put_record(const struct wm_tsig *tsig, struct wm_buf *message, uint64_t now_s,
		       const uint8_t *mac)
{
	uint16_t id = (uint16_t)(message->data[0] << 8 | message->data[1]);
	uint16_t additional = (uint16_t)(message->data[WM_TSIG_ARCOUNT] << 8 |
					 message->data[WM_TSIG_ARCOUNT + 1]);

	wm_buf_put(message, tsig->key.name.wire, tsig->key.name.len);
	wm_buf_put_u16(message, WM_TYPE_TSIG);
	wm_buf_put_u16(message, WM_CLASS_ANY);
	wm_buf_put_u32(message, 0);
	wm_buf_put_u16(message, (uint16_t)(tsig->algorithm.len + 16 + tsig->mac_len));
	wm_buf_put(message, tsig->algorithm.wire, tsig->algorithm.len);
	wm_buf_put_u16(message, (uint16_t)(now_s >> 32));
	wm_buf_put_u32(message, (uint32_t)now_s);
	wm_buf_put_u16(message, WM_TSIG_FUDGE_S);
	wm_buf_put_u16(message, (uint16_t)tsig->mac_len);
	wm_buf_put(message, mac, tsig->mac_len);
	wm_buf_put_u16(message, id);
	wm_buf_put_u16(message, 0); /* error */
	wm_buf_put_u16(message, 0); /* no other data */
	wm_buf_set_u16(message, WM_TSIG_ARCOUNT, (uint16_t)(additional + 1));
}

enum wm_code wm_tsig_sign(struct wm_tsig *tsig, struct wm_tsig_session *session,
			  struct wm_buf *message, uint64_t now_s, struct wm_fail *reterr)
{
	const struct wm_tsig_fields fields = {.time_s = now_s, .fudge_s = WM_TSIG_FUDGE_S};
	size_t size = tsig->key.name.len + 10 + tsig->algorithm.len + 16 + tsig->mac_len;
	size_t max = message->max < WM_MESSAGE_MAX ? message->max : WM_MESSAGE_MAX;

	assert(message->len >= WM_TSIG_HEADER);
	if (message->full || message->len + size > max)
		return wm_fail(reterr, WM_ELIMIT,
			       "a message of %zu bytes has no room for its signature of %zu bytes "
			       "(at most %zu in all)",
			       message->len, size, max);
	wm_tsig_session_done(session);
	wm_tsig_mac_begin(tsig);
	wm_tsig_mac_put(tsig, message->data, message->len);
	wm_tsig_put_variables(tsig, &fields);
	if (!wm_tsig_mac_end(tsig, session->prior_mac))
		return wm_fail(reterr, WM_EUNSUPPORTED, "libcrypto failed to make an %s",
			       algorithms[tsig->key.algorithm].text);
	session->prior_len = tsig->mac_len;
	put_record(tsig, message, now_s, session->prior_mac);
	return WM_OK;
}
