/* traps.c: what a server would refuse, or take though it cannot work. */
#include "expand_fixture.h"

#define DOMAIN WIDE "[domain d.example]\nproviders = p\n"
#define ZONES  "[provider p]\ntype = wide\nzones = d.example, _s._tcp.e.example\n"

static void some_types_are_not_ours_to_write(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = @ SOA a b 1 2 3 4 5\n",
		 "5:10: d.example. SOA: the SOA of a zone is never touched\n", ""},
		{DOMAIN "remove = x SOA\n",
		 "5:10: x.d.example. SOA: the SOA of a zone is never touched\n", ""},
		{DOMAIN "record = @ NS ns.example.net.\n",
		 "5:10: d.example. NS: the NS records at the top of a zone are never touched\n",
		 ""},
		{DOMAIN "remove = @ NS\n",
		 "5:10: d.example. NS: the NS records at the top of a zone are never touched\n",
		 ""},
		{DOMAIN "record = sub NS ns.example.net.\n", "",
		 "sub.d.example. 3600 IN NS ns.example.net.\n"},
		{DOMAIN "record = @ CNAME x\n", "", "d.example. 3600 IN CNAME x.d.example.\n"},
		{ZONES "[domain d.example]\nproviders = p\nrecord = @ CNAME x\n",
		 "6:10: d.example. CNAME: a CNAME cannot stand at the top of a zone, beside its "
		 "SOA\n",
		 ""},
		{ZONES "[domain e.example]\nproviders = p\nrecord = _s._tcp NS x\n",
		 "6:10: _s._tcp.e.example. NS: the NS records at the top of a zone are never "
		 "touched\n",
		 ""},
		{"[provider p]\ntype = single\nzone = x.d.example\n[domain d.example]\n"
		 "providers = p\nrecord = x CNAME y\n",
		 "6:10: x.d.example. CNAME: a CNAME cannot stand at the top of a zone, beside its "
		 "SOA\n",
		 ""},
		{DOMAIN "record = x TYPE47 \\# 7 00000600000003\n",
		 "5:10: x.d.example. TYPE47: the server makes such records itself\n", ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void targets_are_hosts_and_no_aliases(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = _s._tcp SRV 0 0 1 h\nrecord = h A 192.0.2.1\n", "",
		 "_s._tcp.d.example. 3600 IN SRV 0 0 1 h.d.example.\n"
		 "h.d.example. 3600 IN A 192.0.2.1\n"},
		{DOMAIN "record = _s._tcp SRV 0 0 1 h\nrecord = h CNAME x.example.net.\n",
		 "5:10: _s._tcp.d.example. SRV points at h.d.example., which is a CNAME (RFC 2782, "
		 "RFC 2181); asked for by the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = @ MX 10 h\nrecord = h CNAME x.example.net.\n",
		 "5:10: d.example. MX points at h.d.example., which is a CNAME (RFC 2782, RFC "
		 "2181); asked for by the line at policy.ini:6\n",
		 ""},
		{DOMAIN "record = _s._tcp SRV 0 0 1 h_h.example.net.\n",
		 "5:10: _s._tcp.d.example. SRV points at h_h.example.net., which is no host name: "
		 "letters, digits and hyphens only\n",
		 ""},
		{DOMAIN "record = _s._tcp SRV 0 0 0 .\nrecord = @ MX 0 .\n", "",
		 "d.example. 3600 IN MX 0 .\n_s._tcp.d.example. 3600 IN SRV 0 0 0 .\n"},
		{DOMAIN "record = x CNAME _y._z\n", "",
		 "x.d.example. 3600 IN CNAME _y._z.d.example.\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void a_target_of_ours_has_an_address(void **state)
{
#define SRV "_s._tcp.d.example. 3600 IN SRV 0 0 1 "
	static const struct expand_row rows[] = {
		{DOMAIN "record = _s._tcp SRV 0 0 1 h\n",
		 "5:10: warning: no address for h.d.example. is in the policy, and "
		 "_s._tcp.d.example. SRV points at it\n",
		 SRV "h.d.example.\n"},
		{DOMAIN "record = _s._tcp SRV 0 0 1 h\nrecord = h AAAA 2001:db8::1\n", "",
		 SRV "h.d.example.\nh.d.example. 3600 IN AAAA 2001:db8::1\n"},
		{DOMAIN "record = _s._tcp SRV 0 0 1 h\nremove = h A\n",
		 "5:10: warning: no address for h.d.example. is in the policy, and "
		 "_s._tcp.d.example. SRV points at it\n",
		 SRV "h.d.example.\nh.d.example. A none\n"},
		{DOMAIN "record = _s._tcp SRV 0 0 1 h.a\nrecord = *.a A 192.0.2.1\n", "",
		 SRV "h.a.d.example.\n*.a.d.example. 3600 IN A 192.0.2.1\n"},
		/* Not ours to know. */
		{DOMAIN "record = _s._tcp SRV 0 0 1 h.example.net.\n", "", SRV "h.example.net.\n"},
		/* With a list of zones, those are ours and nothing else is. */
		{ZONES "[domain d.example]\nproviders = p\nrecord = _s._tcp SRV 0 0 1 h\n",
		 "6:10: warning: no address for h.d.example. is in the policy, and "
		 "_s._tcp.d.example. SRV points at it\n",
		 SRV "h.d.example.\n"},
		{ZONES "[domain e.example]\nproviders = p\nrecord = _s._tcp SRV 0 0 1 h\n", "",
		 "_s._tcp.e.example. 3600 IN SRV 0 0 1 h.e.example.\n"},
	};
#undef SRV

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void an_srv_record_has_a_service_and_a_protocol(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = _s_tcp SRV 0 0 0 .\n",
		 "5:10: warning: _s_tcp.d.example. SRV: the name of an SRV record begins with "
		 "_service._proto\n",
		 "_s_tcp.d.example. 3600 IN SRV 0 0 0 .\n"},
		{DOMAIN "record = . SRV 0 0 0 .\n",
		 "5:10: warning: . SRV: the name of an SRV record begins with _service._proto\n",
		 ". 3600 IN SRV 0 0 0 .\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(some_types_are_not_ours_to_write), TEST(targets_are_hosts_and_no_aliases),
	  TEST(a_target_of_ours_has_an_address), TEST(an_srv_record_has_a_service_and_a_protocol))
