package io.strait.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits for several things at once and takes from the one that is ready; the others are left as
/// they are, and lose nothing.
///
/// ```java
/// Select select = new Select();
/// Select.Case<String, IOException> said = select.on(connection.reading());
/// Select.Case<String, RuntimeException> heard = select.on(mailbox.taking());
/// while (true) {
///     if (select.await() == heard) {
///         connection.write(heard.get());
///     } else {
///         String line = said.get();
///         if (line == null) break;
///         room.publish(line);
///     }
/// }
/// ```
///
/// A select takes [sources][Source] alone, never calls that wait, and takes from one of them alone.
/// So there is nothing to be undone when another one was faster: no message is taken and then
/// dropped.
///
/// **Order.** If several are ready, the one after that which was taken last is taken, so that none
/// has to wait for ever because of another that is always ready. With [#inOrder] the first one that
/// is ready is taken.
///
/// **Cancellation.** A task that is cancelled when it calls `await` gets [Cancelled], and nothing
/// is taken. If it is cancelled while it waits and something is ready when it goes on, that is
/// taken, and its next wait throws. A [Deadline] does the same.
///
/// A select belongs to the task that makes it. All of it is for that task's code.
public final class Select {
    private final Task task = Task.current();
    private final List<Case<?, ?>> cases = new ArrayList<>();
    private final Wait wait =
            new Wait(task.loop(), task) {
                @Override
                protected boolean isOver() {
                    return look();
                }
            };
    private boolean inOrder;
    private int next; // the case with which the next look begins
    private @Nullable Case<?, ?> ready; // at the last look
    private @Nullable Case<?, ?> last; // from which something was taken

    /// A select of the task whose code calls, which waits for nothing yet.
    ///
    /// @throws IllegalStateException outside of a task
    public Select() {}

    /// Has it prefer what was given to it earlier: of several that are ready, it takes the first.
    /// One that is always ready then keeps those behind it waiting for ever.
    ///
    /// @return this
    public Select inOrder() {
        requireOwnTask();
        inOrder = true;
        return this;
    }

    /// Has it wait for `source` too.
    ///
    /// @param <T> what is taken
    /// @param <X> what taking it throws
    /// @param source not one that it has already
    /// @return what tells whether this was the one, and what was taken
    /// @throws IllegalArgumentException if it has this source already
    /// @throws IllegalStateException in another task than its own
    public <T extends @Nullable Object, X extends Exception> Case<T, X> on(Source<T, X> source) {
        Objects.requireNonNull(source, "source");
        requireOwnTask();
        for (Case<?, ?> each : cases) {
            if (each.source == source) {
                throw new IllegalArgumentException("this select has that source already");
            }
        }
        Case<T, X> added = new Case<>(source);
        cases.add(added);
        return added;
    }

    /// Waits until one of its sources is ready, and takes from that one.
    ///
    /// @return the case of which [Case#get] has what was taken
    /// @throws Cancelled if the task is cancelled; nothing is taken then
    /// @throws IllegalStateException if it has no source, if what it took last was not fetched, in
    ///   another task than its own, or if a source is not for this task: it belongs to another
    ///   loop, or a task waits for it alone
    public Case<?, ?> await() {
        return Objects.requireNonNull(await(Loop.NO_DEADLINE), "it has no deadline");
    }

    /// Waits until one of its sources is ready, and takes from that one, if that is so in time.
    ///
    /// @param limit how long it waits; zero or less for no longer than it takes the loop to look
    ///   what there is
    /// @return the case of which [Case#get] has what was taken; null if none was ready in time
    /// @throws Cancelled if the task is cancelled; nothing is taken then
    /// @throws IllegalStateException as [#await()] does
    public @Nullable Case<?, ?> await(Duration limit) {
        return await(TimeUnit.NANOSECONDS.convert(limit));
    }

    private @Nullable Case<?, ?> await(long nanos) {
        requireOwnTask();
        if (cases.isEmpty()) {
            throw new IllegalStateException(
                    "a select without a source would wait for ever; give it one with on()");
        }
        if (last != null && last.holdsSomething()) {
            throw new IllegalStateException(
                    "what this select took last would be lost; get() of its case returns it");
        }
        task.throwIfCancelled();
        task.countOperation();
        return look() ? take() : waitAndTake(task.loop().deadlineIn(nanos));
    }

    private @Nullable Case<?, ?> waitAndTake(long deadline) {
        int entered = 0;
        try {
            long nearest = deadline;
            for (; entered < cases.size(); entered++) {
                Source<?, ?> source = cases.get(entered).source;
                source.enter(task);
                nearest = Loop.earlier(nearest, source.readyAt());
            }
            boolean isReady = look(); // at what came before it had entered
            while (!isReady) {
                isReady = wait.await(task, nearest) || look(); // a timer wakes nobody
                if (!isReady && hasPassed(deadline)) return null;
            }
            return take();
        } finally {
            while (entered > 0) cases.get(--entered).source.leave();
        }
    }

    private boolean hasPassed(long deadline) {
        return deadline != Loop.NO_DEADLINE && deadline - task.loop().now() <= 0;
    }

    /* Finds the first that is ready, beginning with the one whose turn it is. */
    private boolean look() {
        int size = cases.size();
        for (int i = 0; i < size; i++) {
            Case<?, ?> each = cases.get(inOrder ? i : (next + i) % size);
            if (!each.source.isReady()) continue;
            ready = each;
            return true;
        }
        return false;
    }

    private Case<?, ?> take() {
        Case<?, ?> taken = Objects.requireNonNull(ready);
        ready = null;
        if (last != null) last.taken = false;
        last = taken;
        next = cases.indexOf(taken) + 1;
        taken.take();
        return taken;
    }

    private void requireOwnTask() {
        if (Task.current() != task) {
            throw new IllegalStateException("a select is for the task that has made it: " + task);
        }
    }

    /// One of the things for which a select waits: whether it was the one, and what was taken.
    ///
    /// @param <T> what is taken
    /// @param <X> what [#get] throws
    public final class Case<T extends @Nullable Object, X extends Exception> {
        private final Source<T, X> source;
        private boolean taken;
        private @Nullable T value;
        private @Nullable Exception failure;

        private Case(Source<T, X> source) {
            this.source = source;
        }

        private void take() {
            try {
                value = source.take();
            } catch (Exception thrown) {
                failure = thrown;
            }
            taken = true;
        }

        private boolean holdsSomething() {
            return value != null || failure != null;
        }

        /// What was taken. To be called once, after [Select#await()] has returned this case.
        ///
        /// @return what the source gave
        /// @throws X if the source gave that
        /// @throws IllegalStateException if nothing was taken from this one, or if it was fetched
        ///   already
        @SuppressWarnings("NullAway") // It is a T, nullable or not.
        public T get() throws X {
            requireOwnTask();
            if (!taken) {
                throw new IllegalStateException(
                        "nothing was taken from this source, or it was fetched already; await()"
                                + " returns the case that has something");
            }
            taken = false;
            T value = this.value;
            Exception failure = this.failure;
            this.value = null;
            this.failure = null;
            if (failure != null) throw Case.<X>sneaky(failure);
            return value;
        }

        /// Has the select no longer wait for it. What was taken already can still be fetched.
        public void remove() {
            requireOwnTask();
            cases.remove(this);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Exception> E sneaky(Exception thrown) {
            return (E) thrown;
        }
    }
}
