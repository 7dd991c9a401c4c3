/* The policy as a whole: read its files, then each kind of section, then look at the sum. */
#include "reader.h"

#include <string.h>

const char *wm_view_text(enum wm_view view)
{
	return view == WM_VIEW_INTERNAL ? "internal" : "external";
}

/* `serial =` is "mtime" or a number; the schema has no kind for that. */
static void check_serial(struct wm_reader *reader, const struct wm_value *serial)
{
	const char *text = serial->text;

	if (!text || strcmp(text, "mtime") == 0 || text[strspn(text, "0123456789")] == '\0')
		return;
	wm_error(reader->diags, &serial->where, "'serial' is '%s', expected 'mtime' or a number",
		 text);
}

/* Every file may have a [waymark] of its own; together they count as one. */
static void read_settings(struct wm_reader *reader, struct wm_policy *policy)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_WAYMARK];
	struct wm_value *values = WM_ARENA_NEW(reader->arena, struct wm_value, WM_SETTING_COUNT);
	const struct wm_table tables[] = {{wm_sections[WM_SECTION_WAYMARK].options, values}, {0}};
	struct wm_ini_section all = {
		.type = "waymark", .name = "", .where = {.file = reader->source->path}};

	for (size_t i = 0; i < list->count; i++) {
		const struct wm_ini_section *section = list->items[i];

		for (size_t k = 0; k < i; k++)
			if (strcmp(list->items[k]->where.file, section->where.file) == 0)
				wm_error(reader->diags, &section->where,
					 "a second [waymark] in one file, the first is in line %u",
					 list->items[k]->where.line);
		for (size_t k = 0; k < section->count; k++) {
			all.pairs = wm_arena_grow(reader->arena, all.pairs, &all.capacity,
						  all.count, sizeof(*all.pairs));
			all.pairs[all.count++] = section->pairs[k];
		}
	}
	wm_section_read(reader, &all, &(struct wm_section_form){.tables = tables});
	check_serial(reader, &values[WM_SETTING_SERIAL]);
	policy->settings = values;
}

/* What a policy cannot do without. */
static void check_sum(struct wm_reader *reader)
{
	const struct wm_where where = {.file = reader->source->path};
	const struct wm_section_list *sections = reader->sections;

	if (sections[WM_SECTION_PROVIDER].count == 0)
		wm_error(reader->diags, &where,
			 "no [provider NAME] section: nowhere to put records");
	if (sections[WM_SECTION_DOMAIN].count == 0 && sections[WM_SECTION_DOMAINS].count == 0)
		wm_error(reader->diags, &where,
			 "no [domain NAME] or [domains NAME] section: nothing to do");
}

/* Only of a policy without errors: a misspelt reference would make its target look unused. */
static void warn_unused(struct wm_reader *reader)
{
	if (reader->diags->errors > 0)
		return;
	wm_registry_warn_unused(reader, &reader->keys);
	wm_registry_warn_unused(reader, &reader->providers);
	wm_registry_warn_unused(reader, &reader->edges);
	wm_registry_warn_unused(reader, &reader->services);
}

static void read_all(struct wm_reader *reader, struct wm_policy *policy)
{
	size_t errors = reader->diags->errors;

	wm_files_read(reader, reader->source->path);
	/* A file that cannot be read at all has no sections that could be missing. */
	if (reader->diags->errors == errors)
		check_sum(reader);
	read_settings(reader, policy);
	wm_keys_read(reader);
	wm_providers_read(reader, policy);
	wm_services_read(reader, policy);
	wm_edges_read(reader, policy);
	wm_domains_read(reader, policy);
	warn_unused(reader);
}

enum wm_code wm_policy_load(struct wm_arena *arena, const struct wm_policy_source *source,
			    struct wm_diags *diags, const struct wm_policy **ret_policy)
{
	struct wm_policy *policy = WM_ARENA_NEW(arena, struct wm_policy, 1);
	struct wm_reader reader = {
		.arena = arena,
		.diags = diags,
		.source = source,
		.keys = {.kind = "key", .noun = "TSIG key"},
		.providers = {.kind = "provider", .noun = "provider"},
		.edges = {.kind = "edge", .noun = "edge"},
		.services = {.kind = "service", .noun = "service"},
		.lists = {.kind = "domains", .noun = "list of domains"},
	};
	size_t errors = diags->errors;

	policy->path = wm_arena_text(arena, source->path);
	read_all(&reader, policy);
	policy->secrets = reader.secrets;
	policy->secret_count = reader.secret_count;
	if (reader.diags->errors > errors) {
		wm_policy_done(policy);
		return WM_EPOLICY;
	}
	*ret_policy = policy;
	return WM_OK;
}

void wm_policy_done(const struct wm_policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->secret_count; i++)
		wm_secret_free(policy->secrets[i]);
}
