/* What apply says in the end: each zone's outcome, the totals, the exit code. */
#include "report.h"

#include <waymark/json.h>
#include <waymark/render.h>

#include <inttypes.h>

/* What each outcome means for the run as a whole. */
static const enum wm_exit exits[] = {
	[WM_OUTCOME_SAME] = WM_EXIT_OK,
	[WM_OUTCOME_APPLIED] = WM_EXIT_OK,
	[WM_OUTCOME_UNREAD] = WM_EXIT_FAILED,
	[WM_OUTCOME_FAILED] = WM_EXIT_FAILED,
	[WM_OUTCOME_UNKNOWN] = WM_EXIT_FAILED,
	[WM_OUTCOME_CONFLICT] = WM_EXIT_PENDING,
	[WM_OUTCOME_UNVERIFIED] = WM_EXIT_UNSERVED,
};

struct totals {
	size_t changes, applied, held;
	size_t changed_zones, failed_zones, conflicts, unserved;
};

static struct totals add_up(const struct wm_zone_result *results, size_t count)
{
	struct totals totals = {0};

	for (size_t i = 0; i < count; i++) {
		const struct wm_zone_result *result = &results[i];
		enum wm_exit exit = exits[result->outcome];

		if (result->outcome != WM_OUTCOME_UNREAD) {
			totals.changes += result->zone->change_count;
			totals.held += result->zone->held_count;
		}
		totals.applied += result->applied;
		totals.changed_zones += result->applied > 0;
		totals.failed_zones += exit == WM_EXIT_FAILED;
		totals.conflicts += exit == WM_EXIT_PENDING;
		totals.unserved += exit == WM_EXIT_UNSERVED;
	}
	return totals;
}

enum wm_exit wm_report_exit(const struct wm_zone_result *results, size_t count)
{
	struct totals totals = add_up(results, count);

	if (totals.failed_zones)
		return WM_EXIT_FAILED;
	if (totals.unserved)
		return WM_EXIT_UNSERVED;
	return totals.conflicts || totals.held ? WM_EXIT_PENDING : WM_EXIT_OK;
}

/* In sync but for what is held, and held alone. */
static bool is_held(const struct wm_zone_result *result)
{
	return result->outcome == WM_OUTCOME_SAME && result->zone->held_count;
}

/* ---- text ---- */

static void put_count(struct wm_buf *out, size_t count, const char *what)
{
	wm_buf_printf(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void put_applied(struct wm_buf *out, const struct wm_zone_result *result)
{
	size_t wanted = result->zone->change_count;

	wm_buf_text(out, "applied ");
	if (result->applied != wanted)
		wm_buf_printf(out, "%zu of ", result->applied);
	put_count(out, wanted, "change");
	if (result->serial)
		wm_buf_printf(out, ", serial %" PRIu32, result->serial);
}

/* RESULT stands for ALIKE zones. */
static void put_result(struct wm_buf *out, const struct wm_zone_result *result, size_t alike)
{
	const struct wm_zone_plan *zone = result->zone;

	wm_render_zone_names(out, zone, alike);
	wm_buf_printf(out, " (%s): ", zone->provider->name);
	if (result->outcome == WM_OUTCOME_APPLIED) {
		put_applied(out, result);
		wm_buf_text(out, ", verified");
	} else {
		wm_buf_text(out, wm_outcome_text(result->outcome));
	}
	if (result->fail.code)
		wm_buf_printf(out, ": %s", result->fail.text);
	if (result->outcome != WM_OUTCOME_APPLIED && result->applied) {
		wm_buf_text(out, " (");
		put_applied(out, result);
		wm_buf_text(out, ")");
	}
	if (result->outcome != WM_OUTCOME_UNREAD && zone->held_count)
		wm_buf_printf(out, "; %zu held", zone->held_count);
	wm_buf_text(out, "\n");
}

/* How many results from the first of COUNT on can be told in one line. Results run parallel to the
 * plan's zones. */
static size_t count_alike(const struct wm_zone_result *results, size_t count)
{
	size_t unread = 0;

	while (unread < count && results[unread].outcome == WM_OUTCOME_UNREAD)
		unread++;
	return unread ? wm_plan_alike(results->zone, unread) : 1;
}

/* A line for each zone that something was done to, or that failed. */
static void put_results(struct wm_buf *out, const struct wm_zone_result *results, size_t count)
{
	size_t alike;

	for (size_t i = 0; i < count; i += alike) {
		alike = count_alike(&results[i], count - i);
		if (results[i].outcome != WM_OUTCOME_SAME)
			put_result(out, &results[i], alike);
	}
}

void wm_report_text(struct wm_buf *out, const struct wm_zone_result *results, size_t count)
{
	struct totals totals = add_up(results, count);

	if (!totals.changes) /* the plan has said all there is to say */
		return;
	wm_buf_text(out, "\n");
	put_results(out, results, count);
	wm_buf_text(out, "\nApplied: ");
	put_count(out, totals.applied, "change");
	wm_buf_text(out, " in ");
	put_count(out, totals.changed_zones, "zone");
	wm_buf_printf(out, "; %zu held", totals.held);
	if (totals.conflicts) {
		wm_buf_text(out, "; ");
		put_count(out, totals.conflicts, "zone");
		wm_buf_text(out, " changed by others");
	}
	if (totals.unserved) {
		wm_buf_text(out, "; ");
		put_count(out, totals.unserved, "zone");
		wm_buf_text(out, " not served");
	}
	if (totals.failed_zones) {
		wm_buf_text(out, "; ");
		put_count(out, totals.failed_zones, "zone");
		wm_buf_text(out, " failed");
	}
	wm_buf_text(out, ".\n");
}

/* ---- JSON ---- */

static json_t *count_json(size_t count)
{
	return json_integer((json_int_t)count);
}

/* The outcome's words, joined by hyphens as all such words of ours are. */
static json_t *outcome_json(const struct wm_zone_result *result)
{
	const char *words = is_held(result) ? "held" : wm_outcome_text(result->outcome);
	struct wm_buf word;
	json_t *text;

	wm_buf_init(&word, 100);
	for (const char *next = words; *next; next++)
		wm_buf_put_u8(&word, (uint8_t)(*next == ' ' ? '-' : *next));
	text = wm_json_text(wm_buf_string(&word));
	wm_buf_done(&word);
	return text;
}

static json_t *result_json(const struct wm_zone_result *result)
{
	const struct wm_zone_plan *zone = result->zone;
	bool unread = result->outcome == WM_OUTCOME_UNREAD;
	json_t *object = json_object();

	wm_json_put(object, "zone", zone->zone.wire ? wm_json_name(&zone->zone) : json_null());
	wm_json_put(object, "provider", wm_json_text(zone->provider->name));
	wm_json_put(object, "outcome", outcome_json(result));
	if (result->fail.code) {
		json_t *error = json_object();

		wm_json_put(error, "code", wm_json_text(wm_code_name(result->fail.code)));
		wm_json_put(error, "text", wm_json_text(result->fail.text));
		wm_json_put(object, "error", error);
	}
	wm_json_put(object, "changes", count_json(unread ? 0 : zone->change_count));
	wm_json_put(object, "applied", count_json(result->applied));
	wm_json_put(object, "held", count_json(unread ? 0 : zone->held_count));
	wm_json_put(object, "tries", count_json(result->tries));
	wm_json_put(object, "serial", result->serial ? json_integer(result->serial) : json_null());
	return object;
}

void wm_report_json(struct wm_buf *out, const struct wm_zone_result *results, size_t count)
{
	struct totals totals = add_up(results, count);
	json_t *root = json_object();
	json_t *zones = json_array();
	json_t *sums = json_object();

	for (size_t i = 0; i < count; i++)
		wm_json_append(zones, result_json(&results[i]));
	wm_json_put(root, "format", wm_json_text("waymark-apply/1"));
	wm_json_put(root, "zones", zones);
	wm_json_put(sums, "changes", count_json(totals.changes));
	wm_json_put(sums, "applied", count_json(totals.applied));
	wm_json_put(sums, "held", count_json(totals.held));
	wm_json_put(sums, "changed_zones", count_json(totals.changed_zones));
	wm_json_put(sums, "conflicts", count_json(totals.conflicts));
	wm_json_put(sums, "unserved_zones", count_json(totals.unserved));
	wm_json_put(sums, "failed_zones", count_json(totals.failed_zones));
	wm_json_put(root, "totals", sums);
	wm_json_finish(out, root);
}
