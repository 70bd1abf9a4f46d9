#define _GNU_SOURCE

#include "kqueue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "filter.h"
#include "knote.h"

enum { BATCH = 256 };

/* All kqueues, by descriptor. Closing one is a close(2) that nobody tells us of: the next to be made finds it. */
static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kqueue **registry;
static size_t registry_capacity;

static void destroy(struct kqueue *kq) {
    for (size_t i = 0; i < kq->capacity; i++) free(kq->watches[i]);
    free(kq->watches);
    for (struct user *user = kq->users, *next; user != NULL; user = next) {
        next = user->next;
        free(user);
    }
    close(kq->waker);
    pthread_mutex_destroy(&kq->lock);
    free(kq);
}

static void release(struct kqueue *kq) {
    pthread_mutex_lock(&registry_lock);
    bool last = --kq->references == 0;
    pthread_mutex_unlock(&registry_lock);
    if (last) destroy(kq);
}

static struct kqueue *acquire(int fd) {
    pthread_mutex_lock(&registry_lock);
    struct kqueue *kq = fd >= 0 && (size_t) fd < registry_capacity ? registry[fd] : NULL;
    if (kq != NULL) kq->references++;
    pthread_mutex_unlock(&registry_lock);
    return kq;
}

/* Only the epoll instance that this kqueue is knows its waker. */
static bool is_closed(const struct kqueue *kq) {
    struct epoll_event wake = {.events = EPOLLIN | EPOLLET, .data.u64 = WAKER};
    return epoll_ctl(kq->fd, EPOLL_CTL_MOD, kq->waker, &wake) < 0;
}

static bool enter(struct kqueue *kq) {
    pthread_mutex_lock(&registry_lock);
    for (size_t i = 0; i < registry_capacity; i++) {
        struct kqueue *other = registry[i];
        if (other == NULL || !is_closed(other)) continue;
        registry[i] = NULL;
        if (--other->references == 0) destroy(other);
    }
    if ((size_t) kq->fd >= registry_capacity) {
        size_t capacity = ((size_t) kq->fd | 63) * 2;
        struct kqueue **larger = realloc(registry, capacity * sizeof(*larger));
        if (larger == NULL) {
            pthread_mutex_unlock(&registry_lock);
            return false;
        }
        memset(larger + registry_capacity, 0, (capacity - registry_capacity) * sizeof(*larger));
        registry = larger;
        registry_capacity = capacity;
    }
    registry[kq->fd] = kq;
    pthread_mutex_unlock(&registry_lock);
    return true;
}

int strait_kqueue(void) {
    struct epoll_event wake = {.events = EPOLLIN | EPOLLET, .data.u64 = WAKER};
    struct kqueue *kq = calloc(1, sizeof(*kq));
    if (kq == NULL) return -1;
    pthread_mutex_init(&kq->lock, NULL);
    kq->references = 1;
    kq->fd = epoll_create1(EPOLL_CLOEXEC);
    kq->waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (kq->fd >= 0 && kq->waker >= 0 && epoll_ctl(kq->fd, EPOLL_CTL_ADD, kq->waker, &wake) == 0 && enter(kq))
        return kq->fd;
    int error = errno;
    if (kq->fd >= 0) close(kq->fd);
    destroy(kq);
    errno = error;
    return -1;
}

/* Applies all changes; those that fail are told in the events while there is room. The number of events told. */
static int apply(
        struct kqueue *kq, const struct kevent *changes, int nchanges, struct kevent *events, int nevents) {
    int count = 0;
    for (int i = 0; i < nchanges; i++) {
        int error = change(kq, &changes[i]);
        if (error == 0 && !(changes[i].flags & EV_RECEIPT)) continue;
        if (count == nevents) {
            if (error == 0) continue;
            errno = error;
            return -1;
        }
        events[count] = changes[i];
        events[count].flags |= EV_ERROR;
        events[count++].data = error;
    }
    return count;
}

static int collect_users(struct kqueue *kq, struct kevent *events, int room) {
    int count = 0;
    for (struct user **at = &kq->users; *at != NULL && count < room;) {
        struct user *user = *at;
        if (user->triggered && !user->note.disabled) {
            events[count++] = (struct kevent) {
                .ident = user->ident,
                .filter = EVFILT_USER,
                .flags = user->note.flags,
                .fflags = user->note.fflags,
                .udata = user->note.udata};
            if (user->note.flags & EV_CLEAR) {
                user->triggered = false;
                user->note.fflags = 0;
            }
            told(&user->note);
        }
        if (user->note.present) {
            at = &user->next;
        } else {
            *at = user->next;
            free(user);
        }
    }
    return count;
}

static bool is_triggered(const struct kqueue *kq) {
    for (const struct user *user = kq->users; user != NULL; user = user->next)
        if (user->triggered && !user->note.disabled) return true;
    return false;
}

/* What the filters of one descriptor have to tell of what epoll reported. */
static int collect(struct kqueue *kq, struct watch *watch, uint32_t reported, struct kevent *events, int room) {
    static const int16_t filters[NOTES] = {
        [WRITE_NOTE] = EVFILT_WRITE, [READ_NOTE] = EVFILT_READ, [SOCK_NOTE] = EVFILT_SOCK};
    struct state state = observe(watch->fd, reported);
    int count = 0;
    int first = watch->first;
    bool changed = false;
    for (int i = 0; i < NOTES; i++) {
        int which = (first + i) % NOTES;
        struct knote *note = &watch->notes[which];
        struct kevent event = {
            .ident = (uintptr_t) watch->fd,
            .filter = filters[which],
            .flags = note->flags,
            .udata = note->udata};
        if (!fires(&state, which, note, &event)) continue;
        if (count == room) {
            watch->first = which;
            break;
        }
        watch->first = 0;
        events[count++] = event;
        if (which == SOCK_NOTE) note->delivered |= event.fflags;
        told(note);
        changed |= which == SOCK_NOTE || note->flags & (EV_ONESHOT | EV_DISPATCH);
    }
    if (state.closed) {
        forget(kq, watch);
        renew(kq);
        return 0;
    }
    bool edge = count == 0;
    if (changed || edge != watch->edge) {
        watch->edge = edge;
        rearm(kq, watch);
    }
    return count;
}

static int wait_for(struct kqueue *kq, struct epoll_event *reported, int room, const struct timespec *timeout) {
    int most = room / NOTES < 1 ? 1 : room / NOTES > BATCH ? BATCH : room / NOTES;
    return epoll_pwait2(kq->fd, reported, most, timeout, NULL);
}

static int scan(struct kqueue *kq, struct kevent *events, int nevents, const struct timespec *timeout) {
    static const struct timespec none = {0};
    struct epoll_event reported[BATCH];
    pthread_mutex_lock(&kq->lock);
    bool triggered = is_triggered(kq);
    pthread_mutex_unlock(&kq->lock);
    int ready = wait_for(kq, reported, nevents, triggered ? &none : timeout);
    if (ready < 0) return -1;

    pthread_mutex_lock(&kq->lock);
    int count = collect_users(kq, events, nevents);
    for (int i = 0; i < ready; i++) {
        if (reported[i].data.u64 == WAKER) continue;
        struct watch *watch = watch_of(kq, reported[i].data.u64);
        if (watch == NULL) renew(kq);
        else if (count < nevents) count += collect(kq, watch, reported[i].events, events + count, nevents - count);
        else if (watch->edge) rearm(kq, watch); /* so that it is reported again */
    }
    pthread_mutex_unlock(&kq->lock);
    return count;
}

static struct timespec until(const struct timespec *deadline) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct timespec left = {deadline->tv_sec - now.tv_sec, deadline->tv_nsec - now.tv_nsec};
    if (left.tv_nsec < 0) {
        left.tv_sec--;
        left.tv_nsec += 1000000000;
    }
    return left.tv_sec < 0 ? (struct timespec) {0} : left;
}

static bool is_zero(const struct timespec *timeout) {
    return timeout->tv_sec == 0 && timeout->tv_nsec == 0;
}

/* What epoll reports may turn out to be nothing that a filter tells; then the rest of the time is waited. */
static int scan_until(struct kqueue *kq, struct kevent *events, int nevents, const struct timespec *timeout) {
    struct timespec deadline;
    struct timespec left;
    if (timeout != NULL && !is_zero(timeout)) {
        clock_gettime(CLOCK_MONOTONIC, &deadline);
        deadline.tv_sec += timeout->tv_sec + (deadline.tv_nsec + timeout->tv_nsec) / 1000000000;
        deadline.tv_nsec = (deadline.tv_nsec + timeout->tv_nsec) % 1000000000;
    }
    for (const struct timespec *wait = timeout;; wait = timeout == NULL ? NULL : &left) {
        int count = scan(kq, events, nevents, wait);
        if (count != 0 || (wait != NULL && is_zero(wait))) return count;
        if (timeout != NULL) left = until(&deadline);
    }
}

int strait_kevent(
        int fd, const struct kevent *changelist, int nchanges, struct kevent *eventlist, int nevents,
        const struct timespec *timeout) {
    if (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_nsec < 0 || timeout->tv_nsec >= 1000000000)) {
        errno = EINVAL;
        return -1;
    }
    struct kqueue *kq = acquire(fd);
    if (kq == NULL) {
        errno = EBADF;
        return -1;
    }
    int count = 0;
    if (nchanges > 0) {
        pthread_mutex_lock(&kq->lock);
        count = apply(kq, changelist, nchanges, eventlist, nevents);
        pthread_mutex_unlock(&kq->lock);
    }
    if (count == 0 && nevents > 0) count = scan_until(kq, eventlist, nevents, timeout);
    int error = errno;
    release(kq);
    errno = error;
    return count;
}
