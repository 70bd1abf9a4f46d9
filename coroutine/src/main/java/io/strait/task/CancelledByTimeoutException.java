package io.strait.task;

import java.io.Serial;

/// What had to be done by a deadline was not: thrown by [Deadline#failAfter], on the task's own
/// thread, when the code inside has ended. The message says whose deadline it was.
///
/// Named after the JDK's, which `StructuredTaskScope` throws in the same place.
public final class CancelledByTimeoutException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    CancelledByTimeoutException(Cancelled where) {
        super(where.getMessage(), where);
    }
}
