/* waymark providers: what each type of provider can and cannot do, and its keys. */
#include "key_help.h"
#include "say.h"
#include "usage.h"
#include "verbs.h"

#include <waymark/provider.h>

#include <inttypes.h>
#include <string.h>

static const struct wm_provider *find(const char *name)
{
	for (size_t i = 0; wm_providers[i]; i++) {
		if (strcmp(wm_providers[i]->schema.name, name) == 0)
			return wm_providers[i];
	}
	return NULL;
}

static enum wm_exit unknown(const struct wm_cli *cli, const char *name)
{
	const char *known[64];
	size_t count = 0;

	for (; count < WM_COUNT(known) && wm_providers[count]; count++)
		known[count] = wm_providers[count]->schema.name;
	return wm_cli_unknown(cli, "provider type", "", name, known, count);
}

static void put_types(struct wm_buf *out, const uint16_t *types)
{
	wm_buf_text(out, "  record types      ");
	if (!types)
		wm_buf_text(out, "all");
	for (; types && *types; types++) {
		char text[WM_TYPE_TEXT_MAX];

		wm_buf_printf(out, "%s%s", wm_type_text(*types, text), types[1] ? ", " : "");
	}
	wm_buf_text(out, "\n");
}

static void put_ttls(struct wm_buf *out, const struct wm_provider_schema *schema)
{
	if (schema->ttl_min_s)
		wm_buf_printf(out, "  lowest TTL        %" PRIu32 " s\n", schema->ttl_min_s);
	if (schema->ttl_max_s && schema->ttl_max_s < WM_TTL_MAX)
		wm_buf_printf(out, "  highest TTL       %" PRIu32 " s\n", schema->ttl_max_s);
}

/* What it can do, and, honestly, what it cannot. */
static void put_provider(struct wm_buf *out, const struct wm_provider *provider)
{
	static const size_t width = 16;
	const struct wm_capabilities *can = &provider->capabilities;

	wm_buf_printf(out, "%s: %s\n", provider->schema.name, provider->schema.summary);
	wm_cli_row(out, width, "reads", can->reads);
	wm_cli_row(out, width, "writes", wm_atomic_text(can->atomic));
	wm_cli_row(out, width, "compare and swap", wm_cas_text(can->cas));
	wm_cli_row(out, width, "", can->cas_note);
	if (can->notes)
		wm_cli_row(out, width, "beware", can->notes);
	put_types(out, provider->schema.types);
	put_ttls(out, &provider->schema);
}

/* The keys of every [provider] section, from the one table that has them. */
static void put_common_keys(struct wm_buf *out)
{
	for (const struct wm_section_schema *section = wm_sections; section->name; section++) {
		if (strcmp(section->name, "provider") == 0)
			wm_cli_key_help(out, section->options);
	}
}

static enum wm_exit run(struct wm_cli *cli)
{
	const char *name = cli->arguments[0];
	const struct wm_provider *wanted = name ? find(name) : NULL;
	struct wm_buf text;

	if (name && !wanted)
		return unknown(cli, name);
	wm_buf_init(&text, WM_CLI_OUTPUT_MAX);
	for (size_t i = 0; wm_providers[i]; i++) {
		if (wanted && wm_providers[i] != wanted)
			continue;
		put_provider(&text, wm_providers[i]);
		wm_buf_printf(&text, "  keys in [provider NAME] with type = %s:\n",
			      wm_providers[i]->schema.name);
		wm_cli_key_help(&text, wm_providers[i]->schema.options);
		wm_buf_text(&text, "\n");
	}
	wm_buf_text(&text, "Keys of every [provider NAME]:\n");
	put_common_keys(&text);
	wm_cli_write(cli, &text);
	wm_buf_done(&text);
	return WM_EXIT_OK;
}

const struct wm_verb wm_verb_providers = {
	.name = "providers",
	.arguments = "[TYPE]",
	.summary = "Say what each type of provider can and cannot do, and list its keys",
	.details = "Compare and swap is how far a provider can refuse a write whose basis is gone: "
		   "the\n"
		   "further, the safer it is to let Waymark work beside other writers.",
	.examples = "waymark providers            all of them\n"
		    "waymark providers rfc2136    one of them",
	.exits = "0   done\n"
		 "64  no such type",
	.max_arguments = 1,
	.run = run,
};
