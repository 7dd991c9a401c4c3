/* From the words of the command line to values, by the verb's own table of flags. */
#ifndef WAYMARK_CLI_OPTIONS_H
#define WAYMARK_CLI_OPTIONS_H

#include <waymark/arena.h>
#include <waymark/cli.h>

/*
 * Read the COUNT words behind the verb into CLI->values and CLI->arguments, in ARENA, which borrow
 * WORDS. Taken are -c FILE, -cFILE, --policy FILE, --policy=FILE, switches alone or joined (-vy),
 * options and arguments in any order, and -- before arguments that begin with a hyphen. -h and
 * --help stop at once: *RET_HELP. What is wrong is said on CLI's talk: WM_EXIT_USAGE.
 */
enum wm_exit wm_cli_options(struct wm_arena *arena, struct wm_cli *cli, size_t count,
			    char *const *words, bool *ret_help);

#endif
