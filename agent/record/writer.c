/* The writer of DNS messages: owners compressed, counts kept, nothing half written. */
#include <waymark/wire.h>

#include "cursor.h"

#include <assert.h>
#include <string.h>

#define HEADER_SIZE  12
#define POINTER_MAX  0x3fff /* RFC 1035 section 4.1.4: 14 bits of offset */
#define OPCODE_MASK  0x7800U
#define PINNED_COUNT 8 /* of the names seen first, which stay: the question's and its parents */

/* An owner as it will stand in the message: its first LABELS_LEN bytes, then a pointer or the root.
 */
struct packed {
	size_t labels_len;
	uint16_t pointer; /* 0 = none */
};

static size_t packed_size(const struct packed *packed)
{
	return packed->labels_len + (packed->pointer != 0 ? 2 : 1);
}

/* Does the name at OFFSET of the message read as the LEN bytes of WIRE? */
static bool stands_at(const struct wm_writer *writer, size_t offset, const uint8_t *wire,
		      size_t len)
{
	struct wm_cursor cursor = {
		.bytes = writer->out->data + writer->start,
		.at = offset,
		.end = writer->out->len - writer->start,
		.pointers = true,
	};
	uint8_t seen[WM_NAME_MAX];
	size_t seen_len;

	return wm_cursor_name(&cursor, seen, &seen_len, NULL) == WM_OK && seen_len == len &&
	       memcmp(seen, wire, len) == 0;
}

/* The offset of an earlier name equal to WIRE, or 0. */
static uint16_t find_seen(const struct wm_writer *writer, const uint8_t *wire, size_t len)
{
	size_t count = writer->seen_count < WM_COUNT(writer->seen) ? writer->seen_count
								   : WM_COUNT(writer->seen);

	for (size_t i = 0; i < count; i++)
		if (writer->seen[i].len == len &&
		    stands_at(writer, writer->seen[i].offset, wire, len))
			return writer->seen[i].offset;
	return 0;
}

static struct packed pack(const struct wm_writer *writer, const struct wm_name *name)
{
	struct packed packed = {0};

	while (name->wire[packed.labels_len] != 0) {
		packed.pointer = find_seen(writer, name->wire + packed.labels_len,
					   name->len - packed.labels_len);
		if (packed.pointer != 0)
			break;
		packed.labels_len += (size_t)name->wire[packed.labels_len] + 1;
	}
	return packed;
}

/* Remember a name at OFFSET. When all places are taken, the pinned ones stay and the oldest of the
 * others goes: neighbouring records mostly share their owner. */
static void remember(struct wm_writer *writer, size_t offset, size_t len)
{
	size_t places = WM_COUNT(writer->seen);
	size_t place = writer->seen_count;

	if (offset > POINTER_MAX)
		return;
	if (place >= places)
		place = PINNED_COUNT + (place - places) % (places - PINNED_COUNT);
	writer->seen[place].offset = (uint16_t)offset;
	writer->seen[place].len = (uint8_t)len;
	writer->seen_count++;
}

static void put_name(struct wm_writer *writer, const struct wm_name *name,
		     const struct packed *packed)
{
	size_t offset = writer->out->len - writer->start;

	wm_buf_put(writer->out, name->wire, packed->labels_len);
	if (packed->pointer != 0)
		wm_buf_put_u16(writer->out, (uint16_t)(0xc000U | packed->pointer));
	else
		wm_buf_put_u8(writer->out, 0);
	for (size_t at = 0; at < packed->labels_len; at += (size_t)name->wire[at] + 1)
		remember(writer, offset + at, name->len - at);
}

/* Room for SIZE bytes and one more in the count of SECTION? Asked before anything is written, since
 * a buffer that was once too small stays so. */
static bool has_room(const struct wm_writer *writer, enum wm_section section, size_t size)
{
	const struct wm_buf *out = writer->out;

	return !out->full && size <= out->max - out->len &&
	       out->len - writer->start + size <= WM_MESSAGE_MAX &&
	       writer->counts[section] < UINT16_MAX;
}

/* Sections come in order: nothing may have been written behind SECTION. */
static void check_order(const struct wm_writer *writer, enum wm_section section)
{
	for (size_t i = (size_t)section + 1; i < WM_COUNT(writer->counts); i++)
		assert(writer->counts[i] == 0);
}

void wm_writer_begin(struct wm_writer *writer, struct wm_buf *out, uint16_t id,
		     enum wm_opcode opcode, uint16_t flags)
{
	*writer = (struct wm_writer){.out = out, .start = out->len};
	wm_buf_put_u16(out, id);
	wm_buf_put_u16(out, (uint16_t)((flags & ~OPCODE_MASK) | (uint32_t)opcode << 11));
	for (size_t i = 0; i < WM_COUNT(writer->counts); i++)
		wm_buf_put_u16(out, 0);
}

bool wm_writer_question(struct wm_writer *writer, const struct wm_name *name, uint16_t type,
			uint16_t class)
{
	struct packed packed;

	check_order(writer, WM_SECTION_QUESTION);
	if (writer->out->full)
		return false;
	packed = pack(writer, name);
	if (!has_room(writer, WM_SECTION_QUESTION, packed_size(&packed) + 4))
		return false;
	put_name(writer, name, &packed);
	wm_buf_put_u16(writer->out, type);
	wm_buf_put_u16(writer->out, class);
	writer->counts[WM_SECTION_QUESTION]++;
	return true;
}

/* NOLINTNEXTLINE(readability-function-size): the contract asks for this many parameters. */
bool wm_writer_record(struct wm_writer *writer, enum wm_section section,
		      const struct wm_name *owner, uint16_t type, uint16_t class, uint32_t ttl_s,
		      const struct wm_rdata *rdata)
{
	size_t rdata_len = rdata ? rdata->len : 0;
	struct packed packed;

	assert(section != WM_SECTION_QUESTION && rdata_len <= UINT16_MAX);
	check_order(writer, section);
	if (writer->out->full)
		return false;
	packed = pack(writer, owner);
	if (!has_room(writer, section, packed_size(&packed) + 10 + rdata_len))
		return false;
	put_name(writer, owner, &packed);
	wm_buf_put_u16(writer->out, type);
	wm_buf_put_u16(writer->out, class);
	wm_buf_put_u32(writer->out, ttl_s);
	wm_buf_put_u16(writer->out, (uint16_t)rdata_len);
	if (rdata_len > 0)
		wm_buf_put(writer->out, rdata->bytes, rdata_len);
	writer->counts[section]++;
	return true;
}

bool wm_writer_opt(struct wm_writer *writer, uint16_t udp_size)
{
	return wm_writer_record(writer, WM_SECTION_ADDITIONAL, &wm_name_root, WM_TYPE_OPT, udp_size,
				0, NULL);
}

void wm_writer_finish(struct wm_writer *writer)
{
	if (writer->out->len - writer->start < HEADER_SIZE)
		return; /* not even the header had room, and OUT says so */
	for (size_t i = 0; i < WM_COUNT(writer->counts); i++)
		wm_buf_set_u16(writer->out, writer->start + 4 + 2 * i, writer->counts[i]);
}

bool wm_writer_query(struct wm_buf *out, const struct wm_name *name, uint16_t type)
{
	struct wm_writer writer;

	wm_writer_begin(&writer, out, 0, WM_OPCODE_QUERY, 0);
	if (!wm_writer_question(&writer, name, type, WM_CLASS_IN) ||
	    !wm_writer_opt(&writer, WM_UDP_MAX))
		return false;
	wm_writer_finish(&writer);
	return true;
}
