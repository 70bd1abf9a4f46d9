package io.strait.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.strait.task.Action;
import io.strait.task.TaskBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** An event loop of Netty's on which a test runs tasks that have no connection. */
final class LoopOfTasks {
    final EventLoopGroup group;
    final EventLoop eventLoop;

    /** Skips the test if the transport isn't there. */
    LoopOfTasks(Transport transport) {
        if (transport == Transport.KQUEUE) KQueueOnLinux.ensureAvailable();
        transport.unavailability().ifPresent(Assumptions::abort);
        group = transport.newEventLoopGroup(1);
        eventLoop = group.next();
    }

    /** Starts a task that runs {@code code}, and returns when it has parked for the first time. */
    void start(Action<Exception> code) {
        start(eventLoop, code);
    }

    /** Starts one on any event loop, and returns when it has parked for the first time. */
    static CompletableFuture<Void> start(EventLoop eventLoop, Action<Exception> code) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        TaskBody body =
                new TaskBody() {
                    @Override
                    public void run() throws Exception {
                        code.run();
                    }

                    @Override
                    public void ended(@Nullable Throwable failure) {
                        if (failure == null) end.complete(null);
                        else end.completeExceptionally(failure);
                    }
                };
        eventLoop.submit(() -> NettyLoop.of(eventLoop).newTask(body).start()).syncUninterruptibly();
        return end;
    }

    void end(int quietMillis) throws InterruptedException {
        if (!group.shutdownGracefully(quietMillis, 30_000, TimeUnit.MILLISECONDS)
                .await(40, TimeUnit.SECONDS)) throw new AssertionError("the loop has not ended");
    }
}
