/* What every unit test includes: cmocka, and a main() that runs the listed tests. */
#ifndef WAYMARK_TEST_H
#define WAYMARK_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <waymark/bytes.h>

/* TEST_MAIN(TEST(a_sentence), TEST(another_sentence)): each names a function `static void NAME(void
 * **state)`. */
#define TEST(name) cmocka_unit_test(name)
#define TEST_MAIN(...)                                            \
	int main(void)                                            \
	{                                                         \
		const struct CMUnitTest tests[] = {__VA_ARGS__};  \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}

#endif
