/* What went wrong: a code with its remedy, and one sentence for a person. */
#ifndef WAYMARK_FAIL_H
#define WAYMARK_FAIL_H

/*
 * Every failure of Waymark, once: code, remedy, stable name, short text. The remedy alone tells a
 * caller what to do next:
 * - NONE: nothing failed;
 * - FIX: a person must change something (policy, key, rights), trying again changes nothing;
 * - RETRY: the same request may succeed later, nothing was changed by it;
 * - REREAD: the outcome is unknown, or the state it was based on is gone; read again first.
 */
#define WM_CODE_LIST(X)                                               \
	X(OK, NONE, "ok", "ok")                                       \
	X(EUSAGE, FIX, "usage", "usage error")                        \
	X(EPOLICY, FIX, "policy", "policy error")                     \
	X(EPARSE, FIX, "parse", "malformed data")                     \
	X(EFILE, FIX, "file", "file error")                           \
	X(EAUTH, FIX, "auth", "not authenticated")                    \
	X(EREFUSED, FIX, "refused", "refused")                        \
	X(ENOZONE, FIX, "nozone", "zone not found")                   \
	X(EUNSUPPORTED, FIX, "unsupported", "not supported")          \
	X(ELIMIT, FIX, "limit", "over a limit")                       \
	X(ETIMEOUT, RETRY, "timeout", "no answer in time")            \
	X(ENETWORK, RETRY, "network", "network error")                \
	X(EPROTOCOL, RETRY, "protocol", "protocol error")             \
	X(EREMOTE, RETRY, "remote", "server failure")                 \
	X(EBUSY, RETRY, "busy", "server busy")                        \
	X(ECONFLICT, REREAD, "conflict", "changed since it was read") \
	X(EUNKNOWN, REREAD, "unknown", "outcome unknown")             \
	X(EVERIFY, REREAD, "verify", "applied but not served")

enum wm_code {
#define WM_CODE(code, remedy, name, text) WM_##code,
	WM_CODE_LIST(WM_CODE)
#undef WM_CODE
};

enum wm_remedy { WM_REMEDY_NONE, WM_REMEDY_FIX, WM_REMEDY_RETRY, WM_REMEDY_REREAD };

#define WM_FAIL_TEXT_MAX 640

/* Plain data; a zeroed one means "nothing failed". The text holds no control characters and no
 * secrets. */
struct wm_fail {
	enum wm_code code;
	char text[WM_FAIL_TEXT_MAX];
};

/*
 * Fill WHY (which may be NULL) with CODE and a sentence that says where, what was seen and what was
 * expected, without a final period; control characters in it are escaped as \DDD, what is too long
 * is cut with "...". Returns CODE, so that `return wm_fail(why, WM_EPARSE, ...)` reads as one step.
 */
enum wm_code wm_fail(struct wm_fail *why, enum wm_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The remedy of a code, and its short text (static storage). */
enum wm_remedy wm_code_remedy(enum wm_code code);
const char *wm_code_text(enum wm_code code);

/* The code's stable lower-case name for JSON and logs, e.g. "conflict" (static storage). */
const char *wm_code_name(enum wm_code code);

#endif
