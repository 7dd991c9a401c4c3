/* The log: levels, escapes, one line per event. */
#include <waymark/log.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

/* What LEVEL and TEXT put on stderr, into OUT. */
static void capture(enum wm_log_level level, const char *text, char *out, size_t size)
{
	int pipes[2];
	int saved = dup(STDERR_FILENO);
	ssize_t got;

	assert_int_equal(pipe(pipes), 0);
	assert_true(dup2(pipes[1], STDERR_FILENO) >= 0);
	wm_log(level, "zone=%s", text);
	(void)fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(pipes[1]);
	(void)close(saved);
	got = read(pipes[0], out, size - 1);
	assert_true(got >= 0);
	out[got] = '\0';
	(void)close(pipes[0]);
}

static void lines_above_the_level_are_dropped(void **state)
{
	static const struct {
		enum wm_log_level wanted, level;
		const char *text, *want;
	} rows[] = {
		{WM_LOG_NOTICE, WM_LOG_NOTICE, "a.", "waymark: level=notice zone=a.\n"},
		{WM_LOG_NOTICE, WM_LOG_INFO, "a.", ""},
		{WM_LOG_DEBUG, WM_LOG_DEBUG, "a.", "waymark: level=debug zone=a.\n"},
		{WM_LOG_ERR, WM_LOG_WARN, "a.", ""},
		{WM_LOG_ERR, WM_LOG_ERR, "a\nfake\x1b",
		 "waymark: level=err zone=a\\010fake\\027\n"},
	};
	char line[200];

	(void)state;
	capture(WM_LOG_INFO, "start", line, sizeof(line)); /* the level at the start is notice */
	assert_string_equal(line, "");
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		wm_log_set_level(rows[i].wanted);
		capture(rows[i].level, rows[i].text, line, sizeof(line));
		assert_string_equal(line, rows[i].want);
	}
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
	static char text[100000];
	static char line[20000];

	(void)state;
	memset(text, 1, sizeof(text) - 1);
	wm_log_set_level(WM_LOG_NOTICE);
	capture(WM_LOG_ERR, text, line, sizeof(line));
	assert_in_range(strlen(line), 4096, 17000);
	assert_string_equal(line + strlen(line) - 5, "\\001\n");
}

TEST_MAIN(TEST(lines_above_the_level_are_dropped), TEST(a_long_line_is_cut_and_still_ends))
