/* merge.c: many wishes joined into RRsets, and those that exclude each other. */
#include "expand_fixture.h"

#include "policy/merge.h"

#define DOMAIN WIDE "[domain d.example]\nproviders = p\n"

static void wishes_for_one_rrset_are_joined(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = x A 192.0.2.2\nrecord = X.d.example. A 192.0.2.1\n"
			"record = x A 192.0.2.2\nrecord = x TXT a\n",
		 "",
		 "x.d.example. 3600 IN A 192.0.2.1\nx.d.example. 3600 IN A 192.0.2.2\n"
		 "x.d.example. 3600 IN TXT \"a\"\n"},
		{DOMAIN "record = x CNAME y\nrecord = x CNAME Y\n", "",
		 "x.d.example. 3600 IN CNAME y.d.example.\n"},
		{DOMAIN "remove = x A\nremove = x A\nremove = x ADDR\nrecord = x TXT a\n", "",
		 "x.d.example. A none\nx.d.example. 3600 IN TXT \"a\"\nx.d.example. AAAA none\n"},
		/* A removal is no data: it may stand beside a CNAME and below a DNAME. */
		{DOMAIN "record = x CNAME y\nremove = x A\nrecord = s DNAME y\nremove = t.s A\n",
		 "",
		 "s.d.example. 3600 IN DNAME y.d.example.\nt.s.d.example. A none\n"
		 "x.d.example. A none\nx.d.example. 3600 IN CNAME y.d.example.\n"},
		/* Beside a DNAME and next to it is not below it. */
		{DOMAIN "record = s DNAME y\nrecord = s TXT a\nrecord = ss A 192.0.2.1\n", "",
		 "s.d.example. 3600 IN TXT \"a\"\ns.d.example. 3600 IN DNAME y.d.example.\n"
		 "ss.d.example. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void wishes_that_exclude_each_other_are_errors(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = x 300 A 192.0.2.1\nrecord = x 600 A 192.0.2.2\n",
		 "6:10: x.d.example. A: TTLs 300 and 600 in one RRset; asked for by the line at "
		 "policy.ini:5 and the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = x A 192.0.2.1\nremove = x A\n",
		 "6:10: x.d.example. A: both wanted and to be removed; asked for by the line at "
		 "policy.ini:5 and the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = x CNAME y\nrecord = x CNAME z\n",
		 "6:10: x.d.example. CNAME: two targets, and there can be only one; asked for by "
		 "the line at policy.ini:5 and the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = x DNAME y\nrecord = x DNAME z\n",
		 "6:10: x.d.example. DNAME: two targets, and there can be only one; asked for by "
		 "the line at policy.ini:5 and the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = x CNAME y\nrecord = x TXT a\n",
		 "6:10: x.d.example. TXT beside a CNAME of that name; asked for by the line at "
		 "policy.ini:5 and the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = x DNAME y\nrecord = a.b.x TXT a\n",
		 "6:10: a.b.x.d.example. TXT below a DNAME; asked for by the line at policy.ini:5 "
		 "and the line at policy.ini:6\n",
		 ""},
		{DOMAIN
		 "services = s, xmpp-federation\nedge = one\nrecord = xmpp 5m A 192.0.2.1\n"
		 "[edge one]\naccess = 192.0.2.1\n[service s]\nrecord = _xmpp-server._tcp CNAME "
		 "x\n",
		 "3:9: _xmpp-server._tcp.d.example. SRV beside a CNAME of that name; asked for by "
		 "service 's' for d.example. (policy.ini:11) and service 'xmpp-federation' for "
		 "d.example. (policy.ini:3)\n"
		 "7:10: xmpp.d.example. A: TTLs 3600 and 300 in one RRset; asked for by service "
		 "'xmpp-federation' for d.example. (policy.ini:3) and the line at policy.ini:7\n",
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

#define TWO  WIDE "[edge one]\naccess = 192.0.2.1\n[edge two]\naccess = 192.0.2.2\n"
#define BOTH "[domain d.example]\nproviders = p\nedge = one, two\n"

static void two_edges_on_one_target_are_an_error(void **state)
{
	static const struct expand_row rows[] = {
		{TWO BOTH
		 "services = sip-signin, sip-federation\nsip-federation.host = f.{domain}\n",
		 "5:7: edges 'one' and 'two' of d.example. both make SRV records for "
		 "f.d.example., with different priorities; asked for by service 'sip-federation' "
		 "for d.example. (policy.ini:7) (give one its own name: sip-federation.host = ... "
		 "in [edge two])\n"
		 "5:7: edges 'one' and 'two' of d.example. both make SRV records for "
		 "sip.d.example., with different priorities; asked for by service 'sip-signin' "
		 "for d.example. (policy.ini:7) (give one its own name: sip-signin.host = ... in "
		 "[edge two])\n",
		 ""},
		/* Without the step they say the same. */
		{TWO BOTH "services = s\n[service s]\nhost = h.{domain}\n"
			  "record = _s._tcp SRV 1 0 1 {host}\nrecord = {host} ADDR {edge.access}\n",
		 "",
		 "_s._tcp.d.example. 3600 IN SRV 1 0 1 h.d.example.\n"
		 "h.d.example. 3600 IN A 192.0.2.1\nh.d.example. 3600 IN A 192.0.2.2\n"},
		/* Another port is another server. */
		{TWO BOTH "services = s\nrecord = h A 192.0.2.3\n[service s]\nport = 10\n"
			  "record = _s._tcp SRV {priority} 0 {port+step} h\n",
		 "",
		 "_s._tcp.d.example. 3600 IN SRV 0 0 10 h.d.example.\n"
		 "_s._tcp.d.example. 3600 IN SRV 10 0 20 h.d.example.\n"
		 "h.d.example. 3600 IN A 192.0.2.3\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

/* BIND's limit is 100 records in an RRset. */
static void an_rrset_has_at_most_a_hundred_records(void **state)
{
	(void)state;
	for (int count = 100; count <= 101; count++) {
		struct expanded expanded;
		struct wm_buf text;

		wm_buf_init(&text, 65536);
		wm_buf_text(&text, DOMAIN);
		for (int i = 0; i < count; i++)
			wm_buf_printf(&text, "record = x A 192.0.2.%d\n", i + 1);
		expand_text(&expanded, wm_buf_string(&text));
		assert_string_equal(said(&expanded.fixture),
				    count == 100 ? ""
						 : "105:10: x.d.example. A: 101 records in one "
						   "RRset, servers take 100 at most; asked for by "
						   "the line at policy.ini:5 and the line at "
						   "policy.ini:105\n");
		expanded_end(&expanded);
		wm_buf_done(&text);
	}
}

static void wishes_are_sorted_by_provider_name_type_and_age(void **state)
{
	static const struct wm_wish wishes[] = {
		{.owner = {(const uint8_t *)"\1b", 3}, .type = WM_TYPE_A, .sequence = 4},
		{.owner = {(const uint8_t *)"\1b", 3}, .type = WM_TYPE_A, .sequence = 5},
		{.owner = {(const uint8_t *)"\1b", 3}, .type = WM_TYPE_TXT, .sequence = 1},
		{.owner = {(const uint8_t *)"\1a\1b", 5}, .type = WM_TYPE_A, .sequence = 0},
		{.owner = {(const uint8_t *)"\1a", 3}, .type = WM_TYPE_A, .provider = 1},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(wishes); i++)
		for (size_t j = 0; j < WM_COUNT(wishes); j++) {
			int order = wm_wish_compare(&wishes[i], &wishes[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

TEST_MAIN(TEST(wishes_for_one_rrset_are_joined), TEST(wishes_that_exclude_each_other_are_errors),
	  TEST(two_edges_on_one_target_are_an_error), TEST(an_rrset_has_at_most_a_hundred_records),
	  TEST(wishes_are_sorted_by_provider_name_type_and_age))
