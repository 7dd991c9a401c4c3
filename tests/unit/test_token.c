/* token.c: one token, given in one way. */
#include "test.h"

#include <waymark/provider.h>

#include <string.h>

static const struct wm_option options[] = {WM_TOKEN_OPTIONS, {0}};
static const struct wm_provider_schema schema = {.name = "test", .options = options};

/* The complaint about the token(s) of VALUES, or "". */
static const char *complain(struct wm_arena *arena, const struct wm_value *values)
{
	const struct wm_provider_config config = {.name = "cloud",
						  .schema = &schema,
						  .values = values,
						  .where = {.file = "policy.ini", .line = 3}};
	struct wm_diags diags;

	wm_diags_begin(&diags, arena);
	wm_check_token(&config, &diags);
	assert_true(diags.count <= 1);
	return diags.count ? wm_arena_printf(arena, "%u: %s", diags.items[0].where.line,
					     diags.items[0].text)
			   : "";
}

static void exactly_one_way_is_taken(void **state)
{
	static const struct {
		bool set[3];
		const char *said;
	} rows[] = {
		{{true, false, false}, ""},
		{{false, true, false}, ""},
		{{false, false, true}, ""},
		{{false, false, false},
		 "3: [provider cloud] lacks its token, expected 'token-file', 'credential' or "
		 "'token-env'"},
		{{true, false, true},
		 "12: 'token-env' beside 'token-file', expected one of them: there is one token"},
		{{false, true, true},
		 "12: 'token-env' beside 'credential', expected one of them: there is one token"},
	};
	struct wm_secret *token = wm_secret_new("hush", 4);

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_value values[3] = {{0}};

		for (unsigned k = 0; k < 3; k++) {
			values[k].set = rows[i].set[k];
			values[k].where.line = 10 + k;
			values[k].secret = rows[i].set[k] ? token : NULL;
		}
		assert_string_equal(complain(arena, values), rows[i].said);
		wm_arena_free(arena);
	}
	wm_secret_free(token);
}

static void a_token_is_one_word(void **state)
{
	static const struct {
		const char *token;
		bool good;
	} rows[] = {
		{"c7f0-AZ_.=+/~", true}, {"two words", false}, {"one\nX-Evil: 1", false},
		{"tab\t", false},        {"\303\274", false},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_arena *arena = wm_arena_new();
		struct wm_secret *token = wm_secret_new(rows[i].token, strlen(rows[i].token));
		struct wm_value values[3] = {{.set = true, .secret = token}};
		const char *said = complain(arena, values);

		assert_int_equal(!*said, rows[i].good);
		assert_null(strstr(said, rows[i].token));
		wm_secret_free(token);
		wm_arena_free(arena);
	}
}

static void the_token_is_the_one_that_was_given(void **state)
{
	struct wm_secret *token = wm_secret_new("hush", 4);
	struct wm_value values[3] = {{0}};
	const struct wm_provider_config config = {.schema = &schema, .values = values};

	(void)state;
	assert_null(wm_token_of(&config));
	values[2].secret = token;
	assert_ptr_equal(wm_token_of(&config), token);
	wm_secret_free(token);
}

TEST_MAIN(TEST(exactly_one_way_is_taken), TEST(a_token_is_one_word),
	  TEST(the_token_is_the_one_that_was_given))
