/* A file of domain names, one a line: the domains of a [domains] section. */
#include "reader.h"

#include <string.h>

#define NAMES_MAX 1000000

#define BLANKS " \t\r"

bool wm_domain_name_read(struct wm_reader *reader, const char *text, size_t len,
			 const struct wm_where *where, struct wm_name *ret_name)
{
	char shown[WM_NAME_TEXT_MAX];
	struct wm_fail fail;
	struct wm_name name;

	if (wm_name_read(reader->arena, text, len, NULL, &name, &fail) != WM_OK) {
		wm_error(reader->diags, where, "%s", fail.text);
		return false;
	}
	/* RFC 3261 section 25.1 and RFC 7622 section 3.2: a domain is a host name. */
	if (!wm_name_is_host(&name)) {
		wm_error(reader->diags, where,
			 "'%s' cannot be a domain, expected labels of letters, digits and '-'",
			 wm_name_text(&name, shown));
		return false;
	}
	*ret_name = name;
	return true;
}

/* The name on one line, if there is one. */
static void read_line(struct wm_reader *reader, const struct wm_where *where, size_t len,
		      const struct wm_shape *shape, struct wm_domain_set *set)
{
	const char *start = where->text + strspn(where->text, BLANKS);
	const char *comment = start + strcspn(start, "#;");
	struct wm_domain domain = {.shape = shape, .where = *where};
	size_t size;

	domain.where.column = (unsigned)(start - where->text) + 1;
	if (strlen(where->text) < len) {
		domain.where.column = (unsigned)strlen(where->text) + 1;
		domain.where.text = NULL; /* it could not be shown whole */
		wm_error(reader->diags, &domain.where, "control character \\000");
		return;
	}
	for (size = (size_t)(comment - start); size > 0 && strchr(BLANKS, start[size - 1]); size--)
		;
	if (size == 0)
		return;
	if (memchr(start, ' ', size) || memchr(start, '\t', size)) {
		domain.where.column += (unsigned)strcspn(start, BLANKS);
		wm_error(reader->diags, &domain.where,
			 "text behind a name, expected one name a "
			 "line");
		return;
	}
	if (wm_domain_name_read(reader, start, size, &domain.where, &domain.name))
		wm_domain_set_add(reader, set, &domain);
}

/* TEXT ends with a NUL behind its LEN bytes; its lines become strings of their own. */
static void read_lines(struct wm_reader *reader, const char *path, char *text, size_t len,
		       const struct wm_shape *shape, struct wm_domain_set *set)
{
	struct wm_where where = {.file = path};
	char *end = text + len;

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3; /* a byte order mark */
	while (text < end) {
		char *newline = memchr(text, '\n', (size_t)(end - text));

		if (!newline)
			newline = end;
		*newline = '\0';
		where.text = text;
		where.line++;
		if (set->count == NAMES_MAX) {
			wm_error(reader->diags, &where, "more than %d domains", NAMES_MAX);
			return;
		}
		read_line(reader, &where, (size_t)(newline - text), shape, set);
		text = newline + 1;
	}
}

void wm_domain_file_read(struct wm_reader *reader, const struct wm_value *value,
			 const struct wm_shape *shape, struct wm_domain_set *set)
{
	const struct wm_files *files = reader->source->files;
	size_t errors = reader->diags->errors;
	size_t count = set->count;
	struct wm_bytes content;
	struct wm_fail fail;
	char *text;

	if (files->read(files->context, reader->arena, value->text, WM_FILE_PLAIN, &content,
			&fail) != WM_OK) {
		wm_error(reader->diags, &value->where, "%s", fail.text);
		return;
	}
	text = wm_arena_text_n(reader->arena, (const char *)content.data, content.len);
	read_lines(reader, value->text, text, content.len, shape, set);
	if (set->count == count && reader->diags->errors == errors)
		wm_error(reader->diags, &value->where, "'%s' holds no domain name", value->text);
}
