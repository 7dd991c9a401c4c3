/* secrets.c: secrets in files, as systemd's credentials, in the environment. */
#include "policy_fixture.h"

#define REST_OF_IT "[domain d.example]\nproviders = p\nservices = chat\n" CHAT

/* The secret of OPTION as text, in the fixture's buffer. */
static const char *bytes_of(struct fixture *fixture, size_t option)
{
	wm_buf_clear(&fixture->said);
	assert_non_null(test_value(fixture, option)->secret);
	assert_true(wm_secret_put(test_value(fixture, option)->secret, &fixture->said));
	return wm_buf_string(&fixture->said);
}

static void a_secret_is_kept_without_its_last_newline(void **state)
{
	static const struct {
		const char *content;
		size_t size;
	} rows[] = {{"hush", 4}, {"hush\n", 4}, {"hush\r\n", 4}, {"hush\n\n", 5}};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;
		const struct memory_file files[] = {
			{.path = "policy.ini",
			 .content = "[provider p]\ntype = test\nsecret-file = s\n"
				    "[domain d.example]\nproviders = p\nservices = chat\n" CHAT},
			{.path = "s", .content = rows[i].content},
			{0},
		};

		fixture_begin(&fixture);
		assert_int_equal(load_files(&fixture, files), WM_OK);
		assert_int_equal(wm_secret_size(test_value(&fixture, TEST_SECRET)->secret),
				 rows[i].size);
		fixture_end(&fixture);
	}
}

static void a_secret_that_others_can_read_is_refused(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini",
		 .content = "[provider p]\ntype = test\nsecret-file = s\n[domain d.example]\n"
			    "providers = p\nservices = chat\n" CHAT},
		{.path = "s", .content = "hush", .is_exposed = true},
		{0},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load_files(&fixture, files), WM_EPOLICY);
	assert_string_equal(said(&fixture), "3:15: s: others can read it\n");
	fixture_end(&fixture);
}

static void credentials_and_variables_are_found_through_the_environment(void **state)
{
	static const struct {
		const char *line;
		size_t option;
		const char *secret;
	} rows[] = {
		{"credential = api", TEST_CREDENTIAL, "from systemd"},
		{"token-env = TOKEN", TEST_SECRET_ENV, "hush"},
		{"token-env = TOKEN_2", TEST_SECRET_ENV, "one=two"},
		{"token-env = lower", TEST_SECRET_ENV, "quiet"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_int_equal(
			load(&fixture, wm_arena_printf(fixture.arena,
						       "[provider p]\ntype = test\n%s\n" REST_OF_IT,
						       rows[i].line)),
			WM_OK);
		assert_string_equal(said(&fixture), "");
		assert_string_equal(bytes_of(&fixture, rows[i].option), rows[i].secret);
		fixture_end(&fixture);
	}
}

static void what_is_wrong_with_a_secret_is_said_at_its_place(void **state)
{
	static const struct fixture_row rows[] = {
		{"[provider p]\ntype = test\ncredential = ../api\n" REST_OF_IT,
		 "3:14: '../api' is not the name of a credential, expected a name without "
		 "slashes\n"},
		{"[provider p]\ntype = test\ncredential = ..\n" REST_OF_IT,
		 "3:14: '..' is not the name of a credential, expected a name without slashes\n"},
		{"[provider p]\ntype = test\ncredential = missing\n" REST_OF_IT,
		 "3:14: /run/credentials/missing: not found\n"},
		{"[provider p]\ntype = test\ncredential = open\n" REST_OF_IT,
		 "3:14: /run/credentials/open: others can read it\n"},
		{"[provider p]\ntype = test\ncredential = empty\n" REST_OF_IT,
		 "3:14: the credential '/run/credentials/empty' is empty\n"},
		{"[provider p]\ntype = test\nsecret-file = /run/credentials/api\n" REST_OF_IT,
		 "3:15: /run/credentials/api: others can read it\n"},
		{"[provider p]\ntype = test\ntoken-env = MISSING\n" REST_OF_IT,
		 "3:13: the environment variable MISSING is not set, expected 'token-env' to name "
		 "one that holds the secret\n"},
		{"[provider p]\ntype = test\ntoken-env = TOK\n" REST_OF_IT,
		 "3:13: the environment variable TOK is not set, expected 'token-env' to name one "
		 "that holds the secret\n"},
		{"[provider p]\ntype = test\ntoken-env = EMPTY\n" REST_OF_IT,
		 "3:13: the environment variable EMPTY is empty\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_secret_in_the_place_of_a_name_is_not_quoted(void **state)
{
	struct fixture fixture;
	struct wm_buf out;

	(void)state;
	fixture_begin(&fixture);
	(void)load(&fixture, "[provider p]\ntype = test\ntoken-env = c7f-Hush0hush\n" REST_OF_IT);
	wm_buf_init(&out, 4096);
	wm_diags_print(&out, &fixture.diags, false);
	assert_null(strstr(wm_buf_string(&out), "Hush"));
	assert_non_null(strstr(wm_buf_string(&out), "token-env = ..."));
	assert_non_null(
		strstr(wm_buf_string(&out), "the environment variable named here is not set"));
	wm_buf_done(&out);
	fixture_end(&fixture);
}

static void without_systemd_there_are_no_credentials(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini",
		 .content = "[provider p]\ntype = test\ncredential = api\n" REST_OF_IT},
		{0}};
	struct memory_file copy[] = {files[0], {0}};
	const struct wm_files source = {memory_read, memory_glob, copy};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(wm_policy_load(fixture.arena,
					&(struct wm_policy_source){.path = "policy.ini",
								   .files = &source,
								   .providers = test_schemas},
					&fixture.diags, &fixture.policy),
			 WM_EPOLICY);
	assert_string_equal(
		said(&fixture),
		"3:14: 'credential' needs systemd: CREDENTIALS_DIRECTORY is not set; run "
		"waymark as a service with LoadCredential=api:FILE\n");
	fixture_end(&fixture);
}

TEST_MAIN(TEST(a_secret_is_kept_without_its_last_newline),
	  TEST(a_secret_that_others_can_read_is_refused),
	  TEST(credentials_and_variables_are_found_through_the_environment),
	  TEST(what_is_wrong_with_a_secret_is_said_at_its_place),
	  TEST(a_secret_in_the_place_of_a_name_is_not_quoted),
	  TEST(without_systemd_there_are_no_credentials))
