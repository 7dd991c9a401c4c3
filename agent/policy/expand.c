/* From policy to desired records: every line of every domain, filled in, merged, checked. */
#include <waymark/expand.h>

#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "homes.h"
#include "limits.h"
#include "maker.h"
#include "merge.h"
#include "program.h"
#include "reader.h"
#include "runs.h"
#include "traps.h"

/* Providers, as indexes into the policy's. */
struct targets {
	uint32_t *items;
	size_t count;
};

/* A program as the domains of one shape use it. */
struct job {
	const struct wm_program *program;
	enum wm_line_kind kind;
	struct targets targets;
	struct wm_bound_list bound;
};

/* One expansion. ARENA keeps what is returned, WORK the rest. */
struct expansion {
	struct wm_arena *arena;
	struct wm_arena *work;
	const struct wm_policy *policy;
	const struct wm_selection *selection;
	struct wm_diags *diags;
	struct wm_homes homes;
	struct wm_maker maker;
	struct wm_program *programs;          /* parallel to the policy's services */
	bool *done;                           /* likewise: scope = once, and made already */
	const struct wm_role **private_roles; /* reported already */
	size_t private_count, private_capacity;
	const void **wishes; /* struct wm_wish, in the order of asking */
	size_t wish_count, wish_capacity;
	size_t *first_wishes; /* of each domain of the policy, and the end of the last one's */
	/* The jobs of the shape at work; domains of one section follow each other. */
	const struct wm_shape *shape;
	struct job *jobs;
	size_t job_count;
	/* The domain at work. */
	const struct wm_domain *domain;
	const char *domain_text;
	bool selected;
};

static struct wm_binder binder_of(struct expansion *expansion)
{
	return (struct wm_binder){
		.arena = expansion->work,
		.diags = expansion->diags,
		.maker = &expansion->maker,
	};
}

/* ---- where records go ---- */

static size_t provider_index(const struct wm_policy *policy,
			     const struct wm_provider_config *provider)
{
	size_t index = 0;

	while (index < policy->provider_count && &policy->providers[index] != provider)
		index++;
	return index;
}

/* The providers of SHAPE; for SERVICE those of its view alone. */
static struct targets targets_of(const struct expansion *expansion, const struct wm_shape *shape,
				 const struct wm_service *service)
{
	struct targets targets = {
		.items = WM_ARENA_NEW(expansion->work, uint32_t, shape->provider_count)};

	for (size_t i = 0; i < shape->provider_count; i++) {
		size_t index = provider_index(expansion->policy, shape->providers[i]);

		if (index < expansion->policy->provider_count &&
		    (!service || shape->providers[i]->view == service->view))
			targets.items[targets.count++] = (uint32_t)index;
	}
	return targets;
}

/* ---- the jobs of a shape ---- */

static void add_job(struct expansion *expansion, const struct wm_domain *domain,
		    const struct wm_program *program, enum wm_line_kind kind)
{
	const struct wm_service *service = program->service;
	struct job *job = &expansion->jobs[expansion->job_count];
	struct wm_binder binder = binder_of(expansion);

	*job = (struct job){
		.program = program,
		.kind = kind,
		.targets = targets_of(expansion, domain->shape, service),
	};
	if (job->targets.count == 0 && service) {
		wm_error(expansion->diags, &domain->shape->where,
			 "service '%s' belongs to the %s view, and no provider of [%s] has that "
			 "view",
			 service->name, wm_view_text(service->view), domain->shape->section);
		return;
	}
	job->bound = wm_bind(&binder, program, domain);
	expansion->job_count++;
}

static void add_lines(struct expansion *expansion, const struct wm_domain *domain,
		      const struct wm_line *lines, size_t count, enum wm_line_kind kind)
{
	for (size_t i = 0; i < count; i++) {
		struct wm_program *program = WM_ARENA_NEW(expansion->work, struct wm_program, 1);

		if (wm_program_of_line(expansion->work, expansion->diags, &lines[i], kind, program))
			add_job(expansion, domain, program, kind);
	}
}

/* Bind everything that DOMAIN's shape asks for. */
static void bind_shape(struct expansion *expansion, const struct wm_domain *domain)
{
	const struct wm_policy *policy = expansion->policy;
	const struct wm_shape *shape = domain->shape;

	expansion->shape = shape;
	expansion->job_count = 0;
	expansion->jobs =
		WM_ARENA_NEW(expansion->work, struct job,
			     shape->service_count + shape->record_count + shape->remove_count);
	for (size_t i = 0; i < shape->service_count; i++)
		for (size_t j = 0; j < policy->service_count; j++)
			if (shape->services[i] == &policy->services[j])
				add_job(expansion, domain, &expansion->programs[j], WM_LINE_RECORD);
	add_lines(expansion, domain, shape->records, shape->record_count, WM_LINE_RECORD);
	add_lines(expansion, domain, shape->removes, shape->remove_count, WM_LINE_REMOVE);
}

/* ---- one recipe for one domain ---- */

/* A relative name that looks like a full one; said once for all domains of the shape. */
static void warn_lookalike(struct expansion *expansion, const struct wm_bound_recipe *recipe)
{
	struct wm_where place =
		wm_where_at(recipe->recipe->where, expansion->maker.lookalike->offset);

	wm_warning(expansion->diags, &place,
		   "this name is relative to %s, though it looks like a full one",
		   expansion->domain_text);
	wm_hint(expansion->diags, "end it with a dot if it is full");
}

static bool is_external(const struct expansion *expansion, const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++)
		if (expansion->policy->providers[targets->items[i]].view == WM_VIEW_EXTERNAL)
			return true;
	return false;
}

/* Addresses that nobody outside can reach have no place in the external view. */
static void warn_private_role(struct expansion *expansion, const struct wm_role *role)
{
	for (size_t i = 0; i < expansion->private_count; i++)
		if (expansion->private_roles[i] == role)
			return;
	for (size_t i = 0; i < role->count; i++) {
		if (!wm_address_is_private(&role->addresses[i]))
			continue;
		expansion->private_roles = wm_arena_grow(
			expansion->work, expansion->private_roles, &expansion->private_capacity,
			expansion->private_count, sizeof(*expansion->private_roles));
		expansion->private_roles[expansion->private_count++] = role;
		wm_warning(expansion->diags, &role->where,
			   "role '%s' has a private address, and the external view would publish "
			   "it",
			   role->name);
		return;
	}
}

static void warn_private_data(struct expansion *expansion, const struct wm_wish *wish,
			      const struct wm_recipe *recipe)
{
	struct wm_address address = {.len = (uint8_t)wish->rdata.len};
	struct wm_where place;

	if ((wish->type != WM_TYPE_A && wish->type != WM_TYPE_AAAA) ||
	    wish->rdata.len > sizeof(address.bytes))
		return;
	memcpy(address.bytes, wish->rdata.bytes, wish->rdata.len);
	place = wm_where_at(recipe->where, recipe->data_count ? recipe->data[0].offset : 0);
	if (wm_address_is_private(&address))
		wm_warning(expansion->diags, &place,
			   "a private address, and the external view would publish it");
}

static void push(struct expansion *expansion, const struct targets *targets,
		 const struct wm_wish *wish)
{
	const struct wm_policy *policy = expansion->policy;

	for (size_t i = 0; i < targets->count; i++) {
		struct wm_wish *copy = WM_ARENA_NEW(expansion->work, struct wm_wish, 1);

		*copy = *wish;
		copy->provider = targets->items[i];
		copy->sequence = (uint32_t)expansion->wish_count;
		copy->adopt = policy->providers[copy->provider].adopt ||
			      expansion->domain->shape->adopt ||
			      (expansion->selection && expansion->selection->adopt);
		expansion->wishes =
			wm_arena_grow(expansion->work, expansion->wishes, &expansion->wish_capacity,
				      expansion->wish_count, sizeof(*expansion->wishes));
		expansion->wishes[expansion->wish_count++] = copy;
	}
}

/* One record per address of the role, as far as it fits the type. */
static void push_addresses(struct expansion *expansion, const struct targets *targets,
			   const struct wm_bound_recipe *recipe, struct wm_wish *wish)
{
	for (size_t i = 0; i < recipe->role->count; i++) {
		const struct wm_address *address = &recipe->role->addresses[i];

		wish->type = wm_address_type(address);
		wish->rdata = (struct wm_rdata){.bytes = address->bytes, .len = address->len};
		if (recipe->recipe->type == 0 || recipe->recipe->type == wish->type)
			push(expansion, targets, wish);
	}
}

/* ADDR stands for both types. */
static void push_removal(struct expansion *expansion, const struct job *job,
			 const struct wm_bound_recipe *recipe, struct wm_wish *wish)
{
	wish->removal = true;
	wish->ttl_s = 0;
	wish->type = recipe->recipe->type ? recipe->recipe->type : WM_TYPE_A;
	push(expansion, &job->targets, wish);
	if (recipe->recipe->type == 0) {
		wish->type = WM_TYPE_AAAA;
		push(expansion, &job->targets, wish);
	}
}

/*
 * A name of a service outside the domain, such as that of a pool shared by many, goes where the
 * domain it belongs to has its providers, and lives as long as that one's names.
 */
static struct targets find_targets(const struct expansion *expansion, const struct job *job,
				   const struct wm_bound_recipe *recipe, struct wm_wish *wish)
{
	const struct wm_domain *home;
	struct targets targets;

	if (!job->program->service || wm_name_is_in(&wish->owner, &wish->domain->name))
		return job->targets;
	home = wm_homes_find(&expansion->homes, &wish->owner);
	if (!home)
		return job->targets;
	targets = targets_of(expansion, home->shape, job->program->service);
	if (targets.count == 0)
		return job->targets;
	if (recipe->ttl_is_domains)
		wish->ttl_s = home->shape->ttl_s;
	return targets;
}

/* What the maker now stands for: one record, or one per address. False if it failed. */
static bool make(struct expansion *expansion, const struct job *job, struct wm_bound_recipe *recipe)
{
	struct wm_maker *maker = &expansion->maker;
	struct wm_wish wish = {
		.domain = expansion->domain,
		.selected = expansion->selected,
		.asker = &recipe->asker,
		.ttl_s = recipe->ttl_s,
	};
	struct targets targets;

	if (wm_recipe_owner(maker, recipe->recipe, &wish.owner))
		return false;
	if (job->kind == WM_LINE_REMOVE) {
		push_removal(expansion, job, recipe, &wish);
		return true;
	}
	targets = find_targets(expansion, job, recipe, &wish);
	if (recipe->role) {
		push_addresses(expansion, &targets, recipe, &wish);
		if (!recipe->looked_at && is_external(expansion, &targets))
			warn_private_role(expansion, recipe->role);
		return true;
	}
	if (wm_recipe_rdata(maker, recipe->recipe, &wish.type, &wish.rdata))
		return false;
	push(expansion, &targets, &wish);
	if (!recipe->looked_at && is_external(expansion, &targets))
		warn_private_data(expansion, &wish, recipe->recipe);
	return true;
}

/* RECIPE for the domain at work: once, or once for each item of its list. */
static void cook(struct expansion *expansion, const struct job *job, const struct wm_bound *bound,
		 struct wm_bound_recipe *recipe)
{
	struct wm_fill fill = wm_bound_fill(bound, expansion->domain_text);
	size_t list = recipe->recipe->list;
	size_t count = list == WM_NO_PARAM ? 1 : bound->settings[list].item_count;

	expansion->maker.fill = &fill;
	expansion->maker.lookalike = NULL;
	for (fill.item = 0; fill.item < count && !recipe->failed; fill.item++)
		recipe->failed = !make(expansion, job, recipe);
	if (recipe->failed) {
		struct wm_binder binder = binder_of(expansion);

		wm_bound_report(&binder, bound, recipe->recipe, expansion->domain);
	} else if (!recipe->looked_at && expansion->maker.lookalike) {
		warn_lookalike(expansion, recipe);
	}
	recipe->looked_at = true;
}

/* ---- domains ---- */

static void run_job(struct expansion *expansion, const struct job *job)
{
	const struct wm_service *service = job->program->service;
	enum wm_scope scope = service ? service->scope : WM_SCOPE_DOMAIN;

	if (scope == WM_SCOPE_ONCE) {
		bool *done = &expansion->done[job->program - expansion->programs];

		if (*done)
			return;
		*done = true;
	}
	for (size_t i = 0; i < job->bound.count; i++) {
		struct wm_bound *bound = &job->bound.items[i];

		expansion->maker.origin = &expansion->domain->name;
		if (scope == WM_SCOPE_EDGE && bound->edge && bound->edge->domain.len > 0)
			expansion->maker.origin = &bound->edge->domain;
		for (size_t j = 0; j < bound->recipe_count; j++)
			if (!bound->recipes[j].failed)
				cook(expansion, job, bound, &bound->recipes[j]);
	}
}

static bool is_selected(const struct wm_selection *selection, const struct wm_domain *domain)
{
	if (!selection || selection->domain_count == 0)
		return true;
	for (size_t i = 0; i < selection->domain_count; i++)
		if (wm_name_equal(&selection->domains[i], &domain->name))
			return true;
	return false;
}

static void expand_domain(struct expansion *expansion, const struct wm_domain *domain)
{
	if (domain->shape != expansion->shape)
		bind_shape(expansion, domain);
	expansion->domain = domain;
	expansion->domain_text = wm_domain_text(expansion->work, &domain->name);
	expansion->selected = is_selected(expansion->selection, domain);
	for (size_t i = 0; i < expansion->job_count; i++)
		run_job(expansion, &expansion->jobs[i]);
}

/* ---- what was selected ---- */

/* A selection of what is not there would be in sync without having been looked at. */
static void check_selection(struct expansion *expansion)
{
	const struct wm_selection *selection = expansion->selection;
	const struct wm_where where = {.file = expansion->policy->path};
	char name[WM_NAME_TEXT_MAX];

	for (size_t i = 0; selection && i < selection->domain_count; i++)
		if (!wm_homes_exact(&expansion->homes, &selection->domains[i]))
			wm_error(expansion->diags, &where, "no domain %s in the policy",
				 wm_name_text(&selection->domains[i], name));
	for (size_t i = 0; selection && i < selection->provider_count; i++) {
		bool found = false;

		for (size_t j = 0; j < expansion->policy->provider_count; j++)
			found |= strcmp(expansion->policy->providers[j].name,
					selection->providers[i]) == 0;
		if (!found)
			wm_error(expansion->diags, &where, "no provider '%s' in the policy",
				 selection->providers[i]);
	}
}

static bool wants_provider(const struct wm_selection *selection, const char *name)
{
	if (!selection || selection->provider_count == 0)
		return true;
	for (size_t i = 0; i < selection->provider_count; i++)
		if (strcmp(selection->providers[i], name) == 0)
			return true;
	return false;
}

/* The selected wants of MERGED, provider by provider. */
static const struct wm_desired *collect(const struct expansion *expansion,
					const struct wm_merged *merged, size_t *ret_count)
{
	const struct wm_policy *policy = expansion->policy;
	struct wm_desired *desired =
		WM_ARENA_NEW(expansion->arena, struct wm_desired, policy->provider_count);
	size_t count = 0;

	for (size_t i = 0; i < policy->provider_count; i++) {
		const struct wm_merged *part = &merged[i];
		size_t kept = 0;

		if (!wants_provider(expansion->selection, policy->providers[i].name))
			continue;
		for (size_t j = 0; j < part->count; j++)
			if (part->selected[j])
				part->wants[kept++] = part->wants[j];
		desired[count++] = (struct wm_desired){
			.provider = &policy->providers[i], .wants = part->wants, .count = kept};
	}
	*ret_count = count;
	return desired;
}

/* ---- all together ---- */

static int compare_pointers(const void *a, const void *b)
{
	return wm_wish_compare(*(const struct wm_wish *const *)a,
			       *(const struct wm_wish *const *)b);
}

/*
 * Most names of a domain lie below it. So its wishes are sorted on their own, and the domains put
 * in canonical order: then all but the names outside their domain stand in order already.
 */
static const struct wm_wish *const *sort_wishes(const struct expansion *expansion)
{
	const struct wm_homes *homes = &expansion->homes;
	const void **sorted = WM_ARENA_NEW(expansion->work, const void *, expansion->wish_count);
	size_t count = 0;

	for (size_t i = 0; i < homes->count; i++) {
		size_t index = (size_t)(homes->sorted[i] - expansion->policy->domains);
		size_t first = expansion->first_wishes[index];
		size_t own = expansion->first_wishes[index + 1] - first;

		for (size_t j = 0; j < own; j++)
			sorted[count + j] = expansion->wishes[first + j];
		qsort(sorted + count, own, sizeof(*sorted), compare_pointers);
		count += own;
	}
	sorted = wm_runs_sort(expansion->work, sorted, count, wm_wish_compare);
	return (const struct wm_wish *const *)sorted;
}

/* Everything is expanded whatever was selected: RRsets that domains share must be whole. */
static void expand(struct expansion *expansion)
{
	const struct wm_policy *policy = expansion->policy;

	expansion->homes = wm_homes_index(expansion->work, policy);
	check_selection(expansion);
	expansion->done = WM_ARENA_NEW(expansion->work, bool, policy->service_count);
	expansion->programs =
		WM_ARENA_NEW(expansion->work, struct wm_program, policy->service_count);
	for (size_t i = 0; i < policy->service_count; i++)
		expansion->programs[i] = wm_program_of_service(expansion->work, expansion->diags,
							       &policy->services[i]);
	expansion->first_wishes = WM_ARENA_NEW(expansion->work, size_t, policy->domain_count + 1);
	for (size_t i = 0; i < policy->domain_count; i++) {
		expand_domain(expansion, &policy->domains[i]);
		expansion->first_wishes[i + 1] = expansion->wish_count;
	}
}

enum wm_code wm_expand(struct wm_arena *arena, const struct wm_policy *policy,
		       const struct wm_selection *selection, struct wm_diags *diags,
		       const struct wm_desired **ret_desired, size_t *ret_count)
{
	size_t errors = diags->errors;
	struct expansion expansion = {
		.arena = arena,
		.work = wm_arena_new(),
		.policy = policy,
		.selection = selection,
		.diags = diags,
	};
	struct wm_merged *merged;

	wm_maker_init(&expansion.maker, arena);
	expand(&expansion);
	merged = wm_merge(arena, sort_wishes(&expansion), expansion.wish_count,
			  policy->provider_count, diags);
	wm_traps_check(expansion.work, policy, &expansion.homes, merged, diags);
	wm_limits_apply(expansion.work, policy, merged, diags);
	if (diags->errors == errors)
		*ret_desired = collect(&expansion, merged, ret_count);
	wm_maker_done(&expansion.maker);
	wm_arena_free(expansion.work);
	return diags->errors == errors ? WM_OK : WM_EPOLICY;
}
