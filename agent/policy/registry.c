/* References between sections: who is called what, who refers to whom, and who was meant. */
#include "reader.h"

#include <ctype.h>
#include <string.h>

#include <waymark/str.h>

#define SLOTS_MIN 16

/* The first candidate that WORD is the beginning of: "secret" for "secret-file". */
static const char *longer_one(const char *word, const char *const *candidates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (candidates[i] && *word && strncmp(candidates[i], word, strlen(word)) == 0)
			return candidates[i];
	return NULL;
}

void wm_suggest(struct wm_diags *diags, const char *word, const char *const *candidates,
		size_t count)
{
	const char *nearest = wm_str_nearest(word, candidates, count);

	if (!nearest)
		nearest = longer_one(word, candidates, count);
	if (nearest)
		wm_hint(diags, "did you mean '%s'?", nearest);
}

/* Names stand in lists and before dots, so blanks, commas and the like cannot be part of them. */
static bool is_name(const char *text)
{
	if (!isalnum((unsigned char)*text))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("-_.", *text))
			return false;
	return true;
}

/* FNV-1a. */
static size_t hash(const char *name)
{
	uint64_t value = 14695981039346656037U;

	for (; *name; name++)
		value = (value ^ (unsigned char)*name) * 1099511628211U;
	return (size_t)(value ^ value >> 32);
}

/* The slot that holds the first one of that NAME, or the empty one where it belongs. */
static size_t *find_slot(const struct wm_registry *registry, const char *name)
{
	for (size_t at = hash(name);; at++) {
		size_t *slot = &registry->slots[at & (registry->slot_count - 1)];

		if (*slot == 0 || strcmp(registry->items[*slot - 1].name, name) == 0)
			return slot;
	}
}

/* Enter the item at INDEX unless an earlier one has its name. At most half of the slots are ever in
 * use, so that searches stay short. */
static void enter(struct wm_reader *reader, struct wm_registry *registry, size_t index)
{
	size_t *slot;

	if (registry->count >= registry->slot_count / 2) {
		registry->slot_count =
			registry->slot_count > 0 ? 2 * registry->slot_count : SLOTS_MIN;
		registry->slots = WM_ARENA_NEW(reader->arena, size_t, registry->slot_count);
		for (size_t i = 0; i < index; i++) {
			slot = find_slot(registry, registry->items[i].name);
			if (*slot == 0)
				*slot = i + 1;
		}
	}
	slot = find_slot(registry, registry->items[index].name);
	if (*slot == 0)
		*slot = index + 1;
}

void wm_registry_add(struct wm_reader *reader, struct wm_registry *registry,
		     const struct wm_named *named)
{
	const struct wm_named *first = wm_registry_find(registry, named->name);

	if (!is_name(named->name))
		wm_error(reader->diags, &named->where,
			 "'%s' is no name: expected letters, digits, '-', '_' and '.', the first a "
			 "letter or digit",
			 named->name);
	else if (first && first->built_in)
		wm_error(reader->diags, &named->where, "%s '%s' is built in: choose another name",
			 registry->noun, named->name);
	else if (first)
		wm_error(reader->diags, &named->where, "a second [%s %s], the first is at %s:%u",
			 registry->kind, named->name, first->where.file, first->where.line);
	registry->items = wm_arena_grow(reader->arena, registry->items, &registry->capacity,
					registry->count, sizeof(*registry->items));
	registry->items[registry->count++] = *named;
	enter(reader, registry, registry->count - 1);
}

struct wm_named *wm_registry_find(const struct wm_registry *registry, const char *name)
{
	size_t index = registry->slots ? *find_slot(registry, name) : 0;

	return index > 0 ? &registry->items[index - 1] : NULL;
}

void wm_registry_suggest(struct wm_reader *reader, const struct wm_registry *registry,
			 const char *word)
{
	const char **names = WM_ARENA_NEW(reader->arena, const char *, registry->count);

	for (size_t i = 0; registry->items && i < registry->count; i++)
		names[i] = registry->items[i].name;
	wm_suggest(reader->diags, word, names, registry->count);
}

const void *wm_registry_use(struct wm_reader *reader, struct wm_registry *registry,
			    const struct wm_word *word)
{
	struct wm_named *named = wm_registry_find(registry, word->text);

	if (named) {
		named->used = true;
		return named->object;
	}
	wm_error(reader->diags, &word->where, "unknown %s '%s'", registry->noun, word->text);
	wm_registry_suggest(reader, registry, word->text);
	return NULL;
}

void wm_registry_warn_unused(struct wm_reader *reader, const struct wm_registry *registry)
{
	for (size_t i = 0; i < registry->count; i++)
		if (!registry->items[i].used && !registry->items[i].built_in)
			wm_warning(reader->diags, &registry->items[i].where,
				   "%s '%s' is not used by anything", registry->noun,
				   registry->items[i].name);
}
