/* What a policy may say: every section and key, once, as data. */
#include "sections.h"

#include <string.h>

/* What several options share. */
#define VIEW_OPTION(text)                                                                 \
	{                                                                                 \
		.name = "view", .kind = WM_OPTION_CHOICE, .choices = "external|internal", \
		.fallback = "external", .help = (text)                                    \
	}

static const struct wm_option waymark_options[] = {
	[WM_SETTING_STATE] = {.name = "state",
			      .kind = WM_OPTION_PATH,
			      .fallback = "/var/lib/waymark",
			      .help = "Folder where Waymark keeps what it must remember."},
	[WM_SETTING_OWNER] = {.name = "owner",
			      .kind = WM_OPTION_TEXT,
			      .help = "Who writes: a name that other operators recognise."},
	[WM_SETTING_SERIAL] = {.name = "serial",
			       .kind = WM_OPTION_TEXT,
			       .fallback = "mtime",
			       .help = "Epoch of this policy: a number, or 'mtime' for the newest "
				       "policy file's time."},
	[WM_SETTING_INTERVAL] = {.name = "interval",
				 .kind = WM_OPTION_DURATION,
				 .fallback = "5m",
				 .min = 1,
				 .max = UINT64_C(7) * 86400,
				 .help = "Time between two checks of the daemon."},
	[WM_SETTING_FULL_READ] = {.name = "full-read",
				  .kind = WM_OPTION_DURATION,
				  .fallback = "1h",
				  .min = 1,
				  .max = UINT64_C(30) * 86400,
				  .help = "Time after which zones are read whole even if their "
					  "serial has not moved."},
	[WM_SETTING_INCLUDE] = {.name = "include",
				.kind = WM_OPTION_PATH,
				.flags = WM_OPTION_REPEAT,
				.help = "A further policy file, or a pattern such as "
					"policy.d/*.ini."},
	[WM_SETTING_COUNT] = {0},
};

static const struct wm_option key_options[] = {
	[WM_KEY_FILE] = {.name = "file",
			 .kind = WM_OPTION_PATH,
			 .help = "File with a key statement as tsig-keygen prints it."},
	[WM_KEY_ALGORITHM] = {.name = "algorithm",
			      .kind = WM_OPTION_TEXT,
			      .help = "hmac-sha256, hmac-sha512, ... (with secret-file)."},
	[WM_KEY_SECRET_FILE] = {.name = "secret-file",
				.kind = WM_OPTION_SECRET_FILE,
				.help = "File that holds nothing but the secret in base64."},
	[WM_KEY_NAME] = {.name = "name",
			 .kind = WM_OPTION_NAME,
			 .help = "Name of the key on the server, if it is not the section's "
				 "(with secret-file)."},
	[WM_KEY_COUNT] = {0},
};

static const struct wm_option provider_options[] = {
	[WM_PROVIDER_TYPE] = {.name = "type",
			      .kind = WM_OPTION_TEXT,
			      .flags = WM_OPTION_REQUIRED,
			      .help = "Kind of provider, see `waymark providers`."},
	[WM_PROVIDER_VIEW] = VIEW_OPTION("Which of the services' records it gets."),
	[WM_PROVIDER_ADOPT] = {.name = "adopt",
			       .kind = WM_OPTION_YESNO,
			       .fallback = "no",
			       .help = "Whether records that somebody else wrote may be replaced."},
	[WM_PROVIDER_COUNT] = {0},
};

static const struct wm_option edge_options[] = {
	[WM_EDGE_DOMAIN] = {.name = "domain",
			    .kind = WM_OPTION_NAME,
			    .help = "Where names that belong to the pool live."},
	[WM_EDGE_COUNT] = {0},
};

#define COMMON_SHAPE_OPTIONS                                                                      \
	[WM_SHAPE_PROVIDERS] = {.name = "providers",                                              \
				.kind = WM_OPTION_WORDS,                                          \
				.flags = WM_OPTION_REPEAT,                                        \
				.help = "Providers that hold the domain's zones."},               \
	[WM_SHAPE_SERVICES] = {.name = "services",                                                \
			       .kind = WM_OPTION_WORDS,                                           \
			       .flags = WM_OPTION_REPEAT,                                         \
			       .help = "Services that the domain offers, see "                    \
				       "`waymark services`."},                                    \
	[WM_SHAPE_EDGE] = {.name = "edge",                                                        \
			   .kind = WM_OPTION_WORDS,                                               \
			   .flags = WM_OPTION_REPEAT,                                             \
			   .help = "Edges that answer for the domain, the preferred one first."}, \
	[WM_SHAPE_TTL] = {.name = "ttl",                                                          \
			  .kind = WM_OPTION_DURATION,                                             \
			  .max = 2147483647,                                                      \
			  .help = "Time that others may remember the records, 1h if not set."},   \
	[WM_SHAPE_ADOPT] = {.name = "adopt",                                                      \
			    .kind = WM_OPTION_YESNO,                                              \
			    .help = "Whether records that somebody else wrote may be replaced."}

#define DOMAIN_SHAPE_OPTIONS                                                                 \
	COMMON_SHAPE_OPTIONS,                                                                \
		[WM_SHAPE_RECORD] = {.name = "record",                                       \
				     .kind = WM_OPTION_RECORD,                               \
				     .flags = WM_OPTION_REPEAT,                              \
				     .help = "Any other record: [OWNER] [TTL] TYPE RDATA."}, \
		[WM_SHAPE_REMOVE] = {.name = "remove",                                       \
				     .kind = WM_OPTION_RECORD,                               \
				     .flags = WM_OPTION_REPEAT,                              \
				     .help = "What must not exist, whoever wrote it: OWNER " \
					     "TYPE."}

static const struct wm_option defaults_options[] = {
	COMMON_SHAPE_OPTIONS, [WM_DEFAULTS_COUNT] = {0}};
static const struct wm_option domain_options[] = {DOMAIN_SHAPE_OPTIONS, [WM_DOMAIN_COUNT] = {0}};
static const struct wm_option domains_options[] = {
	DOMAIN_SHAPE_OPTIONS,
	[WM_SHAPE_FILE] = {.name = "file",
			   .kind = WM_OPTION_PATH,
			   .flags = WM_OPTION_REQUIRED,
			   .help = "File of domain names, one a line."},
	[WM_DOMAINS_COUNT] = {0},
};

static const struct wm_option service_options[] = {
	[WM_SERVICE_VIEW] = VIEW_OPTION("Which providers get its records."),
	[WM_SERVICE_SCOPE] = {.name = "scope",
			      .kind = WM_OPTION_CHOICE,
			      .choices = "domain|edge|once",
			      .fallback = "domain",
			      .help = "Whether its records are made for each domain, for each "
				      "edge, or once."},
	[WM_SERVICE_SUMMARY] = {.name = "summary",
				.kind = WM_OPTION_TEXT,
				.help = "One line for `waymark services`."},
	[WM_SERVICE_RECORD] = {.name = "record",
			       .kind = WM_OPTION_RECORD,
			       .flags = WM_OPTION_REPEAT,
			       .help = "A record template; also 'record if PARAMETER' and 'record "
				       "unless PARAMETER'."},
	[WM_SERVICE_COUNT] = {0},
};

const struct wm_section_schema wm_sections[] = {
	[WM_SECTION_WAYMARK] = {.name = "waymark",
				.help = "Settings of Waymark itself.",
				.options = waymark_options},
	[WM_SECTION_KEY] = {.name = "key",
			    .named = true,
			    .help = "A TSIG key.",
			    .options = key_options,
			    .secretive = true},
	[WM_SECTION_PROVIDER] = {.name = "provider",
				 .named = true,
				 .help = "Where zones live.",
				 .options = provider_options,
				 .secretive = true},
	[WM_SECTION_EDGE] = {.name = "edge",
			     .named = true,
			     .help = "A pool of servers that answer for domains.",
			     .options = edge_options,
			     .free_keys = "the addresses of a role, or SERVICE.PARAMETER"},
	[WM_SECTION_DEFAULTS] = {.name = "defaults",
				 .help = "What domains do not say themselves.",
				 .options = defaults_options,
				 .free_keys = "SERVICE.PARAMETER"},
	[WM_SECTION_DOMAIN] = {.name = "domain",
			       .named = true,
			       .help = "A SIP or XMPP domain.",
			       .options = domain_options,
			       .free_keys = "SERVICE.PARAMETER"},
	[WM_SECTION_DOMAINS] = {.name = "domains",
				.named = true,
				.help = "Many domains of one shape.",
				.options = domains_options,
				.free_keys = "SERVICE.PARAMETER"},
	[WM_SECTION_SERVICE] = {.name = "service",
				.named = true,
				.help = "A list of record templates of one's own.",
				.options = service_options,
				.free_keys = "a parameter of the service and its default"},
	[WM_SECTION_COUNT] = {0},
};

const struct wm_section_schema *wm_section_find(const char *type)
{
	for (size_t i = 0; i < WM_SECTION_COUNT; i++)
		if (strcmp(wm_sections[i].name, type) == 0)
			return &wm_sections[i];
	return NULL;
}

size_t wm_options_count(const struct wm_option *options)
{
	size_t count = 0;

	while (options[count].name)
		count++;
	return count;
}

size_t wm_options_find(const struct wm_option *options, const char *name)
{
	size_t i = 0;

	while (options[i].name && strcmp(options[i].name, name) != 0)
		i++;
	return i;
}
