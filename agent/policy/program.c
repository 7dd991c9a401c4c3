/* Reading services and lines: names of parameters, their values, and one recipe a line. */
#include "program.h"

#include "reader.h"

#include <string.h>

static struct wm_pattern_reader reader_for(struct wm_arena *arena, struct wm_diags *diags,
					   const struct wm_program *program)
{
	return (struct wm_pattern_reader){
		.arena = arena,
		.diags = diags,
		.params = program->names,
		.param_count = program->param_count,
	};
}

/* ---- values of parameters ---- */

/* Take blanks off both ends, then quotes that stand around the whole. */
static void trim(const char *text, size_t *start, size_t *len)
{
	while (*len > 0 && (text[*start] == ' ' || text[*start] == '\t')) {
		++*start;
		--*len;
	}
	while (*len > 0 && (text[*start + *len - 1] == ' ' || text[*start + *len - 1] == '\t'))
		--*len;
	if (*len >= 2 && text[*start] == '"' && text[*start + *len - 1] == '"') {
		++*start;
		*len -= 2;
	}
}

/* The LEN bytes from START of a parameter's text. */
static bool read_value(const struct wm_pattern_reader *reader, const struct wm_param *param,
		       size_t start, size_t len, struct wm_pattern *ret_pattern)
{
	struct wm_pattern pattern;
	struct wm_where place;

	trim(param->text, &start, &len);
	place = wm_where_at(&param->where, start);
	if (!wm_pattern_read(reader, param->text + start, len, &place, &pattern))
		return false;
	for (size_t i = 0; i < pattern.count; i++) {
		const struct wm_part *part = &pattern.parts[i];

		place = wm_where_at(&param->where, start + part->offset);
		if (part->kind == WM_PART_ROLE) {
			wm_error(reader->diags, &place,
				 "'{edge.%s}' stands for addresses: it can only be the data of a "
				 "record",
				 part->text);
			return false;
		}
		if (part->each) {
			wm_error(reader->diags, &place,
				 "a list can be gone through in a record only, not in '%s'",
				 param->name);
			return false;
		}
	}
	*ret_pattern = pattern;
	return true;
}

/* The items between the commas of a parameter's text; no text is an empty list. */
static bool read_items(const struct wm_pattern_reader *reader, const struct wm_param *param,
		       struct wm_setting *setting)
{
	size_t len = strlen(param->text);
	size_t max = 1;
	struct wm_pattern *items;

	for (const char *comma = strchr(param->text, ','); comma; comma = strchr(comma + 1, ','))
		max++;
	items = WM_ARENA_NEW(reader->arena, struct wm_pattern, max);
	setting->items = items;
	for (size_t start = 0; start < len;) {
		const char *comma = strchr(param->text + start, ',');
		size_t item_len = comma ? (size_t)(comma - param->text) - start : len - start;

		if (!read_value(reader, param, start, item_len, &items[setting->item_count]))
			return false;
		if (items[setting->item_count].count == 0) {
			struct wm_where place = wm_where_at(&param->where, start);

			wm_error(reader->diags, &place, "empty item in the list '%s'", param->name);
			return false;
		}
		setting->item_count++;
		start += item_len + 1;
	}
	return true;
}

/* Was it the user who wrote at WHERE, or is it part of what is built in? */
static bool is_users(const struct wm_service *service, const struct wm_where *where)
{
	return !service || !service->built_in || !where->file || !service->where.file ||
	       strcmp(where->file, service->where.file) != 0;
}

void wm_program_set(struct wm_arena *arena, struct wm_diags *diags,
		    const struct wm_program *program, const struct wm_param *param,
		    struct wm_setting *settings)
{
	struct wm_pattern_reader reader = reader_for(arena, diags, program);
	struct wm_setting setting = {
		.name = param->name,
		.where = &param->where,
		.is_users = is_users(program->service, &param->where),
	};

	for (size_t i = 0; i < program->param_count; i++) {
		if (strcmp(program->names[i], param->name) != 0)
			continue;
		setting.is_broken =
			!read_value(&reader, param, 0, strlen(param->text), &setting.whole) ||
			(program->is_list[i] && !read_items(&reader, param, &setting));
		settings[i] = setting;
		return;
	}
}

/* ---- programs ---- */

/* The names of all parameters: the common ones, and those of SERVICE that are not common. */
static void collect_names(struct wm_arena *arena, const struct wm_service *service,
			  struct wm_program *program)
{
	size_t own = service ? service->param_count : 0;
	const char **names = WM_ARENA_NEW(arena, const char *, WM_PARAM_COMMON_COUNT + own);

	for (size_t i = 0; i < WM_PARAM_COMMON_COUNT; i++)
		names[program->param_count++] = wm_params_common[i];
	for (size_t i = 0; i < own; i++) {
		bool known = false;

		for (size_t j = 0; j < program->param_count; j++)
			known |= strcmp(names[j], service->params[i].name) == 0;
		if (!known)
			names[program->param_count++] = service->params[i].name;
	}
	program->names = names;
}

/* Priority and weight are 0 until somebody says otherwise; the TTL is the domain's and comes when a
 * domain does. */
static struct wm_setting *common_settings(struct wm_arena *arena, const struct wm_program *program)
{
	static const struct wm_part zero_part = {.kind = WM_PART_TEXT, .text = "0", .len = 1};
	static const struct wm_pattern zero = {.parts = &zero_part, .count = 1};
	struct wm_setting *settings = WM_ARENA_NEW(arena, struct wm_setting, program->param_count);

	for (size_t i = 0; i < program->param_count; i++)
		settings[i].name = program->names[i];
	settings[WM_PARAM_PRIORITY].whole = zero;
	settings[WM_PARAM_WEIGHT].whole = zero;
	return settings;
}

/* The parameter that decides about TEMPLATE. */
static bool find_condition(struct wm_diags *diags, const struct wm_program *program,
			   const struct wm_template *template, struct wm_instruction *instruction)
{
	instruction->condition = template->condition;
	instruction->condition_param = WM_NO_PARAM;
	if (template->condition == WM_ALWAYS)
		return true;
	for (size_t i = 0; i < program->param_count; i++)
		if (strcmp(program->names[i], template->parameter) == 0)
			instruction->condition_param = i;
	if (instruction->condition_param != WM_NO_PARAM)
		return true;
	wm_error(diags, &template->where,
		 "condition on '%s', which is no parameter of service '%s'", template->parameter,
		 program->service->name);
	return false;
}

struct wm_program wm_program_of_service(struct wm_arena *arena, struct wm_diags *diags,
					const struct wm_service *service)
{
	struct wm_program program = {.service = service};
	struct wm_pattern_reader reader;
	struct wm_instruction *instructions;
	struct wm_setting *settings;
	bool *is_list;

	collect_names(arena, service, &program);
	reader = reader_for(arena, diags, &program);
	is_list = WM_ARENA_NEW(arena, bool, program.param_count);
	instructions = WM_ARENA_NEW(arena, struct wm_instruction, service->template_count);
	for (size_t i = 0; i < service->template_count; i++) {
		const struct wm_template *template = &service->templates[i];
		struct wm_instruction *instruction = &instructions[program.instruction_count];

		if (!find_condition(diags, &program, template, instruction) ||
		    !wm_recipe_read(&reader, template->text, &template->where,
				    &instruction->recipe))
			continue;
		if (instruction->recipe.list != WM_NO_PARAM)
			is_list[instruction->recipe.list] = true;
		program.instruction_count++;
	}
	program.instructions = instructions;
	program.is_list = is_list;

	settings = common_settings(arena, &program);
	for (size_t i = 0; i < service->param_count; i++)
		wm_program_set(arena, diags, &program, &service->params[i], settings);
	program.defaults = settings;
	return program;
}

bool wm_program_of_line(struct wm_arena *arena, struct wm_diags *diags, const struct wm_line *line,
			enum wm_line_kind kind, struct wm_program *ret_program)
{
	struct wm_program program = {.instruction_count = 1};
	struct wm_instruction *instruction = WM_ARENA_NEW(arena, struct wm_instruction, 1);
	struct wm_pattern_reader reader;

	collect_names(arena, NULL, &program);
	reader = reader_for(arena, diags, &program);
	instruction->condition_param = WM_NO_PARAM;
	program.instructions = instruction;
	program.is_list = WM_ARENA_NEW(arena, bool, program.param_count);
	program.defaults = common_settings(arena, &program);
	if (kind == WM_LINE_RECORD
		    ? !wm_recipe_read(&reader, line->text, &line->where, &instruction->recipe)
		    : !wm_removal_read(&reader, line->text, &line->where, &instruction->recipe))
		return false;
	*ret_program = program;
	return true;
}
