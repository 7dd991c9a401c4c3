/* The one list of providers: a new provider is its file and one line here. */
#ifndef WAYMARK_PROVIDER_LIST_H
#define WAYMARK_PROVIDER_LIST_H

#include <waymark/provider.h>

/* In the order of the manual; X(name) stands for `struct wm_provider wm_provider_<name>`. */
#define WM_PROVIDER_LIST(X) \
	X(rfc2136)          \
	X(zonefile)         \
	X(powerdns)         \
	X(cloudflare)

#define WM_PROVIDER(name) extern const struct wm_provider wm_provider_##name;
WM_PROVIDER_LIST(WM_PROVIDER)
#undef WM_PROVIDER

#endif
