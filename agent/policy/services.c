/* [service NAME]: the built-in ones from their embedded text, then the user's own. */
#include "reader.h"

#include <ctype.h>
#include <string.h>

#define BLANKS " \t"

/* Stands where a file name would. */
static const char built_in[] = "built-in services";

struct service_reading {
	const char *name;
	struct wm_param_list params;
	struct wm_template *templates;
	size_t template_count;
};

/* ---- templates ---- */

/* Is KEY "record", "record if PARAMETER" or "record unless PARAMETER"? */
static bool read_condition(const char *key, struct wm_template *template)
{
	static const struct {
		const char *word;
		enum wm_condition condition;
	} conditions[] = {{"if", WM_IF}, {"unless", WM_UNLESS}};
	size_t len = strcspn(key, BLANKS);

	if (len != strlen("record") || memcmp(key, "record", len) != 0)
		return false;
	key += len + strspn(key + len, BLANKS);
	if (!*key)
		return true; /* WM_ALWAYS */
	len = strcspn(key, BLANKS);
	for (size_t i = 0; i < WM_COUNT(conditions); i++) {
		if (len != strlen(conditions[i].word) || memcmp(key, conditions[i].word, len) != 0)
			continue;
		template->condition = conditions[i].condition;
		template->parameter = key + len + strspn(key + len, BLANKS);
		return *template->parameter && !strpbrk(template->parameter, BLANKS);
	}
	return false;
}

static void read_templates(struct wm_reader *reader, const struct wm_ini_section *section,
			   struct service_reading *reading)
{
	reading->templates = WM_ARENA_NEW(reader->arena, struct wm_template, section->count);
	for (size_t i = 0; i < section->count; i++) {
		const struct wm_ini_pair *pair = &section->pairs[i];
		struct wm_template template = {.text = pair->value, .where = pair->value_where};

		if (!read_condition(pair->key, &template))
			continue;
		reading->templates[reading->template_count++] = template;
		if (template.condition == WM_ALWAYS)
			continue; /* checked as the option that it is */
		if (*pair->value)
			wm_record_check(reader, pair);
		else
			wm_error(reader->diags, &pair->value_where, "'%s' has no value", pair->key);
	}
}

/* ---- parameters ---- */

static bool is_param_name(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '-' && *text != '_')
			return false;
	return true;
}

static bool take_param(struct wm_reader *reader, const struct wm_ini_pair *pair, void *context)
{
	struct service_reading *reading = context;
	struct wm_template ignored = {0};

	if (read_condition(pair->key, &ignored))
		return true;
	if (!is_param_name(pair->key))
		return false;
	if (strcmp(pair->key, "domain") == 0 || strcmp(pair->key, "edge") == 0) {
		wm_error(reader->diags, &pair->key_where,
			 "'%s' cannot be a parameter: the domain that is served fills it in",
			 pair->key);
		return true;
	}
	wm_param_add(reader,
		     &(struct wm_param){.service = reading->name,
					.name = pair->key,
					.text = pair->value,
					.where = pair->value_where},
		     &reading->params);
	return true;
}

/* Does TEXT hold {NAME}, {NAME+...} or {NAME*}? */
static bool mentions(const char *text, const char *name)
{
	size_t len = strlen(name);

	while ((text = strchr(text, '{'))) {
		text++;
		if (strncmp(text, name, len) == 0 && text[len] && strchr("}+*", text[len]))
			return true;
	}
	return false;
}

static bool is_used(const struct wm_service *service, const char *name)
{
	for (size_t i = 0; wm_params_common[i]; i++)
		if (strcmp(wm_params_common[i], name) == 0)
			return true;
	for (size_t i = 0; i < service->template_count; i++) {
		const struct wm_template *template = &service->templates[i];

		if (mentions(template->text, name) ||
		    (template->parameter && strcmp(template->parameter, name) == 0))
			return true;
	}
	for (size_t i = 0; i < service->param_count; i++)
		if (mentions(service->params[i].text, name))
			return true;
	return false;
}

static size_t param_names(const struct wm_service *service, const char **ret_names)
{
	for (size_t i = 0; i < service->param_count; i++)
		ret_names[i] = service->params[i].name;
	return service->param_count;
}

/* Each condition must name a parameter, and each parameter must be of use: one that is not is most
 * likely another key, misspelt. */
static void check_params(struct wm_reader *reader, const struct wm_service *service)
{
	const struct wm_option *options = wm_sections[WM_SECTION_SERVICE].options;
	const char **names =
		WM_ARENA_NEW(reader->arena, const char *, service->param_count + WM_SERVICE_COUNT);

	for (size_t i = 0; i < service->template_count; i++) {
		const struct wm_template *template = &service->templates[i];
		size_t count = param_names(service, names);
		size_t k = 0;

		while (k < count && template->parameter &&
		       strcmp(names[k], template->parameter) != 0)
			k++;
		if (!template->parameter || k < count)
			continue;
		wm_error(reader->diags, &template->where,
			 "this record depends on '%s', which is no parameter of the service",
			 template->parameter);
		wm_suggest(reader->diags, template->parameter, names, count);
	}
	for (size_t i = 0; i < WM_SERVICE_COUNT; i++)
		names[i] = options[i].name;
	for (size_t i = 0; i < service->param_count; i++) {
		if (is_used(service, service->params[i].name))
			continue;
		wm_error(reader->diags, &service->params[i].where,
			 "no record of the service uses the parameter '%s'",
			 service->params[i].name);
		wm_suggest(reader->diags, service->params[i].name, names, WM_SERVICE_COUNT);
	}
}

void wm_services_set_default(struct wm_reader *reader, const struct wm_param *param)
{
	const struct wm_named *named = wm_registry_find(&reader->services, param->service);
	struct wm_service *service = &reader->service_items[named - reader->services.items];
	struct wm_param *params =
		WM_ARENA_NEW(reader->arena, struct wm_param, service->param_count + 1);
	size_t i;

	for (i = 0; i < service->param_count; i++)
		params[i] = service->params[i];
	service->params = params;
	for (i = 0; i < service->param_count; i++)
		if (strcmp(params[i].name, param->name) == 0)
			break;
	params[i] = *param;
	if (i == service->param_count)
		service->param_count++; /* one of those that every service has */
}

/* ---- sections ---- */

static void read_service(struct wm_reader *reader, const struct wm_ini_section *section,
			 struct wm_service *service)
{
	struct service_reading reading = {.name = section->name};
	struct wm_value values[WM_SERVICE_COUNT] = {0};
	const struct wm_table tables[] = {{wm_sections[WM_SECTION_SERVICE].options, values}, {0}};

	read_templates(reader, section, &reading);
	wm_section_read(reader, section,
			&(struct wm_section_form){
				.tables = tables, .take_free = take_param, .context = &reading});
	*service = (struct wm_service){
		.name = section->name,
		.summary = values[WM_SERVICE_SUMMARY].text,
		.view = (enum wm_view)values[WM_SERVICE_VIEW].number,
		.scope = (enum wm_scope)values[WM_SERVICE_SCOPE].number,
		.params = reading.params.items,
		.param_count = reading.params.count,
		.templates = reading.templates,
		.template_count = reading.template_count,
		.built_in = section->where.file == built_in,
		.where = section->name_where,
	};
	if (service->template_count == 0)
		wm_error(reader->diags, &section->where, "%s has no record",
			 wm_section_text(reader, section));
	check_params(reader, service);
}

/* Read what the list of [service] sections holds. */
static void read_services(struct wm_reader *reader)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_SERVICE];

	reader->service_items = WM_ARENA_NEW(reader->arena, struct wm_service, list->count);
	for (size_t i = 0; i < list->count; i++) {
		struct wm_service *service = &reader->service_items[i];
		const struct wm_where *where = &list->items[i]->name_where;

		read_service(reader, list->items[i], service);
		wm_registry_add(reader, &reader->services,
				&(struct wm_named){.name = list->items[i]->name,
						   .object = service,
						   .where = *where,
						   .built_in = service->built_in});
		if (strchr(service->name, '.'))
			wm_error(reader->diags, where,
				 "a service's name cannot hold '.', which stands before its "
				 "parameters");
	}
}

/* The sections of the embedded text, put before those of the user. */
static void add_built_in(struct wm_reader *reader)
{
	struct wm_section_list own = reader->sections[WM_SECTION_SERVICE];
	struct wm_ini ini;

	reader->sections[WM_SECTION_SERVICE] = (struct wm_section_list){0};
	wm_ini_read(reader->arena, built_in,
		    (struct wm_bytes){(const uint8_t *)wm_services_ini, wm_services_ini_len},
		    reader->diags, &ini);
	for (size_t i = 0; i < ini.count; i++)
		wm_section_add(reader, &ini.sections[i]);
	for (size_t i = 0; i < own.count; i++)
		wm_section_add(reader, own.items[i]);
}

void wm_services_read(struct wm_reader *reader, struct wm_policy *policy)
{
	add_built_in(reader);
	read_services(reader);
	policy->services = reader->service_items;
	policy->service_count = reader->services.count;
}

enum wm_code wm_services_builtin(struct wm_arena *arena, struct wm_diags *diags,
				 const struct wm_service **ret_services, size_t *ret_count)
{
	struct wm_reader reader = {.arena = arena, .diags = diags, .services.kind = "service"};
	size_t errors = diags->errors;

	add_built_in(&reader);
	read_services(&reader);
	if (diags->errors > errors)
		return WM_EPOLICY;
	*ret_services = reader.service_items;
	*ret_count = reader.services.count;
	return WM_OK;
}

const struct wm_service *wm_service_find(const struct wm_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->service_count; i++)
		if (strcmp(policy->services[i].name, name) == 0)
			return &policy->services[i];
	return NULL;
}
