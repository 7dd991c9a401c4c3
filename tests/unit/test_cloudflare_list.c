/* agent/provider/cloudflare_list.c: listings, complete or failed. */
#include "cloudflare_fixture.h"

#define A1 RECORD("01", "a.example.com", "A", 60, "'content':'192.0.2.1'")
#define A2 RECORD("02", "a.example.com", "A", 60, "'content':'192.0.2.2'")
#define A3 RECORD("03", "a.example.com", "A", 60, "'content':'192.0.2.3'")

#define TURN(page, answer)                           \
	{                                            \
		WHOLE page, 200, answer, NULL, WM_OK \
	}

static const char all_three[] = "a.example.com. 60 IN A 192.0.2.1\n"
				"a.example.com. 60 IN A 192.0.2.2\n"
				"a.example.com. 60 IN A 192.0.2.3\n";

struct row {
	const struct script_turn *turns;
	const char *live; /* NULL: it fails */
	enum wm_code code;
};

static const struct script_turn steady[] = {TURN("1", PAGE(1, 3, 3, A1)),
					    TURN("2", PAGE(2, 3, 3, A2)),
					    TURN("3", PAGE(3, 3, 3, A3)),
					    {0}};
static const struct script_turn nothing[] = {TURN("1", PAGE(1, 1, 0, "")), {0}};
/* The total grows on page 2; from the start, then. */
static const struct script_turn grows[] = {TURN("1", PAGE(1, 2, 2, A1)),
					   TURN("2", PAGE(2, 3, 3, A2)),
					   TURN("1", PAGE(1, 2, 3, A1 "," A2)),
					   TURN("2", PAGE(2, 2, 3, A3)),
					   {0}};
/* Page 2 ends with fewer records than were announced. */
static const struct script_turn shrinks[] = {TURN("1", PAGE(1, 2, 3, A1 "," A2)),
					     TURN("2", PAGE(2, 2, 3, "")),
					     TURN("1", PAGE(1, 1, 3, A1 "," A2 "," A3)),
					     {0}};
/* One was put in front between the pages: the last of page 1 comes again, the new one never. */
static const struct script_turn shifts[] = {TURN("1", PAGE(1, 2, 3, A1 "," A2)),
					    TURN("2", PAGE(2, 2, 3, A2)),
					    TURN("1", PAGE(1, 1, 3, A1 "," A2 "," A3)),
					    {0}};
static const struct script_turn restless[] = {TURN("1", PAGE(1, 1, 1, "")),
					      TURN("1", PAGE(1, 1, 1, "")),
					      TURN("1", PAGE(1, 1, 1, "")),
					      TURN("1", PAGE(1, 1, 1, "")),
					      {0}};
static const struct script_turn fails_late[] = {
	TURN("1", PAGE(1, 2, 2, A1)),
	{WHOLE "2", 500, "<html><title>oops</title></html>", NULL, WM_OK},
	{0}};
static const struct script_turn lost_late[] = {
	TURN("1", PAGE(1, 2, 2, A1)), {WHOLE "2", 0, NULL, NULL, WM_ETIMEOUT}, {0}};
static const struct script_turn other_page[] = {
	TURN("1", PAGE(1, 2, 2, A1)), TURN("2", PAGE(1, 2, 2, A1)), {0}};
static const struct script_turn no_info[] = {
	TURN("1", "{'result':[],'success':true,'errors':[],'messages':[]}"), {0}};
static const struct script_turn no_list[] = {
	TURN("1", "{'result':null,'success':true,'result_info':{'page':1,'total_pages':1,"
		  "'total_count':0}}"),
	{0}};
static const struct script_turn wild_info[] = {TURN("1", PAGE(1, 10001, 1, A1)), {0}};
static const struct script_turn negative[] = {TURN("1", PAGE(1, -1, 1, A1)), {0}};
static const struct script_turn no_record[] = {TURN("1", PAGE(1, 1, 1, "null")), {0}};
static const struct script_turn no_id[] = {
	TURN("1",
	     PAGE(1, 1, 1, "{'name':'a.example.com','type':'A','ttl':60,'content':'192.0.2.1'}")),
	{0}};
static const struct script_turn wild_ttl[] = {
	TURN("1", PAGE(1, 1, 1, RECORD("1", "a.example.com", "A", 2147483648, "'content':'x'"))),
	{0}};
static const struct script_turn name_twice[] = {
	TURN("1", PAGE(1, 1, 1, "{'id':'1','id':'2','name':'a.example.com','type':'A','ttl':60}")),
	{0}};

static void a_listing_is_complete_or_has_failed(void **state)
{
	static const struct row rows[] = {
		{steady, all_three, WM_OK},       {nothing, "", WM_OK},
		{grows, all_three, WM_OK},        {shrinks, all_three, WM_OK},
		{shifts, all_three, WM_OK},       {restless, NULL, WM_EBUSY},
		{fails_late, NULL, WM_EREMOTE},   {lost_late, NULL, WM_ETIMEOUT},
		{other_page, NULL, WM_EPROTOCOL}, {no_info, NULL, WM_EPROTOCOL},
		{no_list, NULL, WM_EPROTOCOL},    {wild_info, NULL, WM_EPROTOCOL},
		{negative, NULL, WM_EPROTOCOL},   {no_record, NULL, WM_EPROTOCOL},
		{no_id, NULL, WM_EPROTOCOL},      {wild_ttl, NULL, WM_EPROTOCOL},
		{name_twice, NULL, WM_EPROTOCOL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		enum wm_step step;

		cloudflare_begin(&fixture, WM_JOB_READ, "a 60 A 192.0.2.1\n");
		step = cloudflare_play(&fixture, rows[i].turns);
		if (fixture.job.fail.code != rows[i].code)
			fail_msg("row %zu: %s", i, fixture.job.fail.text);
		assert_int_equal(step, rows[i].live ? WM_STEP_DONE : WM_STEP_FAIL);
		if (rows[i].live)
			assert_string_equal(cloudflare_live(&fixture), rows[i].live);
		cloudflare_end(&fixture);
	}
}

static void a_list_that_starts_again_keeps_those_before_it(void **state)
{
	static const struct script_turn turns[] = {
		{"GET " ZONE "/dns_records?name=a.example.com&per_page=1000&page=1", 200,
		 PAGE(1, 1, 1, A1), NULL, WM_OK},
		{"GET " ZONE "/dns_records?name=b.example.com&per_page=1000&page=1", 200,
		 PAGE(1, 1, 2, RECORD("04", "b.example.com", "A", 60, "'content':'192.0.2.4'")),
		 NULL, WM_OK},
		{"GET " ZONE "/dns_records?name=b.example.com&per_page=1000&page=1", 200,
		 PAGE(1, 1, 1, RECORD("05", "b.example.com", "A", 60, "'content':'192.0.2.5'")),
		 NULL, WM_OK},
		{0},
	};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_READ, "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\n");
	fixture.job.reread = true;
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
	assert_string_equal(cloudflare_live(&fixture), "a.example.com. 60 IN A 192.0.2.1\n"
						       "b.example.com. 60 IN A 192.0.2.5\n");
	cloudflare_end(&fixture);
}

static void many_names_are_looked_at_by_reading_the_zone(void **state)
{
	static const struct script_turn turns[] = {TURN("1", PAGE(1, 1, 0, "")), {0}};
	struct job_fixture fixture;

	(void)state;
	cloudflare_begin(&fixture, WM_JOB_READ,
			 "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\n"
			 "c 60 A 192.0.2.1\nd 60 A 192.0.2.1\n");
	fixture.job.reread = true;
	assert_int_equal(cloudflare_play(&fixture, turns), WM_STEP_DONE);
	cloudflare_end(&fixture);
}

TEST_MAIN(TEST(a_listing_is_complete_or_has_failed),
	  TEST(a_list_that_starts_again_keeps_those_before_it),
	  TEST(many_names_are_looked_at_by_reading_the_zone))
