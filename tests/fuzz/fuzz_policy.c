/* Fuzzing the policy reader: a policy file up to the first NUL byte, and behind it what every other
 * file holds. Whatever is read must stand in the input, at the place that is told. */
#include "policy/ini_text.h"
#include "policy/reader.h"

#include <stdlib.h>
#include <string.h>

#include <waymark/policy.h>

#define READS_MAX 16 /* of the other file: including it may go on for ever */

struct input {
	struct wm_bytes policy;
	struct wm_bytes other;
	unsigned reads;
};

static enum wm_code read_input(void *context, struct wm_arena *arena, const char *path,
			       enum wm_file_kind kind, struct wm_bytes *ret_content,
			       struct wm_fail *reterr)
{
	struct input *input = context;
	struct wm_bytes content = strcmp(path, "policy.ini") == 0 ? input->policy : input->other;

	(void)kind;
	if (content.len == 0 || input->reads++ == READS_MAX)
		return wm_fail(reterr, WM_EFILE, "%s: not found", path);
	ret_content->data =
		(const uint8_t *)wm_arena_text_n(arena, (const char *)content.data, content.len);
	ret_content->len = content.len;
	return WM_OK;
}

static enum wm_code glob_nothing(void *context, struct wm_arena *arena, const char *pattern,
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

/* TEXT stands in INPUT, and at WHERE. */
static void check_text(struct wm_bytes input, const char *text, const struct wm_where *where)
{
	size_t len = strlen(text);

	if (len > 0 && !memmem(input.data, input.len, text, len))
		abort();
	if (strlen(where->text) + 1 < where->column ||
	    strncmp(where->text + where->column - 1, text, len) != 0)
		abort();
}

static void check_ini(struct wm_bytes input)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_diags diags;
	struct wm_ini ini;

	wm_diags_begin(&diags, arena);
	wm_ini_read(arena, "policy.ini", input, &diags, &ini);
	for (size_t i = 0; i < ini.count; i++) {
		const struct wm_ini_section *section = &ini.sections[i];

		check_text(input, section->name, &section->name_where);
		for (size_t k = 0; k < section->count; k++) {
			check_text(input, section->pairs[k].key, &section->pairs[k].key_where);
			check_text(input, section->pairs[k].value, &section->pairs[k].value_where);
		}
	}
	for (size_t i = 0; i < diags.count; i++)
		if (strncmp(diags.items[i].text, "internal error", 14) == 0)
			abort();
	wm_arena_free(arena);
}

static const struct wm_option options[] = {
	{.name = "server",
	 .kind = WM_OPTION_ENDPOINTS,
	 .flags = WM_OPTION_REQUIRED | WM_OPTION_REPEAT},
	{.name = "key", .kind = WM_OPTION_KEY},
	{.name = "zones", .kind = WM_OPTION_NAMES, .flags = WM_OPTION_REPEAT},
	{.name = "timeout", .kind = WM_OPTION_DURATION, .fallback = "3s", .min = 1, .max = 60},
	{.name = "port", .kind = WM_OPTION_NUMBER, .min = 1, .max = 65535},
	{.name = "token-file", .kind = WM_OPTION_SECRET_FILE},
	{.name = "mode", .kind = WM_OPTION_CHOICE, .choices = "safe|fast"},
	{.name = "allow", .kind = WM_OPTION_ADDRESSES},
	{.name = "dry", .kind = WM_OPTION_YESNO},
	{0},
};
static const struct wm_provider_schema schema = {.name = "rfc2136", .options = options};
static const struct wm_provider_schema *const schemas[] = {&schema, NULL};

static void check_load(struct input *input)
{
	const struct wm_files files = {read_input, glob_nothing, input};
	const struct wm_policy_source source = {
		.path = "policy.ini", .files = &files, .providers = schemas};
	struct wm_arena *arena = wm_arena_new();
	const struct wm_policy *policy = NULL;
	struct wm_diags diags;
	struct wm_buf out;

	wm_diags_begin(&diags, arena);
	/* A policy is loaded if and only if nothing is wrong with it. */
	if ((wm_policy_load(arena, &source, &diags, &policy) == WM_OK) != (diags.errors == 0) ||
	    !policy != (diags.errors > 0))
		abort();
	wm_diags_sort(&diags);
	wm_buf_init(&out, 16 * 1024 * 1024);
	wm_diags_print(&out, &diags, true);
	wm_buf_done(&out);
	wm_policy_done(policy);
	wm_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	struct input input = {.policy = {data, nul ? (size_t)(nul - data) : size}};

	if (nul)
		input.other = (struct wm_bytes){nul + 1, (size_t)(data + size - nul) - 1};
	check_ini((struct wm_bytes){data, size});
	check_load(&input);
	return 0;
}
