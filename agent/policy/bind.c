/* Binding programs to shapes: whose parameter counts, which edges take part, which recipes hold. */
#include "bind.h"

#include <inttypes.h>
#include <string.h>

#include <waymark/str.h>

#include "reader.h"

const char *wm_domain_text(struct wm_arena *arena, const struct wm_name *name)
{
	char text[WM_NAME_TEXT_MAX];
	size_t len = strlen(wm_name_text(name, text));

	return wm_arena_text_n(arena, text, len > 1 ? len - 1 : len);
}

struct wm_fill wm_bound_fill(const struct wm_bound *bound, const char *domain)
{
	return (struct wm_fill){
		.domain = domain,
		.edge_domain = bound->edge_domain ? bound->edge_domain : domain,
		.edge_name = bound->edge ? bound->edge->name : NULL,
		.settings = bound->settings,
		.step = bound->step,
	};
}

void wm_bound_report(const struct wm_binder *binder, const struct wm_bound *bound,
		     const struct wm_recipe *recipe, const struct wm_domain *domain)
{
	const struct wm_service *service = bound->program->service;
	const struct wm_field *at = binder->maker->at;
	const struct wm_setting *setting =
		at ? wm_pattern_users(&at->pattern, bound->settings) : NULL;
	struct wm_where place = wm_where_at(recipe->where, at ? at->offset : recipe->end);
	char text[WM_NAME_TEXT_MAX];

	if (!*binder->maker->why.text)
		return; /* a parameter that was reported where it stands */
	if (setting)
		place = *setting->where;
	else if (service && service->built_in)
		place = domain->where;
	if (service)
		wm_error(binder->diags, &place, "service '%s' for %s: %s", service->name,
			 wm_name_text(&domain->name, text), binder->maker->why.text);
	else
		wm_error(binder->diags, &place, "%s", binder->maker->why.text);
}

/* ---- parameters ---- */

static void override(const struct wm_binder *binder, const struct wm_program *program,
		     const struct wm_param *params, size_t count, struct wm_setting *settings)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(params[i].service, program->service->name) == 0)
			wm_program_set(binder->arena, binder->diags, program, &params[i], settings);
}

/* The domain's TTL as the value of {ttl}. */
static struct wm_pattern ttl_pattern(struct wm_arena *arena, uint32_t ttl_s)
{
	struct wm_part *part = WM_ARENA_NEW(arena, struct wm_part, 1);

	part->kind = WM_PART_TEXT;
	part->text = wm_arena_printf(arena, "%" PRIu32, ttl_s);
	part->len = strlen(part->text);
	return (struct wm_pattern){.parts = part, .count = 1};
}

/* The parameters as they are on EDGE: the domain's word, else the edge's, else the service's. */
static const struct wm_setting *settle(const struct wm_binder *binder,
				       const struct wm_program *program,
				       const struct wm_shape *shape, const struct wm_edge *edge)
{
	struct wm_setting *settings =
		wm_arena_copy(binder->arena, program->defaults,
			      program->param_count * sizeof(*program->defaults));

	if (!settings[WM_PARAM_TTL].where)
		settings[WM_PARAM_TTL].whole = ttl_pattern(binder->arena, shape->ttl_s);
	if (!program->service)
		return settings;
	if (edge)
		override(binder, program, edge->params, edge->param_count, settings);
	override(binder, program, shape->params, shape->param_count, settings);
	return settings;
}

/* ---- conditions ---- */

static bool read_yesno(const char *text, size_t len, bool *ret_yes)
{
	static const struct {
		const char *word;
		bool yes;
	} words[] = {{"yes", true}, {"true", true},   {"on", true},
		     {"no", false}, {"false", false}, {"off", false}};

	for (size_t i = 0; i < WM_COUNT(words); i++) {
		if (wm_str_is(text, len, words[i].word)) {
			*ret_yes = words[i].yes;
			return true;
		}
	}
	return false;
}

/* Are all words of TEXT a yes? False if one is neither yes nor no, or there is none. */
static bool read_all(const char *text, bool *ret_yes)
{
	static const char blanks[] = " \t,";
	bool yes = true;
	size_t count = 0;

	for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
		size_t len = strcspn(text, blanks);
		bool one;

		if (!read_yesno(text, len, &one))
			return false;
		yes &= one;
		count++;
		text += len;
	}
	*ret_yes = yes;
	return count > 0;
}

/* Does INSTRUCTION hold on the edge? A parameter that says neither yes nor no is reported. */
static bool holds(const struct wm_binder *binder, const struct wm_bound *bound,
		  const struct wm_instruction *instruction, const struct wm_domain *domain)
{
	struct wm_maker *maker = binder->maker;
	const struct wm_setting *setting;
	struct wm_part part = {.kind = WM_PART_PARAM, .param = instruction->condition_param};
	struct wm_field field = {.pattern = {.parts = &part, .count = 1}};
	bool is_full;
	bool yes;

	if (instruction->condition == WM_ALWAYS)
		return true;
	setting = &bound->settings[instruction->condition_param];
	maker->at = &field;
	wm_buf_clear(&maker->text);
	if (wm_pattern_fill(&maker->text, &field.pattern, maker->fill, &is_full, &maker->why)) {
		wm_bound_report(binder, bound, &instruction->recipe, domain);
		return false;
	}
	if (!read_all(wm_buf_string(&maker->text), &yes)) {
		wm_fail(&maker->why, WM_EPOLICY, "parameter '%s' is '%s', expected yes or no",
			setting->name, wm_buf_string(&maker->text));
		wm_bound_report(binder, bound, &instruction->recipe, domain);
		return false;
	}
	return yes == (instruction->condition == WM_IF);
}

/* ---- edges ---- */

static const struct wm_role *find_role(const struct wm_edge *edge, const char *name)
{
	for (size_t i = 0; edge && i < edge->role_count; i++)
		if (strcmp(edge->roles[i].name, name) == 0)
			return &edge->roles[i];
	return NULL;
}

/* A program on one edge before it is known whether the edge takes part. */
struct candidate {
	struct wm_bound bound;
	bool *active; /* parallel to the program's instructions */
};

static void look_at_edge(const struct wm_binder *binder, const struct wm_program *program,
			 const struct wm_domain *domain, const struct wm_edge *edge,
			 struct candidate *candidate)
{
	struct wm_bound *bound = &candidate->bound;
	struct wm_fill fill;

	bound->program = program;
	bound->edge = edge;
	bound->settings = settle(binder, program, domain->shape, edge);
	if (edge && edge->domain.len > 0)
		bound->edge_domain = wm_domain_text(binder->arena, &edge->domain);
	fill = wm_bound_fill(bound, wm_domain_text(binder->arena, &domain->name));
	binder->maker->fill = &fill;
	candidate->active = WM_ARENA_NEW(binder->arena, bool, program->instruction_count);
	for (size_t i = 0; i < program->instruction_count; i++)
		candidate->active[i] = holds(binder, bound, &program->instructions[i], domain);
}

/* An edge takes part if it has one of the roles that are needed. */
static bool takes_part(const struct candidate *candidate)
{
	const struct wm_program *program = candidate->bound.program;
	bool needs_role = false;

	for (size_t i = 0; i < program->instruction_count; i++) {
		const char *role = program->instructions[i].recipe.role;

		if (!candidate->active[i] || !role)
			continue;
		if (find_role(candidate->bound.edge, role))
			return true;
		needs_role = true;
	}
	return !needs_role;
}

/* The TTL of a recipe: its own, else the parameter's, which is the domain's unless somebody set it.
 */
static bool settle_ttl(const struct wm_binder *binder, const struct wm_bound *bound,
		       const struct wm_domain *domain, struct wm_bound_recipe *recipe)
{
	static const struct wm_part param = {.kind = WM_PART_PARAM, .param = WM_PARAM_TTL};
	static const struct wm_field field = {.pattern = {.parts = &param, .count = 1}};

	recipe->ttl_is_domains = !recipe->recipe->ttl && !bound->settings[WM_PARAM_TTL].where;
	if (!wm_recipe_ttl(binder->maker, recipe->recipe->ttl ? recipe->recipe->ttl : &field,
			   &recipe->ttl_s))
		return true;
	wm_bound_report(binder, bound, recipe->recipe, domain);
	return false;
}

/* Give CANDIDATE, which takes part, its rank and the recipes that it makes. */
static void enlist(const struct wm_binder *binder, const struct wm_domain *domain,
		   struct candidate *candidate, size_t rank)
{
	struct wm_bound *bound = &candidate->bound;
	const struct wm_program *program = bound->program;
	struct wm_fill fill;

	bound->step = (uint32_t)rank * WM_EDGE_STEP;
	bound->recipes =
		WM_ARENA_NEW(binder->arena, struct wm_bound_recipe, program->instruction_count);
	fill = wm_bound_fill(bound, wm_domain_text(binder->arena, &domain->name));
	binder->maker->fill = &fill;
	for (size_t i = 0; i < program->instruction_count; i++) {
		struct wm_bound_recipe *recipe = &bound->recipes[bound->recipe_count];

		recipe->recipe = &program->instructions[i].recipe;
		recipe->asker = (struct wm_asker){.service = program->service,
						  .edge = bound->edge,
						  .where = recipe->recipe->where};
		if (!candidate->active[i])
			continue;
		if (recipe->recipe->role)
			recipe->role = find_role(bound->edge, recipe->recipe->role);
		if (recipe->recipe->role && !recipe->role)
			continue;
		if (settle_ttl(binder, bound, domain, recipe))
			bound->recipe_count++;
	}
}

/* ---- roles that nobody has ---- */

/* "edge 'one' has access, proxy; edge 'two' has sip" */
static const char *describe_edges(struct wm_arena *arena, const struct wm_shape *shape)
{
	const char *text = "";

	if (shape->edge_count == 0)
		return "the domain has no edge";
	for (size_t i = 0; i < shape->edge_count; i++) {
		const struct wm_edge *edge = shape->edges[i];

		text = wm_arena_printf(arena, "%s%sedge '%s' has ", text, i > 0 ? "; " : "",
				       edge->name);
		for (size_t j = 0; j < edge->role_count; j++)
			text = wm_arena_printf(arena, "%s%s%s", text, j > 0 ? ", " : "",
					       edge->roles[j].name);
		if (edge->role_count == 0)
			text = wm_arena_printf(arena, "%sno addresses", text);
	}
	return text;
}

static const char *nearest_role(struct wm_arena *arena, const struct wm_shape *shape,
				const char *role)
{
	const char **names;
	size_t count = 0;

	for (size_t i = 0; i < shape->edge_count; i++)
		count += shape->edges[i]->role_count;
	names = WM_ARENA_NEW(arena, const char *, count);
	count = 0;
	for (size_t i = 0; i < shape->edge_count; i++)
		for (size_t j = 0; j < shape->edges[i]->role_count; j++)
			names[count++] = shape->edges[i]->roles[j].name;
	return wm_str_nearest(role, names, count);
}

static void report_role(const struct wm_binder *binder, const struct wm_program *program,
			const struct wm_recipe *recipe, const struct wm_shape *shape)
{
	struct wm_where place = *recipe->where;
	const char *nearest = nearest_role(binder->arena, shape, recipe->role);
	const char *edges = describe_edges(binder->arena, shape);

	if (!program->service) {
		place = wm_where_at(&place, recipe->data[0].offset);
		wm_error(binder->diags, &place, "no edge has role '%s': %s", recipe->role, edges);
	} else {
		place = program->service->built_in ? shape->where
						   : wm_where_at(&place, recipe->data[0].offset);
		wm_error(binder->diags, &place,
			 "service '%s' in [%s] needs addresses of role '%s': %s",
			 program->service->name, shape->section, recipe->role, edges);
	}
	if (nearest)
		wm_hint(binder->diags, "did you mean '%s'?", nearest);
}

/* Is each role that a candidate needs there on some edge? Those that are not are reported. */
static bool check_roles(const struct wm_binder *binder, const struct wm_program *program,
			const struct wm_shape *shape, const struct candidate *candidates,
			size_t count)
{
	bool good = true;

	for (size_t i = 0; i < program->instruction_count; i++) {
		const struct wm_recipe *recipe = &program->instructions[i].recipe;
		bool needed = false;
		bool found = false;

		for (size_t j = 0; recipe->role && j < count; j++) {
			needed |= candidates[j].active[i];
			found |= find_role(candidates[j].bound.edge, recipe->role) != NULL;
		}
		if (!needed || found)
			continue;
		report_role(binder, program, recipe, shape);
		good = false;
	}
	return good;
}

struct wm_bound_list wm_bind(const struct wm_binder *binder, const struct wm_program *program,
			     const struct wm_domain *domain)
{
	const struct wm_shape *shape = domain->shape;
	/* A line that says the same on every edge is taken once. */
	bool once = !program->service && !program->instructions[0].recipe.uses_edge;
	size_t count = shape->edge_count == 0 || once ? 1 : shape->edge_count;
	struct candidate *candidates = WM_ARENA_NEW(binder->arena, struct candidate, count);
	struct wm_bound_list list = {.items = WM_ARENA_NEW(binder->arena, struct wm_bound, count)};
	bool good;

	for (size_t i = 0; i < count; i++)
		look_at_edge(binder, program, domain, shape->edge_count ? shape->edges[i] : NULL,
			     &candidates[i]);
	good = check_roles(binder, program, shape, candidates, count);
	if (!good)
		count = 1; /* enough to find what else is wrong */
	for (size_t i = 0; i < count; i++) {
		if (good && !takes_part(&candidates[i]))
			continue;
		enlist(binder, domain, &candidates[i], list.count);
		list.items[list.count++] = candidates[i].bound;
	}
	return list;
}
