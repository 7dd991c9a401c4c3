/* agent/cycle/source.c: where a provider's requests go, and in which order. */
#include "provider_fixture.h"

#include "cycle/engine.h"

static void source_of(struct wm_source *source, struct job_fixture *fixture,
		      const struct wm_endpoint *endpoints, size_t count)
{
	job_begin(fixture, &wm_provider_rfc2136, WM_JOB_FIND, NULL);
	fixture_value(fixture, "server")->endpoints = endpoints;
	fixture_value(fixture, "server")->count = count;
	fixture_value(fixture, "timeout")->number = 2;
	fixture_value(fixture, "tries")->number = 5;
	wm_source_init(source, fixture->arena, &fixture->config);
}

static const char *order_text(struct job_fixture *fixture, const struct wm_dns_servers *order)
{
	const char *text = "";

	for (size_t i = 0; i < order->count; i++)
		text = wm_arena_printf(fixture->arena, "%s %s:%u", text, order->endpoints[i].host,
				       order->endpoints[i].port);
	return text;
}

static void the_policy_fills_in_servers_and_limits(void **state)
{
	static const struct wm_endpoint one = {"192.0.2.1", 53};
	struct job_fixture fixture;
	struct wm_source source;

	(void)state;
	source_of(&source, &fixture, &one, 1);
	assert_ptr_equal(source.provider, &wm_provider_rfc2136);
	assert_int_equal(source.count, 1);
	assert_int_equal(source.transport, WM_DNS_AUTO);
	assert_int_equal(source.orders[0].timeout_ms, 2000);
	assert_int_equal(source.orders[0].tries, 5);
	assert_null(source.orders[0].key);
	assert_int_equal(source.fail.code, WM_OK);
	job_end(&fixture);
}

static void whoever_answered_is_asked_first(void **state)
{
	static const struct wm_endpoint three[] = {
		{"192.0.2.1", 53}, {"192.0.2.2", 53}, {"192.0.2.1", 5300}};
	static const struct {
		struct wm_endpoint answered;
		const char *order;
	} rows[] = {
		{{"192.0.2.1", 53}, " 192.0.2.1:53 192.0.2.2:53 192.0.2.1:5300"},
		{{"192.0.2.1", 5300}, " 192.0.2.1:5300 192.0.2.1:53 192.0.2.2:53"},
		{{"192.0.2.2", 53}, " 192.0.2.2:53 192.0.2.1:5300 192.0.2.1:53"},
		{{"192.0.2.9", 53}, " 192.0.2.2:53 192.0.2.1:5300 192.0.2.1:53"},
	};
	struct job_fixture fixture;
	struct wm_source source;

	(void)state;
	source_of(&source, &fixture, three, WM_COUNT(three));
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_source_prefer(&source, &rows[i].answered);
		assert_string_equal(order_text(&fixture, &source.orders[source.preferred]),
				    rows[i].order);
	}
	job_end(&fixture);
}

static void a_provider_without_servers_has_none(void **state)
{
	struct job_fixture fixture;
	struct wm_source source;

	(void)state;
	job_begin(&fixture, &wm_provider_zonefile, WM_JOB_FIND, NULL);
	wm_source_init(&source, fixture.arena, &fixture.config);
	assert_int_equal(source.count, 0);
	assert_int_equal(source.fail.code, WM_OK);
	job_end(&fixture);
}

static void a_host_without_address_is_named(void **state)
{
	static const struct wm_endpoint lost = {"no-such-host.invalid", 53};
	struct job_fixture fixture;
	struct wm_source source;

	(void)state;
	source_of(&source, &fixture, &lost, 1);
	assert_int_equal(source.count, 0);
	assert_int_equal(source.fail.code, WM_ENETWORK);
	assert_non_null(strstr(source.fail.text, "no-such-host.invalid"));
	job_end(&fixture);
}

TEST_MAIN(TEST(the_policy_fills_in_servers_and_limits), TEST(whoever_answered_is_asked_first),
	  TEST(a_provider_without_servers_has_none), TEST(a_host_without_address_is_named))
