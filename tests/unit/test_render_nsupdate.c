/* agent/plan/render_nsupdate.c: the script that makes the same change by other means. */
#include "render_fixture.h"

#include <stdio.h>
#include <string.h>

#define TITLE "; example.com.  (corp, serial 7)\n"
#define ZONE  "; this provider names no server: say which with `server`\nzone example.com.\n"

#define HELD_CNAME(type)                                                \
	"; held: _a.example.com. " type ": a CNAME stands in the way; " \
	"take the name over with --adopt or adopt = yes\n"

static void prerequisites_and_updates_are_those_of_the_message(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *expected;
	} rows[] = {
		{{.wants = "_x._tcp 60 IN SRV 0 0 1 h\nh 300 IN TXT \"a;b\" \"c d\"\n"},
		 TITLE ZONE "prereq nxrrset _x._tcp.example.com. SRV\n"
			    "prereq nxrrset h.example.com. TXT\n"
			    "prereq nxrrset _x._tcp.example.com. CNAME\n"
			    "prereq nxrrset h.example.com. CNAME\n"
			    "update add _x._tcp.example.com. 60 SRV 0 0 1 h.example.com.\n"
			    "update add h.example.com. 300 TXT \"a;b\" \"c d\"\n"
			    "send\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN CNAME b\n"},
		 TITLE ZONE "prereq yxrrset a.example.com. CNAME b.example.com.\n"
			    "prereq nxrrset a.example.com. A\n"
			    "update delete a.example.com. CNAME\n"
			    "update add a.example.com. 60 A 192.0.2.1\n"
			    "send\n"},
		{{.wants = "a 60 IN CNAME b\n",
		  .removes = "t 1 IN TXT x\n",
		  .live = "t 9 IN TXT y\n"},
		 TITLE ZONE "prereq nxdomain a.example.com.\n"
			    "prereq yxrrset t.example.com. TXT \"y\"\n"
			    "update add a.example.com. 60 CNAME b.example.com.\n"
			    "update delete t.example.com. TXT\n"
			    "send\n"},
		{{.wants = "a 60 IN A 192.0.2.1\nh 60 IN TYPE65280 \\# 1 00\n",
		  .live = "a 60 IN A 192.0.2.2\n"},
		 TITLE "; held: a.example.com. A: differs from the policy; replace it with --adopt "
		       "or adopt = yes\n" ZONE "prereq nxrrset h.example.com. TYPE65280\n"
		       "prereq nxrrset h.example.com. CNAME\n"
		       "update add h.example.com. 60 TYPE65280 \\# 1 00\n"
		       "send\n"},
		{{.wants = "_a 60 IN MX 1 _b\n"},
		 TITLE ZONE "check-names no\n"
			    "prereq nxrrset _a.example.com. MX\n"
			    "prereq nxrrset _a.example.com. CNAME\n"
			    "update add _a.example.com. 60 MX 1 _b.example.com.\n"
			    "send\n"},
		{{.wants = "_a 60 IN A 192.0.2.1\n", .live = "_a 60 IN CNAME b\n"},
		 TITLE HELD_CNAME("A") HELD_CNAME("CNAME")},
		{{.wants = "a 60 IN A 192.0.2.1\n", .live = "a 60 IN A 192.0.2.1\n"},
		 "; example.com.  (corp, serial 7): in sync\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		expect_case(&rows[i].plan, "nsupdate", rows[i].expected);
}

/* The provider of the next two tests: an rfc2136 one in all that matters here. */
static const struct wm_option options[] = {{.name = "key"}, {.name = "server"}, {0}};
static const struct wm_provider_schema schema = {.name = "rfc2136", .options = options};
static const struct wm_tsig_key key = {.name = {(const uint8_t *)"\11ddns-edge", 11}};
static const struct wm_endpoint endpoints[] = {{"192.0.2.53", 5300}, {"192.0.2.54", 53}};
static const struct wm_value values[] = {{.key = &key}, {.endpoints = endpoints, .count = 2}};
static const struct wm_provider_config rfc2136 = {
	.name = "corp", .schema = &schema, .values = values};

static void server_and_key_come_from_the_provider_and_the_secret_does_not(void **state)
{
	struct plan_fixture fixture;

	(void)state;
	fixture_begin(&fixture, &(struct plan_case){.wants = "a 60 IN CNAME b\n"});
	fixture.zone.provider = &rfc2136;
	expect_rendered(&fixture.plan, "nsupdate", &(struct wm_render_options){0},
			TITLE "; signed with key ddns-edge. if started as: nsupdate -k KEYFILE\n"
			      "server 192.0.2.53 5300\n"
			      "zone example.com.\n"
			      "prereq nxdomain a.example.com.\n"
			      "update add a.example.com. 60 CNAME b.example.com.\n"
			      "send\n");
	fixture_end(&fixture);
}

static void failed_zones_and_splits_are_told_apart(void **state)
{
	struct plan_fixture fixture;
	struct wm_zone_plan zones[2];
	struct wm_buf wants, out;
	size_t sends = 0, zone_lines = 0;
	const char *second, *proof;
	char added[64];

	(void)state;
	wm_buf_init(&wants, 1U << 20);
	wm_buf_init(&out, 1U << 20);
	for (unsigned i = 0; i < 400; i++)
		wm_buf_printf(&wants, "t%03u 60 IN TXT \"%0200u\"\n", i, i);
	fixture_begin(&fixture, &(struct plan_case){.wants = wm_buf_string(&wants)});
	zones[0] = (struct wm_zone_plan){
		.provider = &rfc2136, .zone = fixture_zone, .fail = {WM_ETIMEOUT, "no answer"}};
	zones[1] = fixture.zone;
	wm_renderer_find("nsupdate")
		->render(&out, &(struct wm_plan){zones, 2}, &(struct wm_render_options){0});
	assert_non_null(
		strstr(wm_buf_string(&out), "; failed: example.com.  (corp): no answer\n\n"));
	for (const char *at = wm_buf_string(&out); (at = strstr(at, "\nsend\n")); at++)
		sends++;
	for (const char *at = wm_buf_string(&out); (at = strstr(at, "\nzone ")); at++)
		zone_lines++;
	assert_int_equal(sends, 2);
	assert_int_equal(zone_lines, 2);
	/* the second message demands the last record of the first */
	second = strstr(wm_buf_string(&out), "\nsend\n") + 6;
	assert_non_null(strstr(second, "zone example.com.\nprereq yxrrset t"));
	proof = strstr(second, "prereq yxrrset ") + strlen("prereq yxrrset ");
	assert_null(strstr(proof, "prereq yxrrset "));
	(void)snprintf(added, sizeof(added), "update add %.18s", proof);
	assert_true(strstr(wm_buf_string(&out), added) < second);
	fixture_end(&fixture);
	wm_buf_done(&out);
	wm_buf_done(&wants);
}

static void what_fits_no_message_is_said_and_not_sent(void **state)
{
	struct plan_fixture fixture;
	struct wm_buf live, out;

	(void)state;
	wm_buf_init(&live, 1U << 20);
	wm_buf_init(&out, 1U << 20);
	for (unsigned i = 0; i < 300; i++)
		wm_buf_printf(&live, "big 60 IN TXT \"%0200u\"\n", i);
	fixture_begin(&fixture, &(struct plan_case){.adopts = "big 60 IN TXT x\n",
						    .live = wm_buf_string(&live)});
	wm_renderer_find("nsupdate")->render(&out, &fixture.plan, &(struct wm_render_options){0});
	assert_non_null(strstr(wm_buf_string(&out), "; cannot be sent: the change of big."));
	assert_null(strstr(wm_buf_string(&out), "send\n"));
	fixture_end(&fixture);
	wm_buf_done(&out);
	wm_buf_done(&live);
}

TEST_MAIN(TEST(prerequisites_and_updates_are_those_of_the_message),
	  TEST(server_and_key_come_from_the_provider_and_the_secret_does_not),
	  TEST(failed_zones_and_splits_are_told_apart),
	  TEST(what_fits_no_message_is_said_and_not_sent))
