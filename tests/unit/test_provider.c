/* agent/provider/provider.c: the table of providers and the words for what they promise. */
#include "provider_fixture.h"

#include <waymark/schema.h>

static void every_provider_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; wm_providers[i]; i++) {
		const struct wm_provider *provider = wm_providers[i];

		assert_non_null(provider->schema.name);
		assert_non_null(provider->schema.summary);
		assert_non_null(provider->schema.options);
		assert_non_null(provider->capabilities.cas_note);
		assert_non_null(provider->capabilities.reads);
		assert_non_null(provider->produce);
		assert_non_null(provider->consume);
		for (size_t k = 0; provider->schema.options[k].name; k++) {
			const char *help = provider->schema.options[k].help;

			assert_non_null(help);
			assert_int_equal(help[strlen(help) - 1], '.');
		}
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(provider->schema.name,
						wm_providers[k]->schema.name);
	}
}

static void a_configuration_leads_back_to_its_provider(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	const struct wm_provider_schema *const *schemas = wm_provider_schemas(arena);
	size_t count = 0;

	(void)state;
	for (; schemas[count]; count++) {
		const struct wm_provider_config config = {.schema = schemas[count]};

		assert_ptr_equal(wm_provider_of(&config), wm_providers[count]);
	}
	assert_null(wm_providers[count]);
	wm_arena_free(arena);
}

static void every_promise_has_its_words(void **state)
{
	(void)state;
	for (int i = WM_CAS_NONE; i <= WM_CAS_ZONE; i++)
		assert_true(strlen(wm_cas_text((enum wm_cas)i)) > 3);
	for (int i = WM_ATOMIC_RECORD; i <= WM_ATOMIC_ZONE; i++)
		assert_true(strlen(wm_atomic_text((enum wm_atomic)i)) > 3);
	assert_string_equal(wm_cas_text(WM_CAS_RRSET), "per RRset");
}

static void a_failed_job_says_so_without_control_characters(void **state)
{
	struct wm_job job = {0};

	(void)state;
	assert_int_equal(wm_job_fail(&job, WM_EREFUSED, "zone %s", "a\033[1m%s"), WM_STEP_FAIL);
	assert_int_equal(job.fail.code, WM_EREFUSED);
	assert_string_equal(job.fail.text, "zone a\\027[1m%s");
}

TEST_MAIN(TEST(every_provider_is_complete), TEST(a_configuration_leads_back_to_its_provider),
	  TEST(every_promise_has_its_words), TEST(a_failed_job_says_so_without_control_characters))
