/* agent/provider/sieve.c: what is kept of a whole zone. */
#include "provider_fixture.h"

#include "provider/sieve.h"

/* Pour the records of ZONE through a sieve for WANTS, each from memory that is then overwritten. */
static enum wm_step pour(struct job_fixture *fixture, const char *zone)
{
	struct wm_rrsets sets = fixture_sets(fixture->arena, zone);
	struct wm_sieve *sieve = wm_sieve_new(&fixture->job);

	for (size_t i = 0; i < sets.count; i++)
		for (size_t k = 0; k < sets.items[i].count; k++) {
			struct wm_arena *arena = wm_arena_new();
			struct wm_record record = {
				.owner = wm_name_copy(arena, &sets.items[i].owner),
				.type = sets.items[i].type,
				.class = WM_CLASS_IN,
				.ttl_s = sets.items[i].ttl_s,
				.rdata = wm_rdata_copy(arena, &sets.items[i].rdata[k]),
			};

			wm_sieve_put(sieve, &record);
			wm_arena_free(arena);
		}
	return wm_sieve_finish(sieve);
}

static void only_wanted_owners_are_kept(void **state)
{
	static const struct {
		const char *zone;
		const char *wants;
		const char *kept;
	} rows[] = {
		{"a 60 A 192.0.2.1\nb 60 A 192.0.2.2\nc.a 60 A 192.0.2.3\n", "a 60 A 192.0.2.1\n",
		 "a.example.com. 60 IN A 192.0.2.1\n"},
		/* everything at the owner, in any number */
		{"a 60 A 192.0.2.1\na 60 A 192.0.2.2\na 60 TXT \"x\"\n", "a 60 AAAA 2001:db8::1\n",
		 "a.example.com. 60 IN A 192.0.2.1\na.example.com. 60 IN A 192.0.2.2\n"
		 "a.example.com. 60 IN TXT \"x\"\n"},
		/* what a signing server adds is nobody's data */
		{"a 60 A 192.0.2.1\n"
		 "a 60 TYPE46 \\# 20 000105030000003c000000000000000000000000\n"
		 "a 60 TYPE47 \\# 4 00000140\n"
		 "a 60 TYPE50 \\# 29 0100000000140000000000000000000000000000000000000000000140\n"
		 "a 60 TYPE65280 \\# 1 00\n",
		 "a 60 CNAME b\n",
		 "a.example.com. 60 IN A 192.0.2.1\na.example.com. 60 IN TYPE65280 \\# 1 00\n"},
		/* the NS records of the apex are no cut, those of the wanted delegation neither */
		{"@ 60 NS ns1\na.b 60 A 192.0.2.1\n", "a.b 60 A 192.0.2.1\n",
		 "a.b.example.com. 60 IN A 192.0.2.1\n"},
		{"sub 60 NS ns1\n", "sub 60 NS ns2\n",
		 "sub.example.com. 60 IN NS ns1.example.com.\n"},
		{"sub 60 NS ns1\nsubs 60 A 192.0.2.1\n", "subs 60 A 192.0.2.1\n",
		 "subs.example.com. 60 IN A 192.0.2.1\n"},
		/* a DNAME hides what is below it, not itself */
		{"d 60 DNAME example.net.\nd 60 TXT \"x\"\n", "d 60 TXT \"x\"\n",
		 "d.example.com. 60 IN TXT \"x\"\nd.example.com. 60 IN DNAME example.net.\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;

		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, rows[i].wants);
		assert_int_equal(pour(&fixture, rows[i].zone), WM_STEP_DONE);
		assert_string_equal(fixture_text(fixture.arena, &fixture.job.live.rrsets),
				    rows[i].kept);
		job_end(&fixture);
	}
}

static void a_want_that_is_hidden_fails_the_read(void **state)
{
	static const struct {
		const char *zone;
		const char *wants;
		const char *culprit;
	} rows[] = {
		{"sub 60 NS ns1\n", "sub 60 A 192.0.2.1\n", "sub.example.com., a zone cut"},
		{"sub 60 NS ns1\n", "x.y.sub 60 A 192.0.2.1\n", "sub.example.com., a zone cut"},
		{"sub 60 NS ns1\n", "x.sub 60 NS ns2\n", "sub.example.com., a zone cut"},
		{"d 60 DNAME example.net.\n", "x.d 60 TXT \"x\"\n", "d.example.com., a DNAME"},
		{"@ 60 DNAME example.net.\n", "x 60 TXT \"x\"\n", "example.com., a DNAME"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;

		job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, rows[i].wants);
		assert_int_equal(pour(&fixture, rows[i].zone), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, WM_ENOZONE);
		assert_non_null(strstr(fixture.job.fail.text, rows[i].culprit));
		job_end(&fixture);
	}
}

static void memory_follows_the_wants(void **state)
{
	struct job_fixture fixture;
	struct wm_record record = {.type = WM_TYPE_A,
				   .class = WM_CLASS_IN,
				   .rdata = {(const uint8_t *)"\300\0\2\1", 4}};
	struct wm_sieve *sieve;
	size_t before;

	(void)state;
	job_begin(&fixture, &wm_provider_rfc2136, WM_JOB_READ, "a 60 A 192.0.2.1\n");
	record.owner = fixture_name(fixture.arena, "b");
	sieve = wm_sieve_new(&fixture.job);
	before = wm_arena_size(fixture.arena);
	for (int i = 0; i < 100000; i++)
		wm_sieve_put(sieve, &record);
	assert_int_equal(wm_arena_size(fixture.arena), before);
	assert_int_equal(wm_sieve_finish(sieve), WM_STEP_DONE);
	assert_int_equal(fixture.job.live.rrsets.count, 0);
	job_end(&fixture);
}

TEST_MAIN(TEST(only_wanted_owners_are_kept), TEST(a_want_that_is_hidden_fails_the_read),
	  TEST(memory_follows_the_wants))
