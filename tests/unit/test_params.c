/* params.c: parameters of services that edges, domains and the defaults set. */
#include "policy_fixture.h"

#define DOMAIN \
	"[provider p]\ntype = test\n" CHAT "[domain d.example]\nproviders = p\nservices = chat\n"

static void a_parameter_is_split_at_its_dot(void **state)
{
	struct fixture fixture;
	const struct wm_shape *shape;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, DOMAIN "chat.host = a.{domain}\nchat.ttl = 5m\nchat.priority =\n");
	assert_string_equal(said(&fixture), "");
	shape = fixture.policy->domains[0].shape;
	assert_int_equal(shape->param_count, 3);
	assert_string_equal(shape->params[0].service, "chat");
	assert_string_equal(shape->params[0].name, "host");
	assert_string_equal(shape->params[0].text, "a.{domain}");
	assert_int_equal(shape->params[0].where.column, 13);
	assert_string_equal(shape->params[1].name, "ttl");
	assert_string_equal(shape->params[2].text, "");
	fixture_end(&fixture);
}

static void what_is_wrong_with_a_parameter_is_reported(void **state)
{
	static const struct fixture_row rows[] = {
		{DOMAIN "chatt.host = x\n",
		 "9:1: unknown service 'chatt' (did you mean 'chat'?)\n"},
		{DOMAIN "chat.hosst = x\n",
		 "9:6: service 'chat' has no parameter 'hosst' (did you mean 'host'?)\n"},
		{DOMAIN "chat.wieght = x\n",
		 "9:6: service 'chat' has no parameter 'wieght' (did you mean 'weight'?)\n"},
		{DOMAIN "chat. = x\n", "9:6: service 'chat' has no parameter ''\n"},
		{DOMAIN ".host = x\n", "9:1: unknown service ''\n"},
		{DOMAIN "chat.host = x\nchat.host = x\n",
		 "10:13: parameter 'host' of 'chat' is set twice, the first time in line 9\n"},
		{DOMAIN "xmpp-federation.host = x\n",
		 "9:24: warning: this has no effect: 'xmpp-federation' is not among the services "
		 "of [domain d.example]\n"},
		{DOMAIN "[defaults]\nxmpp-federation.host = x\n", ""},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(a_parameter_is_split_at_its_dot), TEST(what_is_wrong_with_a_parameter_is_reported))
