/* What a policy may say: every section and key, once, as data. Provider files add their own keys as
 * tables of the same kind. */
#ifndef WAYMARK_SCHEMA_H
#define WAYMARK_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <waymark/address.h>
#include <waymark/diag.h>
#include <waymark/name.h>
#include <waymark/secret.h>
#include <waymark/tsig.h>

enum wm_option_kind {
	WM_OPTION_TEXT,        /* anything: TEXT */
	WM_OPTION_YESNO,       /* yes or no (also true/false, on/off): NUMBER 1 or 0 */
	WM_OPTION_NUMBER,      /* MIN..MAX: NUMBER */
	WM_OPTION_DURATION,    /* 30s 5m 1h 1d, MIN..MAX seconds: NUMBER */
	WM_OPTION_CHOICE,      /* one of CHOICES ("a|b|c"): NUMBER is its index, TEXT the word */
	WM_OPTION_PATH,        /* a path, made relative to the file's folder: TEXT */
	WM_OPTION_NAME,        /* a domain name: NAMES[0] */
	WM_OPTION_NAMES,       /* a list of domain names: NAMES */
	WM_OPTION_ADDRESSES,   /* a list of IP addresses: ADDRESSES */
	WM_OPTION_ENDPOINTS,   /* a list of host[:port]: ENDPOINTS */
	WM_OPTION_WORDS,       /* a list of words (names of other sections, services, ...): WORDS */
	WM_OPTION_KEY,         /* the name of a [key] section: KEY */
	WM_OPTION_SECRET_FILE, /* a path to a file that only we can read; its content without the
				  last newline: SECRET */
	WM_OPTION_CREDENTIAL, /* the name of a systemd credential, a file in $CREDENTIALS_DIRECTORY:
				 SECRET */
	WM_OPTION_SECRET_ENV, /* the name of an environment variable: SECRET */
	WM_OPTION_RECORD,     /* a record or template line, kept as it is: TEXT */
};

enum wm_option_flag {
	WM_OPTION_REQUIRED = 1, /* missing is an error */
	WM_OPTION_REPEAT = 2, /* may stand several times: lists join; of TEXT, PATH and RECORD each
				 line adds one to WORDS */
};

/* One key of one kind of section. Tables end with a zeroed row. All pointers are static. */
struct wm_option {
	const char *name;
	enum wm_option_kind kind;
	unsigned flags;
	const char *fallback; /* as the user would write it; NULL = unset */
	const char *help;     /* one sentence, for `waymark help`, waymark.ini(5) and error hints */
	const char *choices;  /* CHOICE: "external|internal" */
	uint64_t min, max;    /* NUMBER, DURATION; max 0 = no limit of its own */
};

/* The value of one option in one section; unused members are zero. Everything lives as long as the
 * policy. */
struct wm_value {
	bool set;              /* written by the user; false: the fallback, or nothing at all */
	struct wm_where where; /* of the value's first byte */
	const char *text;
	uint64_t number;
	const struct wm_name *names;
	const struct wm_address *addresses;
	const struct wm_endpoint *endpoints;
	const struct wm_word *words;
	size_t count; /* of the array that KIND uses */
	const struct wm_tsig_key *key;
	const struct wm_secret *secret;
};

/* One item of a list, with its own place for error messages. */
struct wm_word {
	const char *text;
	struct wm_where where;
};

struct wm_provider_config;
struct wm_rrset;

/* What the policy must know about a provider before any packet: its keys, and what it cannot hold.
 */
struct wm_provider_schema {
	const char *name;    /* `type = NAME` */
	const char *summary; /* one line for `waymark providers` */
	const struct wm_option
		*options;      /* its own keys, beside the common ones of every [provider] */
	const uint16_t *types; /* record types it can hold, ended by 0; NULL = all */
	uint32_t ttl_min_s, ttl_max_s; /* 0 = no limit of its own */
	/* Complain about what single keys cannot show (one of two must be given); NULL = nothing */
	void (*check)(const struct wm_provider_config *config, struct wm_diags *diags);
	/* Why the API cannot hold SET although it knows the type, in one sentence; NULL = it can */
	const char *(*refuses)(const struct wm_rrset *set);
};

/* One kind of section: [waymark], [key NAME], ... */
struct wm_section_schema {
	const char *name;
	bool named; /* [type NAME] */
	const char *help;
	const struct wm_option *options;
	const char *free_keys; /* what keys outside OPTIONS mean ("addresses of a role"), NULL =
				  they are errors */
	bool secretive; /* a line that is not understood there may hold a secret: its value is
			   never quoted */
};

/* All sections in the order of the manual, ended by a zeroed row. */
extern const struct wm_section_schema wm_sections[];

#endif
