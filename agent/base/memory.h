/* The heap as this folder uses it: every request is met, or the program ends. */
#ifndef WAYMARK_BASE_MEMORY_H
#define WAYMARK_BASE_MEMORY_H

#include <waymark/arena.h>

#include <stddef.h>

/* SIZE zeroed bytes from the heap, for free(). Never NULL. */
void *wm_memory_get(size_t size);

#endif
