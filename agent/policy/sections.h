/* The tables of schema.c by number and by name. */
#ifndef WAYMARK_POLICY_SECTIONS_H
#define WAYMARK_POLICY_SECTIONS_H

#include <waymark/schema.h>

/* Indexes into wm_sections. */
enum wm_section_id {
	WM_SECTION_WAYMARK,
	WM_SECTION_KEY,
	WM_SECTION_PROVIDER,
	WM_SECTION_EDGE,
	WM_SECTION_DEFAULTS,
	WM_SECTION_DOMAIN,
	WM_SECTION_DOMAINS,
	WM_SECTION_SERVICE,
	WM_SECTION_COUNT
};

/* Indexes into the options of each section. */
enum {
	WM_SETTING_STATE,
	WM_SETTING_OWNER,
	WM_SETTING_SERIAL,
	WM_SETTING_INTERVAL,
	WM_SETTING_FULL_READ,
	WM_SETTING_INCLUDE,
	WM_SETTING_COUNT
};

enum { WM_KEY_FILE, WM_KEY_ALGORITHM, WM_KEY_SECRET_FILE, WM_KEY_NAME, WM_KEY_COUNT };

enum { WM_PROVIDER_TYPE, WM_PROVIDER_VIEW, WM_PROVIDER_ADOPT, WM_PROVIDER_COUNT };

enum { WM_EDGE_DOMAIN, WM_EDGE_COUNT };

/* [defaults], [domain] and [domains] begin alike. */
enum {
	WM_SHAPE_PROVIDERS,
	WM_SHAPE_SERVICES,
	WM_SHAPE_EDGE,
	WM_SHAPE_TTL,
	WM_SHAPE_ADOPT,
	WM_DEFAULTS_COUNT,
	WM_SHAPE_RECORD = WM_DEFAULTS_COUNT,
	WM_SHAPE_REMOVE,
	WM_DOMAIN_COUNT,
	WM_SHAPE_FILE = WM_DOMAIN_COUNT,
	WM_DOMAINS_COUNT
};

enum { WM_SERVICE_VIEW, WM_SERVICE_SCOPE, WM_SERVICE_SUMMARY, WM_SERVICE_RECORD, WM_SERVICE_COUNT };

/* The kind of section that TYPE names, or NULL. */
const struct wm_section_schema *wm_section_find(const char *type);

/* How many rows OPTIONS has, the zeroed one not counted. */
size_t wm_options_count(const struct wm_option *options);

/* The index of the option called NAME, or the table's count. */
size_t wm_options_find(const struct wm_option *options, const char *name);

#endif
