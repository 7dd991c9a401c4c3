/* The policy's domains, each once: an array in the order read, and a hash table to find doubles. */
#include "reader.h"

#include <string.h>

#define SLOTS_MIN 64

/* FNV-1a over the canonical name, so that names that differ in case only are one. */
static uint64_t hash(const struct wm_name *name)
{
	uint64_t value = 14695981039346656037U;

	for (size_t i = 0; i < name->len; i++)
		value = (value ^ name->wire[i]) * 1099511628211U;
	return value ^ value >> 32;
}

/* The slot that holds NAME, or the empty one where it belongs; SLOT_COUNT is a power of two. */
static size_t *find_slot(const struct wm_domain_set *set, const struct wm_name *name)
{
	size_t at = (size_t)hash(name);

	for (;; at++) {
		size_t *slot = &set->slots[at & (set->slot_count - 1)];

		if (*slot == 0 || wm_name_equal(&set->items[*slot - 1].name, name))
			return slot;
	}
}

/* At most half of the slots are ever in use, so that searches stay short. */
static void make_room(struct wm_arena *arena, struct wm_domain_set *set)
{
	set->items =
		wm_arena_grow(arena, set->items, &set->capacity, set->count, sizeof(*set->items));
	if (set->count < set->slot_count / 2)
		return;
	set->slot_count = set->slot_count > 0 ? 2 * set->slot_count : SLOTS_MIN;
	set->slots = WM_ARENA_NEW(arena, size_t, set->slot_count);
	for (size_t i = 0; i < set->count; i++)
		*find_slot(set, &set->items[i].name) = i + 1;
}

void wm_domain_set_add(struct wm_reader *reader, struct wm_domain_set *set,
		       const struct wm_domain *domain)
{
	size_t *slot;

	make_room(reader->arena, set);
	slot = find_slot(set, &domain->name);
	if (*slot > 0) {
		const struct wm_where *first = &set->items[*slot - 1].where;
		char text[WM_NAME_TEXT_MAX];

		wm_error(reader->diags, &domain->where,
			 "domain '%s' stands twice, the first time at %s:%u",
			 wm_name_text(&domain->name, text), first->file, first->line);
		return;
	}
	set->items[set->count] = *domain;
	*slot = ++set->count;
}
