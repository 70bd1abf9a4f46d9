package io.strait.task;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A [Mailbox] takes no more items: thrown to a task that puts one, which still has the item. If
/// the mailbox has failed, thrown to takers too, when it is empty; the failure is the cause then. A
/// [Broadcast] throws it in the same cases.
public final class MailboxClosedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    MailboxClosedException(String what, @Nullable Throwable cause) {
        super(
                cause == null
                        ? "the " + what + " is closed and takes no more items"
                        : "the " + what + " has failed: " + cause,
                cause);
    }
}
