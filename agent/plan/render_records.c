/* The desired records as a commented master file: by provider, domain and service. */
#include "render_parts.h"

#include <waymark/policy.h>
#include <waymark/str.h>
#include <waymark/text.h>

#include <stdlib.h>
#include <string.h>

/* A domain's own lines come behind its services. */
static int compare_services(const struct wm_service *left, const struct wm_service *right)
{
	if (!left || !right)
		return !left - !right;
	return strcmp(left->name, right->name);
}

static int compare_groups(const struct wm_want *left, const struct wm_want *right)
{
	int order = wm_name_compare(&left->domain->name, &right->domain->name);

	return order ? order : compare_services(left->service, right->service);
}

static int compare_wants(const void *a, const void *b)
{
	const struct wm_want *const *left = a, *const *right = b;
	int order = compare_groups(*left, *right);

	return order ? order : wm_rrset_compare(&(*left)->rrset, &(*right)->rrset);
}

static void put_group(struct wm_buf *out, const struct wm_want *want)
{
	const char *name = want->service ? want->service->name : "lines of its own";

	wm_buf_text(out, "\n; ");
	wm_name_print(out, &want->domain->name);
	wm_buf_text(out, " ");
	wm_str_escape_utf8(out, name, strlen(name));
	wm_buf_text(out, "\n");
}

static void put_provider(struct wm_buf *out, const struct wm_desired *desired)
{
	struct wm_arena *scratch = wm_arena_new();
	const struct wm_want **wants =
		WM_ARENA_NEW(scratch, const struct wm_want *, desired->count);

	for (size_t i = 0; i < desired->count; i++)
		wants[i] = &desired->wants[i];
	qsort(wants, desired->count, sizeof(const struct wm_want *), compare_wants);
	wm_buf_text(out, "; provider ");
	wm_str_escape_utf8(out, desired->provider->name, strlen(desired->provider->name));
	wm_buf_printf(out, ", %s view\n", wm_view_text(desired->provider->view));
	for (size_t i = 0; i < desired->count; i++) {
		if (!i || compare_groups(wants[i - 1], wants[i]))
			put_group(out, wants[i]);
		if (!wants[i]->rrset.count) {
			wm_buf_text(out, "; must not exist: ");
			wm_render_owner_type(out, &wants[i]->rrset);
			wm_buf_text(out, "\n");
		}
		wm_rrset_print(out, &wants[i]->rrset);
	}
	wm_arena_free(scratch);
}

void wm_render_records(struct wm_buf *out, const struct wm_desired *desired, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			wm_buf_text(out, "\n");
		put_provider(out, &desired[i]);
	}
}
