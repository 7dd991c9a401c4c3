/* Secrets: what goes in comes out, through the one accessor, and stays out of core dumps. */
#include <waymark/secret.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

static void a_secret_gives_back_what_it_was_made_of(void **state)
{
	static const uint8_t bytes[] = {0, 1, 2, 255, 0};
	struct wm_secret *secret = wm_secret_new(bytes, sizeof(bytes));
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 100);
	wm_buf_text(&buf, "k=");
	assert_int_equal(wm_secret_size(secret), sizeof(bytes));
	assert_true(wm_secret_put(secret, &buf));
	assert_int_equal(buf.len, 2 + sizeof(bytes));
	assert_memory_equal(buf.data + 2, bytes, sizeof(bytes));
	wm_buf_wipe(&buf);
	wm_secret_free(secret);
}

static void a_buffer_that_is_too_small_is_noticed(void **state)
{
	struct wm_secret *secret = wm_secret_new("secret", 6);
	struct wm_buf buf;

	(void)state;
	wm_buf_init(&buf, 5);
	assert_false(wm_secret_put(secret, &buf));
	assert_int_equal(buf.len, 0);
	wm_buf_wipe(&buf);
	wm_secret_free(secret);
}

/* Does /proc/self/smaps give the mapping that holds ADDRESS the flag FLAG? */
static bool mapping_has_flag(const void *address, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	char line[512];
	bool inside = false;
	bool found = false;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long low;
		unsigned long high;

		if (sscanf(line, "%lx-%lx ", &low, &high) == 2)
			inside = low <= (uintptr_t)address && (uintptr_t)address < high;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, flag) != NULL;
	}
	(void)fclose(maps);
	return found;
}

static void a_secret_is_left_out_of_core_dumps(void **state)
{
	struct wm_secret *secret = wm_secret_new("secret", 6);
	char elsewhere = 0;

	(void)state;
	assert_true(mapping_has_flag(secret, " dd"));
	assert_false(mapping_has_flag(&elsewhere, " dd"));
	wm_secret_free(secret);
}

static void empty_and_absent_secrets_are_fine(void **state)
{
	struct wm_secret *secret = wm_secret_new(NULL, 0);

	(void)state;
	assert_int_equal(wm_secret_size(secret), 0);
	wm_secret_free(secret);
	wm_secret_free(NULL);
}

TEST_MAIN(TEST(a_secret_gives_back_what_it_was_made_of),
	  TEST(a_buffer_that_is_too_small_is_noticed), TEST(a_secret_is_left_out_of_core_dumps),
	  TEST(empty_and_absent_secrets_are_fine))
