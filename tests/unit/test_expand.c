/* expand.c: from policy to desired records; scopes, views, homes, selections. */
#include "expand_fixture.h"

static void the_seed_gives_two_records(void **state)
{
	static const struct expand_row rows[] = {
		{"[provider p]\ntype = wide\n[edge amsterdam]\naccess = 131.107.155.10\n"
		 "[domain contoso.com]\nproviders = p\nedge = amsterdam\n"
		 "services = xmpp-federation\n",
		 "",
		 "_xmpp-server._tcp.contoso.com. 3600 IN SRV 0 0 5269 xmpp.contoso.com.\n"
		 "xmpp.contoso.com. 3600 IN A 131.107.155.10\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define TWO_DOMAINS                                                     \
	"[domain b.example]\nproviders = p\nedge = one\nservices = s\n" \
	"[domain a.example]\nproviders = p\nedge = one\nservices = s\n"
#define EDGE "[edge one]\nrole = 192.0.2.1\n"
#define POOL "[edge one]\ndomain = pool.example\nrole = 192.0.2.1\n"

static void the_scope_says_how_often_and_where(void **state)
{
	static const struct expand_row rows[] = {
		{WIDE EDGE TWO_DOMAINS "[service s]\nrecord = x TXT {domain}\n", "",
		 "x.a.example. 3600 IN TXT \"a.example\"\nx.b.example. 3600 IN TXT "
		 "\"b.example\"\n"},
		{WIDE EDGE TWO_DOMAINS "[service s]\nscope = once\nrecord = x TXT {domain}\n", "",
		 "x.b.example. 3600 IN TXT \"b.example\"\n"},
		{WIDE POOL TWO_DOMAINS "[service s]\nscope = edge\nrecord = x ADDR {edge.role}\n",
		 "", "x.pool.example. 3600 IN A 192.0.2.1\n"},
		{WIDE EDGE TWO_DOMAINS "[service s]\nscope = edge\nrecord = x ADDR {edge.role}\n",
		 "", "x.a.example. 3600 IN A 192.0.2.1\nx.b.example. 3600 IN A 192.0.2.1\n"},
		{WIDE POOL TWO_DOMAINS "[service s]\nrecord = x.{edge.domain} ADDR {edge.role}\n",
		 "", "x.pool.example. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define IN_AND_OUT                                                                   \
	"[provider out]\ntype = wide\n[provider in]\ntype = wide\nview = internal\n" \
	"[service s]\nrecord = s TXT a\n[service t]\nview = internal\nrecord = t TXT a\n"

static void records_go_to_the_providers_of_their_view(void **state)
{
	static const struct expand_row rows[] = {
		{IN_AND_OUT "[domain d.example]\nproviders = in, out\nservices = s, t\n"
			    "record = l TXT a\nremove = r A\n",
		 "",
		 "l.d.example. 3600 IN TXT \"a\"\nr.d.example. A none\n"
		 "s.d.example. 3600 IN TXT \"a\"\n[in]\nl.d.example. 3600 IN TXT \"a\"\n"
		 "r.d.example. A none\nt.d.example. 3600 IN TXT \"a\"\n"},
		{IN_AND_OUT "[domain d.example]\nproviders = out\nservices = s, t\n"
			    "[domain e.example]\nproviders = in\n",
		 "11:1: service 't' belongs to the internal view, and no provider of [domain "
		 "d.example] has that view\n"
		 "14:1: warning: [domain e.example] asks for no service and no record\n",
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define ABROAD                                                                    \
	"[provider p]\ntype = wide\n[provider q]\ntype = wide\n"                  \
	"[edge one]\ndomain = home.example\nrole = 192.0.2.1\n"                   \
	"[service s]\nhost = x.{edge.domain}\nrecord = {host} ADDR {edge.role}\n" \
	"[domain d.example]\nproviders = p\nedge = one\nttl = 300\nservices = s\n"

static void a_name_outside_the_domain_goes_where_it_is_at_home(void **state)
{
	static const struct expand_row rows[] = {
		/* Its home has other providers and another TTL. */
		{ABROAD "[domain home.example]\nproviders = q\nrecord = @ TXT a\n", "",
		 "[q]\nhome.example. 3600 IN TXT \"a\"\nx.home.example. 3600 IN A 192.0.2.1\n"},
		/* A TTL that somebody set stays. */
		{ABROAD "s.ttl = 60\n[domain home.example]\nproviders = q\nrecord = @ TXT a\n", "",
		 "[q]\nhome.example. 3600 IN TXT \"a\"\nx.home.example. 60 IN A 192.0.2.1\n"},
		/* No home in the policy: with the domain that asked. */
		{ABROAD "[domain e.example]\nproviders = q\nrecord = @ TXT a\n", "",
		 "x.home.example. 300 IN A 192.0.2.1\n[q]\ne.example. 3600 IN TXT \"a\"\n"},
		/* Below the domain it is the domain's, though another one is nearer. */
		{ABROAD "s.host = x.sub.d.example\n[domain sub.d.example]\nproviders = q\n"
			"record = @ TXT a\n",
		 "",
		 "x.sub.d.example. 300 IN A 192.0.2.1\n[q]\nsub.d.example. 3600 IN TXT \"a\"\n"},
		/* A line goes to the domain's own providers, whatever its name. */
		{ABROAD "record = y.home.example. TXT a\n[domain home.example]\nproviders = q\n"
			"record = @ TXT a\n",
		 "",
		 "y.home.example. 300 IN TXT \"a\"\n[q]\nhome.example. 3600 IN TXT \"a\"\n"
		 "x.home.example. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void addresses_that_nobody_can_reach_are_warned_of(void **state)
{
	static const struct expand_row rows[] = {
		/* Once for each role, however many domains and services use it. */
		{WIDE "[edge one]\nrole = 192.0.2.1, 10.0.0.1\n" TWO_DOMAINS
		      "[service s]\nrecord = x ADDR {edge.role}\nrecord = y A {edge.role}\n",
		 "4:8: warning: role 'role' has a private address, and the external view would "
		 "publish it\n",
		 "x.a.example. 3600 IN A 10.0.0.1\nx.a.example. 3600 IN A 192.0.2.1\n"
		 "y.a.example. 3600 IN A 10.0.0.1\ny.a.example. 3600 IN A 192.0.2.1\n"
		 "x.b.example. 3600 IN A 10.0.0.1\nx.b.example. 3600 IN A 192.0.2.1\n"
		 "y.b.example. 3600 IN A 10.0.0.1\ny.b.example. 3600 IN A 192.0.2.1\n"},
		{WIDE "[domain d.example]\nproviders = p\nrecord = x AAAA fd00::1\n",
		 "5:17: warning: a private address, and the external view would publish it\n",
		 "x.d.example. 3600 IN AAAA fd00::1\n"},
		{WIDE "view = internal\n[domain d.example]\nproviders = p\nrecord = x A 10.0.0.1\n",
		 "", "x.d.example. 3600 IN A 10.0.0.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void a_bad_field_is_pointed_at(void **state)
{
	static const struct expand_row rows[] = {
		{WIDE "[domain d.example]\nproviders = p\nrecord = x   MX 70000 h\n",
		 "5:17: preference '70000': expected a number from 0 to 65535\n", ""},
		{WIDE "[domain d.example]\nproviders = p\nrecord = a..b A 192.0.2.1\n",
		 "5:10: 'a..b' is not a domain name: empty label\n", ""},
		{WIDE "[domain d.example]\nproviders = p\nrecord = x.d.example A 192.0.2.1\n",
		 "5:10: warning: this name is relative to d.example, though it looks like a full "
		 "one (end it with a dot if it is full)\n",
		 "x.d.example.d.example. 3600 IN A 192.0.2.1\n"},
		/* In a built-in service: where the user wrote the value, else at the domain. */
		{WIDE "[edge one]\naccess = 192.0.2.1\n[domain d.example]\nproviders = p\n"
		      "edge = one\nservices = sip-signin\nsip-signin.port = 70000\n",
		 "9:19: service 'sip-signin' for d.example.: port '70000': expected a number from "
		 "0 to 65535\n",
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define SHARED                                                             \
	"[provider p]\ntype = wide\n[provider q]\ntype = wide\n"           \
	"[domain a.example]\nproviders = p\nrecord = x.shared. TXT a\n"    \
	"[domain b.example]\nproviders = p, q\nrecord = x.shared. TXT b\n" \
	"record = y TXT b\n"

static void a_selection_keeps_shared_rrsets_whole(void **state)
{
	const struct memory_file files[] = {{.path = "policy.ini", .content = SHARED}, {0}};
	static const struct wm_name b = {(const uint8_t *)"\1b\7example", 11};
	static const struct wm_name c = {(const uint8_t *)"\1c\7example", 11};
	static const char *const q[] = {"q"};
	static const char *const r[] = {"r"};
	static const struct {
		struct wm_selection selection;
		const char *said;
		const char *records;
	} rows[] = {
		{{.domains = &b, .domain_count = 1},
		 "",
		 "y.b.example. 3600 IN TXT \"b\"\nx.shared. 3600 IN TXT \"a\"\n"
		 "x.shared. 3600 IN TXT \"b\"\n[q]\ny.b.example. 3600 IN TXT \"b\"\n"
		 "x.shared. 3600 IN TXT \"b\"\n"},
		{{.domains = &b, .domain_count = 1, .providers = q, .provider_count = 1},
		 "",
		 "y.b.example. 3600 IN TXT \"b\"\nx.shared. 3600 IN TXT \"b\"\n"},
		{{.domains = &c, .domain_count = 1},
		 "0:0: no domain c.example. in the policy\n",
		 ""},
		{{.providers = r, .provider_count = 1}, "0:0: no provider 'r' in the policy\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct expanded expanded;

		expand_files(&expanded, files, &rows[i].selection);
		assert_string_equal(said(&expanded.fixture), rows[i].said);
		assert_string_equal(records_of(&expanded), rows[i].records);
		expanded_end(&expanded);
	}
}

static void a_want_knows_who_asked_first_and_what_it_may_replace(void **state)
{
	struct expanded expanded;
	const struct wm_want *wants;

	(void)state;
	expand_text(&expanded, "[provider p]\ntype = wide\n[domain b.example]\nproviders = p\n"
			       "record = x.shared. TXT a\n[domain a.example]\nproviders = p\n"
			       "adopt = yes\nrecord = x.shared. TXT a\nrecord = y TXT a\n"
			       "[domain c.example]\nproviders = p\nrecord = y TXT a\n");
	assert_string_equal(said(&expanded.fixture), "");
	assert_int_equal(expanded.count, 1);
	assert_int_equal(expanded.desired[0].count, 3);
	wants = expanded.desired[0].wants; /* y.a.example, y.c.example, x.shared */
	assert_true(wants[0].adopt);
	assert_false(wants[1].adopt);
	assert_true(wants[2].adopt);
	assert_int_equal(wants[2].where.line, 5);
	assert_ptr_equal(wants[2].domain, &expanded.fixture.policy->domains[0]);
	assert_null(wants[2].service);
	expanded_end(&expanded);
}

static void the_command_line_or_the_provider_may_adopt_all(void **state)
{
	static const struct {
		const char *text;
		bool selection;
		bool adopt;
	} rows[] = {
		{WIDE "[domain d.example]\nproviders = p\nrecord = x TXT a\n", false, false},
		{WIDE "[domain d.example]\nproviders = p\nrecord = x TXT a\n", true, true},
		{WIDE "adopt = yes\n[domain d.example]\nproviders = p\nrecord = x TXT a\n", false,
		 true},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct memory_file files[] = {{.path = "policy.ini", .content = rows[i].text},
						    {0}};
		const struct wm_selection selection = {.adopt = rows[i].selection};
		struct expanded expanded;

		expand_files(&expanded, files, &selection);
		assert_int_equal(expanded.desired[0].wants[0].adopt, rows[i].adopt);
		expanded_end(&expanded);
	}
}

/* Many domains of one shape: an error is said once, and the records come out sorted. */
static void many_domains_share_one_shape(void **state)
{
	static const char policy[] = "[provider p]\ntype = wide\n[domains many]\nfile = names\n"
				     "providers = p\nrecord = b TXT {domain}\nrecord = @ TXT a\n";
	static const char broken[] = "[provider p]\ntype = wide\n[domains many]\nfile = names\n"
				     "providers = p\nrecord = b A 1\n";
	const struct memory_file files[] = {
		{.path = "policy.ini", .content = policy},
		{.path = "names", .content = "c.example\na.example\nb.c.example\n"},
		{0}};
	const struct memory_file broken_files[] = {
		{.path = "policy.ini", .content = broken}, files[1], {0}};
	struct expanded expanded;

	(void)state;
	expand_files(&expanded, files, NULL);
	assert_string_equal(records_of(&expanded), "a.example. 3600 IN TXT \"a\"\n"
						   "b.a.example. 3600 IN TXT \"a.example\"\n"
						   "c.example. 3600 IN TXT \"a\"\n"
						   "b.c.example. 3600 IN TXT \"a\"\n"
						   "b.c.example. 3600 IN TXT \"c.example\"\n"
						   "b.b.c.example. 3600 IN TXT \"b.c.example\"\n");
	expanded_end(&expanded);
	expand_files(&expanded, broken_files, NULL);
	assert_string_equal(said(&expanded.fixture),
			    "6:14: address '1': expected an IPv4 address such as 192.0.2.1\n");
	expanded_end(&expanded);
}

static void the_built_in_services_are_sound(void **state)
{
	struct fixture fixture;
	const struct wm_service *services;
	size_t count;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(wm_services_builtin(fixture.arena, &fixture.diags, &services, &count),
			 WM_OK);
	assert_string_equal(said(&fixture), "");
	assert_true(count >= 9);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(services[i].summary);
		assert_true(services[i].built_in);
	}
	fixture_end(&fixture);
}

TEST_MAIN(TEST(the_seed_gives_two_records), TEST(the_scope_says_how_often_and_where),
	  TEST(records_go_to_the_providers_of_their_view),
	  TEST(a_name_outside_the_domain_goes_where_it_is_at_home),
	  TEST(addresses_that_nobody_can_reach_are_warned_of), TEST(a_bad_field_is_pointed_at),
	  TEST(a_selection_keeps_shared_rrsets_whole),
	  TEST(a_want_knows_who_asked_first_and_what_it_may_replace),
	  TEST(the_command_line_or_the_provider_may_adopt_all), TEST(many_domains_share_one_shape),
	  TEST(the_built_in_services_are_sound))
