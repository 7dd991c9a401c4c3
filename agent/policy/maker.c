/* Filling in a recipe: names made absolute, the rest handed to the reader of RDATA. */
#include "maker.h"

#include <string.h>

#include <waymark/str.h>

void wm_maker_init(struct wm_maker *maker, struct wm_arena *arena)
{
	*maker = (struct wm_maker){.arena = arena};
	wm_buf_init(&maker->text, WM_FILLED_MAX);
}

void wm_maker_done(struct wm_maker *maker)
{
	wm_buf_done(&maker->text);
}

/* The label behind the last dot of the LEN bytes at TEXT; NULL if there is no dot. */
static const char *last_label(const char *text, size_t len, size_t *ret_len)
{
	const char *dot = memrchr(text, '.', len);

	if (!dot)
		return NULL;
	*ret_len = len - (size_t)(dot - text) - 1;
	return dot + 1;
}

/* Does LABEL mostly end full names: under these the world's, or the policy's own, domains are? */
static bool is_top(const struct wm_maker *maker, const char *label, size_t len)
{
	static const char *const usual[] = {"com", "net", "org", "example", "test"};
	const char *dot = strrchr(maker->fill.domain, '.');

	if (wm_str_is(label, len, dot ? dot + 1 : maker->fill.domain))
		return true;
	for (size_t i = 0; i < WM_COUNT(usual); i++)
		if (wm_str_is(label, len, usual[i]))
			return true;
	for (size_t i = 0; i < maker->top_count; i++)
		if (wm_str_is(label, len, maker->tops[i]))
			return true;
	return false;
}

/*
 * Is the relative name TEXT a full one whose final dot is missing? As data one with a dot in it
 * mostly is, unless it begins like _service._proto; as an owner if it ends like a full name. What a
 * placeholder ends was meant to be filled in.
 */
static bool looks_full(const struct wm_maker *maker, const struct wm_field *field, const char *text,
		       size_t len)
{
	const struct wm_pattern *pattern = &field->pattern;
	size_t label_len;
	const char *label = last_label(text, len, &label_len);

	if (!label || pattern->parts[pattern->count - 1].kind != WM_PART_TEXT)
		return false;
	if (maker->is_data)
		return *text != '_';
	return is_top(maker, label, label_len);
}

/* Append FIELD to the maker's text; as a domain name it gets the final dot that it means. */
static enum wm_code fill_field(struct wm_maker *maker, const struct wm_field *field, bool is_name)
{
	size_t start = maker->text.len;
	bool is_full;
	const char *text;
	size_t len;
	enum wm_code code;

	maker->at = field;
	code = wm_pattern_fill(&maker->text, &field->pattern, &maker->fill, &is_full, &maker->why);
	len = maker->text.len - start;
	if (code || !is_name || len == 0)
		return code;
	text = (const char *)maker->text.data + start;
	if (text[len - 1] == '.')
		return WM_OK;
	if (is_full) {
		wm_buf_text(&maker->text, ".");
	} else if (!maker->lookalike && looks_full(maker, field, text, len)) {
		maker->lookalike = field;
		maker->lookalike_text = wm_arena_text_n(maker->arena, text, len);
	}
	return WM_OK;
}

enum wm_code wm_recipe_owner(struct wm_maker *maker, const struct wm_recipe *recipe,
			     struct wm_name *ret_owner)
{
	enum wm_code code;

	if (!recipe->owner) {
		*ret_owner = *maker->origin;
		return WM_OK;
	}
	wm_buf_clear(&maker->text);
	maker->is_data = false;
	code = fill_field(maker, recipe->owner, true);
	if (code)
		return code;
	return wm_name_read(maker->arena, wm_buf_string(&maker->text), maker->text.len,
			    maker->origin, ret_owner, &maker->why);
}

enum wm_code wm_recipe_ttl(struct wm_maker *maker, const struct wm_field *field,
			   uint32_t *ret_ttl_s)
{
	enum wm_code code;

	wm_buf_clear(&maker->text);
	code = fill_field(maker, field, false);
	if (code)
		return code;
	if (!wm_str_duration(wm_buf_string(&maker->text), maker->text.len, WM_TTL_MAX, ret_ttl_s))
		return wm_fail(&maker->why, WM_EPOLICY,
			       "TTL '%s', expected a duration such as 300 or 5m",
			       wm_buf_string(&maker->text));
	return WM_OK;
}

/* The data of ADDR: one address, which decides the type. */
static enum wm_code read_address(struct wm_maker *maker, uint16_t *ret_type,
				 struct wm_rdata *ret_rdata)
{
	struct wm_address address;
	const char *text = wm_buf_string(&maker->text);

	if (!wm_address_read(text, maker->text.len, &address))
		return wm_fail(&maker->why, WM_EPOLICY, "'%s' is no IP address", text);
	*ret_type = wm_address_type(&address);
	*ret_rdata = (struct wm_rdata){
		.bytes = wm_arena_copy(maker->arena, address.bytes, address.len),
		.len = address.len,
	};
	return WM_OK;
}

enum wm_code wm_recipe_rdata(struct wm_maker *maker, const struct wm_recipe *recipe,
			     uint16_t *ret_type, struct wm_rdata *ret_rdata)
{
	size_t starts[WM_TOKENS_MAX];
	size_t bad = 0;
	enum wm_code code;

	wm_buf_clear(&maker->text);
	maker->is_data = true;
	for (size_t i = 0; i < recipe->data_count; i++) {
		const struct wm_field *field = &recipe->data[i];

		starts[i] = maker->text.len;
		code = fill_field(maker, field, wm_rdata_field_is_name(recipe->type, i));
		if (code)
			return code;
		maker->tokens[i] = (struct wm_token){
			.len = maker->text.len - starts[i],
			.column = field->offset + 1,
			.quoted = field->quoted,
		};
	}
	if (recipe->type == 0 && recipe->data_count == 1)
		return read_address(maker, ret_type, ret_rdata);
	maker->at = NULL;
	if (recipe->type == 0)
		return wm_fail(&maker->why, WM_EPOLICY, "expected one address behind " WM_ADDR);

	for (size_t i = 0; i < recipe->data_count; i++)
		maker->tokens[i].text = (const char *)maker->text.data + starts[i];
	*ret_type = recipe->type;
	code = wm_rdata_read(maker->arena, recipe->type, maker->tokens, recipe->data_count,
			     maker->origin, ret_rdata, &bad, &maker->why);
	if (code && bad < recipe->data_count)
		maker->at = &recipe->data[bad];
	return code;
}

uint16_t wm_address_type(const struct wm_address *address)
{
	return address->len == 4 ? WM_TYPE_A : WM_TYPE_AAAA;
}
