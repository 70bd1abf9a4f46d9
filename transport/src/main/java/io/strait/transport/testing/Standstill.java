package io.strait.transport.testing;

import io.strait.task.Task;
import java.util.List;

/// Why nothing goes on in a scenario: what each task waits for, and which deadline is next.
final class Standstill {
    private static final int FRAMES = 8;

    private Standstill() {}

    /// All that can be said of it.
    ///
    /// @param untilNextTimer in nanoseconds, or [ScenarioLoop#NONE]
    static String text(VirtualClock clock, long untilNextTimer, List<Task> tasks) {
        StringBuilder text = new StringBuilder("everything is parked, and ");
        if (untilNextTimer == ScenarioLoop.NONE) {
            text.append("nothing outside can wake it");
        } else {
            text.append("the next deadline is in ").append(Text.ofNanos(untilNextTimer));
            text.append(
                    clock.mayJump()
                            ? ""
                            : ": advance the clock, or let it jump (clock().autoJump())");
        }
        return text.append(waits(tasks)).toString();
    }

    /// What each task waits for, from a new line on.
    static String waits(List<Task> tasks) {
        StringBuilder text = new StringBuilder();
        for (Task task : tasks) {
            text.append("\n  task ").append(task).append(" waits");
            List<StackTraceElement> frames = Frames.ofWait(task.stackTrace());
            frames.stream()
                    .limit(FRAMES)
                    .forEach(frame -> text.append("\n      at ").append(frame));
            if (frames.size() > FRAMES) text.append("\n      …");
        }
        return text.toString();
    }
}
