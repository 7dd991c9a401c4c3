/* The reader of options: a cursor over the words, and one function for each form they take. */
#include "options.h"

#include "say.h"

#include <string.h>

struct reader {
	struct wm_arena *arena;
	struct wm_cli *cli;
	char *const *words;
	size_t count;
	size_t next; /* index of the word to read */
	const char ***values;
	size_t *value_counts;
	size_t flag_count;
	bool help;
};

static size_t count_flags(const struct wm_flag *flags)
{
	size_t count = 0;

	while (flags && flags[count].name)
		count++;
	return count;
}

/* Keep VALUE for flag INDEX. SEEN is the option as the user wrote it. */
static enum wm_exit keep(struct reader *reader, size_t index, const char *seen, const char *value)
{
	const struct wm_flag *flag = &reader->cli->verb->flags[index];

	if (flag->value && !flag->repeat && reader->value_counts[index])
		return wm_cli_usage(reader->cli, "option '%s' stands twice", seen);
	if (flag->value && !*value)
		return wm_cli_usage(reader->cli, "option '%s' wants %s, found nothing", seen,
				    flag->value);
	/* Every value takes a word, so COUNT of them and the NULL behind always fit. */
	reader->values[index][reader->value_counts[index]++] = value;
	return WM_EXIT_OK;
}

/* The value of flag INDEX is the next word. */
static enum wm_exit keep_next(struct reader *reader, size_t index, const char *seen)
{
	if (reader->next == reader->count)
		return wm_cli_usage(reader->cli, "option '%s' wants %s, found nothing", seen,
				    reader->cli->verb->flags[index].value);
	return keep(reader, index, seen, reader->words[reader->next++]);
}

/* What other programs call by that name is a verb here. */
static bool is_dry_run(const struct reader *reader, const char *name)
{
	return strcmp(reader->cli->verb->name, "apply") == 0 &&
	       (strcmp(name, "dry-run") == 0 || strcmp(name, "dryrun") == 0);
}

static enum wm_exit unknown_long(const struct reader *reader, const char *name)
{
	const char **known = WM_ARENA_NEW(reader->arena, const char *, reader->flag_count + 1);

	for (size_t i = 0; i < reader->flag_count; i++)
		known[i] = reader->cli->verb->flags[i].name;
	known[reader->flag_count] = "help";
	if (is_dry_run(reader, name))
		return wm_cli_usage(reader->cli,
				    "unknown option '--%s': to see what would change, use "
				    "`waymark plan`",
				    name);
	return wm_cli_unknown(reader->cli, "option", "--", name, known, reader->flag_count + 1);
}

/* --name, --name VALUE or --name=VALUE. */
static enum wm_exit read_long(struct reader *reader, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const char *seen = wm_arena_text_n(reader->arena, word, len);
	const char *name = seen + 2;
	size_t index = 0;

	while (index < reader->flag_count &&
	       strcmp(reader->cli->verb->flags[index].name, name) != 0)
		index++;
	if (index == reader->flag_count) {
		reader->help = !equals && strcmp(name, "help") == 0;
		return reader->help ? WM_EXIT_OK : unknown_long(reader, name);
	}
	if (!reader->cli->verb->flags[index].value)
		return equals ? wm_cli_usage(reader->cli, "option '%s' takes no value", seen)
			      : keep(reader, index, seen, "");
	return equals ? keep(reader, index, seen, equals + 1) : keep_next(reader, index, seen);
}

/* "-policy" was most likely meant as "--policy". */
static enum wm_exit unknown_letter(const struct reader *reader, const char *word, char letter)
{
	if (word[2]) {
		for (size_t i = 0; i < reader->flag_count; i++) {
			const char *name = reader->cli->verb->flags[i].name;

			if (strncmp(word + 1, name, strlen(name)) == 0)
				return wm_cli_usage(reader->cli,
						    "unknown option '%s' (did you mean '--%s'?)",
						    word, name);
		}
	}
	return wm_cli_usage(reader->cli, "unknown option '-%c'", letter);
}

/* -v, -vy, -c VALUE or -cVALUE. */
static enum wm_exit read_letters(struct reader *reader, const char *word)
{
	const struct wm_flag *flags = reader->cli->verb->flags;

	for (const char *letter = word + 1; *letter; letter++) {
		const char seen[] = {'-', *letter, '\0'};
		enum wm_exit exit;
		size_t index = 0;

		while (index < reader->flag_count && flags[index].letter != *letter)
			index++;
		if (index == reader->flag_count) {
			reader->help = *letter == 'h';
			return reader->help ? WM_EXIT_OK : unknown_letter(reader, word, *letter);
		}
		if (flags[index].value)
			return letter[1] ? keep(reader, index, seen, letter + 1)
					 : keep_next(reader, index, seen);
		exit = keep(reader, index, seen, "");
		if (exit)
			return exit;
	}
	return WM_EXIT_OK;
}

static enum wm_exit read_words(struct reader *reader, const char **arguments, size_t *ret_count)
{
	bool options = true; /* until "--" */
	enum wm_exit exit = WM_EXIT_OK;

	while (reader->next < reader->count && !exit && !reader->help) {
		const char *word = reader->words[reader->next++];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && strncmp(word, "--", 2) == 0)
			exit = read_long(reader, word);
		else if (options && word[0] == '-' && word[1])
			exit = read_letters(reader, word);
		else
			arguments[(*ret_count)++] = word;
	}
	return exit;
}

/* A policy is the only file there is to name. */
static enum wm_exit unexpected(const struct wm_cli *cli, const char *word)
{
	const struct wm_flag *flags = cli->verb->flags;

	for (size_t i = 0; flags && flags[i].name; i++)
		if (flags[i].letter == 'c')
			return wm_cli_usage(
				cli, "unexpected argument '%s' (a policy is named with -c %s)",
				word, word);
	return wm_cli_usage(cli, "unexpected argument '%s'", word);
}

static enum wm_exit check_arguments(const struct wm_cli *cli)
{
	const struct wm_verb *verb = cli->verb;

	if (cli->argument_count > verb->max_arguments)
		return unexpected(cli, cli->arguments[verb->max_arguments]);
	if (cli->argument_count < verb->min_arguments)
		return wm_cli_usage(cli, "%s is missing", verb->arguments);
	return WM_EXIT_OK;
}

enum wm_exit wm_cli_options(struct wm_arena *arena, struct wm_cli *cli, size_t count,
			    char *const *words, bool *ret_help)
{
	const char **arguments = WM_ARENA_NEW(arena, const char *, count + 1);
	struct reader reader = {
		.arena = arena,
		.cli = cli,
		.words = words,
		.count = count,
		.flag_count = count_flags(cli->verb->flags),
	};
	const char *const **values = WM_ARENA_NEW(arena, const char *const *, reader.flag_count);
	enum wm_exit exit;

	reader.values = WM_ARENA_NEW(arena, const char **, reader.flag_count);
	reader.value_counts = WM_ARENA_NEW(arena, size_t, reader.flag_count);
	for (size_t i = 0; i < reader.flag_count; i++) {
		reader.values[i] = WM_ARENA_NEW(arena, const char *, count + 1);
		values[i] = reader.values[i];
	}
	exit = read_words(&reader, arguments, &cli->argument_count);
	cli->values = values;
	cli->arguments = arguments;
	*ret_help = !exit && reader.help;
	return exit || reader.help ? exit : check_arguments(cli);
}
