/* Arenas: a chain of chunks, each filled from its start; the one place where memory can run out. */
#include <waymark/arena.h>

#include "memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define RED_ZONE                                   0
#else
/* Under the address sanitizer, items keep a forbidden gap between them, so that an overrun shows.
 */
#define RED_ZONE 16
#endif

#define CHUNK_MIN ((size_t)4 * 1024)
#define CHUNK_MAX ((size_t)1024 * 1024)

struct chunk {
	struct chunk *next;
	size_t size; /* bytes behind this header */
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct wm_arena {
	struct chunk *chunks; /* the first one is being filled */
	size_t chunk_size;    /* of the next ordinary chunk */
	size_t total;
};

_Noreturn void wm_memory_give_up(size_t size)
{
	(void)fprintf(stderr, "waymark: out of memory (%zu bytes more were needed)\n", size);
	abort();
}

void *wm_memory_get(size_t size)
{
	void *memory = size <= PTRDIFF_MAX ? calloc(1, size ? size : 1) : NULL;

	if (!memory)
		wm_memory_give_up(size);
	return memory;
}

struct wm_arena *wm_arena_new(void)
{
	struct wm_arena *arena = wm_memory_get(sizeof(*arena));

	arena->chunk_size = CHUNK_MIN;
	arena->total = sizeof(*arena);
	return arena;
}

void wm_arena_free(struct wm_arena *arena)
{
	struct chunk *next;

	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->size);
		free(chunk);
	}
	free(arena);
}

/* A chunk with room for SIZE bytes at its start. A large item gets one of its own, put second in
 * the chain, so that the room left in the first one is still used. */
static struct chunk *chunk_new(struct wm_arena *arena, size_t size)
{
	bool own = size > arena->chunk_size / 4;
	size_t room = own ? size : arena->chunk_size;
	struct chunk *chunk = wm_memory_get(sizeof(*chunk) + room);

	chunk->size = room;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, room);
	arena->total += sizeof(*chunk) + room;
	if (own && arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
		return chunk;
	}
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	if (!own && arena->chunk_size < CHUNK_MAX)
		arena->chunk_size *= 2;
	return chunk;
}

void *wm_arena_alloc(struct wm_arena *arena, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct chunk *chunk = arena->chunks;
	size_t rounded;
	unsigned char *item;

	if (size > PTRDIFF_MAX / 2)
		wm_memory_give_up(size);
	rounded = (size + RED_ZONE + unit - 1) / unit * unit;
	if (!rounded)
		rounded = unit;
	if (!chunk || chunk->size - chunk->used < rounded)
		chunk = chunk_new(arena, rounded);
	item = chunk->bytes + chunk->used;
	chunk->used += rounded;
	ASAN_UNPOISON_MEMORY_REGION(item, size);
	return item;
}

void *wm_arena_array(struct wm_arena *arena, size_t count, size_t item_size)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_size, &size))
		wm_memory_give_up(SIZE_MAX);
	return wm_arena_alloc(arena, size);
}

void *wm_arena_copy(struct wm_arena *arena, const void *bytes, size_t len)
{
	void *copy = wm_arena_alloc(arena, len);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

char *wm_arena_text_n(struct wm_arena *arena, const char *text, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		wm_memory_give_up(len);
	copy = wm_arena_alloc(arena, len + 1);
	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *wm_arena_text(struct wm_arena *arena, const char *text)
{
	return wm_arena_text_n(arena, text, strlen(text));
}

char *wm_arena_printf(struct wm_arena *arena, const char *format, ...)
{
	va_list arguments;
	int len;
	char *text;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0) /* over INT_MAX bytes */
		wm_memory_give_up(SIZE_MAX);
	text = wm_arena_alloc(arena, (size_t)len + 1);
	va_start(arguments, format);
	(void)vsnprintf(text, (size_t)len + 1, format, arguments);
	va_end(arguments);
	return text;
}

void *wm_arena_grow(struct wm_arena *arena, void *items, size_t *capacity, size_t count,
		    size_t item_size)
{
	size_t larger;
	void *copy;

	if (count < *capacity)
		return items;
	if (__builtin_mul_overflow(*capacity, (size_t)2, &larger))
		wm_memory_give_up(SIZE_MAX);
	if (larger < 8)
		larger = 8;
	copy = wm_arena_array(arena, larger, item_size);
	if (count)
		memcpy(copy, items, count * item_size);
	*capacity = larger;
	return copy;
}

size_t wm_arena_size(const struct wm_arena *arena)
{
	return arena->total;
}
