/* Reading files: what is read, what is refused and why. */
#include <waymark/file.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "test.h"

struct folder {
	struct wm_arena *arena;
	char path[64];
};

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static int setup(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	assert_non_null(folder);
	folder->arena = wm_arena_new();
	(void)snprintf(folder->path, sizeof(folder->path), "/tmp/waymark-test-file-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	*state = folder;
	return 0;
}

static int teardown(void **state)
{
	struct folder *folder = *state;
	int result = nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);

	wm_arena_free(folder->arena);
	free(folder);
	return result;
}

static const char *path_of(const struct folder *folder, const char *name)
{
	return wm_arena_printf(folder->arena, "%s/%s", folder->path, name);
}

static const char *put(const struct folder *folder, const char *name, const char *content,
		       mode_t mode)
{
	const char *path = path_of(folder, name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static enum wm_code read_path(const struct folder *folder, const char *path, enum wm_file_kind kind,
			      struct wm_bytes *content, struct wm_fail *why)
{
	return wm_files_system.read(wm_files_system.context, folder->arena, path, kind, content,
				    why);
}

static void a_file_is_read_whole_with_a_nul_behind_it(void **state)
{
	struct wm_bytes content = {0};
	struct wm_fail why = {0};
	const char *path = put(*state, "a.ini", "[domain]\n", 0644);

	assert_int_equal(read_path(*state, path, WM_FILE_PLAIN, &content, &why), WM_OK);
	assert_int_equal(content.len, 9);
	assert_string_equal((const char *)content.data, "[domain]\n");
	path = put(*state, "empty", "", 0644);
	assert_int_equal(read_path(*state, path, WM_FILE_PLAIN, &content, &why), WM_OK);
	assert_int_equal(content.len, 0);
	assert_string_equal((const char *)content.data, "");
}

static void a_secret_must_have_no_other_readers(void **state)
{
	static const struct {
		mode_t mode;
		enum wm_code code;
		const char *text; /* within the message */
	} rows[] = {
		{0600, WM_OK, ""},
		{0400, WM_OK, ""},
		{0640, WM_EFILE, "mode 0640"},
		{0604, WM_EFILE, "mode 0604"},
		{0602, WM_EFILE, "mode 0602"},
		{0610, WM_EFILE, "mode 0610"},
		{0644, WM_EFILE, "run `chmod 600 /tmp/waymark-test-file-"},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes content = {0};
		struct wm_fail why = {0};
		const char *path = put(*state, "a.key", "hush", rows[i].mode);

		assert_int_equal(read_path(*state, path, WM_FILE_SECRET, &content, &why),
				 rows[i].code);
		assert_non_null(strstr(why.text, rows[i].text));
		assert_int_equal(content.len, rows[i].code ? 0 : 4);
		assert_int_equal(read_path(*state, path, WM_FILE_PLAIN, &content, &why), WM_OK);
	}
}

static void a_credential_may_look_as_if_its_group_could_read_it(void **state)
{
	static const struct {
		mode_t mode;
		enum wm_code code;
	} rows[] = {
		{0400, WM_OK},    {0440, WM_OK},    {0640, WM_OK},    {0420, WM_EFILE},
		{0410, WM_EFILE}, {0404, WM_EFILE}, {0444, WM_EFILE},
	};

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes content;
		struct wm_fail why = {0};
		const char *path = put(*state, "a.credential", "hush", rows[i].mode);

		assert_int_equal(read_path(*state, path, WM_FILE_CREDENTIAL, &content, &why),
				 rows[i].code);
	}
}

static void a_secret_of_another_user_is_refused(void **state)
{
	struct wm_bytes content;
	struct wm_fail why = {0};
	const char *path = put(*state, "a.key", "hush", 0600);

	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	assert_int_equal(chown(path, 12345, 12345), 0);
	assert_int_equal(read_path(*state, path, WM_FILE_SECRET, &content, &why), WM_EFILE);
	assert_non_null(strstr(why.text, "belongs to user 12345"));
	assert_int_equal(read_path(*state, path, WM_FILE_PLAIN, &content, &why), WM_OK);
}

static void a_link_to_a_secret_is_refused_but_to_a_policy_followed(void **state)
{
	struct wm_bytes content;
	struct wm_fail why = {0};
	const char *link = path_of(*state, "link");

	assert_int_equal(symlink(put(*state, "a.key", "hush", 0600), link), 0);
	assert_int_equal(read_path(*state, link, WM_FILE_SECRET, &content, &why), WM_EFILE);
	assert_non_null(strstr(why.text, "symbolic link"));
	assert_int_equal(read_path(*state, link, WM_FILE_PLAIN, &content, &why), WM_OK);
}

static void make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0 && strlen(path) < sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	(void)close(fd);
}

static void only_regular_files_are_read(void **state)
{
	const char *fifo = path_of(*state, "fifo");
	const char *socket_path = path_of(*state, "socket");
	const struct folder *folder = *state;
	const struct {
		const char *path, *text;
	} rows[] = {
		{folder->path, "is a directory, expected a regular file"},
		{fifo, "is a pipe, expected a regular file"}, /* and opening it does not hang */
		{"/dev/null", "is a device, expected a regular file"},
		{socket_path, "No such device or address"},
		{"/nowhere/at/all", "/nowhere/at/all: No such file or directory"},
		{"/dev/null/x", "Not a directory"},
		{"", "No such file or directory"},
	};

	assert_int_equal(mkfifo(fifo, 0600), 0);
	make_socket(socket_path);
	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		for (int kind = WM_FILE_PLAIN; kind <= WM_FILE_CREDENTIAL; kind++) {
			struct wm_bytes content;
			struct wm_fail why = {0};

			assert_int_equal(read_path(*state, rows[i].path, (enum wm_file_kind)kind,
						   &content, &why),
					 WM_EFILE);
			assert_non_null(strstr(why.text, rows[i].text));
		}
	}
}

static void files_over_the_limit_are_refused(void **state)
{
	static const struct {
		enum wm_file_kind kind;
		off_t size;
		enum wm_code code;
	} rows[] = {
		{WM_FILE_SECRET, WM_SECRET_FILE_MAX, WM_OK},
		{WM_FILE_SECRET, WM_SECRET_FILE_MAX + 1, WM_EFILE},
		{WM_FILE_CREDENTIAL, WM_SECRET_FILE_MAX + 1, WM_EFILE},
		{WM_FILE_PLAIN, WM_SECRET_FILE_MAX + 1, WM_OK},
		{WM_FILE_PLAIN, WM_FILE_MAX + 1, WM_EFILE},
	};
	const char *path = put(*state, "big", "", 0600);

	for (size_t i = 0; i < WM_COUNT(rows); i++) {
		struct wm_bytes content;
		struct wm_fail why = {0};

		assert_int_equal(truncate(path, rows[i].size), 0);
		assert_int_equal(read_path(*state, path, rows[i].kind, &content, &why),
				 rows[i].code);
		if (rows[i].code)
			assert_non_null(strstr(why.text, "bytes, more than the"));
	}
}

static void a_file_whose_size_is_a_lie_is_refused(void **state)
{
	struct wm_bytes content;
	struct wm_fail why = {0};

	/* /proc gives size 0 and content all the same, like a file that grows while it is read. */
	assert_int_equal(read_path(*state, "/proc/self/status", WM_FILE_PLAIN, &content, &why),
			 WM_EFILE);
	assert_string_equal(why.text, "/proc/self/status: changed while it was read");
}

static enum wm_code glob_path(const struct folder *folder, const char *pattern,
			      const char *const **paths, size_t *count, struct wm_fail *why)
{
	return wm_files_system.glob(wm_files_system.context, folder->arena,
				    path_of(folder, pattern), paths, count, why);
}

static void a_pattern_gives_sorted_regular_files(void **state)
{
	const char *const *paths = NULL;
	size_t count = 7;
	struct wm_fail why;
	static const char *const names[] = {"B.ini", "a.ini", "10.ini", "x.txt"};

	for (size_t i = 0; i < WM_COUNT(names); i++)
		put(*state, names[i], "", 0644);
	assert_int_equal(mkdir(path_of(*state, "c.ini"), 0755), 0);
	assert_int_equal(glob_path(*state, "*.ini", &paths, &count, &why), WM_OK);
	assert_int_equal(count, 3);
	assert_string_equal(paths[0], path_of(*state, "10.ini"));
	assert_string_equal(paths[1], path_of(*state, "B.ini"));
	assert_string_equal(paths[2], path_of(*state, "a.ini"));
}

static void no_match_is_an_empty_list(void **state)
{
	static const char *const patterns[] = {"*.ini", "nothing", "nowhere/*.ini", "no/*/x"};

	for (size_t i = 0; i < WM_COUNT(patterns); i++) {
		const char *const *paths;
		size_t count = 7;
		struct wm_fail why;

		assert_int_equal(glob_path(*state, patterns[i], &paths, &count, &why), WM_OK);
		assert_int_equal(count, 0);
	}
}

static void a_match_that_leads_nowhere_is_a_failure(void **state)
{
	const char *const *paths;
	size_t count;
	struct wm_fail why = {0};

	assert_int_equal(symlink("gone", path_of(*state, "a.ini")), 0);
	assert_int_equal(glob_path(*state, "*.ini", &paths, &count, &why), WM_EFILE);
	assert_non_null(strstr(why.text, "a.ini: No such file"));
}

static void an_unreadable_folder_is_not_an_empty_one(void **state)
{
	const struct folder *folder = *state;
	const char *const *paths;
	size_t count;
	struct wm_fail why = {0};
	uid_t before = geteuid();

	assert_int_equal(mkdir(path_of(folder, "locked"), 0), 0);
	assert_int_equal(chmod(folder->path, 0755), 0);
	if (before == 0)
		assert_int_equal(seteuid(12345), 0);
	assert_int_equal(glob_path(folder, "locked/*.ini", &paths, &count, &why), WM_EFILE);
	if (before == 0)
		assert_int_equal(seteuid(before), 0);
	assert_non_null(strstr(why.text, "cannot be read"));
}

static void paths_are_seen_from_the_folder_of_the_file(void **state)
{
	static const struct {
		const char *base, *path, *want;
	} rows[] = {
		{"/etc/waymark/waymark.ini", "a.key", "/etc/waymark/a.key"},
		{"/etc/waymark/waymark.ini", "/srv/a.key", "/srv/a.key"},
		{"/etc/waymark/waymark.ini", "policy.d/*.ini", "/etc/waymark/policy.d/*.ini"},
		{"waymark.ini", "a.key", "a.key"},
		{"./waymark.ini", "../a.key", "./../a.key"},
		{"/waymark.ini", "a.key", "/a.key"},
	};
	const struct folder *folder = *state;

	for (size_t i = 0; i < WM_COUNT(rows); i++)
		assert_string_equal(wm_file_beside(folder->arena, rows[i].base, rows[i].path),
				    rows[i].want);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
TEST_MAIN(FILE_TEST(a_file_is_read_whole_with_a_nul_behind_it),
	  FILE_TEST(a_secret_must_have_no_other_readers),
	  FILE_TEST(a_credential_may_look_as_if_its_group_could_read_it),
	  FILE_TEST(a_secret_of_another_user_is_refused),
	  FILE_TEST(a_link_to_a_secret_is_refused_but_to_a_policy_followed),
	  FILE_TEST(only_regular_files_are_read), FILE_TEST(files_over_the_limit_are_refused),
	  FILE_TEST(a_file_whose_size_is_a_lie_is_refused),
	  FILE_TEST(a_pattern_gives_sorted_regular_files), FILE_TEST(no_match_is_an_empty_list),
	  FILE_TEST(a_match_that_leads_nowhere_is_a_failure),
	  FILE_TEST(an_unreadable_folder_is_not_an_empty_one),
	  FILE_TEST(paths_are_seen_from_the_folder_of_the_file))
