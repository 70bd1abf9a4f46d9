package io.strait.examples;

import static java.time.Duration.ofSeconds;

import io.strait.task.Await;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Joiner;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// A gateway over lines. Each request is one call of each upstream, all at once and all within one
/// limit. The client gets all of the answers, or a fallback as soon as it is known that there won't
/// be all of them; no call outlives its request.
///
/// An upstream is whatever gives a future: the JDK's `HttpClient`, a driver of a database.
record Upstreams(List<Function<String, CompletableFuture<String>>> upstreams)
        implements CoroutineHandler.Body<String> {
    static final Duration LIMIT = ofSeconds(2);

    @Override
    public void run(Connection<String> connection) throws IOException {
        for (String request; (request = connection.read()) != null; )
            connection.write(answer(request) + "\n");
    }

    private String answer(String request) {
        try {
            return "200 " + String.join(", ", Deadline.failAfter(LIMIT, () -> askAll(request)));
        } catch (ExecutionException failed) {
            return "504 an upstream has failed";
        } catch (CancelledByTimeoutException tooLate) {
            return "504 too late";
        }
    }

    /* In the order of the upstreams, whichever is faster. */
    private List<String> askAll(String request) throws ExecutionException {
        return TaskScope.run(
                Joiner.<String>allSuccessfulOrThrow(),
                scope -> {
                    for (var upstream : upstreams) {
                        // await() would leave the call alone, for others who wait for it.
                        scope.fork(() -> Await.cancelling(upstream.apply(request)));
                    }
                    return scope.join();
                });
    }
}
