/* Single fields of RDATA as text. */
#ifndef WAYMARK_RECORD_PRINT_H
#define WAYMARK_RECORD_PRINT_H

#include <waymark/buf.h>
#include <waymark/bytes.h>

#include <ldns/ldns.h>

/* Append BYTES, which have the shape of TYPE, as ldns prints it. Not for strings: ldns leaves tabs
 * in them, and asks the locale what else is printable. */
void wm_print_by_ldns(struct wm_buf *out, ldns_rdf_type type, struct wm_bytes bytes);

/* Append one byte of a quoted string: as it is, or escaped if it is a quote, a backslash, a control
 * character or >= 0x80. */
void wm_print_byte(struct wm_buf *out, uint8_t byte);

#endif
