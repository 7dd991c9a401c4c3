/* waymark help: the overview, one verb, or every key of a policy. */
#include "key_help.h"
#include "say.h"
#include "usage.h"
#include "verbs.h"

#include <waymark/policy.h>
#include <waymark/schema.h>

#include <string.h>

/* The sections of a policy in the order of the manual. */
static void put_sections(struct wm_buf *out)
{
	for (const struct wm_section_schema *section = wm_sections; section->name; section++) {
		wm_buf_printf(out, "%s[%s%s]  %s\n", section == wm_sections ? "" : "\n",
			      section->name, section->named ? " NAME" : "", section->help);
		wm_cli_key_help(out, section->options);
		if (section->free_keys)
			wm_buf_printf(out, "  any other key: %s\n", section->free_keys);
	}
	wm_buf_text(out,
		    "\nEach type of provider has keys of its own: `waymark providers TYPE`.\n");
}

/* TOPIC is no verb; a part of a service's name is sent to the services. */
static enum wm_exit unknown(const struct wm_cli *cli, const char *topic)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_diags diags;
	const struct wm_service *services;
	size_t count = 0;
	bool is_service = false;

	wm_diags_begin(&diags, arena);
	if (!wm_services_builtin(arena, &diags, &services, &count))
		for (size_t i = 0; i < count; i++)
			is_service = is_service || strstr(services[i].name, topic);
	wm_arena_free(arena);
	if (is_service)
		return wm_cli_usage(cli,
				    "unknown verb '%s' (services are listed by `waymark services`)",
				    topic);
	return wm_verb_unknown(cli, topic);
}

static enum wm_exit run(struct wm_cli *cli)
{
	const char *topic = cli->arguments[0];
	struct wm_buf text;

	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	if (!topic)
		wm_cli_overview(&text);
	else if (wm_verb_find(topic))
		wm_cli_help(&text, wm_verb_find(topic));
	else if (strcmp(topic, "policy") == 0)
		put_sections(&text);
	else
		return unknown(cli, topic);
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return WM_EXIT_OK;
}

const struct wm_verb wm_verb_help = {
	.name = "help",
	.arguments = "[VERB|policy]",
	.summary = "Explain a verb, or list every section and key of a policy",
	.examples = "waymark help           all verbs\n"
		    "waymark help apply     what apply does, its options and exit codes\n"
		    "waymark help policy    every section and key, with what it means",
	.exits = "0   done\n"
		 "64  no such verb",
	.max_arguments = 1,
	.run = run,
};
