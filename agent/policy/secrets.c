/* Secrets that a policy names: in a file, as a credential of systemd, or in the environment. */
#include "reader.h"

#include <string.h>

/* The bytes that were found, but for a line end behind them; WHAT they are, for the message. */
static void take_secret(struct wm_reader *reader, const struct wm_ini_pair *pair,
			struct wm_bytes content, const char *what, struct wm_value *value)
{
	size_t len = content.len;

	if (len > 0 && content.data[len - 1] == '\n')
		len--;
	if (len > 0 && content.data[len - 1] == '\r')
		len--;
	if (len == 0)
		wm_error(reader->diags, &pair->value_where, "%s is empty", what);
	else if (len > WM_SECRET_FILE_MAX)
		wm_error(reader->diags, &pair->value_where,
			 "%s holds more than the %zu bytes of a secret", what, WM_SECRET_FILE_MAX);
	else
		value->secret = wm_reader_own(reader, wm_secret_new(content.data, len));
}

static void read_file(struct wm_reader *reader, const struct wm_ini_pair *pair,
		      enum wm_file_kind kind, const char *what, struct wm_value *value)
{
	const struct wm_files *files = reader->source->files;
	struct wm_bytes content;
	struct wm_fail fail;

	if (files->read(files->context, reader->arena, value->text, kind, &content, &fail) !=
	    WM_OK) {
		wm_error(reader->diags, &pair->value_where, "%s", fail.text);
		return;
	}
	take_secret(reader, pair, content,
		    wm_arena_printf(reader->arena, "the %s '%s'", what, value->text), value);
	wm_content_wipe(content);
}

void wm_secret_file_read(struct wm_reader *reader, const struct wm_option *option,
			 const struct wm_ini_pair *pair, struct wm_value *value)
{
	(void)option;
	value->text = wm_file_beside(reader->arena, pair->value_where.file, pair->value);
	read_file(reader, pair, WM_FILE_SECRET, "secret file", value);
}

/* The value of the environment's variable NAME; NULL = not set. */
static const char *find_variable(const struct wm_reader *reader, const char *name)
{
	char *const *environment = reader->source->environment;
	size_t len = strlen(name);

	for (; environment && *environment; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return NULL;
}

void wm_credential_read(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value)
{
	const char *folder = find_variable(reader, "CREDENTIALS_DIRECTORY");

	if (strchr(pair->value, '/') || strcmp(pair->value, ".") == 0 ||
	    strcmp(pair->value, "..") == 0)
		wm_error(reader->diags, &pair->value_where,
			 "'%s' is not the name of a credential, expected a name without slashes",
			 pair->value);
	else if (!folder || folder[0] != '/')
		wm_error(reader->diags, &pair->value_where,
			 "'%s' needs systemd: CREDENTIALS_DIRECTORY is not set; run waymark as a "
			 "service with LoadCredential=%s:FILE",
			 option->name, pair->value);
	else {
		value->text = wm_arena_printf(reader->arena, "%s/%s", folder, pair->value);
		read_file(reader, pair, WM_FILE_CREDENTIAL, "credential", value);
	}
}

/* A name by the habit of environments, TOKEN_2. */
static bool is_variable_name(const char *text)
{
	return (*text == '_' || (*text >= 'A' && *text <= 'Z')) &&
	       !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

/* Somebody who puts the secret itself in this place must not find it in a log: what is not plainly
 * the name of a variable is not quoted. */
void wm_secret_env_read(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value)
{
	const char *found = find_variable(reader, pair->value);
	const char *what =
		wm_arena_printf(reader->arena, "the environment variable %s", pair->value);
	struct wm_ini_pair masked = *pair;

	if (!is_variable_name(pair->value)) {
		what = "the environment variable named here";
		masked.value_where.text =
			wm_arena_printf(reader->arena, "%.*s...", (int)pair->value_where.column - 1,
					pair->value_where.text ? pair->value_where.text : "");
	}
	if (!found) {
		wm_error(reader->diags, &masked.value_where,
			 "%s is not set, expected '%s' to name one that holds the secret", what,
			 option->name);
		return;
	}
	value->text = pair->value;
	take_secret(reader, &masked, (struct wm_bytes){(const uint8_t *)found, strlen(found)}, what,
		    value);
}
