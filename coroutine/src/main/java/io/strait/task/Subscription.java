package io.strait.task;

import io.strait.task.Broadcast.SlowConsumer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a consumer of a [Broadcast] takes from. Several tasks may take from one; then each item is
/// for one of them.
///
/// @param <T> the items
public final class Subscription<T> implements AutoCloseable, Belonging {
    private final Broadcast<T> broadcast;
    private final SlowConsumer slow;
    private final @Nullable CancelScope body; // cancelled if it is too slow
    private final Mailbox<T> mailbox;
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean disconnected;

    /// @param body the consumer's code, if it has one that can be cancelled
    Subscription(
            Broadcast<T> broadcast, int capacity, SlowConsumer slow, @Nullable CancelScope body) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a subscription has a capacity of 1 or more, not " + capacity);
        }
        this.broadcast = broadcast;
        this.slow = Objects.requireNonNull(slow, "slow");
        this.body = body;
        this.mailbox = Mailbox.shared(capacity);
    }

    // Taking.

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

    // Publishing, to all but this one.

    /// Gives an item to all subscriptions but this one, as [Broadcast#publish] does to all. Does so
    /// too if this one has ended.
    ///
    /// @param item what the others get
    /// @throws MailboxClosedException if the broadcast is closed or has failed, also meanwhile;
    ///   nobody has got the item
    /// @throws Cancelled if the task is cancelled; nobody has got the item
    /// @throws IllegalStateException outside of a task
    public void publishToOthers(T item) {
        broadcast.publish(item, this);
    }

    /// Gives an item to all subscriptions but this one, as [Broadcast#offer] does to all. May be
    /// called from any thread.
    ///
    /// @param item what the others get
    /// @return whether they have it
    /// @throws MailboxClosedException if the broadcast is closed or has failed
    public boolean offerToOthers(T item) {
        return broadcast.offer(item, this);
    }

    // What can be asked, from any thread.

    /// How many items were dropped as this consumer was too slow, since it has subscribed. May be
    /// called from any thread.
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

    /// Whether nothing is added any more. There may still be some to take. May be called from any
    /// thread.
    ///
    /// @return whether it is so; once true it stays so
    @Override
    public boolean isClosed() {
        return disconnected || mailbox.isClosed();
    }

    // The end.

    /// Ends it: nothing is added any more, what waits is discarded, and who waits for it in `take`
    /// gets null. Does nothing if it was closed already. May be called from any thread.
    @Override
    public void close() {
        broadcast.remove(this);
        mailbox.close();
        for (T left : mailbox.drain()) broadcast.discard(left);
        broadcast.roomCame();
    }

    /// The broadcast has ended.
    void end(@Nullable Throwable cause) {
        if (cause == null) mailbox.close();
        else mailbox.fail(cause);
    }

    /// It was too slow, and gets nothing any more.
    void disconnect() {
        disconnected = true;
        if (body == null) {
            mailbox.fail(new SlowConsumerException(capacity()));
            return;
        }
        // The mailbox stays open: its end would be something to take, which wins over the
        // cancellation.
        Loop loop = body.task().loop();
        if (loop.isCurrent()) cancel(body);
        else loop.deliver(() -> cancel(body));
    }

    private void cancel(CancelScope body) {
        body.cancel(SlowConsumerException.message(capacity()));
    }

    // What the broadcast does, with its lock held: nobody is woken.

    boolean hasRoom() {
        return slow != SlowConsumer.WAIT
                || mailbox.size() < mailbox.capacity()
                || mailbox.isClosed();
    }

    /// Adds an item, for which there is room if it has to be waited for.
    ///
    /// @return false if it is to be disconnected
    boolean add(T item) {
        while (!mailbox.add(item)) {
            if (slow != SlowConsumer.DROP_OLDEST || mailbox.isClosed()) {
                broadcast.discard(item);
                return slow != SlowConsumer.DISCONNECT || mailbox.isClosed();
            }
            dropOldest();
        }
        return true;
    }

    private void dropOldest() {
        T oldest = mailbox.remove();
        if (oldest == null) return; // it was taken meanwhile
        dropped.incrementAndGet();
        broadcast.discard(oldest);
    }

    /// After what was added.
    void wakeConsumers() {
        mailbox.wakeOthers();
    }

    /// Its size and what happens when it is full, for messages.
    @Override
    public String toString() {
        return "subscription (" + size() + " of " + capacity() + ", " + slow + ")";
    }
}
