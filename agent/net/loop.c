/* The event loop: epoll tells which descriptors are ready, a binary heap which timer is next. */
#include <waymark/loop.h>

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <waymark/arena.h>

#define BATCH 64 /* events taken from the kernel at a time */

/* The time stands beside the pointer, so that ordering touches the heap alone. */
struct node {
	uint64_t due_ms;
	struct wm_timer *timer;
};

struct wm_loop {
	struct wm_arena *arena;
	const struct wm_clock *clock;
	int epoll;
	size_t watches;
	struct epoll_event batch[BATCH];
	size_t batch_len;
	size_t batch_next;
	struct node *heap; /* heap[1 .. timers], so that slot 0 can mean "not active" */
	size_t heap_capacity;
	size_t timers;
	bool running;
	bool stop;
};

enum wm_code wm_loop_new(const struct wm_clock *clock, struct wm_loop **ret_loop,
			 struct wm_fail *reterr)
{
	struct wm_arena *arena;
	struct wm_loop *loop;
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (epoll < 0)
		return wm_fail(reterr, WM_ENETWORK, "event loop: epoll_create1: %s",
			       strerror(errno));
	arena = wm_arena_new();
	loop = WM_ARENA_NEW(arena, struct wm_loop, 1);
	loop->arena = arena;
	loop->clock = clock;
	loop->epoll = epoll;
	loop->heap = WM_ARENA_NEW(arena, struct node, 1);
	loop->heap_capacity = 1;
	*ret_loop = loop;
	return WM_OK;
}

void wm_loop_free(struct wm_loop *loop)
{
	if (!loop)
		return;
	assert(loop->watches == 0);
	assert(loop->timers == 0);
	(void)close(loop->epoll);
	wm_arena_free(loop->arena);
}

static uint32_t to_epoll(unsigned events)
{
	uint32_t flags = 0;

	if (events & WM_EVENT_READ)
		flags |= EPOLLIN;
	if (events & WM_EVENT_WRITE)
		flags |= EPOLLOUT;
	return flags;
}

static unsigned from_epoll(uint32_t flags)
{
	unsigned events = 0;

	if (flags & (EPOLLIN | EPOLLERR | EPOLLHUP))
		events |= WM_EVENT_READ;
	if (flags & (EPOLLOUT | EPOLLERR | EPOLLHUP))
		events |= WM_EVENT_WRITE;
	return events;
}

enum wm_code wm_loop_watch(struct wm_loop *loop, struct wm_watch *watch, struct wm_fail *reterr)
{
	struct epoll_event event = {.events = to_epoll(watch->events), .data.ptr = watch};

	assert(!watch->active);
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event) < 0)
		return wm_fail(reterr, WM_ENETWORK, "event loop: cannot watch descriptor %d: %s",
			       watch->fd, strerror(errno));
	watch->active = true;
	loop->watches++;
	return WM_OK;
}

void wm_loop_want(struct wm_loop *loop, struct wm_watch *watch, unsigned events)
{
	struct epoll_event event = {.events = to_epoll(events), .data.ptr = watch};
	int rc;

	assert(watch->active);
	if (watch->events == events)
		return;
	rc = epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event);
	assert(rc == 0);
	(void)rc;
	watch->events = events;
}

void wm_loop_unwatch(struct wm_loop *loop, struct wm_watch *watch)
{
	if (!watch->active)
		return;
	(void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
	watch->active = false;
	loop->watches--;
	/* An event of it may already have been taken from the kernel: it must not arrive any more.
	 */
	for (size_t i = loop->batch_next; i < loop->batch_len; i++)
		if (loop->batch[i].data.ptr == watch)
			loop->batch[i].data.ptr = NULL;
}

static void place(struct wm_loop *loop, size_t slot, struct node node)
{
	loop->heap[slot] = node;
	node.timer->slot = slot;
}

static void sift_up(struct wm_loop *loop, size_t slot, struct node node)
{
	while (slot > 1 && loop->heap[slot / 2].due_ms > node.due_ms) {
		place(loop, slot, loop->heap[slot / 2]);
		slot /= 2;
	}
	place(loop, slot, node);
}

static void sift_down(struct wm_loop *loop, size_t slot, struct node node)
{
	for (;;) {
		size_t child = slot * 2;

		if (child > loop->timers)
			break;
		if (child < loop->timers && loop->heap[child + 1].due_ms < loop->heap[child].due_ms)
			child++;
		if (loop->heap[child].due_ms >= node.due_ms)
			break;
		place(loop, slot, loop->heap[child]);
		slot = child;
	}
	place(loop, slot, node);
}

void wm_loop_cancel(struct wm_loop *loop, struct wm_timer *timer)
{
	size_t slot = timer->slot;
	struct node last;

	if (slot == 0)
		return;
	assert(slot <= loop->timers && loop->heap[slot].timer == timer);
	timer->slot = 0;
	last = loop->heap[loop->timers--];
	if (last.timer == timer)
		return;
	sift_up(loop, slot, last);
	sift_down(loop, last.timer->slot, last);
}

void wm_loop_timer(struct wm_loop *loop, struct wm_timer *timer, uint64_t delay_ms,
		   void (*fire)(void *context), void *context)
{
	uint64_t now = wm_clock_now_ms(loop->clock);

	wm_loop_cancel(loop, timer);
	timer->due_ms = delay_ms > UINT64_MAX - now ? UINT64_MAX : now + delay_ms;
	timer->fire = fire;
	timer->context = context;
	loop->heap = wm_arena_grow(loop->arena, loop->heap, &loop->heap_capacity, loop->timers + 1,
				   sizeof(*loop->heap));
	loop->timers++;
	sift_up(loop, loop->timers, (struct node){timer->due_ms, timer});
}

/* Fire what is due now; a timer that a callback sets anew with no delay waits for the next round,
 * so that descriptors get their turn. */
static void fire_due(struct wm_loop *loop)
{
	uint64_t now = wm_clock_now_ms(loop->clock);

	for (size_t left = loop->timers; left > 0 && loop->timers > 0 && !loop->stop; left--) {
		struct wm_timer *timer = loop->heap[1].timer;

		if (timer->due_ms > now)
			break;
		wm_loop_cancel(loop, timer);
		timer->fire(timer->context);
	}
}

/* How long epoll may sleep: until the next timer, for ever (-1) if there is none. */
static int next_timeout(const struct wm_loop *loop)
{
	uint64_t now;
	uint64_t due;

	if (loop->timers == 0)
		return -1;
	now = wm_clock_now_ms(loop->clock);
	due = loop->heap[1].due_ms;
	if (due <= now)
		return 0;
	return due - now > INT_MAX ? INT_MAX : (int)(due - now);
}

static void dispatch(struct wm_loop *loop)
{
	while (loop->batch_next < loop->batch_len && !loop->stop) {
		const struct epoll_event *event = &loop->batch[loop->batch_next++];
		struct wm_watch *watch = event->data.ptr;

		if (watch)
			watch->ready(watch->context, from_epoll(event->events));
	}
	loop->batch_next = 0;
	loop->batch_len = 0;
}

enum wm_code wm_loop_run(struct wm_loop *loop, struct wm_fail *reterr)
{
	enum wm_code code = WM_OK;

	assert(!loop->running);
	loop->running = true;
	loop->stop = false;
	while (!loop->stop && (loop->watches > 0 || loop->timers > 0)) {
		int count = epoll_wait(loop->epoll, loop->batch, BATCH, next_timeout(loop));

		if (count < 0 && errno != EINTR) {
			code = wm_fail(reterr, WM_ENETWORK, "event loop: epoll_wait: %s",
				       strerror(errno));
			break;
		}
		loop->batch_len = count > 0 ? (size_t)count : 0;
		dispatch(loop);
		fire_due(loop);
	}
	loop->running = false;
	return code;
}

void wm_loop_stop(struct wm_loop *loop)
{
	loop->stop = true;
}
