package io.strait.transport;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
        awaitReached();
    }

    /** For another thread: lets the coroutine go on, once it is there. */
    void callBack() {
        awaitReached().run();
    }

    /* Bounded: a coroutine that never comes here is a test that fails, and not one that hangs. */
    private Runnable awaitReached() {
        try {
            return reached.get(60, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("the coroutine has not come here in 60 seconds", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted before the coroutine came here", e);
        }
    }
}
