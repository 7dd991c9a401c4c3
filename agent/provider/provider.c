/* What all providers share: their table, and the words for what they can promise. */
#include <waymark/provider.h>

#include "list.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

const struct wm_provider *const wm_providers[] = {
#define WM_PROVIDER(name) &wm_provider_##name,
	WM_PROVIDER_LIST(WM_PROVIDER)
#undef WM_PROVIDER
		NULL,
};

const struct wm_provider_schema *const *wm_provider_schemas(struct wm_arena *arena)
{
	const struct wm_provider_schema **schemas =
		WM_ARENA_NEW(arena, const struct wm_provider_schema *, WM_COUNT(wm_providers));

	for (size_t i = 0; wm_providers[i]; i++)
		schemas[i] = &wm_providers[i]->schema;
	return schemas;
}

const struct wm_provider *wm_provider_of(const struct wm_provider_config *config)
{
	_Static_assert(offsetof(struct wm_provider, schema) == 0, "the schema is the head");
	return (const struct wm_provider *)(const void *)config->schema;
}

static const char *const cas_texts[] = {
	[WM_CAS_NONE] = "none",
	[WM_CAS_REREAD] = "read again right before the write",
	[WM_CAS_CREATE_ONLY] = "for new records only",
	[WM_CAS_RRSET] = "per RRset",
	[WM_CAS_ZONE] = "per zone",
};

const char *wm_cas_text(enum wm_cas cas)
{
	return cas_texts[cas];
}

static const char *const atomic_texts[] = {
	[WM_ATOMIC_RECORD] = "one record at a time",
	[WM_ATOMIC_RRSET] = "one RRset at a time",
	[WM_ATOMIC_BATCH] = "a batch of RRsets at a time",
	[WM_ATOMIC_ZONE] = "a zone at a time",
};

const char *wm_atomic_text(enum wm_atomic atomic)
{
	return atomic_texts[atomic];
}

enum wm_step wm_job_fail(struct wm_job *job, enum wm_code code, const char *format, ...)
{
	char text[WM_FAIL_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	(void)wm_fail(&job->fail, code, "%s", text);
	return WM_STEP_FAIL;
}
