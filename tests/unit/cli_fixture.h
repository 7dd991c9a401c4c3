/* A run of the whole command line in a folder of its own: words in, exit code and texts out. */
#ifndef WAYMARK_CLI_FIXTURE_H
#define WAYMARK_CLI_FIXTURE_H

#include <waymark/cli.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

/* What surrounds a run. */
struct scene {
	const char *answer; /* typed at the question; NULL: standard input is no terminal */
	bool color;         /* the outputs are terminals that know colors */
};

/* What a run left; freed by the teardown. */
struct run {
	enum wm_exit exit;
	char *out;
	char *talk;
	size_t out_len, talk_len;
};

static struct run last_run;

static inline void forget_run(void)
{
	free(last_run.out);
	free(last_run.talk);
	last_run = (struct run){0};
}

/* `waymark LINE`, cut at blanks. The result is valid until the next run. */
static inline const struct run *run_in(const struct scene *scene, const char *line)
{
	char *words[32] = {(char[]){"waymark"}};
	char *copy = strdup(line);
	char *rest = copy;
	const char *answer = scene->answer ? scene->answer : "";
	FILE *in = tmpfile();
	struct wm_console console = {
		.in = in,
		.out_is_terminal = scene->color,
		.talk_is_terminal = scene->color,
		.in_is_terminal = scene->answer != NULL,
		.color_allowed = scene->color,
	};
	int count = 1;

	forget_run();
	while (count < (int)WM_COUNT(words) - 1 && (words[count] = strsep(&rest, " ")))
		count++;
	if (!*line)
		count = 1;
	assert_non_null(in);
	assert_true(fputs(answer, in) >= 0);
	rewind(in);
	console.out = open_memstream(&last_run.out, &last_run.out_len);
	console.talk = open_memstream(&last_run.talk, &last_run.talk_len);
	last_run.exit = wm_cli_main(count, words, &console);
	(void)fclose(console.out);
	(void)fclose(console.talk);
	(void)fclose(in);
	free(copy);
	return &last_run;
}

static inline const struct run *run(const char *line)
{
	return run_in(&(struct scene){0}, line);
}

#define assert_has(text, piece)                                                 \
	do {                                                                    \
		if (!strstr((text), (piece)))                                   \
			fail_msg("expected '%s' within:\n%s", (piece), (text)); \
	} while (0)
#define assert_lacks(text, piece)                                                     \
	do {                                                                          \
		if (strstr((text), (piece)))                                          \
			fail_msg("did not expect '%s' within:\n%s", (piece), (text)); \
	} while (0)

/* A file in the run's folder. */
static inline void put_file(const char *name, const char *content)
{
	FILE *file = fopen(name, "we");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void assert_file(const char *name, const char *content)
{
	char found[4000] = "";
	FILE *file = fopen(name, "re");

	assert_non_null(file);
	found[fread(found, 1, sizeof(found) - 1, file)] = '\0';
	(void)fclose(file);
	assert_string_equal(found, content);
}

/* A policy whose zone is a file beside it, and that file, without any of what the policy asks. */
#define POLICY                                                                        \
	"[provider corp]\ntype = zonefile\nfile = contoso.zone\nzone = contoso.com\n" \
	"[edge amsterdam]\naccess = 131.107.155.10\n"                                 \
	"[domain contoso.com]\nproviders = corp\nedge = amsterdam\n"                  \
	"services = xmpp-federation\n"
#define ZONE                                                                                  \
	"contoso.com. 3600 IN SOA ns1.contoso.com. admin.contoso.com. 1 3600 600 86400 300\n" \
	"contoso.com. 3600 IN NS ns1.example.net.\n"

static char run_folder[64];

static inline int enter_folder(void **state)
{
	(void)state;
	(void)snprintf(run_folder, sizeof(run_folder), "/tmp/waymark-test-cli-XXXXXX");
	assert_non_null(mkdtemp(run_folder));
	assert_int_equal(chdir(run_folder), 0);
	put_file("policy.ini", POLICY);
	put_file("contoso.zone", ZONE);
	return 0;
}

static inline int remove_one(const char *path, const struct stat *status, int kind,
			     struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static inline int leave_folder(void **state)
{
	(void)state;
	forget_run();
	assert_int_equal(chdir("/"), 0);
	return nftw(run_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#define CLI_TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

#endif
