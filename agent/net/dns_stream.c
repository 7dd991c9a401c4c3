/* Zone transfers: messages handed on one by one, held back while no signature covers them yet. */
#include "dns_private.h"

#include <inttypes.h>

#define BYTES_MAX ((uint64_t)1 << 30)
#define HELD_MAX  99 /* as wm_tsig_verify allows unsigned in a row */

struct held {
	struct wm_arena *arena;
	struct wm_message message;
	struct wm_bytes raw;
};

struct wm_stream {
	bool begun;
	uint64_t bytes;
	size_t held_count;
	struct held held[HELD_MAX];
};

bool wm_stream_has_begun(const struct wm_ask *ask)
{
	return ask->stream && ask->stream->begun;
}

void wm_stream_clear(struct wm_ask *ask)
{
	struct wm_stream *stream = ask->stream;

	if (!stream)
		return;
	for (size_t i = 0; i < stream->held_count; i++)
		wm_arena_free(stream->held[i].arena);
	stream->held_count = 0;
}

static void hold(struct wm_stream *stream, const struct held *item)
{
	struct held *slot = &stream->held[stream->held_count++];

	*slot = *item;
	slot->raw.data = wm_arena_copy(item->arena, item->raw.data, item->raw.len);
}

/* Hand one message on; false: the user has all that was wanted. */
static bool deliver(struct wm_ask *ask, const struct held *item)
{
	struct wm_dns_reply reply = wm_ask_reply(ask);

	reply.message = &item->message;
	reply.raw = item->raw;
	reply.last = false;
	ask->stream->begun = true;
	return ask->query.done(ask->query.context, &reply, item->arena);
}

/* All that ITEM's signature covers, in order. */
static void deliver_all(struct wm_ask *ask, const struct held *item)
{
	struct wm_stream *stream = ask->stream;
	bool more = true;

	for (size_t i = 0; i < stream->held_count && more; i++)
		more = deliver(ask, &stream->held[i]);
	if (more)
		more = deliver(ask, item);
	wm_stream_clear(ask);
	if (more) {
		wm_ask_extend(ask);
		return;
	}
	wm_ask_release(ask);
	wm_dns_recycle(ask);
}

static bool is_too_large(struct wm_ask *ask, size_t len)
{
	ask->stream->bytes += len;
	if (ask->stream->bytes <= BYTES_MAX)
		return false;
	wm_ask_note(ask, WM_ELIMIT, "the transfer is over %" PRIu64 " bytes long", BYTES_MAX);
	wm_ask_end_attempt(ask, WM_END_FINAL);
	return true;
}

void wm_stream_receive(struct wm_ask *ask, struct wm_bytes raw)
{
	struct held item = {.raw = raw};
	enum wm_verdict verdict;

	if (!ask->stream)
		ask->stream = WM_ARENA_NEW(ask->arena, struct wm_stream, 1);
	if (is_too_large(ask, raw.len))
		return;
	item.arena = wm_arena_new();
	verdict = wm_answer_judge(ask, item.arena, raw, &item.message);
	if (verdict == WM_VERDICT_HELD) {
		hold(ask->stream, &item);
		wm_ask_extend(ask);
		return;
	}
	if (verdict == WM_VERDICT_GOOD)
		deliver_all(ask, &item);
	else if (verdict != WM_VERDICT_DROP)
		wm_ask_end_attempt(ask, verdict == WM_VERDICT_NEXT ? WM_END_NEXT : WM_END_TRY);
	wm_arena_free(item.arena);
}
