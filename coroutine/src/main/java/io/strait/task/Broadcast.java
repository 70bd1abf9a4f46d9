package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Gives each item that is published to all who have subscribed, each at its own pace.
///
/// ```java
/// Broadcast<Quote> quotes = new Broadcast<>();
///
/// // in a task for each consumer
/// quotes.subscribe(16, SlowConsumer.DROP_OLDEST, mine -> {
///     for (Quote quote; (quote = mine.take()) != null; ) show(quote);
/// });
///
/// // in a task that has something to tell
/// quotes.publish(quote);
/// ```
///
/// A subscription gets what is published after it was made. All get the items in the same order.
/// Each says, when it is made, what is to happen if its consumer is too slow: [SlowConsumer].
///
/// **All or none.** A `publish` that throws has given the item to nobody; one that returns has
/// given it to all.
///
/// **Whose the items are.** All get the same object, unless the broadcast is made with a function
/// that makes a copy for each. For messages with a reference count that is what takes one more
/// reference, and items that no consumer will take are handed to a second function, which releases
/// them.
///
/// Publishers and consumers may be tasks of any loops. They park on their own.
///
/// @param <T> the items
public final class Broadcast<T> {
    /*
     * An item is given to all under the lock, so all get the items in the same order, and nobody sees half of it. It is
     * held for some nanoseconds a subscription: nobody parks or is woken under it, and of other code only `copy` and
     * `discard` run. Whoever has to be woken is woken after it.
     *
     * Publishers have the turn, one after another, so that they are served in the order in which they came. The one that
     * has it and waits for room is in `waiting`. It says so, then looks; a consumer takes, then looks there. So one of the
     * two sees the other: `waiting` is volatile, and each look at a subscription takes its lock. An offer that comes while
     * somebody is in `waiting` is refused, since it would take the room away from it.
     */

    /// What happens to a subscription whose queue is full when the next item is published.
    public enum SlowConsumer {
        /// The publisher waits until there is room. The slowest consumer sets the pace of all, and
        /// one that stops taking, and neither closes its subscription nor ends, stops all.
        WAIT,
        /// The oldest item in the queue is dropped. [Subscription#dropped] tells how many were.
        DROP_OLDEST,
        /// The subscription ends. A consumer that has subscribed [with a body][#subscribe(int,
        /// SlowConsumer, Body)] learns of it at once, wherever it waits, also in a write to a peer
        /// that takes nothing. Any other gets what is in the queue, and then a
        /// [MailboxClosedException] whose cause is a [SlowConsumerException]: it learns of it when
        /// it takes next.
        DISCONNECT
    }

    /// The code of a consumer, from its subscription to its end.
    ///
    /// @param <T> the items
    /// @param <E> what it throws
    @FunctionalInterface
    public interface Body<T, E extends Exception> {
        /// Runs it, in the task that has subscribed.
        ///
        /// @param subscription what it takes from; closed when this returns or throws
        /// @throws E as the code does
        void run(Subscription<T> subscription) throws E;
    }

    private final UnaryOperator<T> copy;
    private final Consumer<? super T> discard;
    private final List<Subscription<T>> subscriptions = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Mailbox<Boolean> turn = Mailbox.shared(1); // of the publishers
    private volatile @Nullable Task waiting; // for room
    private volatile boolean closed;
    private @Nullable Throwable cause; // if it has failed; written before `closed`

    /// A broadcast in which all get the same object.
    public Broadcast() {
        this(item -> item, item -> {});
    }

    /// A broadcast in which each subscription gets its own copy. What was published stays the
    /// publisher's.
    ///
    /// ```java
    /// new Broadcast<ByteBuf>(ByteBuf::retainedDuplicate, ByteBuf::release)
    /// ```
    ///
    /// Both functions may be called with a lock held, so they should be short.
    ///
    /// @param copy makes the copy for a subscription; called by who publishes, on its thread; must
    ///   not throw
    /// @param discard is given the copies that no consumer will take, on the thread of who drops
    ///   them; must not throw
    public Broadcast(UnaryOperator<T> copy, Consumer<? super T> discard) {
        this.copy = Objects.requireNonNull(copy, "copy");
        this.discard = Objects.requireNonNull(discard, "discard");
    }

    // Publishing.

    /// Gives an item to all subscriptions. Waits behind others who wait to publish, and until each
    /// subscription that has to be waited for has room. Does nothing if there are none.
    /// [Subscription#publishToOthers] leaves the caller's own one out. For the code of a task. A
    /// farewell in a `finally` block goes through a [Shield], as this throws in a task that is
    /// cancelled; or it is an [#offer].
    ///
    /// @param item what all get
    /// @throws MailboxClosedException if the broadcast is closed or has failed, also meanwhile;
    ///   nobody has got the item
    /// @throws Cancelled if the task is cancelled; nobody has got the item
    /// @throws IllegalStateException outside of a task
    public void publish(T item) {
        publish(item, null);
    }

    void publish(T item, @Nullable Subscription<T> except) {
        Objects.requireNonNull(item, "item");
        Task task = Task.current();
        turn.put(true);
        try {
            while (!give(item, except)) awaitRoom(task, except);
        } finally {
            turn.remove();
            turn.wakeOthers();
        }
    }

    /// Gives an item to all subscriptions, if none of them has to be waited for. So it is never
    /// refused where all drop the oldest item, or are disconnected. May be called from any thread.
    ///
    /// @param item what all get
    /// @return whether they have it; false if a subscription that has to be waited for is full, or
    ///   a publisher waits for room already: nobody has got it then
    /// @throws MailboxClosedException if the broadcast is closed or has failed
    public boolean offer(T item) {
        return offer(item, null);
    }

    boolean offer(T item, @Nullable Subscription<T> except) {
        Objects.requireNonNull(item, "item");
        return waiting == null && give(item, except);
    }

    /* False if one of them has no room: then nobody gets it. */
    private boolean give(T item, @Nullable Subscription<T> except) {
        List<Subscription<T>> tooSlow = List.of();
        synchronized (lock) {
            throwIfClosed();
            if (!allHaveRoom(except)) return false;
            for (Subscription<T> each : subscriptions) {
                if (each == except || each.add(copy.apply(item))) continue;
                if (tooSlow.isEmpty()) tooSlow = new ArrayList<>();
                tooSlow.add(each);
            }
            if (!tooSlow.isEmpty()) subscriptions.removeAll(tooSlow);
        }
        for (Subscription<T> each : subscriptions) each.wakeConsumers();
        for (Subscription<T> each : tooSlow) each.disconnect();
        return true;
    }

    private boolean allHaveRoom(@Nullable Subscription<T> except) {
        for (Subscription<T> each : subscriptions)
            if (each != except && !each.hasRoom()) return false;
        return true;
    }

    private void awaitRoom(Task task, @Nullable Subscription<T> except) {
        Wait room =
                new Wait(task.loop(), null) {
                    @Override
                    protected boolean isOver() {
                        return closed || allHaveRoom(except);
                    }
                };
        waiting = task;
        try {
            if (!allHaveRoom(except)) room.await(task);
        } finally {
            waiting = null;
        }
    }

    /// A subscription has room now, or is gone.
    void roomCame() {
        Task publisher = waiting;
        if (publisher != null) publisher.wake();
    }

    void discard(T item) {
        discard.accept(item);
    }

    // Subscribing.

    /// Subscribes to what is published from now on, for as long as `body` runs. If the consumer is
    /// [disconnected][SlowConsumer#DISCONNECT] as it is too slow, `body` is cancelled at once: the
    /// wait in which it is throws [Cancelled], and so does every further one. When it has ended by
    /// that, this throws. For the code of a task.
    ///
    /// @param <E> what the body throws
    /// @param capacity how many items wait for the consumer at most, 1 or more
    /// @param slow what happens when there are more
    /// @param body runs at once, in the same task
    /// @throws SlowConsumerException if a wait of the body was cut short since it was disconnected
    /// @throws E as the body does
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws MailboxClosedException if the broadcast is closed or has failed; or as the body does
    /// @throws IllegalStateException outside of a task
    public <E extends Exception> void subscribe(int capacity, SlowConsumer slow, Body<T, E> body)
            throws E {
        Task task = Task.current();
        CancelScope scope = new CancelScope(task, false, Loop.NO_DEADLINE);
        scope.enter();
        try (Subscription<T> mine = subscribe(new Subscription<>(this, capacity, slow, scope))) {
            body.run(mine);
        } catch (Cancelled cancelled) {
            if (!cancelled.ends(scope)) throw cancelled;
            throw new SlowConsumerException(capacity, cancelled);
        } finally {
            scope.leave();
        }
    }

    /// Subscribes to what is published from now on, for a consumer that is not the code of one
    /// method. May be called from any thread. In the code of a task, the subscription is closed at
    /// the end of that task, if it was not before.
    ///
    /// @param capacity how many items wait for the consumer at most, 1 or more
    /// @param slow what happens when there are more
    /// @return the subscription, to be closed by its consumer
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws MailboxClosedException if the broadcast is closed or has failed
    public Subscription<T> subscribe(int capacity, SlowConsumer slow) {
        return subscribe(new Subscription<>(this, capacity, slow, null));
    }

    private Subscription<T> subscribe(Subscription<T> subscription) {
        synchronized (lock) {
            throwIfClosed();
            subscriptions.add(subscription);
        }
        Task owner = ReadyQueue.ofThread().current();
        if (owner != null) CancelScope.closeAtEnd(owner, subscription);
        return subscription;
    }

    void remove(Subscription<T> subscription) {
        subscriptions.remove(subscription);
    }

    /// How many subscriptions there are. May be called from any thread.
    ///
    /// @return the number
    public int subscriptions() {
        return subscriptions.size();
    }

    // The end.

    /// Says that no more will be published. Consumers get what waits for them, and then null. A
    /// publisher that waits for room is refused. Does nothing if it is closed already, or has
    /// failed. May be called from any thread.
    public void close() {
        end(null);
    }

    /// Says that no more will be published, since something has failed. Consumers get what waits
    /// for them, and then the failure. A publisher that waits for room gets it at once. Does
    /// nothing if it is closed already, or has failed. May be called from any thread.
    ///
    /// @param cause of the exception that is thrown
    public void fail(Throwable cause) {
        end(Objects.requireNonNull(cause, "cause"));
    }

    private void end(@Nullable Throwable cause) {
        List<Subscription<T>> last;
        synchronized (lock) {
            if (closed) return;
            this.cause = cause;
            closed = true;
            last = List.copyOf(subscriptions);
            subscriptions.clear();
        }
        for (Subscription<T> each : last) each.end(cause);
        roomCame();
    }

    /// Whether nothing is published any more, since it is closed or has failed. Consumers may still
    /// have something to take. May be called from any thread.
    ///
    /// @return whether it is; once true it stays so
    public boolean isClosed() {
        return closed;
    }

    private void throwIfClosed() {
        if (closed) throw new MailboxClosedException("broadcast", cause);
    }

    /// How many have subscribed and whether it is closed, for messages.
    @Override
    public String toString() {
        String end = !closed ? "" : cause == null ? ", closed" : ", failed";
        return "broadcast to " + subscriptions.size() + end;
    }
}
