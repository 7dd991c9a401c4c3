/* Cutting lines into fields. */
#include <waymark/text.h>

#include "record/scan.h"

#include "record_fixture.h"

/* Fields in brackets, quoted ones in quotes, with their columns. */
static const char *show(struct wm_arena *arena, const struct wm_token *tokens, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = wm_arena_printf(arena, "%s%s%zu%s%.*s%s", text, i > 0 ? " " : "",
				       tokens[i].column, tokens[i].quoted ? "\"" : "[",
				       (int)tokens[i].len, tokens[i].text,
				       tokens[i].quoted ? "\"" : "]");
	return text;
}

static void lines_are_cut_at_blanks(void **state)
{
	static const struct {
		const char *line;
		const char *shown;
	} rows[] = {
		{"", ""},
		{"  \t ", ""},
		{"; all of it", ""},
		{"a bc\td", "1[a] 3[bc] 6[d]"},
		{"  a  ", "3[a]"},
		{"a;b", "1[a]"},
		{"a ; b", "1[a]"},
		{"a\r\n", NULL}, /* a line holds no line break */
		{"\"a b\" c", "1\"a b\" 7[c]"},
		{"\"\"", "1\"\""},
		{"\"a;b\"", "1\"a;b\""},
		{"\"a\tb\"", "1\"a\tb\""},
		{"\"(a)\"", "1\"(a)\""},
		{"\"a\\\"b\"", "1\"a\\\"b\""},
		{"\"a\";x", "1\"a\""},
		{"a\\ b", "1[a\\ b]"},
		{"a\\;b \\(", "1[a\\;b] 6[\\(]"},
		{"\\000\\255", "1[\\000\\255]"},
		{"\\\\ x", "1[\\\\] 4[x]"},
		{"\\# 4 00", "1[\\#] 4[4] 6[00]"},
		{"\xc3\xa9 x", "1[\xc3\xa9] 4[x]"},
		{"alpn=\"h2,h3\" x", "1[alpn=\"h2,h3\"] 14[x]"},
		{"alpn=\"a b;\" x", "1[alpn=\"a b;\"] 13[x]"},
		{"a=b=\"c\"", "1[a=b=\"c\"]"},
		{"=\"c\"", "1[=\"c\"]"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_token *tokens = NULL;
		struct wm_fail why = {0};
		size_t count = 0;
		size_t column = 0;
		enum wm_code code = wm_tokens_read(*state, rows[i].line, strlen(rows[i].line),
						   &tokens, &count, &column, &why);

		assert_int_equal(code, rows[i].shown ? WM_OK : WM_EPARSE);
		if (rows[i].shown)
			assert_string_equal(show(*state, tokens, count), rows[i].shown);
	}
}

static void the_quote_of_a_value_is_marked(void **state)
{
	static const char line[] = "alpn=\"h2\" port=53 \"x=y\"";
	struct wm_token *tokens;
	size_t count;
	size_t column;

	assert_int_equal(wm_tokens_read(*state, line, strlen(line), &tokens, &count, &column, NULL),
			 WM_OK);
	assert_int_equal(count, 3);
	assert_int_equal(tokens[0].quote, 5);
	assert_false(tokens[0].quoted);
	assert_int_equal(tokens[1].quote, 0);
	assert_int_equal(tokens[2].quote, 0);
	assert_true(tokens[2].quoted);
}

static void bad_lines_name_their_column(void **state)
{
	static const struct {
		const char *line;
		size_t column;
		const char *why;
	} rows[] = {
		{"a \"bc", 3, "closing quote"},
		{"a \"", 3, "closing quote"},
		{"a \"b\\\"", 3, "closing quote"},
		{"ab\"c\"", 3, "quote inside"},
		{"a \"b\"c", 6, "no blank"},
		{"a \"b\"\"c\"", 6, "no blank"},
		{"k=\"v\"x", 6, "no blank"},
		{"k=v\"x\"", 4, "quote inside"},
		{"k=\"v", 3, "closing quote"},
		{"a b\\", 4, "backslash"},
		{"a \\256", 3, "backslash"},
		{"a \\25", 3, "backslash"},
		{"a \\2x5", 3, "backslash"},
		{"a \\\x01", 3, "backslash"},
		{"a \"\\999\"", 4, "backslash"},
		{"a \x1b[1m", 3, "control character \\027"},
		{"a\x7f", 2, "control character \\127"},
		{"a \"\x1b\"", 4, "control character"},
		{"a\rb", 2, "control character \\013"},
		{"a\nb", 2, "line break"},
		{"(a)", 1, "'('"},
		{"a b)", 4, "')'"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_token *tokens = NULL;
		struct wm_fail why = {0};
		size_t count = 0;
		size_t column = 0;

		assert_int_equal(wm_tokens_read(*state, rows[i].line, strlen(rows[i].line), &tokens,
						&count, &column, &why),
				 WM_EPARSE);
		if (column != rows[i].column || !strstr(why.text, rows[i].why))
			fail_msg("\"%s\": column %zu: %s", rows[i].line, column, why.text);
	}
}

static void a_nul_is_refused_like_any_control_character(void **state)
{
	struct wm_token *tokens;
	size_t count;
	size_t column = 0;

	assert_int_equal(wm_tokens_read(*state, "a\0b", 3, &tokens, &count, &column, NULL),
			 WM_EPARSE);
	assert_int_equal(column, 2);
}

static void a_line_has_at_most_512_fields(void **state)
{
	char line[2 * (WM_TOKENS_MAX + 1)];
	struct wm_token *tokens;
	size_t count = 0;
	size_t column = 0;

	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = i % 2 ? ' ' : 'a';
	assert_int_equal(
		wm_tokens_read(*state, line, sizeof(line) - 2, &tokens, &count, &column, NULL),
		WM_OK);
	assert_int_equal(count, WM_TOKENS_MAX);
	assert_int_equal(wm_tokens_read(*state, line, sizeof(line), &tokens, &count, &column, NULL),
			 WM_EPARSE);
}

TEST_MAIN(ARENA_TEST(lines_are_cut_at_blanks), ARENA_TEST(the_quote_of_a_value_is_marked),
	  ARENA_TEST(bad_lines_name_their_column),
	  ARENA_TEST(a_nul_is_refused_like_any_control_character),
	  ARENA_TEST(a_line_has_at_most_512_fields))
