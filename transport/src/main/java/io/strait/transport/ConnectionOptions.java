package io.strait.transport;

import io.strait.task.TaskOptions;
import io.strait.task.ThreadContext;
import io.strait.task.ThreadLocals;
import java.time.Duration;
import java.util.Objects;

/// How a [CoroutineHandler] treats its channel, where the usual way isn't right.
///
/// ```java
/// CoroutineHandler.of(HttpObject.class, ConnectionOptions.DEFAULT.withoutHalfClosure(), body)
/// ```
///
/// @param resumption when a waiting reader is resumed
/// @param halfClosure whether the peer may end its output and still get answers
/// @param closeLimit for how long a connection that is to be closed waits for its last writes while
///   nobody takes any of them
/// @param cancelsWhenGone whether all that the coroutine does is cancelled when the channel is gone
/// @param tasks what of its thread the coroutine has for itself, and what it forks
public record ConnectionOptions(
        Resumption resumption,
        boolean halfClosure,
        Duration closeLimit,
        boolean cancelsWhenGone,
        TaskOptions tasks) {

    /// When a coroutine that waits in `read()` is resumed.
    public enum Resumption {
        /// With each message, inside its `channelRead`, as a callback handler is called. What a
        /// handler in front put on the thread for the message is still there, unless another task
        /// was just running; with [ConnectionOptions#withThreadContext] it is there in any case. A
        /// decoder in front can be taken out before it decodes the next one.
        EACH_MESSAGE,
        /// Once for all messages of one read of the transport, in its `channelReadComplete`. Where
        /// a read brings many small messages this is cheaper: it saves all switches but one, some
        /// 200 ns each. It gives up what is said of `EACH_MESSAGE`: handlers in front have decoded
        /// the whole batch before the coroutine sees its first message. So a protocol that changes
        /// in the middle of a stream, or a handler that counts answers (`HttpContentCompressor`
        /// takes 128 unanswered requests), doesn't go with it.
        EACH_BATCH
    }

    /// Resumed with each message, with half-closure, and a limit of 30 seconds.
    public static final ConnectionOptions DEFAULT =
            new ConnectionOptions(
                    Resumption.EACH_MESSAGE,
                    true,
                    Duration.ofSeconds(30),
                    false,
                    TaskOptions.DEFAULT);

    /// Options, all of them.
    public ConnectionOptions {
        Objects.requireNonNull(resumption, "resumption");
        Objects.requireNonNull(tasks, "tasks");
        if (!closeLimit.isPositive()) {
            throw new IllegalArgumentException(
                    "a connection needs some time to send its last words: closeLimit is "
                            + closeLimit
                            + ", and has to be more than zero");
        }
    }

    /// The same, but for when a reader is resumed.
    ///
    /// @param resumption with each message or with each batch
    /// @return the options
    public ConnectionOptions withResumption(Resumption resumption) {
        return new ConnectionOptions(resumption, halfClosure, closeLimit, cancelsWhenGone, tasks);
    }

    /// The same, but `ALLOW_HALF_CLOSURE` is left as the channel has it, and that is off unless the
    /// application has switched it on. For protocols that have no half-closure: the channel closes
    /// when the peer ends its output, and decoders see a message that was cut off for what it is.
    ///
    /// @return the options
    public ConnectionOptions withoutHalfClosure() {
        return new ConnectionOptions(resumption, false, closeLimit, cancelsWhenGone, tasks);
    }

    /// The same, but for the limit on closing.
    ///
    /// @param closeLimit more than zero
    /// @return the options
    public ConnectionOptions withCloseLimit(Duration closeLimit) {
        return new ConnectionOptions(resumption, halfClosure, closeLimit, cancelsWhenGone, tasks);
    }

    /// The same, but when the channel is gone, the coroutine is cancelled with all that it has
    /// forked, whatever they wait for: nobody is left to whom an answer could be given. A read or a
    /// write that is under way ends as usual, and the next wait throws. Without this the coroutine
    /// is cancelled only if it waits for something else just then, and what it has forked with it.
    ///
    /// @return the options
    public ConnectionOptions withCancellation() {
        return new ConnectionOptions(resumption, halfClosure, closeLimit, true, tasks);
    }

    /// The same, but for the thread locals of the coroutine, and of what it forks. Unless this says
    /// otherwise the coroutine has those of its event loop, as a callback has, and what it forks
    /// has its own.
    ///
    /// On a thread that is none of Netty's (no `FastThreadLocalThread`) all share those of the
    /// thread in any case: there Netty keeps its own caches among them.
    ///
    /// @param threadLocals of the task or of the loop
    /// @return the options
    public ConnectionOptions withThreadLocals(ThreadLocals threadLocals) {
        return with(tasks.withThreadLocals(threadLocals));
    }

    /// The same, but what code keeps on the thread, such as SLF4J's MDC, follows the coroutine, and
    /// what it forks. What is on the thread when a message comes to the handler is there when a
    /// read or a select returns that message, however long it had to wait in between, and from then
    /// on, over all waits, until the next message is read.
    ///
    /// @param threadContext what follows the coroutine
    /// @return the options
    public ConnectionOptions withThreadContext(ThreadContext<?> threadContext) {
        return with(tasks.withThreadContext(threadContext));
    }

    private ConnectionOptions with(TaskOptions tasks) {
        return new ConnectionOptions(resumption, halfClosure, closeLimit, cancelsWhenGone, tasks);
    }
}
