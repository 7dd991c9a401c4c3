/* A section's pairs by its table of options: what is unknown, stands twice, or is missing. */
#include "reader.h"

#include <string.h>

const char *wm_section_text(struct wm_reader *reader, const struct wm_ini_section *section)
{
	return wm_arena_printf(reader->arena, "[%s%s%s]", section->type, *section->name ? " " : "",
			       section->name);
}

static bool is_known(const struct wm_section_form *form, const char *key)
{
	for (const struct wm_table *table = form->tables; table->options; table++)
		if (table->options[wm_options_find(table->options, key)].name)
			return true;
	return false;
}

static void report_unknown(struct wm_reader *reader, const struct wm_ini_section *section,
			   const struct wm_section_form *form, const struct wm_ini_pair *pair)
{
	const struct wm_section_schema *schema = wm_section_find(section->type);
	struct wm_where where = pair->key_where;
	const char **names;
	size_t count = 0;

	if (schema->secretive) {
		/* The key itself may be a secret: base64 ends in '='. */
		where.text = NULL;
		wm_error(reader->diags, &where, "unknown key in %s",
			 wm_section_text(reader, section));
	} else {
		wm_error(reader->diags, &where, "unknown key '%s' in %s", pair->key,
			 wm_section_text(reader, section));
	}

	for (const struct wm_table *table = form->tables; table->options; table++)
		count += wm_options_count(table->options);
	names = WM_ARENA_NEW(reader->arena, const char *, count);
	count = 0;
	for (const struct wm_table *table = form->tables; table->options; table++)
		for (size_t i = 0; table->options[i].name; i++)
			names[count++] = table->options[i].name;
	wm_suggest(reader->diags, pair->key, names, count);
}

static void report_twice(struct wm_reader *reader, const struct wm_ini_pair *pair,
			 const struct wm_ini_pair *first)
{
	if (strcmp(pair->key_where.file, first->key_where.file) == 0)
		wm_error(reader->diags, &pair->key_where,
			 "'%s' stands twice, the first time in line %u", pair->key,
			 first->key_where.line);
	else
		wm_error(reader->diags, &pair->key_where,
			 "'%s' stands twice, the first time at %s:%u", pair->key,
			 first->key_where.file, first->key_where.line);
}

/* OPTION is not set in SECTION: fall back, or complain. */
static void read_fallback(struct wm_reader *reader, const struct wm_ini_section *section,
			  const struct wm_option *option, struct wm_value *value)
{
	const struct wm_ini_pair pair = {.key = option->name,
					 .value = option->fallback,
					 .key_where = section->where,
					 .value_where = section->where};
	const struct wm_ini_pair *pairs = &pair;

	if (option->fallback)
		wm_value_read(reader, option, &pairs, 1, value);
	else if (option->flags & WM_OPTION_REQUIRED)
		wm_error(reader->diags, &section->where, "%s lacks '%s'",
			 wm_section_text(reader, section), option->name);
	else if (option->advice)
		wm_warning(reader->diags, &section->where, "%s has no '%s': %s",
			   wm_section_text(reader, section), option->name, option->advice);
}

static void read_option(struct wm_reader *reader, const struct wm_ini_section *section,
			const struct wm_option *option, const struct wm_ini_pair **room,
			struct wm_value *value)
{
	size_t count = 0;

	for (size_t i = 0; i < section->count; i++) {
		const struct wm_ini_pair *pair = &section->pairs[i];

		if (strcmp(pair->key, option->name) != 0)
			continue;
		if (count > 0 && !(option->flags & WM_OPTION_REPEAT))
			report_twice(reader, pair, room[0]);
		else
			room[count++] = pair;
	}
	value->set = count > 0;
	if (value->set)
		wm_value_read(reader, option, room, count, value);
	else
		read_fallback(reader, section, option, value);
}

void wm_section_read(struct wm_reader *reader, const struct wm_ini_section *section,
		     const struct wm_section_form *form)
{
	const struct wm_ini_pair **room =
		WM_ARENA_NEW(reader->arena, const struct wm_ini_pair *, section->count);

	for (size_t i = 0; i < section->count; i++) {
		const struct wm_ini_pair *pair = &section->pairs[i];

		if (is_known(form, pair->key) || form->quiet)
			continue;
		if (!form->take_free || !form->take_free(reader, pair, form->context))
			report_unknown(reader, section, form, pair);
	}
	for (const struct wm_table *table = form->tables; table->options; table++)
		for (size_t i = 0; table->options[i].name; i++)
			read_option(reader, section, &table->options[i], room, &table->values[i]);
}
