/* ini.c: INI text as sections and pairs, byte for byte and with exact places. */
#include "policy/ini_text.h"
#include "policy_fixture.h"

#include <ini.h>
#include <stdio.h>

static struct fixture fixture;
static struct wm_ini ini;

static int begin(void **state)
{
	(void)state;
	fixture_begin(&fixture);
	return 0;
}

static int end(void **state)
{
	(void)state;
	fixture_end(&fixture);
	return 0;
}

static void read_bytes(const char *text, size_t len)
{
	wm_ini_read(fixture.arena, "policy.ini", (struct wm_bytes){(const uint8_t *)text, len},
		    &fixture.diags, &ini);
}

static void read_text(const char *text)
{
	wm_diags_begin(&fixture.diags, fixture.arena);
	read_bytes(text, strlen(text));
}

static void check_pair(const struct wm_ini_pair *pair, const char *key, const char *value)
{
	assert_string_equal(pair->key, key);
	assert_string_equal(pair->value, value);
}

static void sections_and_pairs_have_their_places(void **state)
{
	const struct wm_ini_section *section;

	(void)state;
	read_text("; comment\n# comment\n\n[waymark]\nowner = me\n\t[ domain  a.example ] ; here\n"
		  "  record\t=  @ TXT x \n");
	assert_string_equal(said(&fixture), "");
	assert_int_equal(ini.count, 2);
	assert_string_equal(ini.sections[0].type, "waymark");
	assert_string_equal(ini.sections[0].name, "");
	assert_int_equal(ini.sections[0].where.line, 4);
	section = &ini.sections[1];
	assert_string_equal(section->type, "domain");
	assert_string_equal(section->name, "a.example");
	assert_int_equal(section->where.line, 6);
	assert_int_equal(section->where.column, 2);
	assert_int_equal(section->name_where.column, 12);
	assert_string_equal(section->where.text, "\t[ domain  a.example ] ; here");
	assert_int_equal(section->count, 1);
	check_pair(&section->pairs[0], "record", "@ TXT x");
	assert_int_equal(section->pairs[0].key_where.column, 3);
	assert_int_equal(section->pairs[0].value_where.line, 7);
	assert_int_equal(section->pairs[0].value_where.column, 13);
	assert_string_equal(section->pairs[0].value_where.file, "policy.ini");
}

static void values_end_where_the_user_meant(void **state)
{
	static const struct {
		const char *line, *value;
	} rows[] = {
		{"k = a ; comment", "a"},
		{"k = a;b", "a;b"},
		{"k = a\t; comment", "a"},
		{"k = ; comment", ""},
		{"k =; comment", ""},
		{"k =", ""},
		{"k = a # b", "a # b"},
		{"k = #b", "#b"},
		{"k = [b]", "[b]"},
		{"k = a = b : c", "a = b : c"},
		{"k = \"a ; b\"", "\"a ; b\""},
		{"k = \"a ; b\" ; c", "\"a ; b\""},
		{"k = \"a \\\" ; b\" ; c", "\"a \\\" ; b\""},
		{"k = \"a ; b", "\"a ; b"},
		{"k = a \\; b", "a \\; b"},
		{"k = a\\ ; b", "a\\ ; b"},
		{"k = a \\", "a \\"},
		{"k = \303\274", "\303\274"},
		{"k = a\r", "a"},
		{"   k = indented", "indented"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char text[100];

		(void)snprintf(text, sizeof(text), "[waymark]\nbefore = x\n%s\nafter = y\n",
			       rows[i].line);
		read_text(text);
		assert_string_equal(said(&fixture), "");
		assert_int_equal(ini.sections[0].count, 3);
		check_pair(&ini.sections[0].pairs[0], "before", "x");
		check_pair(&ini.sections[0].pairs[1], "k", rows[i].value);
		check_pair(&ini.sections[0].pairs[2], "after", "y");
	}
}

/* A line of LEN bytes in all: "record = @ TXT ..." with every kind of byte that inih would trip
 * over. */
static void fill_line(char *line, size_t len)
{
	static const char pattern[] = "\" ; # [x] = : \303\274 ;\"  #;x ";
	size_t start = (size_t)snprintf(line, len, "record = @ TXT ");

	for (size_t i = start; i < len; i++)
		line[i] = pattern[(i - start) % (sizeof(pattern) - 1)];
	line[len - 1] = 'x';
	line[len] = '\0';
}

static void values_of_any_length_survive_byte_for_byte(void **state)
{
	char text[WM_INI_LINE_MAX + 100];
	char line[WM_INI_LINE_MAX + 1];

	(void)state;
	for (size_t len = 40; len <= WM_INI_LINE_MAX; len += len < 700 ? 1 : 97) {
		fill_line(line, len);
		(void)snprintf(text, sizeof(text), "[domain x]\n%s\nttl = 5m\n", line);
		read_text(text);
		if (fixture.diags.count > 0)
			continue; /* the length fell within a character */
		assert_int_equal(ini.sections[0].count, 2);
		check_pair(&ini.sections[0].pairs[0], "record", line + strlen("record = "));
		check_pair(&ini.sections[0].pairs[1], "ttl", "5m");
	}
}

static void a_txt_record_of_3000_bytes_survives(void **state)
{
	char text[4000] = "[domain x]\nrecord = @ TXT";
	size_t start = strlen(text);
	size_t len = start;

	(void)state;
	while (len < start + 3000)
		len += (size_t)snprintf(text + len, sizeof(text) - len, " \"%050zu ; %050zu\"", len,
					len);
	read_text(text);
	assert_string_equal(said(&fixture), "");
	assert_true(strlen(ini.sections[0].pairs[0].value) > 3000);
	assert_string_equal(ini.sections[0].pairs[0].value, text + strlen("[domain x]\nrecord = "));
}

static void section_names_of_120_characters_stay_apart(void **state)
{
	char text[1000];
	char name[2][121];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		memset(name[i], 'a', 120);
		name[i][119] = (char)('x' + i);
		name[i][120] = '\0';
	}
	(void)snprintf(text, sizeof(text), "[domain %s]\nttl = 1\n[domain %s]\nttl = 2\n", name[0],
		       name[1]);
	read_text(text);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(ini.count, 2);
	assert_string_equal(ini.sections[0].name, name[0]);
	assert_string_equal(ini.sections[1].name, name[1]);
	check_pair(&ini.sections[0].pairs[0], "ttl", "1");
	check_pair(&ini.sections[1].pairs[0], "ttl", "2");
}

static void long_keys_with_long_values_survive(void **state)
{
	char key[WM_INI_KEY_MAX + 1];
	char value[1001];
	char text[1200];

	(void)state;
	for (size_t len = 40; len <= WM_INI_KEY_MAX; len++) {
		memset(key, 'k', len);
		key[len] = '\0';
		memset(value, 'v', 1000);
		value[1000] = '\0';
		(void)snprintf(text, sizeof(text), "[edge x]\n%s = %s\n", key, value);
		read_text(text);
		assert_string_equal(said(&fixture), "");
		check_pair(&ini.sections[0].pairs[0], key, value);
	}
}

static void what_is_no_ini_is_reported_with_its_place(void **state)
{
	static const struct fixture_row rows[] = {
		{"ttl = 5m\n", "1:1: a key before the first [section]\n"},
		{"[edge x]\nnonsense\n", "2:1: expected 'key = value' or '[section name]'\n"},
		{"[edge x]\nk: v\n", "2:1: expected 'key = value' or '[section name]'\n"},
		{"[edge x]\na = b,\n  c\n",
		 "3:3: expected 'key = value' or '[section name]' (a value ends with its line; a "
		 "list goes on by repeating the key)\n"},
		{"[edge x\n", "1:1: '[' without ']', expected [section name]\n"},
		{"[]\n", "1:1: section without a type\n"},
		{"[ ]\n", "1:1: section without a type\n"},
		{"[edge x] y\n", "1:10: text behind the ']' of a section\n"},
		{"[edge x]]\n", "1:9: text behind the ']' of a section\n"},
		{"[edge x]\n = 5\n", "2:2: expected a key before '='\n"},
		{"[edge x]\na,b = 5\n",
		 "2:2: a key consists of letters, digits, '-', '_' and '.'\n"},
		{"[edge x]\nk\303\244y = 5\n",
		 "2:2: a key consists of letters, digits, '-', '_' and '.'\n"},
		{"[edge x]\na = \001\n", "2:5: control character \\001\n"},
		{"[edge x]\na = b\rc\n", "2:6: control character \\013\n"},
		{"[edge x]\na = \177\n", "2:5: control character \\127\n"},
		{"[edge x]\na = \302\205\n",
		 "2:5: byte \\194 is not part of printable UTF-8 text\n"},
		{"[edge x]\na = b\377\n", "2:6: byte \\255 is not part of printable UTF-8 text\n"},
		{"[edge x]\na = b\303\n", "2:6: byte \\195 is not part of printable UTF-8 text\n"},
		{"; comment \001\n", "1:11: control character \\001\n"},
		/* Lines of a section that was refused are not taken for another one's. */
		{"[edge x]\na = 1\n[edge\nb = 2\nbad\n",
		 "3:1: '[' without ']', expected [section name]\n"
		 "5:1: expected 'key = value' or '[section name]'\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		read_text(rows[i].text);
		assert_string_equal(said(&fixture), rows[i].said);
	}
	assert_int_equal(ini.count, 1);
	assert_int_equal(ini.sections[0].count, 1);
}

static void a_nul_byte_is_refused(void **state)
{
	static const char text[] = "[edge x]\na = b\0c\nd = e\n";

	(void)state;
	read_bytes(text, sizeof(text) - 1);
	assert_string_equal(said(&fixture), "2:6: control character \\000\n");
	assert_null(fixture.diags.items[0].where.text);
	check_pair(&ini.sections[0].pairs[0], "d", "e");
}

static void a_line_that_is_too_long_is_refused_with_its_length(void **state)
{
	char text[WM_INI_LINE_MAX + 100] = "[edge x]\na = ";
	size_t start = strlen("[edge x]\n");

	(void)state;
	memset(text + start + 4, 'x', WM_INI_LINE_MAX - 4);
	read_text(text);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(strlen(ini.sections[0].pairs[0].value), WM_INI_LINE_MAX - 4);

	text[start + WM_INI_LINE_MAX] = 'x';
	memcpy(text + start + WM_INI_LINE_MAX + 1, "\nb = c\n", sizeof("\nb = c\n"));
	read_text(text);
	assert_string_equal(said(&fixture), "2:0: line of 4097 bytes, expected at most 4096\n");
	check_pair(&ini.sections[0].pairs[0], "b", "c");
}

static void keys_that_are_too_long_are_refused(void **state)
{
	char text[300] = "[edge x]\n";

	(void)state;
	memset(text + 9, 'k', WM_INI_KEY_MAX + 1);
	memcpy(text + 9 + WM_INI_KEY_MAX + 1, " = 1\n", 5);
	read_text(text);
	assert_string_equal(said(&fixture), "2:1: key of 101 bytes, expected at most 100\n");
}

static void a_byte_order_mark_and_a_missing_newline_do_no_harm(void **state)
{
	(void)state;
	read_text("\357\273\277[edge x]\r\na = b");
	assert_string_equal(said(&fixture), "");
	assert_int_equal(ini.sections[0].where.column, 1);
	check_pair(&ini.sections[0].pairs[0], "a", "b");

	read_text("");
	assert_int_equal(ini.count, 0);
	read_text("\357\273\277");
	assert_int_equal(ini.count, 0);
	assert_string_equal(said(&fixture), "");
}

static void lines_that_may_hold_a_secret_are_not_quoted(void **state)
{
	static const char *const rows[] = {
		"[key k]\nkey \"k\" { secret \"hush\"; };\n",
		"[key k]\n\tsecret \"hush=\";\n",
		"[provider p]\ntoken hush\n",
		"[provider p]\nhush \001\n",
		"[kye k]\nhush\n",
		"[key k\nhush\n",
		"[key \001]\nhush\n",
		"key \"k\" {\n\tsecret \"hush=\";\n};\n",
		"hush=\n",
		"hush==\n",
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_buf out;

		read_text(rows[i]);
		assert_true(fixture.diags.errors > 0);
		wm_buf_init(&out, 10000);
		wm_diags_print(&out, &fixture.diags, false);
		assert_null(strstr(wm_buf_string(&out), "hush"));
		wm_buf_done(&out);
	}
	read_text("[edge x]\nhush\n");
	assert_string_equal(fixture.diags.items[0].where.text, "hush");
}

static void a_key_before_the_first_section_is_not_quoted_with_its_value(void **state)
{
	(void)state;
	read_text("secret = hush\n");
	assert_null(fixture.diags.items[0].where.text);
}

/* What this file guards against, so that it is noticed should inih ever change. */
static int count_pair(void *context, const char *section, const char *name, const char *value)
{
	(void)section;
	(void)name;
	(void)value;
	++*(int *)context;
	return 1;
}

static void inih_alone_would_misread_such_files(void **state)
{
	char text[300] = "[x]\na = ";
	int pairs = 0;

	(void)state;
	memset(text + 8, 'v', 220);
	memcpy(text + 8 + 220, "=tail\n", 6);
	assert_int_equal(ini_parse_string(text, count_pair, &pairs), 0);
	assert_int_equal(pairs, 2);
}

#define INI_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(INI_TEST(sections_and_pairs_have_their_places), INI_TEST(values_end_where_the_user_meant),
	  INI_TEST(values_of_any_length_survive_byte_for_byte),
	  INI_TEST(a_txt_record_of_3000_bytes_survives),
	  INI_TEST(section_names_of_120_characters_stay_apart),
	  INI_TEST(long_keys_with_long_values_survive),
	  INI_TEST(what_is_no_ini_is_reported_with_its_place), INI_TEST(a_nul_byte_is_refused),
	  INI_TEST(a_line_that_is_too_long_is_refused_with_its_length),
	  INI_TEST(keys_that_are_too_long_are_refused),
	  INI_TEST(a_byte_order_mark_and_a_missing_newline_do_no_harm),
	  INI_TEST(lines_that_may_hold_a_secret_are_not_quoted),
	  INI_TEST(a_key_before_the_first_section_is_not_quoted_with_its_value),
	  INI_TEST(inih_alone_would_misread_such_files))
