package io.strait.task;

import io.strait.coroutine.Coroutine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A part of a task's code that can be cancelled as a whole, with all that runs inside: further
/// parts, and the tasks that they have forked. Used on the loop's thread alone.
class CancelScope {
    /*
     * The scopes of a task are a list from the innermost outwards, which goes on in the task that has forked it:
     *
     *   Task.scope ─► deadline ─► the task's root ─► the TaskScope that forked it ─► … ─► the root of the outermost task
     *
     * Whoever waits looks outwards, as far as the next shield, for a scope that is cancelled. The outermost one wins: all
     * that is inside it has to end.
     *
     * A scope is cancelled once and stays so. That its time is over is found out by who waits in it, so a deadline is a
     * number and nothing else: no timer is set before something really parks, see Task.setAlarm.
     */

    private final Task task;
    private @Nullable CancelScope around;
    private final boolean shield;
    private final long own; // its deadline, or NO_DEADLINE
    private final long nearest; // of its own and those of the scopes around, as far as the shield
    private @Nullable String why; // it is cancelled
    private @Nullable Coroutine<?, ?> pinned; // a generator, which must not leave it open

    /// A scope inside of those in which `task` is.
    ///
    /// @param task whose code it is a part of
    /// @param shield whether what cancels the code around does not cancel this
    /// @param own when its time is over, on the loop's clock, or [Loop#NO_DEADLINE]
    CancelScope(Task task, boolean shield, long own) {
        this(task, task.scope, shield, own);
    }

    private CancelScope(Task task, @Nullable CancelScope around, boolean shield, long own) {
        this.task = task;
        this.around = around;
        this.shield = shield;
        this.own = own;
        this.nearest = shield || around == null ? own : Loop.earlier(own, around.nearest);
    }

    /* The outermost one of a task's own, which all of its code is in. Most tasks never need one. */
    private static final class Root extends CancelScope {
        private @Nullable List<Belonging> belongings; // seldom any

        Root(Task task, @Nullable CancelScope around) {
            super(task, around, false, Loop.NO_DEADLINE);
        }
    }

    /// The scope that all of `task`'s code is in.
    static CancelScope rootOf(Task task) {
        return root(task);
    }

    private static Root root(Task task) {
        CancelScope outermost = task.scope;
        while (outermost != null && outermost.around != null && outermost.around.task == task)
            outermost = outermost.around;
        if (outermost instanceof Root root) return root;
        Root root = new Root(task, outermost == null ? null : outermost.around);
        if (outermost == null) task.scope = root;
        else outermost.around = root;
        return root;
    }

    /// Has `belonging` closed at the end of `task`, which runs.
    static void closeAtEnd(Task task, Belonging belonging) {
        Root root = root(task);
        if (root.belongings == null) root.belongings = new ArrayList<>();
        root.belongings.removeIf(Belonging::isClosed); // those that any thread has closed
        root.belongings.add(belonging);
    }

    /// `task` has ended, in whichever way. If it was given up or lost, those that it has forked
    /// know of nothing, and neither do those who wait for what it holds.
    static void ended(Task task) {
        Root root = root(task);
        root.cancel(task + " has ended");
        wakeAll(task);
        if (root.belongings != null) root.belongings.forEach(Belonging::close);
    }

    /// Whether another task has forked `task`.
    static boolean isForked(Task task) {
        for (CancelScope each = task.scope; each != null; each = each.around)
            if (each.task != task) return true;
        return false;
    }

    /// Makes `child`, which has not started, a part of what runs in this one.
    final void adopt(Task child) {
        child.scope = new Root(child, this);
    }

    /// Makes it the innermost one of its task.
    final void enter() {
        pinned = inside(task);
        if (pinned != null) pinned.forbidSuspension();
        task.scope = this;
    }

    /// Makes the one around it the innermost again.
    final void leave() {
        task.scope = around;
        if (pinned != null) pinned.allowSuspension();
    }

    final Task task() {
        return task;
    }

    final boolean isCancelled() {
        return why != null;
    }

    /// When the time of what runs inside is over, on the loop's clock, or [Loop#NO_DEADLINE].
    final long nearest() {
        return nearest;
    }

    /// Cancels what runs inside: the waits in it throw from now on.
    final void cancel(String why) {
        if (this.why != null) return;
        this.why = why;
        wakeAll();
    }

    /// Has all that runs inside look whether it is cancelled.
    void wakeAll() {
        wake(task, this);
    }

    /// Has `task`, and all that it has forked, look whether they are cancelled.
    static void wakeAll(Task task) {
        wake(task, null);
    }

    private static void wake(Task task, @Nullable CancelScope outermost) {
        for (CancelScope each = task.scope; each != null && each.task == task; each = each.around) {
            each.wakeChildren();
            if (each == outermost) break;
        }
        task.wake();
    }

    /// Has the tasks that were forked in it look whether they are cancelled.
    void wakeChildren() {}

    /// What has to be thrown by a wait inside.
    ///
    /// @return the outermost scope that is cancelled; null if there is none
    final @Nullable CancelScope outermostCancelled() {
        if (nearest != Loop.NO_DEADLINE && nearest - task.loop().now() <= 0) expire();
        CancelScope outermost = null;
        for (CancelScope each = this; each != null; each = each.shield ? null : each.around)
            if (each.why != null) outermost = each;
        return outermost;
    }

    private void expire() {
        long now = task.loop().now();
        for (CancelScope each = this; each != null; each = each.shield ? null : each.around) {
            if (each.why != null || each.own == Loop.NO_DEADLINE || each.own - now > 0) continue;
            each.cancel(each.timeIsOver());
        }
    }

    final Cancelled thrown() {
        return new Cancelled(this, why == null ? "cancelled" : why);
    }

    /// Says whose time it is that is over.
    String timeIsOver() {
        return "the time of " + task + " is over";
    }

    /// The coroutine whose code calls, inside of `task`, which runs; null if that is its own.
    static @Nullable Coroutine<?, ?> inside(Task task) {
        Coroutine<?, ?> current = Coroutine.current();
        return current == task.coroutine ? null : current;
    }

    /// The deadline of what `task` begins now, on its loop's clock.
    static long deadline(Task task, Duration limit) {
        return task.loop().deadlineIn(TimeUnit.NANOSECONDS.convert(limit));
    }

    /// The nearest deadline of the code of `task` that runs, if it waits until `deadline`.
    static long nearest(Task task, long deadline) {
        CancelScope innermost = task.scope;
        return innermost == null ? deadline : Loop.earlier(deadline, innermost.nearest);
    }

    static IllegalStateException swallowed(Task task, int times) {
        return new IllegalStateException(
                task
                        + " is given up: it caught the error Cancelled "
                        + times
                        + " times and went on waiting; let it pass");
    }
}
