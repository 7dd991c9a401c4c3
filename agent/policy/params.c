/* The parameters of services, where an edge, a domain or the defaults set them. */
#include "reader.h"

#include <string.h>

const char *const wm_params_common[] = {"ttl", "priority", "weight", NULL};

static bool has_param(const struct wm_service *service, const char *name)
{
	for (size_t i = 0; i < service->param_count; i++)
		if (strcmp(service->params[i].name, name) == 0)
			return true;
	for (size_t i = 0; wm_params_common[i]; i++)
		if (strcmp(wm_params_common[i], name) == 0)
			return true;
	return false;
}

static void report_unknown(struct wm_reader *reader, const struct wm_service *service,
			   const char *name, const struct wm_where *where)
{
	size_t count = service->param_count + WM_COUNT(wm_params_common);
	const char **names = WM_ARENA_NEW(reader->arena, const char *, count);

	for (size_t i = 0; i < service->param_count; i++)
		names[i] = service->params[i].name;
	for (size_t i = 0; i < WM_COUNT(wm_params_common); i++)
		names[service->param_count + i] = wm_params_common[i];
	wm_error(reader->diags, where, "service '%s' has no parameter '%s'", service->name, name);
	wm_suggest(reader->diags, name, names, count);
}

void wm_param_add(struct wm_reader *reader, const struct wm_param *param,
		  struct wm_param_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].service, param->service) != 0 ||
		    strcmp(list->items[i].name, param->name) != 0)
			continue;
		wm_error(reader->diags, &param->where,
			 "parameter '%s' of '%s' is set twice, the first time in line %u",
			 param->name, param->service, list->items[i].where.line);
		return;
	}
	list->items = wm_arena_grow(reader->arena, list->items, &list->capacity, list->count,
				    sizeof(*list->items));
	list->items[list->count++] = *param;
}

bool wm_param_read(struct wm_reader *reader, const struct wm_ini_pair *pair,
		   struct wm_param_list *list)
{
	const char *dot = strrchr(pair->key, '.');
	const struct wm_named *named;
	struct wm_param param = {.text = pair->value, .where = pair->value_where};
	struct wm_where name_where;

	if (!dot)
		return false;
	param.service = wm_arena_text_n(reader->arena, pair->key, (size_t)(dot - pair->key));
	param.name = dot + 1;
	name_where = wm_where_at(&pair->key_where, (size_t)(param.name - pair->key));
	named = wm_registry_find(&reader->services, param.service);
	if (!named) {
		wm_error(reader->diags, &pair->key_where, "unknown service '%s'", param.service);
		wm_registry_suggest(reader, &reader->services, param.service);
	} else if (!has_param(named->object, param.name)) {
		report_unknown(reader, named->object, param.name, &name_where);
	} else {
		wm_param_add(reader, &param, list);
	}
	return true;
}
