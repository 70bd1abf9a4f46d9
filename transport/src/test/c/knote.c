#define _GNU_SOURCE

#include "knote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static uint64_t key_of(const struct watch *watch) {
    return (uint64_t) watch->generation << 32 | (uint32_t) watch->fd;
}

static struct watch *find(const struct kqueue *kq, uintptr_t fd) {
    return fd < kq->capacity ? kq->watches[fd] : NULL;
}

struct watch *watch_of(const struct kqueue *kq, uint64_t key) {
    struct watch *watch = find(kq, (uint32_t) key);
    return watch != NULL && key_of(watch) == key ? watch : NULL;
}

static bool is_empty(const struct watch *watch) {
    for (int which = 0; which < NOTES; which++)
        if (watch->notes[which].present) return false;
    return true;
}

static bool wants(const struct watch *watch, int which) {
    return watch->notes[which].present && !watch->notes[which].disabled;
}

static struct epoll_event interest(const struct watch *watch) {
    const struct knote *sock = &watch->notes[SOCK_NOTE];
    struct epoll_event event = {.events = watch->edge ? EPOLLET : 0, .data.u64 = key_of(watch)};
    if (wants(watch, READ_NOTE)) event.events |= EPOLLIN | EPOLLRDHUP;
    if (wants(watch, WRITE_NOTE)) event.events |= EPOLLOUT;
    if (wants(watch, SOCK_NOTE) && (sock->fflags & ~sock->delivered & NOTE_READCLOSED))
        event.events |= EPOLLRDHUP;
    return event;
}

static int control(const struct kqueue *kq, int operation, const struct watch *watch) {
    struct epoll_event event = interest(watch);
    return epoll_ctl(kq->fd, operation, watch->fd, &event) == 0 ? 0 : errno;
}

static bool make_room(struct kqueue *kq, size_t fd) {
    if (fd < kq->capacity) return true;
    size_t capacity = (fd | 63) * 2;
    struct watch **watches = realloc(kq->watches, capacity * sizeof(*watches));
    if (watches == NULL) return false;
    memset(watches + kq->capacity, 0, (capacity - kq->capacity) * sizeof(*watches));
    kq->watches = watches;
    kq->capacity = capacity;
    return true;
}

static struct watch *create(struct kqueue *kq, int fd) {
    if (!make_room(kq, (size_t) fd)) return NULL;
    struct watch *watch = calloc(1, sizeof(*watch));
    if (watch == NULL) return NULL;
    watch->fd = fd;
    watch->generation = ++kq->generation;
    kq->watches[fd] = watch;
    return watch;
}

void forget(struct kqueue *kq, struct watch *watch) {
    kq->watches[watch->fd] = NULL;
    free(watch);
}

int rearm(struct kqueue *kq, struct watch *watch) {
    bool empty = is_empty(watch);
    int error = control(kq, empty ? EPOLL_CTL_DEL : watch->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, watch);
    /* Closed, with a duplicate left open, and then made again from that duplicate. */
    if (error == EEXIST) error = control(kq, EPOLL_CTL_MOD, watch);
    watch->registered = true;
    if (empty || error != 0) forget(kq, watch);
    return error;
}

void told(struct knote *note) {
    if (note->flags & EV_ONESHOT) note->present = false;
    if (note->flags & EV_DISPATCH) note->disabled = true;
}

static void configure(struct knote *note, const struct kevent *kev) {
    if (kev->flags & EV_ADD) {
        note->present = true;
        note->disabled = false;
        note->flags = kev->flags & (EV_CLEAR | EV_ONESHOT | EV_DISPATCH);
        note->udata = kev->udata;
    }
    if (kev->flags & EV_ENABLE) note->disabled = false;
    if (kev->flags & EV_DISABLE) note->disabled = true;
}

static int absent(int fd) {
    return fcntl(fd, F_GETFD) < 0 ? EBADF : ENOENT;
}

/*
 * Closing a descriptor takes it out of epoll, as out of a kqueue, but nobody tells us. So each change asks epoll,
 * which knows the file behind the number: if it doesn't know the two together, nothing of what we know holds.
 */
static int change_descriptor(struct kqueue *kq, const struct kevent *kev, int which) {
    if (kev->ident > INT32_MAX) return EBADF;
    if ((kev->flags & EV_ADD) && (kev->flags & EV_CLEAR)) return ENOTSUP;
    int fd = (int) kev->ident;
    bool add = (kev->flags & EV_ADD) && !(kev->flags & EV_DELETE);
    struct watch *watch = find(kq, kev->ident);
    for (;;) {
        if (watch == NULL) {
            int error = absent(fd);
            if (!add || error == EBADF) return error;
            watch = create(kq, fd);
            if (watch == NULL) return ENOMEM;
        }
        struct knote *note = &watch->notes[which];
        if (!note->present && !add) return absent(fd);

        if (kev->flags & EV_DELETE) note->present = false;
        else configure(note, kev);
        note->delivered = 0;
        if (add && which == SOCK_NOTE) note->fflags = kev->fflags;

        bool known = watch->registered;
        watch->edge = false;
        int error = rearm(kq, watch);
        if (error != ENOENT || !add || !known) return error;
        watch = NULL;
    }
}

static int change_user(struct kqueue *kq, const struct kevent *kev) {
    struct user **at = &kq->users;
    while (*at != NULL && (*at)->ident != kev->ident) at = &(*at)->next;
    struct user *user = *at;
    if (user == NULL) {
        if (!(kev->flags & EV_ADD) || (kev->flags & EV_DELETE)) return ENOENT;
        user = calloc(1, sizeof(*user));
        if (user == NULL) return ENOMEM;
        user->ident = kev->ident;
        *at = user;
    } else if (kev->flags & EV_DELETE) {
        *at = user->next;
        free(user);
        return 0;
    }

    configure(&user->note, kev);
    uint32_t given = kev->fflags & NOTE_FFLAGSMASK;
    switch (kev->fflags & NOTE_FFCTRLMASK) {
        case NOTE_FFAND:
            user->note.fflags &= given;
            break;
        case NOTE_FFOR:
            user->note.fflags |= given;
            break;
        case NOTE_FFCOPY:
            user->note.fflags = given;
            break;
        default:
            break;
    }
    if (kev->fflags & NOTE_TRIGGER) user->triggered = true;
    if (user->triggered && !user->note.disabled && eventfd_write(kq->waker, 1) < 0) return errno;
    return 0;
}

int change(struct kqueue *kq, const struct kevent *kev) {
    switch (kev->filter) {
        case EVFILT_READ:
            return change_descriptor(kq, kev, READ_NOTE);
        case EVFILT_WRITE:
            return change_descriptor(kq, kev, WRITE_NOTE);
        case EVFILT_SOCK:
            return change_descriptor(kq, kev, SOCK_NOTE);
        case EVFILT_USER:
            return change_user(kq, kev);
        default:
            return EINVAL;
    }
}

void renew(struct kqueue *kq) {
    struct epoll_event wake = {.events = EPOLLIN | EPOLLET, .data.u64 = WAKER};
    int fd = epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) return;
    if (epoll_ctl(fd, EPOLL_CTL_ADD, kq->waker, &wake) < 0 || dup3(fd, kq->fd, O_CLOEXEC) < 0) {
        close(fd);
        return;
    }
    close(fd);
    for (size_t i = 0; i < kq->capacity; i++) {
        struct watch *watch = kq->watches[i];
        if (watch == NULL) continue;
        watch->registered = false;
        rearm(kq, watch);
    }
}
