/* agent/plan/update.c: the messages, and what a server that follows RFC 2136 makes of them. */
#include "plan_fixture.h"

#include <waymark/wire.h>

/* ---- the messages, as written ---- */

static const char *class_text(uint16_t class)
{
	return class == WM_CLASS_IN ? "IN" : class == WM_CLASS_NONE ? "NONE" : "ANY";
}

static void put_record(struct wm_buf *out, char sign, const struct wm_update_record *record)
{
	char type[WM_TYPE_TEXT_MAX];

	wm_buf_printf(out, "%c ", sign);
	wm_name_print(out, &record->owner);
	wm_buf_printf(out, " %u %s %s", (unsigned)record->ttl_s, class_text(record->class),
		      record->type == WM_TYPE_ANY ? "ANY" : wm_type_text(record->type, type));
	if (record->rdata) {
		wm_buf_text(out, " ");
		wm_rdata_print(out, record->type, record->rdata);
	}
	wm_buf_text(out, "\n");
}

/* "?" a prerequisite, "!" an update, "--" the end of a message. */
static void check_messages(const struct plan_case *row, size_t max_bytes, const char *expected)
{
	struct plan_fixture fixture;
	const struct wm_update *updates;
	struct wm_fail why = {0};
	struct wm_buf out;
	size_t count, carried = 0;

	wm_buf_init(&out, 1U << 20);
	fixture_begin(&fixture, row);
	assert_int_equal(
		wm_update_build(fixture.arena, &fixture.zone, max_bytes, &updates, &count, &why),
		WM_OK);
	for (size_t i = 0; i < count; i++) {
		carried += updates[i].change_count;
		for (size_t j = 0; j < updates[i].prerequisite_count; j++)
			put_record(&out, '?', &updates[i].prerequisites[j]);
		for (size_t j = 0; j < updates[i].update_count; j++)
			put_record(&out, '!', &updates[i].updates[j]);
		wm_buf_text(&out, "--\n");
	}
	assert_string_equal(wm_buf_string(&out), expected);
	assert_int_equal(carried, fixture.zone.change_count);
	fixture_end(&fixture);
	wm_buf_done(&out);
}

static void each_change_is_guarded_by_what_it_was_computed_from(void **state)
{
	static const struct {
		struct plan_case plan;
		const char *expected;
	} rows[] = {
		{{.wants = NULL}, ""},
		{{.wants = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "? a.example.com. 0 NONE A\n"
		 "? a.example.com. 0 NONE TXT\n"
		 "? a.example.com. 0 NONE CNAME\n"
		 "! a.example.com. 60 IN A 192.0.2.1\n"
		 "! a.example.com. 60 IN TXT \"t\"\n--\n"},
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN A 192.0.2.2\n",
		  .live = "a 300 IN A 192.0.2.2\na 300 IN A 192.0.2.3\n"},
		 "? a.example.com. 0 IN A 192.0.2.2\n"
		 "? a.example.com. 0 IN A 192.0.2.3\n"
		 "! a.example.com. 0 ANY A\n"
		 "! a.example.com. 60 IN A 192.0.2.1\n"
		 "! a.example.com. 60 IN A 192.0.2.2\n--\n"},
		{{.removes = "a 60 IN TXT t\n", .live = "a 60 IN TXT u\n"},
		 "? a.example.com. 0 IN TXT \"u\"\n"
		 "! a.example.com. 0 ANY TXT\n--\n"},
		{{.wants = "a 60 IN CNAME b\n"},
		 "? a.example.com. 0 NONE ANY\n"
		 "! a.example.com. 60 IN CNAME b.example.com.\n--\n"},
		{{.adopts = "a 60 IN CNAME b\n", .live = "a 60 IN CNAME c\n"},
		 "? a.example.com. 0 IN CNAME c.example.com.\n"
		 "! a.example.com. 0 ANY CNAME\n"
		 "! a.example.com. 60 IN CNAME b.example.com.\n--\n"},
		/* The CNAME that goes says already that no other CNAME is there. */
		{{.adopts = "a 60 IN A 192.0.2.1\na 60 IN AAAA 2001:db8::1\n",
		  .live = "a 60 IN CNAME c\n"},
		 "? a.example.com. 0 IN CNAME c.example.com.\n"
		 "? a.example.com. 0 NONE A\n"
		 "? a.example.com. 0 NONE AAAA\n"
		 "! a.example.com. 0 ANY CNAME\n"
		 "! a.example.com. 60 IN A 192.0.2.1\n"
		 "! a.example.com. 60 IN AAAA 2001:db8::1\n--\n"},
		/* Any other type that came in the meantime would keep the CNAME out. */
		{{.adopts = "a 60 IN CNAME b\n", .live = "a 60 IN A 192.0.2.1\na 60 IN TXT t\n"},
		 "? a.example.com. 0 IN A 192.0.2.1\n"
		 "? a.example.com. 0 IN TXT \"t\"\n"
		 "? a.example.com. 0 NONE CNAME\n"
		 "? a.example.com. 0 NONE NS\n"
		 "? a.example.com. 0 NONE PTR\n"
		 "? a.example.com. 0 NONE MX\n"
		 "? a.example.com. 0 NONE AAAA\n"
		 "? a.example.com. 0 NONE SRV\n"
		 "? a.example.com. 0 NONE NAPTR\n"
		 "? a.example.com. 0 NONE DNAME\n"
		 "? a.example.com. 0 NONE SSHFP\n"
		 "? a.example.com. 0 NONE TLSA\n"
		 "? a.example.com. 0 NONE SVCB\n"
		 "? a.example.com. 0 NONE HTTPS\n"
		 "? a.example.com. 0 NONE URI\n"
		 "? a.example.com. 0 NONE CAA\n"
		 "! a.example.com. 0 ANY A\n"
		 "! a.example.com. 0 ANY TXT\n"
		 "! a.example.com. 60 IN CNAME b.example.com.\n--\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		check_messages(&rows[i].plan, WM_UPDATE_BYTES_MAX, rows[i].expected);
}

static void a_split_keeps_order_units_and_guards_together(void **state)
{
	static const struct plan_case row = {
		.adopts = "s 60 IN SRV 0 0 1 w\nw 60 IN A 192.0.2.1\nw 60 IN AAAA 2001:db8::1\n",
		.live = "w 60 IN CNAME x\n"};

	(void)state;
	/* Room for one unit each, not for both. */
	check_messages(&row, 900,
		       "? w.example.com. 0 IN CNAME x.example.com.\n"
		       "? w.example.com. 0 NONE A\n"
		       "? w.example.com. 0 NONE AAAA\n"
		       "! w.example.com. 0 ANY CNAME\n"
		       "! w.example.com. 60 IN A 192.0.2.1\n"
		       "! w.example.com. 60 IN AAAA 2001:db8::1\n--\n"
		       "? s.example.com. 0 NONE SRV\n"
		       "? s.example.com. 0 NONE CNAME\n"
		       "! s.example.com. 60 IN SRV 0 0 1 w.example.com.\n--\n");
}

static void a_unit_too_large_for_any_message_is_refused_by_name(void **state)
{
	struct plan_fixture fixture;
	const struct wm_update *updates = NULL;
	struct wm_fail why = {0};
	struct wm_buf live;
	size_t count = 77;

	(void)state;
	wm_buf_init(&live, 1U << 20);
	for (unsigned i = 0; i < 300; i++)
		wm_buf_printf(&live, "big 60 IN TXT \"%0200u\"\n", i);
	fixture_begin(&fixture,
		      &(struct plan_case){.adopts = "big 60 IN TXT x\na 60 IN A 192.0.2.1\n",
					  .live = wm_buf_string(&live)});
	assert_int_equal(wm_update_build(fixture.arena, &fixture.zone, WM_UPDATE_BYTES_MAX,
					 &updates, &count, &why),
			 WM_ELIMIT);
	assert_non_null(strstr(why.text, "big.example.com. TXT"));
	assert_null(updates);
	assert_int_equal(count, 77);
	fixture_end(&fixture);
	wm_buf_done(&live);
}

/* ---- a server in memory ---- */

/*
 * A zone as BIND and Knot keep it, with every habit that an update has to live with: a CNAME beside
 * other data is left out in silence, a record that is there already is left as it is, TTL included,
 * and the last TTL added to an RRset becomes that of all its records.
 */
#define CELLS_MAX   64
#define RECORDS_MAX 8

struct cell {
	struct wm_name owner;
	uint16_t type;
	uint32_t ttl_s;
	size_t count;
	struct wm_rdata rdata[RECORDS_MAX];
};

struct server {
	struct cell cells[CELLS_MAX];
	size_t count;
};

static bool same_rdata(const struct wm_rdata *a, const struct wm_rdata *b)
{
	return wm_rdata_compare(a, b) == 0;
}

static struct cell *cell_of(struct server *server, const struct wm_name *owner, uint16_t type)
{
	for (size_t i = 0; i < server->count; i++)
		if (server->cells[i].type == type && wm_name_equal(&server->cells[i].owner, owner))
			return &server->cells[i];
	assert_true(server->count < CELLS_MAX);
	server->cells[server->count] = (struct cell){.owner = *owner, .type = type};
	return &server->cells[server->count++];
}

/* Does OWNER have records of another type than TYPE? */
static bool has_others(const struct server *server, const struct wm_name *owner, uint16_t type)
{
	for (size_t i = 0; i < server->count; i++)
		if (server->cells[i].count && server->cells[i].type != type &&
		    wm_name_equal(&server->cells[i].owner, owner))
			return true;
	return false;
}

static void load(struct server *server, const struct wm_rrsets *sets)
{
	server->count = 0;
	for (size_t i = 0; i < sets->count; i++) {
		const struct wm_rrset *set = &sets->items[i];
		struct cell *cell = cell_of(server, &set->owner, set->type);

		cell->ttl_s = set->ttl_s;
		cell->count = set->count;
		assert_true(set->count <= RECORDS_MAX);
		memcpy(cell->rdata, set->rdata, set->count * sizeof(*set->rdata));
	}
}

static struct wm_rrsets unload(const struct server *server, struct wm_arena *arena)
{
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, arena);
	for (size_t i = 0; i < server->count; i++)
		for (size_t j = 0; j < server->cells[i].count; j++)
			wm_rrsets_add(&builder, &server->cells[i].owner, server->cells[i].type,
				      server->cells[i].ttl_s, &server->cells[i].rdata[j]);
	return wm_rrsets_finish(&builder);
}

/* RFC 2136 section 3.2.3: the records named for an RRset are all that it has. */
static bool holds_exactly(struct server *server, const struct wm_update *update,
			  const struct wm_update_record *first)
{
	const struct cell *cell = cell_of(server, &first->owner, first->type);
	size_t named = 0;

	for (size_t i = 0; i < update->prerequisite_count; i++) {
		const struct wm_update_record *record = &update->prerequisites[i];
		bool found = false;

		if (record->class != WM_CLASS_IN || record->type != first->type ||
		    !wm_name_equal(&record->owner, &first->owner))
			continue;
		named++;
		for (size_t j = 0; j < cell->count; j++)
			found |= same_rdata(&cell->rdata[j], record->rdata);
		if (!found)
			return false;
	}
	return named == cell->count;
}

static bool meets(struct server *server, const struct wm_update *update)
{
	for (size_t i = 0; i < update->prerequisite_count; i++) {
		const struct wm_update_record *record = &update->prerequisites[i];

		assert_int_equal(record->ttl_s, 0);
		if (record->class == WM_CLASS_IN) {
			if (!holds_exactly(server, update, record))
				return false;
			continue;
		}
		assert_int_equal(record->class, WM_CLASS_NONE);
		assert_null(record->rdata);
		if (record->type == WM_TYPE_ANY
			    ? has_others(server, &record->owner, WM_TYPE_ANY)
			    : cell_of(server, &record->owner, record->type)->count > 0)
			return false;
	}
	return true;
}

static void add(struct server *server, const struct wm_update_record *record)
{
	struct cell *cell = cell_of(server, &record->owner, record->type);

	if (record->type == WM_TYPE_CNAME) {
		if (has_others(server, &record->owner, WM_TYPE_CNAME))
			return;
		cell->count = 0;
	} else if (cell_of(server, &record->owner, WM_TYPE_CNAME)->count) {
		return;
	}
	for (size_t i = 0; i < cell->count; i++)
		if (same_rdata(&cell->rdata[i], record->rdata))
			return;
	assert_true(cell->count < RECORDS_MAX);
	cell = cell_of(server, &record->owner, record->type);
	cell->rdata[cell->count++] = *record->rdata;
	cell->ttl_s = record->ttl_s;
}

/* RFC 2136 section 3: all of it, or none. */
static bool receive(struct server *server, const struct wm_update *update)
{
	if (!meets(server, update))
		return false;
	for (size_t i = 0; i < update->update_count; i++) {
		const struct wm_update_record *record = &update->updates[i];

		if (record->class == WM_CLASS_IN) {
			add(server, record);
			continue;
		}
		assert_int_equal(record->class, WM_CLASS_ANY);
		assert_int_equal(record->ttl_s, 0);
		assert_null(record->rdata);
		assert_int_not_equal(record->type, WM_TYPE_ANY);
		cell_of(server, &record->owner, record->type)->count = 0;
	}
	return true;
}

/* ---- random zones and policies ---- */

/* Numbers that look random and are the same in every run. */
static uint32_t seed;

static uint32_t roll(uint32_t sides)
{
	seed = seed * 1664525U + 1013904223U;
	return (seed >> 8) % sides;
}

static bool chance(uint32_t percent)
{
	return roll(100) < percent;
}

static const uint16_t data_types[] = {WM_TYPE_A, WM_TYPE_AAAA, WM_TYPE_TXT, WM_TYPE_MX,
				      WM_TYPE_SRV};
static const struct wm_name owners[] = {
	{(const uint8_t *)"\7example\3com", 13},       {(const uint8_t *)"\1a\7example\3com", 15},
	{(const uint8_t *)"\1b\7example\3com", 15},    {(const uint8_t *)"\1c\7example\3com", 15},
	{(const uint8_t *)"\1d\1c\7example\3com", 17},
};

/* One of a few values of TYPE, so that two rolls are often the same. */
static struct wm_rdata roll_rdata(struct wm_arena *arena, uint16_t type)
{
	const struct wm_name *name = &owners[roll(WM_COUNT(owners))];
	uint8_t bytes[64] = {0};
	size_t len = 0;

	switch (type) {
	case WM_TYPE_A:
	case WM_TYPE_AAAA:
		len = type == WM_TYPE_A ? 4 : 16;
		break;
	case WM_TYPE_TXT:
		bytes[0] = 1;
		bytes[1] = (uint8_t)('a' + roll(4));
		return (struct wm_rdata){wm_arena_copy(arena, bytes, 2), 2};
	case WM_TYPE_SRV:
		len = 6;
		break;
	case WM_TYPE_MX:
		len = 2;
		break;
	default:
		break;
	}
	if (len)
		bytes[len - 1] = (uint8_t)roll(4);
	if (len != 4 && len != 16) {
		memcpy(bytes + len, name->wire, name->len);
		len += name->len;
	}
	return (struct wm_rdata){wm_arena_copy(arena, bytes, len), len};
}

static void roll_set(struct wm_rrsets_builder *builder, const struct wm_name *owner, uint16_t type)
{
	uint32_t ttl_s = chance(50) ? 60 : 300;
	uint32_t count = type == WM_TYPE_CNAME ? 1 : 1 + roll(3);

	for (uint32_t i = 0; i < count; i++) {
		struct wm_rdata *rdata = WM_ARENA_NEW(builder->arena, struct wm_rdata, 1);

		*rdata = roll_rdata(builder->arena, type);
		wm_rrsets_add(builder, owner, type, ttl_s, rdata);
	}
}

/* Sets that a zone may hold, or a policy may ask for: no CNAME beside other data. */
static struct wm_rrsets roll_sets(struct wm_arena *arena, uint32_t cname_percent)
{
	struct wm_rrsets_builder builder;

	wm_rrsets_begin(&builder, arena);
	for (size_t i = 0; i < WM_COUNT(owners); i++) {
		if (i && chance(cname_percent)) {
			roll_set(&builder, &owners[i], WM_TYPE_CNAME);
			continue;
		}
		for (size_t j = 0; j < WM_COUNT(data_types); j++)
			if (chance(35))
				roll_set(&builder, &owners[i], data_types[j]);
	}
	return wm_rrsets_finish(&builder);
}

/* A few wants among the rolled sets become removals, and some may adopt. */
static const struct wm_want *const *roll_wants(struct wm_arena *arena, size_t *ret_count)
{
	struct wm_rrsets sets = roll_sets(arena, 30);
	const struct wm_want **wants = WM_ARENA_NEW(arena, const struct wm_want *, sets.count);

	for (size_t i = 0; i < sets.count; i++) {
		struct wm_want *want = WM_ARENA_NEW(arena, struct wm_want, 1);

		want->rrset = sets.items[i];
		want->adopt = chance(70);
		if (chance(15)) {
			want->rrset.count = 0;
			want->rrset.ttl_s = 0;
		}
		wants[i] = want;
	}
	*ret_count = sets.count;
	return wants;
}

static void roll_case(struct plan_fixture *fixture)
{
	struct wm_live live = {.serial = 1};
	const struct wm_want *const *wants;
	size_t count;

	memset(fixture, 0, sizeof(*fixture));
	fixture->arena = wm_arena_new();
	wants = roll_wants(fixture->arena, &count);
	live.rrsets = roll_sets(fixture->arena, 30);
	fixture->zone.zone = fixture_zone;
	wm_plan_diff(fixture->arena, wants, count, &live, &fixture->zone);
}

static bool is_held(const struct wm_zone_plan *zone, const struct wm_want *want)
{
	for (size_t i = 0; i < zone->held_count; i++)
		if (zone->held[i].want == want &&
		    wm_rrset_compare(&zone->held[i].desired, &want->rrset) == 0)
			return true;
	return false;
}

static bool is_changed(const struct wm_zone_plan *zone, const struct wm_rrset *set)
{
	for (size_t i = 0; i < zone->change_count; i++)
		if (wm_rrset_compare(&zone->changes[i].after, set) == 0)
			return true;
	return false;
}

static void check_outcome(const struct plan_fixture *fixture, const struct wm_live *live)
{
	const struct wm_zone_plan *zone = &fixture->zone;

	assert_null(wm_plan_unmet(zone->changes, zone->change_count, live));
	for (size_t i = 0; i < zone->want_count; i++) {
		const struct wm_rrset *wanted = &zone->wants[i]->rrset;
		const struct wm_rrset *found =
			wm_rrsets_find(&live->rrsets, &wanted->owner, wanted->type);

		if (is_held(zone, zone->wants[i]))
			continue;
		assert_int_equal(found ? found->count : 0, wanted->count);
		if (found) {
			assert_int_equal(found->ttl_s, wanted->ttl_s);
			assert_true(wm_rrset_same_data(found, wanted));
		}
	}
	for (size_t i = 0; i < zone->live.rrsets.count; i++) {
		const struct wm_rrset *before = &zone->live.rrsets.items[i];
		const struct wm_rrset *after =
			wm_rrsets_find(&live->rrsets, &before->owner, before->type);

		if (is_changed(zone, before))
			continue;
		assert_non_null(after);
		assert_int_equal(after->ttl_s, before->ttl_s);
		assert_true(wm_rrset_same_data(after, before));
	}
	for (size_t i = 0; i < live->rrsets.count; i++)
		assert_true(is_changed(zone, &live->rrsets.items[i]) ||
			    wm_rrsets_find(&zone->live.rrsets, &live->rrsets.items[i].owner,
					   live->rrsets.items[i].type));
}

static void check_messages_are_fit_to_send(const struct wm_update *update, size_t max_bytes)
{
	struct wm_writer writer;
	struct wm_buf out;

	for (size_t i = 0; i < update->prerequisite_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct wm_update_record *a = &update->prerequisites[i];
			const struct wm_update_record *b = &update->prerequisites[j];

			assert_false(a->type == b->type && a->class == b->class &&
				     wm_name_equal(&a->owner, &b->owner) &&
				     (!a->rdata || same_rdata(a->rdata, b->rdata)));
		}
	wm_buf_init(&out, max_bytes - 400); /* the rest is for a signature */
	wm_writer_begin(&writer, &out, 1, WM_OPCODE_UPDATE, 0);
	assert_true(wm_writer_question(&writer, &fixture_zone, WM_TYPE_SOA, WM_CLASS_IN));
	for (size_t i = 0; i < update->prerequisite_count; i++) {
		const struct wm_update_record *record = &update->prerequisites[i];

		assert_true(wm_writer_record(&writer, WM_SECTION_ANSWER, &record->owner,
					     record->type, record->class, record->ttl_s,
					     record->rdata));
	}
	for (size_t i = 0; i < update->update_count; i++) {
		const struct wm_update_record *record = &update->updates[i];

		assert_true(wm_writer_record(&writer, WM_SECTION_AUTHORITY, &record->owner,
					     record->type, record->class, record->ttl_s,
					     record->rdata));
	}
	wm_writer_finish(&writer);
	wm_buf_done(&out);
}

static const struct wm_update *build(const struct plan_fixture *fixture, size_t max_bytes,
				     size_t *ret_count)
{
	const struct wm_update *updates;
	struct wm_fail why = {0};

	if (wm_update_build(fixture->arena, &fixture->zone, max_bytes, &updates, ret_count, &why))
		fail_msg("%s", why.text);
	return updates;
}

static void what_was_planned_is_what_is_there_and_nothing_else_has_changed(void **state)
{
	(void)state;
	seed = 1;
	for (unsigned turn = 0; turn < 2000; turn++) {
		struct plan_fixture fixture;
		struct server server;
		struct wm_live live = {0};
		const struct wm_update *updates;
		size_t max_bytes = chance(50) ? WM_UPDATE_BYTES_MAX : 1600 + roll(800), count;

		roll_case(&fixture);
		load(&server, &fixture.zone.live.rrsets);
		updates = build(&fixture, max_bytes, &count);
		for (size_t i = 0; i < count; i++) {
			check_messages_are_fit_to_send(&updates[i], max_bytes);
			assert_true(receive(&server, &updates[i]));
		}
		live.rrsets = unload(&server, fixture.arena);
		check_outcome(&fixture, &live);
		fixture_end(&fixture);
	}
}

/* Someone else changes the data of what CHANGE is about, or puts something in its way. Returns the
 * type that was written. */
static uint16_t interfere(struct server *server, struct wm_arena *arena,
			  const struct wm_change *change)
{
	const struct wm_name *owner = &change->before.owner;
	uint16_t type = change->before.type;
	struct cell *cell = cell_of(server, owner, type);
	struct wm_rdata other = roll_rdata(arena, type);

	if (change->before.count) {
		bool known = wm_rrset_has(&change->before, &other);

		if (!known && type != WM_TYPE_CNAME && chance(50))
			cell->rdata[cell->count++] = other;
		else if (!known && chance(50))
			cell->rdata[0] = other;
		else
			cell->count--;
		return type;
	}
	if (chance(50)) /* beside a new CNAME a TXT, beside other new data a CNAME */
		type = type == WM_TYPE_CNAME ? WM_TYPE_TXT : WM_TYPE_CNAME;
	for (size_t i = 0; i < server->count; i++)
		if ((type == WM_TYPE_CNAME || server->cells[i].type == WM_TYPE_CNAME) &&
		    wm_name_equal(&server->cells[i].owner, owner))
			server->cells[i].count = 0;
	cell = cell_of(server, owner, type);
	cell->rdata[0] = roll_rdata(arena, type);
	cell->count = 1;
	return type;
}

static bool equals(struct server *left, struct server *right)
{
	for (size_t i = 0; i < left->count; i++) {
		const struct cell *a = &left->cells[i];
		const struct cell *b = cell_of(right, &a->owner, a->type);

		if (a->count != b->count || (a->count && a->ttl_s != b->ttl_s))
			return false;
		for (size_t j = 0; j < a->count; j++)
			if (!same_rdata(&a->rdata[j], &b->rdata[j]))
				return false;
	}
	return true;
}

/* Is TYPE among what the unit of CHANGE touches, and all of that as it was when it was read?
 * (Whoever writes what was there anyway has not interfered.) */
static bool is_undisturbed(struct server *server, const struct wm_zone_plan *zone,
			   const struct wm_change *change, uint16_t type)
{
	bool touched = false;

	for (size_t i = 0; i < zone->change_count; i++) {
		const struct wm_rrset *before = &zone->changes[i].before;
		const struct cell *cell;

		if (zone->changes[i].unit != change->unit)
			continue;
		touched |= before->type == type;
		cell = cell_of(server, &before->owner, before->type);
		if (cell->count != before->count)
			return false;
		for (size_t j = 0; j < cell->count; j++)
			if (!wm_rrset_has(before, &cell->rdata[j]))
				return false;
	}
	return touched;
}

static void an_rrset_that_somebody_else_changed_is_never_overwritten(void **state)
{
	unsigned refused = 0;

	(void)state;
	seed = 2;
	for (unsigned turn = 0; turn < 2000; turn++) {
		struct plan_fixture fixture;
		struct server server, before;
		const struct wm_change *change;
		const struct wm_update *updates;
		uint16_t type;
		size_t count;

		roll_case(&fixture);
		if (fixture.zone.change_count) {
			change = &fixture.zone.changes[roll((uint32_t)fixture.zone.change_count)];
			load(&server, &fixture.zone.live.rrsets);
			type = interfere(&server, fixture.arena, change);
			updates = build(&fixture, WM_UPDATE_BYTES_MAX, &count);
			assert_int_equal(count, 1);
			if (!is_undisturbed(&server, &fixture.zone, change, type)) {
				before = server;
				assert_false(receive(&server, &updates[0]));
				assert_true(equals(&before, &server));
				refused++;
			}
		}
		fixture_end(&fixture);
	}
	assert_true(refused > 1800);
}

TEST_MAIN(TEST(each_change_is_guarded_by_what_it_was_computed_from),
	  TEST(a_split_keeps_order_units_and_guards_together),
	  TEST(a_unit_too_large_for_any_message_is_refused_by_name),
	  TEST(what_was_planned_is_what_is_there_and_nothing_else_has_changed),
	  TEST(an_rrset_that_somebody_else_changed_is_never_overwritten))
