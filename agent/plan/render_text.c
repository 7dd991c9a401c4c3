/* A plan for people: zone by zone what changes and what is held, value by value, then the totals.
 */
#include "render_parts.h"

#include "compare.h"

#include <waymark/text.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Owners longer than this stick out of their column instead of widening it for all. */
enum { OWNER_WIDTH_MAX = 48, TTL_TEXT_MAX = 40 };

enum paint { PAINT_CREATE, PAINT_UPDATE, PAINT_DELETE, PAINT_HELD, PAINT_TITLE, PAINT_QUIET };

static const char *const sgr[] = {
	[PAINT_CREATE] = "\033[32m", [PAINT_UPDATE] = "\033[33m", [PAINT_DELETE] = "\033[31m",
	[PAINT_HELD] = "\033[35m",   [PAINT_TITLE] = "\033[1m",   [PAINT_QUIET] = "\033[2m",
};

static const struct {
	char sign;
	enum paint paint;
} marks[] = {
	[WM_ACTION_CREATE] = {'+', PAINT_CREATE},
	[WM_ACTION_UPDATE] = {'~', PAINT_UPDATE},
	[WM_ACTION_DELETE] = {'-', PAINT_DELETE},
};

/* The page being written; the widths are those of the zone at hand. */
struct page {
	struct wm_buf *out;
	const struct wm_render_options *options;
	int owner_width;
	int type_width;
	int ttl_width;
};

/* One line about an RRset, with its values below. */
struct row {
	char sign;
	enum paint paint;
	const struct wm_rrset *before;
	const struct wm_rrset *after;
	const struct wm_want *want;
	const char *note; /* stands behind the source, or NULL */
};

static void paint_on(const struct page *page, enum paint paint)
{
	if (page->options->color)
		wm_buf_text(page->out, sgr[paint]);
}

static void paint_off(const struct page *page)
{
	if (page->options->color)
		wm_buf_text(page->out, "\033[0m");
}

static const char *describe_ttl(const struct wm_rrset *before, const struct wm_rrset *after,
				char text[TTL_TEXT_MAX])
{
	const struct wm_rrset *there = after->count ? after : before;

	if (before->count && after->count && before->ttl_s != after->ttl_s)
		(void)snprintf(text, TTL_TEXT_MAX, "ttl %" PRIu32 " -> %" PRIu32, before->ttl_s,
			       after->ttl_s);
	else
		(void)snprintf(text, TTL_TEXT_MAX, "ttl %" PRIu32, there->ttl_s);
	return text;
}

static void widen(int *width, const char *text, int max)
{
	int len = (int)strlen(text);

	if (len > *width && len <= max)
		*width = len;
}

static void fit_row(struct page *page, const struct wm_rrset *before, const struct wm_rrset *after)
{
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX], ttl[TTL_TEXT_MAX];

	widen(&page->owner_width, wm_name_text(&after->owner, name), OWNER_WIDTH_MAX);
	widen(&page->type_width, wm_type_text(after->type, type), WM_TYPE_TEXT_MAX);
	widen(&page->ttl_width, describe_ttl(before, after, ttl), TTL_TEXT_MAX);
}

/* Does live DNS meet WANT, with anything to show for it? */
static bool is_shown_as_same(const struct page *page, const struct wm_zone_plan *zone,
			     const struct wm_want *want)
{
	const struct wm_rrset *set = &want->rrset;

	return page->options->verbose && set->count &&
	       wm_rrset_is_met(set, wm_rrsets_find(&zone->live.rrsets, &set->owner, set->type));
}

static void fit_columns(struct page *page, const struct wm_zone_plan *zone)
{
	page->owner_width = page->type_width = page->ttl_width = 0;
	for (size_t i = 0; i < zone->change_count; i++)
		fit_row(page, &zone->changes[i].before, &zone->changes[i].after);
	for (size_t i = 0; i < zone->held_count; i++)
		fit_row(page, &zone->held[i].live, &zone->held[i].desired);
	for (size_t i = 0; i < zone->want_count; i++)
		if (is_shown_as_same(page, zone, zone->wants[i]))
			fit_row(page, &zone->wants[i]->rrset, &zone->wants[i]->rrset);
}

static void put_row(const struct page *page, const struct row *row)
{
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX], ttl[TTL_TEXT_MAX];

	wm_buf_text(page->out, "  ");
	paint_on(page, row->paint);
	wm_buf_printf(page->out, "%c %-*s  %-*s", row->sign, page->owner_width,
		      wm_name_text(&row->after->owner, name), page->type_width,
		      wm_type_text(row->after->type, type));
	paint_off(page);
	wm_buf_printf(page->out, "  %-*s  ", page->ttl_width,
		      describe_ttl(row->before, row->after, ttl));
	paint_on(page, PAINT_QUIET);
	wm_render_source(page->out, row->want);
	if (row->note)
		wm_buf_printf(page->out, " (%s)", row->note);
	paint_off(page);
	wm_buf_text(page->out, "\n");
}

static void put_value(const struct page *page, char sign, uint16_t type,
		      const struct wm_rdata *rdata)
{
	wm_buf_printf(page->out, "      ");
	if (sign != ' ')
		paint_on(page, sign == '+' ? PAINT_CREATE : PAINT_DELETE);
	wm_buf_printf(page->out, "%c ", sign);
	wm_rdata_print(page->out, type, rdata);
	if (sign != ' ')
		paint_off(page);
	wm_buf_text(page->out, "\n");
}

/* Which comes first: record I of BEFORE (< 0), record J of AFTER (> 0), or are they the same? */
static int compare_next(const struct wm_rrset *before, size_t i, const struct wm_rrset *after,
			size_t j)
{
	if (i == before->count)
		return 1;
	if (j == after->count)
		return -1;
	return wm_rdata_compare(&before->rdata[i], &after->rdata[j]);
}

/* Both sides are sorted: walk them together, so that old and new stand beside what stays. */
static void put_values(const struct page *page, const struct wm_rrset *before,
		       const struct wm_rrset *after)
{
	size_t i = 0, j = 0;

	while (i < before->count || j < after->count) {
		int order = compare_next(before, i, after, j);

		if (order < 0)
			put_value(page, '-', before->type, &before->rdata[i]);
		else
			put_value(page, order ? '+' : ' ', after->type, &after->rdata[j]);
		i += order <= 0;
		j += order >= 0;
	}
}

/* The reason is said where the sign does not say it already. */
static void put_change(const struct page *page, const struct wm_change *change)
{
	enum wm_action action = wm_change_action(change);
	const char *reason = wm_reason_text(change->reason);

	put_row(page, &(struct row){
			      .sign = marks[action].sign,
			      .paint = marks[action].paint,
			      .before = &change->before,
			      .after = &change->after,
			      .want = change->want,
			      .note = strcmp(reason, wm_action_text(action)) ? reason : NULL,
		      });
	put_values(page, &change->before, &change->after);
}

static void put_held(const struct page *page, const struct wm_held *held)
{
	put_row(page,
		&(struct row){'!', PAINT_HELD, &held->live, &held->desired, held->want, NULL});
	put_values(page, &held->live, &held->desired);
	wm_buf_text(page->out, "      ");
	paint_on(page, PAINT_HELD);
	wm_buf_printf(page->out, "held: %s", held->why);
	paint_off(page);
	wm_buf_printf(page->out, "; %s\n", held->how);
}

static void put_title(const struct page *page, const struct wm_zone_plan *zone)
{
	if (zone->fail.code) {
		paint_on(page, PAINT_DELETE);
		wm_buf_text(page->out, "x ");
	} else {
		paint_on(page, PAINT_TITLE);
	}
	wm_render_zone_title(page->out, zone);
	paint_off(page);
}

static void put_zone(struct page *page, const struct wm_zone_plan *zone)
{
	put_title(page, zone);
	if (zone->fail.code) {
		wm_buf_printf(page->out, "\n    %s\n", zone->fail.text);
		return;
	}
	wm_buf_text(page->out, zone->change_count || zone->held_count ? "\n" : ": in sync\n");
	fit_columns(page, zone);
	for (size_t i = 0; i < zone->change_count; i++)
		put_change(page, &zone->changes[i]);
	for (size_t i = 0; i < zone->held_count; i++)
		put_held(page, &zone->held[i]);
	for (size_t i = 0; i < zone->want_count; i++) {
		const struct wm_want *want = zone->wants[i];

		if (is_shown_as_same(page, zone, want))
			put_row(page, &(struct row){'=', PAINT_QUIET, &want->rrset, &want->rrset,
						    want, NULL});
	}
}

static void put_totals(const struct page *page, const struct wm_plan_totals *totals, size_t zones)
{
	struct wm_buf *out = page->out;

	if (!totals->changed_zones && !totals->held && !totals->failed_zones) {
		wm_buf_text(out, "In sync: ");
		wm_render_count(out, zones, "zone");
		wm_buf_text(out, ", ");
		wm_render_count(out, totals->same, "RRset");
		wm_buf_text(out, ".\n");
		return;
	}
	wm_buf_printf(out, "Plan: %zu to create, %zu to update, %zu to delete, %zu held",
		      totals->creates, totals->updates, totals->deletes, totals->held);
	wm_buf_printf(out, "; %zu in sync", totals->same);
	if (totals->failed_zones) {
		wm_buf_text(out, "; ");
		wm_render_count(out, totals->failed_zones, "zone");
		wm_buf_text(out, " failed");
	}
	wm_buf_text(out, ".\n");
}

/* Zones with lines of their own stand apart; those in sync, one line each, stand together. */
void wm_render_text(struct wm_buf *out, const struct wm_plan *plan,
		    const struct wm_render_options *options)
{
	struct page page = {.out = out, .options = options};
	struct wm_plan_totals totals = wm_plan_totals(plan);
	bool all_same = !totals.changed_zones && !totals.held && !totals.failed_zones;
	bool after_block = false;

	for (size_t i = 0; i < plan->zone_count && (!all_same || options->verbose); i++) {
		const struct wm_zone_plan *zone = &plan->zones[i];
		bool block = zone->fail.code || zone->change_count || zone->held_count ||
			     options->verbose;

		if (i && (block || after_block))
			wm_buf_text(out, "\n");
		put_zone(&page, zone);
		after_block = block;
	}
	if (plan->zone_count && (!all_same || options->verbose))
		wm_buf_text(out, "\n");
	put_totals(&page, &totals, plan->zone_count);
}
