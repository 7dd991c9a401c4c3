/* The key statement of a BIND key file. */
#ifndef WAYMARK_POLICY_KEYFILE_H
#define WAYMARK_POLICY_KEYFILE_H

#include <stdbool.h>

#include <waymark/bytes.h>
#include <waymark/diag.h>
#include <waymark/tsig.h>

/* "hmac-md5, hmac-sha1, ... or hmac-sha512", for messages. */
const char *wm_keyfile_algorithms(struct wm_arena *arena);

/* What a key file says. SECRET belongs to the caller. */
struct wm_keyfile {
	struct wm_name name;
	enum wm_tsig_algorithm algorithm;
	struct wm_secret *secret;
};

/*
 * Read `key "NAME" { algorithm ALGORITHM; secret "BASE64"; };` with comments in the styles of C,
 * C++ and the shell, and nothing else. False after reporting what is wrong to DIAGS, without any of
 * the file's text; *RET_KEYFILE is untouched then. CONTENT is the caller's to wipe.
 */
bool wm_keyfile_read(struct wm_arena *arena, const char *file, struct wm_bytes content,
		     struct wm_diags *diags, struct wm_keyfile *ret_keyfile);

/* BASE64, LEN bytes of it, as a secret; NULL if it is none. */
struct wm_secret *wm_keyfile_decode(const char *base64, size_t len);

#endif
