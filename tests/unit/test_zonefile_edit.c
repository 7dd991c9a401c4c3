/* agent/provider/zonefile_edit.c: what an edit leaves of a file, byte for byte. */
#include "plan_fixture.h"

#include "provider/zonefile_edit.h"

static const struct {
	const char *content;
	const char *wants;
	const char *removes;
	const char *result; /* NULL: cannot be edited */
} rows[] = {
	/* comments and layout stay, what is new comes last */
	{"; the zone of example.com\n"
	 "$TTL 1h ; an hour\n"
	 "@\tSOA ns1 admin (\n"
	 "\t\t7    ; serial\n"
	 "\t\t1h 15m 30d 5m )\n"
	 "\tNS ns1\n"
	 "\n"
	 "www  A 192.0.2.1 ; old hand\n",
	 "a 60 A 192.0.2.9\nb 60 TXT \"x;y\"\n", NULL,
	 "; the zone of example.com\n"
	 "$TTL 1h ; an hour\n"
	 "@\tSOA ns1 admin (\n"
	 "\t\t8    ; serial\n"
	 "\t\t1h 15m 30d 5m )\n"
	 "\tNS ns1\n"
	 "\n"
	 "www  A 192.0.2.1 ; old hand\n"
	 "a.example.com. 60 IN A 192.0.2.9\n"
	 "b.example.com. 60 IN TXT \"x;y\"\n"},
	/* a changed set takes the place of its first line */
	{"@ 60 SOA ns1 admin 7 1 1 1 1\n"
	 "a 60 A 192.0.2.1\n"
	 "b 60 A 192.0.2.2\n"
	 "a 60 A 192.0.2.3\n",
	 "a 60 A 192.0.2.9\n", NULL,
	 "@ 60 SOA ns1 admin 8 1 1 1 1\n"
	 "a.example.com. 60 IN A 192.0.2.9\n"
	 "b 60 A 192.0.2.2\n"},
	/* an owner carried over from a line that went is written out */
	{"@ 60 SOA ns1 admin 7 1 1 1 1\n"
	 "a 60 A 192.0.2.1\n"
	 "  60 TXT \"kept\"\n"
	 "  60 TXT \"kept too\"\n",
	 NULL, "a 60 A 192.0.2.1\n",
	 "@ 60 SOA ns1 admin 8 1 1 1 1\n"
	 "a.example.com.  60 TXT \"kept\"\n"
	 "  60 TXT \"kept too\"\n"},
	/* relative names after $ORIGIN */
	{"@ 60 SOA ns1 admin 7 1 1 1 1\n"
	 "$ORIGIN sub\n"
	 "a 60 A 192.0.2.1\n"
	 "$ORIGIN deep\n"
	 "a 60 A 192.0.2.2\n"
	 "$ORIGIN example.com.\n"
	 "a 60 A 192.0.2.3\n",
	 NULL, "a.deep.sub 60 A 192.0.2.2\n",
	 "@ 60 SOA ns1 admin 8 1 1 1 1\n"
	 "$ORIGIN sub\n"
	 "a 60 A 192.0.2.1\n"
	 "$ORIGIN deep\n"
	 "$ORIGIN example.com.\n"
	 "a 60 A 192.0.2.3\n"},
	/* quotes, escapes and parentheses do not end an entry */
	{"@ 60 IN SOA ns1 admin ( 7\n1 1 1\n1 )\n"
	 "a 60 TXT \"( ; no comment\" \\; ( \"more\"\n"
	 "  ; a comment )\n"
	 "  \"end\" )\n"
	 "b 60 A 192.0.2.2\n",
	 NULL, "b 60 A 192.0.2.2\n",
	 "@ 60 IN SOA ns1 admin ( 8\n1 1 1\n1 )\n"
	 "a 60 TXT \"( ; no comment\" \\; ( \"more\"\n"
	 "  ; a comment )\n"
	 "  \"end\" )\n"},
	/* a missing last newline is made up for */
	{"@ 60 SOA ns1 admin 7 1 1 1 1\nb 60 A 192.0.2.2", "a 60 A 192.0.2.1\n", NULL,
	 "@ 60 SOA ns1 admin 8 1 1 1 1\nb 60 A 192.0.2.2\na.example.com. 60 IN A 192.0.2.1\n"},
	/* owner and type in other words */
	{"EXAMPLE.com. 60 in soa ns1 admin 7 1 1 1 1\nA 60 a 192.0.2.1\n", NULL,
	 "a 60 A 192.0.2.1\n", "EXAMPLE.com. 60 in soa ns1 admin 8 1 1 1 1\n"},
	/* an owner called like a type */
	{"@ 60 SOA ns1 admin 7 1 1 1 1\nsoa 60 A 192.0.2.1\n", "a 60 A 192.0.2.1\n", NULL,
	 "@ 60 SOA ns1 admin 8 1 1 1 1\nsoa 60 A 192.0.2.1\na.example.com. 60 IN A 192.0.2.1\n"},
	/* a serial that cannot be seen in the text */
	{"@ 60 TYPE6 \\# 22 0000 00000007 00000001 00000001 00000001 00000001\n",
	 "a 60 A 192.0.2.1\n", NULL, NULL},
};

static void an_edit_changes_what_it_must_and_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct plan_fixture plan;
		struct wm_zonefile_edit edit = {.zone = fixture_zone, .serial = 8};
		struct wm_buf out;
		bool good;

		fixture_begin(&plan, &(struct plan_case){.adopts = rows[i].wants,
							 .removes = rows[i].removes,
							 .live = rows[i].content});
		edit.content.data = (const uint8_t *)rows[i].content;
		edit.content.len = strlen(rows[i].content);
		edit.changes = plan.zone.changes;
		edit.change_count = plan.zone.change_count;
		wm_buf_init(&out, 1U << 16);
		good = wm_zonefile_edit(&edit, &out);
		assert_int_equal(good, rows[i].result != NULL);
		if (good)
			assert_string_equal(wm_buf_string(&out), rows[i].result);
		wm_buf_done(&out);
		fixture_end(&plan);
	}
}

static void every_cut_of_a_file_is_edited_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		size_t len = strlen(rows[i].content);

		for (size_t cut = 0; cut <= len; cut++) {
			uint8_t *copy = malloc(cut + 1); /* exactly as long, for the sanitizer */
			struct wm_zonefile_edit edit = {
				.content = {copy, cut}, .zone = fixture_zone, .serial = 8};
			struct wm_buf out;

			assert_non_null(copy);
			memcpy(copy, rows[i].content, cut);
			copy = realloc(copy, cut ? cut : 1);
			edit.content.data = copy;
			wm_buf_init(&out, 1U << 16);
			(void)wm_zonefile_edit(&edit, &out);
			wm_buf_done(&out);
			free(copy);
		}
	}
}

TEST_MAIN(TEST(an_edit_changes_what_it_must_and_no_more),
	  TEST(every_cut_of_a_file_is_edited_or_refused))
