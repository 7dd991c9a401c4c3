/* A byte buffer that grows up to a stated maximum. */
#include <waymark/buf.h>

#include "memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 256

void wm_buf_init(struct wm_buf *buf, size_t max)
{
	*buf = (struct wm_buf){.max = max};
}

void wm_buf_done(struct wm_buf *buf)
{
	free(buf->data);
	*buf = (struct wm_buf){.max = buf->max};
}

void wm_buf_clear(struct wm_buf *buf)
{
	buf->len = 0;
	buf->full = false;
}

void wm_buf_wipe(struct wm_buf *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->capacity);
	wm_buf_done(buf);
}

/* Storage for SIZE bytes in all. What is left behind is wiped and never handed to realloc, since
 * any buffer may hold a secret. */
static void make_room(struct wm_buf *buf, size_t size)
{
	size_t capacity = buf->capacity > CAPACITY_MIN ? buf->capacity : CAPACITY_MIN;
	uint8_t *data;

	if (size <= buf->capacity)
		return;
	while (capacity < size && capacity <= SIZE_MAX / 2)
		capacity *= 2;
	if (capacity < size)
		capacity = size;
	data = wm_memory_get(capacity);
	if (buf->data) {
		memcpy(data, buf->data, buf->len);
		explicit_bzero(buf->data, buf->capacity);
		free(buf->data);
	}
	buf->data = data;
	buf->capacity = capacity;
}

/* May LEN bytes more be written? Makes room for them, and for a NUL behind them. */
static bool reserve(struct wm_buf *buf, size_t len)
{
	if (buf->full || len > buf->max - buf->len || len >= SIZE_MAX - buf->len) {
		buf->full = true;
		return false;
	}
	make_room(buf, buf->len + len + 1);
	return true;
}

bool wm_buf_put(struct wm_buf *buf, const void *bytes, size_t len)
{
	if (!reserve(buf, len))
		return false;
	if (len)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	return true;
}

bool wm_buf_put_u8(struct wm_buf *buf, uint8_t value)
{
	return wm_buf_put(buf, &value, 1);
}

bool wm_buf_put_u16(struct wm_buf *buf, uint16_t value)
{
	const uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};

	return wm_buf_put(buf, bytes, sizeof(bytes));
}

bool wm_buf_put_u32(struct wm_buf *buf, uint32_t value)
{
	const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
				 (uint8_t)(value >> 8), (uint8_t)value};

	return wm_buf_put(buf, bytes, sizeof(bytes));
}

bool wm_buf_text(struct wm_buf *buf, const char *text)
{
	return wm_buf_put(buf, text, strlen(text));
}

bool wm_buf_printf(struct wm_buf *buf, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (!reserve(buf, len < 0 ? SIZE_MAX : (size_t)len))
		return false;
	va_start(arguments, format);
	(void)vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, format, arguments);
	va_end(arguments);
	buf->len += (size_t)len;
	return true;
}

void wm_buf_set_u16(struct wm_buf *buf, size_t offset, uint16_t value)
{
	assert(buf->len >= 2 && offset <= buf->len - 2);
	buf->data[offset] = (uint8_t)(value >> 8);
	buf->data[offset + 1] = (uint8_t)value;
}

void wm_buf_cut(struct wm_buf *buf, size_t len)
{
	assert(len <= buf->len);
	buf->len = len;
}

const char *wm_buf_string(struct wm_buf *buf)
{
	make_room(buf, buf->len + 1);
	buf->data[buf->len] = '\0';
	return (const char *)buf->data;
}

struct wm_bytes wm_buf_bytes(const struct wm_buf *buf)
{
	return (struct wm_bytes){.data = buf->data, .len = buf->len};
}
