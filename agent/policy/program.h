/* A service's parameters and templates, or one line of a domain, read once for all domains. */
#ifndef WAYMARK_POLICY_PROGRAM_H
#define WAYMARK_POLICY_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include <waymark/policy.h>

#include "recipe.h"
#include "template.h"

/* A recipe and when it counts. */
struct wm_instruction {
	struct wm_recipe recipe;
	enum wm_condition condition;
	size_t condition_param; /* WM_NO_PARAM for ALWAYS */
};

/* Plain data in the arena. The common parameters come first, then the service's own. */
struct wm_program {
	const struct wm_service *service; /* NULL: a line of a domain */
	const char *const *names;         /* of the parameters */
	const struct wm_setting *defaults;
	const bool *is_list; /* does a recipe go through this parameter's items? */
	size_t param_count;
	const struct wm_instruction *instructions;
	size_t instruction_count;
};

/* What cannot be read is reported and left out. */
struct wm_program wm_program_of_service(struct wm_arena *arena, struct wm_diags *diags,
					const struct wm_service *service);

enum wm_line_kind { WM_LINE_RECORD, WM_LINE_REMOVE };

/* False, after a report, if there is nothing left. */
bool wm_program_of_line(struct wm_arena *arena, struct wm_diags *diags, const struct wm_line *line,
			enum wm_line_kind kind, struct wm_program *ret_program);

/* Put the value of PARAM in place of the one in SETTINGS. What cannot be read is reported. */
void wm_program_set(struct wm_arena *arena, struct wm_diags *diags,
		    const struct wm_program *program, const struct wm_param *param,
		    struct wm_setting *settings);

#endif
