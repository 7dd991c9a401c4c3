/* main(): what belongs to the process as a whole, and nothing else. */
#include <waymark/cli.h>

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Keys are in this memory: no core dump, and no debugger of another process of the same user. Best
 * effort, as everything here. */
static void keep_memory_private(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static bool color_is_allowed(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return (!no_color || !*no_color) && terminal && strcmp(terminal, "dumb") != 0;
}

int main(int argc, char **argv)
{
	const struct wm_console console = {
		.out = stdout,
		.talk = stderr,
		.in = stdin,
		.out_is_terminal = isatty(STDOUT_FILENO),
		.talk_is_terminal = isatty(STDERR_FILENO),
		.in_is_terminal = isatty(STDIN_FILENO),
		.color_allowed = color_is_allowed(),
		.environment = environ,
	};

	keep_memory_private();
	(void)unsetenv("SSLKEYLOGFILE"); /* where libcurl would write the keys of its sessions */
	/* A reader that goes away must not end an apply halfway: it shows as a failed write. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* Records are read and written by many small allocations of ldns; giving memory back to the
	 * system between them costs more than the reading itself. */
	(void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
	(void)mallopt(M_TOP_PAD, 16 * 1024 * 1024);
	return (int)wm_cli_main(argc, argv, &console);
}
