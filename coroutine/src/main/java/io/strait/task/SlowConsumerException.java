package io.strait.task;

import java.io.Serial;

/// Why a [subscription][Broadcast.Subscription] has ended: its consumer was too slow, and the
/// subscription was made with [Broadcast.SlowConsumer#DISCONNECT]. The cause of the
/// [MailboxClosedException] that its consumer gets.
public final class SlowConsumerException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    SlowConsumerException(int capacity) {
        super(
                "disconnected as a slow consumer: %d published items were waiting for it when the"
                                .formatted(capacity)
                        + " next one came");
    }
}
