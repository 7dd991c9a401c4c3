/* rest.c: what is asked of an API, and its JSON. */
#include "rest_fixture.h"

static void everything_but_unreserved_characters_is_escaped(void **state)
{
	static const struct {
		const char *text, *escaped;
	} rows[] = {
		{"", ""},
		{"azAZ09-._~", "azAZ09-._~"},
		{"a b/c?d=e&f", "a%20b%2Fc%3Fd%3De%26f"},
		{"*.x", "%2A.x"},
		{"\303\274\001", "%C3%BC%01"},
	};
	struct wm_arena *arena = wm_arena_new();

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++)
		assert_string_equal(wm_rest_escape(arena, rows[i].text), rows[i].escaped);
	wm_arena_free(arena);
}

static void the_url_of_an_api_is_checked(void **state)
{
#define NONE "this is no address of an API, expected https://host[:port]"
#define CLEAR                                                                              \
	"over http:// the token would travel in the clear, expected https://; http:// is " \
	"for this machine itself"
	static const struct {
		const char *url, *said;
	} rows[] = {
		{"https://api.example", ""},
		{"https://api.example:8443/v2/", ""},
		{"https://[2001:db8::1]:8443", ""},
		{"http://127.0.0.1:8081", ""},
		{"http://localhost:8081/", ""},
		{"http://[::1]:8081", ""},
		{"http://192.0.2.1:8081", CLEAR},
		{"http://localhost.example", CLEAR},
		{"http://127.0.0.1.example", CLEAR},
		{"api.example", NONE},
		{"ftp://api.example", NONE},
		{"https://", NONE},
		{"https:///x", NONE},
		{"https://:443", NONE},
		{"https://user:hush@api.example", NONE},
		{"https://api.example?x=1", NONE},
		{"https://api.example#x", NONE},
		{"https://api example", NONE},
		{"http://127.0.0.1@evil.example", NONE},
		{"h", NONE},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct job_fixture fixture;
		struct wm_diags diags;

		job_begin(&fixture, &wm_provider_powerdns, WM_JOB_FIND, NULL);
		fixture_value(&fixture, "url")->text = rows[i].url;
		wm_diags_begin(&diags, fixture.arena);
		wm_rest_check_url(&fixture.config, &diags);
		assert_string_equal(diags.count ? diags.items[0].text : "", rows[i].said);
		job_end(&fixture);
	}
}

static void a_url_ends_without_slashes(void **state)
{
	struct job_fixture fixture;

	(void)state;
	job_begin(&fixture, &wm_provider_powerdns, WM_JOB_FIND, NULL);
	fixture_value(&fixture, "url")->text = "https://api.example/v1//";
	assert_string_equal(wm_rest_url(&fixture.job), "https://api.example/v1");
	job_end(&fixture);
}

static void a_request_says_what_its_body_is(void **state)
{
	struct wm_secret *token = wm_secret_new(REST_TOKEN, strlen(REST_TOKEN));
	struct wm_request request = {.tag = 5};
	struct job_fixture fixture;

	(void)state;
	job_begin(&fixture, &wm_provider_powerdns, WM_JOB_FIND, NULL);
	rest_token(&fixture, token);
	wm_buf_init(&request.body, 1024);
	wm_rest_request(&fixture.job, &request, "GET", "https://api.example/", "X-API-Key: ");
	assert_int_equal(request.kind, WM_REQUEST_HTTP);
	assert_string_equal(request.method, "GET");
	assert_string_equal(request.headers[0], "Accept: application/json");
	assert_null(request.headers[1]);
	assert_ptr_equal(request.secret, token);
	assert_string_equal(request.secret_header, "X-API-Key: ");
	wm_rest_body(&request, json_pack("{s:s, s:[i, b]}", "b", "\303\274\"", "a", 1, 0));
	assert_string_equal(request.headers[1], "Content-Type: application/json");
	assert_string_equal(wm_buf_string(&request.body),
			    "{\"b\":\"\303\274\\\"\",\"a\":[1,false]}");
	wm_buf_done(&request.body);
	wm_secret_free(token);
	job_end(&fixture);
}

/* DEPTH arrays in one another. */
static const char *nest(struct wm_arena *arena, size_t depth)
{
	char *text = wm_arena_alloc(arena, 2 * depth + 1);

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	return text;
}

static void what_is_not_json_is_told_with_its_place_but_not_quoted(void **state)
{
	struct wm_arena *arena = wm_arena_new();
	const struct {
		const char *body, *said; /* NULL: it is good */
	} rows[] = {
		{"{\"a\": [1, \"}\\\"]\"]}", NULL},
		{nest(arena, WM_REST_DEPTH_MAX), NULL},
		{nest(arena, WM_REST_DEPTH_MAX + 1), "JSON nested more than 32 deep"},
		{nest(arena, 100000), "JSON nested more than 32 deep"},
		{"{\"a\": \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}", NULL},
		{"", "not JSON: line 1, column 0: '[' or '{' expected"},
		{"<html>hush</html>", "not JSON: line 1, column 1: '[' or '{' expected"},
		{"{\n\"hush\" 1}", "not JSON: line 2, column 8: ':' expected"},
		{"{\"a\": 1} hush", "not JSON: line 1, column 13: end of file expected"},
		{"{\"a\": 1, \"a\": 2}", "not JSON: line 1, column 12: duplicate object key"},
		{"{\"a\": \"\377hush\"}", "not JSON: line 1, column 7: unable to decode byte 0xff"},
		{"[1, 2", "not JSON: line 1, column 5: ']' expected"},
		{"\"hush\"", "not JSON: line 1, column 6: '[' or '{' expected"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_fail why = {0};
		WM_REST_JSON root = wm_rest_parse(
			(struct wm_bytes){(const uint8_t *)rows[i].body, strlen(rows[i].body)},
			&why);

		assert_int_equal(root != NULL, rows[i].said == NULL);
		assert_string_equal(why.text, rows[i].said ? rows[i].said : "");
		assert_int_equal(why.code, rows[i].said ? WM_EPROTOCOL : WM_OK);
	}
	wm_arena_free(arena);
}

static void members_of_another_kind_are_not_there(void **state)
{
	static const char text[] = "{\"text\": \"x\", \"yes\": true, \"no\": false, \"n\": 300, "
				   "\"neg\": -1, \"real\": 1.5, \"null\": null}";
	WM_REST_JSON root =
		wm_rest_parse((struct wm_bytes){(const uint8_t *)text, strlen(text)}, NULL);
	uint64_t number = 7;

	(void)state;
	assert_string_equal(wm_rest_text(root, "text"), "x");
	assert_null(wm_rest_text(root, "n"));
	assert_null(wm_rest_text(root, "none"));
	assert_null(wm_rest_text(NULL, "text"));
	assert_null(wm_rest_text(json_object_get(root, "text"), "text"));
	assert_true(wm_rest_true(root, "yes"));
	assert_false(wm_rest_true(root, "no"));
	assert_false(wm_rest_true(root, "text"));
	assert_false(wm_rest_number(root, "neg", 1000, &number));
	assert_false(wm_rest_number(root, "real", 1000, &number));
	assert_false(wm_rest_number(root, "null", 1000, &number));
	assert_false(wm_rest_number(root, "n", 299, &number));
	assert_int_equal(number, 7);
	assert_true(wm_rest_number(root, "n", 300, &number));
	assert_int_equal(number, 300);
}

TEST_MAIN(TEST(everything_but_unreserved_characters_is_escaped), TEST(the_url_of_an_api_is_checked),
	  TEST(a_url_ends_without_slashes), TEST(a_request_says_what_its_body_is),
	  TEST(what_is_not_json_is_told_with_its_place_but_not_quoted),
	  TEST(members_of_another_kind_are_not_there))
