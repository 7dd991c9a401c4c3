/* rfc2136, building UPDATE messages (RFC 2136 section 2). */
#include "rfc2136.h"

static bool write_records(struct wm_writer *writer, enum wm_section section,
			  const struct wm_update_record *records, size_t count)
{
	static const struct wm_rdata empty = {NULL, 0};

	for (size_t i = 0; i < count; i++)
		if (!wm_writer_record(writer, section, &records[i].owner, records[i].type,
				      records[i].class, records[i].ttl_s,
				      records[i].rdata ? records[i].rdata : &empty))
			return false;
	return true;
}

bool wm_rfc2136_write_update(struct wm_buf *body, const struct wm_name *zone,
			     const struct wm_update *update)
{
	struct wm_writer writer;
	bool fits;

	wm_writer_begin(&writer, body, 0, WM_OPCODE_UPDATE, 0);
	fits = wm_writer_question(&writer, zone, WM_TYPE_SOA, WM_CLASS_IN) &&
	       write_records(&writer, WM_SECTION_ANSWER, update->prerequisites,
			     update->prerequisite_count) &&
	       write_records(&writer, WM_SECTION_AUTHORITY, update->updates, update->update_count);
	wm_writer_finish(&writer);
	return fits;
}

const char *wm_rfc2136_signer(struct wm_job *job)
{
	const struct wm_value *value = wm_provider_value(job->config, "key");
	char text[WM_NAME_TEXT_MAX];

	if (!value || !value->key)
		return "an unsigned request";
	return wm_arena_printf(job->arena, "key %s", wm_name_text(&value->key->name, text));
}
