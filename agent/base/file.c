/* Reading files whole, with a limit, and nothing but regular files; what a secret file must be. */
#include <waymark/file.h>

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What MODE says the thing is, for messages. */
static const char *kind_text(mode_t mode)
{
	static const struct {
		mode_t kind;
		const char *text;
	} kinds[] = {
		{S_IFDIR, "a directory"},    {S_IFIFO, "a pipe"},    {S_IFCHR, "a device"},
		{S_IFBLK, "a block device"}, {S_IFSOCK, "a socket"}, {S_IFLNK, "a symbolic link"},
	};

	for (size_t i = 0; i < WM_COUNT(kinds); i++) {
		if (kinds[i].kind == (mode & S_IFMT))
			return kinds[i].text;
	}
	return "of an unknown kind";
}

/* A regular file that nobody but its owner, who is root or ourselves, can get at. */
static enum wm_code check_secret(const char *path, const struct stat *status, mode_t forbidden,
				 struct wm_fail *reterr)
{
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return wm_fail(reterr, WM_EFILE,
			       "%s: belongs to user %lu, but a secret must belong to root or to "
			       "user %lu, who reads it",
			       path, (unsigned long)status->st_uid, (unsigned long)geteuid());
	if (status->st_mode & forbidden)
		return wm_fail(reterr, WM_EFILE,
			       "%s: mode %04o lets others than its owner at a secret; run "
			       "`chmod 600 %s`",
			       path, (unsigned)(status->st_mode & 07777), path);
	return WM_OK;
}

static enum wm_code check_status(const struct stat *status, const char *path,
				 enum wm_file_kind kind, struct wm_fail *reterr)
{
	size_t max = kind == WM_FILE_PLAIN ? WM_FILE_MAX : WM_SECRET_FILE_MAX;

	if (!S_ISREG(status->st_mode))
		return wm_fail(reterr, WM_EFILE, "%s: is %s, expected a regular file", path,
			       kind_text(status->st_mode));
	if ((uintmax_t)status->st_size > max)
		return wm_fail(reterr, WM_EFILE, "%s: holds %jd bytes, more than the %zu allowed",
			       path, (intmax_t)status->st_size, max);
	switch (kind) {
	case WM_FILE_PLAIN:
		break;
	case WM_FILE_SECRET:
		return check_secret(path, status, S_IRWXG | S_IRWXO, reterr);
	case WM_FILE_CREDENTIAL:
		return check_secret(path, status, S_IWGRP | S_IXGRP | S_IRWXO, reterr);
	}
	return WM_OK;
}

/* Up to SIZE bytes; fewer only at the end of the file. False with errno set if reading fails. */
static bool read_fully(int fd, uint8_t *bytes, size_t size, size_t *ret_got)
{
	size_t got = 0;

	while (got < size) {
		ssize_t more = read(fd, bytes + got, size - got);

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return false;
		if (more == 0)
			break;
		got += (size_t)more;
	}
	*ret_got = got;
	return true;
}

static enum wm_code read_open(int fd, struct wm_arena *arena, const char *path,
			      enum wm_file_kind kind, struct wm_bytes *ret_content,
			      struct wm_fail *reterr)
{
	struct stat status;
	size_t size;
	size_t got;
	uint8_t *bytes;
	enum wm_code code;

	if (fstat(fd, &status) < 0)
		return wm_fail(reterr, WM_EFILE, "%s: %s", path, strerror(errno));
	code = check_status(&status, path, kind, reterr);
	if (code)
		return code;
	size = (size_t)status.st_size;
	bytes = wm_arena_alloc(arena, size + 1);
	/* One byte more than it held: a file that is being written must not be taken in halves. */
	if (!read_fully(fd, bytes, size + 1, &got))
		code = wm_fail(reterr, WM_EFILE, "%s: %s", path, strerror(errno));
	else if (got != size)
		code = wm_fail(reterr, WM_EFILE, "%s: changed while it was read", path);
	if (code) {
		explicit_bzero(bytes, size + 1);
		return code;
	}
	*ret_content = (struct wm_bytes){.data = bytes, .len = size};
	return WM_OK;
}

static enum wm_code read_file(void *context, struct wm_arena *arena, const char *path,
			      enum wm_file_kind kind, struct wm_bytes *ret_content,
			      struct wm_fail *reterr)
{
	/* O_NONBLOCK so that opening a pipe does not wait for a writer; on files it does nothing.
	 */
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	enum wm_code code;
	int fd;

	(void)context;
	if (kind != WM_FILE_PLAIN)
		flags |= O_NOFOLLOW;
	fd = open(path, flags);
	if (fd < 0 && errno == ELOOP && kind != WM_FILE_PLAIN)
		return wm_fail(reterr, WM_EFILE,
			       "%s: is a symbolic link, but a secret must be a regular file", path);
	if (fd < 0)
		return wm_fail(reterr, WM_EFILE, "%s: %s", path, strerror(errno));
	code = read_open(fd, arena, path, kind, ret_content, reterr);
	(void)close(fd);
	return code;
}

/* A folder that cannot be read must not look like an empty one; one that is not there is. */
static int glob_stopped(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum wm_code keep_regular(struct wm_arena *arena, const glob_t *found, const char **paths,
				 size_t *ret_count, struct wm_fail *reterr)
{
	size_t count = 0;

	for (size_t i = 0; i < found->gl_pathc; i++) {
		struct stat status;

		if (stat(found->gl_pathv[i], &status) < 0)
			return wm_fail(reterr, WM_EFILE, "%s: %s", found->gl_pathv[i],
				       strerror(errno));
		if (S_ISREG(status.st_mode))
			paths[count++] = wm_arena_text(arena, found->gl_pathv[i]);
	}
	*ret_count = count;
	return WM_OK;
}

static enum wm_code glob_files(void *context, struct wm_arena *arena, const char *pattern,
			       const char *const **ret_paths, size_t *ret_count,
			       struct wm_fail *reterr)
{
	glob_t found = {0};
	const char **paths;
	size_t count = 0;
	enum wm_code code = WM_OK;
	int result = glob(pattern, GLOB_NOSORT, glob_stopped, &found);

	(void)context;
	if (result != 0 && result != GLOB_NOMATCH) {
		globfree(&found);
		return wm_fail(reterr, WM_EFILE, "%s: a folder of this pattern cannot be read",
			       pattern);
	}
	paths = WM_ARENA_NEW(arena, const char *, found.gl_pathc);
	code = keep_regular(arena, &found, paths, &count, reterr);
	globfree(&found);
	if (code)
		return code;
	if (count)
		qsort(paths, count, sizeof(*paths), compare_paths);
	*ret_paths = paths;
	*ret_count = count;
	return WM_OK;
}

const struct wm_files wm_files_system = {read_file, glob_files, NULL};

const char *wm_file_beside(struct wm_arena *arena, const char *base_file, const char *path)
{
	const char *slash = strrchr(base_file, '/');

	if (path[0] == '/' || !slash)
		return wm_arena_text(arena, path);
	return wm_arena_printf(arena, "%.*s%s", (int)(slash + 1 - base_file), base_file, path);
}
