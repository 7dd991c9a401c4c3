/* The token of a REST API: the policy names it in one of three ways, and not in two. */
#include <waymark/provider.h>

#include <waymark/file.h>

static const char *const ways[] = {"token-file", "credential", "token-env"};

/* One line of text goes into a header; a second one would be a header of its own. */
static bool is_one_line(const struct wm_secret *token)
{
	struct wm_buf bytes;
	bool good;

	wm_buf_init(&bytes, WM_SECRET_FILE_MAX);
	good = wm_secret_put(token, &bytes);
	for (size_t i = 0; i < bytes.len; i++)
		good &= bytes.data[i] > ' ' && bytes.data[i] < 0x7F;
	wm_buf_wipe(&bytes);
	return good;
}

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
	if (wm_token_of(config) && !is_one_line(wm_token_of(config)))
		wm_error(diags, &config->where,
			 "the token of [provider %s] holds a blank, a line break or another byte "
			 "that no token has, expected one word",
			 config->name);
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
