/*
 * A model of an authoritative server for example.com, in a few lines: answers by RFC 1034 section
 * 4.3.2 with wildcards and zone cuts, transfers, and the prerequisites of an update. Everything
 * passes through the real writer and the real reader of messages.
 */
#ifndef WAYMARK_TEST_DNS_MODEL_H
#define WAYMARK_TEST_DNS_MODEL_H

#include "provider_fixture.h"

struct dns_model {
	struct fixture_server server; /* first: a pointer to it is one to the model */
	struct wm_arena *arena;
	struct wm_rrsets sets;
	struct wm_name other_zones; /* names at and below it are somebody else's: REFUSED */
	size_t per_message;         /* records of a transfer per message */
	enum wm_rcode transfer;     /* NOERROR: transfers are allowed */
	size_t cut_after;           /* the transfer breaks off after so many records, 0 = never */
	bool bad_end;               /* its last SOA differs */
	enum wm_rcode update;       /* NOERROR: updates with prerequisites are judged */
	const char *trap;           /* a question with this first label is answered with ... */
	enum wm_rcode trap_rcode;
	enum wm_code silent; /* no answer at all, with this failure */
	size_t transfers, updates;
};

static inline bool model_exists(const struct dns_model *model, const struct wm_name *name)
{
	for (size_t i = 0; i < model->sets.count; i++)
		if (wm_name_is_in(&model->sets.items[i].owner, name))
			return true;
	return false;
}

static inline void model_put(struct wm_writer *writer, enum wm_section section,
			     const struct wm_name *owner, const struct wm_rrset *set)
{
	for (size_t i = 0; i < set->count; i++)
		assert_true(wm_writer_record(writer, section, owner, set->type, WM_CLASS_IN,
					     set->ttl_s, &set->rdata[i]));
}

static inline void model_header(struct wm_buf *out, unsigned flags)
{
	out->data[2] = (uint8_t)(flags >> 8);
	out->data[3] = (uint8_t)flags;
}

/* Something above NAME (or NAME itself, for a cut) that takes it out of the zone. */
static inline const struct wm_rrset *model_above(const struct dns_model *model, struct wm_name name,
						 uint16_t type)
{
	const struct wm_rrset *set, *found = NULL;
	bool itself = true;

	for (; !wm_name_equal(&name, &fixture_zone); itself = false) {
		set = wm_rrsets_find(&model->sets, &name, type);
		if (set && !(itself && type == WM_TYPE_DNAME))
			found = set;
		assert_true(wm_name_parent(&name, &name));
	}
	set = wm_rrsets_find(&model->sets, &name, type);
	return set && type == WM_TYPE_DNAME && !itself ? set : found;
}

/* Answer for OWNER from the records at NODE (itself, or a wildcard). */
static inline void model_node(struct dns_model *model, struct wm_writer *writer,
			      const struct wm_name *owner, const struct wm_name *node,
			      uint16_t type)
{
	const struct wm_rrset *set = wm_rrsets_find(&model->sets, node, type);

	if (!set)
		set = wm_rrsets_find(&model->sets, node, WM_TYPE_CNAME);
	if (set)
		model_put(writer, WM_SECTION_ANSWER, owner, set);
	else
		model_put(writer, WM_SECTION_AUTHORITY, &fixture_zone,
			  wm_rrsets_find(&model->sets, &fixture_zone, WM_TYPE_SOA));
}

/* Flags and rcode of the answer; its records go to WRITER. */
static inline unsigned model_answer(struct dns_model *model, struct wm_writer *writer,
				    const struct wm_name *name, uint16_t type)
{
	const struct wm_rrset *cut, *dname;
	struct wm_name closest = *name, wildcard;

	if (!wm_name_is_in(name, &fixture_zone) ||
	    (model->other_zones.wire && wm_name_is_in(name, &model->other_zones)))
		return WM_FLAG_QR | WM_RCODE_REFUSED;
	if (model->trap && name->wire[0] == strlen(model->trap) &&
	    !memcmp(name->wire + 1, model->trap, name->wire[0]))
		return WM_FLAG_QR | model->trap_rcode;
	cut = model_above(model, *name, WM_TYPE_NS);
	if (cut) {
		model_put(writer, WM_SECTION_AUTHORITY, &cut->owner, cut);
		return WM_FLAG_QR;
	}
	dname = model_above(model, *name, WM_TYPE_DNAME);
	if (dname) {
		model_put(writer, WM_SECTION_ANSWER, &dname->owner, dname);
		return WM_FLAG_QR | WM_FLAG_AA;
	}
	if (model_exists(model, name)) {
		model_node(model, writer, name, name, type);
		return WM_FLAG_QR | WM_FLAG_AA;
	}
	while (!model_exists(model, &closest))
		assert_true(wm_name_parent(&closest, &closest));
	assert_int_equal(wm_name_prefix(model->arena, "*", &closest, &wildcard, NULL), WM_OK);
	model_node(model, writer, name, &wildcard, type);
	return WM_FLAG_QR | WM_FLAG_AA |
	       (model_exists(model, &wildcard) ? WM_RCODE_NOERROR : WM_RCODE_NXDOMAIN);
}

/* RFC 2136 section 3.2, as far as RRsets go. */
static inline unsigned model_prerequisites(const struct dns_model *model,
					   const struct wm_message *message)
{
	for (size_t i = 0; i < message->answer_count; i++) {
		const struct wm_record *record = &message->answer[i];
		bool there = wm_rrsets_find(&model->sets, &record->owner, record->type) != NULL;

		if (record->class == WM_CLASS_NONE && there)
			return WM_RCODE_YXRRSET;
		if (record->class == WM_CLASS_ANY && !there)
			return WM_RCODE_NXRRSET;
	}
	return WM_RCODE_NOERROR;
}

/* Read what WRITER wrote and hand it to the machine. */
static inline enum wm_step model_send(struct job_fixture *fixture, const struct wm_request *request,
				      struct wm_buf *out, unsigned flags, bool more)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_message message;
	struct wm_fail why = {0};
	struct wm_reply reply = {.message = &message, .more = more, .body = wm_buf_bytes(out)};
	enum wm_step step;

	model_header(out, flags);
	if (wm_message_read(arena, wm_buf_bytes(out), &message, &why))
		fail_msg("the model wrote a bad message: %s", why.text);
	step = fixture_reply(fixture, request, &reply);
	wm_arena_free(arena); /* a machine that kept a pointer into it is found out */
	return step;
}

static inline enum wm_step model_silence(struct job_fixture *fixture,
					 const struct wm_request *request, enum wm_code code)
{
	struct wm_fail why = {0};
	struct wm_reply reply = {.fail = &why};

	(void)wm_fail(&why, code, "nobody answered");
	return fixture_reply(fixture, request, &reply);
}

/* The record NUMBER of a transfer: the SOA, all else, the SOA again. */
static inline void model_transfer_record(struct dns_model *model, struct wm_writer *writer,
					 size_t number, size_t total)
{
	const struct wm_rrset *soa = wm_rrsets_find(&model->sets, &fixture_zone, WM_TYPE_SOA);

	if (number == 0 || number + 1 == total) {
		uint8_t *bytes =
			wm_arena_copy(model->arena, soa->rdata[0].bytes, soa->rdata[0].len);
		struct wm_rdata rdata = {bytes, soa->rdata[0].len};

		if (number && model->bad_end)
			bytes[rdata.len - 17]++;
		assert_true(wm_writer_record(writer, WM_SECTION_ANSWER, &fixture_zone, WM_TYPE_SOA,
					     WM_CLASS_IN, soa->ttl_s, &rdata));
		return;
	}
	for (size_t i = 0, k = 1; i < model->sets.count; i++)
		for (size_t j = 0; j < model->sets.items[i].count; j++) {
			const struct wm_rrset *set = &model->sets.items[i];

			if (set != soa && k++ == number)
				assert_true(wm_writer_record(writer, WM_SECTION_ANSWER, &set->owner,
							     set->type, WM_CLASS_IN, set->ttl_s,
							     &set->rdata[j]));
		}
}

static inline enum wm_step model_transfer(struct dns_model *model, struct job_fixture *fixture,
					  const struct wm_request *request)
{
	size_t total = 1, sent = 0;
	enum wm_step step = WM_STEP_WAIT;

	model->transfers++;
	for (size_t i = 0; i < model->sets.count; i++)
		total += model->sets.items[i].count;
	while (sent < total && step == WM_STEP_WAIT) {
		struct wm_writer writer;
		struct wm_buf out;
		unsigned flags = WM_FLAG_QR | WM_FLAG_AA | model->transfer;

		if (model->cut_after && sent >= model->cut_after)
			return model_silence(fixture, request, WM_EPROTOCOL);
		wm_buf_init(&out, WM_MESSAGE_MAX);
		wm_writer_begin(&writer, &out, 1, WM_OPCODE_QUERY, 0);
		if (!sent)
			(void)wm_writer_question(&writer, &fixture_zone, WM_TYPE_AXFR, WM_CLASS_IN);
		for (size_t i = 0; i < model->per_message && sent < total && !model->transfer; i++)
			model_transfer_record(model, &writer, sent++, total);
		wm_writer_finish(&writer);
		step = model_send(fixture, request, &out, flags, true);
		wm_buf_done(&out);
		if (model->transfer)
			break;
	}
	return step;
}

static inline enum wm_step model_serve(struct fixture_server *server, struct job_fixture *fixture,
				       const struct wm_request *request)
{
	struct dns_model *model = (struct dns_model *)server;
	struct wm_arena *arena = wm_arena_new();
	struct wm_message asked;
	struct wm_writer writer;
	struct wm_buf out;
	enum wm_step step;
	unsigned flags;

	assert_int_equal(wm_message_read(arena, wm_buf_bytes(&request->body), &asked, NULL), WM_OK);
	if (model->silent) {
		step = model_silence(fixture, request, model->silent);
	} else if (asked.question.type == WM_TYPE_AXFR) {
		assert_true(request->stream && request->tcp);
		step = model_transfer(model, fixture, request);
	} else {
		wm_buf_init(&out, WM_MESSAGE_MAX);
		wm_writer_begin(&writer, &out, 1, asked.opcode, 0);
		(void)wm_writer_question(&writer, &asked.question.name, asked.question.type,
					 WM_CLASS_IN);
		if (asked.opcode == WM_OPCODE_UPDATE) {
			model->updates++;
			flags = WM_FLAG_QR | (unsigned)WM_OPCODE_UPDATE << 11 |
				(model->update ? model->update
					       : model_prerequisites(model, &asked));
		} else {
			flags = model_answer(model, &writer, &asked.question.name,
					     asked.question.type);
		}
		wm_writer_finish(&writer);
		step = model_send(fixture, request, &out, flags, false);
		wm_buf_done(&out);
	}
	wm_arena_free(arena);
	return step;
}

/* A server of example.com with ZONE's records beside SOA and NS. */
static inline void model_begin(struct dns_model *model, const char *zone)
{
	struct wm_arena *arena = wm_arena_new();
	const char *text = wm_arena_printf(
		arena,
		"$TTL 3600\n@ SOA ns1.example.com. admin.example.com. 7 3600 600 86400 300\n"
		"@ NS ns1\nns1 A 192.0.2.53\n%s",
		zone);

	*model = (struct dns_model){.server = {model_serve}, .arena = arena, .per_message = 3};
	model->sets = fixture_sets(arena, text);
}

static inline void model_end(struct dns_model *model)
{
	wm_arena_free(model->arena);
}

#endif
