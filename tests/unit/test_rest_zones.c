/* rest_zones.c: which zone of an account holds a name. */
#include "rest_fixture.h"

static void add(struct job_fixture *fixture, struct wm_rest_zones *zones, const char *name,
		const char *token)
{
	struct wm_name zone;

	assert_int_equal(wm_name_read(fixture->arena, name, strlen(name), NULL, &zone, NULL),
			 WM_OK);
	wm_rest_zones_add(fixture->arena, zones, &zone, token);
}

/* "TOKEN" of each name, or the reason in brackets, one a line. */
static const char *found_text(struct job_fixture *fixture)
{
	const char *text = "";

	for (size_t i = 0; i < fixture->job.name_count; i++) {
		const struct wm_found *found = &fixture->job.found[i];

		text = found->zone.wire
			       ? wm_arena_printf(fixture->arena, "%s%s\n", text, found->token)
			       : wm_arena_printf(fixture->arena, "%s(%s)\n", text,
						 found->fail->text);
	}
	return text;
}

static void begin(struct job_fixture *fixture, const char *names)
{
	job_begin(fixture, &wm_provider_powerdns, WM_JOB_FIND, NULL);
	job_names(fixture, names);
}

static void the_longest_zone_that_holds_a_name_is_found(void **state)
{
	struct wm_rest_zones zones = {0};
	struct job_fixture fixture;

	(void)state;
	begin(&fixture,
	      "example.com. a.example.com. a.sub.example.com. subsub.example.com. x.net.");
	add(&fixture, &zones, "sub.example.com", "sub");
	add(&fixture, &zones, "example.com", "top");
	add(&fixture, &zones, "example.org", "other");
	wm_rest_zones_finish(&zones);
	assert_int_equal(wm_rest_zones_match(&fixture.job, &zones), WM_STEP_DONE);
	assert_string_equal(found_text(&fixture),
			    "top\ntop\nsub\ntop\n"
			    "(x.net. is in none of the 3 zones that provider 'corp' can see)\n");
	job_end(&fixture);
}

static void an_empty_account_holds_nothing(void **state)
{
	const struct wm_rest_zones zones = {0};
	struct job_fixture fixture;

	(void)state;
	begin(&fixture, "example.com.");
	assert_int_equal(wm_rest_zones_match(&fixture.job, &zones), WM_STEP_DONE);
	assert_string_equal(
		found_text(&fixture),
		"(example.com. is in none of the 0 zones that provider 'corp' can see)\n");
	job_end(&fixture);
}

/* A name in a longer zone that is not to be touched must not be put into the shorter one: nobody
 * would see it there. */
static void only_zones_that_the_policy_names_are_used(void **state)
{
	struct wm_rest_zones zones = {0};
	struct job_fixture fixture;

	(void)state;
	begin(&fixture, "a.example.com. a.sub.example.com.");
	fixture_value(&fixture, "zones")->names = &fixture_zone;
	fixture_value(&fixture, "zones")->count = 1;
	add(&fixture, &zones, "sub.example.com", "sub");
	add(&fixture, &zones, "example.com", "top");
	wm_rest_zones_finish(&zones);
	(void)wm_rest_zones_match(&fixture.job, &zones);
	assert_string_equal(found_text(&fixture),
			    "top\n(a.sub.example.com. is in the zone sub.example.com., which "
			    "`zones` of provider 'corp' does not name)\n");
	job_end(&fixture);
}

static void a_zone_that_is_there_twice_is_nobodys(void **state)
{
	struct wm_rest_zones zones = {0};
	struct job_fixture fixture;

	(void)state;
	begin(&fixture, "a.example.com.");
	add(&fixture, &zones, "example.com", "private");
	add(&fixture, &zones, "example.com", "public");
	wm_rest_zones_finish(&zones);
	(void)wm_rest_zones_match(&fixture.job, &zones);
	assert_string_equal(found_text(&fixture),
			    "(example.com. is there more than once in the account of provider "
			    "'corp' (private, public): nobody can tell which is meant)\n");
	job_end(&fixture);
}

static void ten_thousand_zones_are_matched_at_once(void **state)
{
	struct wm_rest_zones zones = {0};
	struct job_fixture fixture;

	(void)state;
	begin(&fixture, "a.z42.example. a.z9999.example.");
	for (unsigned i = 0; i < 10000; i++)
		add(&fixture, &zones, wm_arena_printf(fixture.arena, "z%u.example", i),
		    wm_arena_printf(fixture.arena, "%u", i));
	wm_rest_zones_finish(&zones);
	(void)wm_rest_zones_match(&fixture.job, &zones);
	assert_string_equal(found_text(&fixture), "42\n9999\n");
	job_end(&fixture);
}

TEST_MAIN(TEST(the_longest_zone_that_holds_a_name_is_found), TEST(an_empty_account_holds_nothing),
	  TEST(only_zones_that_the_policy_names_are_used),
	  TEST(a_zone_that_is_there_twice_is_nobodys), TEST(ten_thousand_zones_are_matched_at_once))
