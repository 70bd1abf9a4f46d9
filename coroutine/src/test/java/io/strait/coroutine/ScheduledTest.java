package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A coroutine that its scheduler alone resumes and suspends: whoever has the body.
class ScheduledTest {
    private final List<Object> log = new ArrayList<>();

    /// A scheduler of one coroutine.
    private static final class Job implements Coroutine.Scheduled {
        private final Consumer<Job> code;
        private final Coroutine<Object, Object> coroutine = Coroutine.createScheduled(this);

        Job(Consumer<Job> code) {
            this.code = code;
        }

        @Override
        public Object run(Coroutine<Object, Object> self, Object first) {
            assertThat(first).isSameAs(this);
            code.accept(this);
            return "end";
        }

        @Override
        public String insteadOf(String operation) {
            return "use a job's own " + operation;
        }

        Object go() {
            return coroutine.resume(this);
        }

        void park() {
            assertThat(coroutine.suspend(this)).isSameAs(this);
        }

        @Override
        public String toString() {
            return "job";
        }
    }

    private static void assertByHand(Throwable refused, String operation, Object status) {
        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "cannot %s coroutine 'job' (%s): its scheduler alone resumes and suspends"
                                + " it; use a job's own %s",
                        operation, status, operation);
    }

    private void logRefused(Runnable operation) {
        log.add(catchThrowable(operation::run));
    }

    @Test
    void whoHasTheBodyResumesAndSuspendsIt() {
        Job job =
                new Job(
                        self -> {
                            self.park();
                            self.park();
                        });
        assertThat(job.go()).isSameAs(job);
        assertThat(job.go()).isSameAs(job);
        assertThat(job.coroutine.status()).isEqualTo(SUSPENDED);
        assertThat(job.go()).isEqualTo("end");
        assertThat(job.coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void nobodyElseStartsOrResumesIt() {
        Job job = new Job(Job::park);
        assertByHand(catchThrowable(() -> job.coroutine.resume(null)), "resume", SUSPENDED);
        assertThat(job.go()).isSameAs(job);
        assertByHand(catchThrowable(() -> job.coroutine.resume("x")), "resume", SUSPENDED);
        Job other = new Job(self -> {});
        assertByHand(catchThrowable(() -> job.coroutine.resume(other)), "resume", SUSPENDED);
        assertThat(job.go()).isEqualTo("end");
    }

    @Test
    void itsOwnCodeDoesNotSuspendIt() {
        Job job =
                new Job(
                        self -> {
                            logRefused(() -> self.coroutine.suspend(null));
                            assertThat(self.coroutine.status()).isEqualTo(RUNNING);
                            self.park();
                        });
        assertThat(job.go()).isSameAs(job);
        assertThat(log)
                .singleElement()
                .satisfies(e -> assertByHand((Throwable) e, "suspend", RUNNING));
        assertThat(job.go()).isEqualTo("end");
    }

    @Test
    void itsOwnCodeNeitherResumesNorCancelsIt() {
        Job job =
                new Job(
                        self -> {
                            logRefused(() -> self.coroutine.resume(null));
                            logRefused(self.coroutine::cancel);
                        });
        assertThat(job.go()).isEqualTo("end");
        assertByHand((Throwable) log.getFirst(), "resume", RUNNING);
        assertByHand((Throwable) log.getLast(), "cancel", RUNNING);
    }

    @Test
    void nobodyCancelsIt() {
        Job job = new Job(Job::park);
        assertByHand(catchThrowable(job.coroutine::cancel), "cancel", SUSPENDED);
        job.go();
        assertByHand(catchThrowable(job.coroutine::cancel), "cancel", SUSPENDED);
        assertThat(job.go()).isEqualTo("end");
        job.coroutine.cancel(); // it is dead: nothing happens
    }

    @Test
    void aDeadOneHasEndedForEverybody() {
        Job job = new Job(self -> {});
        job.go();
        for (Object value : new Object[] {job, null}) {
            assertThatThrownBy(() -> job.coroutine.resume(value))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot resume coroutine 'job' (DEAD): it has ended");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void itsSchedulerSuspendsItFromAnyDepthOfGenerators(int depth) {
        Job job = new Job(self -> descend(depth, self::park));
        assertThat(job.go()).isSameAs(job);
        assertThat(job.go()).isEqualTo("end");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void nobodyElseSuspendsItFromInsideAGenerator(int depth) {
        Job job =
                new Job(
                        self ->
                                descend(
                                        depth,
                                        () -> logRefused(() -> self.coroutine.suspend(null))));
        assertThat(job.go()).isEqualTo("end");
        assertThat(log).hasSize(1);
        assertByHand((Throwable) log.getFirst(), "suspend", "NORMAL");
    }

    private static void descend(int depth, Runnable code) {
        if (depth == 0) code.run();
        else Generator.of(sink -> descend(depth - 1, code)).forEach(none -> {});
    }

    /// A generator whose code runs a scheduler, and a job that would yield to the generator.
    @Test
    void oneAroundItIsNotSuspendedFromInsideIt() {
        Job parked = new Job(Job::park);
        Generator<String> generator =
                Generator.of(
                        sink -> {
                            Job job =
                                    new Job(
                                            self ->
                                                    descend(
                                                            1,
                                                            () ->
                                                                    logRefused(
                                                                            () ->
                                                                                    sink.yield(
                                                                                            "lost"))));
                            log.add(job.go());
                            log.add(parked.go() == parked);
                            sink.yield("kept");
                        });
        assertThat(generator.stream()).containsExactly("kept");
        assertThat(log.subList(1, 3)).containsExactly("end", true);
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "cannot suspend coroutine 'generator .*' \\(NORMAL\\): that would suspend"
                                + " coroutine 'job' \\(NORMAL\\) too: its scheduler alone resumes and"
                                + " suspends it; use a job's own suspend");
        assertThat(parked.go()).isEqualTo("end");
    }

    @Test
    void aYieldAheadIsRefusedThereToo() {
        Generator<String> generator =
                Generator.<String>of(
                                sink -> {
                                    new Job(self -> logRefused(() -> sink.yield("lost"))).go();
                                    sink.yield("kept");
                                })
                        .prefetch(4);
        assertThat(generator.stream()).containsExactly("kept");
        assertThat((Throwable) log.getFirst()).hasMessageContaining("its scheduler alone");
    }

    @Test
    void anotherThreadIsRefusedAsEver() throws InterruptedException {
        Job job = new Job(Job::park);
        job.go();
        assertThat(OtherThread.thrownBy(job::go))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to thread");
        assertThat(job.go()).isEqualTo("end");
    }

    @Test
    void theSchedulersOwnMistakeIsNamed() {
        Job job = new Job(self -> logRefused(self::go));
        job.go();
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cannot resume coroutine 'job' (RUNNING): its own code calls");
    }

    @Test
    void compiledCodeRefusesToo() {
        Job job =
                new Job(
                        self -> {
                            for (int i = 0; i < JvmMode.scaled(50_000); i++) {
                                if (i % 1000 == 0)
                                    assertThatThrownBy(() -> self.coroutine.suspend(null))
                                            .isExactlyInstanceOf(IllegalStateException.class);
                                self.park();
                            }
                        });
        while (job.coroutine.status() != DEAD) job.go();
    }

    @Test
    void itFailsAsOthersDo() {
        RuntimeException failure = new IllegalArgumentException("mine");
        Job job =
                new Job(
                        self -> {
                            throw failure;
                        });
        assertThat(catchThrowable(job::go)).isSameAs(failure);
        assertThat(job.coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void thereIsNoneWithoutBody() {
        assertThatThrownBy(() -> Coroutine.createScheduled(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }
}
