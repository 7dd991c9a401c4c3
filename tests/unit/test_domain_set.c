/* domain_set.c: the policy's domains, each once. */
#include "policy/reader.h"
#include "policy_fixture.h"

#include <stdio.h>

static struct fixture fixture;
static struct wm_reader reader;
static struct wm_domain_set set;

static int begin(void **state)
{
	(void)state;
	fixture_begin(&fixture);
	reader = (struct wm_reader){.arena = fixture.arena, .diags = &fixture.diags};
	set = (struct wm_domain_set){0};
	return 0;
}

static int end(void **state)
{
	(void)state;
	fixture_end(&fixture);
	return 0;
}

static void add(const char *text, unsigned line)
{
	struct wm_domain domain = {.where = {.file = "f", .line = line, .column = 1}};

	assert_int_equal(wm_name_read(fixture.arena, text, strlen(text), NULL, &domain.name, NULL),
			 WM_OK);
	wm_domain_set_add(&reader, &set, &domain);
}

static void a_double_is_told_from_a_thousand_others(void **state)
{
	char text[50];

	(void)state;
	for (unsigned i = 1; i <= 1000; i++) {
		(void)snprintf(text, sizeof(text), "d%u.example", i);
		add(text, i);
	}
	assert_int_equal(set.count, 1000);
	assert_string_equal(said(&fixture), "");
	add("D777.EXAMPLE.", 1001);
	assert_int_equal(set.count, 1000);
	assert_string_equal(said(&fixture), "f:1001:1: domain 'd777.example.' stands twice, the "
					    "first time at f:777\n");
	for (unsigned i = 1; i <= 1000; i++)
		assert_int_equal(set.items[i - 1].where.line, i);
}

static void at_most_half_of_the_slots_are_in_use(void **state)
{
	char text[50];

	(void)state;
	for (unsigned i = 1; i <= 500; i++) {
		(void)snprintf(text, sizeof(text), "%u.example", i);
		add(text, i);
		assert_true(set.slot_count >= 2 * set.count);
		assert_int_equal(set.slot_count & (set.slot_count - 1), 0);
	}
}

#define SET_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(SET_TEST(a_double_is_told_from_a_thousand_others),
	  SET_TEST(at_most_half_of_the_slots_are_in_use))
