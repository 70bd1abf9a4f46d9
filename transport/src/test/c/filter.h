/* What the filters make of what epoll reports. */
#ifndef STRAIT_FILTER_H
#define STRAIT_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "knote.h"

/* The state of a descriptor at one event. */
struct state {
    int fd;
    uint32_t events;  /* EPOLLIN and its like */
    bool unconnected; /* a stream socket that is neither connected nor was */
    bool closed;      /* the descriptor was closed, a duplicate of it wasn't */
};

struct state observe(int fd, uint32_t events);

/* Whether the filter has something to tell; if so, it fills in the flags, the fflags and the data. */
bool fires(struct state *state, int which, const struct knote *note, struct kevent *out);

#endif
