/* A policy in memory, expanded: its records as text, and what is said about it. */
#ifndef WAYMARK_EXPAND_FIXTURE_H
#define WAYMARK_EXPAND_FIXTURE_H

#include "policy_fixture.h"

#include <waymark/expand.h>
#include <waymark/text.h>

static const struct wm_option zones_options[] = {
	{.name = "zones", .kind = WM_OPTION_NAMES, .flags = WM_OPTION_REPEAT}, {0}};
static const struct wm_option zone_options[] = {{.name = "zone", .kind = WM_OPTION_NAME}, {0}};
static const uint16_t narrow_types[] = {WM_TYPE_A, WM_TYPE_SRV, 0};

/* An API that knows SRV, but no record that says "no such service". */
static inline const char *refuse_root(const struct wm_rrset *set)
{
	const struct wm_rdata *first = &set->rdata[0];

	if (set->type == WM_TYPE_SRV && first->len == 7)
		return "it takes no SRV record with the target '.'";
	return NULL;
}

/* Holds everything; holds one zone; holds little. */
static const struct wm_provider_schema wide_schema = {.name = "wide", .options = zones_options};
static const struct wm_provider_schema single_schema = {.name = "single", .options = zone_options};
static const struct wm_provider_schema narrow_schema = {.name = "narrow",
							.options = zone_options,
							.types = narrow_types,
							.ttl_min_s = 60,
							.ttl_max_s = 86400,
							.refuses = refuse_root};
static const struct wm_provider_schema *const expand_schemas[] = {&wide_schema, &single_schema,
								  &narrow_schema, NULL};

/* One provider p and an edge `one`, in seven lines. */
#define WIDE "[provider p]\ntype = wide\n"
#define ONE                                                         \
	"[edge one]\naccess = 192.0.2.1, 2001:db8::1\n[defaults]\n" \
	"edge = one\nproviders = p\n"

struct expanded {
	struct fixture fixture;
	const struct wm_desired *desired; /* NULL unless it was expanded */
	size_t count;
	struct wm_buf records;
};

static inline void expand_files(struct expanded *expanded, const struct memory_file *files,
				const struct wm_selection *selection)
{
	struct memory_file copy[8];
	struct wm_files source = {memory_read, memory_glob, copy};
	size_t count = 0;

	*expanded = (struct expanded){.desired = NULL};
	fixture_begin(&expanded->fixture);
	wm_buf_init(&expanded->records, 1024 * 1024);
	do
		copy[count] = files[count];
	while (files[count++].path);
	if (wm_policy_load(expanded->fixture.arena,
			   &(struct wm_policy_source){.path = files[0].path,
						      .files = &source,
						      .providers = expand_schemas},
			   &expanded->fixture.diags, &expanded->fixture.policy))
		return;
	(void)wm_expand(expanded->fixture.arena, expanded->fixture.policy, selection,
			&expanded->fixture.diags, &expanded->desired, &expanded->count);
}

static inline void expand_text(struct expanded *expanded, const char *text)
{
	const struct memory_file files[] = {{.path = "policy.ini", .content = text}, {0}};

	expand_files(expanded, files, NULL);
}

static inline void expanded_end(struct expanded *expanded)
{
	wm_buf_done(&expanded->records);
	fixture_end(&expanded->fixture);
}

/* Every record in a line; an RRset that must not exist as "OWNER TYPE none"; before those of a
 * further provider its name in brackets. */
static inline const char *records_of(struct expanded *expanded)
{
	struct wm_buf *out = &expanded->records;
	char type[WM_TYPE_TEXT_MAX];

	wm_buf_clear(out);
	for (size_t i = 0; i < expanded->count; i++) {
		if (i > 0)
			wm_buf_printf(out, "[%s]\n", expanded->desired[i].provider->name);
		for (size_t j = 0; j < expanded->desired[i].count; j++) {
			const struct wm_rrset *set = &expanded->desired[i].wants[j].rrset;

			wm_rrset_print(out, set);
			if (set->count > 0)
				continue;
			wm_name_print(out, &set->owner);
			wm_buf_printf(out, " %s none\n", wm_type_text(set->type, type));
		}
	}
	return wm_buf_string(out);
}

/* A policy, what is said about it, and the records that come of it. */
struct expand_row {
	const char *text;
	const char *said;
	const char *records;
};

static inline void check_expand_rows(const struct expand_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct expanded expanded;

		expand_text(&expanded, rows[i].text);
		assert_string_equal(said(&expanded.fixture), rows[i].said);
		assert_string_equal(records_of(&expanded), rows[i].records);
		expanded_end(&expanded);
	}
}

#endif
