package io.strait.transport.testing;

import java.util.ArrayList;
import java.util.List;

/// Those frames of a stack that say something to the author of a test.
final class Frames {
    private static final List<String> MACHINERY =
            List.of("jdk.internal.vm.", "io.strait.coroutine.", "io.strait.task.");

    private Frames() {}

    /// What a parked task waits in, and who called that: without the frames by which it parks, and
    /// without those at the bottom, which all tasks have.
    static List<StackTraceElement> ofWait(StackTraceElement[] stack) {
        int first = 0;
        while (first < stack.length && isMachinery(stack[first])) first++;
        int last = stack.length;
        while (last > first && isMachinery(stack[last - 1])) last--;
        // The operation itself, such as Task.sleep, if that is one of a task's.
        if (first > 0 && isOperation(stack[first - 1])) first--;
        return List.of(stack).subList(first, last);
    }

    private static boolean isMachinery(StackTraceElement frame) {
        return MACHINERY.stream().anyMatch(frame.getClassName()::startsWith);
    }

    private static boolean isOperation(StackTraceElement frame) {
        return frame.getClassName().startsWith("io.strait.task.");
    }

    /// Those of neither Netty, the JDK nor the kit.
    static List<StackTraceElement> ofUser(StackTraceElement[] stack) {
        List<StackTraceElement> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            boolean kit =
                    name.startsWith("io.strait.transport.testing.CountingAllocator")
                            || name.startsWith("io.strait.transport.testing.Scripted");
            boolean known =
                    name.startsWith("io.netty.")
                            || name.startsWith("java.")
                            || name.startsWith("jdk.")
                            || isMachinery(frame);
            if (!kit && !known) frames.add(frame);
        }
        return frames;
    }
}
