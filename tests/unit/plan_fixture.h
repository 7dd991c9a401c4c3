/* Plans for unit tests, written as master-file lines of example.com. */
#ifndef WAYMARK_TEST_PLAN_FIXTURE_H
#define WAYMARK_TEST_PLAN_FIXTURE_H

#include "test.h"

#include <waymark/plan.h>
#include <waymark/policy.h>
#include <waymark/text.h>

#include <stdlib.h>
#include <string.h>

/* What a policy asks for and what DNS holds. NULL = nothing. */
struct plan_case {
	const char *wants;   /* records */
	const char *adopts;  /* records that may replace what somebody else wrote */
	const char *removes; /* records whose RRsets must not exist; their data is not looked at */
	const char *live;
	const char *foreign; /* records that stand for foreign data; theirs is not looked at */
	uint32_t ttl_min_s, ttl_max_s; /* bounds of the live zone */
};

struct plan_fixture {
	struct wm_arena *arena;
	struct wm_zone_plan zone;
	struct wm_plan plan; /* of that one zone */
};

static const struct wm_name fixture_zone = {(const uint8_t *)"\7example\3com", 13};
static const struct wm_domain fixture_domain = {.name = {(const uint8_t *)"\7example\3com", 13}};
static const struct wm_service fixture_service = {.name = "xmpp-federation"};
static const struct wm_option fixture_options[] = {{0}};
static const struct wm_provider_schema fixture_schema = {.name = "zonefile",
							 .options = fixture_options};
static const struct wm_provider_config fixture_provider = {.name = "corp",
							   .schema = &fixture_schema};

/* Master-file lines as sets; a mistake in them fails the test. */
static inline struct wm_rrsets fixture_sets(struct wm_arena *arena, const char *lines)
{
	struct wm_rrsets_builder builder;
	struct wm_text_place place = {0};
	struct wm_fail why = {0};
	const char *text = lines ? lines : "";

	wm_rrsets_begin(&builder, arena);
	if (wm_zone_read(arena, (struct wm_bytes){(const uint8_t *)text, strlen(text)},
			 &fixture_zone, 100000, &builder, &place, &why))
		fail_msg("line %zu of \"%s\": %s", place.line, text, why.text);
	return wm_rrsets_finish(&builder);
}

static inline int fixture_compare(const void *a, const void *b)
{
	const struct wm_want *const *left = a, *const *right = b;

	return wm_rrset_compare(&(*left)->rrset, &(*right)->rrset);
}

static inline const struct wm_want *const *
fixture_wants(struct wm_arena *arena, const struct plan_case *row, size_t *ret_count)
{
	const char *texts[] = {row->wants, row->adopts, row->removes};
	const struct wm_want **wants = NULL;
	size_t count = 0, capacity = 0;

	for (size_t i = 0; i < WM_COUNT(texts); i++) {
		struct wm_rrsets sets = fixture_sets(arena, texts[i]);

		for (size_t j = 0; j < sets.count; j++) {
			struct wm_want *want = WM_ARENA_NEW(arena, struct wm_want, 1);

			want->rrset = sets.items[j];
			want->domain = &fixture_domain;
			want->service = i == 2 ? NULL : &fixture_service;
			want->where = (struct wm_where){
				.file = "policy.ini", .line = (unsigned)(10 + j), .column = 1};
			want->adopt = i == 1;
			if (i == 2) {
				want->rrset.count = 0;
				want->rrset.ttl_s = 0;
			}
			wants = wm_arena_grow(arena, wants, &capacity, count, sizeof(*wants));
			wants[count++] = want;
		}
	}
	if (count)
		qsort(wants, count, sizeof(*wants), fixture_compare);
	*ret_count = count;
	return wants;
}

static inline void fixture_foreign(struct wm_arena *arena, const char *lines, struct wm_live *live)
{
	struct wm_rrsets sets = fixture_sets(arena, lines);
	struct wm_foreign *foreign = WM_ARENA_NEW(arena, struct wm_foreign, sets.count);

	for (size_t i = 0; i < sets.count; i++)
		foreign[i] = (struct wm_foreign){.owner = sets.items[i].owner,
						 .type = sets.items[i].type,
						 .what = "an alias record"};
	live->foreign = foreign;
	live->foreign_count = sets.count;
}

/* The plan of ROW in an arena of its own. */
static inline void fixture_begin(struct plan_fixture *fixture, const struct plan_case *row)
{
	struct wm_live live = {
		.serial = 7, .ttl_min_s = row->ttl_min_s, .ttl_max_s = row->ttl_max_s};
	const struct wm_want *const *wants;
	size_t count;

	memset(fixture, 0, sizeof(*fixture));
	fixture->arena = wm_arena_new();
	wants = fixture_wants(fixture->arena, row, &count);
	live.rrsets = fixture_sets(fixture->arena, row->live);
	fixture_foreign(fixture->arena, row->foreign, &live);
	fixture->zone.zone = fixture_zone;
	fixture->zone.provider = &fixture_provider;
	wm_plan_diff(fixture->arena, wants, count, &live, &fixture->zone);
	fixture->plan = (struct wm_plan){.zones = &fixture->zone, .zone_count = 1};
}

static inline void fixture_end(struct plan_fixture *fixture)
{
	wm_arena_free(fixture->arena);
}

#endif
