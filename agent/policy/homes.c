/* Which domain of the policy a name belongs to: binary search, one label up after the other. */
#include "homes.h"

#include <stdlib.h>
#include <string.h>

static int compare_domains(const void *left, const void *right)
{
	const struct wm_domain *const *a = left;
	const struct wm_domain *const *b = right;

	return wm_name_compare(&(*a)->name, &(*b)->name);
}

struct wm_homes wm_homes_index(struct wm_arena *arena, const struct wm_policy *policy)
{
	struct wm_homes homes = {
		.sorted = WM_ARENA_NEW(arena, const struct wm_domain *, policy->domain_count),
		.count = policy->domain_count,
	};

	for (size_t i = 0; i < policy->domain_count; i++)
		homes.sorted[i] = &policy->domains[i];
	qsort(homes.sorted, homes.count, sizeof(const struct wm_domain *), compare_domains);
	return homes;
}

const struct wm_domain *wm_homes_exact(const struct wm_homes *homes, const struct wm_name *name)
{
	const struct wm_domain key = {.name = *name};
	const struct wm_domain *pointer = &key;
	const struct wm_domain **found = bsearch(&pointer, homes->sorted, homes->count,
						 sizeof(const struct wm_domain *), compare_domains);

	return found ? *found : NULL;
}

const struct wm_domain *wm_homes_find(const struct wm_homes *homes, const struct wm_name *name)
{
	struct wm_name at = *name;
	const struct wm_domain *found = wm_homes_exact(homes, &at);

	while (!found && wm_name_parent(&at, &at))
		found = wm_homes_exact(homes, &at);
	return found;
}

const char *const *wm_homes_tops(struct wm_arena *arena, const struct wm_policy *policy,
				 size_t *ret_count)
{
	const char **tops = WM_ARENA_NEW(arena, const char *, WM_TOPS_MAX);
	size_t count = 0;

	for (size_t i = 0; i < policy->domain_count && count < WM_TOPS_MAX; i++) {
		char text[WM_NAME_TEXT_MAX];
		const char *dot;
		const char *top;
		size_t k = 0;

		(void)wm_name_text(&policy->domains[i].name, text);
		text[strlen(text) - 1] = '\0';
		dot = strrchr(text, '.');
		top = dot ? dot + 1 : text;
		while (k < count && strcmp(tops[k], top) != 0)
			k++;
		if (k == count)
			tops[count++] = wm_arena_text(arena, top);
	}
	*ret_count = count;
	return tops;
}
