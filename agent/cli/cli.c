/* The command line: find the verb, read its options, run it. */
#include <waymark/cli.h>

#include "options.h"
#include "say.h"
#include "usage.h"
#include "verbs.h"

#include <waymark/arena.h>

#include <string.h>

const struct wm_verb *const wm_verbs[] = {
#define WM_VERB(name) &wm_verb_##name,
	WM_VERB_LIST(WM_VERB)
#undef WM_VERB
		NULL,
};

const struct wm_verb *wm_verb_find(const char *name)
{
	for (size_t i = 0; wm_verbs[i]; i++) {
		if (strcmp(wm_verbs[i]->name, name) == 0)
			return wm_verbs[i];
	}
	return NULL;
}

enum wm_exit wm_verb_unknown(const struct wm_cli *cli, const char *name)
{
	const char *names[WM_COUNT(wm_verbs) - 1];

	for (size_t i = 0; i < WM_COUNT(names); i++)
		names[i] = wm_verbs[i]->name;
	return wm_cli_unknown(cli, "verb", "", name, names, WM_COUNT(names));
}

static enum wm_exit run_verb(struct wm_arena *arena, struct wm_cli *cli, size_t count,
			     char *const *words)
{
	bool help;
	enum wm_exit exit = wm_cli_options(arena, cli, count, words, &help);

	if (exit)
		return exit;
	if (help) {
		struct wm_buf text;

		wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
		wm_cli_help(&text, cli->verb);
		wm_cli_write(cli, &text);
		wm_buf_done(&text);
	} else {
		exit = cli->verb->run(cli);
	}
	return cli->unwritten ? WM_EXIT_FAILED : exit;
}

/* The verb that WORD, the first of the command line, asks for; NULL = none, and said so. */
static const struct wm_verb *choose_verb(const struct wm_cli *cli, const char *word)
{
	const struct wm_verb *verb = wm_verb_find(word);

	if (verb)
		return verb;
	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
		return &wm_verb_help;
	if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0)
		return &wm_verb_version;
	if (word[0] == '-')
		(void)wm_cli_usage(
			cli, "option '%s' stands before the verb; write `waymark VERB %s ...`",
			word, word);
	else
		(void)wm_verb_unknown(cli, word);
	return NULL;
}

enum wm_exit wm_cli_main(int argc, char *const *argv, const struct wm_console *console)
{
	struct wm_cli cli = {.console = console};
	struct wm_arena *arena;
	enum wm_exit exit;

	if (argc < 2) {
		struct wm_buf text;

		wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
		wm_cli_overview(&text);
		wm_cli_talk(&cli, &text);
		wm_buf_done(&text);
		return WM_EXIT_USAGE;
	}
	cli.verb = choose_verb(&cli, argv[1]);
	if (!cli.verb)
		return WM_EXIT_USAGE;
	arena = wm_arena_new();
	exit = run_verb(arena, &cli, (size_t)argc - 2, argv + 2);
	wm_arena_free(arena);
	return exit;
}
