/* Roles of edges that nothing asks for, and what they were meant to be. */
#include "roles.h"

#include <string.h>

#include <waymark/str.h>

#include "reader.h"

#define ROLE_START "{edge."

static bool is_known(const struct wm_roles *roles, const char *name)
{
	for (size_t i = 0; i < roles->count; i++)
		if (strcmp(roles->names[i], name) == 0)
			return true;
	return false;
}

/* {edge.domain} and {edge.name} come along: no edge can have a role of those names. */
static void collect(struct wm_arena *arena, const char *text, struct wm_roles *roles)
{
	while ((text = strstr(text, ROLE_START))) {
		size_t len;
		const char *name;

		text += strlen(ROLE_START);
		len = strcspn(text, "}");
		if (!text[len])
			return;
		name = wm_arena_text_n(arena, text, len);
		if (is_known(roles, name))
			continue;
		roles->names = wm_arena_grow(arena, roles->names, &roles->capacity, roles->count,
					     sizeof(*roles->names));
		roles->names[roles->count++] = name;
	}
}

struct wm_roles wm_roles_collect(struct wm_arena *arena, const struct wm_policy *policy)
{
	struct wm_roles roles = {0};
	const struct wm_shape *last = NULL;

	for (size_t i = 0; i < policy->service_count; i++)
		for (size_t j = 0; j < policy->services[i].template_count; j++)
			collect(arena, policy->services[i].templates[j].text, &roles);
	for (size_t i = 0; i < policy->domain_count; i++) {
		const struct wm_shape *shape = policy->domains[i].shape;

		for (size_t j = 0; shape != last && j < shape->record_count; j++)
			collect(arena, shape->records[j].text, &roles);
		last = shape;
	}
	return roles;
}

const struct wm_role *wm_roles_misspelt(const struct wm_roles *roles, const struct wm_edge *edge,
					const char *needed)
{
	for (size_t i = 0; i < edge->role_count; i++)
		if (!is_known(roles, edge->roles[i].name) &&
		    wm_str_nearest(edge->roles[i].name, &needed, 1))
			return &edge->roles[i];
	return NULL;
}

static bool has_error_at(const struct wm_diags *diags, const struct wm_where *where)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct wm_diag *diag = &diags->items[i];

		if (diag->severity == WM_ERROR && diag->where.file == where->file &&
		    diag->where.line == where->line && diag->where.column == where->column)
			return true;
	}
	return false;
}

void wm_roles_check(const struct wm_roles *roles, const struct wm_policy *policy,
		    struct wm_diags *diags)
{
	for (size_t i = 0; i < policy->edge_count; i++) {
		const struct wm_edge *edge = &policy->edges[i];

		for (size_t j = 0; j < edge->role_count; j++) {
			const struct wm_role *role = &edge->roles[j];

			if (is_known(roles, role->name) || has_error_at(diags, &role->key_where))
				continue;
			wm_warning(diags, &role->key_where, "no service uses the role '%s'",
				   role->name);
			wm_suggest(diags, role->name, roles->names, roles->count);
		}
	}
}
