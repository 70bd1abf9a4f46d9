/* The natives of io.netty.channel.kqueue that wait for events. */
#include <errno.h>
#include <jni.h>
#include <stddef.h>

#include "kqueue.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_netty_channel_kqueue_Native_##name
#define CONSTANT(type, name, value)                                                                    \
    JNIEXPORT type JNICALL Java_io_netty_channel_kqueue_KQueueStaticallyReferencedJniMethods_##name( \
            JNIEnv *env, jclass owner) {                                                                \
        (void) env, (void) owner;                                                                       \
        return (type) (value);                                                                          \
    }
#define LAYOUT(name, value)                         \
    NATIVE(jint, name)(JNIEnv * env, jclass owner) { \
        (void) env, (void) owner;                   \
        return (jint) (value);                      \
    }

LAYOUT(sizeofKEvent, sizeof(struct kevent))
LAYOUT(offsetofKEventIdent, offsetof(struct kevent, ident))
LAYOUT(offsetofKEventFilter, offsetof(struct kevent, filter))
LAYOUT(offsetofKEventFlags, offsetof(struct kevent, flags))
LAYOUT(offsetofKEventFFlags, offsetof(struct kevent, fflags))
LAYOUT(offsetofKeventData, offsetof(struct kevent, data))
LAYOUT(offsetofKeventUdata, offsetof(struct kevent, udata))

CONSTANT(jshort, evAdd, EV_ADD)
CONSTANT(jshort, evEnable, EV_ENABLE)
CONSTANT(jshort, evDisable, EV_DISABLE)
CONSTANT(jshort, evDelete, EV_DELETE)
CONSTANT(jshort, evClear, EV_CLEAR)
CONSTANT(jshort, evEOF, EV_EOF)
CONSTANT(jshort, evError, EV_ERROR)
CONSTANT(jshort, noteReadClosed, NOTE_READCLOSED)
CONSTANT(jshort, noteConnReset, NOTE_CONNRESET)
CONSTANT(jshort, noteDisconnected, NOTE_DISCONNECTED)
CONSTANT(jshort, evfiltRead, EVFILT_READ)
CONSTANT(jshort, evfiltWrite, EVFILT_WRITE)
CONSTANT(jshort, evfiltUser, EVFILT_USER)
CONSTANT(jshort, evfiltSock, EVFILT_SOCK)
CONSTANT(jint, connectResumeOnReadWrite, 0)
CONSTANT(jint, connectDataIdempotent, 0)
CONSTANT(jint, fastOpenClient, 0)
CONSTANT(jint, fastOpenServer, 0)

/* The natives of io.netty.channel.unix, which kqueue uses too, are those of Netty's library for epoll: it is loaded
   before this one. */
NATIVE(jint, registerUnix)(JNIEnv *env, jclass owner) {
    (void) env, (void) owner;
    return 0;
}

NATIVE(jint, kqueueCreate)(JNIEnv *env, jclass owner) {
    (void) env, (void) owner;
    int kq = strait_kqueue();
    return kq < 0 ? -errno : kq;
}

NATIVE(jint, keventWait)
(JNIEnv *env, jclass owner, jint kq, jlong changes, jint nchanges, jlong events, jint nevents, jint seconds,
 jint nanoseconds) {
    (void) env, (void) owner;
    struct timespec timeout = {seconds, nanoseconds};
    int ready = strait_kevent(
            kq, (const struct kevent *) changes, nchanges, (struct kevent *) events, nevents, &timeout);
    if (ready >= 0) return ready;
    return errno == EINTR ? 0 : -errno; /* the changes are made by then, and the event loop comes again */
}

static jint change(jint kq, struct kevent event) {
    static const struct timespec none = {0};
    return strait_kevent(kq, &event, 1, NULL, 0, &none) < 0 ? -errno : 0;
}

NATIVE(jint, keventAddUserEvent)(JNIEnv *env, jclass owner, jint kq, jint ident) {
    (void) env, (void) owner;
    return change(
            kq, (struct kevent) {.ident = (uintptr_t) ident, .filter = EVFILT_USER, .flags = EV_ADD | EV_CLEAR});
}

NATIVE(jint, keventTriggerUserEvent)(JNIEnv *env, jclass owner, jint kq, jint ident) {
    (void) env, (void) owner;
    return change(
            kq, (struct kevent) {.ident = (uintptr_t) ident, .filter = EVFILT_USER, .fflags = NOTE_TRIGGER});
}

JNIEXPORT void JNICALL Java_io_netty_channel_kqueue_KQueueEventArray_evSet(
        JNIEnv *env, jclass owner, jlong address, jint ident, jshort filter, jshort flags, jint fflags,
        jlong data, jlong udata) {
    (void) env, (void) owner;
    *(struct kevent *) address = (struct kevent) {
        .ident = (uintptr_t) ident,
        .filter = filter,
        .flags = (uint16_t) flags,
        .fflags = (uint32_t) fflags,
        .data = (intptr_t) data,
        .udata = (void *) udata};
}
