/* files.c: the files of a policy, and the headings of its sections. */
#include "policy_fixture.h"

#include <stdio.h>

/* Load FILES and compare what is said. */
static void check_files(const struct memory_file *files, const char *expected)
{
	struct fixture fixture;

	fixture_begin(&fixture);
	(void)load_files(&fixture, files);
	assert_string_equal(said(&fixture), expected);
	fixture_end(&fixture);
}

static void included_files_are_part_of_the_policy(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini",
		 .content = "[waymark]\nowner = me\ninclude = d/*.ini\ninclude = chat.ini\n"
			    "[domain a.example]\nproviders = p\nservices = chat\n"},
		{.path = "d/2.ini",
		 .content = "[domain c.example]\nproviders = p\nservices = chat\n"},
		{.path = "d/1.ini",
		 .content = "[waymark]\ninclude = deep/x.ini\n[domain b.example]\nproviders = p\n"
			    "services = chat\n"},
		{.path = "d/deep/x.ini",
		 .content = "[waymark]\ninterval = 9m\n[provider p]\ntype = test\n"},
		{.path = "chat.ini", .content = CHAT},
		{.path = "d/not-this.txt", .content = "nonsense"},
		{0},
	};
	static const char *const names[] = {"a.example.", "c.example.", "b.example."};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load_files(&fixture, files), WM_OK);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(fixture.policy->domain_count, WM_COUNT(names));
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		char name[WM_NAME_TEXT_MAX];

		assert_string_equal(wm_name_text(&fixture.policy->domains[i].name, name), names[i]);
	}
	assert_string_equal(fixture.policy->domains[1].where.file, "d/2.ini");
	/* [waymark] of all files together. */
	assert_string_equal(fixture.policy->settings[1].text, "me");
	assert_int_equal(fixture.policy->settings[3].number, 540);
	fixture_end(&fixture);
}

static void a_pattern_without_a_match_is_no_error_but_a_missing_file_is(void **state)
{
	static const struct fixture_row rows[] = {
		{"[waymark]\ninclude = policy.d/*.ini\n" REST, ""},
		{"[waymark]\ninclude = other.ini\n" REST, "2:11: other.ini: not found\n"},
		{"[waymark]\ninclude = policy.ini\n" REST,
		 "2:11: 'policy.ini' is part of the policy already\n"},
		{"[waymark]\ninclude =\n" REST, "2:10: 'include' has no value\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_file_is_read_once_however_it_is_found(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini",
		 .content = "[waymark]\ninclude = *.more\ninclude = a.more\n" REST},
		{.path = "a.more", .content = "; nothing\n"},
		{0},
	};

	(void)state;
	check_files(files, "3:11: 'a.more' is part of the policy already\n");
}

static void errors_in_an_included_file_stand_in_its_name(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini", .content = "[waymark]\ninclude = d/a.ini\nownr = x\n" REST},
		{.path = "d/a.ini", .content = "[domian x]\n\n[waymark]\nowner = x\nowner = y\n"},
		{0},
	};

	(void)state;
	check_files(files, "d/a.ini:1:1: unknown section [domian] (did you mean 'domain'?)\n"
			   "d/a.ini:5:1: 'owner' stands twice, the first time in line 4\n"
			   "3:1: unknown key 'ownr' in [waymark] (did you mean 'owner'?)\n");
}

static void settings_of_all_files_count_as_one_section(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini", .content = "[waymark]\ninclude = a.ini\nowner = x\n" REST},
		{.path = "a.ini", .content = "[waymark]\nowner = y\n"},
		{0},
	};

	(void)state;
	check_files(files, "a.ini:2:1: 'owner' stands twice, the first time at policy.ini:3\n");
}

static void files_that_include_one_another_too_deep_are_refused(void **state)
{
	struct memory_file files[16] = {
		{.path = "policy.ini", .content = "[waymark]\ninclude = 1\n" REST}};
	char paths[10][12];
	char texts[10][50];

	(void)state;
	for (unsigned i = 1; i < 10; i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "%u", i);
		(void)snprintf(texts[i], sizeof(texts[i]), "[waymark]\ninclude = %u\n", i + 1);
		files[i] = (struct memory_file){.path = paths[i], .content = texts[i]};
	}
	check_files(files, "8:2:11: files include one another more than 8 deep\n");
}

static void headings_are_checked(void **state)
{
	static const struct fixture_row rows[] = {
		{"[waymrk]\n" REST, "1:1: unknown section [waymrk] (did you mean 'waymark'?)\n"},
		{"[Waymark]\n" REST, "1:1: unknown section [Waymark] (did you mean 'waymark'?)\n"},
		{"[nothing like it]\nx = y\n" REST, "1:1: unknown section [nothing]\n"},
		{"[waymark x]\n" REST, "1:10: [waymark] takes no name\n"},
		{"[edge ]\n" REST, "1:7: [edge] lacks a name, expected [edge NAME]\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(included_files_are_part_of_the_policy),
	  TEST(a_pattern_without_a_match_is_no_error_but_a_missing_file_is),
	  TEST(a_file_is_read_once_however_it_is_found),
	  TEST(errors_in_an_included_file_stand_in_its_name),
	  TEST(settings_of_all_files_count_as_one_section),
	  TEST(files_that_include_one_another_too_deep_are_refused), TEST(headings_are_checked))
