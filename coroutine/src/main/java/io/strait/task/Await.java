package io.strait.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Waits for a future, which any thread may complete.
///
/// ```java
/// HttpResponse<String> response = Await.await(client.sendAsync(request, ofString()));
/// ```
///
/// The task parks, and its loop runs others meanwhile. A future that is done already costs a few
/// nanoseconds and no park.
///
/// **What is thrown** is the same for every kind of future. One that has failed throws an
/// [ExecutionException] whose cause is the failure: a `CompletionException` around it is taken off.
/// One that was cancelled throws a [CancellationException]. If the task itself is cancelled, or its
/// time is over, the wait throws [Cancelled] as every wait does. If the future is done in that same
/// moment, its outcome wins.
///
/// **The future goes on** when the wait for it was cut short: others may wait for it too. A later
/// wait gets its outcome. Where nobody else needs it, [#cancelling] cancels it as well.
///
/// All of it is for the code of a task, on its own thread. There is no method with a time limit:
/// that is what [Deadline] is for.
public final class Await {
    /*
     * Everything becomes a wait for a CompletableFuture. To take part in one and to leave again takes a second future,
     * `left`: anyOf() hangs itself on both, and as soon as one is done takes itself off the other. So a wait that was
     * given up leaves nothing behind in a future that may never be done.
     */
    private Await() {}

    /// Waits until `future` is done.
    ///
    /// @param <T> its result
    /// @param future may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if it was cancelled
    /// @throws Cancelled if the task that waits is cancelled; `future` then goes on
    /// @throws IllegalStateException outside of a task
    public static <T extends @Nullable Object> T await(CompletableFuture<T> future)
            throws ExecutionException {
        return await(Task.current(), future.toCompletableFuture()); // as it may be a minimal one
    }

    /// Waits until `stage` is done.
    ///
    /// A stage that is no `CompletableFuture` can't be left: after a wait for it that was cut short
    /// it keeps a few dozen bytes until it is done.
    ///
    /// @param <T> its result
    /// @param stage may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if it was cancelled
    /// @throws Cancelled if the task that waits is cancelled; `stage` then goes on
    /// @throws IllegalStateException outside of a task
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage)
            throws ExecutionException {
        return await(Task.current(), completableFuture(stage));
    }

    /// Waits until `future` is done.
    ///
    /// A future that is no [CompletionStage] tells nobody when it is done, it can only be blocked
    /// on. That is left to a virtual thread, one for each wait, which costs a microsecond or two
    /// more. It ends with the wait, since it is interrupted when that is cut short. It counts for
    /// no limit of an [Offload]: it holds no carrier, and what it waits for may need the limit
    /// itself.
    ///
    /// @param <T> its result
    /// @param future may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if it was cancelled
    /// @throws Cancelled if the task that waits is cancelled; `future` then goes on
    /// @throws IllegalStateException outside of a task
    @SuppressWarnings("unchecked") // Its result is a T, whichever of the two interfaces tells.
    public static <T extends @Nullable Object> T await(Future<T> future) throws ExecutionException {
        Task task = Task.current();
        if (future instanceof CompletionStage<?> stage)
            return await(task, completableFuture((CompletionStage<T>) stage));
        task.throwIfCancelled();
        if (!future.isDone()) return awaitOnAThread(task, future);
        task.countOperation();
        return outcome(future);
    }

    /// Waits until `future` is done as [#await(Future)] does, and cancels it if the task that waits
    /// is cancelled or its time is over. What runs for it is interrupted, if it is of a kind that
    /// can be.
    ///
    /// @param <T> its result
    /// @param future may be completed by any thread
    /// @return its result
    /// @throws ExecutionException if it has failed, with the failure as the cause
    /// @throws CancellationException if somebody else has cancelled it
    /// @throws Cancelled if the task that waits is cancelled
    /// @throws IllegalStateException outside of a task
    public static <T extends @Nullable Object> T cancelling(Future<T> future)
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

    private static <T extends @Nullable Object> CompletableFuture<T> completableFuture(
            CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture();
        } catch (UnsupportedOperationException notSupported) { // which is allowed
            CompletableFuture<T> future = new CompletableFuture<>();
            var _ =
                    stage.whenComplete(
                            (value, failure) -> {
                                if (failure == null) future.complete(value);
                                else future.completeExceptionally(failure);
                            });
            return future;
        }
    }

    private static <T extends @Nullable Object> T await(Task task, CompletableFuture<T> future)
            throws ExecutionException {
        task.throwIfCancelled();
        if (future.isDone()) task.countOperation();
        else Completion.await(task, future);
        return outcome(future);
    }

    private static <T extends @Nullable Object> T awaitOnAThread(Task task, Future<T> future)
            throws ExecutionException {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread =
                VirtualThreads.start(
                        "strait-await",
                        () -> {
                            try {
                                outcome.complete(future.get());
                            } catch (ExecutionException failed) {
                                outcome.completeExceptionally(failed.getCause());
                            } catch (Throwable thrown) {
                                outcome.completeExceptionally(thrown);
                            }
                        });
        try {
            return await(task, outcome);
        } finally {
            if (!outcome.isDone()) thread.interrupt();
        }
    }

    /* Of one that is done. */
    private static <T extends @Nullable Object> T outcome(Future<T> future)
            throws ExecutionException {
        return switch (future.state()) {
            case SUCCESS -> future.resultNow();
            case FAILED -> throw new ExecutionException(future.exceptionNow());
            case CANCELLED -> throw cancelled(future);
            case RUNNING -> throw new IllegalStateException("is done and runs: " + future);
        };
    }

    private static CancellationException cancelled(Future<?> future) {
        CancellationException thrown =
                new CancellationException("what was waited for was cancelled: " + future);
        if (future instanceof CompletableFuture<?> completable) {
            try {
                completable.getNow(null);
            } catch (CancellationException why) {
                thrown.initCause(why.getCause());
            }
        }
        return thrown;
    }

    private static final class Completion extends Wait {
        private final CompletableFuture<?> future;

        private Completion(Loop loop, CompletableFuture<?> future) {
            super(loop, null);
            this.future = future;
        }

        static void await(Task task, CompletableFuture<?> future) {
            Completion completion = new Completion(task.loop(), future);
            CompletableFuture<?> left = new CompletableFuture<>();
            var _ =
                    CompletableFuture.anyOf(future, left)
                            .whenComplete((value, failure) -> completion.wake());
            try {
                if (!future.isDone()) completion.await(task);
            } finally {
                left.complete(null);
            }
        }

        @Override
        protected boolean isOver() {
            return future.isDone();
        }
    }
}
