/* Help texts, made from the tables of verbs and flags. */
#include "usage.h"

#include <waymark/bytes.h>

#include <string.h>

#define LINE_WIDTH 100

static void put_spaces(struct wm_buf *out, size_t count)
{
	while (count--)
		wm_buf_text(out, " ");
}

void wm_cli_row(struct wm_buf *out, size_t width, const char *left, const char *right)
{
	size_t indent = width + 4;
	size_t at = strlen(left) + 2;

	wm_buf_printf(out, "  %s", left);
	if (at + 2 > indent) { /* LEFT is too long: RIGHT begins on a line of its own */
		wm_buf_text(out, "\n");
		at = 0;
	}
	put_spaces(out, indent - at);
	at = indent;
	while (*right) {
		size_t len = strcspn(right, " ");

		if (at > indent && at + 1 + len > LINE_WIDTH) {
			wm_buf_text(out, "\n");
			put_spaces(out, indent);
			at = indent;
		} else if (at > indent) {
			wm_buf_text(out, " ");
			at++;
		}
		wm_buf_put(out, right, len);
		at += len;
		right += len + strspn(right + len, " ");
	}
	wm_buf_text(out, "\n");
}

/* "-c, --policy FILE" */
static const char *flag_text(struct wm_buf *text, const struct wm_flag *flag)
{
	wm_buf_clear(text);
	if (flag->letter)
		wm_buf_printf(text, "-%c, ", flag->letter);
	else
		wm_buf_text(text, "    ");
	wm_buf_printf(text, "--%s", flag->name);
	if (flag->value)
		wm_buf_printf(text, " %s", flag->value);
	return wm_buf_string(text);
}

static void put_flags(struct wm_buf *out, const struct wm_flag *flags)
{
	static const struct wm_flag help = {'h', "help", NULL, "show this text", false};
	struct wm_buf text;
	size_t width = strlen("-h, --help");

	wm_buf_init(&text, 200);
	for (const struct wm_flag *flag = flags; flag && flag->name; flag++) {
		size_t len = strlen(flag_text(&text, flag));

		width = len > width ? len : width;
	}
	wm_buf_text(out, "\nOptions:\n");
	for (const struct wm_flag *flag = flags; flag && flag->name; flag++) {
		(void)flag_text(&text, flag);
		wm_cli_row(out, width, wm_buf_string(&text), flag->help);
	}
	wm_cli_row(out, width, flag_text(&text, &help), help.help);
	wm_buf_done(&text);
}

/* LINES, each moved in by two blanks, below TITLE. */
static void put_section(struct wm_buf *out, const char *title, const char *lines)
{
	if (!lines || !*lines)
		return;
	wm_buf_printf(out, "\n%s:\n", title);
	while (*lines) {
		size_t len = strcspn(lines, "\n");

		wm_buf_text(out, "  ");
		wm_buf_put(out, lines, len);
		wm_buf_text(out, "\n");
		lines += len + (lines[len] == '\n');
	}
}

void wm_cli_help(struct wm_buf *out, const struct wm_verb *verb)
{
	wm_buf_printf(out, "Usage: waymark %s [OPTION...]%s%s\n\n%s.\n", verb->name,
		      *verb->arguments ? " " : "", verb->arguments, verb->summary);
	if (verb->details)
		wm_buf_printf(out, "\n%s\n", verb->details);
	put_flags(out, verb->flags);
	put_section(out, "Examples", verb->examples);
	put_section(out, "Exit codes", verb->exits);
}

void wm_cli_overview(struct wm_buf *out)
{
	size_t width = 0;

	for (size_t i = 0; wm_verbs[i]; i++)
		width = strlen(wm_verbs[i]->name) > width ? strlen(wm_verbs[i]->name) : width;
	wm_buf_text(out,
		    "Usage: waymark VERB [OPTION...]\n\n"
		    "Keeps the DNS of SIP and XMPP domains in line with a policy.\n\nVerbs:\n");
	for (size_t i = 0; wm_verbs[i]; i++)
		wm_cli_row(out, width, wm_verbs[i]->name, wm_verbs[i]->summary);
	put_section(out, "Examples",
		    "waymark check -c policy.ini     is the policy right?\n"
		    "waymark plan -c policy.ini      what would change?\n"
		    "waymark apply -c policy.ini     change it\n"
		    "waymark help plan               all about one verb\n"
		    "waymark help policy             every section and key of a policy");
	put_section(out, "Exit codes",
		    "0   done, in sync\n"
		    "1   failed, wholly or for some zone\n"
		    "2   changes are pending or held\n"
		    "3   applied, but not served\n"
		    "64  wrong command line\n"
		    "78  error in the policy");
	wm_buf_text(out, "\nThe manual: waymark(1), and waymark.ini(5) for the policy.\n");
}
