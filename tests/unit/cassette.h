/*
 * Recorded exchanges with real APIs (YAML files of method, URL, bodies and status), for unit tests.
 * They lie in $WAYMARK_API_RECORDINGS/<api>/ and are no part of the project: tests that need them
 * are skipped, and say so, where the variable is not set. Of YAML just what such files use is read.
 */
#ifndef WAYMARK_TEST_CASSETTE_H
#define WAYMARK_TEST_CASSETTE_H

#include "test.h"

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/file.h>

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cassette_exchange {
	const char *method, *url;
	const char *body; /* of the request, "" if there is none */
	int status;
	const char *reply; /* body of the answer */
};

struct cassette {
	const char *path;
	struct cassette_exchange *items;
	size_t count, capacity;
};

/* A line end within a quoted text is a blank, further empty lines are line ends. */
static inline const char *cassette_fold(struct wm_buf *out, const char *at, bool joined)
{
	size_t lines = 0;

	while (out->len && !joined && out->data[out->len - 1] == ' ')
		wm_buf_cut(out, out->len - 1);
	for (; *at == '\n' || *at == ' ' || *at == '\t'; at++)
		lines += *at == '\n';
	if (lines == 1 && !joined)
		(void)wm_buf_text(out, " ");
	for (; lines > 1; lines--)
		(void)wm_buf_text(out, "\n");
	return at;
}

static inline const char *cassette_single(struct wm_buf *out, const char *at)
{
	while (*at) {
		if (*at == '\'' && at[1] != '\'')
			return at + 1;
		if (*at == '\n') {
			at = cassette_fold(out, at, false);
			continue;
		}
		at += *at == '\'';
		(void)wm_buf_put(out, at++, 1);
	}
	return at;
}

/* One escape; AT is behind the backslash. */
static inline const char *cassette_escape(struct wm_buf *out, const char *at)
{
	static const char from[] = "ntr0\"\\/ eabfv", to[] = "\n\t\r\0\"\\/ \033\a\b\f\v";
	const char *known = strchr(from, *at);
	char digits[9] = "";

	if (*at == '\n')
		return cassette_fold(out, at, true);
	if (known && *at) {
		(void)wm_buf_put(out, &to[known - from], 1);
		return at + 1;
	}
	if (*at == 'x' || *at == 'u') {
		size_t len = *at == 'x' ? 2 : 4;
		unsigned long code;

		memcpy(digits, at + 1, len);
		code = strtoul(digits, NULL, 16);
		if (code >= 0x800) /* UTF-8, RFC 3629 section 3 */
			(void)wm_buf_put_u8(out, (uint8_t)(0xE0 | code >> 12));
		if (code >= 0x80)
			(void)wm_buf_put_u8(out, (uint8_t)(code >= 0x800 ? 0x80 | (code >> 6 & 63)
									 : 0xC0 | code >> 6));
		(void)wm_buf_put_u8(out, (uint8_t)(code >= 0x80 ? 0x80 | (code & 63) : code));
		return at + 1 + len;
	}
	fail_msg("unknown escape \\%c", *at);
	return at + 1;
}

static inline const char *cassette_double(struct wm_buf *out, const char *at)
{
	while (*at && *at != '"') {
		if (*at == '\\')
			at = cassette_escape(out, at + 1);
		else if (*at == '\n')
			at = cassette_fold(out, at, false);
		else
			(void)wm_buf_put(out, at++, 1);
	}
	return *at ? at + 1 : at;
}

/* Without quotes a text goes on in the lines that are indented by more than INDENT. */
static inline const char *cassette_plain(struct wm_buf *out, const char *at, size_t indent)
{
	while (*at) {
		if (*at == '\n' && strspn(at + 1, " ") <= indent)
			return at;
		if (*at == '\n')
			at = cassette_fold(out, at, false);
		else
			(void)wm_buf_put(out, at++, 1);
	}
	return at;
}

/* The scalar at AT, in ARENA. */
static inline const char *cassette_scalar(struct wm_arena *arena, const char *at, size_t indent,
					  const char **ret_text)
{
	struct wm_buf out;

	wm_buf_init(&out, WM_FILE_MAX);
	at += strspn(at, " ");
	if (!strncmp(at, "!!python/unicode", 16))
		at += 16 + strspn(at + 16, " ");
	if (*at == '\'')
		at = cassette_single(&out, at + 1);
	else if (*at == '"')
		at = cassette_double(&out, at + 1);
	else if (strncmp(at, "null", 4) != 0)
		at = cassette_plain(&out, at, indent);
	*ret_text = wm_arena_text(arena, wm_buf_string(&out));
	wm_buf_done(&out);
	return at;
}

/* "KEY: " at AT; what stands behind it, or NULL. */
static inline const char *cassette_key(const char *at, const char *key)
{
	size_t len = strlen(key);

	return strncmp(at, key, len) == 0 && at[len] == ':' ? at + len + 1 : NULL;
}

/* One line that begins an entry of EXCHANGE, or says nothing to us. Returns where to go on. */
static inline const char *cassette_line(struct wm_arena *arena, const char *line, bool is_reply,
					struct cassette_exchange *exchange)
{
	size_t indent = strspn(line, " ");
	const char *at = line + indent, *value;

	if (indent == 4 && (value = cassette_key(at, "method")))
		return cassette_scalar(arena, value, indent, &exchange->method);
	if (indent == 4 && (value = cassette_key(at, "uri")))
		return cassette_scalar(arena, value, indent, &exchange->url);
	if ((value = strstr(at, "code:")) && value < at + strcspn(at, "\n") &&
	    (value == at || value[-1] == '{'))
		exchange->status = (int)strtol(value + 5, NULL, 10);
	if (indent == 6 && is_reply && (value = cassette_key(at, "string")))
		return cassette_scalar(arena, value, indent, &exchange->reply);
	value = indent == 4 ? cassette_key(at, "body") : NULL;
	if (value && is_reply && (at = strstr(value, "{string:")) &&
	    at < value + strcspn(value, "\n"))
		return cassette_scalar(arena, at + 8, indent, &exchange->reply);
	if (value && !is_reply)
		return cassette_scalar(arena, value, indent, &exchange->body);
	return line;
}

/* Read the file at PATH. */
static inline void cassette_read(struct wm_arena *arena, const char *path,
				 struct cassette *cassette)
{
	bool is_reply = false;
	struct wm_bytes content;
	struct wm_fail why = {0};

	*cassette = (struct cassette){.path = path};
	if (wm_files_system.read(wm_files_system.context, arena, path, WM_FILE_PLAIN, &content,
				 &why))
		fail_msg("%s", why.text);
	for (const char *at = (const char *)content.data; *at; at += *at == '\n') {
		if (!strncmp(at, "- request:", 10)) {
			cassette->items = wm_arena_grow(arena, cassette->items, &cassette->capacity,
							cassette->count, sizeof(*cassette->items));
			cassette->items[cassette->count++] =
				(struct cassette_exchange){.body = "", .reply = ""};
			is_reply = false;
		} else if (!strncmp(at, "  response:", 11)) {
			is_reply = true;
		} else if (cassette->count) {
			at = cassette_line(arena, at, is_reply,
					   &cassette->items[cassette->count - 1]);
		}
		at += strcspn(at, "\n");
	}
}

/* Call TEST with every recording of API; skips the test, with a word about it, where there are
 * none. */
static inline void cassette_each(const char *api, void (*test)(struct wm_arena *arena,
							       const struct cassette *cassette))
{
	const char *folder = getenv("WAYMARK_API_RECORDINGS");
	char pattern[4096];
	glob_t found = {0};

	if (!folder || !*folder) {
		print_message(
			"# WAYMARK_API_RECORDINGS is not set: recordings of %s are not read\n",
			api);
		skip();
	}
	(void)snprintf(pattern, sizeof(pattern), "%s/%s/*.yaml", folder, api);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct wm_arena *arena = wm_arena_new();
		struct cassette cassette;

		cassette_read(arena, found.gl_pathv[i], &cassette);
		if (!cassette.count)
			fail_msg("%s: no exchange in it", found.gl_pathv[i]);
		test(arena, &cassette);
		wm_arena_free(arena);
	}
	globfree(&found);
}

#endif
