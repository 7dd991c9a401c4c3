/* SvcParams of SVCB and HTTPS records (RFC 9460 section 2), which ldns reads too loosely. */
#ifndef WAYMARK_RECORD_SVCPARAM_H
#define WAYMARK_RECORD_SVCPARAM_H

#include <stddef.h>

#include <waymark/buf.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>
#include <waymark/text.h>

/*
 * Append the SvcParams of TOKENS, one each ("port=443", `alpn="h2,h3"`, "key667=..."), sorted by
 * key. WM_EPARSE with the index of the token in *RET_INDEX if one is malformed or a key comes
 * twice.
 */
enum wm_code wm_svcparams_read(const struct wm_token *tokens, size_t count, struct wm_buf *out,
			       size_t *ret_index, struct wm_fail *reterr);

/* Do the values of PARAMS, well-formed as pairs, mean something? WM_EPARSE naming the key if not.
 */
enum wm_code wm_svcparams_check(struct wm_bytes params, struct wm_fail *reterr);

/* Append PARAMS, which passed the check, each with a blank before it. */
void wm_svcparams_print(struct wm_buf *out, struct wm_bytes params);

#endif
