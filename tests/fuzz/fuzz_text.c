/* Fuzzer of master files: what is read, prints as something that reads as the same records. */
#include <waymark/text.h>

#include <stdlib.h>

#define TEXT_MAX (64U * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct wm_name zone = {(const uint8_t *)"\7example\3com", 13};

static void expect(bool truth)
{
	if (!truth)
		abort();
}

static enum wm_code read_zone(struct wm_arena *arena, struct wm_bytes content,
			      struct wm_rrsets *ret_sets)
{
	struct wm_rrsets_builder builder;
	struct wm_text_place place = {0};
	enum wm_code code;

	wm_rrsets_begin(&builder, arena);
	code = wm_zone_read(arena, content, &zone, 10000, &builder, &place, NULL);
	if (code == WM_OK)
		*ret_sets = wm_rrsets_finish(&builder);
	else
		expect(place.line > 0 && place.column > 0);
	return code;
}

static void expect_same(const struct wm_rrsets *a, const struct wm_rrsets *b)
{
	expect(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		expect(wm_rrset_compare(&a->items[i], &b->items[i]) == 0);
		expect(a->items[i].ttl_s == b->items[i].ttl_s);
		expect(wm_rrset_same_data(&a->items[i], &b->items[i]));
	}
}

/* Nothing that a terminal would act on. */
static void expect_printable(const struct wm_buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		expect((text->data[i] >= 0x20 && text->data[i] < 0x7f) || text->data[i] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_rrsets sets;
	struct wm_rrsets again;
	struct wm_buf text;

	wm_buf_init(&text, TEXT_MAX);
	if (read_zone(arena, (struct wm_bytes){data, size}, &sets) == WM_OK) {
		wm_zone_print(&text, &sets);
		expect(!text.full);
		expect_printable(&text);
		expect(read_zone(arena, wm_buf_bytes(&text), &again) == WM_OK);
		expect_same(&sets, &again);
	}
	wm_buf_done(&text);
	wm_arena_free(arena);
	return 0;
}
