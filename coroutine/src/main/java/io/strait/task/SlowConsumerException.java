package io.strait.task;

import java.io.Serial;

/// Why a [Subscription] has ended: its consumer was too slow, and the subscription was made with
/// [Broadcast.SlowConsumer#DISCONNECT]. Thrown by [Broadcast#subscribe(int, Broadcast.SlowConsumer,
/// Broadcast.Body)]; elsewhere the cause of the [MailboxClosedException] that its consumer gets.
public final class SlowConsumerException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    SlowConsumerException(int capacity) {
        super(message(capacity));
    }

    SlowConsumerException(int capacity, Cancelled where) {
        super(message(capacity), where);
    }

    static String message(int capacity) {
        return "disconnected as a slow consumer: "
                + capacity
                + " published items were waiting for it when the next one came";
    }
}
