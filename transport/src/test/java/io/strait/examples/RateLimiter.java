package io.strait.examples;

import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;

/// A limit of so many commands per second for each connection, with as many at once after a pause.
///
/// Who is too fast is refused, or delayed: then the coroutine sleeps, and as nobody reads the
/// connection meanwhile, TCP slows the peer down. Nothing piles up here.
record RateLimiter(int perSecond, TooFast tooFast) implements CoroutineHandler.Body<String> {
    enum TooFast {
        REFUSE,
        DELAY
    }

    @Override
    public void run(Connection<String> connection) throws IOException {
        Bucket bucket = new Bucket(perSecond); // a local variable is what each connection has
        for (String command; (command = connection.read()) != null; ) {
            Duration wait = bucket.untilNext();
            if (wait.isPositive() && tooFast == TooFast.REFUSE) {
                connection.write("450 too fast, wait " + wait.toMillis() + " ms\n");
                continue;
            }
            if (wait.isPositive()) Task.sleep(wait); // one of zero would let all others run first
            bucket.take();
            connection.write("250 " + command + "\n");
        }
    }

    /// A token bucket without a timer that fills it: it is known when it will be full, and from
    /// that how much is in it at any time.
    private static final class Bucket {
        private final Loop loop = Task.current().loop();
        private final long perToken; // ns
        private final long toFill; // from empty
        private long fullAt;

        Bucket(int perSecond) {
            this.perToken = 1_000_000_000 / perSecond;
            this.toFill = perSecond * perToken;
            this.fullAt = loop.now();
        }

        /// How long it takes until there is a token; zero or less if there is one.
        Duration untilNext() {
            return Duration.ofNanos(fullAt - loop.now() + perToken - toFill);
        }

        void take() {
            long now = loop.now();
            fullAt = (fullAt - now > 0 ? fullAt : now) + perToken; // the loop's times may overflow
        }
    }
}
