/* What a kqueue knows of a descriptor (a watch), and of each filter on it (a knote). */
#ifndef STRAIT_KNOTE_H
#define STRAIT_KNOTE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kqueue.h"

struct knote {
    bool present;
    bool disabled;
    uint16_t flags;     /* of EV_CLEAR, EV_ONESHOT and EV_DISPATCH */
    uint32_t fflags;    /* EVFILT_SOCK: the notes asked for; EVFILT_USER: the caller's own */
    uint32_t delivered; /* EVFILT_SOCK: the notes already told, each of which is told once */
    void *udata;
};

/* In the order in which the events of one descriptor are told: a failed connect is the writer's matter. */
enum { WRITE_NOTE, READ_NOTE, SOCK_NOTE, NOTES };

struct watch {
    int fd;
    uint32_t generation; /* tells this registration with epoll from older ones of the same number */
    bool registered;     /* with epoll */
    bool edge;           /* epoll reports what no filter wants to hear: only changes of it are of interest */
    int first;           /* the filter to ask first, where not all events fit into the caller's list */
    struct knote notes[NOTES];
};

struct user {
    uintptr_t ident;
    bool triggered;
    struct knote note;
    struct user *next;
};

/* The descriptor of a kqueue is an epoll instance: poll(2) and close(2) work on it. */
struct kqueue {
    int fd;
    int waker; /* an eventfd, whose edges wake the one who waits */
    int references;
    uint32_t generation;
    pthread_mutex_t lock; /* over everything below */
    struct watch **watches;
    size_t capacity;
    struct user *users;
};

/* What epoll hands back for the waker. */
#define WAKER UINT64_MAX

/* Applies one change; 0 or an errno. The lock is held. */
int change(struct kqueue *kq, const struct kevent *kev);

struct watch *watch_of(const struct kqueue *kq, uint64_t key);

/* Tells epoll what the filters of this watch want to hear now; 0 or an errno. The watch is gone afterwards if it
   has no filter, or on an error. */
int rearm(struct kqueue *kq, struct watch *watch);

/* Forgets the watch, without a word to epoll. */
void forget(struct kqueue *kq, struct watch *watch);

/* Puts a new epoll instance in the place of one that reports descriptors which were closed while a duplicate
   of them is still open; they can't be removed from it. */
void renew(struct kqueue *kq);

/* What happens to a knote when its event was told. */
void told(struct knote *note);

#endif
