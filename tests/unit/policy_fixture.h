/* A policy in memory, read with a provider made for the tests, and what is said about it. */
#ifndef WAYMARK_POLICY_FIXTURE_H
#define WAYMARK_POLICY_FIXTURE_H

#include "test.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

#include <waymark/policy.h>

/* ---- files ---- */

struct memory_file {
	const char *path;
	const char *content;
	size_t len;      /* 0: up to the NUL */
	bool is_exposed; /* others can read it, so it is no secret */
	bool is_shared;  /* its group can read it, as systemd's credentials may look */
};

/* Tables of files end with a zeroed row. */
static inline enum wm_code memory_read(void *context, struct wm_arena *arena, const char *path,
				       enum wm_file_kind kind, struct wm_bytes *ret_content,
				       struct wm_fail *reterr)
{
	for (const struct memory_file *file = context; file->path; file++) {
		if (strcmp(file->path, path) != 0)
			continue;
		if ((kind != WM_FILE_PLAIN && file->is_exposed) ||
		    (kind == WM_FILE_SECRET && file->is_shared))
			return wm_fail(reterr, WM_EFILE, "%s: others can read it", path);
		ret_content->len = file->len > 0 ? file->len : strlen(file->content);
		ret_content->data =
			(const uint8_t *)wm_arena_text_n(arena, file->content, ret_content->len);
		return WM_OK;
	}
	return wm_fail(reterr, WM_EFILE, "%s: not found", path);
}

static inline enum wm_code memory_glob(void *context, struct wm_arena *arena, const char *pattern,
				       const char *const **ret_paths, size_t *ret_count,
				       struct wm_fail *reterr)
{
	const char **paths = WM_ARENA_NEW(arena, const char *, 64);
	size_t count = 0;

	(void)reterr;
	for (const struct memory_file *file = context; file->path; file++)
		if (fnmatch(pattern, file->path, FNM_PATHNAME) == 0)
			paths[count++] = file->path;
	*ret_paths = paths;
	*ret_count = count;
	return WM_OK;
}

/* ---- providers ---- */

/* One option of each kind. */
enum {
	TEST_TEXT,
	TEST_YESNO,
	TEST_NUMBER,
	TEST_DURATION,
	TEST_CHOICE,
	TEST_PATH,
	TEST_NAME,
	TEST_NAMES,
	TEST_ADDRESSES,
	TEST_ENDPOINTS,
	TEST_WORDS,
	TEST_KEY,
	TEST_SECRET,
	TEST_CREDENTIAL,
	TEST_SECRET_ENV,
	TEST_RECORD,
	TEST_COUNT
};

static const struct wm_option test_options[] = {
	[TEST_TEXT] = {.name = "text", .kind = WM_OPTION_TEXT, .fallback = "as it was"},
	[TEST_YESNO] = {.name = "yesno", .kind = WM_OPTION_YESNO},
	[TEST_NUMBER] = {.name = "number", .kind = WM_OPTION_NUMBER, .min = 1, .max = 65535},
	[TEST_DURATION] = {.name = "duration",
			   .kind = WM_OPTION_DURATION,
			   .fallback = "2m",
			   .min = 30,
			   .max = 86400},
	[TEST_CHOICE] = {.name = "choice", .kind = WM_OPTION_CHOICE, .choices = "red|green|blue"},
	[TEST_PATH] = {.name = "path", .kind = WM_OPTION_PATH},
	[TEST_NAME] = {.name = "name", .kind = WM_OPTION_NAME},
	[TEST_NAMES] = {.name = "names", .kind = WM_OPTION_NAMES, .flags = WM_OPTION_REPEAT},
	[TEST_ADDRESSES] = {.name = "addresses", .kind = WM_OPTION_ADDRESSES},
	[TEST_ENDPOINTS] = {.name = "endpoints",
			    .kind = WM_OPTION_ENDPOINTS,
			    .flags = WM_OPTION_REPEAT},
	[TEST_WORDS] = {.name = "words", .kind = WM_OPTION_WORDS, .flags = WM_OPTION_REPEAT},
	[TEST_KEY] = {.name = "key", .kind = WM_OPTION_KEY},
	[TEST_SECRET] = {.name = "secret-file", .kind = WM_OPTION_SECRET_FILE},
	[TEST_CREDENTIAL] = {.name = "credential", .kind = WM_OPTION_CREDENTIAL},
	[TEST_SECRET_ENV] = {.name = "token-env", .kind = WM_OPTION_SECRET_ENV},
	[TEST_RECORD] = {.name = "record", .kind = WM_OPTION_RECORD, .flags = WM_OPTION_REPEAT},
	[TEST_COUNT] = {0},
};

static const struct wm_option strict_options[] = {
	{.name = "server", .kind = WM_OPTION_ENDPOINTS, .flags = WM_OPTION_REQUIRED}, {0}};

/* What single keys cannot show: a text that forbids a number. */
static inline void check_test(const struct wm_provider_config *config, struct wm_diags *diags)
{
	const struct wm_value *text = &config->values[TEST_TEXT];
	const struct wm_value *number = &config->values[TEST_NUMBER];

	if (text->text && !strcmp(text->text, "none") && number->set)
		wm_error(diags, &number->where, "'number' beside 'text = none'");
}

static const struct wm_provider_schema test_schema = {
	.name = "test", .options = test_options, .check = check_test};
static const struct wm_provider_schema strict_schema = {.name = "strict",
							.options = strict_options};
static const struct wm_provider_schema *const test_schemas[] = {&test_schema, &strict_schema, NULL};

/* ---- loading ---- */

/* What a policy needs at least; rows that test something else end with it. */
#define REST "[provider p]\ntype = test\n[domain d.example]\nproviders = p\nservices = chat\n" CHAT
#define CHAT "[service chat]\nhost = chat.{domain}\nrecord = {host} A 192.0.2.1\n"

struct fixture {
	struct wm_arena *arena;
	struct wm_diags diags;
	const struct wm_policy *policy; /* NULL unless it was loaded */
	struct wm_buf said;
};

static inline void fixture_begin(struct fixture *fixture)
{
	*fixture = (struct fixture){.arena = wm_arena_new()};
	wm_diags_begin(&fixture->diags, fixture->arena);
	wm_buf_init(&fixture->said, 1024 * 1024);
}

static inline void fixture_end(struct fixture *fixture)
{
	wm_policy_done(fixture->policy);
	wm_buf_done(&fixture->said);
	wm_arena_free(fixture->arena);
}

/* What the policy can look up in its environment. */
static char *const test_environment[] = {(char[]){"CREDENTIALS_DIRECTORY=/run/credentials"},
					 (char[]){"TOKEN=hush"},
					 (char[]){"TOKEN_2=one=two"},
					 (char[]){"EMPTY="},
					 (char[]){"lower=quiet"},
					 NULL};

/* The first of FILES is the policy. */
static inline enum wm_code load_files(struct fixture *fixture, const struct memory_file *files)
{
	struct memory_file copy[32];
	struct wm_files source = {memory_read, memory_glob, copy};
	size_t count = 0;

	do
		copy[count] = files[count];
	while (files[count++].path);
	return wm_policy_load(fixture->arena,
			      &(struct wm_policy_source){.path = files[0].path,
							 .files = &source,
							 .providers = test_schemas,
							 .environment = test_environment},
			      &fixture->diags, &fixture->policy);
}

static inline enum wm_code load(struct fixture *fixture, const char *text)
{
	const struct memory_file files[] = {
		{.path = "policy.ini", .content = text},
		{.path = "good.key",
		 .content = "key \"good.example\" {\n\talgorithm hmac-sha256;\n"
			    "\tsecret \"c2VjcmV0IGJ5dGVz\";\n};\n"},
		{.path = "bare.secret", .content = "c2VjcmV0IGJ5dGVz\n"},
		{.path = "/run/credentials/api", .content = "from systemd\n", .is_shared = true},
		{.path = "/run/credentials/open", .content = "x\n", .is_exposed = true},
		{.path = "/run/credentials/empty", .content = "\n"},
		{.path = "names.txt", .content = "one.example\ntwo.example\n"},
		{0},
	};

	return load_files(fixture, files);
}

/* All diagnostics, each in a line "LINE:COLUMN: text (hint)", with "FILE:" before it where that is
 * not policy.ini, and "warning: " where it is one. */
static inline const char *said(struct fixture *fixture)
{
	wm_diags_sort(&fixture->diags);
	wm_buf_clear(&fixture->said);
	for (size_t i = 0; i < fixture->diags.count; i++) {
		const struct wm_diag *diag = &fixture->diags.items[i];

		if (diag->where.file && strcmp(diag->where.file, "policy.ini") != 0)
			wm_buf_printf(&fixture->said, "%s:", diag->where.file);
		wm_buf_printf(&fixture->said, "%u:%u: %s%s", diag->where.line, diag->where.column,
			      diag->severity == WM_WARNING ? "warning: " : "", diag->text);
		if (diag->hint)
			wm_buf_printf(&fixture->said, " (%s)", diag->hint);
		wm_buf_text(&fixture->said, "\n");
	}
	return wm_buf_string(&fixture->said);
}

/* A policy and what is said about it, word for word. */
struct fixture_row {
	const char *text;
	const char *said;
};

static inline void check_rows(const struct fixture_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		(void)load(&fixture, rows[i].text);
		assert_string_equal(said(&fixture), rows[i].said);
		fixture_end(&fixture);
	}
}

/* The value of one option of [provider p]. */
static inline const struct wm_value *test_value(const struct fixture *fixture, size_t option)
{
	assert_non_null(fixture->policy);
	return &fixture->policy->providers[0].values[option];
}

#endif
