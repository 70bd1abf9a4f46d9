package io.strait.coroutine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/// Whether a thread waits to enter a monitor: that one, since any thread waits for one or the other
/// for a moment.
final class Blocked {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Blocked() {}

    static boolean isBlocked(Thread thread, Object monitor) {
        ThreadInfo info = THREADS.getThreadInfo(thread.threadId());
        return info != null
                && info.getThreadState() == Thread.State.BLOCKED
                && info.getLockInfo() != null
                && info.getLockInfo().getIdentityHashCode() == System.identityHashCode(monitor);
    }
}
