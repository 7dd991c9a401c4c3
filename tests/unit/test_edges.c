/* edges.c: [edge] sections. */
#include "policy_fixture.h"

static void an_edge_has_roles_a_domain_and_parameters(void **state)
{
	struct fixture fixture;
	const struct wm_edge *edge;
	char name[WM_NAME_TEXT_MAX];

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[edge ams]\ndomain = Pool.Example\naccess = 192.0.2.1, 2001:db8::1\n"
			     "web-conf = 192.0.2.2\naccess = 192.0.2.3\nchat.host = x.{domain}\n"
			     "[defaults]\nedge = ams\n" REST);
	assert_string_equal(said(&fixture), "");
	edge = &fixture.policy->edges[0];
	assert_string_equal(edge->name, "ams");
	assert_string_equal(wm_name_text(&edge->domain, name), "pool.example.");
	assert_int_equal(edge->role_count, 2);
	assert_string_equal(edge->roles[0].name, "access");
	assert_int_equal(edge->roles[0].count, 3);
	assert_int_equal(edge->roles[0].addresses[1].len, 16);
	assert_int_equal(edge->roles[0].addresses[2].bytes[3], 3);
	assert_int_equal(edge->roles[0].where.line, 3);
	assert_string_equal(edge->roles[1].name, "web-conf");
	assert_int_equal(edge->param_count, 1);
	assert_string_equal(edge->params[0].service, "chat");
	assert_string_equal(edge->params[0].name, "host");
	assert_string_equal(edge->params[0].text, "x.{domain}");
	fixture_end(&fixture);
}

static void an_edge_need_not_have_a_domain(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[edge a]\nx = 192.0.2.1\n[defaults]\nedge = a\n" REST);
	assert_string_equal(said(&fixture), "");
	assert_null(fixture.policy->edges[0].domain.wire);
	fixture_end(&fixture);
}

static void what_is_wrong_with_an_edge_is_reported(void **state)
{
#define EXPECTED " is not an IP address, expected the form 192.0.2.1 or 2001:db8::1"
	static const struct fixture_row rows[] = {
		{"[edge a]\naccess = 192.0.2.1, 192.0.2.1\n[defaults]\nedge = a\n" REST,
		 "2:10: warning: 192.0.2.1 stands twice in role 'access'\n"},
		{"[edge a]\naccess = 2001:db8::1\naccess = 2001:DB8:0::1\n[defaults]\nedge = "
		 "a\n" REST,
		 "2:10: warning: 2001:db8::1 stands twice in role 'access'\n"},
		{"[edge a]\naccess = 192.0.2.1, 192.0.2.1x\n" REST,
		 "2:21: '192.0.2.1x'" EXPECTED "\n"},
		{"[edge a]\ndomian = pool.example\n" REST,
		 "2:10: 'pool.example'" EXPECTED " (did you mean 'domain'?)\n"},
		{"[edge a]\naccess =\n" REST, "2:9: role 'access' has no address\n"},
		{"[edge a]\nname = 192.0.2.1\n" REST,
		 "2:1: 'name' cannot be a role: {edge.name} is the name of the edge\n"},
		{"[edge a]\nac_cess = 192.0.2.1\n" REST,
		 "2:1: unknown key 'ac_cess' in [edge a]\n"},
		{"[edge a]\nac cess = 192.0.2.1\n" REST,
		 "2:1: unknown key 'ac cess' in [edge a]\n"},
		{"[edge a]\nchta.host = x\n" REST,
		 "2:1: unknown service 'chta' (did you mean 'chat'?)\n"},
		{"[edge a]\nx = 192.0.2.1\n" REST,
		 "1:7: warning: edge 'a' is not used by anything\n"},
		{"[edge a]\n[edge a]\n" REST,
		 "2:7: a second [edge a], the first is at policy.ini:1\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(an_edge_has_roles_a_domain_and_parameters), TEST(an_edge_need_not_have_a_domain),
	  TEST(what_is_wrong_with_an_edge_is_reported))
