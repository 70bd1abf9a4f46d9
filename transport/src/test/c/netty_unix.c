/* Natives of io.netty.channel.unix that Netty's library for epoll lacks where it is older than the classes (4.2.18 under
 * 4.2.20). A library that registers a native itself is asked first: this one then goes unused. */
#include <errno.h>
#include <jni.h>

JNIEXPORT jint JNICALL
Java_io_netty_channel_unix_ErrorsStaticallyReferencedJniMethods_errnoENAMETOOLONG(JNIEnv *env, jclass owner) {
    (void) env;
    (void) owner;
    return ENAMETOOLONG;
}
