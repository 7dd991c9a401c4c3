/* One field of RDATA as ldns prints it. */
#ifndef WAYMARK_RECORD_PRINT_H
#define WAYMARK_RECORD_PRINT_H

#include <waymark/buf.h>
#include <waymark/bytes.h>

#include <ldns/ldns.h>

/* Append BYTES, which have the shape of TYPE. In strings ldns escapes control characters, bytes >=
 * 0x80, quotes and backslashes. */
void wm_print_by_ldns(struct wm_buf *out, ldns_rdf_type type, struct wm_bytes bytes);

#endif
