/* The one comparison that diff, verification and renderers share. */
#ifndef WAYMARK_PLAN_COMPARE_H
#define WAYMARK_PLAN_COMPARE_H

#include <waymark/rrset.h>

/* Is LIVE (NULL or COUNT 0: absent) what WANTED asks for: the same records with the same TTL, or
 * both nothing? Owner and type are not looked at. */
bool wm_rrset_is_met(const struct wm_rrset *wanted, const struct wm_rrset *live);

#endif
