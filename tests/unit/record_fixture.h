/* Names and RDATA for unit tests, written as text. */
#ifndef WAYMARK_TEST_RECORD_FIXTURE_H
#define WAYMARK_TEST_RECORD_FIXTURE_H

#include "test.h"

#include <waymark/arena.h>
#include <waymark/buf.h>
#include <waymark/name.h>
#include <waymark/rrset.h>
#include <waymark/str.h>
#include <waymark/text.h>

#include <string.h>

/* A mistake in TEXT fails the test. */
static inline struct wm_name fixture_name(struct wm_arena *arena, const char *text)
{
	struct wm_fail why = {0};
	struct wm_name name = {0};

	if (wm_name_read(arena, text, strlen(text), NULL, &name, &why) != WM_OK)
		fail_msg("name \"%s\": %s", text, why.text);
	return name;
}

static inline uint16_t fixture_type(const char *text)
{
	uint16_t type = 0;

	if (!wm_type_read(text, strlen(text), &type))
		fail_msg("type \"%s\"", text);
	return type;
}

/* LINE is "TYPE RDATA..."; names in it are relative to example.com. *RET_FIELD counts from the
 * first field of the RDATA. */
static inline enum wm_code fixture_try_rdata(struct wm_arena *arena, const char *line,
					     uint16_t *ret_type, struct wm_rdata *ret_rdata,
					     size_t *ret_field, struct wm_fail *reterr)
{
	struct wm_name origin = fixture_name(arena, "example.com.");
	struct wm_token *tokens = NULL;
	size_t count = 0;
	size_t column = 0;
	enum wm_code code =
		wm_tokens_read(arena, line, strlen(line), &tokens, &count, &column, reterr);

	if (code != WM_OK)
		fail_msg("line \"%s\", column %zu: %s", line, column, reterr->text);
	assert_true(wm_type_read(tokens[0].text, tokens[0].len, ret_type));
	return wm_rdata_read(arena, *ret_type, tokens + 1, count - 1, &origin, ret_rdata, ret_field,
			     reterr);
}

static inline struct wm_rdata fixture_rdata(struct wm_arena *arena, const char *line)
{
	struct wm_fail why = {0};
	struct wm_rdata rdata = {0};
	uint16_t type = 0;
	size_t field = 0;

	if (fixture_try_rdata(arena, line, &type, &rdata, &field, &why) != WM_OK)
		fail_msg("\"%s\", field %zu: %s", line, field, why.text);
	return rdata;
}

/* Hexadecimal digits, blanks ignored. */
static inline struct wm_bytes fixture_hex(struct wm_arena *arena, const char *digits)
{
	struct wm_buf buf;
	struct wm_bytes bytes;
	size_t len = 0;
	char *packed = wm_arena_text(arena, digits);

	for (const char *from = digits; *from; from++)
		if (*from != ' ')
			packed[len++] = *from;
	wm_buf_init(&buf, 1 << 20);
	if (!wm_str_read_hex(packed, len, &buf))
		fail_msg("hex \"%s\"", digits);
	bytes.data = wm_arena_copy(arena, buf.data, buf.len);
	bytes.len = buf.len;
	wm_buf_done(&buf);
	return bytes;
}

static inline const char *fixture_show_hex(struct wm_arena *arena, const void *bytes, size_t len)
{
	struct wm_buf buf;
	const char *text;

	wm_buf_init(&buf, 1 << 20);
	wm_str_hex(&buf, bytes, len);
	text = wm_arena_text(arena, wm_buf_string(&buf));
	wm_buf_done(&buf);
	return text;
}

static inline const char *fixture_show_rdata(struct wm_arena *arena, uint16_t type,
					     const struct wm_rdata *rdata)
{
	struct wm_buf buf;
	const char *text;

	wm_buf_init(&buf, 1 << 20);
	wm_rdata_print(&buf, type, rdata);
	assert_false(buf.full);
	text = wm_arena_text(arena, wm_buf_string(&buf));
	wm_buf_done(&buf);
	return text;
}

/* An arena for one test, as setup and teardown: *STATE is it. */
static inline int fixture_open(void **state)
{
	*state = wm_arena_new();
	return 0;
}

static inline int fixture_close(void **state)
{
	wm_arena_free(*state);
	return 0;
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

#endif
