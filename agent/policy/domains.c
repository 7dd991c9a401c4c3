/* [defaults], [domain NAME] and [domains NAME]: the domains of the policy. */
#include "reader.h"

#include <string.h>

/* ---- what only makes sense as a whole ---- */

static void check_providers(struct wm_reader *reader, const struct wm_shape_reading *reading)
{
	const struct wm_registry *registry = &reader->providers;

	/* Without any provider there is one error for all. */
	if (reading->shape.provider_count > 0 || registry->count == 0)
		return;
	/* A list that was not understood has been reported. */
	if (reading->values[WM_SHAPE_PROVIDERS].set && reading->has_errors)
		return;
	wm_error(reader->diags, &reading->section->where, "%s names no provider",
		 wm_section_text(reader, reading->section));
	if (registry->count == 1)
		wm_hint(reader->diags, "write 'providers = %s' here or in [defaults]",
			registry->items[0].name);
}

static void check_params(struct wm_reader *reader, const struct wm_shape *shape)
{
	for (size_t i = 0; i < shape->param_count; i++) {
		const struct wm_param *param = &shape->params[i];
		size_t k = 0;

		while (k < shape->service_count &&
		       strcmp(shape->services[k]->name, param->service) != 0)
			k++;
		if (k == shape->service_count)
			wm_warning(reader->diags, &param->where,
				   "this has no effect: '%s' is not among the services of [%s]",
				   param->service, shape->section);
	}
}

static void check_shape(struct wm_reader *reader, const struct wm_shape_reading *reading)
{
	const struct wm_shape *shape = &reading->shape;

	check_providers(reader, reading);
	if (reader->diags->errors > 0)
		return; /* what follows are warnings, and perhaps no longer true once it is right */
	check_params(reader, shape);
	if (shape->service_count == 0 && shape->record_count == 0 && shape->remove_count == 0)
		wm_warning(reader->diags, &reading->section->where,
			   "[%s] asks for no service and no record", shape->section);
}

/* ---- sections ---- */

/* The first [defaults]; a second one is an error. */
static void read_defaults(struct wm_reader *reader, struct wm_shape_reading *ret_reading)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_DEFAULTS];

	for (size_t i = 1; i < list->count; i++)
		wm_error(reader->diags, &list->items[i]->where,
			 "a second [defaults], the first is at %s:%u", list->items[0]->where.file,
			 list->items[0]->where.line);
	wm_shape_read(reader, WM_SECTION_DEFAULTS, list->count > 0 ? list->items[0] : NULL, NULL,
		      ret_reading);
	for (size_t i = 0; i < ret_reading->shape.param_count; i++)
		wm_services_set_default(reader, &ret_reading->shape.params[i]);
}

static void read_domain(struct wm_reader *reader, const struct wm_ini_section *section,
			const struct wm_shape *defaults, struct wm_domain_set *set)
{
	struct wm_shape_reading *reading = WM_ARENA_NEW(reader->arena, struct wm_shape_reading, 1);
	struct wm_domain domain = {.shape = &reading->shape, .where = section->name_where};

	wm_shape_read(reader, WM_SECTION_DOMAIN, section, defaults, reading);
	if (wm_domain_name_read(reader, section->name, strlen(section->name), &domain.where,
				&domain.name))
		wm_domain_set_add(reader, set, &domain);
	check_shape(reader, reading);
}

static void read_domains(struct wm_reader *reader, const struct wm_ini_section *section,
			 const struct wm_shape *defaults, struct wm_domain_set *set)
{
	struct wm_shape_reading *reading = WM_ARENA_NEW(reader->arena, struct wm_shape_reading, 1);

	wm_registry_add(reader, &reader->lists,
			&(struct wm_named){.name = section->name, .where = section->name_where});
	wm_shape_read(reader, WM_SECTION_DOMAINS, section, defaults, reading);
	if (reading->values[WM_SHAPE_FILE].text)
		wm_domain_file_read(reader, &reading->values[WM_SHAPE_FILE], &reading->shape, set);
	check_shape(reader, reading);
}

void wm_domains_read(struct wm_reader *reader, struct wm_policy *policy)
{
	const struct wm_section_list *single = &reader->sections[WM_SECTION_DOMAIN];
	const struct wm_section_list *lists = &reader->sections[WM_SECTION_DOMAINS];
	struct wm_shape_reading defaults;
	struct wm_domain_set set = {0};

	read_defaults(reader, &defaults);
	for (size_t i = 0; i < single->count; i++)
		read_domain(reader, single->items[i], &defaults.shape, &set);
	for (size_t i = 0; i < lists->count; i++)
		read_domains(reader, lists->items[i], &defaults.shape, &set);
	policy->domains = set.items;
	policy->domain_count = set.count;
}
