/* Domain names in canonical wire form: read, print, compare, take apart. */
#include <waymark/name.h>

#include "cursor.h"
#include "scan.h"

#include <idn2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABELS_MAX   127
#define ULABEL_MAX   WM_NAME_MAX /* a label before it is turned into its A-label */
#define SHOWN_MAX    255         /* of a name in an error message */
#define ESCAPE_WIDTH 4

const struct wm_name wm_name_root = {(const uint8_t *)"", 1};

static uint8_t fold(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* One label as it is read: bytes with their escapes undone. */
struct label {
	char bytes[ULABEL_MAX + 1];
	size_t len;
	bool foreign; /* bytes >= 0x80 that were not written as escapes */
	bool escaped;
};

/* A name on its way from text to wire form, without the root label yet. */
struct reading {
	const char *text;
	size_t len;
	uint8_t wire[WM_NAME_MAX];
	size_t wire_len;
};

static enum wm_code refuse(const struct reading *reading, const char *why, struct wm_fail *reterr)
{
	int shown = reading->len < SHOWN_MAX ? (int)reading->len : SHOWN_MAX;

	return wm_fail(reterr, WM_EPARSE, "'%.*s' is not a domain name: %s", shown, reading->text,
		       why);
}

/* IDNA 2008 in the lenient order of look-ups: NFC, UTS 46 mapping, non-transitional. The rules of
 * STD 3 stay off: they would drop underscores. */
static enum wm_code make_ascii(const struct reading *reading, struct label *label,
			       struct wm_fail *reterr)
{
	uint8_t *ascii = NULL;
	int status;

	if (label->escaped)
		return refuse(reading, "a label has both escapes and letters outside ASCII",
			      reterr);
	label->bytes[label->len] = '\0';
	status = idn2_lookup_u8((const uint8_t *)label->bytes, &ascii,
				IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (status != IDN2_OK)
		return refuse(reading, idn2_strerror(status), reterr);
	label->len = strlen((const char *)ascii);
	/* The mapping turns other full stops into '.', which would make two labels of one. */
	if (label->len == 0 || label->len > WM_LABEL_MAX || strchr((const char *)ascii, '.'))
		label->len = 0;
	memcpy(label->bytes, ascii, label->len);
	idn2_free(ascii);
	return label->len ? WM_OK : refuse(reading, "a label has no form in ASCII", reterr);
}

static enum wm_code put_label(struct reading *reading, struct label *label, struct wm_fail *reterr)
{
	if (label->foreign) {
		enum wm_code code = make_ascii(reading, label, reterr);

		if (code != WM_OK)
			return code;
	}
	if (label->len == 0)
		return refuse(reading, "empty label", reterr);
	if (label->len > WM_LABEL_MAX)
		return refuse(reading, "a label has more than 63 bytes", reterr);
	if (reading->wire_len + label->len + 2 > WM_NAME_MAX)
		return refuse(reading, "more than 255 bytes", reterr);
	reading->wire[reading->wire_len++] = (uint8_t)label->len;
	for (size_t i = 0; i < label->len; i++)
		reading->wire[reading->wire_len++] = fold((uint8_t)label->bytes[i]);
	return WM_OK;
}

/* The label at *AT up to its dot or the end of the text; *AT is left at the dot. */
static enum wm_code read_label(const struct reading *reading, size_t *at, struct label *ret_label,
			       struct wm_fail *reterr)
{
	ret_label->len = 0;
	ret_label->foreign = false;
	ret_label->escaped = false;
	while (*at < reading->len && reading->text[*at] != '.') {
		uint8_t byte;
		bool escaped;

		if (!wm_scan_byte(reading->text, reading->len, at, &byte, &escaped) ||
		    (!escaped && byte <= ' '))
			return refuse(reading, "blank, control character or malformed escape",
				      reterr);
		if (ret_label->len == ULABEL_MAX)
			return refuse(reading, "a label has more than 63 bytes", reterr);
		ret_label->bytes[ret_label->len++] = (char)byte;
		ret_label->escaped |= escaped;
		ret_label->foreign |= !escaped && byte >= 0x80;
	}
	return WM_OK;
}

/* All labels; *RET_ABSOLUTE: the text ends in a dot. */
static enum wm_code read_labels(struct reading *reading, bool *ret_absolute, struct wm_fail *reterr)
{
	size_t at = 0;

	*ret_absolute = false;
	do {
		struct label label;
		enum wm_code code = read_label(reading, &at, &label, reterr);

		if (code == WM_OK)
			code = put_label(reading, &label, reterr);
		if (code != WM_OK)
			return code;
		*ret_absolute = at < reading->len;
		at++; /* over the dot */
	} while (at < reading->len);
	return WM_OK;
}

enum wm_code wm_name_read(struct wm_arena *arena, const char *text, size_t len,
			  const struct wm_name *origin, struct wm_name *ret_name,
			  struct wm_fail *reterr)
{
	struct reading reading = {.text = text, .len = len};
	const struct wm_name *tail = &wm_name_root;
	enum wm_code code;
	bool absolute;

	if (len == 1 && text[0] == '.') {
		*ret_name = wm_name_root;
		return WM_OK;
	}
	if (len == 1 && text[0] == '@') {
		if (!origin)
			return refuse(&reading, "there is no origin it could stand for", reterr);
		*ret_name = *origin;
		return WM_OK;
	}
	code = read_labels(&reading, &absolute, reterr);
	if (code != WM_OK)
		return code;
	if (!absolute && origin)
		tail = origin;
	if (reading.wire_len + tail->len > WM_NAME_MAX)
		return refuse(&reading, "more than 255 bytes with the domain it is relative to",
			      reterr);
	memcpy(reading.wire + reading.wire_len, tail->wire, tail->len);
	ret_name->len = reading.wire_len + tail->len;
	ret_name->wire = wm_arena_copy(arena, reading.wire, ret_name->len);
	return WM_OK;
}

enum wm_code wm_name_from_wire(struct wm_arena *arena, const uint8_t *wire, size_t len,
			       struct wm_name *ret_name, struct wm_fail *reterr)
{
	struct wm_cursor cursor = {.bytes = wire, .end = len};
	uint8_t folded[WM_NAME_MAX];
	size_t folded_len;
	struct wm_fail why;

	if (wm_cursor_name(&cursor, folded, &folded_len, &why) != WM_OK)
		return wm_fail(reterr, WM_EPARSE, "%s", why.text);
	if (cursor.at != len)
		return wm_fail(reterr, WM_EPARSE, "%zu bytes behind the end of a name",
			       len - cursor.at);
	ret_name->wire = wm_arena_copy(arena, folded, folded_len);
	ret_name->len = folded_len;
	return WM_OK;
}

/* Write BYTE of a label at TO; returns how many characters that took. */
static size_t put_escaped(char *to, uint8_t byte)
{
	if (byte <= 0x20 || byte >= 0x7f)
		return (size_t)snprintf(to, ESCAPE_WIDTH + 1, "\\%03u", (unsigned)byte);
	if (strchr(".\\\";()@$", byte)) {
		to[0] = '\\';
		to[1] = (char)byte;
		return 2;
	}
	to[0] = (char)byte;
	return 1;
}

const char *wm_name_text(const struct wm_name *name, char text[WM_NAME_TEXT_MAX])
{
	size_t len = 0;

	for (size_t at = 0; at < name->len && name->wire[at] != 0;
	     at += (size_t)name->wire[at] + 1) {
		for (size_t i = 1; i <= name->wire[at]; i++)
			len += put_escaped(text + len, name->wire[at + i]);
		text[len++] = '.';
	}
	if (name->len == 1)
		text[len++] = '.';
	text[len] = '\0';
	return text;
}

void wm_name_print(struct wm_buf *out, const struct wm_name *name)
{
	char text[WM_NAME_TEXT_MAX];

	wm_buf_text(out, wm_name_text(name, text));
}

/* Where the labels of NAME begin, the root label left out; returns how many there are. */
static size_t find_labels(const struct wm_name *name, uint8_t ret_starts[LABELS_MAX])
{
	size_t count = 0;

	for (size_t at = 0; at < name->len && name->wire[at] != 0; at += (size_t)name->wire[at] + 1)
		ret_starts[count++] = (uint8_t)at;
	return count;
}

/* Both labels with their length bytes. */
static int compare_labels(const uint8_t *a, const uint8_t *b)
{
	size_t common = a[0] < b[0] ? a[0] : b[0];
	int order = memcmp(a + 1, b + 1, common);

	return order != 0 ? order : (int)a[0] - (int)b[0];
}

int wm_name_compare(const struct wm_name *a, const struct wm_name *b)
{
	uint8_t starts_a[LABELS_MAX];
	uint8_t starts_b[LABELS_MAX];
	size_t left_a;
	size_t left_b;

	if (wm_name_equal(a, b)) /* the commonest case while records are sorted */
		return 0;
	left_a = find_labels(a, starts_a);
	left_b = find_labels(b, starts_b);
	while (left_a > 0 && left_b > 0) {
		int order =
			compare_labels(a->wire + starts_a[--left_a], b->wire + starts_b[--left_b]);

		if (order != 0)
			return order;
	}
	return (left_a > left_b) - (left_a < left_b);
}

bool wm_name_equal(const struct wm_name *a, const struct wm_name *b)
{
	return a->len == b->len && (a->wire == b->wire || memcmp(a->wire, b->wire, a->len) == 0);
}

bool wm_name_is_in(const struct wm_name *name, const struct wm_name *zone)
{
	size_t at = 0;

	while (at < name->len && name->len - at > zone->len)
		at += (size_t)name->wire[at] + 1;
	return name->len - at == zone->len && memcmp(name->wire + at, zone->wire, zone->len) == 0;
}

bool wm_name_parent(const struct wm_name *name, struct wm_name *ret_parent)
{
	size_t first;

	if (name->len <= 1)
		return false;
	first = (size_t)name->wire[0] + 1;
	*ret_parent = (struct wm_name){name->wire + first, name->len - first};
	return true;
}

size_t wm_name_labels(const struct wm_name *name)
{
	uint8_t starts[LABELS_MAX];

	return find_labels(name, starts);
}

enum wm_code wm_name_prefix(struct wm_arena *arena, const char *label, const struct wm_name *name,
			    struct wm_name *ret_name, struct wm_fail *reterr)
{
	char text[WM_NAME_TEXT_MAX];
	size_t len = strlen(label);
	uint8_t *wire;

	if (len == 0 || len > WM_LABEL_MAX)
		return wm_fail(reterr, WM_EPARSE, "a label has 1 to 63 bytes, '%s' has %zu", label,
			       len);
	if (1 + len + name->len > WM_NAME_MAX)
		return wm_fail(reterr, WM_EPARSE, "'%s.%s' has more than 255 bytes", label,
			       wm_name_text(name, text));
	wire = wm_arena_alloc(arena, 1 + len + name->len);
	wire[0] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		wire[1 + i] = fold((uint8_t)label[i]);
	memcpy(wire + 1 + len, name->wire, name->len);
	*ret_name = (struct wm_name){wire, 1 + len + name->len};
	return WM_OK;
}

static bool is_host_label(const uint8_t *label)
{
	for (size_t i = 1; i <= label[0]; i++) {
		uint8_t c = label[i];
		bool inner = i > 1 && i < label[0];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && inner)))
			return false;
	}
	return true;
}

bool wm_name_is_host(const struct wm_name *name)
{
	if (name->len <= 1)
		return false;
	for (size_t at = 0; name->wire[at] != 0; at += (size_t)name->wire[at] + 1)
		if (!is_host_label(name->wire + at))
			return false;
	return true;
}
