package io.strait.transport;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strait.task.Cancelled;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.task.Wait;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Waits for a future of Netty's, of whichever event loop or other executor.
///
/// ```java
/// List<InetAddress> addresses = NettyAwait.await(resolver.resolveAll("example.org"));
/// ```
///
/// The task parks, and its loop runs others meanwhile. It does what [io.strait.task.Await] does for
/// the JDK's futures, and throws what that throws: an [ExecutionException] with the failure as its
/// cause, a [CancellationException] if the future was cancelled, [Cancelled] if the task is. The
/// future goes on when a wait for it was cut short, unless that was [#cancelling].
///
/// All of it is for the code of a task, on its own thread; that needn't be a loop of Netty's.
public final class NettyAwait {
    private NettyAwait() {}

    /// Waits until `future` is done.
    ///
    /// @param <V> its result
    /// @param future may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if it was cancelled
    /// @throws Cancelled if the task that waits is cancelled; `future` then goes on
    /// @throws IllegalStateException outside of a task, or if `future` is a channel's void promise,
    ///   which tells nobody
    public static <V extends @Nullable Object> V await(Future<V> future) throws ExecutionException {
        Task task = Task.current();
        task.throwIfCancelled();
        if (future.isDone()) task.countOperation();
        else Completion.await(task, future);
        Throwable failure = future.cause();
        if (failure == null) return future.getNow();
        if (!future.isCancelled()) throw new ExecutionException(failure);
        CancellationException cancelled =
                new CancellationException("what was waited for was cancelled: " + future);
        cancelled.initCause(failure);
        throw cancelled;
    }

    /// Waits until `future` is done as [#await] does, and cancels it if the task that waits is
    /// cancelled or its time is over.
    ///
    /// @param <V> its result
    /// @param future may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if somebody else has cancelled it
    /// @throws Cancelled if the task that waits is cancelled
    /// @throws IllegalStateException as [#await] does
    public static <V extends @Nullable Object> V cancelling(Future<V> future)
            throws ExecutionException {
        try {
            return await(future);
        } catch (Cancelled cancelled) {
            try {
                future.cancel(true);
            } catch (RuntimeException ofTheFuture) {
                cancelled.addSuppressed(ofTheFuture);
            }
            throw cancelled;
        }
    }

    private static final class Completion extends Wait {
        private final Future<?> future;

        private Completion(Loop loop, Future<?> future) {
            super(loop, null);
            this.future = future;
        }

        /* The listener is called on the future's executor, and is taken away if that comes too late. */
        static <V extends @Nullable Object> void await(Task task, Future<V> future) {
            Completion completion = new Completion(task.loop(), future);
            FutureListener<V> listener = done -> completion.wake();
            future.addListener(listener);
            try {
                if (!future.isDone()) completion.await(task);
            } finally {
                future.removeListener(listener);
            }
        }

        @Override
        protected boolean isOver() {
            return future.isDone();
        }
    }
}
