package io.strait.task;

import java.io.Serial;

/// Thrown by each wait of a task, or of a part of its code, that was cancelled or whose time is
/// over: the code is to end, and its `finally` blocks run.
///
/// **Let it pass.** It is an error rather than an exception so that `catch (Exception e)` around
/// each step of a loop doesn't catch it. Code that catches all there is (`Throwable`) throws it
/// again. Code that has to do something first does it in a `finally` block; what waits there throws
/// too, unless it is [shielded][Shield#run].
///
/// It never leaves the code that was cancelled: where a deadline is over, [Deadline] makes an
/// exception of it that the code around may catch, and a task that ends by it has not failed.
public final class Cancelled extends Error {
    @Serial private static final long serialVersionUID = 1;

    private final transient Object scope;

    /// @param scope the code that is to end
    Cancelled(Object scope, String why) {
        super(why);
        this.scope = scope;
    }

    /// Whether it is that code which is to end.
    boolean ends(Object code) {
        return scope == code;
    }
}
