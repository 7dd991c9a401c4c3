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
	assert_has(last_run.out, "finds zones");
	assert_lacks(last_run.out, "(null)");
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

static void what_a_provider_cannot_do_is_said_feature_by_feature(void **state)
{
	(void)state;
	assert_int_equal(run("providers powerdns")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "  compare and swap  read again right before the write\n");
	assert_has(last_run.out, "`type = rfc2136`");
	assert_has(last_run.out, "webserver-max-bodysize");
	assert_has(last_run.out, "  needs             the server's `api-key`");
	assert_has(last_run.out, "  at most           8 under way at a time\n");
	assert_has(last_run.out, "  record types      all\n");
	assert_lacks(last_run.out, "cannot hold");
	assert_has(last_run.out, "\n  credential = NAME ");
	assert_has(last_run.out, "\n  token-env = VARIABLE ");
	assert_int_equal(run("providers cloudflare")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "  cannot hold       ");
	assert_has(last_run.out, "  TTL               at least 60 s, at most 86400 s\n");
}

static void a_type_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_int_equal(run("providers rfc2163")->exit, WM_EXIT_USAGE);
	assert_has(last_run.talk, "unknown provider type 'rfc2163' (did you mean 'rfc2136'?)");
}

TEST_MAIN(CLI_TEST(every_provider_is_described_with_all_its_keys),
	  CLI_TEST(one_provider_is_described_alone),
	  CLI_TEST(what_a_provider_cannot_do_is_said_feature_by_feature),
	  CLI_TEST(a_type_that_is_none_is_refused))
