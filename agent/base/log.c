/* The log: a line per event, in one write, so that lines of several processes never mix. */
#include <waymark/log.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <waymark/buf.h>
#include <waymark/str.h>

#define LINE_MAX_BYTES 4096

static const char *const words[] = {
	[WM_LOG_ERR] = "err",   [WM_LOG_WARN] = "warn",   [WM_LOG_NOTICE] = "notice",
	[WM_LOG_INFO] = "info", [WM_LOG_DEBUG] = "debug",
};

static enum wm_log_level wanted = WM_LOG_NOTICE;

void wm_log_set_level(enum wm_log_level level)
{
	wanted = level;
}

void wm_log(enum wm_log_level level, const char *format, ...)
{
	char message[LINE_MAX_BYTES];
	struct wm_buf line;
	va_list arguments;

	if (level > wanted)
		return;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);

	wm_buf_init(&line, sizeof(message) * 4 + 64);
	wm_buf_printf(&line, "waymark: level=%s ", words[level]);
	wm_str_escape(&line, message, strlen(message));
	wm_buf_text(&line, "\n");
	/* stderr is unbuffered, so this is one write; if it fails there is nobody to tell. */
	(void)fwrite(line.data, 1, line.len, stderr);
	wm_buf_done(&line);
}
