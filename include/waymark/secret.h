/* Key material and tokens: kept out of every text that a person or a log may see. */
#ifndef WAYMARK_SECRET_H
#define WAYMARK_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/buf.h>

struct wm_secret;

/* Copies LEN bytes (at most 64 KiB) into memory that is wiped when freed and left out of core
 * dumps. */
struct wm_secret *wm_secret_new(const void *bytes, size_t len);
void wm_secret_free(struct wm_secret *secret); /* accepts NULL */

/* How many bytes it holds. */
size_t wm_secret_size(const struct wm_secret *secret);

/* The one way to the bytes: appended to BUF, which the caller wipes with wm_buf_wipe as soon as
 * they are used. */
bool wm_secret_put(const struct wm_secret *secret, struct wm_buf *buf);

#endif
