/* What the TSIG tests share: the key of the vectors, and hexadecimal into messages. */
#ifndef WAYMARK_TSIG_FIXTURE_H
#define WAYMARK_TSIG_FIXTURE_H

#include "test.h"

#include <string.h>

#include <waymark/str.h>
#include <waymark/tsig.h>

#include "tsig_vectors.h"

#define SIGNED_AT 1760000000U

struct fixture {
	struct wm_arena *arena;
	struct wm_secret *secret;
	struct wm_tsig_key key;
	struct wm_tsig *tsig;
	struct wm_tsig_session session;
	struct wm_buf message;
	struct wm_fail why;
};

/* A keyed context for ALGORITHM, the vectors' key, and an empty message. */
static inline void set_up(struct fixture *fix, const char *algorithm)
{
	uint8_t secret[32];

	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)(i + 1);
	*fix = (struct fixture){.arena = wm_arena_new()};
	fix->secret = wm_secret_new(secret, sizeof(secret));
	fix->key.secret = fix->secret;
	wm_buf_init(&fix->message, WM_MESSAGE_MAX);
	assert_int_equal(wm_name_read(fix->arena, "ddns-edge.", 10, NULL, &fix->key.name, NULL),
			 WM_OK);
	assert_true(wm_tsig_algorithm_read(algorithm, strlen(algorithm), &fix->key.algorithm));
	assert_int_equal(wm_tsig_new(&fix->key, &fix->tsig, NULL), WM_OK);
}

static inline void tear_down(struct fixture *fix)
{
	wm_tsig_session_done(&fix->session);
	wm_tsig_free(fix->tsig);
	wm_secret_free(fix->secret);
	wm_buf_done(&fix->message);
	wm_arena_free(fix->arena);
}

/* The message that HEX stands for. */
static inline void load(struct fixture *fix, const char *hex)
{
	wm_buf_clear(&fix->message);
	assert_true(wm_str_read_hex(hex, strlen(hex), &fix->message));
}

#endif
