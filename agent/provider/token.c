/* The token of a REST API: the policy names it in one of three ways, and not in two. */
#include <waymark/provider.h>

static const char *const ways[] = {"token-file", "credential", "token-env"};

void wm_check_token(const struct wm_provider_config *config, struct wm_diags *diags)
{
	const char *first = NULL;

	for (size_t i = 0; i < WM_COUNT(ways); i++) {
		const struct wm_value *value = wm_provider_value(config, ways[i]);

		if (!value || !value->set)
			continue;
		if (first)
			wm_error(diags, &value->where,
				 "'%s' beside '%s', expected one of them: there is one token",
				 ways[i], first);
		else
			first = ways[i];
	}
	if (!first)
		wm_error(diags, &config->where,
			 "[provider %s] lacks its token, expected '%s', '%s' or '%s'", config->name,
			 ways[0], ways[1], ways[2]);
}

const struct wm_secret *wm_token_of(const struct wm_provider_config *config)
{
	for (size_t i = 0; i < WM_COUNT(ways); i++) {
		const struct wm_value *value = wm_provider_value(config, ways[i]);

		if (value && value->secret)
			return value->secret;
	}
	return NULL;
}
