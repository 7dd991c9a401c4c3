/* [key NAME]: TSIG keys, from a key file or from an algorithm and a secret's file. */
#include "keyfile.h"
#include "reader.h"

#include <string.h>

const struct wm_secret *wm_reader_own(struct wm_reader *reader, struct wm_secret *secret)
{
	reader->secrets = wm_arena_grow(reader->arena, reader->secrets, &reader->secret_capacity,
					reader->secret_count, sizeof(struct wm_secret *));
	reader->secrets[reader->secret_count++] = secret;
	return secret;
}

void wm_content_wipe(struct wm_bytes content)
{
	/* The file's copy lies in our arena; only the view of it is constant. */
	if (content.len > 0)
		explicit_bzero((void *)(uintptr_t)content.data, content.len);
}

static void read_key_file(struct wm_reader *reader, const struct wm_value *path,
			  struct wm_tsig_key *key)
{
	const struct wm_files *files = reader->source->files;
	struct wm_keyfile keyfile;
	struct wm_bytes content;
	struct wm_fail fail;

	if (files->read(files->context, reader->arena, path->text, WM_FILE_SECRET, &content,
			&fail) != WM_OK) {
		wm_error(reader->diags, &path->where, "%s", fail.text);
		return;
	}
	if (wm_keyfile_read(reader->arena, path->text, content, reader->diags, &keyfile)) {
		key->name = keyfile.name;
		key->algorithm = keyfile.algorithm;
		key->secret = wm_reader_own(reader, keyfile.secret);
	}
	wm_content_wipe(content);
}

static void read_algorithm(struct wm_reader *reader, const struct wm_value *algorithm,
			   struct wm_tsig_key *key)
{
	const char *names[WM_TSIG_COUNT];
	struct wm_where where = algorithm->where;

	if (wm_tsig_algorithm_read(algorithm->text, strlen(algorithm->text), &key->algorithm))
		return;
	for (unsigned i = 0; i < WM_TSIG_COUNT; i++)
		names[i] = wm_tsig_algorithm_text((enum wm_tsig_algorithm)i);
	where.text = NULL; /* what stands here may be the secret, a line too high */
	wm_error(reader->diags, &where, "unknown algorithm, expected %s",
		 wm_keyfile_algorithms(reader->arena));
	wm_suggest(reader->diags, algorithm->text, names, WM_COUNT(names));
}

/* The file of the secret alone: base64, as in a key statement. */
static void read_secret(struct wm_reader *reader, const struct wm_value *file,
			struct wm_tsig_key *key)
{
	struct wm_buf base64;
	struct wm_secret *secret;

	if (!file->secret)
		return; /* reported already */
	wm_buf_init(&base64, (size_t)WM_SECRET_FILE_MAX);
	(void)wm_secret_put(file->secret, &base64);
	secret = wm_keyfile_decode((const char *)base64.data, base64.len);
	wm_buf_wipe(&base64);
	if (secret)
		key->secret = wm_reader_own(reader, secret);
	else
		wm_error(reader->diags, &file->where, "'%s' does not hold valid base64",
			 file->text);
}

static void read_name(struct wm_reader *reader, const struct wm_ini_section *section,
		      const struct wm_value *name, struct wm_tsig_key *key)
{
	struct wm_fail fail;

	if (name->set) {
		if (name->count > 0)
			key->name = name->names[0];
	} else if (wm_name_read(reader->arena, section->name, strlen(section->name), NULL,
				&key->name, &fail) != WM_OK) {
		wm_error(reader->diags, &section->name_where, "%s", fail.text);
	}
}

/* One of the two keys that stand for a file is there at the most. */
static void report_half(struct wm_reader *reader, const struct wm_ini_section *section,
			const struct wm_value *values)
{
	const char *text = wm_section_text(reader, section);

	if (values[WM_KEY_SECRET_FILE].set)
		wm_error(reader->diags, &section->where,
			 "%s has 'secret-file' and lacks 'algorithm'", text);
	else if (values[WM_KEY_ALGORITHM].set)
		wm_error(reader->diags, &section->where,
			 "%s has 'algorithm' and lacks 'secret-file'", text);
	else
		wm_error(reader->diags, &section->where,
			 "%s lacks 'file', or 'algorithm' and 'secret-file'", text);
}

static void read_key(struct wm_reader *reader, const struct wm_ini_section *section,
		     struct wm_tsig_key *key)
{
	struct wm_value values[WM_KEY_COUNT] = {0};
	const struct wm_table tables[] = {{wm_sections[WM_SECTION_KEY].options, values}, {0}};

	wm_section_read(reader, section, &(struct wm_section_form){.tables = tables});
	if (values[WM_KEY_FILE].set) {
		for (size_t i = WM_KEY_FILE + 1; i < WM_KEY_COUNT; i++)
			if (values[i].set)
				wm_error(reader->diags, &values[i].where,
					 "'%s' beside 'file', which says it already",
					 tables[0].options[i].name);
		if (values[WM_KEY_FILE].text)
			read_key_file(reader, &values[WM_KEY_FILE], key);
		return;
	}
	if (!values[WM_KEY_ALGORITHM].set || !values[WM_KEY_SECRET_FILE].set) {
		report_half(reader, section, values);
		return;
	}
	if (values[WM_KEY_ALGORITHM].text)
		read_algorithm(reader, &values[WM_KEY_ALGORITHM], key);
	read_secret(reader, &values[WM_KEY_SECRET_FILE], key);
	read_name(reader, section, &values[WM_KEY_NAME], key);
}

void wm_keys_read(struct wm_reader *reader)
{
	const struct wm_section_list *list = &reader->sections[WM_SECTION_KEY];
	struct wm_tsig_key *keys = WM_ARENA_NEW(reader->arena, struct wm_tsig_key, list->count);

	for (size_t i = 0; i < list->count; i++) {
		wm_registry_add(reader, &reader->keys,
				&(struct wm_named){.name = list->items[i]->name,
						   .object = &keys[i],
						   .where = list->items[i]->name_where});
		read_key(reader, list->items[i], &keys[i]);
	}
}
