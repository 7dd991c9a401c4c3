/* agent/provider/zonefile.c: a master file is read, checked and replaced. */
#include "provider_fixture.h"

/* A disk of one file. */
struct disk {
	struct fixture_server server; /* first */
	const char *content;          /* NULL = it cannot be read */
	const char *written;
	enum wm_code refusal; /* of the replacement */
	struct wm_arena *arena;
};

static enum wm_step serve(struct fixture_server *server, struct job_fixture *fixture,
			  const struct wm_request *request)
{
	struct disk *disk = (struct disk *)server;
	struct wm_fail why = {0};
	struct wm_reply reply = {0};

	assert_string_equal(request->path, "/zones/example.com");
	if (request->kind == WM_REQUEST_FILE_READ) {
		if (!disk->content) {
			(void)wm_fail(&why, WM_EFILE, "no such file");
			reply.fail = &why;
		} else {
			reply.body.data = (const uint8_t *)disk->content;
			reply.body.len = strlen(disk->content);
		}
		return fixture_reply(fixture, request, &reply);
	}
	assert_int_equal(request->kind, WM_REQUEST_FILE_REPLACE);
	assert_int_equal(request->expected.len, strlen(disk->content));
	assert_memory_equal(request->expected.data, disk->content, request->expected.len);
	if (disk->refusal) {
		(void)wm_fail(&why, disk->refusal, "changed");
		reply.fail = &why;
	} else {
		disk->written = wm_arena_text_n(disk->arena, (const char *)request->body.data,
						request->body.len);
	}
	return fixture_reply(fixture, request, &reply);
}

static void disk_begin(struct disk *disk, struct job_fixture *fixture, enum wm_job_kind kind,
		       const char *wants, const char *content)
{
	job_begin(fixture, &wm_provider_zonefile, kind, wants);
	fixture_value(fixture, "file")->text = "/zones/example.com";
	fixture_value(fixture, "zone")->names = &fixture_zone;
	disk->server.answer = serve;
	disk->content = content;
	disk->arena = fixture->arena;
}

#define HEAD "$TTL 300\n@ SOA ns1 admin 7 1 1 1 1\n@ NS ns1\n"

static void names_in_the_zone_are_found_and_others_are_not(void **state)
{
	struct job_fixture fixture;
	struct disk disk = {0};

	(void)state;
	disk_begin(&disk, &fixture, WM_JOB_FIND, NULL, NULL);
	job_names(&fixture, "@ a example.net.");
	assert_int_equal(job_drive(&fixture, &disk.server, false), WM_STEP_DONE);
	assert_true(wm_name_equal(&fixture.job.found[0].zone, &fixture_zone));
	assert_true(wm_name_equal(&fixture.job.found[1].zone, &fixture_zone));
	assert_null(fixture.job.found[2].zone.wire);
	assert_string_equal(fixture.job.found[2].fail->text,
			    "example.net. is not in example.com., the zone of provider 'corp'");
	job_end(&fixture);
}

static void a_read_gives_the_wanted_records_and_the_whole_as_token(void **state)
{
	static const char content[] = HEAD "a A 192.0.2.1\nb A 192.0.2.2\n";
	struct job_fixture fixture;
	struct disk disk = {0};

	(void)state;
	disk_begin(&disk, &fixture, WM_JOB_READ, "b 300 A 192.0.2.9\n", content);
	assert_int_equal(job_drive(&fixture, &disk.server, false), WM_STEP_DONE);
	assert_string_equal(fixture_text(fixture.arena, &fixture.job.live.rrsets),
			    "b.example.com. 300 IN A 192.0.2.2\n");
	assert_int_equal(fixture.job.live.serial, 7);
	assert_int_equal(fixture.job.live.token.len, strlen(content));
	job_end(&fixture);
}

static void a_file_that_is_no_zone_is_never_an_empty_one(void **state)
{
	static const struct {
		const char *content;
		enum wm_code code;
		const char *text;
	} rows[] = {
		{NULL, WM_EFILE, "no such file"},
		{"", WM_EPARSE, "/zones/example.com: expected one SOA record at example.com."},
		{"a 60 A 192.0.2.1\n", WM_EPARSE,
		 "/zones/example.com: expected one SOA record at example.com."},
		{HEAD "@ SOA ns2 admin 8 1 1 1 1\n", WM_EPARSE, "SOA"},
		{HEAD "a A 192.0.2.256\n", WM_EPARSE, "/zones/example.com:4:5: "},
		{HEAD "sub NS ns9.example.net.\n", WM_ENOZONE, "a zone cut"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct disk disk = {0};

		disk_begin(&disk, &fixture, WM_JOB_READ, "a.sub 60 A 192.0.2.1\n", rows[i].content);
		assert_int_equal(job_drive(&fixture, &disk.server, false), WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, rows[i].code);
		if (!strstr(fixture.job.fail.text, rows[i].text))
			fail_msg("row %zu: %s", i, fixture.job.fail.text);
		job_end(&fixture);
	}
}

/* Apply PLAN, made from PLANNED, to a disk that holds CONTENT. */
static enum wm_step apply(struct disk *disk, struct job_fixture *fixture, struct plan_fixture *plan,
			  const char *planned, const char *content)
{
	fixture_begin(plan, &(struct plan_case){.wants = "a 60 A 192.0.2.1\n"});
	plan->zone.live.token.data = (const uint8_t *)planned;
	plan->zone.live.token.len = strlen(planned);
	disk_begin(disk, fixture, WM_JOB_APPLY, NULL, content);
	fixture->job.plan = &plan->zone;
	fixture->job.wall_s = 1795392000; /* 2026-11-23 00:00:00 UTC */
	return job_drive(fixture, &disk->server, false);
}

static void the_file_gets_the_record_and_a_new_serial(void **state)
{
	static const char content[] = "@ 60 SOA ns1 admin 2026112200 1 1 1 1\n";
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct disk disk = {0};

	(void)state;
	assert_int_equal(apply(&disk, &fixture, &plan, content, content), WM_STEP_DONE);
	assert_string_equal(disk.written, "@ 60 SOA ns1 admin 2026112300 1 1 1 1\n"
					  "a.example.com. 60 IN A 192.0.2.1\n");
	assert_int_equal(fixture.job.applied, 1);
	job_end(&fixture);
	fixture_end(&plan);
}

static void a_file_that_changed_is_left_alone(void **state)
{
	static const struct {
		const char *planned;
		const char *content;
		enum wm_code refusal;
	} rows[] = {
		{HEAD, HEAD "b A 192.0.2.2\n", WM_OK},
		{HEAD "b A 192.0.2.2\n", HEAD, WM_OK},
		{HEAD, HEAD, WM_ECONFLICT}, /* it changed between the look and the write */
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture plan;
		struct job_fixture fixture;
		struct disk disk = {0};

		disk.refusal = rows[i].refusal;
		assert_int_equal(apply(&disk, &fixture, &plan, rows[i].planned, rows[i].content),
				 WM_STEP_FAIL);
		assert_int_equal(fixture.job.fail.code, WM_ECONFLICT);
		assert_null(disk.written);
		job_end(&fixture);
		fixture_end(&plan);
	}
}

/* Without $TTL a record takes the TTL of the one before it; deleting that one would change it. */
static void what_cannot_be_edited_is_written_anew(void **state)
{
	static const char content[] = "@ 60 SOA ns1 admin 7 1 1 1 1\n"
				      "b 900 A 192.0.2.2 ; goes\n"
				      "c     A 192.0.2.3 ; had 900\n";
	struct plan_fixture plan;
	struct job_fixture fixture;
	struct disk disk = {0};

	(void)state;
	fixture_begin(&plan, &(struct plan_case){.removes = "b 60 A 192.0.2.2\n",
						 .live = "b 900 A 192.0.2.2\n"});
	plan.zone.live.token.data = (const uint8_t *)content;
	plan.zone.live.token.len = strlen(content);
	disk_begin(&disk, &fixture, WM_JOB_APPLY, NULL, content);
	fixture.job.plan = &plan.zone;
	assert_int_equal(job_drive(&fixture, &disk.server, false), WM_STEP_DONE);
	assert_string_equal(disk.written,
			    "example.com. 60 IN SOA ns1.example.com. admin.example.com. 8 1 1 1 1\n"
			    "c.example.com. 900 IN A 192.0.2.3\n");
	job_end(&fixture);
	fixture_end(&plan);
}

TEST_MAIN(TEST(names_in_the_zone_are_found_and_others_are_not),
	  TEST(a_read_gives_the_wanted_records_and_the_whole_as_token),
	  TEST(a_file_that_is_no_zone_is_never_an_empty_one),
	  TEST(the_file_gets_the_record_and_a_new_serial), TEST(a_file_that_changed_is_left_alone),
	  TEST(what_cannot_be_edited_is_written_anew))
