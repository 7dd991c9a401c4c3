/* The list of questions that a job of the rfc2136 provider works through, each asked once. */
#include "rfc2136.h"

#include <assert.h>

void wm_asks_begin(struct wm_asks *asks, struct wm_arena *arena)
{
	*asks = (struct wm_asks){.arena = arena, .table = {.arena = arena}};
}

struct wm_ask *wm_asks_at(const struct wm_asks *asks, size_t number)
{
	assert(number >= 1 && number <= asks->count);
	return &asks->items[number - 1];
}

static struct wm_ask *append(struct wm_asks *asks)
{
	asks->items = wm_arena_grow(asks->arena, asks->items, &asks->capacity, asks->count,
				    sizeof(*asks->items));
	asks->items[asks->count] = (struct wm_ask){0};
	return &asks->items[asks->count++];
}

size_t wm_asks_add(struct wm_asks *asks, enum wm_ask_kind kind, const struct wm_name *name,
		   uint16_t type)
{
	size_t *number = wm_table_put(&asks->table, name, type);

	if (!*number) {
		struct wm_ask *ask = append(asks);

		ask->kind = kind;
		ask->name = *name;
		ask->type = type;
		*number = asks->count;
	}
	return *number;
}

void wm_asks_probe(struct wm_asks *asks, size_t subject)
{
	struct wm_ask *ask = append(asks);
	const struct wm_ask *about = wm_asks_at(asks, subject);

	ask->kind = WM_ASK_PROBE;
	ask->name = about->name;
	ask->type = about->data.type;
	ask->subject = subject;
}

struct wm_ask *wm_asks_next(struct wm_asks *asks, uint64_t *ret_tag)
{
	if (asks->sent == asks->count)
		return NULL;
	asks->waiting++;
	*ret_tag = ++asks->sent;
	return wm_asks_at(asks, asks->sent);
}

struct wm_ask *wm_asks_take(struct wm_asks *asks, uint64_t tag)
{
	struct wm_ask *ask = wm_asks_at(asks, (size_t)tag);

	assert(!ask->answered);
	ask->answered = true;
	asks->waiting--;
	return ask;
}

bool wm_asks_done(const struct wm_asks *asks)
{
	return asks->sent == asks->count && !asks->waiting;
}
