package io.strait.task;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A queue between tasks that holds so many items and no more: who puts waits while it is full, and
/// who takes waits while it is empty. So a slow taker slows the putters.
///
/// ```java
/// Mailbox<String> lines = new Mailbox<>(64);
/// TaskScope.run(scope -> {
///     scope.fork(() -> {
///         for (String line; (line = readLine()) != null; ) lines.put(line);
///         lines.close();
///     });
///     for (String line; (line = lines.take()) != null; ) handle(line);
///     return null;
/// });
/// ```
///
/// Items, putters and takers are served in the order in which they came. With a capacity of 0 items
/// go from task to task: `put` returns when a taker has the item, or waits for it and gets it in
/// any case, also if it is cancelled now.
///
/// **The end.** After [#close] no more can be put. Takers get what is there, the items of tasks
/// that wait in `put` included, and then null, again and again. So an item is never null. After
/// [#fail] takers get what is in the queue, too, and then an exception.
///
/// **Nothing is lost.** A `put` that throws has put nothing: the item is still the caller's, to be
/// released for instance if it is a Netty message. A `put` that returns has put it, and a `take`
/// that throws has taken nothing. Where a task is cancelled in the moment in which its wait is over
/// anyway, the wait wins, and the next one throws.
///
/// **One thread or several.** A mailbox is for the tasks and the callbacks of one thread, the first
/// that uses it, and needs no lock. One that is made by [#shared] is for the tasks of any loops.
/// There a task that puts or takes parks on its own loop, and is woken there. What doesn't wait may
/// be called from any thread. Each operation holds a lock for a few steps, never while it waits or
/// somebody else's code runs, and a wake-up of another loop's task costs a command of that loop.
///
/// Operations that don't wait count towards a task's share: after very many in a row it lets others
/// run first.
///
/// @param <T> the items
public final class Mailbox<T> {
    private final Exchange<T> exchange;

    /// A mailbox for one thread: that which uses it first.
    ///
    /// @param capacity how many items it holds; 0 to hand each over from task to task. Memory is
    ///   taken for those that are there
    /// @throws IllegalArgumentException if it is negative
    public Mailbox(int capacity) {
        this(new Exchange<>(capacity));
    }

    Mailbox(Exchange<T> exchange) {
        this.exchange = exchange;
    }

    /// A mailbox for the tasks of several loops, and for any thread.
    ///
    /// @param <T> the items
    /// @param capacity how many items it holds; 0 to hand each over from task to task
    /// @return the mailbox
    /// @throws IllegalArgumentException if it is negative
    public static <T> Mailbox<T> shared(int capacity) {
        return new Mailbox<>(new SharedExchange<>(capacity));
    }

    // For tasks.

    /// Puts an item. Waits while the mailbox is full, and behind those who wait already. For the
    /// code of a task.
    ///
    /// @param item is the mailbox's if this returns, and still the caller's if it throws
    /// @throws MailboxClosedException if the mailbox is closed, or has failed, also meanwhile
    /// @throws Cancelled if the task is cancelled
    /// @throws IllegalStateException outside of a task, or on another thread than the mailbox's
    public void put(T item) {
        Objects.requireNonNull(item, "item");
        Task task = enter();
        if (!exchange.put(item)) putInLine(task, item);
        wakeOthers();
    }

    private void putInLine(Task task, T item) {
        task.throwIfCancelled(); // here too: the place of one that is given up stays in line
        Exchange<T>.Putter putter = exchange.new Putter(task, item);
        try {
            exchange.getInLine(putter);
            wakeOthers();
            while (!exchange.isSettled(putter)) putter.await(task);
        } catch (Throwable thrown) {
            if (exchange.withdraw(putter)) throw thrown;
        }
        if (putter.outcome == Place.Outcome.REFUSED) throw closed();
    }

    /// Takes the next item. Waits while there is none, and behind those who wait already. For the
    /// code of a task.
    ///
    /// @return the item, which is the caller's now; null if the mailbox is closed and empty
    /// @throws MailboxClosedException if the mailbox has failed and is empty; the cause says why
    /// @throws Cancelled if the task is cancelled; nothing was taken then
    /// @throws IllegalStateException outside of a task, or on another thread than the mailbox's
    public @Nullable T take() {
        Task task = enter();
        T item = exchange.take();
        if (item == null && !exchange.isAtEnd()) item = takeInLine(task);
        wakeOthers();
        return item == null ? end() : item;
    }

    private @Nullable T takeInLine(Task task) {
        task.throwIfCancelled(); // here too: the place of one that is given up stays in line
        Exchange<T>.Taker taker = exchange.new Taker(task, false);
        T item;
        try {
            exchange.getInLine(taker);
            while ((item = exchange.take(taker)) == null && !exchange.isAtEnd()) taker.await(task);
            return item;
        } finally {
            exchange.leave(taker);
            wakeOthers();
        }
    }

    private Task enter() {
        Task task = Task.current();
        exchange.enterThread();
        task.throwIfCancelled();
        task.countOperation();
        return task;
    }

    // For everybody.

    /// Puts an item if that needs no wait: if there is room, or, with a capacity of 0, a task waits
    /// in `take`. Should that one be cancelled, the item stays for the next to come.
    ///
    /// @param item is the mailbox's if this returns true, else it is still the caller's
    /// @return whether it was put
    /// @throws MailboxClosedException if the mailbox is closed, or has failed
    /// @throws IllegalStateException on another thread than the mailbox's
    public boolean offer(T item) {
        Objects.requireNonNull(item, "item");
        enterWithoutWait();
        boolean accepted = exchange.offer(item);
        if (accepted) wakeOthers();
        return accepted;
    }

    /// Takes the next item if that needs no wait.
    ///
    /// @return the item; null if there is none, if tasks wait for it already, or at the end
    /// @throws MailboxClosedException if the mailbox has failed and is empty; the cause says why
    /// @throws IllegalStateException on another thread than the mailbox's
    public @Nullable T poll() {
        enterWithoutWait();
        T item = exchange.take();
        if (item == null) return exchange.isAtEnd() ? end() : null;
        wakeOthers();
        return item;
    }

    /// Takes all that is there, the items of tasks that wait in `put` included, whose puts are done
    /// then. Doesn't wait, and never throws what the mailbox has failed with: so it can be used to
    /// release what is left.
    ///
    /// @return the items in their order
    /// @throws IllegalStateException on another thread than the mailbox's
    public List<T> drain() {
        exchange.enterThread();
        List<T> all = exchange.drain();
        wakeOthers();
        return all;
    }

    /// Says that no more will be put. Tasks that wait in `put` at this moment still get their items
    /// through. A taker that leaves early closes the mailbox and then [drains][#drain] it, so that
    /// nobody goes on waiting. Does nothing if it is closed already, or has failed.
    ///
    /// @throws IllegalStateException on another thread than the mailbox's
    public void close() {
        exchange.enterThread();
        exchange.close();
        wakeOthers();
    }

    /// Says that no more will be put, since something has failed. Takers get what is in the queue
    /// first, as they do with Kotlin's channels, and then the failure, again and again. Tasks that
    /// wait in `put` get it at once, and keep their items. Does nothing if the mailbox has failed
    /// already, or is closed and empty.
    ///
    /// @param cause of the exception that is thrown
    /// @throws IllegalStateException on another thread than the mailbox's
    public void fail(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        exchange.enterThread();
        exchange.fail(cause);
        wakeOthers();
    }

    // For a select.

    /// What [#take] would take, for a [Select]. If the mailbox has failed and is empty, fetching it
    /// throws the [MailboxClosedException].
    ///
    /// If the tasks of several loops take from a shared mailbox, one that selects waits its turn in
    /// line with them. Who then empties the mailbox with [#drain] on another thread, just when the
    /// select has decided for it, makes the select wait for the next item.
    ///
    /// @return a source, for one task at a time
    public Source<@Nullable T, RuntimeException> taking() {
        return new Taking();
    }

    private final class Taking extends Source<@Nullable T, RuntimeException> {
        private Exchange<T>.@Nullable Taker taker; // if its task is in line

        @Override
        protected boolean isReady() {
            exchange.enterThread();
            return taker == null ? exchange.isReady() : exchange.isDue(taker);
        }

        @Override
        protected @Nullable T take() {
            T item = taker == null ? exchange.take() : take(taker);
            wakeOthers();
            return item == null ? end() : item;
        }

        private @Nullable T take(Exchange<T>.Taker taker) {
            T item;
            while ((item = exchange.take(taker)) == null && !exchange.isAtEnd())
                taker.await(taker.task);
            return item;
        }

        @Override
        protected void enter(Task task) {
            exchange.enterThread();
            if (taker != null) {
                throw new IllegalStateException(
                        "a source is for one task at a time, and has one: " + taker.task);
            }
            Exchange<T>.Taker next = exchange.new Taker(task, true);
            exchange.getInLine(next);
            taker = next;
        }

        @Override
        protected void leave() {
            Exchange<T>.Taker left = taker;
            taker = null;
            if (left == null) return;
            exchange.leave(left);
            wakeOthers();
        }
    }

    // For what is built on a mailbox.

    /// Puts an item if there is room and the mailbox is open. Wakes nobody: [#wakeOthers] has to
    /// follow.
    boolean add(T item) {
        try {
            return exchange.offer(item);
        } catch (MailboxClosedException closed) {
            return false;
        }
    }

    /// Takes the next item, also if tasks wait for it. Wakes nobody: [#wakeOthers] has to follow.
    @Nullable T remove() {
        return exchange.next();
    }

    private void enterWithoutWait() {
        exchange.enterThread();
        Task running = ReadyQueue.ofThread().current();
        if (running != null) running.countOperation();
    }

    private @Nullable T end() {
        if (exchange.cause() != null) throw closed();
        return null;
    }

    private MailboxClosedException closed() {
        return new MailboxClosedException("mailbox", exchange.cause());
    }

    /// Always the last step: outside of a task, those that are woken run at once, in here.
    void wakeOthers() {
        if (!exchange.mayHaveToWake()) return;
        for (Task next; (next = exchange.nextToWake()) != null; ) next.wake();
    }

    // What others see. From another thread than the mailbox's it may be old.

    /// How many items are in the queue, those of tasks that wait in `put` not included.
    ///
    /// @return the number
    public int size() {
        return exchange.size();
    }

    /// How many items it holds.
    ///
    /// @return the number it was made with
    public int capacity() {
        return exchange.capacity;
    }

    /// Whether it takes no more items, since it is closed or has failed. There may still be some to
    /// take.
    ///
    /// @return whether it is; once true it stays so
    public boolean isClosed() {
        return exchange.isClosed();
    }

    /// Its size, capacity and whether it is closed, for messages.
    @Override
    public String toString() {
        String closed = exchange.cause() != null ? ", failed" : isClosed() ? ", closed" : "";
        return "mailbox (" + size() + " of " + capacity() + closed + ")";
    }
}
