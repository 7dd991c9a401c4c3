/* What a record must hold beyond its shape to be written as text. */
#ifndef WAYMARK_RECORD_VALUES_H
#define WAYMARK_RECORD_VALUES_H

#include <stddef.h>

#include <waymark/fail.h>

#include "layout.h"

/* Strings of a TXT record, parameters of an SVCB record: what fits into WM_TOKENS_MAX with the
 * other fields of a line. */
#define WM_VALUES_ITEMS_MAX 500

/*
 * Do the fields of a record make sense: digests of the right length, tags of letters and digits,
 * known TLSA usages, SvcParams that fit together? WM_EPARSE with the index of the field in
 * *RET_FIELD if not. Servers hand out what does not, so nothing from the wire is refused for it; it
 * is printed in the \# form.
 */
enum wm_code wm_values_check(const struct wm_layout *layout, const struct wm_fields *fields,
			     size_t *ret_field, struct wm_fail *reterr);

#endif
