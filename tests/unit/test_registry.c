/* registry.c: references between sections. */
#include "policy/reader.h"
#include "policy_fixture.h"

static struct fixture fixture;
static struct wm_reader reader;
static struct wm_registry registry;

static int begin(void **state)
{
	(void)state;
	fixture_begin(&fixture);
	reader = (struct wm_reader){.arena = fixture.arena, .diags = &fixture.diags};
	registry = (struct wm_registry){.kind = "edge"};
	return 0;
}

static int end(void **state)
{
	(void)state;
	fixture_end(&fixture);
	return 0;
}

static void add(const char *name, unsigned line, bool built_in)
{
	wm_registry_add(&reader, &registry,
			&(struct wm_named){.name = name,
					   .object = name,
					   .where = {.file = "f", .line = line, .column = 7},
					   .built_in = built_in});
}

static const void *use(const char *name)
{
	return wm_registry_use(
		&reader, &registry,
		&(struct wm_word){.text = name, .where = {.file = "f", .line = 99, .column = 1}});
}

static void what_is_used_is_found_and_the_rest_mentioned(void **state)
{
	(void)state;
	add("ams", 1, false);
	add("ber", 2, false);
	add("cph", 3, true);
	assert_string_equal(use("ber"), "ber");
	assert_null(use("brr"));
	assert_string_equal(said(&fixture), "f:99:1: unknown edge 'brr' (did you mean 'ber'?)\n");
	wm_registry_warn_unused(&reader, &registry);
	assert_string_equal(said(&fixture), "f:1:7: warning: edge 'ams' is not used by anything\n"
					    "f:99:1: unknown edge 'brr' (did you mean 'ber'?)\n");
	assert_null(wm_registry_find(&registry, "x"));
	assert_true(wm_registry_find(&registry, "ber")->used);
}

static void names_are_unique_and_names(void **state)
{
	static const char *const good[] = {"a", "A-1", "a.b_c", "1"};
	static const char *const bad[] = {"", "-a", ".a", "a b", "a,b", "a/b", "\303\244"};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(good); i++)
		add(good[i], (unsigned)i + 1, false);
	assert_string_equal(said(&fixture), "");
	for (size_t i = 0; i < WM_COUNT(bad); i++) {
		wm_diags_begin(&fixture.diags, fixture.arena);
		add(bad[i], 9, false);
		assert_int_equal(fixture.diags.errors, 1);
		assert_non_null(strstr(said(&fixture), "is no name"));
	}
	wm_diags_begin(&fixture.diags, fixture.arena);
	add("A-1", 10, false);
	assert_string_equal(said(&fixture), "f:10:7: a second [edge A-1], the first is at f:2\n");
}

static void a_word_that_is_begun_is_completed(void **state)
{
	static const char *const names[] = {"algorithm", "secret-file"};
	static const struct {
		const char *word, *hint;
	} rows[] = {
		{"secret", "did you mean 'secret-file'?"},
		{"algoritm", "did you mean 'algorithm'?"},
		{"nothing", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_error(&fixture.diags, &(struct wm_where){0}, "x");
		wm_suggest(&fixture.diags, rows[i].word, names, WM_COUNT(names));
		if (rows[i].hint)
			assert_string_equal(fixture.diags.items[i].hint, rows[i].hint);
		else
			assert_null(fixture.diags.items[i].hint);
	}
}

#define REGISTRY_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(REGISTRY_TEST(what_is_used_is_found_and_the_rest_mentioned),
	  REGISTRY_TEST(names_are_unique_and_names),
	  REGISTRY_TEST(a_word_that_is_begun_is_completed))
