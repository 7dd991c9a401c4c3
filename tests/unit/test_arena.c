/* Arenas: alignment, zeroing, growth, and the one place where memory runs out. */
#include <waymark/arena.h>

#include <signal.h>
#include <stdalign.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static int setup(void **state)
{
	*state = wm_arena_new();
	return 0;
}

static int teardown(void **state)
{
	wm_arena_free(*state);
	return 0;
}

static void items_of_every_size_are_aligned_zeroed_and_apart(void **state)
{
	unsigned char *items[2000];

	for (size_t i = 0; i < WM_COUNT(items); i++) {
		items[i] = wm_arena_alloc(*state, i);
		assert_int_equal((uintptr_t)items[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < i; k++)
			assert_int_equal(items[i][k], 0);
		memset(items[i], (int)(i % 251 + 1), i);
	}
	for (size_t i = 0; i < WM_COUNT(items); i++) {
		for (size_t k = 0; k < i; k++)
			assert_int_equal(items[i][k], (int)(i % 251 + 1));
	}
}

static void items_of_no_size_are_different_pointers(void **state)
{
	assert_ptr_not_equal(wm_arena_alloc(*state, 0), wm_arena_alloc(*state, 0));
}

static void a_large_item_leaves_the_room_of_the_chunk_in_use(void **state)
{
	char *before = wm_arena_alloc(*state, 16);
	size_t size;
	char *after;

	(void)wm_arena_alloc(*state, 100000);
	size = wm_arena_size(*state);
	after = wm_arena_alloc(*state, 16);
	assert_int_equal(wm_arena_size(*state), size);
	assert_true(after > before && after - before < 4096);
}

static void copies_end_in_a_nul(void **state)
{
	const char bytes[] = {'a', '\0', 'b'};

	assert_memory_equal(wm_arena_copy(*state, bytes, sizeof(bytes)), bytes, sizeof(bytes));
	assert_string_equal(wm_arena_text(*state, "contoso"), "contoso");
	assert_string_equal(wm_arena_text_n(*state, "contoso", 3), "con");
	assert_string_equal(wm_arena_text_n(*state, NULL, 0), "");
	assert_string_equal(wm_arena_printf(*state, "%s:%d", "a", 7), "a:7");
	assert_memory_equal(wm_arena_text_n(*state, bytes, 3), "a\0b", 4);
}

static void an_array_grows_and_keeps_its_items(void **state)
{
	size_t *items = NULL;
	size_t capacity = 0;
	size_t size = wm_arena_size(*state);

	for (size_t i = 0; i < 10000; i++) {
		items = wm_arena_grow(*state, items, &capacity, i, sizeof(*items));
		items[i] = i;
	}
	for (size_t i = 0; i < 10000; i++)
		assert_int_equal(items[i], i);
	assert_true(capacity >= 10000 && capacity <= 20000);
	assert_true(wm_arena_size(*state) - size < 5 * 10000 * sizeof(*items));
}

/* Run ACT in a child and expect it to die of abort(). */
static void assert_aborts(void (*act)(struct wm_arena *arena), struct wm_arena *arena)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		(void)close(STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL);
		act(arena);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void take_too_much(struct wm_arena *arena)
{
	(void)wm_arena_alloc(arena, SIZE_MAX);
}

static void take_a_product_that_wraps(struct wm_arena *arena)
{
	(void)WM_ARENA_NEW(arena, uint64_t, SIZE_MAX / 4);
}

static void sizes_that_cannot_be_abort_and_do_not_wrap(void **state)
{
	assert_aborts(take_too_much, *state);
	assert_aborts(take_a_product_that_wraps, *state);
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	wm_arena_free(NULL);
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
TEST_MAIN(ARENA_TEST(items_of_every_size_are_aligned_zeroed_and_apart),
	  ARENA_TEST(items_of_no_size_are_different_pointers),
	  ARENA_TEST(a_large_item_leaves_the_room_of_the_chunk_in_use),
	  ARENA_TEST(copies_end_in_a_nul), ARENA_TEST(an_array_grows_and_keeps_its_items),
	  ARENA_TEST(sizes_that_cannot_be_abort_and_do_not_wrap), TEST(freeing_nothing_is_fine))
