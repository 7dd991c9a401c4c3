/* The command line: verbs, their options, exit codes. */
#ifndef WAYMARK_CLI_H
#define WAYMARK_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <waymark/diag.h>
#include <waymark/fail.h>

/* 2: changes are pending or held. Documented in waymark(1). */
enum wm_exit {
	WM_EXIT_OK = 0,
	WM_EXIT_FAILED = 1,
	WM_EXIT_PENDING = 2,
	WM_EXIT_UNSERVED = 3,
	WM_EXIT_STOOD_DOWN = 4,
	WM_EXIT_USAGE = 64,
	WM_EXIT_POLICY = 78,
};

/* One option of a verb. VALUE NULL: a switch; else the word that stands for its argument in the
 * help. */
struct wm_flag {
	char letter; /* 0 = long form only */
	const char *name;
	const char *value;
	const char *help;
	bool repeat;
};

/* Where a run reads and writes: main() fills it in, tests bring their own. */
struct wm_console {
	FILE *out;  /* results */
	FILE *talk; /* everything else */
	FILE *in;   /* answers to questions */
	bool out_is_terminal, talk_is_terminal, in_is_terminal;
	bool color_allowed;       /* NO_COLOR unset and TERM not dumb */
	char *const *environment; /* "NAME=value", ended by NULL, for what a policy looks up there;
				     NULL = empty */
};

/* What the command line said: VALUES runs parallel to the verb's flags (a switch that is set has
 * ""). */
struct wm_cli {
	const struct wm_verb *verb;
	const char *const *const *values; /* per flag a NULL-terminated list, empty = not given */
	const char *const *arguments;     /* what is not an option, ended by NULL */
	size_t argument_count;
	const struct wm_console *console;
	bool unwritten; /* a result could not be written: the run has failed, whatever else it did
			 */
};

/* One verb = one file = one such row, named in agent/cli/verbs.h. Tables of flags end with a zeroed
 * row. */
struct wm_verb {
	const char *name;
	const char *arguments; /* "[VERB]", or "" */
	const char *summary;   /* one line */
	const char *details;   /* paragraphs for its --help and the manual */
	const char *examples;  /* lines of "command    what it does" */
	const char *exits;     /* lines of "code  meaning" */
	const struct wm_flag *flags;
	size_t min_arguments, max_arguments;
	enum wm_exit (*run)(struct wm_cli *cli);
};

extern const struct wm_verb *const wm_verbs[]; /* ended by NULL, in the order of the help */

/* The whole program but for main(): parse ARGV, dispatch, return the exit code. */
enum wm_exit wm_cli_main(int argc, char *const *argv, const struct wm_console *console);

#endif
