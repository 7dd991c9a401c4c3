/* limits.c: what a provider cannot hold, told by `check`. */
#include "expand_fixture.h"

#define NARROW "[provider p]\ntype = narrow\nzone = d.example\n"
#define DOMAIN NARROW "[domain d.example]\nproviders = p\n"
#define HINT   " (`waymark providers narrow` tells what it can hold)\n"

static void records_that_the_provider_cannot_hold_are_errors(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = x 60 A 192.0.2.1\nrecord = y 1d A 192.0.2.1\n", "",
		 "x.d.example. 60 IN A 192.0.2.1\ny.d.example. 86400 IN A 192.0.2.1\n"},
		{DOMAIN "record = x TXT a\n",
		 "6:10: x.d.example. TXT cannot be held by provider 'p' (narrow): it has no "
		 "records "
		 "of this type; asked for by the line at policy.ini:6" HINT,
		 ""},
		{DOMAIN "record = _s._tcp SRV 0 0 0 .\n",
		 "6:10: _s._tcp.d.example. SRV cannot be held by provider 'p' (narrow): it takes "
		 "no "
		 "SRV record with the target '.'; asked for by the line at policy.ini:6" HINT,
		 ""},
		/* What it cannot hold is not there. */
		{DOMAIN "remove = x TXT\nremove = x A\n", "",
		 "x.d.example. A none\nx.d.example. TXT none\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void a_line_is_reported_once_however_many_domains_it_is_for(void **state)
{
	static const struct expand_row rows[] = {
		{"[provider p]\ntype = narrow\n[service s]\nrecord = x TXT {domain}\nrecord = y "
		 "TXT a\n"
		 "[domain a.example]\nproviders = p\nservices = s\n"
		 "[domain b.example]\nproviders = p\nservices = s\n",
		 "4:10: x.a.example. TXT cannot be held by provider 'p' (narrow): it has no "
		 "records "
		 "of this type; asked for by service 's' for a.example. (policy.ini:4)" HINT
		 "5:10: y.a.example. TXT cannot be held by provider 'p' (narrow): it has no "
		 "records "
		 "of this type; asked for by service 's' for a.example. (policy.ini:5)" HINT,
		 ""},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

static void ttls_are_brought_within_the_bounds_with_a_warning(void **state)
{
	static const struct expand_row rows[] = {
		{DOMAIN "record = x 59 A 192.0.2.1\n",
		 "6:10: warning: x.d.example. A: a TTL of 59 s is below the lowest that provider "
		 "'p' (narrow) can hold; it gets 60 s\n",
		 "x.d.example. 60 IN A 192.0.2.1\n"},
		{DOMAIN "record = x 0 A 192.0.2.1\nrecord = y 30 A 192.0.2.1\n"
			"record = z 86401 A 192.0.2.1\n",
		 "6:10: warning: x.d.example. A: a TTL of 0 s is below the lowest that provider "
		 "'p' (narrow) can hold; it gets 60 s (1 more likewise)\n"
		 "8:10: warning: z.d.example. A: a TTL of 86401 s is above the highest that "
		 "provider 'p' (narrow) can hold; it gets 86400 s\n",
		 "x.d.example. 60 IN A 192.0.2.1\ny.d.example. 60 IN A 192.0.2.1\n"
		 "z.d.example. 86400 IN A 192.0.2.1\n"},
		/* Another provider of the same domain keeps the TTL that was asked for. */
		{NARROW "[provider q]\ntype = wide\n[domain d.example]\nproviders = p, q\n"
			"record = x 59 A 192.0.2.1\n",
		 "8:10: warning: x.d.example. A: a TTL of 59 s is below the lowest that provider "
		 "'p' (narrow) can hold; it gets 60 s\n",
		 "x.d.example. 60 IN A 192.0.2.1\n[q]\nx.d.example. 59 IN A 192.0.2.1\n"},
	};

	(void)state;
	check_expand_rows(rows, WM_COUNT(rows));
}

TEST_MAIN(TEST(records_that_the_provider_cannot_hold_are_errors),
	  TEST(a_line_is_reported_once_however_many_domains_it_is_for),
	  TEST(ttls_are_brought_within_the_bounds_with_a_warning))
