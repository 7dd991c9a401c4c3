/* The files of a policy: the one that was named and what it includes, as sections by their kind. */
#include "reader.h"

#include <string.h>

#define DEPTH_MAX 8
#define FILES_MAX 10000

/* Files read so far, to tell a second inclusion. */
struct file_list {
	const char **paths;
	size_t count;
	size_t capacity;
};

static void report_type(struct wm_reader *reader, const struct wm_ini_section *section)
{
	const char *types[WM_SECTION_COUNT];

	for (size_t i = 0; i < WM_SECTION_COUNT; i++)
		types[i] = wm_sections[i].name;
	wm_error(reader->diags, &section->where, "unknown section [%s]", section->type);
	wm_suggest(reader->diags, section->type, types, WM_SECTION_COUNT);
}

void wm_section_add(struct wm_reader *reader, const struct wm_ini_section *section)
{
	const struct wm_section_schema *schema = wm_section_find(section->type);
	struct wm_section_list *list;

	if (!schema) {
		report_type(reader, section);
		return;
	}
	if (schema->named && !*section->name)
		wm_error(reader->diags, &section->name_where,
			 "[%s] lacks a name, expected [%s NAME]", section->type, section->type);
	else if (!schema->named && *section->name)
		wm_error(reader->diags, &section->name_where, "[%s] takes no name", section->type);
	else {
		list = &reader->sections[schema - wm_sections];
		list->items = wm_arena_grow(reader->arena, list->items, &list->capacity,
					    list->count, sizeof(const struct wm_ini_section *));
		list->items[list->count++] = section;
	}
}

/* The length of the folder that the LEN bytes of PATH end in, its slash not counted; LEN if that is
 * no folder that ".." leads out of. */
static size_t parent_len(const char *path, size_t len)
{
	size_t start = len;

	while (start > 0 && path[start - 1] != '/')
		start--;
	if (start == len || (len - start == 2 && memcmp(path + start, "..", 2) == 0))
		return len;
	return start > 1 ? start - 1 : start;
}

/* PATH without "." and "folder/..": what two ways to write one path have in common. */
static const char *tidy_path(struct wm_arena *arena, const char *path)
{
	char *tidy = wm_arena_text(arena, path);
	size_t len = *path == '/' ? 1 : 0;

	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		const char *step = path;
		size_t step_len = strcspn(path, "/");
		bool is_up = step_len == 2 && memcmp(step, "..", 2) == 0;

		path += step_len;
		if (step_len == 1 && *step == '.')
			continue;
		if (is_up && parent_len(tidy, len) < len) {
			len = parent_len(tidy, len);
			continue;
		}
		if (len > 0 && tidy[len - 1] != '/')
			tidy[len++] = '/';
		memmove(tidy + len, step, step_len);
		len += step_len;
	}
	tidy[len] = '\0';
	return tidy;
}

/* Note PATH as read. False, and reported, if it was before. */
static bool add_file(struct wm_reader *reader, struct file_list *files, const char *path,
		     const struct wm_where *where)
{
	const char *tidy = tidy_path(reader->arena, path);

	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->paths[i], tidy) == 0) {
			wm_error(reader->diags, where, "'%s' is part of the policy already", path);
			return false;
		}
	}
	if (files->count == FILES_MAX) {
		wm_error(reader->diags, where, "a policy of more than %d files", FILES_MAX);
		return false;
	}
	files->paths = wm_arena_grow(reader->arena, files->paths, &files->capacity, files->count,
				     sizeof(*files->paths));
	files->paths[files->count++] = tidy;
	return true;
}

static void read_file(struct wm_reader *reader, struct file_list *files, const char *path,
		      const struct wm_where *where, unsigned depth);

/* VALUE as a pattern: relative to FILE, whose folder is no pattern whatever it is called. */
static const char *include_pattern(struct wm_arena *arena, const char *file, const char *value)
{
	const char *folder = wm_file_beside(arena, file, "");
	char *pattern = wm_arena_alloc(arena, 2 * strlen(folder) + strlen(value) + 1);
	char *end = pattern;

	if (*value == '/')
		return value;
	for (; *folder; folder++) {
		if (strchr("*?[\\", *folder))
			*end++ = '\\';
		*end++ = *folder;
	}
	memcpy(end, value, strlen(value) + 1);
	return pattern;
}

/* Read what one `include =` line names. */
static void include(struct wm_reader *reader, struct file_list *files,
		    const struct wm_ini_pair *pair, unsigned depth)
{
	const struct wm_files *source = reader->source->files;
	const char *file = pair->value_where.file;
	const char *const *paths;
	const char *pattern;
	struct wm_fail fail;
	size_t count;

	if (depth == DEPTH_MAX) {
		wm_error(reader->diags, &pair->value_where,
			 "files include one another more than %d deep", DEPTH_MAX);
		return;
	}
	if (!strpbrk(pair->value, "*?[")) {
		read_file(reader, files, wm_file_beside(reader->arena, file, pair->value),
			  &pair->value_where, depth + 1);
		return;
	}
	pattern = include_pattern(reader->arena, file, pair->value);
	if (source->glob(source->context, reader->arena, pattern, &paths, &count, &fail) != WM_OK) {
		wm_error(reader->diags, &pair->value_where, "%s", fail.text);
		return;
	}
	if (count == 0)
		wm_warning(reader->diags, &pair->value_where, "no file is called '%s'", pattern);
	for (size_t i = 0; i < count; i++)
		read_file(reader, files, paths[i], &pair->value_where, depth + 1);
}

/* All `include =` lines of INI. */
static void read_includes(struct wm_reader *reader, struct file_list *files,
			  const struct wm_ini *ini, unsigned depth)
{
	const char *type = wm_sections[WM_SECTION_WAYMARK].name;
	const char *key = wm_sections[WM_SECTION_WAYMARK].options[WM_SETTING_INCLUDE].name;

	for (size_t i = 0; i < ini->count; i++) {
		const struct wm_ini_section *section = &ini->sections[i];

		if (strcmp(section->type, type) != 0)
			continue;
		for (size_t k = 0; k < section->count; k++)
			if (strcmp(section->pairs[k].key, key) == 0 && *section->pairs[k].value)
				include(reader, files, &section->pairs[k], depth);
	}
}

/* Read PATH, which stands at WHERE, and what it includes: its own sections come first. */
static void read_file(struct wm_reader *reader, struct file_list *files, const char *path,
		      const struct wm_where *where, unsigned depth)
{
	const struct wm_files *source = reader->source->files;
	struct wm_bytes content;
	struct wm_fail fail;
	struct wm_ini ini;

	if (!add_file(reader, files, path, where))
		return;
	if (source->read(source->context, reader->arena, path, WM_FILE_PLAIN, &content, &fail) !=
	    WM_OK) {
		wm_error(reader->diags, where, "%s", fail.text);
		return;
	}
	wm_ini_read(reader->arena, path, content, reader->diags, &ini);
	for (size_t i = 0; i < ini.count; i++)
		wm_section_add(reader, &ini.sections[i]);
	read_includes(reader, files, &ini, depth);
}

void wm_files_read(struct wm_reader *reader, const char *path)
{
	struct file_list files = {0};

	read_file(reader, &files, path, &(struct wm_where){0}, 0);
}
