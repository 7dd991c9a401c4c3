/* What the engine must know about a provider before it can ask anything: its servers. */
#include "engine.h"

/* The value of option NAME where the provider has one, FALLBACK where it has not. */
static uint64_t number_of(const struct wm_provider_config *config, const char *name,
			  uint64_t fallback)
{
	const struct wm_value *value = wm_provider_value(config, name);

	return value ? value->number : fallback;
}

void wm_source_init(struct wm_source *source, struct wm_arena *arena,
		    const struct wm_provider_config *config)
{
	const struct wm_value *server = wm_provider_value(config, "server");
	const struct wm_value *key = wm_provider_value(config, "key");

	*source = (struct wm_source){.config = config, .provider = wm_provider_of(config)};
	if (!server || !server->count)
		return;
	source->servers.key = key ? key->key : NULL;
	source->servers.timeout_ms = (uint32_t)(1000 * number_of(config, "timeout", 0));
	source->servers.tries = (unsigned)number_of(config, "tries", 0);
	source->transport = number_of(config, "transport", 0) ? WM_DNS_TCP : WM_DNS_AUTO;
	if (wm_dns_resolve(arena, server->endpoints, server->count, &source->servers.endpoints,
			   &source->servers.count, &source->fail))
		source->servers.count = 0;
}
