/* The policy: what the operator wants, read from INI files and checked whole. */
#ifndef WAYMARK_POLICY_H
#define WAYMARK_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/arena.h>
#include <waymark/diag.h>
#include <waymark/fail.h>
#include <waymark/file.h>
#include <waymark/name.h>
#include <waymark/schema.h>

enum wm_view { WM_VIEW_EXTERNAL, WM_VIEW_INTERNAL };
const char *wm_view_text(enum wm_view view);

/* [provider NAME]: where zones live. VALUES runs parallel to SCHEMA->options. */
struct wm_provider_config {
	const char *name;
	const struct wm_provider_schema *schema;
	enum wm_view view;
	bool adopt;
	const struct wm_value *values;
	struct wm_where where;
};

/* The value of the provider's own option NAME; NULL if its table has none such. */
const struct wm_value *wm_provider_value(const struct wm_provider_config *config, const char *name);

/* A service parameter set outside the service: `xmpp-federation.host = sip.{domain}`. */
struct wm_param {
	const char *service;
	const char *name;
	const char *text;
	struct wm_where where;
};

/* The addresses of one role of an edge: `access = 192.0.2.1, 2001:db8::1`. */
struct wm_role {
	const char *name;
	const struct wm_address *addresses;
	size_t count;
	struct wm_where where;
};

/* [edge NAME]: a pool of servers that answer for a domain. */
struct wm_edge {
	const char *name;
	struct wm_name domain; /* where names that belong to the pool live; no name if not set */
	const struct wm_role *roles;
	size_t role_count;
	const struct wm_param *params;
	size_t param_count;
	struct wm_where where;
};

/* When a template line counts: always, or by a yes/no parameter (`record if udp = ...`, `record
 * unless clients = ...`). A parameter that holds several words is yes if all of them are. */
enum wm_condition { WM_ALWAYS, WM_IF, WM_UNLESS };

/* One `record =` line of a service. The column of WHERE is that of TEXT's first byte. */
struct wm_template {
	enum wm_condition condition;
	const char *parameter; /* of the condition, NULL for ALWAYS */
	const char *text;
	struct wm_where where;
};

/* Where a service's relative names belong and how often its records are made. */
enum wm_scope { WM_SCOPE_DOMAIN, WM_SCOPE_EDGE, WM_SCOPE_ONCE };

/* Parameters that every service has, declared or not, in this order; ended by NULL. They are among
 * the PARAMS of a service that declares them, or for which [defaults] sets them. */
enum { WM_PARAM_TTL, WM_PARAM_PRIORITY, WM_PARAM_WEIGHT, WM_PARAM_COMMON_COUNT };
extern const char *const wm_params_common[];

/* [service NAME]: a named list of record templates, built in or the user's own. */
struct wm_service {
	const char *name;
	const char *summary;
	enum wm_view view;
	enum wm_scope scope;
	const struct wm_param *params; /* its parameters with their defaults, those that [defaults]
					  sets already replaced */
	size_t param_count;
	const struct wm_template *templates;
	size_t template_count;
	bool built_in;
	struct wm_where where;
};

/* A `record =` or `remove =` line of a domain. The column of WHERE is that of TEXT's first byte. */
struct wm_line {
	const char *text;
	struct wm_where where;
};

/* What a [domain] or [domains] section asks for, shared by all its domains. */
struct wm_shape {
	const char *section; /* "domain contoso.com", for messages */
	const struct wm_provider_config *const *providers;
	size_t provider_count;
	const struct wm_service *const *services;
	size_t service_count;
	const struct wm_edge *const *edges;
	size_t edge_count;
	const struct wm_param *params; /* SERVICE.PARAM of this section alone */
	size_t param_count;
	const struct wm_line *records;
	size_t record_count;
	const struct wm_line *removes;
	size_t remove_count;
	uint32_t ttl_s;
	bool adopt;
	struct wm_where where;
};

struct wm_domain {
	struct wm_name name;
	const struct wm_shape *shape;
	struct wm_where where; /* its section, or its line in a file of names */
};

/* Const once loaded; everything lives in the arena it was loaded into, but for the secrets. */
struct wm_policy {
	const char *path;
	const struct wm_value *settings; /* parallel to the options of [waymark] */
	const struct wm_provider_config *providers;
	size_t provider_count;
	const struct wm_edge *edges;
	size_t edge_count;
	const struct wm_service *services; /* the built-in ones first */
	size_t service_count;
	const struct wm_domain *domains;
	size_t domain_count;
	struct wm_secret **secrets; /* owned: freed by wm_policy_done */
	size_t secret_count;
};

/* Where a policy comes from. PROVIDERS ends with NULL. All borrowed for the call, PROVIDERS for the
 * policy's life. */
struct wm_policy_source {
	const char *path;
	const struct wm_files *files;
	const struct wm_provider_schema *const *providers;
	char *const *environment; /* "NAME=value", ended by NULL, for the secrets that the policy
				     looks up there by name; NULL = empty */
};

/*
 * Read PATH and what it includes, check everything that can be checked without the network, report
 * every error and warning of the run to DIAGS. WM_EPOLICY if there was any error: then *RET_POLICY
 * is untouched and nothing is kept.
 */
enum wm_code wm_policy_load(struct wm_arena *arena, const struct wm_policy_source *source,
			    struct wm_diags *diags, const struct wm_policy **ret_policy);

/* Wipe and free the secrets. Accepts NULL. */
void wm_policy_done(const struct wm_policy *policy);

/* The built-in services alone, for `waymark services`; and their source text. */
enum wm_code wm_services_builtin(struct wm_arena *arena, struct wm_diags *diags,
				 const struct wm_service **ret_services, size_t *ret_count);
extern const char wm_services_ini[];
extern const size_t wm_services_ini_len;

const struct wm_service *wm_service_find(const struct wm_policy *policy, const char *name);

#endif
