/* Memory that lives and dies together: allocate piece by piece, free all at once. */
#ifndef WAYMARK_ARENA_H
#define WAYMARK_ARENA_H

#include <stddef.h>

struct wm_arena;

/* Never NULL: out of memory aborts, here and nowhere else. wm_arena_free accepts NULL. */
struct wm_arena *wm_arena_new(void);
void wm_arena_free(struct wm_arena *arena);

/* Zeroed memory, aligned for any type; valid until wm_arena_free. SIZE 0 gives a valid pointer. */
void *wm_arena_alloc(struct wm_arena *arena, size_t size);

/* COUNT zeroed items of TYPE; the product is checked for overflow. */
#define WM_ARENA_NEW(arena, type, count) ((type *)wm_arena_array((arena), (count), sizeof(type)))
void *wm_arena_array(struct wm_arena *arena, size_t count, size_t item_size);

/* Copies; the string forms are always NUL-terminated. */
void *wm_arena_copy(struct wm_arena *arena, const void *bytes, size_t len);
char *wm_arena_text(struct wm_arena *arena, const char *text);
char *wm_arena_text_n(struct wm_arena *arena, const char *text, size_t len);
char *wm_arena_printf(struct wm_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Room for one item more in a growing array: returns ITEMS itself when COUNT < *CAPACITY, else a
 * larger copy (the old one stays behind in the arena; growth is geometric, so the waste is bounded
 * by the array's size). Usage: list->items = wm_arena_grow(arena, list->items, &list->capacity,
 * list->count, sizeof(*list->items));
 */
void *wm_arena_grow(struct wm_arena *arena, void *items, size_t *capacity, size_t count,
		    size_t item_size);

/* For what the heap did not give to a library that we call: say so and abort, as arenas do. */
_Noreturn void wm_memory_give_up(size_t size);

/* Bytes taken from the system so far: for tests and the bench. */
size_t wm_arena_size(const struct wm_arena *arena);

#endif
