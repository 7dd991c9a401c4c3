/* Replacing files: all or nothing, owner and mode kept, nobody else's change undone. */
#include <waymark/file.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static char folder[64];
static char zone[96]; /* the file all tests work on */

static void put(const char *path, const char *content, mode_t mode)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void assert_content(const char *path, const char *want)
{
	char content[200] = "";
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
	(void)fclose(file);
	assert_string_equal(content, want);
}

/* Nothing is left behind in the folder beyond COUNT files. */
static void assert_files(size_t count)
{
	DIR *listing = opendir(folder);
	size_t found = 0;

	assert_non_null(listing);
	while (readdir(listing))
		found++;
	(void)closedir(listing);
	assert_int_equal(found, count + 2);
}

static struct wm_bytes bytes(const char *text)
{
	return (struct wm_bytes){(const uint8_t *)text, strlen(text)};
}

static int setup(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/waymark-test-replace-XXXXXX");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(zone, sizeof(zone), "%s/a.zone", folder);
	put(zone, "old", 0640);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void the_new_content_takes_the_place_of_the_old(void **state)
{
	static const mode_t modes[] = {0640, 0600, 0644, 0444};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(modes); i++) {
		struct wm_fail why = {0};
		struct stat status;

		put(zone, "old", modes[i]);
		assert_int_equal(wm_file_replace(zone, bytes("old"), bytes("new content"), &why),
				 WM_OK);
		assert_content(zone, "new content");
		assert_int_equal(stat(zone, &status), 0);
		assert_int_equal(status.st_mode & 07777, modes[i]);
		assert_files(1);
	}
}

static void the_owner_is_kept(void **state)
{
	struct wm_fail why = {0};
	struct stat status;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	assert_int_equal(chown(zone, 12345, 54321), 0);
	assert_int_equal(wm_file_replace(zone, bytes("old"), bytes("new"), &why), WM_OK);
	assert_int_equal(stat(zone, &status), 0);
	assert_int_equal(status.st_uid, 12345);
	assert_int_equal(status.st_gid, 54321);
}

static void a_link_is_followed_and_stays_a_link(void **state)
{
	char link[96];
	struct wm_fail why = {0};
	struct stat status;

	(void)state;
	(void)snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(symlink("a.zone", link), 0);
	assert_int_equal(wm_file_replace(link, bytes("old"), bytes("new"), &why), WM_OK);
	assert_content(zone, "new");
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
}

static void other_content_than_expected_is_a_conflict(void **state)
{
	static const char *const contents[] = {"odl", "old+", "ol", ""};

	(void)state;
	for (size_t i = 0; i < WM_COUNT(contents); i++) {
		struct wm_fail why = {0};

		put(zone, contents[i], 0600);
		assert_int_equal(wm_file_replace(zone, bytes("old"), bytes("new"), &why),
				 WM_ECONFLICT);
		assert_non_null(strstr(why.text, "changed since it was read"));
		assert_content(zone, contents[i]);
		assert_files(1);
	}
}

static void a_locked_file_is_busy(void **state)
{
	struct wm_fail why = {0};
	int fd = open(zone, O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(wm_file_replace(zone, bytes("old"), bytes("new"), &why), WM_EBUSY);
	assert_content(zone, "old");
	(void)close(fd);
	assert_int_equal(wm_file_replace(zone, bytes("old"), bytes("new"), &why), WM_OK);
}

static void what_is_no_file_cannot_be_replaced(void **state)
{
	char fifo[96];
	struct wm_fail why = {0};

	(void)state;
	(void)snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(wm_file_replace(fifo, bytes("old"), bytes("new"), &why), WM_EFILE);
	assert_int_equal(wm_file_replace(folder, bytes("old"), bytes("new"), &why), WM_EFILE);
	assert_int_equal(wm_file_replace("/nowhere/a", bytes("old"), bytes("new"), &why), WM_EFILE);
}

/* Two that read the same content and race: one may win, the other must be told. */
static void of_two_at_once_one_wins_and_the_other_knows(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		pid_t children[8];
		int wins = 0;

		put(zone, "old", 0600);
		for (size_t i = 0; i < WM_COUNT(children); i++) {
			children[i] = fork();
			assert_true(children[i] >= 0);
			if (children[i] == 0)
				_exit((int)wm_file_replace(zone, bytes("old"), bytes("new"), NULL));
		}
		for (size_t i = 0; i < WM_COUNT(children); i++) {
			int status;

			assert_int_equal(waitpid(children[i], &status, 0), children[i]);
			assert_true(WIFEXITED(status));
			wins += WEXITSTATUS(status) == WM_OK;
			assert_true(WEXITSTATUS(status) == WM_OK ||
				    WEXITSTATUS(status) == WM_ECONFLICT ||
				    WEXITSTATUS(status) == WM_EBUSY);
		}
		assert_int_equal(wins, 1);
		assert_files(1);
	}
}

/* On a file system of 64 KiB of our own: 0 as it should be, 77 = no such file system to be had. */
static int fill_the_disk(void)
{
	static char big[1024 * 1024];
	struct wm_fail why = {0};
	struct stat status;

	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", folder, "tmpfs", 0, "size=64k") < 0)
		return 77;
	put(zone, "old", 0600);
	memset(big, 'x', sizeof(big));
	if (wm_file_replace(zone, bytes("old"),
			    (struct wm_bytes){(const uint8_t *)big, sizeof(big)}, &why) != WM_EFILE)
		return 1;
	if (!strstr(why.text, strerror(ENOSPC)))
		return 2;
	assert_content(zone, "old");
	assert_files(1);
	return stat(zone, &status) == 0 && (status.st_mode & 07777) == 0600 ? 0 : 3;
}

static void a_full_disk_leaves_the_old_file(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(fill_the_disk());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip(); /* not root, or not allowed to mount */
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define REPLACE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
TEST_MAIN(REPLACE_TEST(the_new_content_takes_the_place_of_the_old), REPLACE_TEST(the_owner_is_kept),
	  REPLACE_TEST(a_link_is_followed_and_stays_a_link),
	  REPLACE_TEST(other_content_than_expected_is_a_conflict),
	  REPLACE_TEST(a_locked_file_is_busy), REPLACE_TEST(what_is_no_file_cannot_be_replaced),
	  REPLACE_TEST(of_two_at_once_one_wins_and_the_other_knows),
	  REPLACE_TEST(a_full_disk_leaves_the_old_file))
