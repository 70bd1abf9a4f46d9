package io.strait.transport;

/// What a task has opened: it is closed when that task ends, if nobody has closed it before. Used
/// on the event loop alone.
final class Opened {
    private final NettyTask opener;
    private final Runnable end;

    /// @param end closes it
    Opened(NettyTask opener, Runnable end) {
        this.opener = opener;
        this.end = end;
    }

    /// It is closed, and the task need not think of it.
    void close() {
        opener.closed(this);
    }

    /// The task has ended.
    void openerEnded() {
        end.run();
    }
}
