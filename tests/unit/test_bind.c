/* bind.c: whose parameter counts, which edges take part, which recipes hold. */
#include "expand_fixture.h"

#include "policy/bind.h"

#define EDGES                                                         \
	"[edge one]\nsip = 192.0.2.1\n[edge two]\nchat = 192.0.2.2\n" \
	"[edge three]\nsip = 192.0.2.3, 2001:db8::3\n"
#define DOMAIN "[domain d.example]\nproviders = p\nedge = one, two, three\nservices = s\n"

static void an_edge_takes_part_if_it_has_a_role_that_is_needed(void **state)
{
	static const struct expand_row rows[] = {
		/* Two edges have the role: ranks count them alone. */
		{WIDE EDGES DOMAIN "[service s]\nhost = sip-{edge.name}.{domain}\n"
				   "record = _s._tcp SRV {priority} 0 1 {host}\n"
				   "record = {host} ADDR {edge.sip}\n",
		 "",
		 "_s._tcp.d.example. 3600 IN SRV 0 0 1 sip-one.d.example.\n"
		 "_s._tcp.d.example. 3600 IN SRV 10 0 1 sip-three.d.example.\n"
		 "sip-one.d.example. 3600 IN A 192.0.2.1\n"
		 "sip-three.d.example. 3600 IN A 192.0.2.3\n"
		 "sip-three.d.example. 3600 IN AAAA 2001:db8::3\n"},
		/* Either role is enough; each recipe goes where its own role is. */
		{WIDE EDGES DOMAIN "[service s]\nrecord = a-{edge.name} ADDR {edge.sip}\n"
				   "record = b-{edge.name} ADDR {edge.chat}\n"
				   "record = c-{edge.name} TXT \"{priority}\"\n",
		 "",
		 "a-one.d.example. 3600 IN A 192.0.2.1\na-three.d.example. 3600 IN A 192.0.2.3\n"
		 "a-three.d.example. 3600 IN AAAA 2001:db8::3\n"
		 "b-two.d.example. 3600 IN A 192.0.2.2\n"
		 "c-one.d.example. 3600 IN TXT \"0\"\nc-three.d.example. 3600 IN TXT \"20\"\n"
		 "c-two.d.example. 3600 IN TXT \"10\"\n"},
		/* No role needed: all of them. */
		{WIDE EDGES DOMAIN "[service s]\nrecord = {edge.name} TXT \"{priority}\"\n", "",
		 "one.d.example. 3600 IN TXT \"0\"\nthree.d.example. 3600 IN TXT \"20\"\n"
		 "two.d.example. 3600 IN TXT \"10\"\n"},
		/* A role of a recipe that does not hold is not needed. */
		{WIDE EDGES DOMAIN "[service s]\nx = no\nrecord if x = y ADDR {edge.turn}\n"
				   "record = {edge.name} TXT a\n",
		 "",
		 "one.d.example. 3600 IN TXT \"a\"\nthree.d.example. 3600 IN TXT \"a\"\n"
		 "two.d.example. 3600 IN TXT \"a\"\n"},
		/* A type takes the addresses that fit it. */
		{WIDE EDGES DOMAIN "[service s]\nrecord = x AAAA {edge.sip}\n", "",
		 "x.d.example. 3600 IN AAAA 2001:db8::3\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void a_role_that_no_edge_has_is_an_error(void **state)
{
	static const struct expand_row rows[] = {
		/* What else is wrong is said too. */
		{WIDE EDGES DOMAIN "[service s]\nrecord = x ADDR {edge.spi}\nrecord = y A 1\n",
		 "14:17: service 's' in [domain d.example] needs addresses of role 'spi': edge "
		 "'one' has sip; edge 'two' has chat; edge 'three' has sip (did you mean 'sip'?)\n"
		 "15:14: service 's' for d.example.: address '1': expected an IPv4 address such as "
		 "192.0.2.1\n",
		 ""},
		{WIDE "[domain d.example]\nproviders = p\nservices = turn\n",
		 "3:1: service 'turn' in [domain d.example] needs addresses of role 'turn': the "
		 "domain has no edge\n",
		 ""},
		{WIDE EDGES DOMAIN
		 "record = x ADDR {edge.cat}\n[service s]\nrecord = x A 192.0.2.9\n",
		 "13:17: no edge has role 'cat': edge 'one' has sip; edge 'two' has chat; edge "
		 "'three' has sip (did you mean 'chat'?)\n",
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define SERVICE                                                \
	"[service s]\na = service\nb = service\nc = service\n" \
	"record = x TXT {a} {b} {c} {d}\nd = service\n"

static void the_nearest_word_on_a_parameter_counts(void **state)
{
	static const struct expand_row rows[] = {
		{WIDE SERVICE "[defaults]\ns.b = defaults\ns.c = defaults\ns.d = defaults\n"
			      "[edge one]\ns.c = edge\ns.d = edge\n[domain d.example]\n"
			      "providers = p\nedge = one\nservices = s\ns.d = domain\n",
		 "", "x.d.example. 3600 IN TXT \"service\" \"defaults\" \"edge\" \"domain\"\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define LIFE "[domain d.example]\nproviders = p\nservices = s\n"

static void the_nearest_word_on_the_ttl_counts(void **state)
{
	static const struct expand_row rows[] = {
		{WIDE "[service s]\nrecord = x TXT {ttl}\n" LIFE, "",
		 "x.d.example. 3600 IN TXT \"3600\"\n"},
		{WIDE "[service s]\nrecord = x TXT {ttl}\n" LIFE "ttl = 5m\n", "",
		 "x.d.example. 300 IN TXT \"300\"\n"},
		{WIDE "[service s]\nttl = 1d\nrecord = x TXT {ttl}\n" LIFE "ttl = 5m\n", "",
		 "x.d.example. 86400 IN TXT \"1d\"\n"},
		{WIDE "[service s]\nttl = 1d\nrecord = x TXT a\n" LIFE "s.ttl = 7\n", "",
		 "x.d.example. 7 IN TXT \"a\"\n"},
		{WIDE "[service s]\nttl = 1d\nrecord = x 9 TXT a\n" LIFE "s.ttl = 7\n", "",
		 "x.d.example. 9 IN TXT \"a\"\n"},
		{WIDE "[service s]\nrecord = x TXT a\n" LIFE "s.ttl = soon\n",
		 "8:9: service 's' for d.example.: TTL 'soon', expected a duration such as 300 or "
		 "5m\n",
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void conditions_are_parameters_that_say_yes_or_no(void **state)
{
#define CASE(a, b)                                                         \
	WIDE "[service s]\na = " a "\nb = " b "\nrecord if a = x TXT if\n" \
	     "record unless a = x TXT unless\nrecord = x TXT {b}\n" LIFE
	static const struct expand_row rows[] = {
		{CASE("yes", "1"), "",
		 "x.d.example. 3600 IN TXT \"1\"\nx.d.example. 3600 IN TXT \"if\"\n"},
		{CASE("OFF", "1"), "",
		 "x.d.example. 3600 IN TXT \"1\"\nx.d.example. 3600 IN TXT \"unless\"\n"},
		{CASE("{b}", "true"), "",
		 "x.d.example. 3600 IN TXT \"if\"\nx.d.example. 3600 IN TXT \"true\"\n"},
		{CASE("{b} on", "no"), "",
		 "x.d.example. 3600 IN TXT \"no\"\nx.d.example. 3600 IN TXT \"unless\"\n"},
		{CASE("yes on true", "1"), "",
		 "x.d.example. 3600 IN TXT \"1\"\nx.d.example. 3600 IN TXT \"if\"\n"},
		{CASE("maybe", "1"),
		 "4:5: service 's' for d.example.: parameter 'a' is 'maybe', expected yes or no\n",
		 ""},
		{CASE("", "1"),
		 "4:5: service 's' for d.example.: parameter 'a' is '', expected yes or no\n", ""},
	};
#undef CASE

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void a_line_that_is_the_same_on_every_edge_is_taken_once(void **state)
{
	static const struct expand_row rows[] = {
		{WIDE EDGES "[domain d.example]\nproviders = p\nedge = one, two, three\n"
			    "record = x A 192.0.2.9\nrecord = y.{edge.name} TXT \"{priority}\"\n"
			    "record = z ADDR {edge.sip}\n",
		 "",
		 "y.one.d.example. 3600 IN TXT \"0\"\ny.three.d.example. 3600 IN TXT \"20\"\n"
		 "y.two.d.example. 3600 IN TXT \"10\"\n"
		 "x.d.example. 3600 IN A 192.0.2.9\n"
		 "z.d.example. 3600 IN A 192.0.2.1\nz.d.example. 3600 IN A 192.0.2.3\n"
		 "z.d.example. 3600 IN AAAA 2001:db8::3\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void names_lose_their_final_dot_as_text(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_name name;

	(void)state;
	assert_int_equal(wm_name_read(arena, "A.b.", 4, NULL, &name, NULL), WM_OK);
	assert_string_equal(wm_domain_text(arena, &name), "a.b");
	assert_string_equal(wm_domain_text(arena, &wm_name_root), ".");
	wm_arena_free(arena);
}

TEST_MAIN(TEST(an_edge_takes_part_if_it_has_a_role_that_is_needed),
	  TEST(a_role_that_no_edge_has_is_an_error), TEST(the_nearest_word_on_a_parameter_counts),
	  TEST(the_nearest_word_on_the_ttl_counts),
	  TEST(conditions_are_parameters_that_say_yes_or_no),
	  TEST(a_line_that_is_the_same_on_every_edge_is_taken_once),
	  TEST(names_lose_their_final_dot_as_text))
