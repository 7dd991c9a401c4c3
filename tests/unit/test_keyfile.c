/* keyfile.c: the key statement of a BIND key file. */
#include "policy/keyfile.h"
#include "test.h"

#include <string.h>

static struct wm_arena *arena;
static struct wm_diags diags;

static int begin(void **state)
{
	(void)state;
	arena = wm_arena_new();
	wm_diags_begin(&diags, arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	wm_arena_free(arena);
	return 0;
}

static bool read_key(const char *text, struct wm_keyfile *key)
{
	return wm_keyfile_read(arena, "k.key",
			       (struct wm_bytes){(const uint8_t *)text, strlen(text)}, &diags, key);
}

static void check_key(const struct wm_keyfile *key, const char *name, const char *secret)
{
	char text[WM_NAME_TEXT_MAX];
	struct wm_buf bytes;

	assert_string_equal(wm_name_text(&key->name, text), name);
	assert_int_equal(key->algorithm, WM_TSIG_HMAC_SHA256);
	wm_buf_init(&bytes, 100);
	assert_true(wm_secret_put(key->secret, &bytes));
	assert_string_equal(wm_buf_string(&bytes), secret);
	wm_buf_wipe(&bytes);
}

static void every_way_to_write_a_key_is_read(void **state)
{
	static const char *const rows[] = {
		"key \"ddns\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n",
		"key ddns{algorithm hmac-sha256;secret c2VjcmV0;};",
		"key DDNS. { secret \"c2VjcmV0\"; algorithm \"HMAC-SHA256\"; } ;",
		"# one\n// two\n/* three\n * four */ key /* x */ ddns { algorithm hmac-sha256; # "
		"y\n"
		"secret \"c2VjcmV0\" // z\n ; } ; /**/ # end",
		"KEY ddns {\r\n ALGORITHM hmac-sha256;\r\n SECRET \"c2Vj cmV0\";\r\n};\r\n",
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_keyfile key;

		assert_true(read_key(rows[i], &key));
		check_key(&key, "ddns.", "secret");
		wm_secret_free(key.secret);
	}
	assert_int_equal(diags.count, 0);
}

static void what_is_wrong_is_told_with_its_place_and_without_its_text(void **state)
{
#define BEGIN     "key \"hush\" {\n"
#define ALGORITHM "\talgorithm hmac-sha256;\n"
#define SECRET    "\tsecret \"aHVzaA==\";\n"
#define UNKNOWN                                                                                   \
	"unknown algorithm, expected hmac-md5, hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 " \
	"or hmac-sha512"
#define STATEMENT "expected a key statement: key \"NAME\" { algorithm ...; secret ...; };"
	static const struct {
		const char *text;
		unsigned line, column;
		const char *said;
	} rows[] = {
		{"", 1, 1, STATEMENT},
		{"# hush\n", 2, 1, STATEMENT},
		{"aHVzaA==\n", 1, 1, STATEMENT},
		{"\"hush", 1, 1, "this quote does not end"},
		{" /* hush", 1, 2, "this comment does not end"},
		{"key { hush }", 1, 5, "expected the key's name"},
		{"key hush hush", 1, 10, "expected '{' behind the key's name"},
		{BEGIN "hush hush; };", 2, 1, "expected 'algorithm' or 'secret'"},
		{BEGIN "secret ; };", 2, 8, "expected the clause's value"},
		{BEGIN "secret hush };", 2, 13, "expected ';' at the end of the clause"},
		{BEGIN SECRET SECRET "};", 3, 2, "this clause stands twice in the key statement"},
		{BEGIN SECRET ALGORITHM, 4, 1, "expected '}' at the end of the key statement"},
		{BEGIN SECRET ALGORITHM "}", 4, 2, "expected ';' behind the key statement"},
		{BEGIN SECRET ALGORITHM "}; key hush {};", 4, 4,
		 "text behind the key statement, expected one key a file"},
		{BEGIN SECRET "};", 1, 1, "the key statement lacks 'algorithm'"},
		{"\n" BEGIN ALGORITHM "};", 2, 1, "the key statement lacks 'secret'"},
		{BEGIN SECRET "algorithm hush; };", 3, 11, UNKNOWN},
		{BEGIN ALGORITHM "secret \"hush!\"; };", 3, 9, "the secret is not valid base64"},
		{BEGIN ALGORITHM "secret \"\"; };", 3, 9, "the secret is not valid base64"},
		{"key hu..sh {" SECRET ALGORITHM "};", 1, 5, "the key's name is not a domain name"},
	};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_keyfile key = {0};

		wm_diags_begin(&diags, arena);
		assert_false(read_key(rows[i].text, &key));
		assert_null(key.secret);
		assert_int_equal(diags.count, 1);
		assert_string_equal(diags.items[0].text, rows[i].said);
		assert_string_equal(diags.items[0].where.file, "k.key");
		assert_int_equal(diags.items[0].where.line, rows[i].line);
		assert_int_equal(diags.items[0].where.column, rows[i].column);
		assert_null(diags.items[0].where.text);
		assert_null(diags.items[0].hint);
	}
}

static void bytes_of_any_kind_do_no_harm(void **state)
{
	static const char text[] = "key \0hush { algorithm \"hmac\0\"; secret \"a\0b\"; };";
	struct wm_keyfile key;

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++)
		assert_false(wm_keyfile_read(arena, "k.key",
					     (struct wm_bytes){(const uint8_t *)text, len}, &diags,
					     &key));
}

static void secrets_alone_are_decoded(void **state)
{
	struct wm_secret *secret = wm_keyfile_decode("aHVzaA==", 8);

	(void)state;
	assert_non_null(secret);
	assert_int_equal(wm_secret_size(secret), 4);
	wm_secret_free(secret);
	assert_null(wm_keyfile_decode("", 0));
	assert_null(wm_keyfile_decode("hush", 3));
}

#define KEY_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(KEY_TEST(every_way_to_write_a_key_is_read),
	  KEY_TEST(what_is_wrong_is_told_with_its_place_and_without_its_text),
	  KEY_TEST(bytes_of_any_kind_do_no_harm), KEY_TEST(secrets_alone_are_decoded))
