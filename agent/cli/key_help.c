/* The keys of a policy section or of a provider, as help text. */
#include "key_help.h"

#include "usage.h"

#include <string.h>

/* What stands for the value of each kind. */
static const char *const kind_words[] = {
	[WM_OPTION_TEXT] = "TEXT",
	[WM_OPTION_YESNO] = "yes|no",
	[WM_OPTION_NUMBER] = "NUMBER",
	[WM_OPTION_DURATION] = "DURATION",
	[WM_OPTION_CHOICE] = "",
	[WM_OPTION_PATH] = "PATH",
	[WM_OPTION_NAME] = "DOMAIN-NAME",
	[WM_OPTION_NAMES] = "DOMAIN-NAME, ...",
	[WM_OPTION_ADDRESSES] = "ADDRESS, ...",
	[WM_OPTION_ENDPOINTS] = "HOST[:PORT], ...",
	[WM_OPTION_WORDS] = "NAME, ...",
	[WM_OPTION_KEY] = "KEY",
	[WM_OPTION_SECRET_FILE] = "PATH",
	[WM_OPTION_CREDENTIAL] = "NAME",
	[WM_OPTION_SECRET_ENV] = "VARIABLE",
	[WM_OPTION_RECORD] = "RECORD",
};

/* "timeout = DURATION" */
static const char *left_side(struct wm_buf *text, const struct wm_option *option)
{
	const char *word =
		option->kind == WM_OPTION_CHOICE ? option->choices : kind_words[option->kind];

	wm_buf_clear(text);
	wm_buf_printf(text, "%s = %s", option->name, word);
	return wm_buf_string(text);
}

/* "how long to wait for one answer (default 3s)" */
static const char *right_side(struct wm_buf *text, const struct wm_option *option)
{
	size_t len = strlen(option->help);

	wm_buf_clear(text);
	wm_buf_put(text, option->help, len && option->help[len - 1] == '.' ? len - 1 : len);
	if (option->flags & WM_OPTION_REQUIRED)
		wm_buf_text(text, " (required)");
	if (option->fallback)
		wm_buf_printf(text, " (default %s)", option->fallback);
	if (option->flags & WM_OPTION_REPEAT)
		wm_buf_text(text, " (repeatable)");
	return wm_buf_string(text);
}

void wm_cli_key_help(struct wm_buf *out, const struct wm_option *options)
{
	struct wm_buf left;
	struct wm_buf right;
	size_t width = 0;

	wm_buf_init(&left, 500);
	wm_buf_init(&right, 2000);
	for (const struct wm_option *option = options; option && option->name; option++) {
		size_t len = strlen(left_side(&left, option));

		width = len > width ? len : width;
	}
	for (const struct wm_option *option = options; option && option->name; option++)
		wm_cli_row(out, width, left_side(&left, option), right_side(&right, option));
	wm_buf_done(&left);
	wm_buf_done(&right);
}
