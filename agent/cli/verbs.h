/* The one list of verbs: a new verb is its file and one line here. */
#ifndef WAYMARK_CLI_VERBS_H
#define WAYMARK_CLI_VERBS_H

#include <waymark/cli.h>

/* In the order of the help; X(name) stands for `struct wm_verb wm_verb_<name>`. */
#define WM_VERB_LIST(X) \
	X(check)        \
	X(records)      \
	X(plan)         \
	X(apply)        \
	X(services)     \
	X(providers)    \
	X(version)      \
	X(help)

#define WM_VERB(name) extern const struct wm_verb wm_verb_##name;
WM_VERB_LIST(WM_VERB)
#undef WM_VERB

/* NULL = no such verb. */
const struct wm_verb *wm_verb_find(const char *name);

/* Say that NAME is no verb, and which is near. Returns WM_EXIT_USAGE. */
enum wm_exit wm_verb_unknown(const struct wm_cli *cli, const char *name);

#endif
