/* The log: one line per event on stderr, `key=value` fields, control characters escaped. */
#ifndef WAYMARK_LOG_H
#define WAYMARK_LOG_H

enum wm_log_level { WM_LOG_ERR, WM_LOG_WARN, WM_LOG_NOTICE, WM_LOG_INFO, WM_LOG_DEBUG };

/* Lines above LEVEL are dropped; the start value is WM_LOG_NOTICE. The one mutable global of the
 * program. */
void wm_log_set_level(enum wm_log_level level);

/* The message is one line without a newline; secrets never belong in it. Text of outside origin is
 * escaped whole. */
void wm_log(enum wm_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
