/* Doubly linked lists whose links lie inside the items. */
#ifndef WAYMARK_CYCLE_CHAIN_H
#define WAYMARK_CYCLE_CHAIN_H

#include <stddef.h>

/* A link of an item, or the head of a chain, where the ends of the chain meet. */
struct wm_link {
	struct wm_link *next, *previous;
	void *item; /* NULL in a head */
};

static inline void wm_chain_init(struct wm_link *head)
{
	head->next = head->previous = head;
}

/* Put LINK of ITEM at the end of the chain. */
static inline void wm_chain_add(struct wm_link *head, struct wm_link *link, void *item)
{
	link->item = item;
	link->next = head;
	link->previous = head->previous;
	head->previous->next = link;
	head->previous = link;
}

static inline void wm_chain_remove(struct wm_link *link)
{
	link->next->previous = link->previous;
	link->previous->next = link->next;
}

/* The item in front, NULL if the chain is empty. */
static inline void *wm_chain_first(const struct wm_link *head)
{
	return head->next->item;
}

#endif
