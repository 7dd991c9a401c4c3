/* One `record =` or `remove =` line: reading it into fields. */
#include "recipe.h"

#include <string.h>

#include <waymark/str.h>
#include <waymark/text.h>

#include "reader.h"

/* One line under work. */
struct line {
	const struct wm_pattern_reader *reader;
	const struct wm_where *where;
	const struct wm_token *tokens;
	size_t count;
	size_t end;
};

/* Where token INDEX stands, or the line's end if there is none. */
static struct wm_where token_place(const struct line *line, size_t index)
{
	return wm_where_at(line->where,
			   index < line->count ? line->tokens[index].column - 1 : line->end);
}

static bool cut(const struct wm_pattern_reader *reader, const char *text,
		const struct wm_where *where, struct line *line)
{
	struct wm_token *tokens;
	struct wm_fail why;
	size_t column = 0;

	*line = (struct line){.reader = reader, .where = where, .end = strlen(text)};
	if (wm_tokens_read(reader->arena, text, line->end, &tokens, &line->count, &column, &why)) {
		struct wm_where place = wm_where_at(where, column > 0 ? column - 1 : 0);

		wm_error(reader->diags, &place, "%s", why.text);
		return false;
	}
	line->tokens = tokens;
	return true;
}

/* Token INDEX if there is one and it is not quoted, else NULL. */
static const struct wm_token *find_word(const struct line *line, size_t index)
{
	return index < line->count && !line->tokens[index].quoted ? &line->tokens[index] : NULL;
}

/* Is token INDEX the name of a type? ADDR gives 0. */
static bool is_type(const struct line *line, size_t index, uint16_t *ret_type)
{
	const struct wm_token *token = find_word(line, index);

	if (!token)
		return false;
	if (wm_str_is(token->text, token->len, WM_ADDR)) {
		*ret_type = 0;
		return true;
	}
	return wm_type_read(token->text, token->len, ret_type);
}

static bool is_ttl(const struct line *line, size_t index)
{
	const struct wm_token *token = find_word(line, index);
	uint32_t ttl_s;

	return token && (memchr(token->text, '{', token->len) ||
			 wm_str_duration(token->text, token->len, WM_TTL_MAX, &ttl_s));
}

/* Report that token INDEX is not the type that should stand there. */
static bool refuse_type(const struct line *line, size_t index)
{
	static const char *const types[] = {WM_ADDR,
#define WM_TYPE(name, number) #name,
					    WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
	};
	struct wm_arena *arena = line->reader->arena;
	struct wm_where place = token_place(line, index);
	const char *nearest;
	const char *word;

	if (index >= line->count) {
		wm_error(line->reader->diags, &place,
			 "record without a type, expected OWNER [TTL] TYPE DATA");
		return false;
	}
	if (line->tokens[index].quoted) {
		wm_error(line->reader->diags, &place, "quoted text, expected a record type");
		return false;
	}
	word = wm_arena_text_n(arena, line->tokens[index].text, line->tokens[index].len);
	wm_error(line->reader->diags, &place, "unknown record type '%s'", word);
	nearest = wm_str_nearest(word, types, WM_COUNT(types));
	if (wm_str_is(word, strlen(word), "IN"))
		wm_hint(line->reader->diags, "leave the class out: OWNER [TTL] TYPE DATA");
	else if (nearest)
		wm_hint(line->reader->diags, "did you mean '%s'?", nearest);
	return false;
}

/* Which tokens are owner and TTL? A type name that stands second or third decides; so whoever
 * writes a TTL writes the owner too. Sets the index of the type. */
static bool find_type(const struct line *line, struct wm_recipe *recipe, size_t *ret_index)
{
	if (is_type(line, 1, &recipe->type)) {
		*ret_index = 1;
		return true;
	}
	if (is_ttl(line, 1) && is_type(line, 2, &recipe->type)) {
		*ret_index = 2;
		return true;
	}
	if (is_type(line, 0, &recipe->type)) {
		*ret_index = 0;
		return true;
	}
	return refuse_type(line, is_ttl(line, 1) ? 2 : 1);
}

static bool read_fields(const struct line *line, size_t first, size_t count,
			const struct wm_field **ret_fields)
{
	struct wm_field *fields = WM_ARENA_NEW(line->reader->arena, struct wm_field, count);
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		const struct wm_token *token = &line->tokens[first + i];
		size_t text_offset = token->column - 1 + (token->quoted ? 1 : 0);
		struct wm_where place = wm_where_at(line->where, text_offset);

		fields[i].offset = token->column - 1;
		fields[i].quoted = token->quoted;
		good &= wm_pattern_read(line->reader, token->text, token->len, &place,
					&fields[i].pattern);
	}
	*ret_fields = fields;
	return good;
}

/* Note what FIELD's placeholders mean for the whole line. */
static bool note_uses(const struct line *line, const struct wm_field *field,
		      struct wm_recipe *recipe)
{
	for (size_t i = 0; i < field->pattern.count; i++) {
		const struct wm_part *part = &field->pattern.parts[i];

		recipe->uses_edge |=
			part->step || (part->kind != WM_PART_TEXT && part->kind != WM_PART_DOMAIN &&
				       part->kind != WM_PART_PARAM);
		if (!part->each)
			continue;
		if (recipe->list != WM_NO_PARAM && recipe->list != part->param) {
			struct wm_where place =
				wm_where_at(line->where, field->offset + part->offset);

			wm_error(line->reader->diags, &place,
				 "a record can go through one list, not '%s' and '%s'",
				 line->reader->params[recipe->list],
				 line->reader->params[part->param]);
			return false;
		}
		recipe->list = part->param;
	}
	return true;
}

/* {edge.ROLE} is the whole data of an address record, or an error. */
static bool find_role(const struct line *line, struct wm_recipe *recipe)
{
	const struct wm_pattern *data = recipe->data_count > 0 ? &recipe->data[0].pattern : NULL;
	bool takes_role =
		recipe->data_count == 1 && data->count == 1 &&
		(recipe->type == 0 || recipe->type == WM_TYPE_A || recipe->type == WM_TYPE_AAAA);

	for (size_t i = 0; i < recipe->data_count; i++) {
		const struct wm_field *field = &recipe->data[i];
		const struct wm_part *part = wm_pattern_find(&field->pattern, WM_PART_ROLE);
		struct wm_where place;

		if (!part)
			continue;
		if (takes_role) {
			recipe->role = part->text;
			return true;
		}
		place = wm_where_at(line->where, field->offset + part->offset);
		wm_error(line->reader->diags, &place,
			 "'{edge.%s}' stands for addresses: it is the whole data of an A, AAAA or "
			 "ADDR record",
			 part->text);
		return false;
	}
	return true;
}

bool wm_recipe_read(const struct wm_pattern_reader *reader, const char *text,
		    const struct wm_where *where, struct wm_recipe *ret_recipe)
{
	struct wm_recipe recipe = {.where = where, .list = WM_NO_PARAM};
	struct line line;
	size_t type_index = 0;
	bool good;

	if (!cut(reader, text, where, &line) || !find_type(&line, &recipe, &type_index))
		return false;
	recipe.end = line.end;
	recipe.data_count = line.count - type_index - 1;
	good = read_fields(&line, type_index + 1, recipe.data_count, &recipe.data);
	if (type_index > 0)
		good &= read_fields(&line, 0, 1, &recipe.owner);
	if (type_index > 1)
		good &= read_fields(&line, 1, 1, &recipe.ttl);
	if (!good || !find_role(&line, &recipe))
		return false;
	for (size_t i = 0; good && i < recipe.data_count; i++)
		good = note_uses(&line, &recipe.data[i], &recipe);
	if (recipe.owner)
		good = good && note_uses(&line, recipe.owner, &recipe);
	if (recipe.ttl)
		good = good && note_uses(&line, recipe.ttl, &recipe);
	if (good)
		*ret_recipe = recipe;
	return good;
}

bool wm_removal_read(const struct wm_pattern_reader *reader, const char *text,
		     const struct wm_where *where, struct wm_recipe *ret_recipe)
{
	struct wm_recipe recipe = {.where = where, .list = WM_NO_PARAM};
	struct line line;

	if (!cut(reader, text, where, &line))
		return false;
	if (line.count != 2) {
		struct wm_where place = token_place(&line, line.count < 2 ? line.count : 2);

		wm_error(reader->diags, &place, "expected NAME TYPE and nothing else");
		return false;
	}
	if (!is_type(&line, 1, &recipe.type))
		return refuse_type(&line, 1);
	recipe.end = line.end;
	if (!read_fields(&line, 0, 1, &recipe.owner) || !note_uses(&line, recipe.owner, &recipe))
		return false;
	*ret_recipe = recipe;
	return true;
}
