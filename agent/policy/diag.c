/* Diagnostics: collected while a policy is read, sorted, and printed with the line and a caret. */
#include <waymark/diag.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <waymark/str.h>

/* A line longer than SHOWN_MAX is quoted in part: from BEFORE_CARET bytes ahead of the caret on. */
#define SHOWN_MAX    160
#define BEFORE_CARET 60

void wm_diags_begin(struct wm_diags *diags, struct wm_arena *arena)
{
	*diags = (struct wm_diags){.arena = arena};
}

__attribute__((format(printf, 2, 0))) static char *
format_text(struct wm_arena *arena, const char *format, va_list arguments)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return wm_arena_text(arena, "(this message cannot be written)");
	text = wm_arena_alloc(arena, (size_t)len + 1);
	(void)vsnprintf(text, (size_t)len + 1, format, arguments);
	return text;
}

static void add(struct wm_diags *diags, enum wm_severity severity, const struct wm_where *where,
		const char *text)
{
	if (severity == WM_ERROR)
		diags->errors++;
	if (diags->count == WM_DIAGS_MAX) {
		diags->dropped++;
		return;
	}
	diags->items = wm_arena_grow(diags->arena, diags->items, &diags->capacity, diags->count,
				     sizeof(*diags->items));
	diags->items[diags->count++] =
		(struct wm_diag){.severity = severity, .where = *where, .text = text};
}

void wm_error(struct wm_diags *diags, const struct wm_where *where, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(diags, WM_ERROR, where, format_text(diags->arena, format, arguments));
	va_end(arguments);
}

void wm_warning(struct wm_diags *diags, const struct wm_where *where, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(diags, WM_WARNING, where, format_text(diags->arena, format, arguments));
	va_end(arguments);
}

void wm_hint(struct wm_diags *diags, const char *format, ...)
{
	va_list arguments;

	/* Once something was dropped, the last diagnostic is not among those that are kept. */
	if (diags->count == 0 || diags->dropped > 0)
		return;
	va_start(arguments, format);
	diags->items[diags->count - 1].hint = format_text(diags->arena, format, arguments);
	va_end(arguments);
}

/* A diagnostic with what qsort needs to be stable and to keep files in the order first seen. */
struct ranked {
	struct wm_diag diag;
	size_t file_rank;
	size_t index;
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static size_t rank_of_file(const struct ranked *items, size_t count, const char *file)
{
	for (size_t i = count; i > 0; i--)
		if (same_text(items[i - 1].diag.where.file, file))
			return items[i - 1].file_rank;
	return count;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_ranked(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;
	int order = compare_numbers(a->file_rank, b->file_rank);

	if (order == 0)
		order = compare_numbers(a->diag.where.line, b->diag.where.line);
	if (order == 0)
		order = compare_numbers(a->diag.where.column, b->diag.where.column);
	return order != 0 ? order : compare_numbers(a->index, b->index);
}

static bool is_same_place(const struct wm_where *a, const struct wm_where *b)
{
	return a->line == b->line && a->column == b->column && same_text(a->file, b->file);
}

/* Is DIAG one of those at its place already? ITEMS are sorted. */
static bool is_double(const struct wm_diag *items, size_t count, const struct wm_diag *diag)
{
	for (; count > 0 && is_same_place(&items[count - 1].where, &diag->where); count--) {
		const struct wm_diag *other = &items[count - 1];

		if (other->severity == diag->severity && same_text(other->text, diag->text) &&
		    same_text(other->hint, diag->hint))
			return true;
	}
	return false;
}

void wm_diags_sort(struct wm_diags *diags)
{
	struct ranked *items = WM_ARENA_NEW(diags->arena, struct ranked, diags->count);
	size_t count = diags->count;

	for (size_t i = 0; i < count; i++) {
		items[i].diag = diags->items[i];
		items[i].file_rank = rank_of_file(items, i, diags->items[i].where.file);
		items[i].index = i;
	}
	if (count > 0)
		qsort(items, count, sizeof(*items), compare_ranked);

	diags->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_double(diags->items, diags->count, &items[i].diag))
			diags->items[diags->count++] = items[i].diag;
		else if (items[i].diag.severity == WM_ERROR)
			diags->errors--;
	}
}

/* SGR sequences, or nothing. */
struct colors {
	const char *bold, *error, *warning, *caret, *off;
};

static const struct colors plain = {"", "", "", "", ""};
static const struct colors bright = {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;32m",
				     "\033[0m"};

static void print_place(struct wm_buf *out, const struct wm_where *where)
{
	if (!where->file)
		return;
	wm_str_escape_utf8(out, where->file, strlen(where->file));
	if (where->line > 0)
		wm_buf_printf(out, ":%u", where->line);
	if (where->line > 0 && where->column > 0)
		wm_buf_printf(out, ":%u", where->column);
	wm_buf_text(out, ": ");
}

/* TEXT made safe for a terminal, but with its tabs, so that the caret's line can repeat them. */
static void print_line(struct wm_buf *out, const char *text, size_t len)
{
	while (len > 0) {
		const char *tab = memchr(text, '\t', len);
		size_t part = tab ? (size_t)(tab - text) : len;

		wm_str_escape_utf8(out, text, part);
		if (!tab)
			return;
		wm_buf_put_u8(out, '\t');
		text += part + 1;
		len -= part + 1;
	}
}

/* As wide as what print_line makes of TEXT: tabs stay, every other character becomes a blank. */
static void print_gap(struct wm_buf *out, const char *text, size_t len)
{
	size_t start = out->len;
	size_t end;

	print_line(out, text, len);
	end = start;
	for (size_t i = start; i < out->len; i++) {
		if ((out->data[i] & 0xC0) == 0x80)
			continue; /* the rest of a UTF-8 character that was counted already */
		out->data[end++] = out->data[i] == '\t' ? '\t' : ' ';
	}
	wm_buf_cut(out, end);
}

/* Move OFFSET back to the start of a UTF-8 character. */
static size_t character_start(const char *text, size_t offset)
{
	while (offset > 0 && ((unsigned char)text[offset] & 0xC0) == 0x80)
		offset--;
	return offset;
}

static void print_quote(struct wm_buf *out, const struct wm_where *where,
			const struct colors *colors)
{
	size_t len = strlen(where->text);
	size_t caret = where->column > 0 ? where->column - 1 : 0;
	size_t from = 0;
	size_t to = len;
	int margin = snprintf(NULL, 0, " %u", where->line);

	if (caret > len)
		caret = len;
	if (len > SHOWN_MAX && caret > BEFORE_CARET)
		from = character_start(where->text, caret - BEFORE_CARET);
	if (to - from > SHOWN_MAX)
		to = character_start(where->text, from + SHOWN_MAX);

	wm_buf_printf(out, " %u | %s", where->line, from > 0 ? "..." : "");
	print_line(out, where->text + from, to - from);
	wm_buf_text(out, to < len ? "...\n" : "\n");
	if (where->column == 0)
		return;
	wm_buf_printf(out, "%*s | %s", margin, "", from > 0 ? "   " : "");
	print_gap(out, where->text + from, caret - from);
	wm_buf_printf(out, "%s^%s\n", colors->caret, colors->off);
}

static void print_one(struct wm_buf *out, const struct wm_diag *diag, const struct colors *colors)
{
	bool is_error = diag->severity == WM_ERROR;

	wm_buf_text(out, colors->bold);
	print_place(out, &diag->where);
	wm_buf_printf(out, "%s%s%s%s: ", colors->off, is_error ? colors->error : colors->warning,
		      is_error ? "error" : "warning", colors->off);
	wm_str_escape_utf8(out, diag->text, strlen(diag->text));
	if (diag->hint) {
		wm_buf_text(out, " (");
		wm_str_escape_utf8(out, diag->hint, strlen(diag->hint));
		wm_buf_text(out, ")");
	}
	wm_buf_text(out, "\n");
	if (diag->where.text && diag->where.line > 0)
		print_quote(out, &diag->where, colors);
}

void wm_diags_print(struct wm_buf *out, const struct wm_diags *diags, bool color)
{
	for (size_t i = 0; i < diags->count; i++)
		print_one(out, &diags->items[i], color ? &bright : &plain);
	if (diags->dropped > 0)
		wm_buf_printf(out, "... and %zu more\n", diags->dropped);
}
