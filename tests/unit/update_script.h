/* A server that answers updates by a script: what came is kept as text, what goes back is a code.
 */
#ifndef WAYMARK_TEST_UPDATE_SCRIPT_H
#define WAYMARK_TEST_UPDATE_SCRIPT_H

#include "dns_model.h"

#include <stdio.h>

struct update_script {
	struct fixture_server server; /* first */
	struct wm_arena *arena;
	const int *codes;   /* rcodes in turn; SCRIPT_FAIL + code = no answer, with that failure */
	const char *denied; /* owner label and type of probes to refuse: "xmpp A", NULL = none */
	bool denied_unsigned; /* as Knot does: no answer, "not authenticated" */
	size_t sent;
	const char
		*text; /* "? owner ttl CLASS TYPE rdata" and "! ..." lines, "--" ends a message */
};

#define SCRIPT_FAIL 1000

static inline const char *script_records(struct update_script *script, const char *text, char sign,
					 const struct wm_record *records, size_t count)
{
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		struct wm_buf out;

		wm_buf_init(&out, WM_MESSAGE_MAX);
		if (records[i].rdata.len)
			wm_rdata_print(&out, records[i].type, &records[i].rdata);
		text = wm_arena_printf(script->arena, "%s%c %s %u %s %s %s\n", text, sign,
				       wm_name_text(&records[i].owner, owner), records[i].ttl_s,
				       records[i].class == WM_CLASS_IN     ? "IN"
				       : records[i].class == WM_CLASS_NONE ? "NONE"
									   : "ANY",
				       records[i].type == WM_TYPE_ANY
					       ? "ANY"
					       : wm_type_text(records[i].type, type),
				       wm_buf_string(&out));
		wm_buf_done(&out);
	}
	return text;
}

/* Is ASKED a probe, and about what is DENIED? */
static inline bool script_denies(const struct update_script *script, const struct wm_message *asked)
{
	char owner[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX], both[WM_NAME_TEXT_MAX + 16];

	(void)snprintf(both, sizeof(both), "%s %s", wm_name_text(&asked->authority[0].owner, owner),
		       wm_type_text(asked->authority[0].type, type));
	return script->denied && strstr(script->denied, both);
}

static inline enum wm_step script_serve(struct fixture_server *server, struct job_fixture *fixture,
					const struct wm_request *request)
{
	struct update_script *script = (struct update_script *)server;
	struct wm_message asked;
	struct wm_writer writer;
	struct wm_buf out;
	enum wm_step step;
	bool probe;
	int code;

	assert_true(request->tcp);
	assert_int_equal(wm_message_read(script->arena, wm_buf_bytes(&request->body), &asked, NULL),
			 WM_OK);
	assert_int_equal(asked.opcode, WM_OPCODE_UPDATE);
	assert_int_equal(asked.question.type, WM_TYPE_SOA);
	assert_true(wm_name_equal(&asked.question.name, &fixture_zone));
	script->text = script_records(script, script->text, '?', asked.answer, asked.answer_count);
	script->text =
		script_records(script, script->text, '!', asked.authority, asked.authority_count);
	script->text = wm_arena_printf(script->arena, "%s--\n", script->text);

	probe = !request->once;
	code = probe ? script_denies(script, &asked) ? WM_RCODE_REFUSED : WM_RCODE_YXRRSET
		     : script->codes[script->sent++];
	if (probe && code == WM_RCODE_REFUSED && script->denied_unsigned)
		code = SCRIPT_FAIL + WM_EAUTH;
	if (code >= SCRIPT_FAIL)
		return model_silence(fixture, request, (enum wm_code)(code - SCRIPT_FAIL));
	wm_buf_init(&out, WM_MESSAGE_MAX);
	wm_writer_begin(&writer, &out, 1, WM_OPCODE_UPDATE, 0);
	(void)wm_writer_question(&writer, &fixture_zone, WM_TYPE_SOA, WM_CLASS_IN);
	wm_writer_finish(&writer);
	step = model_send(fixture, request, &out,
			  WM_FLAG_QR | (unsigned)WM_OPCODE_UPDATE << 11 | (unsigned)code, false);
	wm_buf_done(&out);
	return step;
}

/* An APPLY job for PLAN, and the server that answers it. */
static inline void script_begin(struct update_script *script, struct job_fixture *fixture,
				const struct plan_fixture *plan, const int *codes)
{
	static const struct wm_tsig_key key = {
		.name = {(const uint8_t *)"\11ddns-edge", 11},
	};

	job_begin(fixture, &wm_provider_rfc2136, WM_JOB_APPLY, NULL);
	fixture->job.plan = &plan->zone;
	fixture_value(fixture, "key")->key = &key;
	*script = (struct update_script){
		.server = {script_serve}, .arena = fixture->arena, .codes = codes, .text = ""};
}

#endif
