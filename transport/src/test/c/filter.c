#define _GNU_SOURCE

#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

static bool is_socket(int fd) {
    struct stat stat;
    return fstat(fd, &stat) == 0 && S_ISSOCK(stat.st_mode);
}

static int option(int fd, int name) {
    int value = 0;
    socklen_t length = sizeof(value);
    return getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0 ? value : 0;
}

static bool tcp_info(int fd, struct tcp_info *info) {
    socklen_t length = sizeof(*info);
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &length) == 0;
}

/*
 * The error that waits in the socket. SO_ERROR would tell it, and take it away from the reader; so it is
 * deduced: a connection that never saw a round trip was refused, one that did was reset.
 */
static uint32_t pending_error(const struct state *state) {
    struct tcp_info info;
    if (!(state->events & EPOLLERR)) return 0;
    if (option(state->fd, SO_TYPE) == SOCK_DGRAM) return ECONNREFUSED;
    if (!tcp_info(state->fd, &info)) return is_socket(state->fd) ? ECONNRESET : EPIPE;
    return info.tcpi_rtt == 0 ? ECONNREFUSED : ECONNRESET;
}

/* Whether this side of the connection was ended with shutdown(SHUT_WR). */
static bool output_ended(int fd) {
    struct tcp_info info;
    if (option(fd, SO_TYPE) != SOCK_STREAM) return false;
    /* To a UNIX stream, no bytes are no message: this does nothing, or says why it couldn't. */
    if (!tcp_info(fd, &info)) return send(fd, "", 0, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EPIPE;
    switch (info.tcpi_state) {
        case TCP_FIN_WAIT1:
        case TCP_FIN_WAIT2:
        case TCP_CLOSING:
        case TCP_LAST_ACK:
        case TCP_TIME_WAIT:
        case TCP_CLOSE:
            return true;
        default:
            return false;
    }
}

/* How many connections wait for accept(2). Linux doesn't tell it of UNIX sockets: there it is at least one. */
static intptr_t backlog(int fd) {
    struct tcp_info info;
    return tcp_info(fd, &info) ? (intptr_t) info.tcpi_unacked : 1;
}

static intptr_t free_space(int fd, bool socket) {
    int queued = 0;
    int space = socket ? option(fd, SO_SNDBUF) : fcntl(fd, F_GETPIPE_SZ);
    if (ioctl(fd, socket ? SIOCOUTQ : FIONREAD, &queued) < 0) return 0;
    return space > queued ? space - queued : 1; /* epoll said that some is free, and counts otherwise */
}

struct state observe(int fd, uint32_t events) {
    struct state state = {.fd = fd, .events = events};
    if (!(events & EPOLLHUP)) return state;

    /* Of a socket that was never connected, poll says that it is hung up, but not that its input has ended. */
    struct pollfd all = {.fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP};
    if (poll(&all, 1, 0) == 1) state.events |= (uint32_t) all.revents & (EPOLLIN | EPOLLOUT | EPOLLRDHUP);
    state.unconnected = !(state.events & EPOLLRDHUP) && is_socket(fd);
    state.closed = all.revents & POLLNVAL;
    return state;
}

static bool read_fires(struct state *state, struct kevent *out) {
    int bytes = 0;
    if (!(state->events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return false;
    if (ioctl(state->fd, FIONREAD, &bytes) == 0) {
        out->data = bytes;
    } else if (errno == EINVAL) {
        out->data = backlog(state->fd);
    } else if (errno == EBADF) {
        state->closed = true;
        return false;
    }
    if (state->events & (EPOLLRDHUP | EPOLLHUP)) {
        out->flags |= EV_EOF;
        out->fflags = pending_error(state);
    }
    return true;
}

static bool write_fires(struct state *state, struct kevent *out) {
    struct stat stat;
    if (!(state->events & (EPOLLOUT | EPOLLHUP | EPOLLERR))) return false;
    if (fstat(state->fd, &stat) < 0) {
        state->closed = true;
        return false;
    }
    bool socket = S_ISSOCK(stat.st_mode);
    out->data = free_space(state->fd, socket);
    if (socket ? (state->events & EPOLLHUP) || output_ended(state->fd) : state->events & EPOLLERR) {
        out->flags |= EV_EOF;
        out->fflags = pending_error(state);
    }
    return true;
}

static bool sock_fires(struct state *state, const struct knote *note, struct kevent *out) {
    uint32_t notes = 0;
    if (state->events & EPOLLRDHUP) notes |= NOTE_READCLOSED;
    if (state->events & EPOLLHUP) notes |= NOTE_READCLOSED | NOTE_DISCONNECTED;
    if (pending_error(state) == ECONNRESET) notes |= NOTE_CONNRESET;
    out->fflags = notes & note->fflags;
    return (out->fflags & ~note->delivered) != 0;
}

bool fires(struct state *state, int which, const struct knote *note, struct kevent *out) {
    if (!note->present || note->disabled || state->unconnected || state->closed) return false;
    switch (which) {
        case READ_NOTE:
            return read_fires(state, out);
        case WRITE_NOTE:
            return write_fires(state, out);
        default:
            return sock_fires(state, note, out);
    }
}
