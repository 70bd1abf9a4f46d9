package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;

/** An event loop in the model: its commands, and what it does later. */
final class Clock {
    /** Something to be done later, unless it is called off. */
    static final class Timer {
        private final int due;
        private final long number;
        private final Runnable action;
        private boolean off;

        private Timer(int due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        void cancel() {
            off = true;
        }
    }

    private final Deque<Runnable> commands = new ArrayDeque<>();
    private final Queue<Timer> timers =
            new PriorityQueue<>(
                    Comparator.<Timer>comparingInt(timer -> timer.due)
                            .thenComparingLong(timer -> timer.number));
    private long timersSet;
    int now;

    void later(Runnable command) {
        commands.add(command);
    }

    Timer in(int millis, Runnable action) {
        Timer timer = new Timer(now + millis, timersSet++, action);
        timers.add(timer);
        return timer;
    }

    /** All commands, also those that come meanwhile, and then whatever is due. */
    void run() {
        for (Runnable command; (command = commands.poll()) != null; ) command.run();
        while (isDue()) {
            Timer timer = timers.remove();
            if (!timer.off) timer.action.run();
        }
    }

    private boolean isDue() {
        Timer next = timers.peek();
        return next != null && next.due <= now;
    }

    boolean isIdle() {
        return commands.isEmpty() && !isDue();
    }
}
