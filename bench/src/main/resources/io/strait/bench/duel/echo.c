/* The floor: an echo around epoll or kqueue, on one thread, with nothing in between.
 *
 *     echo bytes|lines
 *
 * listens on a free port of the loopback address, prints it, and serves until its input ends. An answer that the kernel
 * doesn't take at once is kept, and the connection isn't read until it is gone. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
typedef struct epoll_event Event;
#define DATA(event) ((event).data.ptr)
#else
#include <sys/event.h>
typedef struct kevent Event;
#define DATA(event) ((event).udata)
#endif

enum { BUFFER = 65536, EVENTS = 1024, BACKLOG = 4096 };

typedef struct {
    int fd;
    size_t start, end; /* what is still to be sent, and the beginning of a line whose end has not come */
    char *kept;
} Connection;

static char buffer[2 * BUFFER];
static int lines, queue;
static Connection listener, input;

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* One of reading and writing is of interest at a time. */
static void watch(Connection *c, int writing, int first) {
#ifdef __linux__
    struct epoll_event event = {.events = writing ? EPOLLOUT : EPOLLIN, .data.ptr = c};
    if (epoll_ctl(queue, first ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, c->fd, &event) != 0) die("epoll_ctl");
#else
    struct kevent changes[2];
    EV_SET(&changes[0], c->fd, EVFILT_READ, EV_ADD | (writing ? EV_DISABLE : EV_ENABLE), 0, 0, c);
    EV_SET(&changes[1], c->fd, EVFILT_WRITE, EV_ADD | (writing ? EV_ENABLE : EV_DISABLE), 0, 0, c);
    (void)first;
    if (kevent(queue, changes, c->fd == 0 || c == &listener ? 1 : 2, NULL, 0, NULL) != 0) die("kevent");
#endif
}

static int wait_for(Event *events) {
#ifdef __linux__
    return epoll_wait(queue, events, EVENTS, -1);
#else
    return kevent(queue, NULL, 0, events, EVENTS, NULL);
#endif
}

static void end(Connection *c) {
    close(c->fd);
    free(c->kept);
    free(c);
}

static void keep(Connection *c, const char *data, size_t length) {
    if (length > 0 && c->kept == NULL && (c->kept = malloc(2 * BUFFER)) == NULL) die("malloc");
    if (length > 0) memmove(c->kept, data, length);
}

/* Sends data[0..length), of which data[length..all) is to be kept in any case; false when the connection is over. */
static int answer(Connection *c, const char *data, size_t length, size_t all) {
    ssize_t sent = length == 0 ? 0 : write(c->fd, data, length);
    if (sent < 0 && errno != EAGAIN) return 0;
    if (sent < 0) sent = 0;
    keep(c, data + sent, all - (size_t)sent);
    c->start = length - (size_t)sent;
    c->end = all - (size_t)sent;
    return 1;
}

static void serve(Connection *c) {
    if (c->start > 0) { /* it was writing */
        if (!answer(c, c->kept, c->start, c->end)) end(c);
        else if (c->start == 0) watch(c, 0, 0);
        return;
    }
    if (c->end > 0) memcpy(buffer, c->kept, c->end);
    ssize_t got = read(c->fd, buffer + c->end, BUFFER);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        end(c);
        return;
    }
    size_t all = c->end + (size_t)got, length = all;
    if (lines) while (length > 0 && buffer[length - 1] != '\n') length--;
    if (!answer(c, buffer, length, all) || all - length > BUFFER) end(c);
    else if (c->start > 0) watch(c, 1, 0);
}

static void accept_one(void) {
    int on = 1;
    Connection *c = calloc(1, sizeof *c);
    if (c == NULL) die("calloc");
    if ((c->fd = accept(listener.fd, NULL, NULL)) < 0) die("accept");
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(c, 0, 1);
}

int main(int count, char **arguments) {
    static Event events[EVENTS];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    lines = count > 1 && strcmp(arguments[1], "lines") == 0;
#ifdef __linux__
    queue = epoll_create1(0);
#else
    queue = kqueue();
#endif
    listener.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener.fd, (struct sockaddr *)&address, size) != 0 || listen(listener.fd, BACKLOG) != 0) die("bind");
    getsockname(listener.fd, (struct sockaddr *)&address, &size);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    watch(&listener, 0, 1);
    watch(&input, 0, 1);
    for (;;) {
        int n = wait_for(events);
        if (n < 0 && errno != EINTR) die("wait");
        for (int i = 0; i < n; i++) {
            Connection *c = DATA(events[i]);
            if (c == &input) return 0;
            if (c == &listener) accept_one();
            else serve(c);
        }
    }
}
