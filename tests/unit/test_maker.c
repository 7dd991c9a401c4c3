/* maker.c: recipes filled in to owners, TTLs and RDATA. */
#include "policy_fixture.h"

#include <waymark/text.h>

#include "policy/maker.h"

static const char *const names[] = {"host", "label", "root", "ttl"};
static const char *const values[] = {"sip.{domain}", "chat", ".", "5m"};

static const struct wm_where where = {.file = "policy.ini", .line = 1, .column = 1};

struct bench {
	struct fixture fixture;
	struct wm_pattern_reader reader;
	struct wm_setting settings[WM_COUNT(names)];
	struct wm_maker maker;
	struct wm_fill fill;
	struct wm_name origin;
	struct wm_recipe recipe;
	struct wm_buf out;
};

static void begin(struct bench *bench)
{
	*bench = (struct bench){.out = {0}};
	fixture_begin(&bench->fixture);
	wm_buf_init(&bench->out, 65536);
	wm_maker_init(&bench->maker, bench->fixture.arena);
	bench->reader = (struct wm_pattern_reader){.arena = bench->fixture.arena,
						   .diags = &bench->fixture.diags,
						   .params = names,
						   .param_count = WM_COUNT(names)};
	for (size_t i = 0; i < WM_COUNT(names); i++) {
		bench->settings[i].name = names[i];
		assert_true(wm_pattern_read(&bench->reader, values[i], strlen(values[i]), &where,
					    &bench->settings[i].whole));
	}
	assert_int_equal(
		wm_name_read(bench->fixture.arena, "d.example", 9, NULL, &bench->origin, NULL),
		WM_OK);
	bench->fill = (struct wm_fill){
		.domain = "d.example", .edge_domain = "d.example", .settings = bench->settings};
	bench->maker.fill = &bench->fill;
	bench->maker.origin = &bench->origin;
}

static void end(struct bench *bench)
{
	wm_maker_done(&bench->maker);
	wm_buf_done(&bench->out);
	fixture_end(&bench->fixture);
}

/* The record that LINE makes, as "OWNER TYPE RDATA"; NULL if it makes none. */
static const char *make(struct bench *bench, const char *line)
{
	char type_text[WM_TYPE_TEXT_MAX];
	struct wm_name owner;
	struct wm_rdata rdata;
	uint16_t type;

	assert_true(wm_recipe_read(&bench->reader, line, &where, &bench->recipe));
	bench->maker.lookalike = NULL;
	if (wm_recipe_owner(&bench->maker, &bench->recipe, &owner) ||
	    wm_recipe_rdata(&bench->maker, &bench->recipe, &type, &rdata))
		return NULL;
	wm_buf_clear(&bench->out);
	wm_name_print(&bench->out, &owner);
	wm_buf_printf(&bench->out, " %s ", wm_type_text(type, type_text));
	wm_rdata_print(&bench->out, type, &rdata);
	return wm_buf_string(&bench->out);
}

static void names_become_absolute(void **state)
{
	static const struct {
		const char *line;
		const char *record;
		bool looks_full;
	} rows[] = {
		{"www A 192.0.2.1", "www.d.example. A 192.0.2.1", false},
		{"A 192.0.2.1", "d.example. A 192.0.2.1", false},
		{"@ MX 10 @", "d.example. MX 10 d.example.", false},
		{"www.example.net. CNAME x", "www.example.net. CNAME x.d.example.", false},
		{"_s.{host} TXT a", "_s.sip.d.example. TXT \"a\"", false},
		{"_s._tcp SRV 0 0 1 {host}", "_s._tcp.d.example. SRV 0 0 1 sip.d.example.", false},
		{"{label} CNAME x.{label}", "chat.d.example. CNAME x.chat.d.example.", false},
		{"_s._tcp SRV 0 0 0 {root}", "_s._tcp.d.example. SRV 0 0 0 .", false},
		{"a.{domain} TXT {domain}", "a.d.example. TXT \"d.example\"", false},
		{"{domain}.x TXT a", "d.example.x.d.example. TXT \"a\"", false},
		{"x.d.example TXT a", "x.d.example.d.example. TXT \"a\"", true},
		{"x CNAME y.EXAMPLE", "x.d.example. CNAME y.example.d.example.", true},
		{"x CNAME example", "x.d.example. CNAME example.d.example.", false},
		{"x TXT y.d.example", "x.d.example. TXT \"y.d.example\"", false},
		{"x TXT \"{host} {label}\"", "x.d.example. TXT \"sip.d.example chat\"", false},
		{"x ADDR 2001:DB8::1", "x.d.example. AAAA 2001:db8::1", false},
		{"x ADDR 192.0.2.1", "x.d.example. A 192.0.2.1", false},
	};
	struct bench bench;

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_string_equal(make(&bench, rows[i].line), rows[i].record);
		assert_int_equal(bench.maker.lookalike != NULL, rows[i].looks_full);
	}
	end(&bench);
}

static void the_field_that_failed_is_known(void **state)
{
	static const struct {
		const char *line;
		size_t offset; /* of the field; SIZE_MAX: the end of the line */
	} rows[] = {
		{"a..b A 192.0.2.1", 0},
		{"www A 192.0.2.256", 6},
		{"_s._tcp SRV 0 0 65536 {host}", 16},
		{"_s._tcp SRV 0 0 1", SIZE_MAX},
		{"_s._tcp SRV 0 0 1 a b", 20},
		{"x ADDR {host}", 7},
		{"x ADDR 192.0.2.1 192.0.2.2", SIZE_MAX},
		{"x ADDR", SIZE_MAX},
		{"x TXT {edge.name}", 6},
	};
	struct bench bench;

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		assert_null(make(&bench, rows[i].line));
		assert_int_not_equal(bench.maker.why.code, WM_OK);
		if (rows[i].offset == SIZE_MAX) {
			assert_null(bench.maker.at);
			continue;
		}
		assert_non_null(bench.maker.at);
		assert_int_equal(bench.maker.at->offset, rows[i].offset);
	}
	end(&bench);
}

static void a_ttl_is_a_duration(void **state)
{
	static const struct {
		const char *line;
		uint32_t ttl_s; /* 0: refused */
	} rows[] = {
		{"x 300 A 192.0.2.1", 300},
		{"x 1h A 192.0.2.1", 3600},
		{"x {ttl} A 192.0.2.1", 300},
		{"x {label} A 192.0.2.1", 0},
	};
	struct bench bench;

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		uint32_t ttl_s = 0;

		assert_true(wm_recipe_read(&bench.reader, rows[i].line, &where, &bench.recipe));
		assert_int_equal(wm_recipe_ttl(&bench.maker, bench.recipe.ttl, &ttl_s) == WM_OK,
				 rows[i].ttl_s > 0);
		assert_int_equal(ttl_s, rows[i].ttl_s);
	}
	assert_string_equal(bench.maker.why.text,
			    "TTL 'chat', expected a duration such as 300 or 5m");
	end(&bench);
}

TEST_MAIN(TEST(names_become_absolute), TEST(the_field_that_failed_is_known),
	  TEST(a_ttl_is_a_duration))
