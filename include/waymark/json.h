/* JSON as Waymark prints it: names, records and any text as strings; a thin layer over jansson. */
#ifndef WAYMARK_JSON_H
#define WAYMARK_JSON_H

#include <waymark/buf.h>
#include <waymark/expand.h>

#include <jansson.h>

/* Objects keep their keys in the order of these calls. VALUE is taken over; NULL, which is how
 * jansson reports that memory has run out, ends the program. */
void wm_json_put(json_t *object, const char *key, json_t *value);
void wm_json_append(json_t *array, json_t *value);

/* Any text: bytes that are not UTF-8 and control characters become \DDD, so that a string always
 * results. */
json_t *wm_json_text(const char *text);
json_t *wm_json_name(const struct wm_name *name);
json_t *wm_json_type(uint16_t type);

/* The records of SET in presentation form, in canonical order. */
json_t *wm_json_records(const struct wm_rrset *set);

/* {"domain": ..., "service": ...|null, "file": ..., "line": ...} */
json_t *wm_json_source(const struct wm_want *want);

/* Append ROOT, indented by two spaces and ended by a newline, and give it back to jansson. */
void wm_json_finish(struct wm_buf *out, json_t *root);

#endif
