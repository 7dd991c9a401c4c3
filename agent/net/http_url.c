/* URLs, as libcurl itself reads them: what of one may be shown, and which stay on this machine. */
#include "http_private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *wm_http_origin(const char *url, char text[WM_HTTP_ORIGIN_MAX])
{
	const char *scheme_end = strstr(url, "://");
	size_t scheme = scheme_end ? (size_t)(scheme_end - url) + 3 : 0;
	const char *host = url + scheme;
	size_t len = strcspn(host, "/?#\\");
	const char *at = memrchr(host, '@', len);

	if (at) { /* user and password have no business in a URL, still less in a message */
		len -= (size_t)(at + 1 - host);
		host = at + 1;
	}
	(void)snprintf(text, WM_HTTP_ORIGIN_MAX, "%.*s%.*s", (int)scheme, url, (int)len, host);
	return text;
}

static bool is_loopback_host(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (host[0] == '[' && strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool is_local_host(const char *host)
{
	static const char *const services[] = {"169.254.169.254", "[fd00:ec2::254]"};

	for (size_t i = 0; i < WM_COUNT(services); i++)
		if (strcmp(host, services[i]) == 0)
			return true;
	return is_loopback_host(host);
}

/* Is URL http:// at a host that IS_IT is true of? */
static bool is_plain(const char *url, bool (*is_it)(const char *host))
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL;
	bool is = false;

	if (!parts)
		wm_memory_give_up(sizeof(CURLU *));
	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		is = strcmp(scheme, "http") == 0 && is_it(host);
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
	return is;
}

bool wm_http_is_loopback(const char *url)
{
	return is_plain(url, is_loopback_host);
}

bool wm_http_is_local(const char *url)
{
	return is_plain(url, is_local_host);
}
