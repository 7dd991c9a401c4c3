/* [edge NAME]: its domain, the addresses of each role, parameters of services. */
#include "reader.h"

#include <ctype.h>
#include <string.h>

struct edge_reading {
	const struct wm_ini_section *section;
	struct wm_role *roles;
	size_t role_count;
	const struct wm_ini_pair **room; /* for all pairs of the section */
	struct wm_param_list params;
};

static bool is_role_name(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '-')
			return false;
	return true;
}

static void warn_repeated(struct wm_reader *reader, const struct wm_role *role)
{
	for (size_t i = 1; i < role->count; i++) {
		for (size_t k = 0; k < i; k++) {
			struct wm_buf text;

			if (role->addresses[i].len != role->addresses[k].len ||
			    memcmp(role->addresses[i].bytes, role->addresses[k].bytes,
				   role->addresses[i].len) != 0)
				continue;
			wm_buf_init(&text, 64);
			wm_address_print(&text, &role->addresses[i]);
			wm_warning(reader->diags, &role->where, "%s stands twice in role '%s'",
				   wm_buf_string(&text), role->name);
			wm_buf_done(&text);
			break;
		}
	}
}

/* The pairs of SECTION whose key is KEY; returns how many. */
static size_t find_pairs(const struct wm_ini_section *section, const char *key,
			 const struct wm_ini_pair **ret_pairs)
{
	size_t count = 0;

	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->pairs[i].key, key) == 0)
			ret_pairs[count++] = &section->pairs[i];
	return count;
}

/* WORDS are what the role's addresses were read from, all of them good. */
static void check_hosts(struct wm_reader *reader, const struct wm_role *role,
			const struct wm_word *words)
{
	for (size_t i = 0; i < role->count; i++)
		if (!wm_address_is_host(&role->addresses[i]))
			wm_error(reader->diags, &words[i].where,
				 "%s can never be the address of an edge: loopback, multicast or "
				 "reserved",
				 words[i].text);
}

/* The addresses of the role that PAIR is the first line of. */
static void read_role(struct wm_reader *reader, struct edge_reading *reading,
		      const struct wm_ini_pair *pair)
{
	const struct wm_option *options = wm_sections[WM_SECTION_EDGE].options;
	const char *names[WM_EDGE_COUNT];
	struct wm_role *role = &reading->roles[reading->role_count];
	size_t errors = reader->diags->errors;
	size_t count = find_pairs(reading->section, pair->key, reading->room);
	const struct wm_word *words;

	if (reading->room[0] != pair)
		return; /* read with the first one */
	reading->role_count++;
	*role = (struct wm_role){
		.name = pair->key, .where = pair->value_where, .key_where = pair->key_where};
	words = wm_words_read(reader, reading->room, count, &count);
	role->addresses = wm_addresses_read(reader, words, count, &role->count);
	if (reader->diags->errors > errors) {
		/* Perhaps it was not to be a role at all. */
		for (size_t i = 0; i < WM_EDGE_COUNT; i++)
			names[i] = options[i].name;
		wm_suggest(reader->diags, pair->key, names, WM_EDGE_COUNT);
		return;
	}
	check_hosts(reader, role, words);
	if (role->count == 0)
		wm_error(reader->diags, &pair->value_where, "role '%s' has no address", pair->key);
	warn_repeated(reader, role);
}

static bool take_pair(struct wm_reader *reader, const struct wm_ini_pair *pair, void *context)
{
	struct edge_reading *reading = context;

	if (wm_param_read(reader, pair, &reading->params))
		return true;
	if (!is_role_name(pair->key))
		return false;
	if (strcmp(pair->key, "name") == 0) {
		wm_error(reader->diags, &pair->key_where,
			 "'name' cannot be a role: {edge.name} is the name of the edge");
		return true;
	}
	read_role(reader, reading, pair);
	return true;
}

static void read_edge(struct wm_reader *reader, const struct wm_ini_section *section,
		      struct wm_edge *edge)
{
	struct edge_reading reading = {
		.section = section,
		.roles = WM_ARENA_NEW(reader->arena, struct wm_role, section->count),
		.room = WM_ARENA_NEW(reader->arena, const struct wm_ini_pair *, section->count),
	};
	struct wm_value values[WM_EDGE_COUNT] = {0};
	const struct wm_table tables[] = {{wm_sections[WM_SECTION_EDGE].options, values}, {0}};

	wm_section_read(reader, section,
			&(struct wm_section_form){
				.tables = tables, .take_free = take_pair, .context = &reading});
	*edge = (struct wm_edge){
		.name = section->name,
		.roles = reading.roles,
		.role_count = reading.role_count,
		.params = reading.params.items,
		.param_count = reading.params.count,
		.where = section->name_where,
	};
	if (values[WM_EDGE_DOMAIN].count > 0)
		edge->domain = values[WM_EDGE_DOMAIN].names[0];
}

void wm_edges_read(struct wm_reader *reader, struct wm_policy *policy)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_EDGE];
	struct wm_edge *edges = WM_ARENA_NEW(reader->arena, struct wm_edge, list->count);

	for (size_t i = 0; i < list->count; i++) {
		wm_registry_add(reader, &reader->edges,
				&(struct wm_named){.name = list->items[i]->name,
						   .object = &edges[i],
						   .where = list->items[i]->name_where});
		read_edge(reader, list->items[i], &edges[i]);
	}
	policy->edges = edges;
	policy->edge_count = list->count;
}
