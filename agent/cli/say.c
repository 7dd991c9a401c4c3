/* How the command line speaks: results on one stream, talk on the other, nothing raw on either. */
#include "say.h"

#include <waymark/str.h>

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* One line of talk is no longer than this, escapes included. */
#define LINE_MAX_BYTES 8192

bool wm_cli_write(struct wm_cli *cli, const struct wm_buf *text)
{
	FILE *out = cli->console->out;

	if (cli->unwritten)
		return false;
	if (!text->full && !text->len)
		return true;
	errno = 0;
	if (!text->full && fwrite(text->data, 1, text->len, out) == text->len && fflush(out) == 0)
		return true;
	cli->unwritten = true;
	if (text->full)
		wm_cli_say(cli, "the output is over %zu bytes", WM_CLI_OUTPUT_MAX);
	else
		wm_cli_say(cli, "cannot write the output: %s",
			   errno ? strerror(errno) : "unknown error");
	return false;
}

void wm_cli_talk(const struct wm_cli *cli, const struct wm_buf *text)
{
	if (!text->len)
		return;
	/* If even this cannot be written there is nobody left to tell. */
	(void)fwrite(text->data, 1, text->len, cli->console->talk);
	(void)fflush(cli->console->talk);
}

static void __attribute__((format(printf, 3, 0)))
say(const struct wm_cli *cli, const char *hint, const char *format, va_list arguments)
{
	char message[LINE_MAX_BYTES];
	struct wm_buf line;

	(void)vsnprintf(message, sizeof(message), format, arguments);
	wm_buf_init(&line, 4 * sizeof(message));
	wm_buf_text(&line, "waymark");
	if (cli->verb)
		wm_buf_printf(&line, " %s", cli->verb->name);
	wm_buf_text(&line, ": ");
	wm_str_escape_utf8(&line, message, strlen(message));
	wm_buf_text(&line, hint);
	wm_buf_text(&line, "\n");
	wm_cli_talk(cli, &line);
	wm_buf_done(&line);
}

void wm_cli_say(const struct wm_cli *cli, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(cli, "", format, arguments);
	va_end(arguments);
}

static void __attribute__((format(printf, 2, 0)))
usage(const struct wm_cli *cli, const char *format, va_list arguments)
{
	char hint[80];

	(void)snprintf(hint, sizeof(hint), "\nTry `waymark %s%s`.",
		       cli->verb ? cli->verb->name : "", cli->verb ? " --help" : "help");
	say(cli, hint, format, arguments);
}

enum wm_exit wm_cli_usage(const struct wm_cli *cli, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	usage(cli, format, arguments);
	va_end(arguments);
	return WM_EXIT_USAGE;
}

enum wm_exit wm_cli_unknown(const struct wm_cli *cli, const char *what, const char *prefix,
			    const char *word, const char *const *known, size_t count)
{
	const char *nearest = wm_str_nearest(word, known, count);

	if (nearest)
		return wm_cli_usage(cli, "unknown %s '%s%s' (did you mean '%s%s'?)", what, prefix,
				    word, prefix, nearest);
	return wm_cli_usage(cli, "unknown %s '%s%s'", what, prefix, word);
}

enum wm_exit wm_cli_fail(const struct wm_cli *cli, const struct wm_fail *why)
{
	wm_cli_say(cli, "%s", why->text);
	if (why->code == WM_EUSAGE)
		return WM_EXIT_USAGE;
	return why->code == WM_EPOLICY ? WM_EXIT_POLICY : WM_EXIT_FAILED;
}

const char *wm_cli_value(const struct wm_cli *cli, size_t index)
{
	const char *value = NULL;

	for (const char *const *next = cli->values[index]; *next; next++)
		value = *next;
	return value;
}

bool wm_cli_has(const struct wm_cli *cli, size_t index)
{
	return cli->values[index][0] != NULL;
}
