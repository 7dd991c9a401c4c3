/* "Did you mean": which words are near enough. */
#include <waymark/str.h>

#include "test.h"

static void the_nearest_word_is_found_if_it_is_near_enough(void **state)
{
	static const char *const words[] = {"services", "providers", NULL,   "plan",
					    "apply",    "record",    "edge", "records"};
	static const struct {
		const char *word, *want;
	} rows[] = {
		{"servcies", "services"},   /* swap */
		{"servces", "services"},    /* left out */
		{"serrvices", "services"},  /* one too many */
		{"SERVICES", "services"},   /* case is no difference */
		{"proivdres", "providers"}, /* two swaps */
		{"paln", "plan"},
		{"pln", "plan"},
		{"plans", "plan"},
		{"recordz", "record"}, /* as near as "records", and first */
		{"recordss", "records"},
		{"edg", "edge"},
		{"status", NULL},
		{"abcd", NULL},
		{"xxxxvices", NULL},
		{"", NULL},
		{"a-word-that-is-much-longer-than-any-name-of-an-option-or-a-verb-ever", NULL},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const char *found = wm_str_nearest(rows[i].word, words, WM_COUNT(words));

		if (rows[i].want)
			assert_string_equal(found, rows[i].want);
		else
			assert_null(found);
	}
	assert_null(wm_str_nearest("plan", NULL, 0));
}

TEST_MAIN(TEST(the_nearest_word_is_found_if_it_is_near_enough))
