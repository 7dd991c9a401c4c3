/* RRsets: types by name, equality, order, membership. */
#include <waymark/rrset.h>

#include <waymark/str.h>

#include <stdio.h>
#include <string.h>

#define META_FIRST 128 /* RFC 6895 section 3.1: types of questions and of meta records */
#define META_LAST  255

static const struct {
	uint16_t type;
	const char *name;
} types[] = {
#define WM_TYPE(name, number) {number, #name},
	WM_TYPE_LIST(WM_TYPE)
#undef WM_TYPE
};

/* Types that no zone holds; named in messages only. */
static const struct {
	uint16_t type;
	const char *name;
} meta_types[] = {
	{WM_TYPE_OPT, "OPT"},   {WM_TYPE_TSIG, "TSIG"}, {WM_TYPE_IXFR, "IXFR"},
	{WM_TYPE_AXFR, "AXFR"}, {WM_TYPE_ANY, "ANY"},
};

/* By the registry of RR types at IANA. Numbers, as most of these are handled as \# data only. */
const uint16_t wm_cname_rivals[] = {
	1,   2,   3,   4,   7,   8,   9,   10,  11,  12,  13,    14,    15,  16,  17,  18,
	19,  20,  21,  22,  23,  25,  26,  27,  28,  29,  31,    32,    33,  34,  35,  36,
	37,  38,  39,  40,  42,  43,  44,  45,  48,  49,  52,    53,    55,  56,  57,  58,
	59,  60,  61,  62,  63,  64,  65,  66,  67,  68,  99,    104,   105, 106, 107, 108,
	109, 256, 257, 258, 259, 260, 261, 262, 263, 264, 32768, 32769, 0,
};

static bool is_meta(uint64_t type)
{
	return type == 0 || type == WM_TYPE_OPT || (type >= META_FIRST && type <= META_LAST);
}

bool wm_type_read(const char *text, size_t len, uint16_t *ret_type)
{
	uint64_t number;

	for (size_t i = 0; i < WM_COUNT(types); i++) {
		if (wm_str_is(text, len, types[i].name)) {
			*ret_type = types[i].type;
			return true;
		}
	}
	if (len < 5 || !wm_str_is(text, 4, "TYPE"))
		return false;
	if (!wm_str_number(text + 4, len - 4, UINT16_MAX, &number) || is_meta(number))
		return false;
	*ret_type = (uint16_t)number;
	return true;
}

const char *wm_type_text(uint16_t type, char text[WM_TYPE_TEXT_MAX])
{
	for (size_t i = 0; i < WM_COUNT(types); i++)
		if (types[i].type == type)
			return types[i].name;
	for (size_t i = 0; i < WM_COUNT(meta_types); i++)
		if (meta_types[i].type == type)
			return meta_types[i].name;
	(void)snprintf(text, WM_TYPE_TEXT_MAX, "TYPE%u", (unsigned)type);
	return text;
}

bool wm_rrset_same_data(const struct wm_rrset *a, const struct wm_rrset *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (wm_rdata_compare(&a->rdata[i], &b->rdata[i]) != 0)
			return false;
	return true;
}

bool wm_rrset_has(const struct wm_rrset *set, const struct wm_rdata *rdata)
{
	size_t low = 0;
	size_t high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = wm_rdata_compare(&set->rdata[middle], rdata);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

int wm_rrset_compare(const struct wm_rrset *a, const struct wm_rrset *b)
{
	int order = wm_name_compare(&a->owner, &b->owner);

	return order != 0 ? order : (int)a->type - (int)b->type;
}
