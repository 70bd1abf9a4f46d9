package io.strait.task;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.coroutine.Generator;
import io.strait.coroutine.PinnedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A generator's code must not leave a scope open while the code around runs.
class ScopeInGeneratorTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Object> log = new ArrayList<>();

    private Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    private void logAll(Generator<String> generator) {
        for (String each : generator) log.add(each);
    }

    @Test
    void aYieldInsideOfADeadlineIsRefused() {
        Generator<String> generator =
                Generator.of(
                        sink -> {
                            sink.yield("before");
                            Deadline.failAfter(
                                    ofSeconds(1),
                                    () -> log.add(catchThrowable(() -> sink.yield("inside"))));
                            sink.yield("after");
                        });
        run(self -> logAll(generator));
        assertThat(log).hasSize(3).startsWith("before").endsWith("after");
        assertThat((Throwable) log.get(1))
                .isExactlyInstanceOf(PinnedException.class)
                .hasMessageContaining("a scope with a deadline for instance; close it first");
    }

    @Test
    void soIsOneOfAGeneratorThatRunsAhead() {
        Generator<String> generator =
                Generator.<String>of(
                                sink ->
                                        TaskScope.run(
                                                Joiner.awaitAll(),
                                                scope ->
                                                        log.add(
                                                                catchThrowable(
                                                                        () -> sink.yield("no")))))
                        .prefetch(8);
        run(self -> logAll(generator));
        assertThat(log).hasOnlyElementsOfType(PinnedException.class).hasSize(1);
    }

    /// Its scope would stay open just the same.
    @Test
    void soIsOneOfTheGeneratorAround() {
        Generator<String> outer =
                Generator.of(
                        outerSink -> {
                            Generator<String> inner =
                                    Generator.of(
                                            sink ->
                                                    Shield.run(
                                                            ofSeconds(1),
                                                            () ->
                                                                    log.add(
                                                                            catchThrowable(
                                                                                    () ->
                                                                                            outerSink
                                                                                                    .yield(
                                                                                                            "no")))));
                            logAll(inner);
                            outerSink.yield("after");
                        });
        run(self -> logAll(outer));
        assertThat(log).hasSize(2).endsWith("after");
        assertThat(log.getFirst()).isExactlyInstanceOf(PinnedException.class);
    }

    @Test
    void theTaskMayWaitThere() {
        Generator<String> generator =
                Generator.of(
                        sink ->
                                sink.yield(
                                        Deadline.<String, RuntimeException>failAfter(
                                                ofSeconds(5),
                                                () -> {
                                                    Task.sleep(ofSeconds(1));
                                                    return "slept";
                                                })));
        run(self -> logAll(generator));
        loop.advance(ofSeconds(1));
        assertThat(log).containsExactly("slept");
    }

    @Test
    void aScopeAroundTheGeneratorIsNoneOfItsBusiness() {
        Generator<String> generator =
                Generator.of(
                        sink -> {
                            sink.yield("one");
                            sink.yield("two");
                        });
        run(self -> Deadline.failAfter(ofSeconds(1), () -> logAll(generator)));
        assertThat(log).containsExactly("one", "two");
    }
}
