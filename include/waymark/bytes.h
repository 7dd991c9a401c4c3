/* A borrowed run of bytes: the one way Waymark passes data that is not a C string. */
#ifndef WAYMARK_BYTES_H
#define WAYMARK_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* DATA is borrowed and read-only; it may be NULL when LEN is 0. */
struct wm_bytes {
	const uint8_t *data;
	size_t len;
};

#define WM_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
