/* What the engine must know about a provider before it can ask anything: its servers, its trust. */
#include "engine.h"

#include <string.h>

#define BODY_MS 90000 /* for the rest of an answer over HTTP, behind its first byte */

/* The value of option NAME where the provider has one, FALLBACK where it has not. */
static uint64_t number_of(const struct wm_provider_config *config, const char *name,
			  uint64_t fallback)
{
	const struct wm_value *value = wm_provider_value(config, name);

	return value ? value->number : fallback;
}

/*
 * The same addresses from each point on: once a server has answered, the next request goes to it
 * first. Else every update would wait for a dead one, and nobody could tell whether it was carried
 * out there.
 */
static void make_orders(struct wm_source *source, struct wm_arena *arena,
			const struct wm_dns_servers *servers)
{
	struct wm_endpoint *twice = WM_ARENA_NEW(arena, struct wm_endpoint, 2 * servers->count);

	for (size_t i = 0; i < 2 * servers->count; i++)
		twice[i] = servers->endpoints[i % servers->count];
	source->count = servers->count;
	source->orders = WM_ARENA_NEW(arena, struct wm_dns_servers, servers->count);
	for (size_t i = 0; i < servers->count; i++) {
		source->orders[i] = *servers;
		source->orders[i].endpoints = &twice[i];
	}
}

static const char *text_of(const struct wm_provider_config *config, const char *name)
{
	const struct wm_value *value = wm_provider_value(config, name);

	return value ? value->text : NULL;
}

/* HTTP without TLS is for what is on this machine, and only if the policy names it. */
static bool names_local(const struct wm_provider_config *config)
{
	const struct wm_option *options = config->schema->options;

	for (size_t i = 0; options[i].name; i++)
		if (config->values[i].text && wm_http_is_local(config->values[i].text))
			return true;
	return false;
}

static void fill_trust(struct wm_source *source)
{
	uint64_t first_byte_s = number_of(source->config, "timeout", 0);

	source->trust.ca_file = text_of(source->config, "ca-file");
	source->trust.proxy = text_of(source->config, "proxy");
	source->trust.plain = names_local(source->config);
	source->first_byte_ms = (uint32_t)(1000 * first_byte_s);
	if (first_byte_s)
		source->whole_ms = source->first_byte_ms + BODY_MS;
}

void wm_source_init(struct wm_source *source, struct wm_arena *arena,
		    const struct wm_provider_config *config)
{
	const struct wm_value *server = wm_provider_value(config, "server");
	const struct wm_value *key = wm_provider_value(config, "key");
	struct wm_dns_servers servers = {
		.key = key ? key->key : NULL,
		.timeout_ms = (uint32_t)(1000 * number_of(config, "timeout", 0)),
		.tries = (unsigned)number_of(config, "tries", 0),
	};

	*source = (struct wm_source){.config = config, .provider = wm_provider_of(config)};
	source->account.arena = arena;
	fill_trust(source);
	source->transport = number_of(config, "transport", 0) ? WM_DNS_TCP : WM_DNS_AUTO;
	if (server && server->count &&
	    !wm_dns_resolve(arena, server->endpoints, server->count, &servers.endpoints,
			    &servers.count, &source->fail))
		make_orders(source, arena, &servers);
}

void wm_source_prefer(struct wm_source *source, const struct wm_endpoint *endpoint)
{
	for (size_t i = 0; i < source->count; i++)
		if (source->orders[i].endpoints[0].port == endpoint->port &&
		    !strcmp(source->orders[i].endpoints[0].host, endpoint->host))
			source->preferred = i;
}

void wm_source_done(struct wm_source *source)
{
	wm_http_lane_free(source->lane);
	source->lane = NULL;
	for (size_t i = 0; i < WM_COUNT(source->account.secrets); i++)
		wm_secret_free(source->account.secrets[i]);
	source->account = (struct wm_account){0};
}
