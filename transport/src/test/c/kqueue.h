/*
 * kqueue(2) for Linux, as much of it as Netty's kqueue transport and its tests ask for: EVFILT_READ and
 * EVFILT_WRITE on sockets and pipes, level-triggered, EVFILT_USER, and EVFILT_SOCK of macOS.
 *
 * The types and constants have the shape and the values of <sys/event.h> on macOS. One thread waits on a
 * kqueue at a time; any thread may change it. EV_CLEAR on a socket or pipe is refused with ENOTSUP.
 */
#ifndef STRAIT_KQUEUE_H
#define STRAIT_KQUEUE_H

#include <stdint.h>
#include <time.h>

struct kevent {
    uintptr_t ident;
    int16_t filter;
    uint16_t flags;
    uint32_t fflags;
    intptr_t data;
    void *udata;
};

enum { EVFILT_READ = -1, EVFILT_WRITE = -2, EVFILT_USER = -10, EVFILT_SOCK = -13 };

enum {
    EV_ADD = 0x0001,
    EV_DELETE = 0x0002,
    EV_ENABLE = 0x0004,
    EV_DISABLE = 0x0008,
    EV_ONESHOT = 0x0010,
    EV_CLEAR = 0x0020,
    EV_RECEIPT = 0x0040,
    EV_DISPATCH = 0x0080,
    EV_ERROR = 0x4000,
    EV_EOF = 0x8000
};

/* EVFILT_USER */
#define NOTE_TRIGGER 0x01000000u
#define NOTE_FFNOP 0x00000000u
#define NOTE_FFAND 0x40000000u
#define NOTE_FFOR 0x80000000u
#define NOTE_FFCOPY 0xc0000000u
#define NOTE_FFCTRLMASK 0xc0000000u
#define NOTE_FFLAGSMASK 0x00ffffffu

/* EVFILT_SOCK */
#define NOTE_CONNRESET 0x00000001u
#define NOTE_READCLOSED 0x00000002u
#define NOTE_DISCONNECTED 0x00001000u

/* A new kqueue, to be closed with close(2); -1 and errno on failure. */
__attribute__((visibility("default"))) int strait_kqueue(void);

/* Applies the changes, then waits: for ever if the timeout is NULL, not at all if nevents is 0. */
__attribute__((visibility("default"))) int strait_kevent(
        int kq, const struct kevent *changelist, int nchanges, struct kevent *eventlist, int nevents,
        const struct timespec *timeout);

#endif
