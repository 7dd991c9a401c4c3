/* diag.c: collecting, sorting and printing diagnostics. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include <waymark/diag.h>

static struct wm_arena *arena;
static struct wm_diags diags;
static struct wm_buf out;

static int begin(void **state)
{
	(void)state;
	arena = wm_arena_new();
	wm_diags_begin(&diags, arena);
	wm_buf_init(&out, 1024 * 1024);
	return 0;
}

static int end(void **state)
{
	(void)state;
	wm_buf_done(&out);
	wm_arena_free(arena);
	return 0;
}

static struct wm_where at(const char *file, unsigned line, unsigned column, const char *text)
{
	return (struct wm_where){.file = file, .text = text, .line = line, .column = column};
}

static const char *printed(void)
{
	wm_buf_clear(&out);
	wm_diags_print(&out, &diags, false);
	return wm_buf_string(&out);
}

static void a_diagnostic_shows_its_place_line_and_caret(void **state)
{
	struct wm_where where = at("policy.ini", 12, 12, "services = xmpp-federatoin, sip-signin");

	(void)state;
	wm_error(&diags, &where, "unknown service '%s'", "xmpp-federatoin");
	wm_hint(&diags, "did you mean '%s'?", "xmpp-federation");
	assert_string_equal(
		printed(),
		"policy.ini:12:12: error: unknown service 'xmpp-federatoin' (did you mean "
		"'xmpp-federation'?)\n"
		" 12 | services = xmpp-federatoin, sip-signin\n"
		"    |            ^\n");
	assert_int_equal(diags.errors, 1);
}

static void places_can_be_a_line_a_file_or_nothing(void **state)
{
	static const struct {
		struct wm_where where;
		const char *printed;
	} rows[] = {
		{{"f", "text", 3, 0}, "f:3: warning: odd\n 3 | text\n"},
		{{"f", NULL, 3, 2}, "f:3:2: warning: odd\n"},
		{{"f", "text", 0, 0}, "f: warning: odd\n"},
		{{0}, "warning: odd\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_diags_begin(&diags, arena);
		wm_warning(&diags, &rows[i].where, "odd");
		assert_string_equal(printed(), rows[i].printed);
		assert_int_equal(diags.errors, 0);
	}
}

static void the_caret_stands_below_its_character(void **state)
{
	static const struct {
		const char *text;
		unsigned column;
		const char *quote;
	} rows[] = {
		{"\tttl\t= x", 8, " 1 | \tttl\t= x\n   | \t   \t  ^\n"},
		{"m\303\274nchen x", 10, " 1 | m\303\274nchen x\n   |         ^\n"},
		{"a\001b", 3, " 1 | a\\001b\n   |      ^\n"},
		{"a\377b", 3, " 1 | a\\255b\n   |      ^\n"},
		{"end", 4, " 1 | end\n   |    ^\n"},
		{"end", 99, " 1 | end\n   |    ^\n"},
		{"", 1, " 1 | \n   | ^\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_where where = at("f", 1, rows[i].column, rows[i].text);

		wm_diags_begin(&diags, arena);
		wm_error(&diags, &where, "x");
		assert_string_equal(strchr(printed(), '\n') + 1, rows[i].quote);
	}
}

static void a_long_line_is_quoted_around_the_caret(void **state)
{
	char text[1001];
	struct wm_where where = at("f", 1, 501, text);
	const char *quote;

	(void)state;
	memset(text, 'a', 1000);
	text[1000] = '\0';
	text[500] = 'X';
	wm_error(&diags, &where, "x");
	quote = strchr(printed(), '\n') + 1;
	assert_memory_equal(quote, " 1 | ...aaaa", 12);
	assert_true(strlen(quote) < 300);
	/* The X and the caret stand in the same column of the two lines. */
	assert_int_equal(strchr(quote, 'X') - quote,
			 strchr(quote, '^') - (strchr(quote, '\n') + 1));
	assert_non_null(strstr(quote, "aaa...\n"));
}

static void a_long_line_is_never_cut_within_a_character(void **state)
{
	char text[1001];
	struct wm_where where = at("f", 1, 501, text);

	(void)state;
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(text + i, "\303\274", 2);
	text[1000] = '\0';
	for (where.column = 495; where.column < 505; where.column++) {
		wm_diags_begin(&diags, arena);
		wm_error(&diags, &where, "x");
		assert_null(strchr(printed(), '\\'));
	}
}

static void messages_are_escaped(void **state)
{
	struct wm_where where = at("a\nb", 1, 1, NULL);

	(void)state;
	wm_error(&diags, &where, "found '%s'", "\033[2J");
	wm_hint(&diags, "\r");
	assert_string_equal(printed(), "a\\010b:1:1: error: found '\\027[2J' (\\013)\n");
}

static void colors_surround_the_words_only(void **state)
{
	struct wm_where where = at("f", 1, 1, "x");

	(void)state;
	wm_error(&diags, &where, "no");
	wm_diags_print(&out, &diags, true);
	assert_string_equal(wm_buf_string(&out), "\033[1mf:1:1: \033[0m\033[1;31merror\033[0m: no\n"
						 " 1 | x\n   | \033[1;32m^\033[0m\n");
}

static void sorting_keeps_files_in_the_order_seen_and_drops_doubles(void **state)
{
	static const struct {
		const char *file;
		unsigned line, column;
		const char *text;
	} rows[] = {
		{"z", 2, 1, "z2"},  {"a", 1, 1, "a1"},   {"z", 1, 9, "z19"},
		{"z", 1, 2, "z12"}, {"z", 2, 1, "also"}, {"z", 2, 1, "z2"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_where where = at(rows[i].file, rows[i].line, rows[i].column, NULL);

		wm_error(&diags, &where, "%s", rows[i].text);
	}
	wm_diags_sort(&diags);
	assert_string_equal(printed(), "z:1:2: error: z12\nz:1:9: error: z19\nz:2:1: error: z2\n"
				       "z:2:1: error: also\na:1:1: error: a1\n");
	assert_int_equal(diags.count, 5);
	assert_int_equal(diags.errors, 5);
}

static void what_is_too_much_is_counted(void **state)
{
	struct wm_where where = at("f", 1, 1, NULL);

	(void)state;
	for (unsigned i = 0; i < WM_DIAGS_MAX + 5; i++) {
		where.line = i + 1;
		wm_error(&diags, &where, "x");
	}
	wm_hint(&diags, "this belongs to one that was dropped");
	assert_int_equal(diags.count, WM_DIAGS_MAX);
	assert_int_equal(diags.errors, WM_DIAGS_MAX + 5);
	assert_null(diags.items[WM_DIAGS_MAX - 1].hint);
	assert_non_null(strstr(printed(), "\n... and 5 more\n"));
}

#define DIAG_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(DIAG_TEST(a_diagnostic_shows_its_place_line_and_caret),
	  DIAG_TEST(places_can_be_a_line_a_file_or_nothing),
	  DIAG_TEST(the_caret_stands_below_its_character),
	  DIAG_TEST(a_long_line_is_quoted_around_the_caret),
	  DIAG_TEST(a_long_line_is_never_cut_within_a_character), DIAG_TEST(messages_are_escaped),
	  DIAG_TEST(colors_surround_the_words_only),
	  DIAG_TEST(sorting_keeps_files_in_the_order_seen_and_drops_doubles),
	  DIAG_TEST(what_is_too_much_is_counted))
