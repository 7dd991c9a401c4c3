/* Fuzzing the reader of BIND key files: it reads or it reports, once and without a word of the
 * file. */
#include "policy/keyfile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_keyfile key = {0};
	struct wm_diags diags;
	bool is_read;

	wm_diags_begin(&diags, arena);
	is_read = wm_keyfile_read(arena, "k.key", (struct wm_bytes){data, size}, &diags, &key);
	if (diags.count != (is_read ? 0 : 1) || is_read != (key.secret != NULL))
		abort();
	if (!is_read && (diags.items[0].where.text || diags.items[0].where.line == 0))
		abort();
	wm_secret_free(key.secret);
	wm_arena_free(arena);
	return 0;
}
