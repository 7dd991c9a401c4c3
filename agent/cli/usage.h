/* Help texts, made from the tables of verbs and flags. */
#ifndef WAYMARK_CLI_USAGE_H
#define WAYMARK_CLI_USAGE_H

#include <waymark/buf.h>
#include <waymark/cli.h>

/* Append what Waymark is, its verbs and exit codes. */
void wm_cli_overview(struct wm_buf *out);

/* Append the help of one verb. */
void wm_cli_help(struct wm_buf *out, const struct wm_verb *verb);

/* Append "  LEFT    RIGHT\n" with RIGHT at column WIDTH + 4, wrapped before column 100. */
void wm_cli_row(struct wm_buf *out, size_t width, const char *left, const char *right);

#endif
