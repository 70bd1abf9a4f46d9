package io.strait.coroutine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/// Whether a thread waits to enter a monitor: that one, since any thread waits for one or the other
/// for a moment.
final class Blocked {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Blocked() {}

    /// Whether `monitor` is held by nobody: another thread gets in.
    static boolean isFree(Object monitor) throws InterruptedException {
        List<Boolean> entered = new ArrayList<>();
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    synchronized (monitor) {
                                        entered.add(true);
                                    }
                                });
        while (other.isAlive()) if (isBlocked(other, monitor)) return false;
        return entered.equals(List.of(true));
    }

    private static boolean isBlocked(Thread thread, Object monitor) {
        ThreadInfo info = THREADS.getThreadInfo(thread.threadId());
        return info != null
                && info.getThreadState() == Thread.State.BLOCKED
                && info.getLockInfo() != null
                && info.getLockInfo().getIdentityHashCode() == System.identityHashCode(monitor);
    }
}
