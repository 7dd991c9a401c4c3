/* JSON text from our own values: a thin layer over jansson. */
#include <waymark/json.h>

#include <waymark/arena.h>
#include <waymark/policy.h>
#include <waymark/str.h>
#include <waymark/text.h>

#include <string.h>

/* One record, every byte of it written as \DDD, quotes and name included, is shorter. */
enum { TEXT_MAX = 512 * 1024 };

void wm_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value))
		wm_memory_give_up(strlen(key));
}

void wm_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		wm_memory_give_up(sizeof(json_t));
}

static json_t *take_text(struct wm_buf *buf)
{
	json_t *text = json_stringn(wm_buf_string(buf), buf->len);

	wm_buf_done(buf);
	return text;
}

json_t *wm_json_text(const char *text)
{
	struct wm_buf buf;

	wm_buf_init(&buf, TEXT_MAX);
	wm_str_escape_utf8(&buf, text, strlen(text));
	return take_text(&buf);
}

json_t *wm_json_name(const struct wm_name *name)
{
	char text[WM_NAME_TEXT_MAX];

	return json_string(wm_name_text(name, text));
}

json_t *wm_json_type(uint16_t type)
{
	char text[WM_TYPE_TEXT_MAX];

	return json_string(wm_type_text(type, text));
}

json_t *wm_json_records(const struct wm_rrset *set)
{
	json_t *records = json_array();

	for (size_t i = 0; i < set->count; i++) {
		struct wm_buf buf;

		wm_buf_init(&buf, TEXT_MAX);
		wm_rdata_print(&buf, set->type, &set->rdata[i]);
		wm_json_append(records, take_text(&buf));
	}
	return records;
}

json_t *wm_json_source(const struct wm_want *want)
{
	json_t *source = json_object();

	wm_json_put(source, "domain", wm_json_name(&want->domain->name));
	wm_json_put(source, "service",
		    want->service ? wm_json_text(want->service->name) : json_null());
	wm_json_put(source, "file", wm_json_text(want->where.file));
	wm_json_put(source, "line", json_integer(want->where.line));
	return source;
}

static int put_piece(const char *bytes, size_t len, void *context)
{
	wm_buf_put(context, bytes, len);
	return 0;
}

void wm_json_finish(struct wm_buf *out, json_t *root)
{
	if (json_dump_callback(root, put_piece, out, JSON_INDENT(2)))
		wm_memory_give_up(sizeof(json_t));
	wm_buf_text(out, "\n");
	json_decref(root);
}
