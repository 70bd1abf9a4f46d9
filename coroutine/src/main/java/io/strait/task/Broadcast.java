package io.strait.task;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Gives each item that is published to all who have subscribed, each at its own pace.
///
/// ```java
/// Broadcast<Quote> quotes = new Broadcast<>();
///
/// // in a task for each consumer
/// try (Subscription<Quote> mine = quotes.subscribe(16, SlowConsumer.DROP_OLDEST)) {
///     for (Quote quote; (quote = mine.take()) != null; ) show(quote);
/// }
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
     * One publisher at a time has the turn. So it alone adds to the subscriptions, and where it has seen room there is
     * room until it uses it: it looks at all of them, parks until all have room, and then gives to all without a wait.
     *
     * The publisher that waits for room is in `waiting`. It says so, then looks; a consumer takes, then looks there. So
     * one of the two sees the other: `waiting` is volatile, and each look at a subscription takes its lock.
     */

    /// What happens to a subscription whose queue is full when the next item is published.
    public enum SlowConsumer {
        /// The publisher waits until there is room. The slowest consumer sets the pace of all, and
        /// one that stops without closing its subscription stops all.
        WAIT,
        /// The oldest item in the queue is dropped. [Subscription#dropped] tells how many were.
        DROP_OLDEST,
        /// The subscription ends. Its consumer gets what is in the queue, and then a
        /// [MailboxClosedException] whose cause is a [SlowConsumerException]. A consumer that
        /// stands in a write to a peer that takes nothing learns of it when that write is over:
        /// give the write a limit.
        DISCONNECT
    }

    private final UnaryOperator<T> copy;
    private final Consumer<? super T> discard;
    private final List<Subscription<T>> subscriptions = new CopyOnWriteArrayList<>();
    private final Mailbox<Boolean> turn = Mailbox.shared(1); // of who publishes
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
    /// @param copy makes the copy for a subscription; called by who publishes, on its thread; must
    ///   not throw
    /// @param discard is given the copies that no consumer will take, on the thread of who drops
    ///   them; must not throw
    public Broadcast(UnaryOperator<T> copy, Consumer<? super T> discard) {
        this.copy = Objects.requireNonNull(copy, "copy");
        this.discard = Objects.requireNonNull(discard, "discard");
    }

    // Publishing.

    /// Gives an item to all subscriptions. Waits while another task publishes, and until each
    /// subscription that has to be waited for has room. Does nothing if there are none. For the
    /// code of a task. A farewell in a `finally` block goes through a [Shield], as this throws in a
    /// task that is cancelled.
    ///
    /// @param item what all get
    /// @throws MailboxClosedException if the broadcast is closed or has failed, also meanwhile;
    ///   nobody has got the item
    /// @throws Cancelled if the task is cancelled; nobody has got the item
    /// @throws IllegalStateException outside of a task
    public void publish(T item) {
        Objects.requireNonNull(item, "item");
        Task task = Task.current();
        turn.put(true);
        try {
            if (!allHaveRoom()) awaitRoom(task);
            give(item);
        } finally {
            turn.poll();
        }
    }

    /// Gives an item to all subscriptions, if that needs no wait. May be called from any thread.
    ///
    /// @param item what all get
    /// @return whether they have it; false if a subscription that has to be waited for is full, or
    ///   a task publishes at this moment
    /// @throws MailboxClosedException if the broadcast is closed or has failed
    public boolean offer(T item) {
        Objects.requireNonNull(item, "item");
        if (!turn.offer(true)) return false;
        try {
            if (!allHaveRoom()) return false;
            give(item);
            return true;
        } finally {
            turn.poll();
        }
    }

    private boolean allHaveRoom() {
        for (Subscription<T> each : subscriptions) if (!each.hasRoom()) return false;
        return true;
    }

    private void awaitRoom(Task task) {
        Wait room =
                new Wait(task.loop(), null) {
                    @Override
                    protected boolean isOver() {
                        return closed || allHaveRoom();
                    }
                };
        waiting = task;
        try {
            if (!allHaveRoom()) room.await(task);
        } finally {
            waiting = null;
        }
    }

    private void give(T item) {
        throwIfClosed();
        for (Subscription<T> each : subscriptions) each.add(copy.apply(item));
    }

    private void roomCame() {
        Task publisher = waiting;
        if (publisher != null) publisher.wake();
    }

    // Subscribing.

    /// Subscribes to what is published from now on. May be called from any thread.
    ///
    /// @param capacity how many items wait for the consumer at most, 1 or more
    /// @param slow what happens when there are more
    /// @return the subscription, to be closed by its consumer
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws MailboxClosedException if the broadcast is closed or has failed
    public Subscription<T> subscribe(int capacity, SlowConsumer slow) {
        Objects.requireNonNull(slow, "slow");
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a subscription has a capacity of 1 or more, not " + capacity);
        }
        Subscription<T> subscription = new Subscription<>(this, capacity, slow);
        subscriptions.add(subscription);
        if (closed) { // whoever has closed it may not have seen this one
            subscription.close();
            throwIfClosed();
        }
        return subscription;
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
        synchronized (subscriptions) {
            if (closed) return;
            this.cause = cause;
            closed = true;
        }
        for (Subscription<T> each : subscriptions) each.end(cause);
        subscriptions.clear();
        roomCame();
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

    /// What a consumer takes from. Several tasks may take from one; then each item is for one of
    /// them.
    ///
    /// @param <T> the items
    public static final class Subscription<T> implements AutoCloseable {
        private final Broadcast<T> broadcast;
        private final SlowConsumer slow;
        private final Mailbox<T> mailbox;
        private final AtomicLong dropped = new AtomicLong();

        private Subscription(Broadcast<T> broadcast, int capacity, SlowConsumer slow) {
            this.broadcast = broadcast;
            this.slow = slow;
            this.mailbox = Mailbox.shared(capacity);
        }

        /// Takes the next item. Waits while there is none. For the code of a task, of any loop.
        ///
        /// @return the item; null at the end, if the broadcast or this subscription was closed
        /// @throws MailboxClosedException at the end, if the broadcast has failed, or this was
        ///   disconnected; the cause says why
        /// @throws Cancelled if the task is cancelled; nothing was taken then
        public @Nullable T take() {
            T item = mailbox.take();
            broadcast.roomCame();
            return item;
        }

        /// Takes the next item if that needs no wait. May be called from any thread.
        ///
        /// @return the item; null if there is none, if tasks wait for it already, or at the end
        /// @throws MailboxClosedException as `take` does
        public @Nullable T poll() {
            T item = mailbox.poll();
            broadcast.roomCame();
            return item;
        }

        /// What [#take] would take, for a [Select].
        ///
        /// @return a source, for one task at a time
        public Source<@Nullable T, RuntimeException> taking() {
            Source<@Nullable T, RuntimeException> ofMailbox = mailbox.taking();
            return new Source<>() {
                @Override
                protected boolean isReady() {
                    return ofMailbox.isReady();
                }

                @Override
                protected @Nullable T take() {
                    T item = ofMailbox.take();
                    broadcast.roomCame();
                    return item;
                }

                @Override
                protected void enter(Task task) {
                    ofMailbox.enter(task);
                }

                @Override
                protected void leave() {
                    ofMailbox.leave();
                }
            };
        }

        /// How many items were dropped as this consumer was too slow, since it has subscribed. May
        /// be called from any thread.
        ///
        /// @return the number; it only grows
        public long dropped() {
            return dropped.get();
        }

        /// How many items wait to be taken. May be called from any thread.
        ///
        /// @return the number
        public int size() {
            return mailbox.size();
        }

        /// How many items wait at most. May be called from any thread.
        ///
        /// @return the number it was made with
        public int capacity() {
            return mailbox.capacity();
        }

        /// Whether nothing is added any more. There may still be some to take. May be called from
        /// any thread.
        ///
        /// @return whether it is so; once true it stays so
        public boolean isClosed() {
            return mailbox.isClosed();
        }

        /// Ends it: nothing is added any more, what waits is discarded, and who waits for it in
        /// `take` gets null. Does nothing if it was closed already. May be called from any thread.
        @Override
        public void close() {
            broadcast.subscriptions.remove(this);
            mailbox.close();
            for (T left : mailbox.drain()) broadcast.discard.accept(left);
            broadcast.roomCame();
        }

        private boolean hasRoom() {
            return slow != SlowConsumer.WAIT
                    || mailbox.size() < mailbox.capacity()
                    || mailbox.isClosed();
        }

        private void add(T item) {
            while (!mailbox.add(item)) {
                if (slow == SlowConsumer.DROP_OLDEST && !mailbox.isClosed()) {
                    dropOldest();
                } else {
                    broadcast.discard.accept(item);
                    if (slow == SlowConsumer.DISCONNECT) disconnect();
                    return;
                }
            }
        }

        private void dropOldest() {
            T oldest = mailbox.remove();
            if (oldest == null) return; // it was taken meanwhile
            dropped.incrementAndGet();
            broadcast.discard.accept(oldest);
        }

        private void disconnect() {
            broadcast.subscriptions.remove(this);
            end(new SlowConsumerException(capacity()));
        }

        private void end(@Nullable Throwable cause) {
            if (cause == null) mailbox.close();
            else mailbox.fail(cause);
        }

        /// Its size and what happens when it is full, for messages.
        @Override
        public String toString() {
            return "subscription (" + size() + " of " + capacity() + ", " + slow + ")";
        }
    }
}
