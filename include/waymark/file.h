/* Files: read whole with a limit, check a secret's permissions, replace atomically; and a handle so
 * that tests own them. */
#ifndef WAYMARK_FILE_H
#define WAYMARK_FILE_H

#include <stddef.h>

#include <waymark/arena.h>
#include <waymark/bytes.h>
#include <waymark/fail.h>

#define WM_FILE_MAX        ((size_t)64 * 1024 * 1024)
#define WM_SECRET_FILE_MAX ((size_t)64 * 1024)

/* A secret is a regular file, not a link, owned by root or ourselves, that nobody else can read or
 * write. A credential is the same from systemd's hands, which shows the group as reading along
 * where it means us (an access list's mask stands there). */
enum wm_file_kind { WM_FILE_PLAIN, WM_FILE_SECRET, WM_FILE_CREDENTIAL };

/*
 * Where the policy reads from: the disk in the program, memory in unit tests and fuzzers.
 * read: the whole of PATH, copied into ARENA with a NUL behind it; WM_EFILE with the reason else.
 *       (A secret's copy is the caller's to wipe.)
 * glob: the regular files that PATTERN matches, sorted bytewise; no match is an empty list, not a
 * failure.
 */
struct wm_files {
	enum wm_code (*read)(void *context, struct wm_arena *arena, const char *path,
			     enum wm_file_kind kind, struct wm_bytes *ret_content,
			     struct wm_fail *reterr);
	enum wm_code (*glob)(void *context, struct wm_arena *arena, const char *pattern,
			     const char *const **ret_paths, size_t *ret_count,
			     struct wm_fail *reterr);
	void *context;
};

extern const struct wm_files wm_files_system;

/*
 * Put CONTENT in place of PATH so that a reader, or a crash, sees all of the old or all of the new:
 * a temporary file in the same folder, fsync, rename, fsync of the folder; owner and mode of the
 * old file are kept. Refused with WM_ECONFLICT, and nothing changed, if the file no longer holds
 * exactly EXPECTED; the check and the rename happen under an flock on the file, so two Waymarks
 * never undo one another. A PATH that is a symbolic link is followed once and the file it names
 * replaced.
 */
enum wm_code wm_file_replace(const char *path, struct wm_bytes expected, struct wm_bytes content,
			     struct wm_fail *reterr);

/* PATH as seen from the folder that BASE_FILE lies in, unless it is absolute already. */
const char *wm_file_beside(struct wm_arena *arena, const char *base_file, const char *path);

#endif
