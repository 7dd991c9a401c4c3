/* The keys of a policy section or of a provider, as help text. */
#ifndef WAYMARK_CLI_KEY_HELP_H
#define WAYMARK_CLI_KEY_HELP_H

#include <waymark/buf.h>
#include <waymark/schema.h>

/* Append a row for each of OPTIONS: name, what it takes, help, default. */
void wm_cli_key_help(struct wm_buf *out, const struct wm_option *options);

#endif
