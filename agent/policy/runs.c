/* A natural merge sort: take the runs as they come, merge neighbours until one is left. */
#include "runs.h"

#include <string.h>

/* Where each run begins, and COUNT, the end of the last one, behind them. */
static size_t *find_runs(struct wm_arena *work, const void *const *items, size_t count,
			 wm_compare *compare, size_t *ret_runs)
{
	size_t capacity = 0;
	size_t runs = 0;
	size_t *starts = NULL;

	for (size_t i = 0; i <= count; i++) {
		if (i > 0 && i < count && compare(items[i - 1], items[i]) <= 0)
			continue;
		starts = wm_arena_grow(work, starts, &capacity, runs, sizeof(*starts));
		starts[runs++] = i;
	}
	*ret_runs = runs - 1;
	return starts;
}

/* Merge FROM[START..MIDDLE) and FROM[MIDDLE..END) into the same places of TO. */
static void merge(const void **to, const void *const *from, const size_t bounds[3],
		  wm_compare *compare)
{
	size_t left = bounds[0];
	size_t right = bounds[1];

	for (size_t i = bounds[0]; i < bounds[2]; i++) {
		if (right == bounds[2] ||
		    (left < bounds[1] && compare(from[left], from[right]) <= 0))
			to[i] = from[left++];
		else
			to[i] = from[right++];
	}
}

const void **wm_runs_sort(struct wm_arena *work, const void **items, size_t count,
			  wm_compare *compare)
{
	const void **from = items;
	const void **to;
	size_t runs;
	size_t *starts = find_runs(work, from, count, compare, &runs);

	if (runs <= 1)
		return items;
	to = WM_ARENA_NEW(work, const void *, count);
	while (runs > 1) {
		const void **merged = to;
		size_t kept = 0;

		for (size_t i = 0; i + 1 < runs; i += 2) {
			merge(to, from, &starts[i], compare);
			starts[kept++] = starts[i];
		}
		if (runs % 2 == 1) {
			size_t last = starts[runs - 1];

			memcpy(to + last, from + last, (count - last) * sizeof(*to));
			starts[kept++] = last;
		}
		starts[kept] = count;
		runs = kept;
		to = from;
		from = merged;
	}
	return from;
}
