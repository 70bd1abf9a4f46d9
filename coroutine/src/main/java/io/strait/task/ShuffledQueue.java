package io.strait.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Who runs next in a test: tasks that are ready at the same time run in random order. It also
/// knows which tasks there are. A test kit installs one for the tasks that it is about to start.
///
/// It belongs to the thread that made it, and only that thread may use it. What [ReadyQueue] says
/// of turns holds here too; only the order in them is another one.
public final class ShuffledQueue extends ReadyQueue {
    private final ReadyQueue before;
    private final ShuffledRing ready;
    private final Slices slices;
    private final Set<Task> tasks = new LinkedHashSet<>(); // that have begun
    private final Set<Object> outside = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean held;

    /// What is told of each slice of a task, on the queue's thread, outside of the task's code.
    @FunctionalInterface
    public interface Slices {
        /// The task is about to run.
        ///
        /// @param task will run next
        void begins(Task task);

        /// The task has stopped, in a wait or at its end.
        ///
        /// @param task has run
        default void ends(Task task) {}
    }

    private ShuffledQueue(ReadyQueue before, ShuffledRing ready, Slices slices) {
        super(ready);
        this.before = before;
        this.ready = ready;
        this.slices = slices;
    }

    /// Makes one for the tasks that the calling thread makes from now on, until [#uninstall].
    ///
    /// @param random decides who is next
    /// @param slices is told of each slice
    /// @return the queue
    /// @throws IllegalStateException in the code of a task, or if the thread has one already
    public static ShuffledQueue install(RandomGenerator random, Slices slices) {
        ReadyQueue before = ReadyQueue.ofThread();
        if (before instanceof ShuffledQueue || !before.isIdle()) {
            throw new IllegalStateException(
                    "thread '"
                            + Thread.currentThread().getName()
                            + "' "
                            + (before.isIdle()
                                    ? "has tasks in random order already; uninstall that queue"
                                    : "runs tasks; install another queue from outside of them"));
        }
        ShuffledQueue queue = new ShuffledQueue(before, new ShuffledRing(random), slices);
        queue.install();
        return queue;
    }

    /// Gives the thread back the queue that it had before. Tasks that have not ended never run
    /// again.
    public void uninstall() {
        if (ReadyQueue.ofThread() == this) before.install();
    }

    /// The tasks that have begun and not ended, in the order in which they began.
    ///
    /// @return the tasks
    public List<Task> living() {
        tasks.removeIf(Task::hasEnded);
        return new ArrayList<>(tasks);
    }

    /// What runs elsewhere and will wake a task: work that was offloaded, for instance.
    ///
    /// @return the work
    public List<Object> outside() {
        return new ArrayList<>(outside);
    }

    /// Runs the timers of one moment. Tasks whose time is over are all ready then, and run in
    /// random order after the last of these timers.
    ///
    /// @param timers runs them
    public void runTimers(Runnable timers) {
        held = true;
        try {
            timers.run();
        } finally {
            held = false;
            goOn();
        }
    }

    @Override
    void add(Task task) {
        if (current() == task) ready.endBatch(); // it lets the others run
        if (held && isIdle() && isDue(task)) ready.add(task);
        else super.add(task);
    }

    private static boolean isDue(Task task) {
        Alarm alarm = task.alarm;
        return alarm != null && alarm.isDue();
    }

    @Override
    void slice(Task task) {
        tasks.add(task);
        slices.begins(task);
        try {
            super.slice(task);
        } finally {
            Alarm alarm = task.alarm;
            if (task.hasEnded()) tasks.remove(task);
            else if (alarm != null) alarm.tidy();
            slices.ends(task);
        }
    }

    @Override
    void outsideBegins(Object work) {
        outside.add(work);
    }

    @Override
    void outsideEnds(Object work) {
        outside.remove(work);
    }

    /// Its tasks, for messages.
    @Override
    public String toString() {
        return "queue in random order, with " + living().size() + " tasks";
    }
}
