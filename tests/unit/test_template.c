/* template.c: texts with placeholders, read and filled in. */
#include "policy_fixture.h"

#include "policy/template.h"

/* The parameters of the tests and their values. */
static const char *const names[] = {"priority", "host", "port", "loop", "empty", "list", "mine"};
static const char *const values[] = {"5", "chat.{domain}", "5061", "x{loop}", "", "a, b", "{host}"};

struct bench {
	struct fixture fixture;
	struct wm_pattern_reader reader;
	struct wm_setting settings[WM_COUNT(names)];
	struct wm_pattern items[2];
	struct wm_where where;
	struct wm_buf out;
};

static bool read_text(struct bench *bench, const char *text, struct wm_pattern *ret_pattern)
{
	return wm_pattern_read(&bench->reader, text, strlen(text), &bench->where, ret_pattern);
}

static void begin(struct bench *bench)
{
	*bench = (struct bench){.where = {.file = "policy.ini", .line = 3, .column = 10}};
	fixture_begin(&bench->fixture);
	wm_buf_init(&bench->out, WM_FILLED_MAX);
	bench->reader = (struct wm_pattern_reader){.arena = bench->fixture.arena,
						   .diags = &bench->fixture.diags,
						   .params = names,
						   .param_count = WM_COUNT(names)};
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		bench->settings[i].name = names[i];
		assert_true(read_text(bench, values[i], &bench->settings[i].whole));
	}
	assert_true(read_text(bench, "first", &bench->items[0]));
	assert_true(read_text(bench, "second.{domain}", &bench->items[1]));
	bench->settings[5].items = bench->items;
	bench->settings[5].item_count = 2;
	bench->settings[6].is_users = true;
}

static void end(struct bench *bench)
{
	wm_buf_done(&bench->out);
	fixture_end(&bench->fixture);
}

static struct wm_fill fill_of(const struct bench *bench)
{
	return (struct wm_fill){.domain = "d.example",
				.edge_domain = "pool.example",
				.edge_name = "one",
				.settings = bench->settings,
				.step = 20,
				.item = 1};
}

static void placeholders_are_filled_in(void **state)
{
	static const struct {
		const char *text;
		const char *filled;
		bool is_full;
	} rows[] = {
		{"plain", "plain", false},
		{"", "", false},
		{"{domain}", "d.example", true},
		{"a.{edge.domain}", "a.pool.example", true},
		{"{edge.name}", "one", false},
		{"{host}", "chat.d.example", true},
		{"{host}.", "chat.d.example.", false},
		{"{mine}", "chat.d.example", true},
		{"{port}", "5061", false},
		{"{port+step}", "5081", false},
		{"{priority}", "25", false},
		{"{priority+step}", "25", false},
		{"x{empty}y", "xy", false},
		{"{empty}", "", false},
		{"_s.{list*}", "_s.second.d.example", true},
		{"{list}", "a, b", false},
		{"\\{host} \\\\{port}", "\\{host} \\\\5061", false},
		{"}", "}", false},
	};
	struct bench bench;

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_fill fill = fill_of(&bench);
		struct wm_pattern pattern = {0};
		struct wm_fail why;
		bool is_full;

		assert_true(read_text(&bench, rows[i].text, &pattern));
		wm_buf_clear(&bench.out);
		assert_int_equal(wm_pattern_fill(&bench.out, &pattern, &fill, &is_full, &why),
				 WM_OK);
		assert_string_equal(wm_buf_string(&bench.out), rows[i].filled);
		assert_int_equal(is_full, rows[i].is_full);
	}
	end(&bench);
}

static void what_is_no_placeholder_is_reported_at_its_place(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"a{host", "3:11: '{' without '}' (write \\{ for a brace that is none of ours)\n"},
		{"{", "3:10: '{' without '}' (write \\{ for a brace that is none of ours)\n"},
		{"{}", "3:10: unknown placeholder '{}'\n"},
		{"{hots}", "3:10: unknown placeholder '{hots}' (did you mean '{host}'?)\n"},
		{"x{prot+step}", "3:11: unknown placeholder '{prot+step}'\n"},
		{"{domian}", "3:10: unknown placeholder '{domian}' (did you mean '{domain}'?)\n"},
		{"{edge.}", "3:10: unknown placeholder '{edge.}'\n"},
		{"{*}", "3:10: unknown placeholder '{*}'\n"},
		{"{+step}", "3:10: unknown placeholder '{+step}'\n"},
		{"{q1}{q2}",
		 "3:10: unknown placeholder '{q1}'\n3:14: unknown placeholder '{q2}'\n"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_pattern pattern = {.count = 99};
		struct bench bench;

		begin(&bench);
		assert_false(read_text(&bench, rows[i].text, &pattern));
		assert_int_equal(pattern.count, 99);
		assert_string_equal(said(&bench.fixture), rows[i].said);
		end(&bench);
	}
}

static void what_cannot_be_filled_in_says_why(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} rows[] = {
		{"{loop}", "parameter 'loop' contains itself, or is nested more than 8 deep"},
		{"{host+step}",
		 "parameter 'host' is 'chat.d.example', expected a number to add steps to"},
		{"{empty+step}", "parameter 'empty' is '', expected a number to add steps to"},
		{"{port*}", "'{port*}' stands where there is no list to go through"},
		{"{edge.sip}",
		 "'{edge.sip}' stands for addresses: it can only be the data of A, AAAA or ADDR"},
	};
	struct bench bench;

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		const struct wm_fill fill = fill_of(&bench);
		struct wm_pattern pattern = {0};
		struct wm_fail why;
		bool is_full;

		assert_true(read_text(&bench, rows[i].text, &pattern));
		assert_int_equal(wm_pattern_fill(&bench.out, &pattern, &fill, &is_full, &why),
				 WM_EPOLICY);
		assert_string_equal(why.text, rows[i].why);
	}
	end(&bench);
}

static void the_name_of_an_edge_needs_an_edge(void **state)
{
	struct bench bench;
	struct wm_fill fill;
	struct wm_pattern pattern = {0};
	struct wm_fail why;
	bool is_full;

	(void)state;
	begin(&bench);
	fill = fill_of(&bench);
	fill.edge_name = NULL;
	assert_true(read_text(&bench, "{edge.name}", &pattern));
	assert_int_equal(wm_pattern_fill(&bench.out, &pattern, &fill, &is_full, &why), WM_EPOLICY);
	assert_string_equal(why.text, "'{edge.name}' needs an edge, and the domain has none");
	end(&bench);
}

/* Each level holds ten of the next, and the last one nothing: a billion steps for no byte. */
static void work_and_length_are_bounded(void **state)
{
	struct bench bench;
	struct wm_fill fill;
	struct wm_pattern pattern = {0};
	struct wm_fail why;
	char *text;
	bool is_full;

	(void)state;
	begin(&bench);
	fill = fill_of(&bench);
	for (size_t i = 0; i + 1 < WM_COUNT(names); i++) {
		const char *next = wm_arena_printf(bench.fixture.arena, "{%s}", names[i + 1]);

		text = wm_arena_printf(bench.fixture.arena, "%s%s%s%s%s%s%s%s%s%s", next, next,
				       next, next, next, next, next, next, next, next);
		assert_true(read_text(&bench, text, &bench.settings[i].whole));
	}
	bench.settings[WM_COUNT(names) - 1].whole = (struct wm_pattern){0};
	assert_true(read_text(&bench, "{priority}{host}", &pattern));
	assert_int_equal(wm_pattern_fill(&bench.out, &pattern, &fill, &is_full, &why), WM_EPOLICY);

	text = wm_arena_alloc(bench.fixture.arena, WM_FILLED_MAX + 2);
	memset(text, 'a', WM_FILLED_MAX + 1);
	assert_true(read_text(&bench, text, &pattern));
	assert_int_equal(wm_pattern_fill(&bench.out, &pattern, &fill, &is_full, &why), WM_EPOLICY);
	assert_string_equal(why.text, "longer than 65535 bytes when filled in");
	end(&bench);
}

static void the_users_own_parameter_is_found_however_deep(void **state)
{
	struct bench bench;
	struct wm_pattern pattern = {0};

	(void)state;
	begin(&bench);
	assert_true(read_text(&bench, "{port}.{mine}", &pattern));
	assert_ptr_equal(wm_pattern_users(&pattern, bench.settings), &bench.settings[6]);
	bench.settings[6].is_users = false;
	assert_null(wm_pattern_users(&pattern, bench.settings));
	bench.settings[1].is_users = true; /* host, which mine holds */
	assert_ptr_equal(wm_pattern_users(&pattern, bench.settings), &bench.settings[1]);
	assert_true(read_text(&bench, "{loop}", &pattern));
	assert_null(wm_pattern_users(&pattern, bench.settings));
	end(&bench);
}

TEST_MAIN(TEST(placeholders_are_filled_in), TEST(what_is_no_placeholder_is_reported_at_its_place),
	  TEST(what_cannot_be_filled_in_says_why), TEST(the_name_of_an_edge_needs_an_edge),
	  TEST(work_and_length_are_bounded), TEST(the_users_own_parameter_is_found_however_deep))
