/* rfc2136: any DNS server that takes dynamic updates (BIND, Knot, PowerDNS, Windows DNS, ...). */
#include "rfc2136.h"

#include "list.h"

static const struct wm_option options[] = {
	WM_DNS_OPTIONS,
	{
		.name = "zones",
		.kind = WM_OPTION_NAMES,
		.flags = WM_OPTION_REPEAT,
		.help = "The zones that the server holds; without it the server is asked for the "
			"zone of every name.",
	},
	{
		.name = "read",
		.kind = WM_OPTION_CHOICE,
		.fallback = "auto",
		.help = "axfr: by zone transfer only; query: name by name; auto: by zone transfer, "
			"and name by name where that is refused.",
		.choices = "auto|axfr|query",
	},
	{0},
};

static enum wm_step produce(struct wm_job *job, struct wm_request *request)
{
	switch (job->kind) {
	case WM_JOB_FIND:
		return wm_rfc2136_find_produce(job, request);
	case WM_JOB_READ:
		return wm_rfc2136_read_produce(job, request);
	case WM_JOB_APPLY:
		break;
	}
	return wm_rfc2136_apply_produce(job, request);
}

static enum wm_step consume(struct wm_job *job, const struct wm_reply *reply)
{
	switch (job->kind) {
	case WM_JOB_FIND:
		return wm_rfc2136_find_consume(job, reply);
	case WM_JOB_READ:
		return wm_rfc2136_read_consume(job, reply);
	case WM_JOB_APPLY:
		break;
	}
	return wm_rfc2136_apply_consume(job, reply);
}

const struct wm_provider wm_provider_rfc2136 = {
	.schema =
		{
			.name = "rfc2136",
			.summary = "DNS servers that take dynamic updates: BIND, Knot, PowerDNS, "
				   "Windows DNS and others",
			.options = options,
			.ttl_max_s = WM_TTL_MAX,
		},
	.capabilities =
		{
			.cas = WM_CAS_RRSET,
			.atomic = WM_ATOMIC_BATCH,
			.cas_note = "every message names the records it replaces, value by value, "
				    "and the server refuses it whole if one of them is gone",
			.reads =
				"by signed zone transfer, else by signed queries; after an apply a "
				"few records are read back by queries",
			.zones = "from `zones`, else by asking the server for the SOA of each name",
			.notes =
				"The changes of a zone are one message, all or nothing, up to "
				"60,000 "
				"bytes (about 1,000 records); larger plans are split, hosts before "
				"what points at them. Where the server allows no transfer, records "
				"that come from a wildcard are told from real ones by an update "
				"that has a prerequisite and changes nothing.",
		},
	.produce = produce,
	.consume = consume,
};
