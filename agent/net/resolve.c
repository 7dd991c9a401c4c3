/* Host names of servers into addresses, once, before the loop runs. */
#include <waymark/dns.h>

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct list {
	struct wm_arena *arena;
	struct wm_endpoint *items;
	size_t capacity;
	size_t count;
};

static void add(struct list *list, const char *host, uint16_t port)
{
	list->items = wm_arena_grow(list->arena, list->items, &list->capacity, list->count,
				    sizeof(*list->items));
	list->items[list->count++] = (struct wm_endpoint){wm_arena_text(list->arena, host), port};
}

static enum wm_code look_up(struct list *list, const struct wm_endpoint *endpoint,
			    struct wm_fail *reterr)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM};
	struct addrinfo *found = NULL;
	size_t before = list->count;
	int rc = getaddrinfo(endpoint->host, NULL, &hints, &found);

	if (rc)
		return wm_fail(reterr, WM_ENETWORK, "%s: no address found for this host name: %s",
			       endpoint->host,
			       rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
	for (const struct addrinfo *at = found; at; at = at->ai_next) {
		char host[WM_HOST_MAX];

		if (getnameinfo(at->ai_addr, at->ai_addrlen, host, sizeof(host), NULL, 0,
				NI_NUMERICHOST) == 0)
			add(list, host, endpoint->port);
	}
	freeaddrinfo(found);
	if (list->count == before)
		return wm_fail(reterr, WM_ENETWORK, "%s: no IP address found for this host name",
			       endpoint->host);
	return WM_OK;
}

enum wm_code wm_dns_resolve(struct wm_arena *arena, const struct wm_endpoint *endpoints,
			    size_t count, const struct wm_endpoint **ret_endpoints,
			    size_t *ret_count, struct wm_fail *reterr)
{
	struct list list = {.arena = arena};

	for (size_t i = 0; i < count; i++) {
		struct sockaddr_storage address;
		socklen_t len;
		enum wm_code code = WM_OK;

		if (wm_endpoint_sockaddr(&endpoints[i], &address, &len))
			add(&list, endpoints[i].host, endpoints[i].port);
		else
			code = look_up(&list, &endpoints[i], reterr);
		if (code)
			return code;
	}
	*ret_endpoints = list.items;
	*ret_count = list.count;
	return WM_OK;
}
