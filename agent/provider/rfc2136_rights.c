/*
 * rfc2136, after a refusal: which of the RRsets were we not allowed to change? Each is asked about
 * by one record of the update behind prerequisites that contradict one another, so that it can
 * change nothing: BIND and Knot look at the rights first, and say whether they were missing. (BIND
 * does so for a deletion only if there is something to delete, so an addition is preferred.)
 */
#include "rfc2136.h"

/* A message with more RRsets than this is reported as a whole. */
#define RIGHTS_MAX 200

enum verdict { UNTOLD, GRANTED, DENIED };

struct right {
	struct wm_update_record record;
	enum verdict verdict;
};

struct wm_rights {
	struct wm_job *job;
	struct right *items; /* each owner and type of the message once */
	size_t count;
	size_t sent, answered;
};

struct wm_rights *wm_rights_new(struct wm_job *job, const struct wm_update *update)
{
	struct wm_rights *rights = WM_ARENA_NEW(job->arena, struct wm_rights, 1);
	struct wm_table seen = {.arena = job->arena};

	rights->job = job;
	rights->items = WM_ARENA_NEW(job->arena, struct right, update->update_count);
	for (size_t i = 0; i < update->update_count; i++) {
		const struct wm_update_record *record = &update->updates[i];
		size_t *number = wm_table_put(&seen, &record->owner, record->type);

		if (!*number)
			*number = ++rights->count;
		else if (record->class != WM_CLASS_IN)
			continue;
		rights->items[*number - 1].record = *record;
	}
	return rights;
}

bool wm_rights_many(const struct wm_rights *rights)
{
	return rights->count > RIGHTS_MAX;
}

bool wm_rights_produce(struct wm_rights *rights, struct wm_request *request)
{
	const struct wm_name *zone = &rights->job->zone.zone;
	const struct wm_update_record never[] = {
		{.owner = *zone, .type = WM_TYPE_SOA, .class = WM_CLASS_ANY},
		{.owner = *zone, .type = WM_TYPE_SOA, .class = WM_CLASS_NONE},
	};
	const struct wm_update probe = {.prerequisites = never,
					.prerequisite_count = WM_COUNT(never),
					.updates = &rights->items[rights->sent].record,
					.update_count = 1};

	if (rights->sent == rights->count)
		return false;
	request->kind = WM_REQUEST_DNS;
	request->tcp = true;
	request->tag = rights->sent++;
	return wm_rfc2136_write_update(&request->body, zone, &probe);
}

/* A refusal comes as REFUSED, or, from Knot, as an error that is not signed. */
static enum verdict judge(const struct wm_reply *reply)
{
	if (reply->fail)
		return reply->fail->code == WM_EAUTH ? DENIED : UNTOLD;
	switch (reply->message->rcode) {
	case WM_RCODE_REFUSED:
	case WM_RCODE_NOTAUTH:
		return DENIED;
	case WM_RCODE_YXRRSET:
	case WM_RCODE_NXRRSET:
		return GRANTED;
	default:
		return UNTOLD;
	}
}

bool wm_rights_consume(struct wm_rights *rights, const struct wm_reply *reply)
{
	rights->items[reply->tag].verdict = judge(reply);
	return ++rights->answered == rights->count;
}

static size_t count_verdict(const struct wm_rights *rights, enum verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < rights->count; i++)
		count += rights->items[i].verdict == verdict;
	return count;
}

const char *wm_rights_text(const struct wm_rights *rights, bool *ret_exact)
{
	char name[WM_NAME_TEXT_MAX], type[WM_TYPE_TEXT_MAX];
	const char *text;
	struct wm_buf list;
	size_t listed = 0, denied = count_verdict(rights, DENIED);

	*ret_exact = denied > 0 && !count_verdict(rights, UNTOLD);
	wm_buf_init(&list, 256);
	for (size_t i = 0; i < rights->count; i++) {
		const struct right *right = &rights->items[i];

		if (*ret_exact && right->verdict != DENIED)
			continue;
		if (!wm_buf_printf(&list, "%s%s %s", listed ? ", " : "",
				   wm_name_text(&right->record.owner, name),
				   wm_type_text(right->record.type, type)))
			break;
		listed++;
	}
	denied = *ret_exact ? denied : rights->count;
	text = listed < denied
		       ? wm_arena_printf(rights->job->arena, "%s%s%zu RRsets", wm_buf_string(&list),
					 listed ? " and more, in all " : "", denied)
		       : wm_arena_text(rights->job->arena, wm_buf_string(&list));
	wm_buf_done(&list);
	return text;
}
