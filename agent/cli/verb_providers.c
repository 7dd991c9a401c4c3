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

/* Everything is told in rows of one width. */
enum { WIDTH = 16 };

static bool has_type(const uint16_t *types, uint16_t type)
{
	for (; types && *types; types++) {
		if (*types == type)
			return true;
	}
	return false;
}

static void put_type(struct wm_buf *list, uint16_t type)
{
	char text[WM_TYPE_TEXT_MAX];

	wm_buf_printf(list, "%s%s", list->len ? ", " : "", wm_type_text(type, text));
}

/* What it can hold, and which of the types that Waymark reads it cannot. */
static void put_types(struct wm_buf *out, const uint16_t *types)
{
	static const uint16_t known[] = {
#define KNOWN(name, number) WM_TYPE_##name,
		WM_TYPE_LIST(KNOWN)
#undef KNOWN
	};
	struct wm_buf held, missing;

	wm_buf_init(&held, 4000);
	wm_buf_init(&missing, 4000);
	for (size_t i = 0; types && types[i]; i++)
		put_type(&held, types[i]);
	for (size_t i = 0; types && i < WM_COUNT(known); i++) {
		if (!has_type(types, known[i]) && known[i] != WM_TYPE_SOA)
			put_type(&missing, known[i]);
	}
	wm_cli_row(out, WIDTH, "record types", types ? wm_buf_string(&held) : "all");
	if (missing.len)
		wm_cli_row(out, WIDTH, "cannot hold", wm_buf_string(&missing));
	wm_buf_done(&held);
	wm_buf_done(&missing);
}

static void put_ttls(struct wm_buf *out, const struct wm_provider_schema *schema)
{
	struct wm_buf text;

	wm_buf_init(&text, 200);
	if (schema->ttl_min_s)
		wm_buf_printf(&text, "at least %" PRIu32 " s", schema->ttl_min_s);
	if (schema->ttl_max_s && schema->ttl_max_s < WM_TTL_MAX)
		wm_buf_printf(&text, "%sat most %" PRIu32 " s", text.len ? ", " : "",
			      schema->ttl_max_s);
	if (text.len)
		wm_cli_row(out, WIDTH, "TTL", wm_buf_string(&text));
	wm_buf_done(&text);
}

static void put_budget(struct wm_buf *out, const struct wm_http_budget *budget)
{
	struct wm_buf text;

	wm_buf_init(&text, 200);
	if (budget->rate)
		wm_buf_printf(&text, "%" PRIu32 " requests in %" PRIu32 " s", budget->rate,
			      budget->per_s);
	if (budget->rate && budget->burst)
		wm_buf_printf(&text, ", %" PRIu32 " of them at once", budget->burst);
	if (budget->in_flight)
		wm_buf_printf(&text, "%s%" PRIu32 " under way at a time", text.len ? ", " : "",
			      budget->in_flight);
	if (text.len)
		wm_cli_row(out, WIDTH, "at most", wm_buf_string(&text));
	wm_buf_done(&text);
}

static void put_row(struct wm_buf *out, const char *left, const char *right)
{
	if (right)
		wm_cli_row(out, WIDTH, left, right);
}

/* What it can do, and, honestly, what it cannot. */
static void put_provider(struct wm_buf *out, const struct wm_provider *provider)
{
	const struct wm_capabilities *can = &provider->capabilities;

	wm_buf_printf(out, "%s: %s\n", provider->schema.name, provider->schema.summary);
	put_row(out, "finds zones", can->zones);
	put_row(out, "reads", can->reads);
	put_row(out, "writes", wm_atomic_text(can->atomic));
	put_row(out, "", can->batch);
	put_row(out, "compare and swap", wm_cas_text(can->cas));
	put_row(out, "", can->cas_note);
	put_row(out, "needs", can->rights);
	put_budget(out, &provider->budget);
	put_row(out, "beware", can->notes);
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
