/* section.c: a section's pairs by its tables of options. */
#include "policy/reader.h"
#include "policy_fixture.h"

static const struct wm_option options[] = {
	{.name = "needed", .kind = WM_OPTION_TEXT, .flags = WM_OPTION_REQUIRED},
	{.name = "list", .kind = WM_OPTION_WORDS, .flags = WM_OPTION_REPEAT},
	{.name = "number", .kind = WM_OPTION_NUMBER, .fallback = "7"},
	{0},
};
static const struct wm_option more_options[] = {{.name = "extra", .kind = WM_OPTION_TEXT}, {0}};

static struct fixture fixture;
static struct wm_value values[WM_COUNT(options) - 1];
static struct wm_value more_values[1];
static size_t taken;

static int begin(void **state)
{
	(void)state;
	fixture_begin(&fixture);
	memset(values, 0, sizeof(values));
	memset(more_values, 0, sizeof(more_values));
	taken = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	fixture_end(&fixture);
	return 0;
}

static bool take_x(struct wm_reader *reader, const struct wm_ini_pair *pair, void *context)
{
	(void)reader;
	++*(size_t *)context;
	return pair->key[0] == 'x';
}

/* Read the section that TEXT holds; FREE: keys that begin with x are free. */
static const char *read_section(const char *text, bool is_free, bool quiet)
{
	struct wm_reader reader = {.arena = fixture.arena, .diags = &fixture.diags};
	const struct wm_table tables[] = {{options, values}, {more_options, more_values}, {0}};
	struct wm_section_form form = {.tables = tables, .quiet = quiet, .context = &taken};
	struct wm_ini ini;

	if (is_free)
		form.take_free = take_x;
	wm_ini_read(fixture.arena, "policy.ini",
		    (struct wm_bytes){(const uint8_t *)text, strlen(text)}, &fixture.diags, &ini);
	wm_section_read(&reader, &ini.sections[0], &form);
	return said(&fixture);
}

static void values_come_from_all_tables(void **state)
{
	(void)state;
	assert_string_equal(read_section("[edge e]\nextra = b\nneeded = a\nlist = c\nlist = d, e\n",
					 false, false),
			    "");
	assert_string_equal(values[0].text, "a");
	assert_int_equal(values[1].count, 3);
	assert_false(values[2].set);
	assert_int_equal(values[2].number, 7);
	assert_string_equal(more_values[0].text, "b");
	assert_int_equal(more_values[0].where.line, 2);
}

static void what_is_missing_points_at_the_section(void **state)
{
	(void)state;
	assert_string_equal(read_section("\n  [edge e]\n", false, false),
			    "2:3: [edge e] lacks 'needed'\n");
}

static void what_stands_twice_names_the_first_line(void **state)
{
	(void)state;
	assert_string_equal(
		read_section("[edge e]\nneeded = a\nnumber = 1\nneeded = b\nneeded = c\n", false,
			     false),
		"4:1: 'needed' stands twice, the first time in line 2\n"
		"5:1: 'needed' stands twice, the first time in line 2\n");
	assert_string_equal(values[0].text, "a");
}

static void unknown_keys_are_compared_with_all_tables(void **state)
{
	(void)state;
	assert_string_equal(read_section("[edge e]\nneeded = a\nextar = x\nxy = 1\n", false, false),
			    "3:1: unknown key 'extar' in [edge e] (did you mean 'extra'?)\n"
			    "4:1: unknown key 'xy' in [edge e]\n");
}

static void free_keys_are_handed_over(void **state)
{
	(void)state;
	assert_string_equal(
		read_section("[edge e]\nneeded = a\nx1 = 1\nx2 = 2\ny = 3\n", true, false),
		"5:1: unknown key 'y' in [edge e]\n");
	assert_int_equal(taken, 3);
}

static void a_quiet_reading_lets_unknown_keys_pass(void **state)
{
	(void)state;
	assert_string_equal(read_section("[edge e]\nneeded = a\ny = 3\n", false, true), "");
}

static void the_value_of_an_unknown_key_is_hidden_where_it_may_be_a_secret(void **state)
{
	static const struct {
		const char *section, *line;
	} rows[] = {
		{"[key k]\n\ttoken = hush\n", "\ttoken = ..."},
		{"[provider k]\n token=hush\n", " token = ..."},
		{"[edge k]\n\ttoken = hush\n", "\ttoken = hush"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_diags_begin(&fixture.diags, fixture.arena);
		(void)read_section(rows[i].section, false, false);
		assert_int_equal(fixture.diags.items[1].where.line, 2);
		assert_string_equal(fixture.diags.items[1].where.text, rows[i].line);
	}
}

#define SECTION_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(SECTION_TEST(values_come_from_all_tables),
	  SECTION_TEST(what_is_missing_points_at_the_section),
	  SECTION_TEST(what_stands_twice_names_the_first_line),
	  SECTION_TEST(unknown_keys_are_compared_with_all_tables),
	  SECTION_TEST(free_keys_are_handed_over),
	  SECTION_TEST(a_quiet_reading_lets_unknown_keys_pass),
	  SECTION_TEST(the_value_of_an_unknown_key_is_hidden_where_it_may_be_a_secret))
