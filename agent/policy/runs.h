/* Sorting pointers that are nearly in order already. */
#ifndef WAYMARK_POLICY_RUNS_H
#define WAYMARK_POLICY_RUNS_H

#include <stddef.h>

#include <waymark/arena.h>

/* Like strcmp, of two items. */
typedef int wm_compare(const void *a, const void *b);

/*
 * Sort COUNT pointers by merging the runs that are in order already, stably: one pass and COUNT
 * comparisons if everything is, COUNT log COUNT at the worst. WORK is for the second array. Returns
 * the sorted one, which is ITEMS or that.
 */
const void **wm_runs_sort(struct wm_arena *work, const void **items, size_t count,
			  wm_compare *compare);

#endif
