/* The manual pages name every verb, option, section, key and code there is. Run from the top of the
 * tree. */
#include <waymark/cli.h>
#include <waymark/provider.h>
#include <waymark/render.h>
#include <waymark/schema.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static char *read_page(const char *path)
{
	static const size_t max = 200000;
	char *text = calloc(1, max);
	FILE *file = fopen(path, "re");

	assert_non_null(text);
	if (!file)
		fail_msg("%s is not there: run this from the top of the tree", path);
	assert_in_range(fread(text, 1, max - 1, file), 1000, max - 2);
	(void)fclose(file);
	return text;
}

static int read_pages(void **state)
{
	static char *pages[2];

	pages[0] = read_page("packaging/man/waymark.1");
	pages[1] = read_page("packaging/man/waymark.ini.5");
	*state = pages;
	return 0;
}

static int free_pages(void **state)
{
	char **pages = *state;

	free(pages[0]);
	free(pages[1]);
	return 0;
}

/* PAGE has MARKUP and NAME, and the name ends there. */
static void assert_named(const char *page, const char *markup, const char *name)
{
	char wanted[200];
	const char *found = page;
	size_t len = (size_t)snprintf(wanted, sizeof(wanted), "%s%s", markup, name);

	while ((found = strstr(found, wanted))) {
		found += len;
		if (strchr(" \n.,;", *found))
			return;
	}
	fail_msg("no '%s' in the manual", wanted);
}

static void every_verb_and_option_is_in_waymark_1(void **state)
{
	char *const *pages = *state;

	for (size_t i = 0; wm_verbs[i]; i++) {
		assert_named(pages[0], ".It Cm ", wm_verbs[i]->name);
		for (const struct wm_flag *flag = wm_verbs[i]->flags; flag && flag->name; flag++) {
			char letter[] = {flag->letter, '\0'};

			assert_named(pages[0], "Fl Fl ", flag->name);
			if (flag->letter)
				assert_named(pages[0], "Fl ", letter);
		}
	}
	for (const struct wm_renderer *renderer = wm_renderers; renderer->name; renderer++)
		assert_named(pages[0], ".Cm ", renderer->name);
}

static void every_exit_code_and_failure_is_in_waymark_1(void **state)
{
	static const char *const exits[] = {"0", "1", "2", "3", "64", "78"};
	char *const *pages = *state;

	for (size_t i = 0; i < WM_COUNT(exits); i++)
		assert_named(pages[0], ".It ", exits[i]);
	for (int code = WM_OK + 1; code <= WM_EVERIFY; code++)
		assert_named(pages[0], " ", wm_code_name((enum wm_code)code));
}

static void assert_keys(const char *page, const struct wm_option *options)
{
	for (; options->name; options++)
		assert_named(page, "Ic ", options->name);
}

static void every_section_and_key_is_in_waymark_ini_5(void **state)
{
	char *const *pages = *state;

	for (const struct wm_section_schema *section = wm_sections; section->name; section++) {
		char title[100];
		const char *here;

		(void)snprintf(title, sizeof(title), ".Ss [%s%s]\n", section->name,
			       section->named ? " NAME" : "");
		here = strstr(pages[1], title);
		assert_non_null(here);
		/* These two refer to [domain], which stands between them, for what keys mean. */
		if (strcmp(section->name, "defaults") == 0 || strcmp(section->name, "domains") == 0)
			here = strstr(pages[1], ".Ss [defaults]");
		assert_keys(here, section->options);
	}
	for (size_t i = 0; wm_providers[i]; i++)
		assert_keys(pages[1], wm_providers[i]->schema.options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_verb_and_option_is_in_waymark_1),
		TEST(every_exit_code_and_failure_is_in_waymark_1),
		TEST(every_section_and_key_is_in_waymark_ini_5),
	};

	return cmocka_run_group_tests(tests, read_pages, free_pages);
}
