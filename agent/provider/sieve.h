/* A sieve: of a whole zone it keeps only what a READ job wants to know. */
#ifndef WAYMARK_PROVIDER_SIEVE_H
#define WAYMARK_PROVIDER_SIEVE_H

#include <waymark/provider.h>

struct wm_sieve;

/* For JOB (a READ), in its arena. */
struct wm_sieve *wm_sieve_new(struct wm_job *job);

/* One record of the zone, in any order; it is copied if it is kept: memory follows the wants, not
 * the zone. */
void wm_sieve_put(struct wm_sieve *sieve, const struct wm_record *record);

/*
 * The zone is complete: fill job->live.rrsets, and say DONE. FAIL (WM_ENOZONE) if a want lies below
 * a zone cut or a DNAME, where the zone's records are not what the world sees.
 */
enum wm_step wm_sieve_finish(struct wm_sieve *sieve);

#endif
