/* The reader of options: every form they take, and every way to get them wrong. */
#include "cli/options.h"

#include <string.h>

#include "cli/say.h"
#include "cli_fixture.h"

enum { FILE_FLAG, NAME_FLAG, VERBOSE_FLAG, YES_FLAG };

static const struct wm_flag flags[] = {
	[FILE_FLAG] = {'c', "policy", "FILE", "a file", false},
	[NAME_FLAG] = {0, "domain", "NAME", "a name", true},
	[VERBOSE_FLAG] = {'v', "verbose", NULL, "more", false},
	[YES_FLAG] = {'y', "yes", NULL, "yes", false},
	{0},
};

static const struct wm_verb verb = {
	.name = "test", .arguments = "WORD", .flags = flags, .max_arguments = 2};

/* What was read, as one line: "policy=x domain=a,b verbose=1 yes=1 help=1 | arguments". */
static void describe(const struct wm_cli *cli, bool help, char *out, size_t size)
{
	FILE *text = fmemopen(out, size, "w");

	for (size_t i = 0; flags[i].name; i++) {
		if (!wm_cli_has(cli, i))
			continue;
		(void)fprintf(text, "%s=", flags[i].name);
		for (const char *const *value = cli->values[i]; *value; value++)
			(void)fprintf(text, "%s%s", **value ? *value : "1", value[1] ? "," : " ");
	}
	(void)fprintf(text, "%s|", help ? "help " : "");
	for (size_t i = 0; i < cli->argument_count; i++)
		(void)fprintf(text, " %s", cli->arguments[i]);
	assert_null(cli->arguments[cli->argument_count]);
	(void)fclose(text);
}

/* Cut LINE at blanks and read it. */
static enum wm_exit read_line(const char *line, char *out, size_t size)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_console console = {.talk = open_memstream(&last_run.talk, &last_run.talk_len)};
	struct wm_cli cli = {.verb = &verb, .console = &console};
	char *rest = wm_arena_text(arena, line);
	char *words[16];
	size_t count = 0;
	bool help = false;
	enum wm_exit exit;

	while (*line && count < WM_COUNT(words) && rest)
		words[count++] = strsep(&rest, " ");
	exit = wm_cli_options(arena, &cli, count, words, &help);
	if (!exit)
		describe(&cli, help, out, size);
	(void)fclose(console.talk);
	wm_arena_free(arena);
	return exit;
}

static void options_come_in_every_usual_form(void **state)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{"", "|"},
		{"-c x", "policy=x |"},
		{"-cx", "policy=x |"},
		{"--policy x", "policy=x |"},
		{"--policy=x", "policy=x |"},
		{"--policy==x", "policy==x |"},
		{"-c -v", "policy=-v |"}, /* as getopt reads it */
		{"--policy -- -v", "policy=-- verbose=1 |"},
		{"-v", "verbose=1 |"},
		{"-vy", "verbose=1 yes=1 |"},
		{"-vycx", "policy=x verbose=1 yes=1 |"},
		{"-vyc x", "policy=x verbose=1 yes=1 |"},
		{"-v -v", "verbose=1,1 |"},
		{"--domain a --domain=b", "domain=a,b |"},
		{"one -v two", "verbose=1 | one two"},
		{"-- -v --yes", "| -v --yes"},
		{"-v -- --", "verbose=1 | --"},
		{"-", "| -"},
		{"--help", "help |"},
		{"-h", "help |"},
		{"-vh --no-such-option", "verbose=1 help |"},
		{"one two three --help", "help | one two three"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char found[200] = "";

		forget_run();
		assert_int_equal(read_line(rows[i].line, found, sizeof(found)), WM_EXIT_OK);
		assert_string_equal(found, rows[i].want);
		assert_string_equal(last_run.talk, "");
	}
}

static void wrong_options_are_told_apart(void **state)
{
	static const struct {
		const char *line, *talk;
	} rows[] = {
		{"-c", "option '-c' wants FILE, found nothing"},
		{"-vc", "option '-c' wants FILE, found nothing"},
		{"--policy", "option '--policy' wants FILE, found nothing"},
		{"--policy=", "option '--policy' wants FILE, found nothing"},
		{"-c x -c y", "option '-c' stands twice"},
		{"-c x --policy=y", "option '--policy' stands twice"},
		{"--yes=no", "option '--yes' takes no value"},
		{"--polciy x", "unknown option '--polciy' (did you mean '--policy'?)"},
		{"--polciy=x", "unknown option '--polciy' (did you mean '--policy'?)"},
		{"--hlep", "unknown option '--hlep' (did you mean '--help'?)"},
		{"--help=me", "unknown option '--help'"},
		{"--zzz", "unknown option '--zzz'\n"},
		{"-x", "unknown option '-x'\n"},
		{"-vx", "unknown option '-x'\n"},
		{"-policy x", "unknown option '-policy' (did you mean '--policy'?)"},
		{"one two three", "unexpected argument 'three'"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		char found[200] = "";

		forget_run();
		assert_int_equal(read_line(rows[i].line, found, sizeof(found)), WM_EXIT_USAGE);
		assert_has(last_run.talk, rows[i].talk);
		assert_has(last_run.talk, "Try `waymark test --help`.\n");
	}
	forget_run();
}

TEST_MAIN(TEST(options_come_in_every_usual_form), TEST(wrong_options_are_told_apart))
