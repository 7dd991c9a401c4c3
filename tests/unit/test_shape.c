/* shape.c: what [defaults], [domain] and [domains] share. */
#include "policy_fixture.h"

#define PARTS                                                                             \
	"[provider p]\ntype = test\n[provider q]\ntype = test\n[edge a]\nx = 192.0.2.1\n" \
	"[edge b]\nx = 192.0.2.2\n" CHAT "[service talk]\nrecord = t A 192.0.2.1\n"

static void a_domain_takes_from_the_defaults_what_it_does_not_say(void **state)
{
	struct fixture fixture;
	const struct wm_shape *first, *second;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[domain a.example]\nproviders = q\nttl = 5m\nadopt = no\nedge =\n"
			     "record = @ TXT x\nremove = y TXT\nrecord = z A 192.0.2.1\n"
			     "[domain b.example]\n"
			     "[defaults]\nproviders = p\nproviders = q\nservices = chat, talk\n"
			     "edge = b, a\nadopt = yes\nttl = 2h\n" PARTS);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(fixture.policy->domain_count, 2);
	first = fixture.policy->domains[0].shape;
	second = fixture.policy->domains[1].shape;

	assert_string_equal(first->section, "domain a.example");
	assert_int_equal(first->where.line, 1);
	assert_int_equal(first->provider_count, 1);
	assert_string_equal(first->providers[0]->name, "q");
	assert_int_equal(first->service_count, 2);
	assert_int_equal(first->edge_count, 0);
	assert_int_equal(first->ttl_s, 300);
	assert_false(first->adopt);
	assert_int_equal(first->record_count, 2);
	assert_string_equal(first->records[1].text, "z A 192.0.2.1");
	assert_int_equal(first->records[1].where.line, 8);
	assert_int_equal(first->records[1].where.column, 10);
	assert_int_equal(first->remove_count, 1);
	assert_string_equal(first->removes[0].text, "y TXT");

	assert_string_equal(second->section, "domain b.example");
	assert_int_equal(second->provider_count, 2);
	assert_string_equal(second->providers[0]->name, "p");
	assert_string_equal(second->services[1]->name, "talk");
	assert_int_equal(second->edge_count, 2);
	assert_string_equal(second->edges[0]->name, "b");
	assert_int_equal(second->ttl_s, 7200);
	assert_true(second->adopt);
	assert_int_equal(second->record_count, 0);
	fixture_end(&fixture);
}

static void without_defaults_the_ttl_is_an_hour(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, REST);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(fixture.policy->domains[0].shape->ttl_s, 3600);
	assert_false(fixture.policy->domains[0].shape->adopt);
	fixture_end(&fixture);
}

static void references_must_lead_somewhere_and_only_once(void **state)
{
	static const struct fixture_row rows[] = {
		{"[domain d.example]\nproviders = pp\nservices = chta\nedge = aa\n" PARTS,
		 "2:13: unknown provider 'pp' (did you mean 'p'?)\n"
		 "3:12: unknown service 'chta' (did you mean 'chat'?)\n"
		 "4:8: unknown edge 'aa' (did you mean 'a'?)\n"},
		{"[domain d.example]\nproviders = p, p\nservices = chat\nservices = chat\n" PARTS,
		 "2:16: provider 'p' stands twice in this list\n"
		 "4:12: service 'chat' stands twice in this list\n"},
		/* Those of [defaults] are reported once, not for each domain that has them. */
		{"[defaults]\nproviders = nowhere\n[domain d.example]\nproviders = p\n"
		 "[domain e.example]\nproviders = p\n" PARTS,
		 "2:13: unknown provider 'nowhere'\n"},
		{"[domain d.example]\nproviders = p\nttl = 70y\nadopt = maybe\n" PARTS,
		 "3:7: '70y' is not a duration, expected the form 30s, 5m, 1h or 1d\n"
		 "4:9: 'adopt' is 'maybe', expected yes or no\n"},
		{"[defaults]\nrecord = x\n" PARTS "[domain d.example]\nproviders = p\n",
		 "2:1: unknown key 'record' in [defaults]\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(a_domain_takes_from_the_defaults_what_it_does_not_say),
	  TEST(without_defaults_the_ttl_is_an_hour),
	  TEST(references_must_lead_somewhere_and_only_once))
