/* roles.c: roles that nothing asks for, and what they were meant to be. */
#include "expand_fixture.h"

#include "policy/roles.h"

#define TWO_EDGES "[edge one]\nturn = 192.0.2.1\n[edge two]\ntrun = 192.0.2.2\n"
#define DOMAIN    "[domain d.example]\nproviders = p\n"

static void a_role_that_nothing_asks_for_is_a_warning(void **state)
{
	static const struct expand_row rows[] = {
		/* Near to a role of a service that is built in. */
		{WIDE TWO_EDGES DOMAIN
		 "edge = one, two\nrecord = x ADDR {edge.turn}\nrecord = y.{edge.name} TXT a\n",
		 "6:1: warning: no service uses the role 'trun' (did you mean 'turn'?)\n",
		 "y.one.d.example. 3600 IN TXT \"a\"\ny.two.d.example. 3600 IN TXT \"a\"\n"
		 "x.d.example. 3600 IN A 192.0.2.1\n"},
		/* One's own services and lines may name any. */
		{WIDE "[edge one]\nshoe = 192.0.2.1\nhat = 192.0.2.2\nsock = 192.0.2.3\n" DOMAIN
		      "edge = one\nrecord = x ADDR {edge.shoe}\n"
		      "[service unused]\nrecord = x ADDR {edge.hat}\n",
		 "6:1: warning: no service uses the role 'sock'\n"
		 "11:10: warning: service 'unused' is not used by anything\n",
		 "x.d.example. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void an_error_stands_at_the_misspelt_key(void **state)
{
	static const struct expand_row rows[] = {
		/* Once, whatever the number of domains; and no warning beside it. */
		{WIDE "[edge two]\ntrun = 192.0.2.2\n[defaults]\nproviders = p\nedge = two\n"
		      "services = turn\n[domain d.example]\n[domain e.example]\n",
		 "4:1: edge 'two' has 'trun', and service 'turn' needs 'turn' (did you mean "
		 "'turn'?)\n",
		 ""},
		{WIDE "[edge two]\ntrun = 192.0.2.2\n" DOMAIN
		      "edge = two\nrecord = x ADDR {edge.turn}\n",
		 "4:1: edge 'two' has 'trun', and a record needs 'turn' (did you mean 'turn'?)\n",
		 ""},
		/* A role that something asks for was meant to be what it is. */
		{WIDE "[edge two]\nsip1 = 192.0.2.2\n" DOMAIN
		      "edge = two\nrecord = x ADDR {edge.sip1}\nrecord = x ADDR {edge.sip2}\n",
		 "9:17: no edge has role 'sip2': edge 'two' has sip1 (did you mean 'sip1'?)\n", ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define IDLE_DEFAULTS                                                                            \
	"[edge one]\nturn = 192.0.2.1\n[edge two]\nsip = 192.0.2.2\n[defaults]\nproviders = p\n" \
	"edge = one, two\n[service s]\nrecord = s ADDR {edge.sip}\n"                             \
	"[service t]\nrecord = t ADDR {edge.turn}\n"

static void an_edge_that_does_nothing_is_a_warning(void **state)
{
	static const struct expand_row rows[] = {
		/* The edges of [defaults] need not do something for everybody. */
		{WIDE IDLE_DEFAULTS
		 "[domain d.example]\nservices = s\n[domain e.example]\nservices = t\n",
		 "", "s.d.example. 3600 IN A 192.0.2.2\nt.e.example. 3600 IN A 192.0.2.1\n"},
		{WIDE IDLE_DEFAULTS
		 "[domain d.example]\nservices = s\n[domain e.example]\nservices = s\n",
		 "9:8: warning: edge 'one' takes part in none of the services of any domain (it "
		 "has none of the roles that they need)\n"
		 "12:10: warning: service 't' is not used by anything\n",
		 "s.d.example. 3600 IN A 192.0.2.2\ns.e.example. 3600 IN A 192.0.2.2\n"},
		/* Those of a domain must; a record's line counts if it says something of them. */
		{WIDE IDLE_DEFAULTS "[domain d.example]\nservices = s\nedge = two, one\n"
				    "record = x A 192.0.2.9\n"
				    "[domain e.example]\nservices = s, t\n",
		 "16:13: warning: edge 'one' takes part in none of the services of [domain "
		 "d.example] (it has none of the roles that they need)\n",
		 "s.d.example. 3600 IN A 192.0.2.2\nx.d.example. 3600 IN A 192.0.2.9\n"
		 "s.e.example. 3600 IN A 192.0.2.2\nt.e.example. 3600 IN A 192.0.2.1\n"},
		{WIDE IDLE_DEFAULTS "[domain d.example]\nservices = s\nedge = two, one\n"
				    "record = x ADDR {edge.turn}\n"
				    "[domain e.example]\nservices = s, t\n",
		 "",
		 "s.d.example. 3600 IN A 192.0.2.2\nx.d.example. 3600 IN A 192.0.2.1\n"
		 "s.e.example. 3600 IN A 192.0.2.2\nt.e.example. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(a_role_that_nothing_asks_for_is_a_warning),
	  TEST(an_error_stands_at_the_misspelt_key), TEST(an_edge_that_does_nothing_is_a_warning))
