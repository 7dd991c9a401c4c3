/* value.c: one value by its kind, through the options of a provider. */
#include "policy_fixture.h"

#include <stdio.h>

/* The policy with LINE among the keys of its provider: line 3, so that values start in column
 * NAME + 4. */
static const char *with(struct fixture *fixture, const char *line)
{
	return wm_arena_printf(fixture->arena,
			       "[provider p]\ntype = test\n%s\n[domain d.example]\nproviders = p\n"
			       "services = chat\n" CHAT "[key k]\nfile = good.key\n",
			       line);
}

/* What is wrong with LINE; "" if nothing. Unused keys are not what is tested. */
static const char *verdict(struct fixture *fixture, const char *line)
{
	const char *text;

	(void)load(fixture, with(fixture, line));
	text = said(fixture);
	return strstr(text, "key 'k' is not used") ? "" : text;
}

static void each_kind_says_what_it_wants(void **state)
{
	static const struct {
		const char *line, *said;
	} rows[] = {
		{"text =", "3:7: 'text' has no value\n"},
		{"text = ; none", "3:8: 'text' has no value\n"},
		{"yesno = maybe", "3:9: 'yesno' is 'maybe', expected yes or no\n"},
		{"number = 12a", "3:10: '12a' is not a number\n"},
		{"number = -1", "3:10: '-1' is not a number\n"},
		{"number = 0", "3:10: 0 is out of range, expected 1 to 65535\n"},
		{"number = 65536", "3:10: 65536 is out of range, expected 1 to 65535\n"},
		{"number = 18446744073709551616", "3:10: '18446744073709551616' is not a number\n"},
		{"duration = 5 min",
		 "3:12: '5 min' is not a duration, expected the form 30s, 5m, 1h or 1d\n"},
		{"duration = 29", "3:12: '29' is out of range, expected 30s to 1d\n"},
		{"duration = 2d", "3:12: '2d' is out of range, expected 30s to 1d\n"},
		{"choice = gren",
		 "3:10: 'choice' is 'gren', expected red, green or blue (did you mean 'green'?)\n"},
		{"choice = Red",
		 "3:10: 'choice' is 'Red', expected red, green or blue (did you mean 'red'?)\n"},
		{"name = a..b", "3:8: 'a..b' is not a domain name: empty label\n"},
		{"name = a.example, b.example", "3:19: 'name' takes one name only\n"},
		{"names = a.example, b..example",
		 "3:20: 'b..example' is not a domain name: empty label\n"},
		{"addresses = 192.0.2.1, 192.0.2.256",
		 "3:24: '192.0.2.256' is not an IP address, expected the form 192.0.2.1 or "
		 "2001:db8::1\n"},
		{"endpoints = 192.0.2.1:99999",
		 "3:13: '192.0.2.1:99999' is not a server, expected an address or a host name, and "
		 ":PORT if it is not 53\n"},
		{"endpoints =", "3:12: 'endpoints' has no value\n"},
		{"words = a, , b", "3:12: nothing stands at this comma of the list\n"},
		{"words = a,", "3:10: nothing stands at this comma of the list\n"},
		{"words = , a", "3:9: nothing stands at this comma of the list\n"},
		{"words = ,", "3:9: nothing stands at this comma of the list\n"},
		{"words = a b", "3:10: a blank within a list, expected a comma\n"},
		{"key = kk", "3:7: unknown key 'kk' (did you mean 'k'?)\n"},
		{"secret-file = missing", "3:15: missing: not found\n"},
		{"record = @ TXT a;b",
		 "3:17: ';' outside of quotes would end the record, expected \"...\" around the "
		 "text\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_string_equal(verdict(&fixture, rows[i].line), rows[i].said);
		fixture_end(&fixture);
	}
}

static void numbers_durations_and_choices_are_numbers(void **state)
{
	static const struct {
		const char *line;
		size_t option;
		uint64_t number;
	} rows[] = {
		{"yesno = yes", TEST_YESNO, 1},
		{"yesno = TRUE", TEST_YESNO, 1},
		{"yesno = on", TEST_YESNO, 1},
		{"yesno = no", TEST_YESNO, 0},
		{"yesno = false", TEST_YESNO, 0},
		{"yesno = off", TEST_YESNO, 0},
		{"number = 65535", TEST_NUMBER, 65535},
		{"duration = 1d", TEST_DURATION, 86400},
		{"duration = 1h30m", TEST_DURATION, 5400},
		{"duration = 30", TEST_DURATION, 30},
		{"choice = blue", TEST_CHOICE, 2},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_string_equal(verdict(&fixture, rows[i].line), "");
		assert_true(test_value(&fixture, rows[i].option)->set);
		assert_int_equal(test_value(&fixture, rows[i].option)->number, rows[i].number);
		fixture_end(&fixture);
	}
}

static void what_is_not_set_has_its_fallback(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_string_equal(verdict(&fixture, ""), "");
	assert_false(test_value(&fixture, TEST_DURATION)->set);
	assert_int_equal(test_value(&fixture, TEST_DURATION)->number, 120);
	assert_string_equal(test_value(&fixture, TEST_TEXT)->text, "as it was");
	assert_null(test_value(&fixture, TEST_PATH)->text);
	fixture_end(&fixture);
}

static void lists_join_and_keep_the_place_of_each_item(void **state)
{
	struct fixture fixture;
	const struct wm_value *value;

	(void)state;
	fixture_begin(&fixture);
	assert_string_equal(verdict(&fixture, "words = one,two ,\tthree\nwords = four"), "");
	value = test_value(&fixture, TEST_WORDS);
	assert_int_equal(value->count, 4);
	assert_string_equal(value->words[1].text, "two");
	assert_int_equal(value->words[1].where.column, 13);
	assert_string_equal(value->words[2].text, "three");
	assert_int_equal(value->words[2].where.column, 19);
	assert_int_equal(value->words[3].where.line, 4);
	assert_int_equal(value->words[3].where.column, 9);
	fixture_end(&fixture);
}

static void an_empty_list_of_words_is_a_list(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_string_equal(verdict(&fixture, "words ="), "");
	assert_true(test_value(&fixture, TEST_WORDS)->set);
	assert_int_equal(test_value(&fixture, TEST_WORDS)->count, 0);
	fixture_end(&fixture);
}

static void names_addresses_and_endpoints_are_read(void **state)
{
	struct fixture fixture;
	char name[WM_NAME_TEXT_MAX];

	(void)state;
	fixture_begin(&fixture);
	assert_string_equal(verdict(&fixture, "names = A.example., m\303\274nchen.example\n"
					      "name = .\n"
					      "addresses = 192.0.2.1, 2001:db8::1\n"
					      "endpoints = 192.0.2.1, [2001:db8::1]:5300\n"
					      "endpoints = ns.example:54"),
			    "");
	assert_int_equal(test_value(&fixture, TEST_NAMES)->count, 2);
	assert_string_equal(wm_name_text(&test_value(&fixture, TEST_NAMES)->names[0], name),
			    "a.example.");
	assert_string_equal(wm_name_text(&test_value(&fixture, TEST_NAMES)->names[1], name),
			    "xn--mnchen-3ya.example.");
	assert_true(wm_name_equal(&test_value(&fixture, TEST_NAME)->names[0], &wm_name_root));
	assert_int_equal(test_value(&fixture, TEST_ADDRESSES)->addresses[1].len, 16);
	assert_int_equal(test_value(&fixture, TEST_ENDPOINTS)->count, 3);
	assert_int_equal(test_value(&fixture, TEST_ENDPOINTS)->endpoints[0].port, 53);
	assert_int_equal(test_value(&fixture, TEST_ENDPOINTS)->endpoints[1].port, 5300);
	assert_string_equal(test_value(&fixture, TEST_ENDPOINTS)->endpoints[2].host, "ns.example");
	fixture_end(&fixture);
}

static void lines_that_repeat_add_up(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_string_equal(verdict(&fixture, "record = @ TXT \"a ; b\"\nrecord = x A 192.0.2.1"),
			    "");
	assert_int_equal(test_value(&fixture, TEST_RECORD)->count, 2);
	assert_string_equal(test_value(&fixture, TEST_RECORD)->words[0].text, "@ TXT \"a ; b\"");
	assert_int_equal(test_value(&fixture, TEST_RECORD)->words[1].where.column, 10);
	fixture_end(&fixture);
}

static void paths_are_relative_to_the_file_they_stand_in(void **state)
{
	static const struct memory_file files[] = {
		{.path = "etc/policy.ini", .content = "[waymark]\ninclude = more/one.ini\n" CHAT},
		{.path = "etc/more/one.ini",
		 .content = "[provider p]\ntype = test\npath = x/y\n[domain d.example]\n"
			    "providers = p\nservices = chat\n"},
		{0},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load_files(&fixture, files), WM_OK);
	assert_string_equal(test_value(&fixture, TEST_PATH)->text, "etc/more/x/y");
	fixture_end(&fixture);
}

TEST_MAIN(TEST(each_kind_says_what_it_wants), TEST(numbers_durations_and_choices_are_numbers),
	  TEST(what_is_not_set_has_its_fallback), TEST(lists_join_and_keep_the_place_of_each_item),
	  TEST(an_empty_list_of_words_is_a_list), TEST(names_addresses_and_endpoints_are_read),
	  TEST(lines_that_repeat_add_up), TEST(paths_are_relative_to_the_file_they_stand_in))
