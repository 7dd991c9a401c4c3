/* agent/provider/rfc2136_update.c: the bytes of an UPDATE message. */
#include "provider_fixture.h"

#include "provider/rfc2136.h"

static void an_update_is_zone_prerequisites_and_changes(void **state)
{
	static const uint8_t address[] = {192, 0, 2, 1};
	static const struct wm_rdata rdata = {address, 4};
	static const struct wm_name owner = {(const uint8_t *)"\1a\7example\3com", 15};
	const struct wm_update_record absent = {
		.owner = owner, .type = WM_TYPE_A, .class = WM_CLASS_NONE};
	const struct wm_update_record changes[] = {
		{.owner = owner, .type = WM_TYPE_A, .class = WM_CLASS_ANY},
		{.owner = owner,
		 .type = WM_TYPE_A,
		 .class = WM_CLASS_IN,
		 .ttl_s = 300,
		 .rdata = &rdata},
	};
	const struct wm_update update = {.prerequisites = &absent,
					 .prerequisite_count = 1,
					 .updates = changes,
					 .update_count = 2};
	static const uint8_t expected[] = {
		0,    0,   0x28, 0,   0,   1,   0,   1,   0, 2,   0,   0, /* UPDATE: 1 1 2 0 */
		7,    'e', 'x',  'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0,   0, 6,
		0,    1,                                                            /* SOA IN */
		1,    'a', 0xc0, 12,  0,   1,   0,   254, 0, 0,   0,   0,   0,   0, /* A NONE, empty
										     */
		0xc0, 29,  0,    1,   0,   255, 0,   0,   0, 0,   0,   0, /* A ANY, empty */
		0xc0, 29,  0,    1,   0,   1,   0,   0,   1, 44,  0,   4,   192, 0, 2,
		1, /* A IN 300 */
	};
	struct wm_buf out;

	(void)state;
	wm_buf_init(&out, WM_MESSAGE_MAX);
	assert_true(wm_rfc2136_write_update(&out, &fixture_zone, &update));
	assert_int_equal(out.len, sizeof(expected));
	assert_memory_equal(out.data, expected, sizeof(expected));
	wm_buf_done(&out);

	wm_buf_init(&out, sizeof(expected) - 1);
	assert_false(wm_rfc2136_write_update(&out, &fixture_zone, &update));
	wm_buf_done(&out);
}

static void the_signer_is_the_key_or_nobody(void **state)
{
	static const struct wm_tsig_key key = {.name = {(const uint8_t *)"\4ddns", 6}};
	struct job_fixture fixture;

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_APPLY, NULL);
	assert_string_equal(wm_rfc2136_signer(&fixture.job), "an unsigned request");
	fixture_value(&fixture, "key")->key = &key;
	assert_string_equal(wm_rfc2136_signer(&fixture.job), "key ddns.");
	job_end(&fixture);
}

TEST_MAIN(TEST(an_update_is_zone_prerequisites_and_changes), TEST(the_signer_is_the_key_or_nobody))
