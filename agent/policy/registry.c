/* References between sections: who is called what, who refers to whom, and who was meant. */
#include "reader.h"

#include <ctype.h>
#include <string.h>

#include <waymark/str.h>

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
}

struct wm_named *wm_registry_find(const struct wm_registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->count; i++)
		if (strcmp(registry->items[i].name, name) == 0)
			return &registry->items[i];
	return NULL;
}

void wm_registry_suggest(struct wm_reader *reader, const struct wm_registry *registry,
			 const char *word)
{
	const char **names = WM_ARENA_NEW(reader->arena, const char *, registry->count);

	for (size_t i = 0; i < registry->count; i++)
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
