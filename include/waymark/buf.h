/* A growing byte buffer with a stated maximum. */
#ifndef WAYMARK_BUF_H
#define WAYMARK_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/bytes.h>

/*
 * Readable by everyone, written only through the functions below. Storage of the struct belongs to
 * the caller, DATA to the buffer. What would pass MAX is not written at all: FULL is set and stays
 * set until wm_buf_clear, so that a writer may put piece after piece and look at FULL once.
 */
struct wm_buf {
	uint8_t *data;
	size_t len;
	size_t capacity;
	size_t max;
	bool full;
};

void wm_buf_init(struct wm_buf *buf, size_t max);
void wm_buf_done(struct wm_buf *buf);  /* frees DATA; accepts a zeroed struct */
void wm_buf_clear(struct wm_buf *buf); /* length 0, storage kept */
void wm_buf_wipe(struct wm_buf *buf);  /* like done, after overwriting what it held: for secrets */

/* Each returns !FULL. Integers are written in network byte order. */
bool wm_buf_put(struct wm_buf *buf, const void *bytes, size_t len);
bool wm_buf_put_u8(struct wm_buf *buf, uint8_t value);
bool wm_buf_put_u16(struct wm_buf *buf, uint16_t value);
bool wm_buf_put_u32(struct wm_buf *buf, uint32_t value);
bool wm_buf_text(struct wm_buf *buf, const char *text);
bool wm_buf_printf(struct wm_buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Overwrite two bytes that were written before; OFFSET + 2 <= LEN is the caller's promise
 * (asserted). */
void wm_buf_set_u16(struct wm_buf *buf, size_t offset, uint16_t value);

/* Shorten to LEN, which is at most the present length (asserted). */
void wm_buf_cut(struct wm_buf *buf, size_t len);

/* The content as a C string (a NUL is kept behind it, outside LEN); valid until the next write. */
const char *wm_buf_string(struct wm_buf *buf);
struct wm_bytes wm_buf_bytes(const struct wm_buf *buf);

#endif
