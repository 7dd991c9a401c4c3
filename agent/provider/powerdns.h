/* What the files of the powerdns provider share. */
#ifndef WAYMARK_PROVIDER_POWERDNS_H
#define WAYMARK_PROVIDER_POWERDNS_H

#include "rest.h"

#define WM_POWERDNS_HEADER "X-API-Key: "
#define WM_POWERDNS_RIGHTS "use the API (its `api-key`, from an address in `webserver-allow-from`)"

/* ".../api/v1/servers/localhost/zones", and behind it one zone of JOB by its id. */
const char *wm_powerdns_zones_url(const struct wm_job *job);
const char *wm_powerdns_zone_url(const struct wm_job *job);

/* Ask for the whole zone of JOB; and take the answer: job->live is filled in, as its wants need it,
 * and DONE returned, or FAIL. */
void wm_powerdns_ask_zone(const struct wm_job *job, struct wm_request *request);
enum wm_step wm_powerdns_take_zone(struct wm_job *job, const struct wm_reply *reply);

/* The machine of APPLY. */
enum wm_step wm_powerdns_apply_produce(struct wm_job *job, struct wm_request *request);
enum wm_step wm_powerdns_apply_consume(struct wm_job *job, const struct wm_reply *reply);

#endif
