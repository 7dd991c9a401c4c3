/* agent/provider/cloudflare_apply.c: looking again, and the smallest batch that does it. */
#include "cloudflare_fixture.h"

#define LOOK(name) "GET " ZONE "/dns_records?name=" name "&per_page=1000&page=1"
#define HAS(name, total, items)                                        \
	{                                                              \
		LOOK(name), 200, PAGE(1, 1, total, items), NULL, WM_OK \
	}
#define A(id, name, ttl, address) RECORD(id, name, "A", ttl, "'content':'" address "'")

struct apply_case {
	struct plan_case plan;
	struct script_turn turns[8];
	enum wm_code code;
	const char *says;
	size_t applied;
	size_t batch; /* 0: 200 */
};

static void play(const struct apply_case *row, size_t number)
{
	struct plan_fixture plan;
	struct job_fixture fixture;
	enum wm_step step;

	fixture_begin(&plan, &row->plan);
	assert_int_equal(plan.zone.held_count, 0);
	cloudflare_begin(&fixture, WM_JOB_APPLY, NULL);
	fixture.job.plan = &plan.zone;
	if (row->batch)
		fixture_value(&fixture, "batch")->number = row->batch;
	step = cloudflare_play(&fixture, row->turns);
	if (fixture.job.fail.code != row->code)
		fail_msg("row %zu: %s", number, fixture.job.fail.text);
	assert_int_equal(step, row->code ? WM_STEP_FAIL : WM_STEP_DONE);
	if (row->says && !strstr(fixture.job.fail.text, row->says))
		fail_msg("row %zu: no \"%s\" in: %s", number, row->says, fixture.job.fail.text);
	assert_int_equal(fixture.job.applied, row->applied);
	cloudflare_end(&fixture);
	fixture_end(&plan);
}

static void the_batch_is_minimal(void **state)
{
	static const struct apply_case rows[] = {
		/* nothing to do costs nothing */
		{{.wants = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.1\n"},
		 {{0}},
		 WM_OK,
		 NULL,
		 0,
		 0},
		{{.wants = "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n"},
		 {HAS("a.example.com", 0, ""),
		  {BATCH "{'deletes':[],'patches':[],'posts':["
			 "{'name':'a.example.com','type':'A','ttl':60,'content':'192.0.2.1'},"
			 "{'name':'a.example.com','type':'A','ttl':60,'content':'192.0.2.2'}]}",
		   200, FINE, NULL, WM_OK}},
		 WM_OK,
		 NULL,
		 1,
		 0},
		/* what stays is not sent; what goes by its id; what comes anew */
		{{.adopts = "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n",
		  .live = "a 60 A 192.0.2.2\na 60 A 192.0.2.3\n"},
		 {HAS("a.example.com", 3,
		      A("02", "a.example.com", 60,
			"192.0.2.2") "," A("03", "a.example.com", 60,
					   "192.0.2.3") "," RECORD("04", "a.example.com", "TXT", 60,
								   "'content':'other'")),
		  {BATCH "{'deletes':[{'id':'03'}],'patches':[],'posts':["
			 "{'name':'a.example.com','type':'A','ttl':60,'content':'192.0.2.1'}]}",
		   200, FINE, NULL, WM_OK}},
		 WM_OK,
		 NULL,
		 1,
		 0},
		/* another TTL is a patch of each, but of those that have it already */
		{{.adopts = "a 600 A 192.0.2.1\na 600 A 192.0.2.2\n",
		  .live = "a 300 A 192.0.2.1\na 300 A 192.0.2.2\n"},
		 {HAS("a.example.com", 2,
		      A("01", "a.example.com", 1, "192.0.2.1") "," A("02", "a.example.com", 600,
								     "192.0.2.2")),
		  {BATCH "{'deletes':[],'patches':["
			 "{'name':'a.example.com','type':'A','ttl':600,'id':'01'}],'posts':[]}",
		   200, FINE, NULL, WM_OK}},
		 WM_OK,
		 NULL,
		 1,
		 0},
		/* CNAME to A, and back, in one call */
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 CNAME x\n"},
		 {HAS("a.example.com", 1,
		      RECORD("01", "a.example.com", "CNAME", 60, "'content':'x.example.com'")),
		  {BATCH "{'deletes':[{'id':'01'}],'patches':[],'posts':["
			 "{'name':'a.example.com','type':'A','ttl':60,'content':'192.0.2.1'}]}",
		   200, FINE, NULL, WM_OK}},
		 WM_OK,
		 NULL,
		 2,
		 0},
		{{.removes = "a 60 TXT x\n", .live = "a 60 TXT x\n"},
		 {HAS("a.example.com", 1,
		      RECORD("01", "a.example.com", "TXT", 60, "'content':'x'")),
		  {BATCH "{'deletes':[{'id':'01'}],'patches':[],'posts':[]}", 200, FINE, NULL,
		   WM_OK}},
		 WM_OK,
		 NULL,
		 1,
		 0},
		/* the same text twice, once in quotes, is one record to DNS */
		{{.removes = "a 60 TXT x\n", .live = "a 60 TXT x\n"},
		 {HAS("a.example.com", 2,
		      RECORD("01", "a.example.com", "TXT", 60, "'content':'x'") "," RECORD(
			      "02", "a.example.com", "TXT", 60, "'content':'\\'x\\''")),
		  {BATCH "{'deletes':[{'id':'02'},{'id':'01'}],'patches':[],'posts':[]}", 200, FINE,
		   NULL, WM_OK}},
		 WM_OK,
		 NULL,
		 1,
		 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		play(&rows[i], i);
}

static void what_changed_since_it_was_read_is_not_overwritten(void **state)
{
	static const struct apply_case rows[] = {
		{{.wants = "a 60 A 192.0.2.1\n"},
		 {HAS("a.example.com", 1, A("01", "a.example.com", 60, "192.0.2.9"))},
		 WM_ECONFLICT,
		 "a.example.com. A changed since",
		 0,
		 0},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.2\n"},
		 {HAS("a.example.com", 0, "")},
		 WM_ECONFLICT,
		 "changed since",
		 0,
		 0},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.2\n"},
		 {HAS("a.example.com", 1, A("01", "a.example.com", 61, "192.0.2.2"))},
		 WM_ECONFLICT,
		 "changed since",
		 0,
		 0},
		{{.adopts = "a 60 A 192.0.2.1\n", .live = "a 60 A 192.0.2.2\n"},
		 {HAS("a.example.com", 2,
		      A("01", "a.example.com", 60, "192.0.2.2") "," A("02", "a.example.com", 60,
								      "192.0.2.3"))},
		 WM_ECONFLICT,
		 "changed since",
		 0,
		 0},
		/* proxied in the meantime */
		{{.wants = "a 60 A 192.0.2.1\n"},
		 {HAS("a.example.com", 1,
		      "{'id':'1','name':'a.example.com','type':'A','ttl':1,'proxied':true,"
		      "'content':'192.0.2.1'}")},
		 WM_ECONFLICT,
		 "changed since",
		 0,
		 0},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		play(&rows[i], i);
}

static void a_refused_batch_says_what_it_means(void **state)
{
#define ANSWER(status, answer, code, says)                                       \
	{                                                                        \
		{.wants = "a 60 A 192.0.2.1\n"},                                 \
			{HAS("a.example.com", 0, ""),                            \
			 {BATCH "{'deletes':[],'patches':[],'posts':[{'name':"   \
				"'a.example.com','type':'A','ttl':60,'content':" \
				"'192.0.2.1'}]}",                                \
			  status, answer, NULL, WM_OK}},                         \
			code, says, 0, 0                                         \
	}
	static const struct apply_case rows[] = {
		ANSWER(400, FAILURE(81058, "An identical record already exists."), WM_ECONFLICT,
		       "81058: An identical record"),
		ANSWER(400, FAILURE(81057, "exists"), WM_ECONFLICT, "81057"),
		ANSWER(400, FAILURE(81053, "exists"), WM_ECONFLICT, "81053"),
		ANSWER(400, FAILURE(81054, "exists"), WM_ECONFLICT, "81054"),
		ANSWER(404, FAILURE(81044, "Record does not exist."), WM_ECONFLICT, "81044"),
		ANSWER(200, FAILURE(81058, "exists"), WM_ECONFLICT, "81058"),
		ANSWER(400,
		       "{'errors':[{'code':1,'message':'first'},{'code':81058,'message':'b'}]}",
		       WM_ECONFLICT, "first"),
		ANSWER(400, FAILURE(1004, "DNS Validation Error"), WM_EREFUSED, "1004"),
		ANSWER(403, FAILURE(10000, "Authentication error"), WM_EAUTH, "DNS Write"),
		ANSWER(200, FAILURE(1, "no"), WM_EREFUSED, "no"),
		/* nobody knows whether it took effect */
		ANSWER(500, FAILURE(1, "no"), WM_EUNKNOWN, "no"),
		ANSWER(500, FAILURE(81058, "no"), WM_EUNKNOWN, "no"),
		ANSWER(502, "<html><title>Bad Gateway</title>", WM_EUNKNOWN, "Bad Gateway"),
		ANSWER(200, "{'success':tr", WM_EUNKNOWN, "changing the zone"),
		ANSWER(200, "", WM_EUNKNOWN, "changing the zone"),
		ANSWER(200, "{}", WM_EUNKNOWN, "changing the zone"),
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		play(&rows[i], i);
}

static void batches_hold_whole_units_up_to_their_size(void **state)
{
#define POST(name) "{'name':'" name ".example.com','type':'A','ttl':60,'content':'192.0.2.1'}"
	static const struct apply_case rows[] = {
		{{.wants = "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1\n"},
		 {HAS("a.example.com", 0, ""),
		  HAS("b.example.com", 0, ""),
		  HAS("c.example.com", 0, ""),
		  {BATCH "{'deletes':[],'patches':[],'posts':[" POST("a") "," POST("b") "]}", 200,
		   FINE, NULL, WM_OK},
		  {BATCH "{'deletes':[],'patches':[],'posts':[" POST("c") "]}", 200, FINE, NULL,
		   WM_OK}},
		 WM_OK,
		 NULL,
		 3,
		 2},
		/* the second one is refused: the first stays done */
		{{.wants = "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\n"},
		 {HAS("a.example.com", 0, ""),
		  HAS("b.example.com", 0, ""),
		  {BATCH "{'deletes':[],'patches':[],'posts':[" POST("a") "]}", 200, FINE, NULL,
		   WM_OK},
		  {BATCH "{'deletes':[],'patches':[],'posts':[" POST("b") "]}", 400,
		   FAILURE(1004, "no"), NULL, WM_OK}},
		 WM_EREFUSED,
		 "1004",
		 1,
		 1},
		/* a unit that fits in no call stops all, before anything is sent */
		{{.wants = "b 60 A 192.0.2.1\n",
		  .adopts = "a 60 A 192.0.2.1\n",
		  .live = "a 60 CNAME x\n"},
		 {{0}},
		 WM_ELIMIT,
		 "a.example.com. ",
		 0,
		 1},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		play(&rows[i], i);
}

TEST_MAIN(TEST(the_batch_is_minimal), TEST(what_changed_since_it_was_read_is_not_overwritten),
	  TEST(a_refused_batch_says_what_it_means), TEST(batches_hold_whole_units_up_to_their_size))
