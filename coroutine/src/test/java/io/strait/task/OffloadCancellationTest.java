package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.strait.task.EverySuspension.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks with offloaded code, struck at each of their suspensions: while they wait for a turn, for
/// the end of the code, and for that of code that was interrupted.
@Timeout(60)
class OffloadCancellationTest {
    /// One run of a program with tasks that offload.
    private static final class Run {
        final Program program;
        final Offload offload = new Offload(1);
        final CountDownLatch released = new CountDownLatch(1);
        final AtomicInteger begun = new AtomicInteger(); // how often their code has
        final AtomicInteger running = new AtomicInteger();
        final List<Object> results = Collections.synchronizedList(new ArrayList<>());
        final List<Object> threw = new ArrayList<>();
        int ended; // so many of the tasks

        Run(Program program) {
            this.program = program;
            program.atEnd(
                    () -> {
                        assertThat(running).as("code that runs").hasValue(0);
                        assertThat(program.outside().size()).isZero();
                        assertThat(hasTurn()).as("the turn is back").isTrue();
                    });
        }

        private boolean hasTurn() {
            return Loop.run(
                    () -> Deadline.moveOnAfter(ofSeconds(5), () -> offload.call(() -> null)));
        }

        void task(String name, Code<Object, Exception> code) {
            program.task(
                    name,
                    () -> {
                        try {
                            results.add(code.run());
                        } catch (Throwable thrown) {
                            threw.add(thrown);
                            throw thrown;
                        } finally {
                            ended++;
                        }
                    });
        }

        /* Lets code go on that blocks, whatever becomes of the task that does. */
        void releaser() {
            program.task(
                    "releaser",
                    () -> {
                        try {
                            Task.sleep(ofMillis(1));
                        } finally {
                            released.countDown();
                        }
                    });
        }

        Object quick() throws Exception {
            return code(
                    () -> {
                        program.outside().pass();
                        return "result";
                    });
        }

        Object blocking() throws Exception {
            return code(
                    () -> {
                        program.outside().await(released);
                        program.outside().pass();
                        return "result";
                    });
        }

        Object stubborn() throws Exception {
            return code(
                    () -> {
                        String result = "result";
                        while (true) {
                            try {
                                program.outside().await(released);
                                return result;
                            } catch (InterruptedException again) {
                                result = "interrupted";
                            }
                        }
                    });
        }

        private <E extends Exception> Object code(Code<Object, E> code) throws E {
            begun.incrementAndGet();
            running.incrementAndGet();
            try {
                return code.run();
            } finally {
                running.decrementAndGet();
            }
        }
    }

    /// Of three that share a turn each has its result or none, and whoever goes leaves the turn to
    /// the others.
    @Test
    void quickCode() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Run run = new Run(program);
                                    for (String name : List.of("a", "b", "c"))
                                        run.task(name, () -> run.offload.call(run::quick));
                                    program.atEnd(
                                            () -> {
                                                assertThat(run.ended).isEqualTo(3);
                                                assertThat(run.threw).hasSizeLessThan(2);
                                                assertThat(run.results.size() + run.threw.size())
                                                        .isEqualTo(3);
                                                assertThat(run.begun.get())
                                                        .isGreaterThanOrEqualTo(run.results.size());
                                            });
                                })
                        .check();
        assertThat(suspensions).isEqualTo(5); // two wait for a turn, and each for its code
    }

    /// Code that an interrupt ends has ended when its task goes on.
    @Test
    void codeThatBlocks() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Run run = new Run(program);
                                    for (String name : List.of("a", "b"))
                                        run.task(name, () -> callAndSeeItsEnd(run));
                                    run.releaser();
                                    program.atEnd(
                                            () -> {
                                                assertThat(run.ended).isEqualTo(2);
                                                assertThat(run.threw).hasSizeLessThan(2);
                                                assertThat(run.results.size() + run.threw.size())
                                                        .isEqualTo(2);
                                            });
                                })
                        .check();
        assertThat(suspensions).isEqualTo(4);
    }

    private static Object callAndSeeItsEnd(Run run) throws Exception {
        AtomicInteger running = new AtomicInteger();
        try {
            return run.offload.call(
                    () -> {
                        running.incrementAndGet();
                        try {
                            return run.blocking();
                        } finally {
                            running.decrementAndGet();
                        }
                    });
        } finally {
            assertThat(running).hasValue(0);
        }
    }

    /// Code that minds no interrupt is waited for, and what it returns is not lost.
    @Test
    void codeThatMindsNoInterrupt() {
        List<Object> all = new ArrayList<>();
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Run run = new Run(program);
                                    run.task(
                                            "a",
                                            () -> {
                                                try {
                                                    return run.offload.call(run::stubborn);
                                                } finally {
                                                    assertThat(run.running).hasValue(0);
                                                }
                                            });
                                    run.releaser();
                                    program.atEnd(
                                            () -> {
                                                assertThat(run.threw).isEmpty();
                                                assertThat(run.results).hasSize(1);
                                                all.addAll(run.results);
                                            });
                                })
                        .check();
        assertThat(suspensions).isEqualTo(2);
        // At once, and as its time is over. Woken and cancelled, it has been released already.
        assertThat(all).filteredOn("interrupted"::equals).hasSize(2);
    }

    /// Its task goes on at once, and the next one when the code gives its turn back.
    @Test
    void codeThatIsAbandoned() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Run run = new Run(program);
                                    run.task(
                                            "a",
                                            () -> {
                                                try {
                                                    return run.offload.callOrAbandon(run::stubborn);
                                                } catch (Cancelled cancelled) {
                                                    assertThat(run.released.getCount())
                                                            .as("it waits no longer")
                                                            .isOne();
                                                    throw cancelled;
                                                }
                                            });
                                    run.task("b", () -> run.offload.call(run::quick));
                                    run.releaser();
                                    program.atEnd(
                                            () -> {
                                                assertThat(run.ended).isEqualTo(2);
                                                assertThat(run.threw).hasSizeLessThan(2);
                                                assertThat(run.results.size() + run.threw.size())
                                                        .isEqualTo(2);
                                            });
                                })
                        .check();
        assertThat(suspensions).isEqualTo(4);
    }
}
