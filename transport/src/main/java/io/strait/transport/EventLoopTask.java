package io.strait.transport;

import io.netty.channel.EventLoop;
import io.strait.task.Code;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The first task of a program that is no server: it runs on an event loop of Netty's, has no
/// connection, and opens those that it needs.
///
/// ```java
/// EventLoopGroup group = Transport.best().newEventLoopGroup(1);
/// String answer = EventLoopTask.start(group.next(), () -> ask("example.org")).get();
/// ```
///
/// If the loop ends, the task is cancelled.
public final class EventLoopTask {
    private EventLoopTask() {}

    /// Starts a task that runs `code`. May be called from any thread, and doesn't wait.
    ///
    /// @param <V> the code's result
    /// @param eventLoop on which it runs
    /// @param code what the task runs
    /// @return what the code returns or throws; it is cancelled if the task was. To cancel it
    ///   cancels the task, which ends a little later. It is completed on the loop's thread
    /// @throws java.util.concurrent.RejectedExecutionException if the loop takes no more commands
    public static <V extends @Nullable Object> CompletableFuture<V> start(
            EventLoop eventLoop, Code<V, ?> code) {
        Body<V> body = new Body<>(code);
        eventLoop.execute(() -> body.start(eventLoop));
        return body.end;
    }

    private static final class Body<V extends @Nullable Object> implements TaskBody {
        private final Code<V, ?> code;
        final CompletableFuture<V> end = new CompletableFuture<>();
        private @Nullable V result;
        private boolean returned;

        Body(Code<V, ?> code) {
            this.code = code;
        }

        void start(EventLoop eventLoop) {
            if (end.isDone()) return; // cancelled already
            try {
                Task task = NettyLoop.of(eventLoop).newTask(this);
                end.whenComplete(
                        (value, failure) -> {
                            if (end.isCancelled()) task.cancel("its future was cancelled");
                        });
                task.start();
            } catch (Throwable cannotStart) { // no access to continuations, for instance
                end.completeExceptionally(cannotStart);
            }
        }

        @Override
        public void run() throws Exception {
            result = code.run();
            returned = true;
        }

        @Override
        @SuppressWarnings("NullAway") // It is a V, nullable or not.
        public void ended(@Nullable Throwable failure) {
            if (failure != null) end.completeExceptionally(failure);
            else if (returned) end.complete(result);
            else end.cancel(false);
        }

        @Override
        public String toString() {
            return "the first task of " + code;
        }
    }
}
