/* Secrets: pages of their own, kept out of core dumps and swap, wiped before they go. */
#include <waymark/secret.h>

#include "memory.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define SECRET_MAX ((size_t)64 * 1024)

struct wm_secret {
	size_t mapped; /* bytes of the mapping, this header included */
	size_t len;
	uint8_t bytes[];
};

struct wm_secret *wm_secret_new(const void *bytes, size_t len)
{
	struct wm_secret *secret;
	size_t mapped = sizeof(*secret) + len;

	assert(len <= SECRET_MAX);
	secret = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (secret == MAP_FAILED)
		wm_memory_give_up(mapped);
	/* Best effort: a kernel or a limit that refuses these is no reason to refuse service. */
	(void)madvise(secret, mapped, MADV_DONTDUMP);
	(void)mlock(secret, mapped);
	secret->mapped = mapped;
	secret->len = len;
	if (len)
		memcpy(secret->bytes, bytes, len);
	return secret;
}

void wm_secret_free(struct wm_secret *secret)
{
	size_t mapped;

	if (!secret)
		return;
	mapped = secret->mapped;
	explicit_bzero(secret, mapped);
	(void)munmap(secret, mapped);
}

size_t wm_secret_size(const struct wm_secret *secret)
{
	return secret->len;
}

bool wm_secret_put(const struct wm_secret *secret, struct wm_buf *buf)
{
	return wm_buf_put(buf, secret->bytes, secret->len);
}
