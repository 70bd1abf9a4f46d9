package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Tasks that wait for a future and log what comes of it, in the time of a [ManualLoop].
abstract class AwaitFixture {
    final ManualLoop loop = new ManualLoop();
    final CompletableFuture<String> future = new CompletableFuture<>();
    final List<Object> log = new ArrayList<>();

    Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    Job runAndLog(Code<?, Exception> wait) {
        return run(
                self -> {
                    try {
                        log.add(wait.run());
                    } catch (Throwable thrown) {
                        log.add(thrown);
                        throw thrown;
                    }
                });
    }

    Throwable thrown() {
        assertThat(log).singleElement().isInstanceOf(Throwable.class);
        return (Throwable) log.getFirst();
    }
}
