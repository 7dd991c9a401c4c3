/* services.c: [service] sections, built in and the user's own. */
#include "policy_fixture.h"

#define DOMAIN "[provider p]\ntype = test\n[domain d.example]\nproviders = p\nservices = chat\n"

static void a_service_has_parameters_and_templates(void **state)
{
	struct fixture fixture;
	const struct wm_service *service;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture,
		   "[service chat]\nsummary = talk\nview = internal\nscope = edge\n"
		   "host = c.{domain}\nudp = no\nlist =\n"
		   "record = {host} A 192.0.2.1\nrecord if  udp = _x._udp SRV 0 0 1 {host}\n"
		   "record\tunless udp = {list*} TXT \"a ; b\"\n" DOMAIN);
	assert_string_equal(said(&fixture), "");
	service = wm_service_find(fixture.policy, "chat");
	assert_non_null(service);
	assert_string_equal(service->summary, "talk");
	assert_int_equal(service->view, WM_VIEW_INTERNAL);
	assert_int_equal(service->scope, WM_SCOPE_EDGE);
	assert_false(service->built_in);
	assert_int_equal(service->param_count, 3);
	assert_string_equal(service->params[0].service, "chat");
	assert_string_equal(service->params[0].name, "host");
	assert_string_equal(service->params[0].text, "c.{domain}");
	assert_string_equal(service->params[2].text, "");
	assert_int_equal(service->template_count, 3);
	assert_int_equal(service->templates[0].condition, WM_ALWAYS);
	assert_null(service->templates[0].parameter);
	assert_int_equal(service->templates[1].condition, WM_IF);
	assert_string_equal(service->templates[1].parameter, "udp");
	assert_int_equal(service->templates[1].where.column, 18);
	assert_int_equal(service->templates[2].condition, WM_UNLESS);
	assert_string_equal(service->templates[2].text, "{list*} TXT \"a ; b\"");
	assert_null(wm_service_find(fixture.policy, "chit"));
	fixture_end(&fixture);
}

static void what_is_wrong_with_a_service_is_reported(void **state)
{
	static const struct fixture_row rows[] = {
		{"[service chat]\nhost = x\n" DOMAIN,
		 "1:1: [service chat] has no record\n"
		 "2:8: no record of the service uses the parameter 'host'\n"},
		{"[service chat]\nveiw = internal\nrecord = a A 192.0.2.1\n" DOMAIN,
		 "2:8: no record of the service uses the parameter 'veiw' (did you mean "
		 "'view'?)\n"},
		{"[service chat]\nscope = domian\nrecord = a A 192.0.2.1\n" DOMAIN,
		 "2:9: 'scope' is 'domian', expected domain, edge or once (did you mean "
		 "'domain'?)\n"},
		{"[service chat]\nclients = no\nrecord if clietns = a A 192.0.2.1\n" DOMAIN,
		 "2:11: no record of the service uses the parameter 'clients'\n"
		 "3:21: this record depends on 'clietns', which is no parameter of the service "
		 "(did you mean 'clients'?)\n"},
		{"[service chat]\nrecord when x = a A 192.0.2.1\nrecord = a A 192.0.2.1\n" DOMAIN,
		 "2:1: unknown key 'record when x' in [service chat]\n"},
		{"[service chat]\nrecord if = a A 192.0.2.1\nrecord = a A 192.0.2.1\n" DOMAIN,
		 "2:1: unknown key 'record if' in [service chat] (did you mean 'record'?)\n"},
		{"[service chat]\nx = no\nrecord if x =\n" DOMAIN,
		 "3:14: 'record if x' has no value\n"},
		{"[service chat]\nx = no\nrecord if x = a TXT b;c\n" DOMAIN,
		 "3:22: ';' outside of quotes would end the record, expected \"...\" around the "
		 "text\n"},
		{"[service chat]\nrecord = a TXT b;c\n" DOMAIN,
		 "2:17: ';' outside of quotes would end the record, expected \"...\" around the "
		 "text\n"},
		{"[service chat]\nrecord =\n" DOMAIN, "2:9: 'record' has no value\n"},
		{"[service chat]\ndomain = x\nrecord = {domain} A 192.0.2.1\n" DOMAIN,
		 "2:1: 'domain' cannot be a parameter: the domain that is served fills it in\n"},
		{"[service chat]\na.b = x\nrecord = a A 192.0.2.1\n" DOMAIN,
		 "2:1: unknown key 'a.b' in [service chat]\n"},
		{"[service chat]\nhost = x\nhost = y\nrecord = {host} A 192.0.2.1\n" DOMAIN,
		 "3:8: parameter 'host' of 'chat' is set twice, the first time in line 2\n"},
		{CHAT CHAT DOMAIN, "4:10: a second [service chat], the first is at policy.ini:1\n"},
		{"[service xmpp-federation]\nrecord = a A 192.0.2.1\n" REST,
		 "1:10: service 'xmpp-federation' is built in: choose another name\n"},
		{"[service a.b]\nrecord = a A 192.0.2.1\n" REST,
		 "1:10: a service's name cannot hold '.', which stands before its parameters\n"},
		{"[service other]\nrecord = a A 192.0.2.1\n" REST,
		 "1:10: warning: service 'other' is not used by anything\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_parameter_counts_as_used_wherever_it_stands(void **state)
{
	static const char *const rows[] = {
		"record = {x} A 192.0.2.1\n",
		"record = {x*} A 192.0.2.1\n",
		"record = _a._tcp SRV {x+step} 0 1 a\n",
		"record = {y} A 192.0.2.1\ny = {x}.{domain}\n",
		"record if x = a A 192.0.2.1\n",
		"record unless x = a A 192.0.2.1\n",
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		(void)load(&fixture, wm_arena_printf(fixture.arena,
						     DOMAIN "[service chat]\nx = 1\n%s", rows[i]));
		assert_string_equal(said(&fixture), "");
		fixture_end(&fixture);
	}
}

static void defaults_replace_the_parameters_of_services(void **state)
{
	struct fixture fixture;
	const struct wm_service *service;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[defaults]\nchat.host = other\nchat.ttl = 5m\n" REST);
	assert_string_equal(said(&fixture), "");
	service = wm_service_find(fixture.policy, "chat");
	assert_int_equal(service->param_count, 2);
	assert_string_equal(service->params[0].name, "host");
	assert_string_equal(service->params[0].text, "other");
	assert_int_equal(service->params[0].where.line, 2);
	assert_string_equal(service->params[1].name, "ttl");
	assert_string_equal(service->params[1].text, "5m");
	assert_int_equal(fixture.policy->domains[0].shape->param_count, 0);
	assert_ptr_equal(fixture.policy->domains[0].shape->services[0], service);
	fixture_end(&fixture);
}

static void the_built_in_services_are_without_fault(void **state)
{
	static const char *const names[] = {"xmpp-federation",
					    "sip-signin",
					    "sip-federation",
					    "autodiscover",
					    "meetings",
					    "conferencing",
					    "sip",
					    "xmpp"};
	struct fixture fixture;
	const struct wm_service *services;
	size_t count;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(wm_services_builtin(fixture.arena, &fixture.diags, &services, &count),
			 WM_OK);
	assert_string_equal(said(&fixture), "");
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		size_t k = 0;

		while (k < count && strcmp(services[k].name, names[i]) != 0)
			k++;
		assert_true(k < count);
		assert_true(services[k].built_in);
		assert_true(services[k].template_count > 0);
		assert_non_null(services[k].summary);
	}
	fixture_end(&fixture);
}

TEST_MAIN(TEST(a_service_has_parameters_and_templates),
	  TEST(what_is_wrong_with_a_service_is_reported),
	  TEST(a_parameter_counts_as_used_wherever_it_stands),
	  TEST(defaults_replace_the_parameters_of_services),
	  TEST(the_built_in_services_are_without_fault))
