/* What apply says in the end: each zone's outcome, the totals, the exit code. */
#ifndef WAYMARK_CLI_REPORT_H
#define WAYMARK_CLI_REPORT_H

#include <waymark/buf.h>
#include <waymark/cli.h>
#include <waymark/cycle.h>

/* "contoso.com. (corp): applied 3 changes, serial 42, verified", and a line of totals. */
void wm_report_text(struct wm_buf *out, const struct wm_zone_result *results, size_t count);

/* The same for programs; the form is described in waymark(1) and is a promise. */
void wm_report_json(struct wm_buf *out, const struct wm_zone_result *results, size_t count);

enum wm_exit wm_report_exit(const struct wm_zone_result *results, size_t count);

#endif
