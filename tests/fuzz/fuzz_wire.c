/* Fuzzer of messages: what the reader accepts, the writer can write and the reader reads as the
 * same. */
#include <waymark/wire.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth)
{
	if (!truth)
		abort();
}

static bool put_records(struct wm_writer *writer, enum wm_section section,
			const struct wm_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct wm_record *record = &records[i];

		if (!wm_writer_record(writer, section, &record->owner, record->type, record->class,
				      record->ttl_s, &record->rdata))
			return false;
	}
	return true;
}

/* False if the message, its RDATA no longer compressed, has become too large. */
static bool put_message(struct wm_buf *out, const struct wm_message *message)
{
	struct wm_writer writer;

	wm_writer_begin(&writer, out, message->id, message->opcode, message->flags);
	if (message->has_question &&
	    !wm_writer_question(&writer, &message->question.name, message->question.type,
				message->question.class))
		return false;
	if (!put_records(&writer, WM_SECTION_ANSWER, message->answer, message->answer_count) ||
	    !put_records(&writer, WM_SECTION_AUTHORITY, message->authority,
			 message->authority_count) ||
	    !put_records(&writer, WM_SECTION_ADDITIONAL, message->additional,
			 message->additional_count))
		return false;
	if (message->has_tsig && !put_records(&writer, WM_SECTION_ADDITIONAL, &message->tsig, 1))
		return false;
	wm_writer_finish(&writer);
	return true;
}

static void expect_same_records(const struct wm_record *a, size_t a_count,
				const struct wm_record *b, size_t b_count)
{
	expect(a_count == b_count);
	for (size_t i = 0; i < a_count; i++) {
		expect(wm_name_equal(&a[i].owner, &b[i].owner));
		expect(a[i].type == b[i].type && a[i].class == b[i].class &&
		       a[i].ttl_s == b[i].ttl_s);
		expect(wm_rdata_compare(&a[i].rdata, &b[i].rdata) == 0);
	}
}

static void expect_same(const struct wm_message *a, const struct wm_message *b)
{
	expect(a->id == b->id && a->flags == b->flags && a->opcode == b->opcode);
	expect((a->rcode & 0x0f) == b->rcode); /* OPT, which holds the rest, is not written again */
	expect(a->has_question == b->has_question);
	if (a->has_question)
		expect(wm_name_equal(&a->question.name, &b->question.name) &&
		       a->question.type == b->question.type &&
		       a->question.class == b->question.class);
	expect_same_records(a->answer, a->answer_count, b->answer, b->answer_count);
	expect_same_records(a->authority, a->authority_count, b->authority, b->authority_count);
	expect_same_records(a->additional, a->additional_count, b->additional, b->additional_count);
	expect(a->has_tsig == b->has_tsig);
	expect_same_records(&a->tsig, a->has_tsig ? 1 : 0, &b->tsig, b->has_tsig ? 1 : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wm_arena *arena = wm_arena_new();
	size_t start = wm_arena_size(arena);
	struct wm_message message;
	struct wm_message again;
	struct wm_buf out;
	enum wm_code code = wm_message_read(arena, (struct wm_bytes){data, size}, &message, NULL);

	/* 64 KiB: the arena's blocks, the last of which is not full */
	expect(wm_arena_size(arena) - start <= size * WM_MESSAGE_EXPANSION + 65536);
	wm_buf_init(&out, WM_MESSAGE_MAX);
	if (code == WM_OK && put_message(&out, &message)) {
		expect(wm_message_read(arena, wm_buf_bytes(&out), &again, NULL) == WM_OK);
		expect_same(&message, &again);
	}
	wm_buf_done(&out);
	wm_arena_free(arena);
	return 0;
}
