package io.strait.echo;

import io.netty.channel.EventLoopGroup;
import io.strait.task.Code;
import io.strait.transport.EventLoopTask;
import io.strait.transport.Transport;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// The one event loop of a client, and the command that runs on it.
final class ClientLoop {
    private static final long SECONDS_TO_END = 2;

    private ClientLoop() {}

    /// Runs `code` as a task of a loop that is there for it, and waits for its end.
    ///
    /// @throws IOException as the code does
    static <V> V run(Transport transport, Code<V, IOException> code) throws IOException {
        EventLoopGroup group = transport.newEventLoopGroup(1);
        try {
            return EventLoopTask.start(group.next(), code).get();
        } catch (ExecutionException failed) {
            throw expected(failed);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        } finally {
            // What the transport still had for its channels is free when the loop has ended.
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                    .awaitUninterruptibly(SECONDS_TO_END, TimeUnit.SECONDS);
        }
    }

    /// What a task has thrown, if it is a failure of the network or of a file. Anything else is
    /// thrown: a defect.
    static IOException expected(ExecutionException failed) {
        if (failed.getCause() instanceof IOException expected) return expected;
        throw new IllegalStateException(failed.getCause());
    }
}
