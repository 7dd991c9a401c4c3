/* schema.c: the tables hang together. */
#include "policy/sections.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static void every_option_is_complete(void **state)
{
	(void)state;
	for (const struct wm_section_schema *section = wm_sections; section->name; section++) {
		assert_non_null(section->help);
		for (const struct wm_option *option = section->options; option->name; option++) {
			assert_non_null(option->help);
			assert_true(strlen(option->name) > 0);
			assert_true(option->kind == WM_OPTION_CHOICE || !option->choices);
			assert_true(option->kind != WM_OPTION_CHOICE || option->choices);
			assert_false(option->fallback && (option->flags & WM_OPTION_REQUIRED));
			assert_true(option->max == 0 || option->min <= option->max);
		}
	}
}

static void the_numbers_of_sections_and_options_fit_their_tables(void **state)
{
	static const struct {
		size_t id;
		const char *name;
		size_t options;
	} rows[] = {
		{WM_SECTION_WAYMARK, "waymark", WM_SETTING_COUNT},
		{WM_SECTION_KEY, "key", WM_KEY_COUNT},
		{WM_SECTION_PROVIDER, "provider", WM_PROVIDER_COUNT},
		{WM_SECTION_EDGE, "edge", WM_EDGE_COUNT},
		{WM_SECTION_DEFAULTS, "defaults", WM_DEFAULTS_COUNT},
		{WM_SECTION_DOMAIN, "domain", WM_DOMAIN_COUNT},
		{WM_SECTION_DOMAINS, "domains", WM_DOMAINS_COUNT},
		{WM_SECTION_SERVICE, "service", WM_SERVICE_COUNT},
	};

	(void)state;
	assert_int_equal(WM_COUNT(rows), WM_SECTION_COUNT);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_string_equal(wm_sections[rows[i].id].name, rows[i].name);
		assert_ptr_equal(wm_section_find(rows[i].name), &wm_sections[rows[i].id]);
		assert_int_equal(wm_options_count(wm_sections[rows[i].id].options),
				 rows[i].options);
	}
	assert_null(wm_section_find("Domain"));
	assert_null(wm_section_find(""));
}

static void defaults_domain_and_domains_begin_alike(void **state)
{
	const struct wm_option *defaults = wm_sections[WM_SECTION_DEFAULTS].options;
	const struct wm_option *domain = wm_sections[WM_SECTION_DOMAIN].options;
	const struct wm_option *domains = wm_sections[WM_SECTION_DOMAINS].options;

	(void)state;
	for (size_t i = 0; i < WM_DEFAULTS_COUNT; i++)
		assert_string_equal(defaults[i].name, domain[i].name);
	for (size_t i = 0; i < WM_DOMAIN_COUNT; i++)
		assert_string_equal(domain[i].name, domains[i].name);
	assert_int_equal(wm_options_find(domains, "file"), WM_SHAPE_FILE);
	assert_int_equal(wm_options_find(domain, "file"), WM_DOMAIN_COUNT);
}

static void only_sections_without_secrets_are_quoted(void **state)
{
	(void)state;
	for (const struct wm_section_schema *section = wm_sections; section->name; section++)
		assert_int_equal(section->secretive,
				 strcmp(section->name, "key") == 0 ||
					 strcmp(section->name, "provider") == 0);
}

TEST_MAIN(TEST(every_option_is_complete),
	  TEST(the_numbers_of_sections_and_options_fit_their_tables),
	  TEST(defaults_domain_and_domains_begin_alike),
	  TEST(only_sections_without_secrets_are_quoted))
