package io.strait.coroutine;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The locks that a thread holds, as words for a message. The only class that needs the module
/// `java.management`. Of a virtual thread the JVM tells nothing.
///
/// @param monitors those of `synchronized`, each with the frame that took it
/// @param owned those of `java.util.concurrent` that have an owner: `ReentrantLock`, a write lock
record HeldLocks(List<String> monitors, List<String> owned) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static HeldLocks of(Thread thread) {
        ThreadInfo info = info(thread, true);
        return new HeldLocks(monitors(info), owned(info));
    }

    /// Only the monitors, for which the heap needn't be searched.
    static List<String> monitorsOf(Thread thread) {
        return monitors(info(thread, false));
    }

    private static @Nullable ThreadInfo info(Thread thread, boolean owned) {
        return THREADS.getThreadInfo(new long[] {thread.threadId()}, true, owned)[0];
    }

    private static List<String> monitors(@Nullable ThreadInfo info) {
        if (info == null) return List.of();
        return Arrays.stream(info.getLockedMonitors()).map(HeldLocks::describe).toList();
    }

    private static String describe(MonitorInfo monitor) {
        StackTraceElement frame = monitor.getLockedStackFrame();
        return frame == null ? monitor.toString() : monitor + ", taken by " + plain(frame);
    }

    /* Without the names of class loader and module. */
    private static StackTraceElement plain(StackTraceElement frame) {
        return new StackTraceElement(
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                frame.getLineNumber());
    }

    private static List<String> owned(@Nullable ThreadInfo info) {
        if (info == null) return List.of();
        return Arrays.stream(info.getLockedSynchronizers()).map(LockInfo::toString).toList();
    }
}
