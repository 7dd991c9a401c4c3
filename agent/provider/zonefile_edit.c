/* Editing a master file (RFC 1035 section 5) entry by entry, see zonefile_edit.h. */
#include "zonefile_edit.h"

#include <string.h>

#include <waymark/file.h>
#include <waymark/str.h>
#include <waymark/text.h>

#include "table.h"

/* An SOA's serial is its seventh field at the most: owner, TTL, class, SOA, MNAME, RNAME, serial.
 */
#define FIELDS_MAX 7

/* One entry: a line, or several joined by parentheses, with its newline. */
struct entry {
	const char *text;
	size_t len;
	struct {
		const char *text;
		size_t len;
	} fields[FIELDS_MAX]; /* the first ones */
	size_t field_count;   /* all of them */
};

struct editor {
	const struct wm_zonefile_edit *edit;
	struct wm_buf *out;
	struct wm_arena *arena;
	struct wm_table changes;     /* owner and type -> index of the change + 1 */
	bool *written;               /* per change: its new records are in OUT */
	struct wm_name origin;       /* as the file's $ORIGIN has it here */
	struct wm_name owner;        /* of the last record in the file */
	struct wm_name owner_in_out; /* of the last record in OUT */
};

/* ---- cutting the file into entries ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_comment(const char *at, const char *end)
{
	while (at < end && *at != '\n')
		at++;
	return at;
}

/* The end of the field that starts at AT: quotes hold blanks, a backslash takes the next byte
 * along.
 */
static const char *skip_field(const char *at, const char *end)
{
	bool quoted = false;

	for (; at < end && *at != '\n'; at++) {
		if (*at == '\\' && at + 1 < end && at[1] != '\n')
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (!quoted && (is_blank(*at) || *at == '(' || *at == ')' || *at == ';'))
			break;
	}
	return at;
}

static void read_entry(const char *text, const char *end, struct entry *ret_entry)
{
	const char *at = text;
	size_t depth = 0;

	*ret_entry = (struct entry){.text = text};
	while (at < end && !(*at == '\n' && !depth)) {
		if (is_blank(*at) || *at == '\n') {
			at++;
		} else if (*at == ';') {
			at = skip_comment(at, end);
		} else if (*at == '(' || *at == ')') {
			if (*at == '(')
				depth++;
			else if (depth)
				depth--;
			at++;
		} else {
			const char *field = at;

			at = skip_field(at, end);
			if (ret_entry->field_count < FIELDS_MAX) {
				ret_entry->fields[ret_entry->field_count].text = field;
				ret_entry->fields[ret_entry->field_count].len =
					(size_t)(at - field);
			}
			ret_entry->field_count++;
		}
	}
	ret_entry->len = (size_t)(at - text) + (at < end);
}

/* ---- one entry ---- */

static bool carries_owner(const struct entry *entry)
{
	return is_blank(entry->text[0]);
}

static bool put_name(struct wm_buf *out, const struct wm_name *name)
{
	wm_name_print(out, name);
	return !out->full;
}

/* Which owner and type is the record of ENTRY? Asked of the one reader of master files, with the
 * entry's surroundings put in front. */
static bool identify(struct editor *editor, const struct entry *entry, struct wm_arena *scratch,
		     struct wm_rrset *ret_set)
{
	struct wm_rrsets_builder builder;
	struct wm_text_place place;
	struct wm_rrsets sets;
	struct wm_buf text;
	bool good;

	wm_buf_init(&text, (size_t)WM_FILE_MAX);
	good = wm_buf_text(&text, "$TTL 0\n$ORIGIN ") && put_name(&text, &editor->origin) &&
	       wm_buf_text(&text, "\n") &&
	       (!carries_owner(entry) || (editor->owner.wire && put_name(&text, &editor->owner))) &&
	       wm_buf_put(&text, entry->text, entry->len);
	wm_rrsets_begin(&builder, scratch);
	good = good && wm_zone_read(scratch, wm_buf_bytes(&text), &editor->edit->zone, 1, &builder,
				    &place, NULL) == WM_OK;
	sets = wm_rrsets_finish(&builder);
	if (good && sets.count == 1)
		*ret_set = sets.items[0];
	wm_buf_done(&text);
	return good && sets.count == 1;
}

/* New records stand with their full owner, TTL and class, one a line. */
static void write_change(struct editor *editor, size_t index)
{
	const struct wm_change *change = &editor->edit->changes[index];

	if (editor->written[index])
		return;
	editor->written[index] = true;
	if (!change->after.count)
		return;
	wm_rrset_print(editor->out, &change->after);
	editor->owner_in_out = change->after.owner;
}

/* The SOA as it stands, comments and all, with the digits of its serial replaced. */
static bool write_soa(struct editor *editor, const struct entry *entry)
{
	for (size_t i = carries_owner(entry) ? 0 : 1; i + 3 < FIELDS_MAX; i++) {
		const char *serial = entry->fields[i + 3].text;
		size_t len = entry->fields[i + 3].len;

		if (i + 3 >= entry->field_count ||
		    !wm_str_is(entry->fields[i].text, entry->fields[i].len, "SOA"))
			continue;
		return wm_buf_put(editor->out, entry->text, (size_t)(serial - entry->text)) &&
		       wm_buf_printf(editor->out, "%u", editor->edit->serial) &&
		       wm_buf_put(editor->out, serial + len,
				  entry->len - (size_t)(serial - entry->text) - len);
	}
	return false;
}

static bool write_record(struct editor *editor, const struct entry *entry, uint16_t type)
{
	if (carries_owner(entry) &&
	    !(editor->owner_in_out.wire && wm_name_equal(&editor->owner_in_out, &editor->owner)))
		(void)put_name(editor->out, &editor->owner);
	editor->owner_in_out = editor->owner;
	if (type == WM_TYPE_SOA)
		return write_soa(editor, entry);
	return wm_buf_put(editor->out, entry->text, entry->len);
}

static bool edit_record(struct editor *editor, const struct entry *entry)
{
	struct wm_arena *scratch = wm_arena_new();
	struct wm_rrset set;
	bool good = identify(editor, entry, scratch, &set);

	if (good) {
		size_t number = wm_table_get(&editor->changes, &set.owner, set.type);

		if (!carries_owner(entry))
			editor->owner = wm_name_copy(editor->arena, &set.owner);
		if (number)
			write_change(editor, number - 1);
		else
			good = write_record(editor, entry, set.type);
	}
	wm_arena_free(scratch);
	return good;
}

static bool edit_entry(struct editor *editor, const struct entry *entry)
{
	if (entry->field_count && entry->fields[0].text[0] != '$')
		return edit_record(editor, entry);
	if (entry->field_count >= 2 &&
	    wm_str_is(entry->fields[0].text, entry->fields[0].len, "$ORIGIN") &&
	    wm_name_read(editor->arena, entry->fields[1].text, entry->fields[1].len,
			 &editor->origin, &editor->origin, NULL))
		return false;
	return wm_buf_put(editor->out, entry->text, entry->len);
}

bool wm_zonefile_edit(const struct wm_zonefile_edit *edit, struct wm_buf *out)
{
	struct wm_arena *arena = wm_arena_new();
	struct editor editor = {.edit = edit,
				.out = out,
				.arena = arena,
				.changes = {.arena = arena},
				.written = WM_ARENA_NEW(arena, bool, edit->change_count),
				.origin = edit->zone};
	const char *at = (const char *)edit->content.data, *end = at + edit->content.len;
	struct entry entry;
	bool good = true;

	for (size_t i = 0; i < edit->change_count; i++)
		*wm_table_put(&editor.changes, &edit->changes[i].after.owner,
			      edit->changes[i].after.type) = i + 1;
	for (; good && at < end; at += entry.len) {
		read_entry(at, end, &entry);
		good = edit_entry(&editor, &entry);
	}
	if (out->len && out->data[out->len - 1] != '\n')
		(void)wm_buf_text(out, "\n");
	for (size_t i = 0; i < edit->change_count; i++)
		write_change(&editor, i);
	wm_arena_free(arena);
	return good && !out->full;
}
