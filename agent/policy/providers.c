/* [provider NAME]: the common keys, and those of the provider's own table. */
#include "reader.h"

#include <string.h>

const struct wm_value *wm_provider_value(const struct wm_provider_config *config, const char *name)
{
	size_t i = wm_options_find(config->schema->options, name);

	return config->schema->options[i].name ? &config->values[i] : NULL;
}

static const struct wm_ini_pair *find_pair(const struct wm_ini_section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->pairs[i].key, key) == 0)
			return &section->pairs[i];
	return NULL;
}

/* The table that TYPE names; NULL, and reported, if there is none. */
static const struct wm_provider_schema *find_schema(struct wm_reader *reader,
						    const struct wm_ini_pair *type)
{
	const struct wm_provider_schema *const *schemas = reader->source->providers;
	const char **names;
	size_t count;

	for (count = 0; schemas[count]; count++)
		if (strcmp(schemas[count]->name, type->value) == 0)
			return schemas[count];
	names = WM_ARENA_NEW(reader->arena, const char *, count);
	for (size_t i = 0; i < count; i++)
		names[i] = schemas[i]->name;
	wm_error(reader->diags, &type->value_where, "unknown provider type '%s'", type->value);
	wm_suggest(reader->diags, type->value, names, count);
	return NULL;
}

static void read_provider(struct wm_reader *reader, const struct wm_ini_section *section,
			  struct wm_provider_config *config)
{
	const struct wm_ini_pair *type = find_pair(section, "type");
	struct wm_value common[WM_PROVIDER_COUNT] = {0};
	struct wm_table tables[] = {{wm_sections[WM_SECTION_PROVIDER].options, common}, {0}, {0}};
	struct wm_value *own;

	config->name = section->name;
	config->where = section->name_where;
	config->schema = type && *type->value ? find_schema(reader, type) : NULL;
	if (config->schema) {
		own = WM_ARENA_NEW(reader->arena, struct wm_value,
				   wm_options_count(config->schema->options));
		config->values = own;
		tables[1] = (struct wm_table){config->schema->options, own};
	}
	/* Without a type nobody knows which other keys are right. */
	wm_section_read(
		reader, section,
		&(struct wm_section_form){.tables = tables, .quiet = config->schema == NULL});
	config->view = (enum wm_view)common[WM_PROVIDER_VIEW].number;
	config->adopt = common[WM_PROVIDER_ADOPT].number == 1;
	if (config->schema && config->schema->check)
		config->schema->check(config, reader->diags);
}

void wm_providers_read(struct wm_reader *reader, struct wm_policy *policy)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_PROVIDER];
	struct wm_provider_config *configs =
		WM_ARENA_NEW(reader->arena, struct wm_provider_config, list->count);

	for (size_t i = 0; i < list->count; i++) {
		wm_registry_add(reader, &reader->providers,
				&(struct wm_named){.name = list->items[i]->name,
						   .object = &configs[i],
						   .where = list->items[i]->name_where});
		read_provider(reader, list->items[i], &configs[i]);
	}
	policy->providers = configs;
	policy->provider_count = list->count;
}
