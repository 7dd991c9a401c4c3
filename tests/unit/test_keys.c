/* keys.c: [key] sections. */
#include "policy_fixture.h"

#define USE                                                                                  \
	"[provider p]\ntype = test\nkey = k\n[domain d.example]\nproviders = p\nservices = " \
	"chat\n" CHAT

static void a_key_comes_from_a_key_file_or_from_a_secret_file(void **state)
{
	static const struct {
		const char *text, *name;
	} rows[] = {
		{"[key k]\nfile = good.key\n" USE, "good.example."},
		{"[key k]\nalgorithm = hmac-sha256\nsecret-file = bare.secret\n" USE, "k."},
		{"[key k]\nalgorithm = HMAC-SHA256.\nsecret-file = bare.secret\nname = "
		 "N.example\n" USE,
		 "n.example."},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;
		const struct wm_tsig_key *key;
		char name[WM_NAME_TEXT_MAX];
		struct wm_buf bytes;

		fixture_begin(&fixture);
		(void)load(&fixture, rows[i].text);
		assert_string_equal(said(&fixture), "");
		key = test_value(&fixture, TEST_KEY)->key;
		assert_string_equal(wm_name_text(&key->name, name), rows[i].name);
		assert_int_equal(key->algorithm, WM_TSIG_HMAC_SHA256);
		wm_buf_init(&bytes, 100);
		assert_true(wm_secret_put(key->secret, &bytes));
		assert_string_equal(wm_buf_string(&bytes), "secret bytes");
		wm_buf_wipe(&bytes);
		fixture_end(&fixture);
	}
}

static void what_is_wrong_with_a_key_is_reported(void **state)
{
#define LACKS "1:1: [key k] lacks 'file', or 'algorithm' and 'secret-file'\n"
	static const struct fixture_row rows[] = {
		{"[key k]\n" USE, LACKS},
		{"[key k]\nalgorithm = hmac-sha256\n" USE, LACKS},
		{"[key k]\nsecret-file = bare.secret\n" USE, LACKS},
		{"[key k]\nfile = none.key\n" USE, "2:8: none.key: not found\n"},
		{"[key k]\nfile = good.key\nalgorithm = hmac-sha1\n" USE,
		 "3:13: 'algorithm' beside 'file', which says it already\n"},
		{"[key k]\nfile = names.txt\n" USE,
		 "names.txt:1:1: expected a key statement: key \"NAME\" { algorithm ...; secret "
		 "...; };\n"},
		{"[key k]\nalgorithm = hmac-sha265\nsecret-file = bare.secret\n" USE,
		 "2:13: unknown algorithm 'hmac-sha265', expected hmac-md5, hmac-sha1, "
		 "hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512 (did you mean "
		 "'hmac-sha256'?)\n"},
		{"[key k]\nalgorithm = hmac-sha256\nsecret-file = names.txt\n" USE,
		 "3:15: 'names.txt' does not hold valid base64\n"},
		{"[key k]\nfile = good.key\n[key k]\nfile = good.key\n" USE,
		 "3:6: a second [key k], the first is at policy.ini:1\n"},
		{"[key k]\nfile = good.key\n[key kk]\nfile = good.key\n" USE,
		 "3:6: warning: key 'kk' is not used by anything\n"},
		{"[key -k]\nfile = good.key\n" REST,
		 "1:6: '-k' is no name: expected letters, digits, '-', '_' and '.', the first a "
		 "letter or digit\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void everything_wrong_with_a_key_is_reported_at_once(void **state)
{
	static const struct fixture_row rows[] = {
		{"[key k]\nalgorithm = md6\nsecret-file = none\nname = a..b\nfiel = x\n" USE,
		 "2:13: unknown algorithm 'md6', expected hmac-md5, hmac-sha1, hmac-sha224, "
		 "hmac-sha256, hmac-sha384 or hmac-sha512\n"
		 "3:15: none: not found\n"
		 "4:8: 'a..b' is not a domain name: empty label\n"
		 "5:1: unknown key 'fiel' in [key k] (did you mean 'file'?)\n"},
	};

	(void)state;
	check_rows(rows, WM_COUNT(rows));
}

static void a_secret_in_the_policy_itself_is_never_shown(void **state)
{
	static const char *const rows[] = {
		"[key k]\nalgorithm = hmac-sha256\nsecret = hush\n" USE,
		"[key k]\nkey \"k\" {\nsecret \"hush\";\n};\n" USE,
		"[provider p]\ntype = test\ntoken = hush\n",
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture);
		assert_int_equal(load(&fixture, rows[i]), WM_EPOLICY);
		wm_diags_print(&fixture.said, &fixture.diags, false);
		assert_null(strstr(wm_buf_string(&fixture.said), "hush"));
		fixture_end(&fixture);
	}
}

static void a_key_file_that_others_can_read_is_refused(void **state)
{
	static const struct memory_file files[] = {
		{.path = "policy.ini", .content = "[key k]\nfile = k.key\n" USE},
		{.path = "k.key", .content = "key k {};", .is_exposed = true},
		{0},
	};
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(load_files(&fixture, files), WM_EPOLICY);
	assert_string_equal(said(&fixture), "2:8: k.key: others can read it\n");
	fixture_end(&fixture);
}

TEST_MAIN(TEST(a_key_comes_from_a_key_file_or_from_a_secret_file),
	  TEST(what_is_wrong_with_a_key_is_reported),
	  TEST(everything_wrong_with_a_key_is_reported_at_once),
	  TEST(a_secret_in_the_policy_itself_is_never_shown),
	  TEST(a_key_file_that_others_can_read_is_refused))
