/* The order in which changes are made: hosts before what points at them, deletions the other way.
 */
#include <waymark/plan.h>

#include <stdlib.h>

/* A chain of pointers is followed this far; a longer one, and a loop, ends here. */
enum { LEVELS_MAX = 16 };

/*
 * Until the units are numbered, UNIT is our scratch: the level (0 = points at nothing else that
 * changes), doubled, plus 1 if the change belongs to a swap of CNAME and other types at one owner.
 */
static unsigned level_of(const struct wm_change *change)
{
	return change->unit / 2;
}

static bool is_swap(const struct wm_change *change)
{
	return change->unit % 2;
}

static void set_level(struct wm_change *change, unsigned level)
{
	change->unit = level * 2 + change->unit % 2;
}

/* A deletion that makes room for nothing: it waits until all else is done. */
static bool is_farewell(const struct wm_change *change)
{
	return !change->after.count && !is_swap(change);
}

static int compare_by_owner(const void *a, const void *b)
{
	const struct wm_change *left = a, *right = b;

	return wm_rrset_compare(&left->after, &right->after);
}

/* Within a swap what must go comes first: some servers and APIs refuse the new beside the old. */
static int compare_by_application(const void *a, const void *b)
{
	const struct wm_change *left = a, *right = b;
	int levels = (level_of(left) > level_of(right)) - (level_of(left) < level_of(right));
	int owners;

	if (is_farewell(left) != is_farewell(right))
		return is_farewell(left) ? 1 : -1;
	if (levels)
		return is_farewell(left) ? -levels : levels;
	owners = wm_name_compare(&left->after.owner, &right->after.owner);
	if (owners)
		return owners;
	if (!left->after.count != !right->after.count)
		return left->after.count ? 1 : -1;
	return compare_by_owner(left, right);
}

/* Changes of the first owner in CHANGES, which are sorted by owner. */
static size_t count_owner(const struct wm_change *changes, size_t count)
{
	size_t same = 1;

	while (same < count && wm_name_equal(&changes[same].after.owner, &changes[0].after.owner))
		same++;
	return same;
}

/* A CNAME comes or goes beside a change of another type, and something is there afterwards. */
static bool is_swap_owner(const struct wm_change *changes, size_t count)
{
	bool cname = false, stays = false;

	for (size_t i = 0; i < count; i++) {
		cname |= changes[i].after.type == WM_TYPE_CNAME;
		stays |= changes[i].after.count > 0;
	}
	return cname && stays && count > 1;
}

static void mark_swaps(struct wm_change *changes, size_t count)
{
	size_t next;

	for (size_t i = 0; i < count; i = next) {
		bool swap;

		next = i + count_owner(&changes[i], count - i);
		swap = is_swap_owner(&changes[i], next - i);
		for (size_t j = i; j < next; j++)
			changes[j].unit = swap;
	}
}

/* Can a record of TYPE that points at a name be after its records of type FOUND? */
static bool leads_to(uint16_t type, uint16_t found)
{
	switch (type) {
	case WM_TYPE_CNAME:
	case WM_TYPE_DNAME:
		return true;
	case WM_TYPE_NAPTR: /* RFC 3403 section 4.1: another NAPTR, an SRV or addresses */
		if (found == WM_TYPE_NAPTR || found == WM_TYPE_SRV)
			return true;
		break;
	default:
		break;
	}
	return found == WM_TYPE_A || found == WM_TYPE_AAAA || found == WM_TYPE_CNAME;
}

/* The index of the first change at OWNER or behind it. */
static size_t find_owner(const struct wm_change *changes, size_t count, const struct wm_name *owner)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wm_name_compare(&changes[middle].after.owner, owner) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The lowest level at which CHANGE comes after what its records for OWNER lead to. */
static unsigned find_level(const struct wm_change *changes, size_t count,
			   const struct wm_change *change, const struct wm_name *owner)
{
	unsigned level = 0;

	for (size_t i = find_owner(changes, count, owner);
	     i < count && wm_name_equal(&changes[i].after.owner, owner); i++) {
		const struct wm_change *other = &changes[i];
		bool goes = !other->after.count;

		if (other == change || goes != is_farewell(change) || (goes && is_swap(other)) ||
		    !leads_to(change->after.type, other->after.type))
			continue;
		if (level_of(other) + 1 > level)
			level = level_of(other) + 1;
	}
	return level < LEVELS_MAX ? level : LEVELS_MAX;
}

/* Put CHANGE above all that its records point at. Returns whether it rose. */
static bool raise_change(const struct wm_change *changes, size_t count, struct wm_change *change)
{
	const struct wm_rrset *set = is_farewell(change) ? &change->before : &change->after;
	unsigned before = level_of(change);

	for (size_t i = 0; i < set->count; i++) {
		struct wm_name target;
		unsigned level;

		if (!wm_rdata_target(set->type, &set->rdata[i], &target))
			continue;
		level = find_level(changes, count, change, &target);
		if (level > level_of(change))
			set_level(change, level);
	}
	return level_of(change) > before;
}

/* All parts of a swap stand on the level of its highest. */
static void level_swap(struct wm_change *changes, size_t count)
{
	unsigned top = 0;

	for (size_t i = 0; i < count; i++)
		if (level_of(&changes[i]) > top)
			top = level_of(&changes[i]);
	for (size_t i = 0; i < count; i++)
		set_level(&changes[i], top);
}

/* One pass over all changes; the next one is needed as long as anything rises. */
static bool raise_levels(struct wm_change *changes, size_t count)
{
	bool rose = false;
	size_t next;

	for (size_t i = 0; i < count; i = next) {
		next = i + count_owner(&changes[i], count - i);
		for (size_t j = i; j < next; j++)
			rose |= raise_change(changes, count, &changes[j]);
		if (is_swap(&changes[i]))
			level_swap(&changes[i], next - i);
	}
	return rose;
}

static void number_units(struct wm_change *changes, size_t count)
{
	unsigned unit = 0;
	bool before_is_swap = false;

	for (size_t i = 0; i < count; i++) {
		bool swap = is_swap(&changes[i]);
		bool joined = swap && before_is_swap &&
			      wm_name_equal(&changes[i].after.owner, &changes[i - 1].after.owner);

		if (i && !joined)
			unit++;
		before_is_swap = swap;
		changes[i].unit = unit;
	}
}

void wm_plan_order(struct wm_change *changes, size_t count)
{
	unsigned pass = 0;

	if (!count)
		return;
	qsort(changes, count, sizeof(*changes), compare_by_owner);
	mark_swaps(changes, count);
	while (raise_levels(changes, count) && pass < LEVELS_MAX)
		pass++;
	qsort(changes, count, sizeof(*changes), compare_by_application);
	number_units(changes, count);
}
