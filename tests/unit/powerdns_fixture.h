/* Jobs of the powerdns provider against answers written by hand. */
#ifndef WAYMARK_TEST_POWERDNS_FIXTURE_H
#define WAYMARK_TEST_POWERDNS_FIXTURE_H

#include "rest_fixture.h"

#define ZONES_URL "https://pdns.example:8443/api/v1/servers/localhost/zones"
#define ZONE_URL  ZONES_URL "/example.com."

struct powerdns_fixture {
	struct job_fixture job;
	struct wm_secret *token;
};

static inline void powerdns_begin(struct powerdns_fixture *fixture, enum wm_job_kind kind,
				  const char *wants)
{
	job_begin(&fixture->job, &wm_provider_powerdns, kind, wants);
	fixture->token = wm_secret_new(REST_TOKEN, strlen(REST_TOKEN));
	rest_token(&fixture->job, fixture->token);
	fixture_value(&fixture->job, "url")->text = "https://pdns.example:8443/";
	fixture_value(&fixture->job, "server-id")->text = "localhost";
}

static inline void powerdns_end(struct powerdns_fixture *fixture)
{
	wm_secret_free(fixture->token);
	job_end(&fixture->job);
}

/* The answer that holds SETS, members of `rrsets` as JSON. */
static inline const char *zone_answer(struct wm_arena *arena, const char *sets)
{
	return wm_arena_printf(arena,
			       "{\"edited_serial\": 9, \"id\": \"example.com.\", \"kind\": "
			       "\"Native\", \"name\": \"example.com.\", \"rrsets\": [%s], "
			       "\"serial\": 8}",
			       sets);
}

/* One RRset of that answer; RECORDS are its members as JSON. */
#define SET(name, type, ttl, records)                                                          \
	"{\"comments\": [], \"name\": \"" name "\", \"records\": [" records "], \"ttl\": " ttl \
	", \"type\": \"" type "\"}"
#define RECORD(content)   "{\"content\": \"" content "\", \"disabled\": false}"
#define DISABLED(content) "{\"content\": \"" content "\", \"disabled\": true}"
#define SOA                                                                                    \
	SET("example.com.", "SOA", "3600", RECORD("a.misconfigured. hostmaster.x. 8 1 1 1 1")) \
	", " SET("example.com.", "NS", "3600", RECORD("ns.example.com."))

#endif
