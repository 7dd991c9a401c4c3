/* Fuzz the templates: the input is a policy, which is read and expanded with no file but itself. */
#include <stdlib.h>

#include <waymark/expand.h>

static enum wm_code read_file(void *context, struct wm_arena *arena, const char *path,
			      enum wm_file_kind kind, struct wm_bytes *ret_content,
			      struct wm_fail *reterr)
{
	const struct wm_bytes *input = context;

	(void)kind;
	/* Any other file is a list of three domains. */
	*ret_content =
		path[0] == '/' ? *input : (struct wm_bytes){(const uint8_t *)"a.b\nc.a.b\nd\n", 12};
	ret_content->data = (const uint8_t *)wm_arena_text_n(arena, (const char *)ret_content->data,
							     ret_content->len);
	(void)reterr;
	return WM_OK;
}

static enum wm_code glob_files(void *context, struct wm_arena *arena, const char *pattern,
			       const char *const **ret_paths, size_t *ret_count,
			       struct wm_fail *reterr)
{
	(void)context;
	(void)arena;
	(void)pattern;
	(void)reterr;
	*ret_paths = NULL;
	*ret_count = 0;
	return WM_OK;
}

static const struct wm_option options[] = {
	{.name = "zones", .kind = WM_OPTION_NAMES, .flags = WM_OPTION_REPEAT}, {0}};
static const uint16_t types[] = {WM_TYPE_A, WM_TYPE_AAAA, WM_TYPE_SRV, 0};
static const struct wm_provider_schema wide = {.name = "wide", .options = options};
static const struct wm_provider_schema narrow = {
	.name = "narrow", .options = options, .types = types, .ttl_min_s = 60, .ttl_max_s = 3600};
static const struct wm_provider_schema *const schemas[] = {&wide, &narrow, NULL};

/* What may be relied on: sorted, no two of one owner and type, nothing empty but removals. */
static void check(const struct wm_desired *desired)
{
	for (size_t i = 0; i < desired->count; i++) {
		const struct wm_rrset *set = &desired->wants[i].rrset;

		if (i > 0 && wm_rrset_compare(&desired->wants[i - 1].rrset, set) >= 0)
			abort();
		for (size_t j = 1; j < set->count; j++)
			if (wm_rdata_compare(&set->rdata[j - 1], &set->rdata[j]) >= 0)
				abort();
		if (set->ttl_s > WM_TTL_MAX || set->count > 100)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wm_bytes input = {.data = data, .len = size};
	const struct wm_files files = {read_file, glob_files, &input};
	struct wm_arena *arena = wm_arena_new();
	const struct wm_policy *policy = NULL;
	const struct wm_desired *desired;
	struct wm_diags diags;
	struct wm_buf text;
	size_t count;

	wm_diags_begin(&diags, arena);
	if (!wm_policy_load(arena,
			    &(struct wm_policy_source){
				    .path = "/policy", .files = &files, .providers = schemas},
			    &diags, &policy) &&
	    !wm_expand(arena, policy, NULL, &diags, &desired, &count))
		for (size_t i = 0; i < count; i++)
			check(&desired[i]);
	wm_buf_init(&text, 1024 * 1024);
	wm_diags_sort(&diags);
	wm_diags_print(&text, &diags, false);
	wm_buf_done(&text);
	wm_policy_done(policy);
	wm_arena_free(arena);
	return 0;
}
