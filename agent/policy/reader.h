/* What the files of this folder share while a policy is read. */
#ifndef WAYMARK_POLICY_READER_H
#define WAYMARK_POLICY_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/policy.h>

#include "ini.h"
#include "sections.h"

/* A section that others refer to by name. */
struct wm_named {
	const char *name;
	const void *object; /* what the section became: its kind's struct */
	struct wm_where where;
	bool used;
	bool built_in;
};

/* All sections of one kind, in the order read. */
struct wm_registry {
	const char *kind; /* "provider" */
	struct wm_named *items;
	size_t count;
	size_t capacity;
};

/* The sections of one kind as they were written, in the order read. */
struct wm_section_list {
	const struct wm_ini_section **items;
	size_t count;
	size_t capacity;
};

/* One reading of a policy. ARENA, DIAGS and SOURCE are borrowed. */
struct wm_reader {
	struct wm_arena *arena;
	struct wm_diags *diags;
	const struct wm_policy_source *source;
	struct wm_section_list sections[WM_SECTION_COUNT];
	struct wm_registry keys, providers, edges, services, lists;
	struct wm_service *service_items; /* parallel to SERVICES */
	struct wm_secret **secrets;       /* owned until the policy takes them over */
	size_t secret_count;
	size_t secret_capacity;
};

/* ---- registry.c: references between sections ---- */

/* Add a section of the kind; an earlier one of that name, or a name that is none, is an error. */
void wm_registry_add(struct wm_reader *reader, struct wm_registry *registry,
		     const struct wm_named *named);

/* The section of that name, or NULL. */
struct wm_named *wm_registry_find(const struct wm_registry *registry, const char *name);

/* What WORD refers to, now marked as used; an unknown one is an error, and NULL. */
const void *wm_registry_use(struct wm_reader *reader, struct wm_registry *registry,
			    const struct wm_word *word);

/* Hint at the name in REGISTRY that is near to WORD. */
void wm_registry_suggest(struct wm_reader *reader, const struct wm_registry *registry,
			 const char *word);

/* Warn of the sections that nothing refers to. */
void wm_registry_warn_unused(struct wm_reader *reader, const struct wm_registry *registry);

/* Give the last diagnostic the hint "did you mean ...?" if one of the candidates is near to WORD.
 */
void wm_suggest(struct wm_diags *diags, const char *word, const char *const *candidates,
		size_t count);

/* ---- value.c: one value by its kind ---- */

/*
 * Read what PAIRS, all of one key, say as OPTION wants it; more than one only if it may repeat.
 * What is wrong is reported at its place. Paths are relative to the pair's file.
 */
void wm_value_read(struct wm_reader *reader, const struct wm_option *option,
		   const struct wm_ini_pair *const *pairs, size_t count, struct wm_value *value);

/* The addresses that WORDS stand for; a word that is none is reported and left out. */
const struct wm_address *wm_addresses_read(struct wm_reader *reader, const struct wm_word *words,
					   size_t count, size_t *ret_count);

/* The lists that PAIRS hold, divided by commas, as one list of words. */
const struct wm_word *wm_words_read(struct wm_reader *reader,
				    const struct wm_ini_pair *const *pairs, size_t count,
				    size_t *ret_count);

/* Report what would make a record's text end early: a semicolon outside of quotes. */
void wm_record_check(struct wm_reader *reader, const struct wm_ini_pair *pair);

/* yes, true, on: 1; no, false, off: 0. False if TEXT is none of them. */
bool wm_yesno_read(const char *text, uint64_t *ret_number);

/* The place OFFSET bytes into what starts at WHERE. */
struct wm_where wm_where_at(const struct wm_where *where, size_t offset);

/* ---- secrets.c: the three ways to a secret ---- */

/* A file that only we can read. */
void wm_secret_file_read(struct wm_reader *reader, const struct wm_option *option,
			 const struct wm_ini_pair *pair, struct wm_value *value);

/* A file in $CREDENTIALS_DIRECTORY. */
void wm_credential_read(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value);

/* An environment variable. */
void wm_secret_env_read(struct wm_reader *reader, const struct wm_option *option,
			const struct wm_ini_pair *pair, struct wm_value *value);

/* ---- section.c: a section's pairs by its table of options ---- */

/* Options and their values, side by side. */
struct wm_table {
	const struct wm_option *options;
	struct wm_value *values;
};

/*
 * What reading one section needs. TABLES end with a zeroed one. TAKE_FREE, which may be NULL, takes
 * a pair that is in none of them; false if it means nothing there either. QUIET: do not report such
 * pairs.
 */
struct wm_section_form {
	const struct wm_table *tables;
	bool (*take_free)(struct wm_reader *reader, const struct wm_ini_pair *pair, void *context);
	void *context;
	bool quiet;
};

/* Fill the tables from SECTION, with fallbacks for what it does not set. Unknown keys, those that
 * stand twice and those that are missing are errors. */
void wm_section_read(struct wm_reader *reader, const struct wm_ini_section *section,
		     const struct wm_section_form *form);

/* The whole section as messages name it: "[key ddns]". */
const char *wm_section_text(struct wm_reader *reader, const struct wm_ini_section *section);

/* ---- params.c: the parameters of services ---- */

struct wm_param_list {
	struct wm_param *items;
	size_t count;
	size_t capacity;
};

/* A pair SERVICE.PARAM = TEXT of an edge, a domain or the defaults goes to LIST, what it names is
 * looked up. False if its key has no dot. */
bool wm_param_read(struct wm_reader *reader, const struct wm_ini_pair *pair,
		   struct wm_param_list *list);

/* Add a parameter; one that is there already is an error. */
void wm_param_add(struct wm_reader *reader, const struct wm_param *param,
		  struct wm_param_list *list);

/* ---- the kinds of sections ---- */

/* keys.c: [key]. */
void wm_keys_read(struct wm_reader *reader);

/* Take over SECRET: it is freed with the policy. Returns it. */
const struct wm_secret *wm_reader_own(struct wm_reader *reader, struct wm_secret *secret);

/* Overwrite what a secret file was read into. */
void wm_content_wipe(struct wm_bytes content);

/* What [defaults], a [domain] or a [domains] section says, references resolved. */
struct wm_shape_reading {
	const struct wm_ini_section *section; /* NULL: there are no [defaults] */
	struct wm_value values[WM_DOMAINS_COUNT];
	struct wm_shape shape;
	bool has_errors;
};

/* shape.c: read SECTION, of kind ID, over what DEFAULTS (NULL for [defaults] itself) say. */
void wm_shape_read(struct wm_reader *reader, enum wm_section_id id,
		   const struct wm_ini_section *section, const struct wm_shape *defaults,
		   struct wm_shape_reading *ret_reading);

/* domain_set.c: the policy's domains, each once. */
struct wm_domain_set {
	struct wm_domain *items;
	size_t count;
	size_t capacity;
	size_t *slots; /* hash table of indexes into ITEMS, each plus 1 */
	size_t slot_count;
};

/* Add DOMAIN; one that is there already is an error that names both places. */
void wm_domain_set_add(struct wm_reader *reader, struct wm_domain_set *set,
		       const struct wm_domain *domain);

/* domain_file.c: add every name of the file that VALUE names, each with SHAPE. */
void wm_domain_file_read(struct wm_reader *reader, const struct wm_value *value,
			 const struct wm_shape *shape, struct wm_domain_set *set);

/* The domain that LEN bytes at TEXT name, for a [domain] section or a file of names; false, and
 * reported, if it is none. */
bool wm_domain_name_read(struct wm_reader *reader, const char *text, size_t len,
			 const struct wm_where *where, struct wm_name *ret_name);

/* providers.c, services.c, edges.c, domains.c: each fills its part of the policy. */
void wm_providers_read(struct wm_reader *reader, struct wm_policy *policy);
void wm_services_read(struct wm_reader *reader, struct wm_policy *policy);

/* A parameter that [defaults] sets becomes the default of its service. */
void wm_services_set_default(struct wm_reader *reader, const struct wm_param *param);

void wm_edges_read(struct wm_reader *reader, struct wm_policy *policy);
void wm_domains_read(struct wm_reader *reader, struct wm_policy *policy);

/* files.c: read PATH and what it includes; their sections, by kind, are in reader->sections then.
 */
void wm_files_read(struct wm_reader *reader, const char *path);

/* Put a section among those of its kind, or report what is wrong with its heading. */
void wm_section_add(struct wm_reader *reader, const struct wm_ini_section *section);

#endif
