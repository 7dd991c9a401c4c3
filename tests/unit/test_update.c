/* agent/plan/update.c: the messages, as they are written. */
#include "plan_fixture.h"

#include <waymark/wire.h>

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
		 "? a.example.com. 0 NONE TYPE3\n"
		 "? a.example.com. 0 NONE TYPE4\n"
		 "? a.example.com. 0 NONE TYPE7\n"
		 "? a.example.com. 0 NONE TYPE8\n"
		 "? a.example.com. 0 NONE TYPE9\n"
		 "? a.example.com. 0 NONE TYPE10\n"
		 "? a.example.com. 0 NONE TYPE11\n"
		 "? a.example.com. 0 NONE PTR\n"
		 "? a.example.com. 0 NONE TYPE13\n"
		 "? a.example.com. 0 NONE TYPE14\n"
		 "? a.example.com. 0 NONE MX\n"
		 "? a.example.com. 0 NONE TYPE17\n"
		 "? a.example.com. 0 NONE TYPE18\n"
		 "? a.example.com. 0 NONE TYPE19\n"
		 "? a.example.com. 0 NONE TYPE20\n"
		 "? a.example.com. 0 NONE TYPE21\n"
		 "? a.example.com. 0 NONE TYPE22\n"
		 "? a.example.com. 0 NONE TYPE23\n"
		 "? a.example.com. 0 NONE TYPE25\n"
		 "? a.example.com. 0 NONE TYPE26\n"
		 "? a.example.com. 0 NONE TYPE27\n"
		 "? a.example.com. 0 NONE AAAA\n"
		 "? a.example.com. 0 NONE TYPE29\n"
		 "? a.example.com. 0 NONE TYPE31\n"
		 "? a.example.com. 0 NONE TYPE32\n"
		 "? a.example.com. 0 NONE SRV\n"
		 "? a.example.com. 0 NONE TYPE34\n"
		 "? a.example.com. 0 NONE NAPTR\n"
		 "? a.example.com. 0 NONE TYPE36\n"
		 "? a.example.com. 0 NONE TYPE37\n"
		 "? a.example.com. 0 NONE TYPE38\n"
		 "? a.example.com. 0 NONE DNAME\n"
		 "? a.example.com. 0 NONE TYPE40\n"
		 "? a.example.com. 0 NONE TYPE42\n"
		 "? a.example.com. 0 NONE TYPE43\n"
		 "? a.example.com. 0 NONE SSHFP\n"
		 "? a.example.com. 0 NONE TYPE45\n"
		 "? a.example.com. 0 NONE TYPE48\n"
		 "? a.example.com. 0 NONE TYPE49\n"
		 "? a.example.com. 0 NONE TLSA\n"
		 "? a.example.com. 0 NONE TYPE53\n"
		 "? a.example.com. 0 NONE TYPE55\n"
		 "? a.example.com. 0 NONE TYPE56\n"
		 "? a.example.com. 0 NONE TYPE57\n"
		 "? a.example.com. 0 NONE TYPE58\n"
		 "? a.example.com. 0 NONE TYPE59\n"
		 "? a.example.com. 0 NONE TYPE60\n"
		 "? a.example.com. 0 NONE TYPE61\n"
		 "? a.example.com. 0 NONE TYPE62\n"
		 "? a.example.com. 0 NONE TYPE63\n"
		 "? a.example.com. 0 NONE SVCB\n"
		 "? a.example.com. 0 NONE HTTPS\n"
		 "? a.example.com. 0 NONE TYPE66\n"
		 "? a.example.com. 0 NONE TYPE67\n"
		 "? a.example.com. 0 NONE TYPE68\n"
		 "? a.example.com. 0 NONE TYPE99\n"
		 "? a.example.com. 0 NONE TYPE104\n"
		 "? a.example.com. 0 NONE TYPE105\n"
		 "? a.example.com. 0 NONE TYPE106\n"
		 "? a.example.com. 0 NONE TYPE107\n"
		 "? a.example.com. 0 NONE TYPE108\n"
		 "? a.example.com. 0 NONE TYPE109\n"
		 "? a.example.com. 0 NONE URI\n"
		 "? a.example.com. 0 NONE CAA\n"
		 "? a.example.com. 0 NONE TYPE258\n"
		 "? a.example.com. 0 NONE TYPE259\n"
		 "? a.example.com. 0 NONE TYPE260\n"
		 "? a.example.com. 0 NONE TYPE261\n"
		 "? a.example.com. 0 NONE TYPE262\n"
		 "? a.example.com. 0 NONE TYPE263\n"
		 "? a.example.com. 0 NONE TYPE264\n"
		 "? a.example.com. 0 NONE TYPE32768\n"
		 "? a.example.com. 0 NONE TYPE32769\n"
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

TEST_MAIN(TEST(each_change_is_guarded_by_what_it_was_computed_from),
	  TEST(a_split_keeps_order_units_and_guards_together),
	  TEST(a_unit_too_large_for_any_message_is_refused_by_name))
