/* What a record must hold beyond its shape to be written as text. */
#include "values.h"

#include "svcparam.h"

#include <stdint.h>

static bool is_alphanumeric(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z');
}

/* Only letters and digits behind the length byte? */
static bool is_word(struct wm_bytes string)
{
	for (size_t i = 1; i < string.len; i++)
		if (!is_alphanumeric(string.data[i]))
			return false;
	return true;
}

/* DIGEST belongs to a hash whose output has WANTED bytes; 0 = any length but none. */
static enum wm_code check_digest(struct wm_bytes digest, size_t wanted, struct wm_fail *reterr)
{
	if (wanted != 0 && digest.len != wanted)
		return wm_fail(reterr, WM_EPARSE,
			       "digest of %zu bytes, expected %zu hexadecimal digits", digest.len,
			       2 * wanted);
	if (digest.len == 0)
		return wm_fail(reterr, WM_EPARSE, "expected hexadecimal digits");
	return WM_OK;
}

/* RFC 4255 section 3.1, RFC 6594. */
static enum wm_code check_sshfp(const struct wm_fields *fields, size_t *ret_field,
				struct wm_fail *reterr)
{
	static const uint8_t sizes[] = {[1] = 20, [2] = 32};
	uint8_t type = fields->items[1].data[0];

	*ret_field = 2;
	return check_digest(fields->items[2], type < sizeof(sizes) ? sizes[type] : 0, reterr);
}

/* RFC 6698 section 2.1; 255 is for private use in each field (RFC 7218). */
static enum wm_code check_tlsa(const struct wm_fields *fields, size_t *ret_field,
			       struct wm_fail *reterr)
{
	static const uint8_t highest[] = {3, 1, 2};
	static const char *const names[] = {"usage", "selector", "matching type"};
	static const uint8_t sizes[] = {[1] = 32, [2] = 64};
	uint8_t matching = fields->items[2].data[0];

	for (size_t i = 0; i < WM_COUNT(highest); i++) {
		uint8_t value = fields->items[i].data[0];

		*ret_field = i;
		if (value > highest[i] && value != UINT8_MAX)
			return wm_fail(reterr, WM_EPARSE, "%s %u is not one of 0 to %u and 255",
				       names[i], (unsigned)value, (unsigned)highest[i]);
	}
	*ret_field = 3;
	return check_digest(fields->items[3], matching < sizeof(sizes) ? sizes[matching] : 0,
			    reterr);
}

/* RFC 8659 section 4.1. */
static enum wm_code check_caa(const struct wm_fields *fields, size_t *ret_field,
			      struct wm_fail *reterr)
{
	*ret_field = 1;
	return is_word(fields->items[1])
		       ? WM_OK
		       : wm_fail(reterr, WM_EPARSE, "a CAA tag consists of letters and digits");
}

/* RFC 3403 section 4.1. */
static enum wm_code check_naptr(const struct wm_fields *fields, size_t *ret_field,
				struct wm_fail *reterr)
{
	*ret_field = 2;
	return is_word(fields->items[2])
		       ? WM_OK
		       : wm_fail(reterr, WM_EPARSE, "NAPTR flags are letters and digits");
}

/* RFC 7553 section 4.4. */
static enum wm_code check_uri(const struct wm_fields *fields, size_t *ret_field,
			      struct wm_fail *reterr)
{
	*ret_field = 2;
	return fields->items[2].len > 0 ? WM_OK
					: wm_fail(reterr, WM_EPARSE, "the URI must not be empty");
}

static enum wm_code check_txt(const struct wm_fields *fields, size_t *ret_field,
			      struct wm_fail *reterr)
{
	struct wm_bytes strings = fields->items[0];
	size_t count = 0;

	*ret_field = 0;
	for (size_t at = 0; at < strings.len; at += (size_t)strings.data[at] + 1)
		count++;
	return count <= WM_VALUES_ITEMS_MAX
		       ? WM_OK
		       : wm_fail(reterr, WM_EPARSE, "more than %d strings", WM_VALUES_ITEMS_MAX);
}

static enum wm_code check_binding(const struct wm_fields *fields, size_t *ret_field,
				  struct wm_fail *reterr)
{
	*ret_field = 1;
	if (wm_field_has_upper(fields->items[1])) /* which reading would lower-case */
		return wm_fail(reterr, WM_EPARSE, "upper-case letters in the target");
	*ret_field = 2;
	return wm_svcparams_check(fields->items[2], reterr);
}

enum wm_code wm_values_check(const struct wm_layout *layout, const struct wm_fields *fields,
			     size_t *ret_field, struct wm_fail *reterr)
{
	static const struct {
		uint16_t type;
		enum wm_code (*check)(const struct wm_fields *fields, size_t *ret_field,
				      struct wm_fail *reterr);
	} checks[] = {
		{WM_TYPE_TXT, check_txt},      {WM_TYPE_NAPTR, check_naptr},
		{WM_TYPE_SSHFP, check_sshfp},  {WM_TYPE_TLSA, check_tlsa},
		{WM_TYPE_SVCB, check_binding}, {WM_TYPE_HTTPS, check_binding},
		{WM_TYPE_URI, check_uri},      {WM_TYPE_CAA, check_caa},
	};

	for (size_t i = 0; i < WM_COUNT(checks); i++)
		if (checks[i].type == layout->type)
			return checks[i].check(fields, ret_field, reterr);
	return WM_OK;
}
