/* How the command line speaks: results on one stream, talk on the other, nothing raw on either. */
#ifndef WAYMARK_CLI_SAY_H
#define WAYMARK_CLI_SAY_H

#include <waymark/buf.h>
#include <waymark/cli.h>
#include <waymark/fail.h>

/* What one run may print at the most: more than that is no output for anybody. */
#define WM_CLI_OUTPUT_MAX ((size_t)1024 * 1024 * 1024)

/* Write a result, now. A failure is told once, and makes wm_cli_main return WM_EXIT_FAILED. */
bool wm_cli_write(struct wm_cli *cli, const struct wm_buf *text);

/* Write talk that is safe already: diagnostics, a plan, a question. */
void wm_cli_talk(const struct wm_cli *cli, const struct wm_buf *text);

/* One line of talk: "waymark plan: ...", control characters escaped. */
void wm_cli_say(const struct wm_cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for a wrong command line, with the way to the help behind it. Returns WM_EXIT_USAGE. */
enum wm_exit wm_cli_usage(const struct wm_cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for a word that is none of the COUNT known ones: "unknown WHAT 'WORD' (did you mean
 * 'plan'?)". PREFIX stands before both words ("--" for options). */
enum wm_exit wm_cli_unknown(const struct wm_cli *cli, const char *what, const char *prefix,
			    const char *word, const char *const *known, size_t count);

/* Say why, and return the exit code that fits. */
enum wm_exit wm_cli_fail(const struct wm_cli *cli, const struct wm_fail *why);

/* The value of flag INDEX, the last one if it was repeated; NULL = not given. */
const char *wm_cli_value(const struct wm_cli *cli, size_t index);
bool wm_cli_has(const struct wm_cli *cli, size_t index);

#endif
