/*
 * INI text as sections and pairs: inih behind a reader of our own.
 *
 * inih reads lines into 200 bytes and section names into 50; what is longer turns into other keys
 * and other sections without a word. It takes a semicolon within quotes for a comment and an
 * indented line for more of the value before. So our reader looks at each line first, says what is
 * wrong with it, and hands inih only what it cannot misread: sections as numbers, long values in
 * pieces, semicolons masked. What inih then makes of it is compared with what stands in the line.
 */
#include "ini_text.h"

#include <assert.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <waymark/buf.h>
#include <waymark/str.h>

#include "sections.h"

/* Control characters, which no line may hold, stand for what inih must not see. */
#define GUARD     '\001' /* at both ends of a piece, so that its blanks and #s are not the line's */
#define SEMICOLON '\002'

#define INIH_NAME_MAX 49  /* of a key that goes on in further pieces, inih repeats so many bytes */
#define INIH_LINE_MIN 128 /* room for the longest key; inih as it comes has 200 */

#define BLANKS " \t"

struct reader {
	struct wm_arena *arena;
	struct wm_diags *diags;
	struct wm_ini *ini;
	char *next; /* what has not been read yet, in a copy of our own */
	char *end;
	struct wm_where where; /* of the line under work */
	struct wm_buf scratch;
	bool in_section; /* lines belong to the last section of INI ... */
	bool skipping;   /* ... or to one that was refused: then to nothing */
	bool secretive;
	bool after_pair; /* the line before was a pair */
	/* The pair that inih is reading, a piece at a time. */
	struct wm_ini_pair *pair;
	size_t value_len;
	size_t given;      /* bytes of the value that inih was given ... */
	struct wm_buf got; /* ... and those that it handed back */
	size_t pieces_given;
	size_t pieces_got;
	bool misread; /* inih handed back something else */
};

/* ---- what a line says ---- */

static struct wm_where place(const struct reader *reader, const char *at)
{
	struct wm_where where = reader->where;

	where.column = (unsigned)(at - reader->where.text) + 1;
	return where;
}

/* PLACE for messages about a line that is not understood: it may be a key file's, so where secrets
 * can be it is not quoted. */
static struct wm_where error_place(const struct reader *reader, const char *at)
{
	struct wm_where where = place(reader, at);

	if (reader->secretive)
		where.text = NULL;
	return where;
}

/* The first byte of LINE that is neither a tab nor part of printable UTF-8; NULL if there is none.
 */
static const char *first_unprintable(struct reader *reader, const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end) {
		size_t foreign = 0;

		if ((*line >= ' ' && *line < '\177') || *line == '\t') {
			line++;
			continue;
		}
		while (line + foreign < end && (unsigned char)line[foreign] >= 0x80)
			foreign++;
		if (foreign == 0)
			return line;
		/* What is no UTF-8 is what escaping would change. */
		wm_buf_clear(&reader->scratch);
		wm_str_escape_utf8(&reader->scratch, line, foreign);
		for (size_t i = 0; i < foreign; i++)
			if (reader->scratch.data[i] != (uint8_t)line[i])
				return line + i;
		line += foreign;
	}
	return NULL;
}

/* Is LINE, of LEN bytes and with a NUL behind it, one that we go on with? */
static bool check_bytes(struct reader *reader, const char *line, size_t len)
{
	struct wm_where where;
	const char *bad;

	if (len > WM_INI_LINE_MAX) {
		where = reader->where;
		where.text = NULL;
		wm_error(reader->diags, &where, "line of %zu bytes, expected at most %d", len,
			 WM_INI_LINE_MAX);
		return false;
	}
	bad = first_unprintable(reader, line, len);
	if (!bad)
		return true;
	where = error_place(reader, bad);
	if (memchr(line, '\0', len))
		where.text = NULL; /* as a C string it would be cut */
	if ((unsigned char)*bad < 0x80)
		wm_error(reader->diags, &where, "control character \\%03d", *bad);
	else
		wm_error(reader->diags, &where, "byte \\%03d is not part of printable UTF-8 text",
			 (unsigned char)*bad);
	return false;
}

/* Where the value that starts at TEXT ends: before a comment, or at the end of the line. */
static const char *value_end(const char *text)
{
	bool quoted = false;
	bool after_blank = true;

	for (; *text; text++) {
		if (*text == ';' && after_blank && !quoted)
			break;
		after_blank = *text == ' ' || *text == '\t';
		if (*text == '"')
			quoted = !quoted;
		else if (*text == '\\' && text[1])
			text++;
	}
	return text;
}

/* The length of what stands between START and END, blanks behind it not counted. */
static size_t trimmed(const char *start, const char *end)
{
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (size_t)(end - start);
}

static bool refuse_section(struct reader *reader, const char *at, const char *why)
{
	struct wm_where where = place(reader, at);

	reader->skipping = true;
	wm_error(reader->diags, &where, "%s", why);
	return false;
}

/* [TYPE NAME] at LINE: a new section. False if it is none. */
static bool read_section(struct reader *reader, const char *line)
{
	const char *close = strchr(line, ']');
	const char *type = line + 1 + strspn(line + 1, BLANKS);
	const struct wm_section_schema *schema;
	struct wm_ini_section *section;
	const char *name;
	size_t type_len;

	reader->secretive = true; /* until we know better */
	if (!close)
		return refuse_section(reader, line, "'[' without ']', expected [section name]");
	type_len = strcspn(type, BLANKS "]");
	if (type_len == 0)
		return refuse_section(reader, line, "section without a type");
	name = close + 1 + strspn(close + 1, BLANKS);
	if (*name && *name != ';' && *name != '#')
		return refuse_section(reader, name, "text behind the ']' of a section");

	reader->ini->sections =
		wm_arena_grow(reader->arena, reader->ini->sections, &reader->ini->capacity,
			      reader->ini->count, sizeof(*reader->ini->sections));
	section = &reader->ini->sections[reader->ini->count++];
	name = type + type_len + strspn(type + type_len, BLANKS);
	*section = (struct wm_ini_section){
		.type = wm_arena_text_n(reader->arena, type, type_len),
		.name = wm_arena_text_n(reader->arena, name, trimmed(name, close)),
		.where = place(reader, line),
		.name_where = place(reader, name),
	};
	schema = wm_section_find(section->type);
	reader->secretive = !schema || schema->secretive;
	reader->in_section = true;
	reader->skipping = false;
	return true;
}

static bool refuse_line(struct reader *reader, const char *line)
{
	struct wm_where where = error_place(reader, line);

	wm_error(reader->diags, &where, "expected 'key = value' or '[section name]'");
	if (reader->after_pair && line > reader->where.text)
		wm_hint(reader->diags, "a value ends with its line; a list goes on by repeating "
				       "the key");
	return false;
}

/* Is the key at LINE, of LEN bytes, one that any section could have? */
static bool check_key(struct reader *reader, const char *line, size_t len)
{
	struct wm_where where;

	if (len == 0 || len > WM_INI_KEY_MAX) {
		where = error_place(reader, line);
		if (len == 0)
			wm_error(reader->diags, &where, "expected a key before '='");
		else
			wm_error(reader->diags, &where, "key of %zu bytes, expected at most %d",
				 len, WM_INI_KEY_MAX);
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. \t",
			   line[i]))
			continue;
		where = error_place(reader, line + i);
		wm_error(reader->diags, &where,
			 "a key consists of letters, digits, '-', '_' and '.'");
		return false;
	}
	return true;
}

/* KEY = VALUE at LINE: becomes the pair under way. False if there is nothing to go on with. */
static bool read_pair(struct reader *reader, const char *line)
{
	const char *equals = strchr(line, '=');
	struct wm_ini_section *section;
	const char *value;
	size_t key_len;

	if (!equals)
		return refuse_line(reader, line);
	key_len = trimmed(line, equals);
	if (!check_key(reader, line, key_len) || reader->skipping)
		return false;
	if (!reader->in_section) {
		/* A base64 secret that ends in '=' looks like a key: it is not named either. */
		struct wm_where where = error_place(reader, line);

		wm_error(reader->diags, &where, "a key before the first [section]");
		return false;
	}

	section = &reader->ini->sections[reader->ini->count - 1];
	section->pairs = wm_arena_grow(reader->arena, section->pairs, &section->capacity,
				       section->count, sizeof(*section->pairs));
	reader->pair = &section->pairs[section->count++];
	value = equals + 1 + strspn(equals + 1, BLANKS);
	*reader->pair = (struct wm_ini_pair){
		.key = wm_arena_text_n(reader->arena, line, key_len),
		.value = value,
		.key_where = place(reader, line),
		.value_where = place(reader, value),
	};
	reader->value_len = trimmed(value, value_end(value));
	return true;
}

/* ---- what inih is given, and what it makes of it ---- */

/* The rest of the pair's value, or as much of it as fits, as a line of inih's. */
static void give_piece(struct reader *reader, char *line, size_t size)
{
	size_t len = 0;

	if (reader->given == 0)
		len = (size_t)snprintf(line, size, "%s = ", reader->pair->key);
	else
		line[len++] = ' '; /* an indented line: more of the value before */
	line[len++] = GUARD;
	for (; reader->given < reader->value_len && len + 2 < size; reader->given++) {
		line[len] = reader->pair->value[reader->given];
		if (line[len] == ';')
			line[len] = SEMICOLON;
		len++;
	}
	line[len++] = GUARD;
	line[len] = '\0';
	reader->pieces_given++;
}

/* The pair has been read in full: is it what stands in the line? */
static void close_pair(struct reader *reader)
{
	struct wm_ini_pair *pair = reader->pair;
	const char *got = wm_buf_string(&reader->got);

	if (reader->pieces_got != reader->pieces_given || reader->got.len != reader->value_len ||
	    memcmp(got, pair->value, reader->value_len) != 0)
		wm_error(reader->diags, &pair->key_where,
			 "internal error: this line was read as another one; please report it");
	pair->value = wm_arena_text_n(reader->arena, got, reader->got.len);
	wm_buf_clear(&reader->got);
	reader->pair = NULL;
	reader->given = 0;
	reader->pieces_given = 0;
	reader->pieces_got = 0;
}

/* Cut the next line off what is left to read; NULL at the end. */
static char *next_line(struct reader *reader, size_t *ret_len)
{
	char *line = reader->next;
	char *newline;

	if (line == reader->end)
		return NULL;
	newline = memchr(line, '\n', (size_t)(reader->end - line));
	reader->next = newline ? newline + 1 : reader->end;
	if (!newline)
		newline = reader->end;
	if (newline > line && newline[-1] == '\r')
		newline--;
	*newline = '\0';
	*ret_len = (size_t)(newline - line);
	reader->where.text = line;
	reader->where.line++;
	return line;
}

/* A line that is no text is left out; if it was to begin a section, so is all of that section. */
static void drop_line(struct reader *reader, const char *line)
{
	if (line[strspn(line, BLANKS)] != '[')
		return;
	reader->skipping = true;
	reader->secretive = true;
}

/* inih's way to get a line, like fgets. Lines that say nothing, or nothing good, are left out. */
static char *give_line(char *line, int size, void *context)
{
	struct reader *reader = context;
	size_t len;
	char *text;

	assert(size >= INIH_LINE_MIN);
	if (reader->pair && reader->given < reader->value_len) {
		give_piece(reader, line, (size_t)size);
		return line;
	}
	if (reader->pair)
		close_pair(reader);

	while ((text = next_line(reader, &len))) {
		if (!check_bytes(reader, text, len)) {
			drop_line(reader, text);
			continue;
		}
		text += strspn(text, BLANKS);
		if (*text == '\0' || *text == ';' || *text == '#')
			continue;
		if (*text == '[') {
			reader->after_pair = false;
			if (!read_section(reader, text))
				continue;
			(void)snprintf(line, (size_t)size, "[%zu]", reader->ini->count - 1);
			return line;
		}
		reader->after_pair = read_pair(reader, text);
		if (reader->after_pair) {
			give_piece(reader, line, (size_t)size);
			return line;
		}
	}
	return NULL;
}

/* Does NAME, from inih, stand for the key of the pair under way? */
static bool is_key(const struct reader *reader, const char *name)
{
	const char *key = reader->pair->key;

	return strcmp(name, key) == 0 || (reader->got.len > 0 && strlen(name) == INIH_NAME_MAX &&
					  strncmp(name, key, INIH_NAME_MAX) == 0);
}

/* inih's way to hand over a pair, or a further piece of its value. */
static int take_piece(void *context, const char *section, const char *name, const char *piece)
{
	struct reader *reader = context;
	size_t len = piece ? strlen(piece) : 0;

	if (!reader->pair || !name || len < 2 || piece[0] != GUARD || piece[len - 1] != GUARD ||
	    strtoul(section, NULL, 10) != reader->ini->count - 1 || !is_key(reader, name)) {
		reader->misread = true;
		return 1;
	}
	for (size_t i = 1; i < len - 1; i++)
		wm_buf_put_u8(&reader->got, (uint8_t)(piece[i] == SEMICOLON ? ';' : piece[i]));
	reader->pieces_got++;
	return 1;
}

void wm_ini_read(struct wm_arena *arena, const char *file, struct wm_bytes content,
		 struct wm_diags *diags, struct wm_ini *ret_ini)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	struct reader reader = {.arena = arena,
				.diags = diags,
				.ini = ret_ini,
				.secretive = true,
				.where = {.file = file}};

	*ret_ini = (struct wm_ini){0};
	reader.next = wm_arena_text_n(arena, (const char *)content.data, content.len);
	reader.end = reader.next + content.len;
	if (content.len >= 3 && memcmp(reader.next, byte_order_mark, 3) == 0)
		reader.next += 3;
	wm_buf_init(&reader.scratch, (size_t)4 * WM_INI_LINE_MAX);
	wm_buf_init(&reader.got, WM_INI_LINE_MAX);

	if (ini_parse_stream(give_line, &reader, take_piece, &reader) != 0 || reader.misread)
		wm_error(diags, &(struct wm_where){.file = file},
			 "internal error: this file was read as another one; please report it");
	wm_buf_done(&reader.scratch);
	wm_buf_done(&reader.got);
}
