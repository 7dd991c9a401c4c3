/* Putting a new file in the place of an old one: all of it or nothing, and only if nobody else did.
 */
#include <waymark/file.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file as it is now: open and locked, and how it was when it was opened. */
struct old_file {
	char path[PATH_MAX]; /* symbolic links resolved */
	struct stat status;
	int fd;
};

static enum wm_code fail_errno(const char *path, const char *step, struct wm_fail *reterr)
{
	return wm_fail(reterr, WM_EFILE, "%s: %s: %s", path, step, strerror(errno));
}

/* Is the file at PATH still the one that was opened? (Another may have been renamed over it.) */
static bool is_same(const struct old_file *old)
{
	struct stat now;

	return lstat(old->path, &now) == 0 && now.st_dev == old->status.st_dev &&
	       now.st_ino == old->status.st_ino;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Nobody has written to it either since it was examined: some editors write in place, unlocked. */
static bool is_untouched(const struct old_file *old)
{
	struct stat now;

	return is_same(old) && fstat(old->fd, &now) == 0 && now.st_size == old->status.st_size &&
	       same_time(&now.st_mtim, &old->status.st_mtim) &&
	       same_time(&now.st_ctim, &old->status.st_ctim);
}

static bool holds(const struct old_file *old, struct wm_bytes expected)
{
	uint8_t piece[16384];
	size_t at = 0;

	if ((uintmax_t)old->status.st_size != expected.len)
		return false;
	while (at < expected.len) {
		size_t left = expected.len - at;
		ssize_t got = pread(old->fd, piece, left < sizeof(piece) ? left : sizeof(piece),
				    (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || memcmp(piece, expected.data + at, (size_t)got) != 0)
			return false;
		at += (size_t)got;
	}
	return true;
}

/* Lock the opened file and make sure that it is what the caller has seen. */
static enum wm_code check_old(struct old_file *old, struct wm_bytes expected,
			      struct wm_fail *reterr)
{
	/* Not waited for: whoever holds the lock for long must not stop us for as long. */
	if (flock(old->fd, LOCK_EX | LOCK_NB) < 0)
		return wm_fail(reterr, errno == EWOULDBLOCK ? WM_EBUSY : WM_EFILE,
			       "%s: cannot be locked: %s", old->path, strerror(errno));
	if (fstat(old->fd, &old->status) < 0)
		return fail_errno(old->path, "cannot be examined", reterr);
	if (!S_ISREG(old->status.st_mode))
		return wm_fail(reterr, WM_EFILE, "%s: is not a regular file", old->path);
	if (!is_same(old) || !holds(old, expected))
		return wm_fail(reterr, WM_ECONFLICT, "%s: changed since it was read", old->path);
	return WM_OK;
}

static bool write_fully(int fd, struct wm_bytes content)
{
	size_t at = 0;

	while (at < content.len) {
		ssize_t put = write(fd, content.data + at, content.len - at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += (size_t)put;
	}
	return true;
}

/* Give the new file the owner, mode and content it must have, on disk for good. Owner before mode:
 * a change of owner takes mode bits away. */
static enum wm_code fill_new(int fd, const struct old_file *old, struct wm_bytes content,
			     struct wm_fail *reterr)
{
	const struct stat *status = &old->status;
	struct stat mine;

	if (fstat(fd, &mine) < 0)
		return fail_errno(old->path, "cannot examine the new file", reterr);
	if ((mine.st_uid != status->st_uid || mine.st_gid != status->st_gid) &&
	    fchown(fd, status->st_uid, status->st_gid) < 0)
		return fail_errno(old->path, "cannot keep the owner of the file", reterr);
	if (fchmod(fd, status->st_mode & 07777) < 0)
		return fail_errno(old->path, "cannot keep the mode of the file", reterr);
	if (!write_fully(fd, content) || fsync(fd) < 0)
		return fail_errno(old->path, "cannot write the new file", reterr);
	return WM_OK;
}

/* Without this a power cut might bring the old file back, which the next run sees and repairs: so a
 * failure here is none of the replacement. */
static void sync_folder(int folder_len, const char *path)
{
	char folder[PATH_MAX];
	int fd;

	(void)snprintf(folder, sizeof(folder), "%.*s", folder_len, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
}

/* A temporary file beside the old one, filled, and then renamed over it. */
static enum wm_code put_new(const struct old_file *old, struct wm_bytes content,
			    struct wm_fail *reterr)
{
	char temporary[PATH_MAX + sizeof(".waymark-XXXXXX")];
	/* An absolute path without links: there is a slash. */
	int folder_len = (int)(strrchr(old->path, '/') - old->path) + 1;
	enum wm_code code;
	int fd;

	(void)snprintf(temporary, sizeof(temporary), "%.*s.waymark-XXXXXX", folder_len, old->path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return fail_errno(old->path, "cannot create a file beside it", reterr);
	code = fill_new(fd, old, content, reterr);
	if (close(fd) < 0 && !code)
		code = fail_errno(old->path, "cannot write the new file", reterr);
	if (!code && !is_untouched(old))
		code = wm_fail(reterr, WM_ECONFLICT, "%s: changed since it was read", old->path);
	if (!code && rename(temporary, old->path) < 0)
		code = fail_errno(old->path, "cannot be replaced", reterr);
	if (code) {
		(void)unlink(temporary);
		return code;
	}
	sync_folder(folder_len, old->path);
	return WM_OK;
}

enum wm_code wm_file_replace(const char *path, struct wm_bytes expected, struct wm_bytes content,
			     struct wm_fail *reterr)
{
	struct old_file old;
	enum wm_code code;

	if (!realpath(path, old.path))
		return wm_fail(reterr, WM_EFILE, "%s: %s", path, strerror(errno));
	old.fd = open(old.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	if (old.fd < 0)
		return wm_fail(reterr, WM_EFILE, "%s: %s", path, strerror(errno));
	code = check_old(&old, expected, reterr);
	if (!code)
		code = put_new(&old, content, reterr);
	(void)close(old.fd); /* and with it goes the lock */
	return code;
}
