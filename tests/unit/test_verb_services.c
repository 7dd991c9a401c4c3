/* waymark services: the list, and each service's text. */
#include "cli_fixture.h"

#define OWN                                                                            \
	"; our own\n[service company-chat]\nsummary = Chat of ours\nview = internal\n" \
	"host = chat.{domain}\n; where it is\nrecord = {host} A 192.0.2.7\n\n; the domain\n"

static void the_built_in_ones_are_listed(void **state)
{
	static const char *const names[] = {"xmpp-federation",
					    "sip-signin",
					    "sip-federation",
					    "autodiscover",
					    "meetings",
					    "conferencing",
					    "sip",
					    "xmpp"};

	(void)state;
	assert_int_equal(run("services")->exit, WM_EXIT_OK);
	for (size_t i = 0; i < WM_COUNT(names); i++)
		assert_has(last_run.out, names[i]);
}

static void each_listed_service_has_its_text(void **state)
{
	char *list;
	char *rest;

	(void)state;
	assert_int_equal(run("services")->exit, WM_EXIT_OK);
	list = rest = strdup(last_run.out);
	for (char *line; (line = strsep(&rest, "\n")) && *line;) {
		char name[64];
		char command[100];
		char header[100];

		if (strncmp(line, "    ", 4) == 0) /* a summary that goes on */
			continue;
		assert_int_equal(sscanf(line, " %63s", name), 1);
		(void)snprintf(command, sizeof(command), "services %s", name);
		(void)snprintf(header, sizeof(header), "[service %s]\n", name);
		assert_int_equal(run(command)->exit, WM_EXIT_OK);
		assert_memory_equal(last_run.out, header, strlen(header));
		assert_has(last_run.out, "\nrecord");
		assert_null(strstr(last_run.out + 1, "\n["));
	}
	free(list);
}

static void a_policys_own_services_are_among_them(void **state)
{
	(void)state;
	put_file("own.ini", OWN POLICY);
	assert_int_equal(run("services -c own.ini")->exit, WM_EXIT_OK);
	assert_has(last_run.out, "company-chat");
	assert_has(last_run.out, "(internal) Chat of ours (own.ini)");
	assert_has(last_run.out, "xmpp-federation");
	assert_int_equal(run("services -c own.ini company-chat")->exit, WM_EXIT_OK);
	assert_string_equal(last_run.out, "[service company-chat]\nsummary = Chat of ours\n"
					  "view = internal\nhost = chat.{domain}\n; where it is\n"
					  "record = {host} A 192.0.2.7\n");
}

static void a_service_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_int_equal(run("services xmp-federation")->exit, WM_EXIT_USAGE);
	assert_has(last_run.talk, "unknown service 'xmp-federation' (did you mean "
				  "'xmpp-federation'?)");
	assert_int_equal(run("services company-chat")->exit, WM_EXIT_USAGE);
}

static void a_bad_policy_is_diagnosed(void **state)
{
	(void)state;
	put_file("bad.ini", "[domein contoso.com]\n");
	assert_int_equal(run("services -c bad.ini")->exit, WM_EXIT_POLICY);
	assert_has(last_run.talk, "bad.ini:1:1: error: ");
	assert_string_equal(last_run.out, "");
}

TEST_MAIN(CLI_TEST(the_built_in_ones_are_listed), CLI_TEST(each_listed_service_has_its_text),
	  CLI_TEST(a_policys_own_services_are_among_them),
	  CLI_TEST(a_service_that_is_none_is_refused), CLI_TEST(a_bad_policy_is_diagnosed))
