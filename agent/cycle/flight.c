/* Requests under way: sent over DNS or HTTP, at once or after a while, and files read on the spot.
 */
#include "engine_private.h"

#include <stdio.h>
#include <string.h>

#include <waymark/file.h>

void wm_flight_free_all(struct wm_link *flights)
{
	struct flight *flight;

	while ((flight = wm_chain_first(flights))) {
		wm_chain_remove(&flight->all);
		wm_loop_cancel(flight->run->engine->loop, &flight->delay);
		wm_buf_done(&flight->request.body);
		wm_arena_free(flight->arena);
	}
}

static struct flight *start_flight(struct run *run, const struct wm_request *request)
{
	struct wm_arena *arena = wm_arena_new();
	struct flight *flight = WM_ARENA_NEW(arena, struct flight, 1);

	flight->arena = arena;
	flight->run = run;
	flight->tag = request->tag;
	flight->stream = request->stream;
	run->in_flight++;
	run->engine->in_flight++;
	wm_chain_add(&run->engine->flights, &flight->all, flight);
	return flight;
}

/* Its arena must outlive the callback that this comes from: tick() frees it. */
static void end_flight(struct flight *flight)
{
	struct run *run = flight->run;

	wm_chain_remove(&flight->all);
	wm_chain_add(&run->engine->landed, &flight->all, flight);
	run->engine->in_flight--;
	wm_run_landed(run);
}

void wm_flight_cancel(struct run *run)
{
	struct flight *flight = wm_chain_first(&run->engine->delayed);

	while (flight) {
		struct flight *next = flight->all.next->item;

		if (flight->run == run) {
			wm_loop_cancel(run->engine->loop, &flight->delay);
			wm_chain_remove(&flight->all);
			wm_chain_add(&run->engine->landed, &flight->all, flight);
			run->engine->in_flight--;
			run->in_flight--;
		}
		flight = next;
	}
}

/* ---- DNS ---- */

static const char *print_endpoint(const struct wm_endpoint *endpoint, char text[WM_HOST_MAX + 16])
{
	const char *host = endpoint->host;
	bool is_v6 = strchr(host, ':') != NULL;

	if (endpoint->port == 53)
		return host;
	(void)snprintf(text, WM_HOST_MAX + 16, is_v6 ? "[%s]:%u" : "%s:%u", host, endpoint->port);
	return text;
}

/* Return whether the machine wants the next message of a stream. */
static bool deliver(struct flight *flight, const struct wm_dns_reply *from)
{
	struct run *run = flight->run;
	char server[WM_HOST_MAX + 16];
	struct wm_reply reply = {.tag = flight->tag,
				 .fail = from->fail,
				 .message = from->message,
				 .more = flight->stream && !from->last,
				 .body = from->raw};

	if (from->endpoint)
		reply.server = print_endpoint(from->endpoint, server);
	if (from->endpoint && !from->fail)
		wm_source_prefer(run->source, from->endpoint);
	return wm_run_consume(run, &reply) == WM_STEP_WAIT;
}

static bool land(void *context, const struct wm_dns_reply *reply, struct wm_arena *arena)
{
	struct flight *flight = context;
	bool wanted = !flight->run->finished && deliver(flight, reply);

	(void)arena;
	if (wanted && flight->stream && !reply->fail && !reply->last)
		return true;
	end_flight(flight);
	return false;
}

static void ask_dns(struct flight *flight, const struct wm_request *request)
{
	const struct run *run = flight->run;
	const struct wm_dns_query query = {
		.servers = &run->source->orders[run->source->preferred],
		.message = wm_buf_bytes(&request->body),
		.transport = request->tcp ? WM_DNS_TCP : run->source->transport,
		.stream = request->stream,
		.once = request->once,
		.done = land,
		.context = flight,
	};

	wm_dns_ask(run->engine->dns, &query, flight->arena);
}

/* ---- HTTP ---- */

static void land_http(void *context, const struct wm_http_reply *from)
{
	struct flight *flight = context;
	struct wm_reply reply = {.tag = flight->tag,
				 .fail = from->fail,
				 .status = from->status,
				 .headers = from->headers,
				 .body = from->body};

	if (!flight->run->finished)
		(void)wm_run_consume(flight->run, &reply);
	end_flight(flight);
}

static void ask_http(struct flight *flight, const struct wm_request *request)
{
	const struct run *run = flight->run;
	const struct wm_http_request http = {
		.lane = run->source->lane,
		.method = request->method,
		.url = request->url,
		.headers = request->headers,
		.body = wm_buf_bytes(&request->body),
		.secret = request->secret,
		.secret_header = request->secret_header,
		.sigv4 = request->sigv4,
		.once = request->once,
		.first_byte_ms = run->source->first_byte_ms,
		.whole_ms = run->source->whole_ms,
		.done = land_http,
		.context = flight,
	};

	wm_http_ask(run->engine->http, &http);
}

/* The first request over HTTP makes what all of them need. */
static enum wm_code open_lane(struct run *run, struct wm_fail *reterr)
{
	struct wm_engine *engine = run->engine;
	enum wm_code code;

	if (!engine->http) {
		code = wm_http_new(engine->loop, engine->clock, engine->random, &engine->http,
				   reterr);
		if (code)
			return code;
		wm_http_trace(engine->http, engine->trace);
	}
	if (!run->source->lane)
		run->source->lane = wm_http_lane_new(engine->http, &run->source->provider->budget,
						     &run->source->trust);
	return WM_OK;
}

/* ---- at once, or later ---- */

static void ask(struct flight *flight, const struct wm_request *request)
{
	if (request->kind == WM_REQUEST_DNS)
		ask_dns(flight, request);
	else
		ask_http(flight, request);
}

static void ask_delayed(void *context)
{
	struct flight *flight = context;

	wm_chain_remove(&flight->all);
	wm_chain_add(&flight->run->engine->flights, &flight->all, flight);
	ask(flight, &flight->request);
}

static void take_off(struct run *run, struct wm_request *request)
{
	struct flight *flight = start_flight(run, request);

	if (!request->delay_ms) {
		ask(flight, request);
		return;
	}
	flight->request = *request;
	wm_buf_init(&request->body, 0); /* it is the flight's now */
	wm_chain_remove(&flight->all);
	wm_chain_add(&run->engine->delayed, &flight->all, flight);
	wm_loop_timer(run->engine->loop, &flight->delay, request->delay_ms, ask_delayed, flight);
}

/* ---- requests that are answered on the spot ---- */

static void answer(struct run *run, const struct wm_request *request, const struct wm_fail *fail,
		   struct wm_bytes body)
{
	struct wm_reply reply = {.tag = request->tag};

	if (fail->code)
		reply.fail = fail;
	else
		reply.body = body;
	(void)wm_run_consume(run, &reply);
}

static void read_file(struct run *run, const struct wm_request *request)
{
	struct wm_arena *arena = wm_arena_new();
	struct wm_bytes content = {0};
	struct wm_fail fail = {0};

	(void)wm_files_system.read(wm_files_system.context, arena, request->path, WM_FILE_PLAIN,
				   &content, &fail);
	answer(run, request, &fail, content);
	wm_arena_free(arena);
}

static void replace_file(struct run *run, const struct wm_request *request)
{
	struct wm_fail fail = {0};

	(void)wm_file_replace(request->path, request->expected, wm_buf_bytes(&request->body),
			      &fail);
	answer(run, request, &fail, (struct wm_bytes){0});
}

static void refuse(struct run *run, const struct wm_request *request, enum wm_code code,
		   const char *why)
{
	struct wm_fail fail = {0};

	(void)wm_fail(&fail, code, "provider '%s': %s", run->job.config->name, why);
	answer(run, request, &fail, (struct wm_bytes){0});
}

static void send_dns(struct run *run, struct wm_request *request)
{
	if (!run->source->count)
		refuse(run, request, run->source->fail.code ? WM_ENETWORK : WM_EUNSUPPORTED,
		       run->source->fail.code ? run->source->fail.text : "it has no server to ask");
	else if (request->body.full || request->body.len > WM_MESSAGE_MAX)
		refuse(run, request, WM_ELIMIT, "a request is larger than a DNS message");
	else
		take_off(run, request);
}

static void send_http(struct run *run, struct wm_request *request)
{
	struct wm_fail fail;

	if (request->body.full)
		refuse(run, request, WM_ELIMIT, "a request is larger than Waymark sends");
	else if (open_lane(run, &fail))
		refuse(run, request, fail.code, fail.text);
	else
		take_off(run, request);
}

void wm_flight_send(struct run *run, struct wm_request *request)
{
	switch (request->kind) {
	case WM_REQUEST_DNS:
		send_dns(run, request);
		return;
	case WM_REQUEST_HTTP:
		send_http(run, request);
		return;
	case WM_REQUEST_FILE_READ:
		read_file(run, request);
		return;
	case WM_REQUEST_FILE_REPLACE:
		replace_file(run, request);
		return;
	}
}
