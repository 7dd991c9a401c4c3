/* One value of a policy by its kind: from text to what the rest of the program works with. */
#include "reader.h"

#include <inttypes.h>
#include <string.h>

#include <waymark/str.h>

#define DNS_PORT 53

#define BLANKS " \t"

struct wm_where wm_where_at(const struct wm_where *where, size_t offset)
{
	struct wm_where at = *where;

	at.column += (unsigned)offset;
	return at;
}

/* ---- lists ---- */

static size_t count_items(const char *text)
{
	size_t count = 1;

	for (; *text; text++)
		count += *text == ',';
	return count;
}

/* One item of a list, LEN bytes at TEXT, without the blanks around it. */
static void read_word(struct wm_reader *reader, const char *text, size_t len,
		      const struct wm_where *where, struct wm_word *ret_word)
{
	size_t blank;

	ret_word->text = wm_arena_text_n(reader->arena, text, len);
	ret_word->where = *where;
	if (len == 0) {
		wm_error(reader->diags, where, "nothing stands at this comma of the list");
		return;
	}
	blank = strcspn(ret_word->text, BLANKS);
	if (blank < len) {
		struct wm_where at = wm_where_at(where, blank);

		wm_error(reader->diags, &at, "a blank within a list, expected a comma");
	}
}

/* The items of TEXT that are whole go to WORDS; returns how many. */
static size_t split(struct wm_reader *reader, const char *text, const struct wm_where *where,
		    struct wm_word *words)
{
	const char *item = text;
	size_t count = 0;

	for (;;) {
		const char *end = item + strcspn(item, ",");
		const char *start = item + strspn(item, BLANKS);
		struct wm_where at;
		size_t len;

		if (start > end)
			start = end;
		for (len = (size_t)(end - start); len > 0 && strchr(BLANKS, start[len - 1]); len--)
			;
		/* An empty item is shown by its comma. */
		at = wm_where_at(where, (size_t)(len > 0 || *end ? start - text : item - 1 - text));
		read_word(reader, start, len, &at, &words[count]);
		if (len > 0 && !strpbrk(words[count].text, BLANKS))
			count++;
		if (!*end)
			return count;
		item = end + 1;
	}
}

const struct wm_word *wm_words_read(struct wm_reader *reader,
				    const struct wm_ini_pair *const *pairs, size_t count,
				    size_t *ret_count)
{
	size_t room = 0;
	struct wm_word *words;

	for (size_t i = 0; i < count; i++)
		room += count_items(pairs[i]->value);
	words = WM_ARENA_NEW(reader->arena, struct wm_word, room);
	*ret_count = 0;
	for (size_t i = 0; i < count; i++)
		if (*pairs[i]->value)
			*ret_count += split(reader, pairs[i]->value, &pairs[i]->value_where,
					    words + *ret_count);
	return words;
}

static void read_names(struct wm_reader *reader, const struct wm_word *words, size_t count,
		       struct wm_value *value)
{
	struct wm_name *names = WM_ARENA_NEW(reader->arena, struct wm_name, count);
	struct wm_fail fail;

	value->names = names;
	for (size_t i = 0; i < count; i++) {
		if (wm_name_read(reader->arena, words[i].text, strlen(words[i].text), NULL,
				 &names[value->count], &fail) == WM_OK)
			value->count++;
		else
			wm_error(reader->diags, &words[i].where, "%s", fail.text);
	}
}

const struct wm_address *wm_addresses_read(struct wm_reader *reader, const struct wm_word *words,
					   size_t count, size_t *ret_count)
{
	struct wm_address *addresses = WM_ARENA_NEW(reader->arena, struct wm_address, count);
	size_t good = 0;

	for (size_t i = 0; i < count; i++) {
		if (wm_address_read(words[i].text, strlen(words[i].text), &addresses[good]))
			good++;
		else
			wm_error(reader->diags, &words[i].where,
				 "'%s' is not an IP address, expected the form 192.0.2.1 or "
				 "2001:db8::1",
				 words[i].text);
	}
	*ret_count = good;
	return addresses;
}

static void read_endpoints(struct wm_reader *reader, const struct wm_word *words, size_t count,
			   struct wm_value *value)
{
	struct wm_endpoint *endpoints = WM_ARENA_NEW(reader->arena, struct wm_endpoint, count);
	char host[WM_HOST_MAX];
	uint16_t port;

	value->endpoints = endpoints;
	for (size_t i = 0; i < count; i++) {
		if (!wm_endpoint_read(words[i].text, strlen(words[i].text), DNS_PORT, host,
				      &port)) {
			wm_error(reader->diags, &words[i].where,
				 "'%s' is not a server, expected an address or a host name, and "
				 ":PORT if it is not %d",
				 words[i].text, DNS_PORT);
			continue;
		}
		endpoints[value->count++] = (struct wm_endpoint){
			.host = wm_arena_text(reader->arena, host), .port = port};
	}
}

/* ---- single values ---- */

bool wm_yesno_read(const char *text, uint64_t *ret_number)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};

	for (size_t i = 0; i < WM_COUNT(words); i++) {
		if (wm_str_is(text, strlen(text), words[i])) {
			*ret_number = i % 2;
			return true;
		}
	}
	return false;
}

static void read_yesno(struct wm_reader *reader, const struct wm_option *option,
		       const struct wm_ini_pair *pair, struct wm_value *value)
{
	if (!wm_yesno_read(pair->value, &value->number))
		wm_error(reader->diags, &pair->value_where, "'%s' is '%s', expected yes or no",
			 option->name, pair->value);
}

static void read_number(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value)
{
	uint64_t max = option->max > 0 ? option->max : UINT64_MAX;
	uint64_t number;

	if (!wm_str_number(pair->value, strlen(pair->value), UINT64_MAX, &number))
		wm_error(reader->diags, &pair->value_where, "'%s' is not a number", pair->value);
	else if (number < option->min || number > max)
		wm_error(reader->diags, &pair->value_where,
			 "%" PRIu64 " is out of range, expected %" PRIu64 " to %" PRIu64, number,
			 option->min, max);
	else
		value->number = number;
}

/* SECONDS in the largest unit that divides them. */
static const char *duration_text(struct wm_arena *arena, uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		char letter;
	} units[] = {{7 * 86400, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}};

	for (size_t i = 0; i < WM_COUNT(units); i++)
		if (seconds > 0 && seconds % units[i].seconds == 0)
			return wm_arena_printf(arena, "%" PRIu64 "%c", seconds / units[i].seconds,
					       units[i].letter);
	return wm_arena_printf(arena, "%" PRIu64 "s", seconds);
}

static void read_duration(struct wm_reader *reader, const struct wm_option *option,
			  const struct wm_ini_pair *pair, struct wm_value *value)
{
	uint64_t max = option->max > 0 && option->max < UINT32_MAX ? option->max : UINT32_MAX;
	uint32_t seconds;

	if (!wm_str_duration(pair->value, strlen(pair->value), UINT32_MAX, &seconds))
		wm_error(reader->diags, &pair->value_where,
			 "'%s' is not a duration, expected the form 30s, 5m, 1h or 1d",
			 pair->value);
	else if (seconds < option->min || seconds > max)
		wm_error(reader->diags, &pair->value_where,
			 "'%s' is out of range, expected %s to %s", pair->value,
			 duration_text(reader->arena, option->min),
			 duration_text(reader->arena, max));
	else
		value->number = seconds;
}

#define CHOICES_MAX 16

/* The words of "a|b|c". */
static size_t split_choices(struct wm_arena *arena, const char *text,
			    const char *choices[CHOICES_MAX])
{
	size_t count = 0;

	while (count < CHOICES_MAX) {
		size_t len = strcspn(text, "|");

		choices[count++] = wm_arena_text_n(arena, text, len);
		if (!text[len])
			break;
		text += len + 1;
	}
	return count;
}

static void read_choice(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value)
{
	const char *choices[CHOICES_MAX];
	size_t count = split_choices(reader->arena, option->choices, choices);
	struct wm_buf text;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(choices[i], pair->value) == 0) {
			value->number = i;
			value->text = choices[i];
			return;
		}
	}
	wm_buf_init(&text, 1024);
	for (size_t i = 0; i < count; i++)
		wm_buf_printf(&text, "%s%s",
			      i == 0           ? ""
			      : i + 1 == count ? " or "
					       : ", ",
			      choices[i]);
	wm_error(reader->diags, &pair->value_where, "'%s' is '%s', expected %s", option->name,
		 pair->value, wm_buf_string(&text));
	wm_suggest(reader->diags, pair->value, choices, count);
	wm_buf_done(&text);
}

void wm_record_check(struct wm_reader *reader, const struct wm_ini_pair *pair)
{
	bool quoted = false;

	for (const char *at = pair->value; *at; at++) {
		if (*at == ';' && !quoted) {
			struct wm_where where =
				wm_where_at(&pair->value_where, (size_t)(at - pair->value));

			wm_error(reader->diags, &where,
				 "';' outside of quotes would end the record, expected \"...\" "
				 "around the text");
			return;
		}
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '\\' && at[1])
			at++;
	}
}

static void read_key(struct wm_reader *reader, const struct wm_option *option,
		     const struct wm_ini_pair *pair, struct wm_value *value)
{
	const struct wm_word word = {.text = pair->value, .where = pair->value_where};

	(void)option;
	value->text = pair->value;
	value->key = wm_registry_use(reader, &reader->keys, &word);
}

/* ---- by kind ---- */

/* TEXT, PATH and RECORD: one line, or a list of them. */
static void read_lines(struct wm_reader *reader, const struct wm_option *option,
		       const struct wm_ini_pair *const *pairs, size_t count, struct wm_value *value)
{
	struct wm_word *words = WM_ARENA_NEW(reader->arena, struct wm_word, count);

	for (size_t i = 0; i < count; i++) {
		words[i].text = pairs[i]->value;
		words[i].where = pairs[i]->value_where;
		if (option->kind == WM_OPTION_PATH)
			words[i].text = wm_file_beside(reader->arena, pairs[i]->value_where.file,
						       pairs[i]->value);
		else if (option->kind == WM_OPTION_RECORD)
			wm_record_check(reader, pairs[i]);
	}
	if (option->flags & WM_OPTION_REPEAT) {
		value->words = words;
		value->count = count;
	} else {
		value->text = words[0].text;
	}
}

static void read_list(struct wm_reader *reader, const struct wm_option *option,
		      const struct wm_ini_pair *const *pairs, size_t count, struct wm_value *value)
{
	size_t words_count;
	const struct wm_word *words = wm_words_read(reader, pairs, count, &words_count);

	if (option->kind == WM_OPTION_NAME || option->kind == WM_OPTION_NAMES)
		read_names(reader, words, words_count, value);
	else if (option->kind == WM_OPTION_ADDRESSES)
		value->addresses = wm_addresses_read(reader, words, words_count, &value->count);
	else if (option->kind == WM_OPTION_ENDPOINTS)
		read_endpoints(reader, words, words_count, value);
	else {
		value->words = words;
		value->count = words_count;
	}
	if (option->kind == WM_OPTION_NAME && words_count > 1)
		wm_error(reader->diags, &words[1].where, "'%s' takes one name only", option->name);
}

typedef void read_single(struct wm_reader *reader, const struct wm_option *option,
			 const struct wm_ini_pair *pair, struct wm_value *value);

/* The kinds that are neither lines nor lists. */
static read_single *const singles[] = {
	[WM_OPTION_YESNO] = read_yesno,
	[WM_OPTION_NUMBER] = read_number,
	[WM_OPTION_DURATION] = read_duration,
	[WM_OPTION_CHOICE] = read_choice,
	[WM_OPTION_KEY] = read_key,
	[WM_OPTION_SECRET_FILE] = wm_secret_file_read,
	[WM_OPTION_CREDENTIAL] = wm_credential_read,
	[WM_OPTION_SECRET_ENV] = wm_secret_env_read,
	[WM_OPTION_RECORD] = NULL,
};

static bool is_line(enum wm_option_kind kind)
{
	return kind == WM_OPTION_TEXT || kind == WM_OPTION_PATH || kind == WM_OPTION_RECORD;
}

void wm_value_read(struct wm_reader *reader, const struct wm_option *option,
		   const struct wm_ini_pair *const *pairs, size_t count, struct wm_value *value)
{
	value->where = pairs[0]->value_where;
	for (size_t i = 0; i < count; i++) {
		if (option->kind == WM_OPTION_WORDS || *pairs[i]->value)
			continue;
		wm_error(reader->diags, &pairs[i]->value_where, "'%s' has no value", option->name);
		return;
	}
	if (singles[option->kind])
		singles[option->kind](reader, option, pairs[0], value);
	else if (is_line(option->kind))
		read_lines(reader, option, pairs, count, value);
	else
		read_list(reader, option, pairs, count, value);
}
