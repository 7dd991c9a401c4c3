/* Host names into addresses: literals pass, names are looked up, unknown ones are named. */
#include "test.h"

#include <string.h>

#include <waymark/dns.h>

static void literals_pass_untouched_and_names_become_addresses(void **state)
{
	static const struct wm_endpoint asked[] = {
		{"192.0.2.53", 53}, {"localhost", 5300}, {"2001:db8::53", 5353}};
	struct wm_arena *arena = wm_arena_new();
	const struct wm_endpoint *found = NULL;
	size_t count = 0;

	(void)state;
	assert_int_equal(wm_dns_resolve(arena, asked, WM_COUNT(asked), &found, &count, NULL),
			 WM_OK);
	assert_true(count >= 3);
	assert_string_equal(found[0].host, "192.0.2.53");
	assert_int_equal(found[0].port, 53);
	for (size_t i = 1; i + 1 < count; i++) {
		assert_true(strcmp(found[i].host, "127.0.0.1") == 0 ||
			    strcmp(found[i].host, "::1") == 0);
		assert_int_equal(found[i].port, 5300);
	}
	assert_string_equal(found[count - 1].host, "2001:db8::53");
	assert_int_equal(found[count - 1].port, 5353);
	wm_arena_free(arena);
}

static void a_name_without_an_address_is_named(void **state)
{
	static const struct wm_endpoint asked[] = {{"192.0.2.53", 53},
						   {"-no-such-host-.invalid", 53}};
	struct wm_arena *arena = wm_arena_new();
	const struct wm_endpoint *found = NULL;
	struct wm_fail why = {0};
	size_t count = 99;

	(void)state;
	assert_int_equal(wm_dns_resolve(arena, asked, WM_COUNT(asked), &found, &count, &why),
			 WM_ENETWORK);
	assert_non_null(strstr(why.text, "-no-such-host-.invalid: no address found"));
	assert_null(found);
	assert_int_equal(count, 99);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(literals_pass_untouched_and_names_become_addresses),
	  TEST(a_name_without_an_address_is_named))
