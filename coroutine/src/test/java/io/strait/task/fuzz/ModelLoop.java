package io.strait.task.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/// A modelled loop and who runs next on it. Its clock begins at zero.
final class ModelLoop {
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLICES_A_TURN = 128;
    private static final int NESTED_SLICES = 8;

    /// A command that is run at a time.
    record Timer(long at, long number, Runnable command) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    long now;
    final Deque<Runnable> commands = new ArrayDeque<>();
    final Set<ModelTask> roots = new LinkedHashSet<>();
    private final TreeSet<Timer> timers = new TreeSet<>();
    private long scheduled;
    private boolean ended;
    private boolean running; // a command

    private final Deque<ModelTask> ready = new ArrayDeque<>();
    private boolean continues; // a command to go on with them is queued
    private int slices; // on the stack
    private int budget;
    private ModelTask mounted;

    // The loop.

    boolean hasEnded() {
        return ended;
    }

    void execute(Runnable command) {
        if (ended) throw new Frame.Failed(Failure.of(Failure.Kind.REJECTED, ""));
        commands.add(command);
    }

    Timer schedule(long at, Runnable command) {
        if (ended) throw new Frame.Failed(Failure.of(Failure.Kind.REJECTED, ""));
        Timer timer = new Timer(Math.max(at, now), scheduled++, command);
        timers.add(timer);
        return timer;
    }

    void cancel(Timer timer) {
        timers.remove(timer);
    }

    long nextDeadline() {
        return timers.isEmpty() ? NEVER : timers.first().at;
    }

    void runAll() {
        running = true;
        drain();
        running = false;
    }

    boolean runNext() {
        running = true;
        boolean any = step();
        running = false;
        return any;
    }

    void advance(long time) {
        running = true;
        long target = now + time;
        drain();
        while (nextDeadline() <= target && !timers.isEmpty()) {
            now = nextDeadline();
            drain();
        }
        now = target;
        running = false;
    }

    void end() {
        if (ended) return;
        ended = true;
        timers.clear();
        if (!running) runAll();
    }

    private void drain() {
        while (step()) {}
        if (!ended) return;
        for (ModelTask each : new ArrayList<>(roots)) {
            each.cancel("its loop has ended");
            each.wakeAll();
        }
    }

    private boolean step() {
        Runnable next = commands.poll();
        if (next == null && nextDeadline() <= now && !timers.isEmpty())
            next = timers.pollFirst().command;
        if (next == null) return false;
        next.run();
        return true;
    }

    // Who runs next.

    /// The task whose code runs; null in a callback.
    ModelTask current() {
        return mounted;
    }

    void add(ModelTask task) {
        if (mounted != null || slices == NESTED_SLICES) ready.add(task);
        else if (slices == 0) turns(task);
        else slice(task);
    }

    /// Somebody is woken who is to run anyway: where nobody would go on with the queue, it does.
    void goOn() {
        if (slices == 0 && !continues && !ready.isEmpty()) turns(ready.poll());
    }

    private void turns(ModelTask first) {
        ModelTask task = first;
        while (true) {
            budget = SLICES_A_TURN;
            slice(task);
            while (budget > 0 && !ready.isEmpty()) slice(ready.poll());
            if (ready.isEmpty() || isContinuedLater()) return;
            task = ready.poll();
        }
    }

    private boolean isContinuedLater() {
        if (continues) return true;
        if (ended) return false;
        continues = true;
        commands.add(this::goOnLater);
        return true;
    }

    private void goOnLater() {
        continues = false;
        if (slices == 0 && !ready.isEmpty()) turns(ready.poll());
    }

    private void slice(ModelTask task) {
        budget--;
        slices++;
        mounted = task;
        boolean isAtItsEnd = task.resume();
        if (task.isYielding()) ready.add(task);
        mounted = null;
        if (isAtItsEnd) task.end();
        slices--;
    }
}
