package io.strait.transport;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A place where a coroutine is parked and reads nothing, until the test calls it back. */
final class Elsewhere {
    private final CompletableFuture<Runnable> reached = new CompletableFuture<>();

    /** For the coroutine. */
    void stay(Connection<?> connection) throws IOException {
        HoldWrites hold = new HoldWrites();
        connection.channel().pipeline().addFirst(hold);
        connection.write(Unpooled.EMPTY_BUFFER);
        reached.complete(() -> connection.channel().eventLoop().execute(hold::succeed));
        connection.flush();
        connection.channel().pipeline().remove(hold);
    }

    /** For another thread: waits until the coroutine is there. */
    void awaitArrival() {
        reached.join();
    }

    /** For another thread: lets the coroutine go on, once it is there. */
    void callBack() {
        reached.join().run();
    }
}
