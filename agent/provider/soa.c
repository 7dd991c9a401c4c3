/* Serials of zones: where they stand, and how they grow. */
#include "soa.h"

#include <stdbool.h>

/* An SOA ends in five numbers, the serial first (RFC 1035 section 3.3.13). */
#define NUMBERS 20

uint32_t wm_soa_serial(const struct wm_rdata *soa)
{
	const uint8_t *at = soa->bytes + soa->len - NUMBERS;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

struct wm_rdata wm_soa_with_serial(struct wm_arena *arena, const struct wm_rdata *soa,
				   uint32_t serial)
{
	uint8_t *bytes = wm_arena_copy(arena, soa->bytes, soa->len);
	uint8_t *at = bytes + soa->len - NUMBERS;

	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(serial >> shift);
	return (struct wm_rdata){.bytes = bytes, .len = soa->len};
}

/* YYYYMMDD00 for the day of WALL_S: years are counted from 1 March, so that a leap day
 * comes last. */
static uint32_t date_serial(uint64_t wall_s)
{
	uint64_t days = wall_s / 86400 + 719468; /* since 1 March of the year 0 */
	uint64_t era = days / 146097, in_era = days % 146097;
	uint64_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	uint64_t in_year = in_era - (365 * years + years / 4 - years / 100);
	uint64_t month = (5 * in_year + 2) / 153, day = in_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	years += era * 400 + (month <= 2);
	return (uint32_t)(years * 1000000 + month * 10000 + day * 100);
}

uint32_t wm_serial_raise(uint32_t serial, uint64_t wall_s)
{
	uint32_t year = serial / 1000000, month = serial / 10000 % 100, day = serial / 100 % 100;
	uint32_t today = date_serial(wall_s);
	bool is_date =
		year >= 1980 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;

	return is_date && today > serial ? today : serial + 1;
}
