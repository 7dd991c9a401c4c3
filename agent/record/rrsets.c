/* Sorted sets of RRsets: built from records in any order, searched by owner and type. */
#include <waymark/rrset.h>

#include <string.h>

/* One record as it came. */
struct wm_rrsets_entry {
	struct wm_name owner;
	struct wm_rdata rdata;
	uint32_t ttl_s;
	uint16_t type;
};

void wm_rrsets_begin(struct wm_rrsets_builder *builder, struct wm_arena *arena)
{
	*builder = (struct wm_rrsets_builder){.arena = arena};
}

void wm_rrsets_add(struct wm_rrsets_builder *builder, const struct wm_name *owner, uint16_t type,
		   uint32_t ttl_s, const struct wm_rdata *rdata)
{
	builder->entries = wm_arena_grow(builder->arena, builder->entries, &builder->capacity,
					 builder->count, sizeof(*builder->entries));
	builder->entries[builder->count++] = (struct wm_rrsets_entry){*owner, *rdata, ttl_s, type};
}

static int compare_keys(const struct wm_rrsets_entry *a, const struct wm_rrsets_entry *b)
{
	int order = wm_name_compare(&a->owner, &b->owner);

	return order != 0 ? order : (int)a->type - (int)b->type;
}

static int compare_entries(const struct wm_rrsets_entry *a, const struct wm_rrsets_entry *b)
{
	int order = compare_keys(a, b);

	return order != 0 ? order : wm_rdata_compare(&a->rdata, &b->rdata);
}

/* Merge FROM[low, middle) and FROM[middle, high), each sorted, into TO[low, high). */
static void merge(const struct wm_rrsets_entry *from, struct wm_rrsets_entry *to, size_t low,
		  size_t middle, size_t high)
{
	size_t left = low;
	size_t right = middle;

	for (size_t i = low; i < high; i++) {
		bool take_left = left < middle &&
				 (right >= high || compare_entries(&from[left], &from[right]) <= 0);

		to[i] = take_left ? from[left++] : from[right++];
	}
}

/*
 * Merge sort: n log n comparisons whatever the input, which may come from a server that means harm
 * (qsort promises nothing). Returns the sorted entries.
 */
static struct wm_rrsets_entry *sort(const struct wm_rrsets_builder *builder)
{
	size_t count = builder->count;
	struct wm_rrsets_entry *from = builder->entries;
	struct wm_rrsets_entry *to = WM_ARENA_NEW(builder->arena, struct wm_rrsets_entry, count);

	for (size_t width = 1; width < count; width *= 2) {
		struct wm_rrsets_entry *swap = from;

		for (size_t low = 0; low < count; low += 2 * width) {
			size_t middle = low + width < count ? low + width : count;
			size_t high = middle + width < count ? middle + width : count;

			merge(from, to, low, middle, high);
		}
		from = to;
		to = swap;
	}
	return from;
}

/* Join the sorted ENTRIES into ITEMS and RDATA, which have room for all; returns how many sets. */
static size_t join(const struct wm_rrsets_entry *entries, size_t count, struct wm_rrset *items,
		   struct wm_rdata *rdata)
{
	struct wm_rrset *set = NULL;
	size_t sets = 0;

	for (size_t i = 0; i < count; i++) {
		const struct wm_rrsets_entry *entry = &entries[i];

		if (!set || compare_keys(&entries[i - 1], entry) != 0) {
			set = &items[sets++];
			*set = (struct wm_rrset){entry->owner, entry->type, entry->ttl_s, 0, rdata};
		}
		if (entry->ttl_s < set->ttl_s)
			set->ttl_s = entry->ttl_s;
		if (set->count > 0 && wm_rdata_compare(&rdata[-1], &entry->rdata) == 0)
			continue;
		*rdata++ = entry->rdata;
		set->count++;
	}
	return sets;
}

static size_t count_sets(const struct wm_rrsets_entry *entries, size_t count)
{
	size_t sets = count > 0 ? 1 : 0;

	for (size_t i = 1; i < count; i++)
		if (compare_keys(&entries[i - 1], &entries[i]) != 0)
			sets++;
	return sets;
}

struct wm_rrsets wm_rrsets_finish(struct wm_rrsets_builder *builder)
{
	const struct wm_rrsets_entry *entries = sort(builder);
	struct wm_rdata *rdata = WM_ARENA_NEW(builder->arena, struct wm_rdata, builder->count);
	struct wm_rrset *items =
		WM_ARENA_NEW(builder->arena, struct wm_rrset, count_sets(entries, builder->count));
	size_t count = join(entries, builder->count, items, rdata);

	wm_rrsets_begin(builder, builder->arena);
	return (struct wm_rrsets){items, count};
}

/* The first set whose owner and type are not below OWNER and TYPE. */
static size_t lower_bound(const struct wm_rrsets *sets, const struct wm_name *owner, uint16_t type)
{
	const struct wm_rrset key = {.owner = *owner, .type = type};
	size_t low = 0;
	size_t high = sets->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wm_rrset_compare(&sets->items[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct wm_rrset *wm_rrsets_find(const struct wm_rrsets *sets, const struct wm_name *owner,
				      uint16_t type)
{
	size_t index = lower_bound(sets, owner, type);
	const struct wm_rrset *set;

	if (index == sets->count)
		return NULL;
	set = &sets->items[index];
	return set->type == type && wm_name_equal(&set->owner, owner) ? set : NULL;
}

size_t wm_rrsets_at(const struct wm_rrsets *sets, const struct wm_name *owner, size_t *ret_count)
{
	size_t first = lower_bound(sets, owner, 0);
	size_t last = first;

	while (last < sets->count && wm_name_equal(&sets->items[last].owner, owner))
		last++;
	*ret_count = last - first;
	return first;
}
