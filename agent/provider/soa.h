/* The serial of a zone, inside the RDATA of its SOA. */
#ifndef WAYMARK_PROVIDER_SOA_H
#define WAYMARK_PROVIDER_SOA_H

#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/rrset.h>

/* SOA is canonical RDATA, so its shape has been checked. */
uint32_t wm_soa_serial(const struct wm_rdata *soa);

/* A copy with SERIAL in place of its own. */
struct wm_rdata wm_soa_with_serial(struct wm_arena *arena, const struct wm_rdata *soa,
				   uint32_t serial);

/*
 * The serial after SERIAL at the time WALL_S: YYYYMMDD00 of that day, if SERIAL is of that form and
 * older; else one more, by the arithmetic of RFC 1982.
 */
uint32_t wm_serial_raise(uint32_t serial, uint64_t wall_s);

#endif
