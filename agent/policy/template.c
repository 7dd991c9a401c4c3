/* Texts with {placeholders}: reading them into parts, and filling the parts in. */
#include "template.h"

#include <string.h>

#include <waymark/str.h>

#include "reader.h"

/* The names that are not parameters; {edge.ANYTHING-ELSE} is a role. */
static const struct {
	const char *name;
	enum wm_part_kind kind;
} fixed_names[] = {
	{"domain", WM_PART_DOMAIN},
	{"edge.domain", WM_PART_EDGE_DOMAIN},
	{"edge.name", WM_PART_EDGE_NAME},
};

#define ROLE_PREFIX     "edge."
#define ROLE_PREFIX_LEN (sizeof(ROLE_PREFIX) - 1)
#define STEP_SUFFIX     "+step"
#define STEP_SUFFIX_LEN (sizeof(STEP_SUFFIX) - 1)

/* ---- reading ---- */

static bool find_param(const struct wm_pattern_reader *reader, const char *name, size_t len,
		       size_t *ret_index)
{
	for (size_t i = 0; i < reader->param_count; i++) {
		if (strlen(reader->params[i]) == len && memcmp(reader->params[i], name, len) == 0) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

/* Report the placeholder NAME, which is none, with the nearest one that is. */
static void report_unknown(const struct wm_pattern_reader *reader, const struct wm_where *where,
			   const char *name)
{
	size_t count = reader->param_count + WM_COUNT(fixed_names);
	const char **candidates = WM_ARENA_NEW(reader->arena, const char *, count);
	const char *nearest;

	for (size_t i = 0; i < reader->param_count; i++)
		candidates[i] = reader->params[i];
	for (size_t i = 0; i < WM_COUNT(fixed_names); i++)
		candidates[reader->param_count + i] = fixed_names[i].name;
	wm_error(reader->diags, where, "unknown placeholder '{%s}'", name);
	nearest = wm_str_nearest(name, candidates, count);
	if (nearest)
		wm_hint(reader->diags, "did you mean '{%s}'?", nearest);
}

/* NAME without its +step or *, as the parameter that it is. */
static bool read_param(const struct wm_pattern_reader *reader, const struct wm_where *where,
		       const char *name, struct wm_part *part)
{
	size_t len = strlen(name);

	part->kind = WM_PART_PARAM;
	if (len > STEP_SUFFIX_LEN && strcmp(name + len - STEP_SUFFIX_LEN, STEP_SUFFIX) == 0) {
		part->step = true;
		len -= STEP_SUFFIX_LEN;
	} else if (len > 1 && name[len - 1] == '*') {
		part->each = true;
		len--;
	} else {
		part->step = strcmp(name, "priority") == 0;
	}
	if (find_param(reader, name, len, &part->param))
		return true;
	report_unknown(reader, where, name);
	return false;
}

/* What stands between the braces. */
static bool read_placeholder(const struct wm_pattern_reader *reader, const struct wm_where *where,
			     const char *text, size_t len, struct wm_part *part)
{
	const char *name = wm_arena_text_n(reader->arena, text, len);

	for (size_t i = 0; i < WM_COUNT(fixed_names); i++) {
		if (strcmp(name, fixed_names[i].name) == 0) {
			part->kind = fixed_names[i].kind;
			return true;
		}
	}
	if (len > ROLE_PREFIX_LEN && memcmp(name, ROLE_PREFIX, ROLE_PREFIX_LEN) == 0) {
		part->kind = WM_PART_ROLE;
		part->text = name + ROLE_PREFIX_LEN;
		part->len = len - ROLE_PREFIX_LEN;
		return true;
	}
	return read_param(reader, where, name, part);
}

/* How many bytes of TEXT come before its first placeholder. */
static size_t plain_len(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && text[i] != '{')
		i += text[i] == '\\' && i + 1 < len ? 2 : 1;
	return i;
}

/* The part that begins at its OFFSET, and how much of the text it takes. False after a report. */
static bool read_part(const struct wm_pattern_reader *reader, const char *text, size_t len,
		      const struct wm_where *where, struct wm_part *part, size_t *ret_len)
{
	struct wm_where place = wm_where_at(where, part->offset);
	const char *close;

	text += part->offset;
	len -= part->offset;
	if (*text != '{') {
		part->kind = WM_PART_TEXT;
		part->text = text;
		part->len = plain_len(text, len);
		*ret_len = part->len;
		return true;
	}
	close = memchr(text, '}', len);
	*ret_len = close ? (size_t)(close - text) + 1 : len;
	if (!close) {
		wm_error(reader->diags, &place, "'{' without '}'");
		wm_hint(reader->diags, "write \\{ for a brace that is none of ours");
		return false;
	}
	return read_placeholder(reader, &place, text + 1, *ret_len - 2, part);
}

bool wm_pattern_read(const struct wm_pattern_reader *reader, const char *text, size_t len,
		     const struct wm_where *where, struct wm_pattern *ret_pattern)
{
	struct wm_part *parts = NULL;
	size_t count = 0;
	size_t capacity = 0;
	size_t part_len = 0;
	bool good = true;

	for (size_t offset = 0; offset < len; offset += part_len) {
		struct wm_part part = {.offset = offset};

		good &= read_part(reader, text, len, where, &part, &part_len);
		parts = wm_arena_grow(reader->arena, parts, &capacity, count, sizeof(*parts));
		parts[count++] = part;
	}
	if (good)
		*ret_pattern = (struct wm_pattern){.parts = parts, .count = count};
	return good;
}

const struct wm_part *wm_pattern_find(const struct wm_pattern *pattern, enum wm_part_kind kind)
{
	for (size_t i = 0; i < pattern->count; i++)
		if (pattern->parts[i].kind == kind)
			return &pattern->parts[i];
	return NULL;
}

/* ---- filling ---- */

/* One fill under way. BUDGET bounds the work: eight levels of nothing but placeholders would
 * multiply without writing a byte. */
#define PARTS_MAX 10000

struct filling {
	struct wm_buf *out;
	const struct wm_fill *fill;
	struct wm_fail *why;
	size_t budget;
};

static enum wm_code fill_parts(struct filling *filling, const struct wm_pattern *pattern,
			       unsigned depth, bool *ret_is_full);

/* Add the step to the number that stands in OUT from START on. */
static enum wm_code add_step(struct filling *filling, const char *name, size_t start)
{
	const char *text = wm_buf_string(filling->out) + start;
	uint64_t number;

	if (!wm_str_number(text, filling->out->len - start, UINT32_MAX, &number))
		return wm_fail(filling->why, WM_EPOLICY,
			       "parameter '%s' is '%s', expected a number to add steps to", name,
			       text);
	wm_buf_cut(filling->out, start);
	wm_buf_printf(filling->out, "%llu", (unsigned long long)(number + filling->fill->step));
	return WM_OK;
}

static enum wm_code fill_param(struct filling *filling, const struct wm_part *part, unsigned depth,
			       bool *ret_is_full)
{
	const struct wm_setting *setting = &filling->fill->settings[part->param];
	size_t start = filling->out->len;
	const struct wm_pattern *pattern = &setting->whole;
	enum wm_code code;

	if (setting->is_broken) {
		*filling->why = (struct wm_fail){.code = WM_EPOLICY};
		return WM_EPOLICY;
	}
	if (depth == WM_NESTING_MAX)
		return wm_fail(filling->why, WM_EPOLICY,
			       "parameter '%s' contains itself, or is nested more than %d deep",
			       setting->name, WM_NESTING_MAX);
	if (part->each) {
		if (filling->fill->item >= setting->item_count)
			return wm_fail(filling->why, WM_EPOLICY,
				       "'{%s*}' stands where there is no list to go through",
				       setting->name);
		pattern = &setting->items[filling->fill->item];
	}
	code = fill_parts(filling, pattern, depth + 1, ret_is_full);
	if (code)
		return code;
	if (filling->out->len > start &&
	    memchr(filling->out->data + start, '.', filling->out->len - start))
		*ret_is_full = true;
	return part->step ? add_step(filling, setting->name, start) : WM_OK;
}

static enum wm_code fill_part(struct filling *filling, const struct wm_part *part, unsigned depth,
			      bool *ret_is_full)
{
	const struct wm_fill *fill = filling->fill;

	*ret_is_full = false;
	switch (part->kind) {
	case WM_PART_TEXT:
		wm_buf_put(filling->out, part->text, part->len);
		return WM_OK;
	case WM_PART_DOMAIN:
		*ret_is_full = true;
		wm_buf_text(filling->out, fill->domain);
		return WM_OK;
	case WM_PART_EDGE_DOMAIN:
		*ret_is_full = true;
		wm_buf_text(filling->out, fill->edge_domain);
		return WM_OK;
	case WM_PART_EDGE_NAME:
		if (!fill->edge_name)
			return wm_fail(filling->why, WM_EPOLICY,
				       "'{edge.name}' needs an edge, and the domain has none");
		wm_buf_text(filling->out, fill->edge_name);
		return WM_OK;
	case WM_PART_PARAM:
		return fill_param(filling, part, depth, ret_is_full);
	case WM_PART_ROLE:
		break;
	}
	return wm_fail(
		filling->why, WM_EPOLICY,
		"'{edge.%s}' stands for addresses: it can only be the data of A, AAAA or ADDR",
		part->text);
}

static enum wm_code fill_parts(struct filling *filling, const struct wm_pattern *pattern,
			       unsigned depth, bool *ret_is_full)
{
	*ret_is_full = false;
	for (size_t i = 0; i < pattern->count; i++) {
		enum wm_code code;

		if (filling->budget-- == 0)
			return wm_fail(filling->why, WM_EPOLICY,
				       "placeholders within placeholders, more than %d in all",
				       PARTS_MAX);
		code = fill_part(filling, &pattern->parts[i], depth, ret_is_full);
		if (code)
			return code;
		if (filling->out->full)
			return wm_fail(filling->why, WM_EPOLICY,
				       "longer than %d bytes when filled in", WM_FILLED_MAX);
	}
	return WM_OK;
}

enum wm_code wm_pattern_fill(struct wm_buf *out, const struct wm_pattern *pattern,
			     const struct wm_fill *fill, bool *ret_is_full, struct wm_fail *reterr)
{
	struct filling filling = {.out = out, .fill = fill, .why = reterr, .budget = PARTS_MAX};

	return fill_parts(&filling, pattern, 0, ret_is_full);
}

/* DEPTH and BUDGET as above. */
static const struct wm_setting *find_users(const struct wm_pattern *pattern,
					   const struct wm_setting *settings, unsigned depth,
					   size_t *budget)
{
	for (size_t i = 0; i < pattern->count; i++) {
		const struct wm_setting *setting;

		if (pattern->parts[i].kind != WM_PART_PARAM || *budget == 0)
			continue;
		--*budget;
		setting = &settings[pattern->parts[i].param];
		if (setting->is_users)
			return setting;
		if (depth < WM_NESTING_MAX)
			setting = find_users(&setting->whole, settings, depth + 1, budget);
		else
			setting = NULL;
		if (setting)
			return setting;
	}
	return NULL;
}

const struct wm_setting *wm_pattern_users(const struct wm_pattern *pattern,
					  const struct wm_setting *settings)
{
	size_t budget = PARTS_MAX;

	return find_users(pattern, settings, 0, &budget);
}
