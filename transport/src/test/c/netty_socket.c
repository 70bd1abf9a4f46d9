/* The natives of io.netty.channel.kqueue.BsdSocket: socket options by their names on Linux, and sendfile. */
#define _GNU_SOURCE

#include <errno.h>
#include <jni.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_netty_channel_kqueue_BsdSocket_##name

static void refuse(JNIEnv *env, int error) {
    jclass exception = (*env)->FindClass(env, "java/io/IOException");
    if (exception != NULL) (*env)->ThrowNew(env, exception, strerror(error));
}

static jint get(JNIEnv *env, int fd, int level, int name) {
    int value = 0;
    socklen_t length = sizeof(value);
    if (getsockopt(fd, level, name, &value, &length) < 0) refuse(env, errno);
    return value;
}

static void set(JNIEnv *env, int fd, int level, int name, int value) {
    if (setsockopt(fd, level, name, &value, sizeof(value)) < 0) refuse(env, errno);
}

NATIVE(jint, getTcpNoPush)(JNIEnv *env, jclass owner, jint fd) {
    (void) owner;
    return get(env, fd, IPPROTO_TCP, TCP_CORK);
}

NATIVE(void, setTcpNoPush)(JNIEnv *env, jclass owner, jint fd, jint value) {
    (void) owner;
    set(env, fd, IPPROTO_TCP, TCP_CORK, value);
}

NATIVE(jint, getSndLowAt)(JNIEnv *env, jclass owner, jint fd) {
    (void) owner;
    return get(env, fd, SOL_SOCKET, SO_SNDLOWAT);
}

/* Linux has it as a constant. */
NATIVE(void, setSndLowAt)(JNIEnv *env, jclass owner, jint fd, jint value) {
    (void) owner;
    set(env, fd, SOL_SOCKET, SO_SNDLOWAT, value);
}

NATIVE(jint, isTcpFastOpen)(JNIEnv *env, jclass owner, jint fd) {
    (void) owner;
    return get(env, fd, IPPROTO_TCP, TCP_FASTOPEN) != 0;
}

NATIVE(void, setTcpFastOpen)(JNIEnv *env, jclass owner, jint fd, jint value) {
    (void) owner;
    set(env, fd, IPPROTO_TCP, TCP_FASTOPEN, value);
}

/* As on macOS, there are none. */
NATIVE(jobjectArray, getAcceptFilter)(JNIEnv *env, jclass owner, jint fd) {
    (void) env, (void) owner, (void) fd;
    return NULL;
}

NATIVE(void, setAcceptFilter)(JNIEnv *env, jclass owner, jint fd, jstring name, jstring arguments) {
    (void) owner, (void) fd, (void) name, (void) arguments;
    refuse(env, EINVAL);
}

NATIVE(jobject, getPeerCredentials)(JNIEnv *env, jclass owner, jint fd) {
    (void) owner;
    struct ucred peer;
    socklen_t length = sizeof(peer);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) {
        refuse(env, errno);
        return NULL;
    }
    jint group = (jint) peer.gid;
    jintArray groups = (*env)->NewIntArray(env, 1);
    jclass type = (*env)->FindClass(env, "io/netty/channel/unix/PeerCredentials");
    if (groups == NULL || type == NULL) return NULL;
    (*env)->SetIntArrayRegion(env, groups, 0, 1, &group);
    jmethodID constructor = (*env)->GetMethodID(env, type, "<init>", "(II[I)V");
    if (constructor == NULL) return NULL;
    return (*env)->NewObject(env, type, constructor, (jint) peer.pid, (jint) peer.uid, groups);
}

/* connectx(2), which is macOS's alone; Netty asks for it only where TCP fast open is. */
NATIVE(jint, connectx)
(JNIEnv *env, jclass owner, jint fd, jint interface, jboolean source_is_v6, jbyteArray source, jint source_scope,
 jint source_port, jboolean target_is_v6, jbyteArray target, jint target_scope, jint target_port, jint flags,
 jlong vectors, jint count, jint length) {
    (void) env, (void) owner, (void) fd, (void) interface, (void) source_is_v6, (void) source;
    (void) source_scope, (void) source_port, (void) target_is_v6, (void) target, (void) target_scope;
    (void) target_port, (void) flags, (void) vectors, (void) count, (void) length;
    return -ENOSYS;
}

/* The value of an object's field of a class type; NULL with an exception pending where there is none. */
static jobject field(JNIEnv *env, jobject object, const char *name, const char *type) {
    if (object == NULL) return NULL;
    jfieldID id = (*env)->GetFieldID(env, (*env)->GetObjectClass(env, object), name, type);
    return id == NULL ? NULL : (*env)->GetObjectField(env, object, id);
}

static int descriptor_of(JNIEnv *env, jobject region) {
    jobject channel = field(env, region, "file", "Ljava/nio/channels/FileChannel;");
    jobject descriptor = field(env, channel, "fd", "Ljava/io/FileDescriptor;");
    if (descriptor == NULL) return -1;
    jfieldID fd = (*env)->GetFieldID(env, (*env)->GetObjectClass(env, descriptor), "fd", "I");
    return fd == NULL ? -1 : (*env)->GetIntField(env, descriptor, fd);
}

/* How many bytes of the file went to the socket, which the region is told too; a negative errno on failure. */
NATIVE(jlong, sendFile)
(JNIEnv *env, jclass owner, jint socket, jobject region, jlong base, jlong offset, jlong length) {
    (void) owner;
    int file = descriptor_of(env, region);
    if (file < 0) return -EBADF;
    jfieldID transferred = (*env)->GetFieldID(env, (*env)->GetObjectClass(env, region), "transferred", "J");
    if (transferred == NULL) return -EINVAL;

    off_t from = base + offset;
    ssize_t sent;
    do {
        sent = sendfile(socket, file, &from, (size_t) length);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) return -errno;
    if (sent > 0) (*env)->SetLongField(env, region, transferred, offset + sent);
    return sent;
}
