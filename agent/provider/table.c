/* The hash table behind table.h: open addressing, at most half full. */
#include "table.h"

#include <stdbool.h>

struct wm_table_slot {
	struct wm_name name; /* no name: free */
	uint16_t type;
	size_t value;
};

/* FNV-1a. The keys are names of the operator's own policy, so nobody can aim at its weaknesses. */
static size_t hash(const struct wm_name *name, uint16_t type)
{
	uint64_t sum = 14695981039346656037U ^ type;

	for (size_t i = 0; i < name->len; i++)
		sum = (sum ^ name->wire[i]) * 1099511628211U;
	return (size_t)(sum ^ sum >> 32);
}

/* The slot of NAME and TYPE, or the free one where it would stand. CAPACITY is not 0. */
static struct wm_table_slot *slot_of(const struct wm_table *table, const struct wm_name *name,
				     uint16_t type)
{
	size_t i = hash(name, type);

	for (;; i++) {
		struct wm_table_slot *slot = &table->slots[i & (table->capacity - 1)];

		if (!slot->name.wire || (slot->type == type && wm_name_equal(&slot->name, name)))
			return slot;
	}
}

static void widen(struct wm_table *table)
{
	struct wm_table old = *table;

	table->capacity = old.capacity ? 2 * old.capacity : 32;
	table->slots = WM_ARENA_NEW(table->arena, struct wm_table_slot, table->capacity);
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].name.wire)
			*slot_of(table, &old.slots[i].name, old.slots[i].type) = old.slots[i];
}

size_t *wm_table_put(struct wm_table *table, const struct wm_name *name, uint16_t type)
{
	struct wm_table_slot *slot;

	if (2 * (table->count + 1) > table->capacity)
		widen(table);
	slot = slot_of(table, name, type);
	if (!slot->name.wire) {
		slot->name = *name;
		slot->type = type;
		table->count++;
	}
	return &slot->value;
}

size_t wm_table_get(const struct wm_table *table, const struct wm_name *name, uint16_t type)
{
	return table->capacity ? slot_of(table, name, type)->value : 0;
}
