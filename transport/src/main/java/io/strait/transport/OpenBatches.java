package io.strait.transport;

import io.strait.task.Loop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The batches of messages of one loop that are not at their end. Used on its thread alone.
final class OpenBatches {
    /*
     * Netty ends each batch of messages with channelReadComplete. Until then nothing is flushed, and nothing asked of
     * the transport. But a handler that produces messages of its own accord may leave that event out, and must not
     * leave the connection hanging. So the first message of a batch puts it on the list here, and the loop ends
     * the batches on the list once it has done the I/O at hand: one command an iteration of the loop, not one a
     * connection.
     */

    /// What can be in the list, once at a time.
    interface Batch {
        @Nullable Batch next();

        void setNext(@Nullable Batch next);

        /// Called when it is off the list: it may be over already.
        void endOverdue();
    }

    private static final System.Logger LOG = System.getLogger("io.strait.transport");

    private final Loop loop;
    private final Runnable endAll = this::endAll;
    private @Nullable Batch first;
    private boolean pending; // the loop will call endAll()

    OpenBatches(Loop loop) {
        this.loop = loop;
    }

    /// Notes `batch`, which is not in the list.
    ///
    /// @return whether it will be ended; false if the loop takes no command for that
    boolean add(Batch batch) {
        if (!pending) {
            try {
                loop.execute(endAll);
            } catch (RejectedExecutionException full) {
                return false;
            }
            pending = true;
        }
        if (first != null) batch.setNext(first);
        first = batch;
        return true;
    }

    /// Takes `batch` off the list, if it was the last to get there: batches seldom overlap, so the
    /// list is empty when the loop looks at it, and of a thousand connections none is touched a
    /// second time.
    ///
    /// @return whether it is off
    boolean removeFirst(Batch batch) {
        if (first != batch) return false;
        first = batch.next();
        if (first != null) batch.setNext(null);
        return true;
    }

    private void endAll() {
        pending = false;
        Batch batch = first;
        first = null;
        while (batch != null) {
            Batch next = batch.next();
            if (next != null) batch.setNext(null);
            try {
                batch.endOverdue(); // may open another one
            } catch (Throwable t) { // Netty's handlers let none pass; so it is the JVM's
                LOG.log(System.Logger.Level.ERROR, "a batch of messages could not be ended", t);
            }
            batch = next;
        }
    }
}
