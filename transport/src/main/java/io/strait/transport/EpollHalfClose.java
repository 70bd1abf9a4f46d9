package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.Native;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Keeps a half-closed socket in the epoll set of its event loop, where Netty would lose it and
/// what is still to be sent.
final class EpollHalfClose {
    /*
     * Since https://github.com/netty/netty/pull/16689 (seen in 4.2.17 and 4.2.18) Netty takes a socket for which it
     * has no event to wait for out of the epoll set, and doesn't put it back: if later the kernel has no room for
     * a write, it asks for EPOLLOUT with EPOLL_CTL_MOD, which fails with ENOENT. Then it drops the write and
     * shuts our output down; to the peer that is the regular end of a shorter answer. There is no event to wait for
     * once the peer has ended its output and all that was written is in the kernel.
     *
     * The remedy is a flag that is no event, so that there is always one: EPOLLET. It is set when the peer has
     * ended its output, when only EPOLLOUT is still of interest, and that is armed anew (epoll_ctl(2)) whenever Netty
     * asks for it. The method that sets a flag isn't public.
     *
     * It can go as soon as Netty adds such a socket again: HalfCloseConformanceTest tells.
     */
    private static final @Nullable Class<?> CHANNEL = channel();
    private static final @Nullable Method SET_FLAG = setFlag();

    private EpollHalfClose() {}

    private static @Nullable Class<?> channel() {
        try {
            return Class.forName(
                    "io.netty.channel.epoll.AbstractEpollChannel",
                    false,
                    EpollHalfClose.class.getClassLoader());
        } catch (ClassNotFoundException withoutEpoll) {
            return null;
        }
    }

    private static @Nullable Method setFlag() {
        if (CHANNEL == null) return null;
        try {
            Method setFlag = CHANNEL.getDeclaredMethod("setFlag", int.class);
            setFlag.setAccessible(true);
            return setFlag;
        } catch (NoSuchMethodException | InaccessibleObjectException unknownOrInModule) {
            System.getLogger("io.strait.transport")
                    .log(
                            System.Logger.Level.WARNING,
                            "Over epoll, an answer of some MiB may be cut off for a peer that has"
                                    + " ended its output: a defect of Netty that Strait cannot"
                                    + " work around here ("
                                    + unknownOrInModule.getMessage()
                                    + ")");
            return null;
        }
    }

    /// To be called, on the event loop, when the peer has ended its output and before anything is
    /// written after that.
    ///
    /// @return false if it comes too late: the channel is out of the set, and Netty closes it if it
    ///   is asked to read
    static boolean keep(Channel channel) {
        if (SET_FLAG == null || CHANNEL == null || !CHANNEL.isInstance(channel)) return true;
        try {
            SET_FLAG.invoke(channel, Native.EPOLLET);
            return true;
        } catch (ReflectiveOperationException outOfTheSetAlready) {
            return false;
        }
    }
}
