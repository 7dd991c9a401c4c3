/* A hash table from owner name and type to a number: questions already asked, names wanted. */
#ifndef WAYMARK_PROVIDER_TABLE_H
#define WAYMARK_PROVIDER_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/name.h>

/* Storage of the struct belongs to the caller, all else to ARENA. Zeroed but for ARENA at first. */
struct wm_table {
	struct wm_arena *arena;
	struct wm_table_slot *slots;
	size_t capacity; /* a power of two */
	size_t count;
};

/* The number kept for NAME and TYPE, 0 if there is none yet. NAME is borrowed for the table's life.
 * The pointer is good until the next call. */
size_t *wm_table_put(struct wm_table *table, const struct wm_name *name, uint16_t type);

/* The same without making room for one: 0 = not there. */
size_t wm_table_get(const struct wm_table *table, const struct wm_name *name, uint16_t type);

#endif
