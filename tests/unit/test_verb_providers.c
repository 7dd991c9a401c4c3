/* waymark providers: capabilities and keys of each type. */
#include <waymark/provider.h>

#include "cli_fixture.h"

static void every_provider_is_described_with_all_its_keys(void **state)
{
	(void)state;
	assert_int_equal(run("providers")->exit, WM_EXIT_OK);
	for (size_t i = 0; wm_providers[i]; i++) {
		const struct wm_provider_schema *schema = &wm_providers[i]->schema;

		assert_has(last_run.out, schema->name);
		assert_has(last_run.out, schema->summary);
		for (const struct wm_option *option = schema->options; option->name; option++)
			assert_has(last_run.out, option->name);
	}
	assert_has(last_run.out, "compare and swap");
	assert_has(last_run.out, "Keys of every [provider NAME]:\n  type = ");
}

static void one_provider_is_described_alone(void **state)
{
	(void)state;
	assert_int_equal(run("providers zonefile")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "zonefile: ");
	assert_lacks(last_run.out, "rfc2136: ");
	assert_has(last_run.out, "\n  file = PATH");
	assert_has(last_run.out, "\n  view = external|internal");
}

static void a_type_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_int_equal(run("providers rfc2163")->exit, WM_EXIT_USAGE);
	assert_has(last_run.talk, "unknown provider type 'rfc2163' (did you mean 'rfc2136'?)");
}

TEST_MAIN(CLI_TEST(every_provider_is_described_with_all_its_keys),
	  CLI_TEST(one_provider_is_described_alone), CLI_TEST(a_type_that_is_none_is_refused))
