/* agent/plan/render_records.c: the desired records, by provider, domain and service. */
#include "render_fixture.h"

static const struct wm_domain other_domain = {.name = {(const uint8_t *)"\1a\7example\3com", 15}};
static const struct wm_service other_service = {.name = "autodiscover"};
static const struct wm_provider_config inside = {.name = "inside", .view = WM_VIEW_INTERNAL};

static void records_are_grouped_and_stay_a_master_file(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	static const struct plan_case row = {
		.wants = "x.a 60 IN A 192.0.2.1\nx 60 IN A 192.0.2.2\nx 60 IN A 192.0.2.1\n"
			 "y 60 IN TXT t\nz 60 IN CNAME x\n",
		.removes = "_sip._udp 60 IN SRV 0 0 1 x\n"};
	struct wm_want wants[5];
	struct wm_desired desired[2] = {{&fixture_provider, wants, WM_COUNT(wants)},
					{&inside, NULL, 0}};
	struct wm_buf out;
	size_t count;
	const struct wm_want *const *rolled = fixture_wants(arena, &row, &count);

	(void)state;
	assert_int_equal(count, WM_COUNT(wants));
	for (size_t i = 0; i < count; i++) {
		wants[i] = *rolled[i];
		if (wants[i].rrset.owner.wire[1] == 'x' && wants[i].rrset.owner.len > 15)
			wants[i].domain = &other_domain;
		if (wants[i].rrset.type == WM_TYPE_TXT)
			wants[i].service = &other_service;
	}
	wm_buf_init(&out, 1U << 16);
	wm_render_records(&out, desired, 2);
	assert_string_equal(wm_buf_string(&out), "; provider corp, external view\n\n"
						 "; example.com. autodiscover\n"
						 "y.example.com. 60 IN TXT \"t\"\n\n"
						 "; example.com. xmpp-federation\n"
						 "x.example.com. 60 IN A 192.0.2.1\n"
						 "x.example.com. 60 IN A 192.0.2.2\n"
						 "z.example.com. 60 IN CNAME x.example.com.\n\n"
						 "; example.com. lines of its own\n"
						 "; must not exist: _sip._udp.example.com. SRV\n\n"
						 "; a.example.com. xmpp-federation\n"
						 "x.a.example.com. 60 IN A 192.0.2.1\n\n"
						 "; provider inside, internal view\n");
	/* The reader of zone files agrees that it is one. */
	assert_int_equal(fixture_sets(arena, wm_buf_string(&out)).count, 4);
	wm_buf_done(&out);
	wm_arena_free(arena);
}

TEST_MAIN(TEST(records_are_grouped_and_stay_a_master_file))
