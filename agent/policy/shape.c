/* What a domain asks for: the keys that [defaults], [domain] and [domains] share. */
#include "reader.h"

#include <string.h>

#define TTL_DEFAULT_S 3600

/* ---- references ---- */

/* The objects that WORDS refer to; what is unknown or stands twice is reported and left out. */
static const void **resolve(struct wm_reader *reader, struct wm_registry *registry,
			    const struct wm_value *value, size_t *ret_count)
{
	const void **objects = WM_ARENA_NEW(reader->arena, const void *, value->count);
	size_t count = 0;

	for (size_t i = 0; i < value->count; i++) {
		const struct wm_word *word = &value->words[i];
		const void *object = wm_registry_use(reader, registry, word);
		size_t k = 0;

		while (k < count && objects[k] != object)
			k++;
		if (object && k < count)
			wm_error(reader->diags, &word->where, "%s '%s' stands twice in this list",
				 registry->noun, word->text);
		else if (object)
			objects[count++] = object;
	}
	*ret_count = count;
	return objects;
}

static void resolve_providers(struct wm_reader *reader, const struct wm_value *value,
			      struct wm_shape *shape)
{
	const struct wm_provider_config **providers;
	const void **objects = resolve(reader, &reader->providers, value, &shape->provider_count);

	providers = WM_ARENA_NEW(reader->arena, const struct wm_provider_config *,
				 shape->provider_count);
	for (size_t i = 0; i < shape->provider_count; i++)
		providers[i] = objects[i];
	shape->providers = providers;
}

static void resolve_services(struct wm_reader *reader, const struct wm_value *value,
			     struct wm_shape *shape)
{
	const struct wm_service **services;
	const void **objects = resolve(reader, &reader->services, value, &shape->service_count);

	services = WM_ARENA_NEW(reader->arena, const struct wm_service *, shape->service_count);
	for (size_t i = 0; i < shape->service_count; i++)
		services[i] = objects[i];
	shape->services = services;
}

static void resolve_edges(struct wm_reader *reader, const struct wm_value *value,
			  struct wm_shape *shape)
{
	const struct wm_edge **edges;
	const void **objects = resolve(reader, &reader->edges, value, &shape->edge_count);

	edges = WM_ARENA_NEW(reader->arena, const struct wm_edge *, shape->edge_count);
	for (size_t i = 0; i < shape->edge_count; i++)
		edges[i] = objects[i];
	shape->edges = edges;
	/* Words that refer to nothing were reported: then the policy is not used. */
	shape->edge_words = value->words;
}

/* ---- the rest ---- */

static const struct wm_line *make_lines(struct wm_arena *arena, const struct wm_value *value)
{
	struct wm_line *lines = WM_ARENA_NEW(arena, struct wm_line, value->count);

	for (size_t i = 0; i < value->count; i++)
		lines[i] = (struct wm_line){value->words[i].text, value->words[i].where};
	return lines;
}

static bool take_param(struct wm_reader *reader, const struct wm_ini_pair *pair, void *context)
{
	return wm_param_read(reader, pair, context);
}

/* What SHAPE says itself, over what it starts with. */
static void fill_shape(struct wm_reader *reader, const struct wm_value *values,
		       struct wm_shape *shape)
{
	if (values[WM_SHAPE_PROVIDERS].set)
		resolve_providers(reader, &values[WM_SHAPE_PROVIDERS], shape);
	if (values[WM_SHAPE_SERVICES].set)
		resolve_services(reader, &values[WM_SHAPE_SERVICES], shape);
	shape->has_own_edges = values[WM_SHAPE_EDGE].set;
	if (shape->has_own_edges)
		resolve_edges(reader, &values[WM_SHAPE_EDGE], shape);
	if (values[WM_SHAPE_TTL].set)
		shape->ttl_s = (uint32_t)values[WM_SHAPE_TTL].number;
	if (values[WM_SHAPE_ADOPT].set)
		shape->adopt = values[WM_SHAPE_ADOPT].number == 1;
	shape->records = make_lines(reader->arena, &values[WM_SHAPE_RECORD]);
	shape->record_count = values[WM_SHAPE_RECORD].count;
	shape->removes = make_lines(reader->arena, &values[WM_SHAPE_REMOVE]);
	shape->remove_count = values[WM_SHAPE_REMOVE].count;
}

void wm_shape_read(struct wm_reader *reader, enum wm_section_id id,
		   const struct wm_ini_section *section, const struct wm_shape *defaults,
		   struct wm_shape_reading *ret_reading)
{
	size_t errors = reader->diags->errors;
	struct wm_param_list params = {0};
	struct wm_shape *shape = &ret_reading->shape;
	const struct wm_table tables[] = {{wm_sections[id].options, ret_reading->values}, {0}};

	*ret_reading = (struct wm_shape_reading){.section = section};
	if (defaults)
		*shape = *defaults;
	else
		shape->ttl_s = TTL_DEFAULT_S;
	shape->params = NULL;
	shape->param_count = 0;
	if (!section)
		return;
	wm_section_read(reader, section,
			&(struct wm_section_form){
				.tables = tables, .take_free = take_param, .context = &params});
	shape->section = wm_arena_printf(reader->arena, "%s%s%s", section->type,
					 *section->name ? " " : "", section->name);
	shape->where = section->where;
	shape->params = params.items;
	shape->param_count = params.count;
	fill_shape(reader, ret_reading->values, shape);
	ret_reading->has_errors = reader->diags->errors > errors;
}
