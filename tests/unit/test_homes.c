/* homes.c: which domain of the policy a name belongs to. */
#include "test.h"

#include <string.h>

#include "policy/homes.h"

static const struct wm_domain *find(struct wm_arena *arena, const struct wm_homes *homes,
				    const char *text, bool exact)
{
	struct wm_name name;

	assert_int_equal(wm_name_read(arena, text, strlen(text), NULL, &name, NULL), WM_OK);
	return exact ? wm_homes_exact(homes, &name) : wm_homes_find(homes, &name);
}

static void the_longest_domain_above_a_name_is_its_home(void **state)
{
	static const char *const names[] = {"org.example", "sub.contoso.com", "contoso.com", "b.a"};
	static const struct {
		const char *name;
		const char *home;  /* NULL: none */
		const char *exact; /* likewise */
	} rows[] = {
		{"contoso.com", "contoso.com", "contoso.com"},
		{"_sip._tls.contoso.com", "contoso.com", NULL},
		{"sub.contoso.com", "sub.contoso.com", "sub.contoso.com"},
		{"x.y.SUB.contoso.com", "sub.contoso.com", NULL},
		{"notcontoso.com", NULL, NULL},
		{"com", NULL, NULL},
		{".", NULL, NULL},
		{"a.b.a", "b.a", NULL},
	};
	struct wm_arena *arena = wm_arena_new();
	struct wm_domain domains[WM_COUNT(names)] = {0};
	struct wm_policy policy = {.domains = domains, .domain_count = WM_COUNT(names)};
	struct wm_homes homes;

	(void)state;
	for (size_t i = 0; i < WM_COUNT(names); i++)
		(void)wm_name_read(arena, names[i], strlen(names[i]), NULL, &domains[i].name, NULL);
	homes = wm_homes_index(arena, &policy);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_domain *home = find(arena, &homes, rows[i].name, false);
		const struct wm_domain *same = find(arena, &homes, rows[i].name, true);

		assert_ptr_equal(home,
				 rows[i].home ? find(arena, &homes, rows[i].home, true) : NULL);
		assert_true(!rows[i].home || home);
		assert_ptr_equal(same, rows[i].exact ? home : NULL);
	}
	wm_arena_free(arena);
}

static void a_policy_without_domains_is_home_to_nothing(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_policy policy = {.path = "policy.ini"};
	struct wm_homes homes = wm_homes_index(arena, &policy);

	(void)state;
	assert_null(find(arena, &homes, "contoso.com", false));
	wm_arena_free(arena);
}

TEST_MAIN(TEST(the_longest_domain_above_a_name_is_its_home),
	  TEST(a_policy_without_domains_is_home_to_nothing))
