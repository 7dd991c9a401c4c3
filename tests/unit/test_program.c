/* program.c: services and lines, read once. */
#include "policy_fixture.h"

#include "policy/program.h"

#define PLACE(number)                                               \
	{                                                           \
		.file = "policy.ini", .line = (number), .column = 5 \
	}

static const struct wm_param params[] = {
	{.service = "chat", .name = "host", .text = "chat.{domain}", .where = PLACE(2)},
	{.service = "chat", .name = "priority", .text = "10", .where = PLACE(3)},
	{.service = "chat", .name = "rooms", .text = "a, {host} ,\"b c\"", .where = PLACE(4)},
	{.service = "chat", .name = "udp", .text = "yes", .where = PLACE(5)},
};

static const struct wm_template templates[] = {
	{.text = "{host} ADDR {edge.chat}", .where = PLACE(6)},
	{.condition = WM_IF, .parameter = "udp", .text = "{rooms*} TXT {host}", .where = PLACE(7)},
};

static const struct wm_service chat = {.name = "chat",
				       .params = params,
				       .param_count = WM_COUNT(params),
				       .templates = templates,
				       .template_count = WM_COUNT(templates),
				       .where = PLACE(1)};

static size_t find(const struct wm_program *program, const char *name)
{
	size_t i = 0;

	while (i < program->param_count && strcmp(program->names[i], name) != 0)
		i++;
	return i;
}

static void a_service_becomes_a_program(void **state)
{
	struct fixture fixture;
	struct wm_program program;
	size_t rooms;

	(void)state;
	fixture_begin(&fixture);
	program = wm_program_of_service(fixture.arena, &fixture.diags, &chat);
	assert_string_equal(said(&fixture), "");
	assert_int_equal(program.param_count, 6); /* priority is one of the common ones */
	assert_string_equal(program.names[WM_PARAM_TTL], "ttl");
	assert_null(program.defaults[WM_PARAM_TTL].where);
	assert_int_equal(program.defaults[WM_PARAM_PRIORITY].where->line, 3);
	assert_null(program.defaults[WM_PARAM_WEIGHT].where);
	rooms = find(&program, "rooms");
	assert_true(program.is_list[rooms]);
	assert_false(program.is_list[find(&program, "host")]);
	assert_int_equal(program.defaults[rooms].item_count, 3);
	assert_int_equal(program.defaults[rooms].items[1].parts[0].kind, WM_PART_PARAM);
	assert_int_equal(program.defaults[rooms].items[2].parts[0].len, 3); /* without quotes */
	assert_int_equal(program.instruction_count, 2);
	assert_int_equal(program.instructions[0].condition_param, WM_NO_PARAM);
	assert_int_equal(program.instructions[1].condition, WM_IF);
	assert_int_equal(program.instructions[1].condition_param, find(&program, "udp"));
	fixture_end(&fixture);
}

static void values_are_the_users_unless_they_are_built_in(void **state)
{
	static const struct wm_param mine = {
		.service = "chat", .name = "host", .text = "x", .where = {.file = "my.ini"}};
	struct wm_service built_in = chat;
	struct fixture fixture;
	struct wm_program program;
	struct wm_setting *settings;
	size_t host;

	(void)state;
	fixture_begin(&fixture);
	program = wm_program_of_service(fixture.arena, &fixture.diags, &chat);
	host = find(&program, "host");
	assert_true(program.defaults[host].is_users);
	built_in.built_in = true;
	program = wm_program_of_service(fixture.arena, &fixture.diags, &built_in);
	assert_false(program.defaults[host].is_users);
	settings = wm_arena_copy(fixture.arena, program.defaults,
				 program.param_count * sizeof(*settings));
	wm_program_set(fixture.arena, &fixture.diags, &program, &mine, settings);
	assert_true(settings[host].is_users);
	assert_ptr_equal(settings[host].where, &mine.where);
	assert_false(program.defaults[host].is_users);
	fixture_end(&fixture);
}

static void what_a_value_cannot_be_is_reported_at_its_place(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"a{", "9:6: '{' without '}' (write \\{ for a brace that is none of ours)\n"},
		{" x.{hots}", "9:8: unknown placeholder '{hots}' (did you mean '{host}'?)\n"},
		{"{edge.chat}", "9:5: '{edge.chat}' stands for addresses: it can only be the data "
				"of a record\n"},
		{"{rooms*}", "9:5: a list can be gone through in a record only, not in 'rooms'\n"},
		{"a,,b", "9:7: empty item in the list 'rooms'\n"},
		{",", "9:5: empty item in the list 'rooms'\n"},
		{"", ""},
		{"a, b", ""},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_param param = {.service = "chat",
					       .name = "rooms",
					       .text = rows[i].text,
					       .where = PLACE(9)};
		struct fixture fixture;
		struct wm_program program;
		struct wm_setting *settings;

		fixture_begin(&fixture);
		program = wm_program_of_service(fixture.arena, &fixture.diags, &chat);
		settings = wm_arena_copy(fixture.arena, program.defaults,
					 program.param_count * sizeof(*settings));
		wm_program_set(fixture.arena, &fixture.diags, &program, &param, settings);
		assert_string_equal(said(&fixture), rows[i].said);
		assert_int_equal(settings[find(&program, "rooms")].is_broken, *rows[i].said != 0);
		fixture_end(&fixture);
	}
}

static void bad_templates_are_left_out(void **state)
{
	static const struct wm_template bad[] = {
		{.text = "x AA 1", .where = PLACE(6)},
		{.text = "x A 192.0.2.1", .where = PLACE(7)},
		{.condition = WM_UNLESS,
		 .parameter = "tcp",
		 .text = "x A 192.0.2.2",
		 .where = PLACE(8)},
	};
	struct wm_service service = chat;
	struct fixture fixture;
	struct wm_program program;

	(void)state;
	service.templates = bad;
	service.template_count = WM_COUNT(bad);
	fixture_begin(&fixture);
	program = wm_program_of_service(fixture.arena, &fixture.diags, &service);
	assert_string_equal(said(&fixture),
			    "6:7: unknown record type 'AA' (did you mean 'A'?)\n"
			    "8:5: condition on 'tcp', which is no parameter of service 'chat'\n");
	assert_int_equal(program.instruction_count, 1);
	assert_ptr_equal(program.instructions[0].recipe.where, &bad[1].where);
	fixture_end(&fixture);
}

static void a_line_is_a_program_of_one_instruction(void **state)
{
	static const struct wm_line good = {.text = "x {ttl} A 192.0.2.1", .where = PLACE(3)};
	static const struct wm_line bad = {.text = "x TXT {host}", .where = PLACE(4)};
	static const struct wm_line removal = {.text = "x TXT", .where = PLACE(5)};
	struct fixture fixture;
	struct wm_program program;

	(void)state;
	fixture_begin(&fixture);
	assert_true(
		wm_program_of_line(fixture.arena, &fixture.diags, &good, WM_LINE_RECORD, &program));
	assert_null(program.service);
	assert_int_equal(program.instruction_count, 1);
	assert_int_equal(program.param_count, WM_PARAM_COMMON_COUNT);
	assert_true(wm_program_of_line(fixture.arena, &fixture.diags, &removal, WM_LINE_REMOVE,
				       &program));
	assert_int_equal(program.instructions[0].recipe.type, WM_TYPE_TXT);
	assert_false(
		wm_program_of_line(fixture.arena, &fixture.diags, &bad, WM_LINE_RECORD, &program));
	assert_string_equal(said(&fixture), "4:11: unknown placeholder '{host}'\n");
	fixture_end(&fixture);
}

TEST_MAIN(TEST(a_service_becomes_a_program), TEST(values_are_the_users_unless_they_are_built_in),
	  TEST(what_a_value_cannot_be_is_reported_at_its_place), TEST(bad_templates_are_left_out),
	  TEST(a_line_is_a_program_of_one_instruction))
