package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.coroutine.Generator;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose `ThreadLocal`s a task sees.
class ThreadLocalsTest {
    private static final ThreadLocal<Object> LOCAL = ThreadLocal.withInitial(() -> "unset");
    private static final TaskOptions SHARED =
            TaskOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_LOOP);

    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final Object monitor = new Object();
    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void theThreadHasOne() {
        LOCAL.set("thread");
    }

    @AfterEach
    void andKeepsIt() {
        assertThat(LOCAL.get()).isEqualTo("thread");
        LOCAL.remove();
    }

    @Test
    void eachTaskHasItsOwnAndItsOwnerSeesTheThreads() {
        List<Job> jobs = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            Job job =
                    new Job(
                            loop,
                            self -> {
                                log.add(LOCAL.get());
                                LOCAL.set(name);
                                gate.await(self);
                                log.add(LOCAL.get());
                            });
            job.afterSlice = () -> assertThat(LOCAL.get()).isEqualTo("thread");
            job.atEnd = () -> log.add(LOCAL.get());
            if (jobs.isEmpty()) job.start();
            jobs.add(job);
        }
        assertThat(LOCAL.get()).isEqualTo("thread");
        gate.open();
        gate.close();
        jobs.get(1).start();
        gate.open();
        assertThat(log).containsExactly("unset", "a", "thread", "unset", "b", "thread");
    }

    @Test
    void aForkedOneHasItsOwnAndAGeneratorThatOfItsTask() throws Exception {
        Loop.run(
                () -> {
                    log.add(LOCAL.get());
                    LOCAL.set("main");
                    TaskScope.run(
                            scope -> {
                                scope.fork(() -> log.add(LOCAL.get()));
                                scope.join();
                                return null;
                            });
                    Generator<Object> generator =
                            Generator.of(
                                    sink -> {
                                        sink.yield(LOCAL.get());
                                        Task.yieldNow();
                                        LOCAL.set("generator");
                                    });
                    generator.forEach(log::add);
                    log.add(LOCAL.get());
                });
        assertThat(log).containsExactly("unset", "unset", "main", "generator");
    }

    @Test
    void whatIsToldToShareSharesAndSoDoesWhatItForksUnlessThatIsToldOtherwise() throws Exception {
        Loop.run(
                SHARED,
                () -> {
                    log.add(LOCAL.get());
                    TaskScope.run(
                            scope -> {
                                scope.fork(() -> log.add(LOCAL.get()));
                                scope.fork(
                                        TaskOptions.DEFAULT.withThreadLocals(
                                                ThreadLocals.OF_THE_TASK),
                                        () -> log.add(LOCAL.get()));
                                return null;
                            });
                });
        Loop.run(() -> TaskScope.run(scope -> scope.fork(SHARED, () -> log.add(LOCAL.get()))));
        assertThat(log).containsExactly("thread", "thread", "unset", "thread");
    }

    /// Else a task could leave its own behind on the thread.
    @Test
    void thatIsSaidBeforeATaskStarts() {
        Job.started(
                loop,
                self -> {
                    LOCAL.set("task");
                    log.add(catchThrowable(() -> self.use(SHARED)));
                    log.add(catchThrowable(self::shareThreadLocals));
                });
        assertThat(log)
                .hasSize(2)
                .allSatisfy(
                        thrown ->
                                assertThat((Throwable) thrown)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("before it starts: job"));
    }

    @Test
    void aTaskIsTheCurrentOneAndMakesOthersWhicheverThreadLocalsItHas() {
        ReadyQueue queue = ReadyQueue.ofThread();
        Job.started(
                loop,
                self -> {
                    log.add(Task.current() == self);
                    log.add(ReadyQueue.ofThread() == queue);
                    Job.started(loop, other -> log.add(Task.current() == other));
                });
        assertThat(log).containsExactly(true, true, true);
    }

    @Test
    void aThreadThatATaskStartsHasAQueueOfItsOwn() throws InterruptedException {
        ReadyQueue queue = ReadyQueue.ofThread();
        AtomicReference<Thread> started = new AtomicReference<>();
        Job.started(
                loop,
                self ->
                        started.set(
                                Thread.startVirtualThread(
                                        () -> log.add(ReadyQueue.ofThread() != queue))));
        started.get().join();
        assertThat(log).containsExactly(true);
    }

    @Test
    void nothingIsLeftBehindWhereATaskCanNotBeResumed() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            LOCAL.set("task");
                            gate.await(self);
                            log.add(LOCAL.get());
                        });
        synchronized (monitor) {
            gate.open();
            assertThat(LOCAL.get()).isEqualTo("thread");
        }
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
        assertThat(log).containsExactly("task");
    }

    @Test
    void nothingIsLeftBehindByAFailure() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            LOCAL.set("task");
                            throw new AssertionError("fails");
                        });
        assertThat(job.failure).hasMessage("fails");
    }

    /// The JDK keeps the buffers that it copies through until the thread ends.
    @Test
    void whatTheJdkFreesAtTheThreadsEndStaysTheThreads() throws Exception {
        BufferPoolMXBean direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .findAny()
                        .orElseThrow();
        Path file = Files.createTempFile("strait", ".txt");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[100]));
            long before = direct.getCount();
            for (int i = 0; i < 20; i++)
                Job.started(loop, self -> channel.write(ByteBuffer.wrap(new byte[100])));
            assertThat(direct.getCount()).isLessThan(before + 20);
            assertThat(channel.size()).isEqualTo(2_100);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aLoopMayHaveAVirtualThread() throws InterruptedException {
        Thread.ofVirtual()
                .start(
                        () -> {
                            LOCAL.set("virtual");
                            Loop.run(
                                    () -> {
                                        LOCAL.set("task");
                                        Task.sleep(Duration.ofMillis(1));
                                        log.add(LOCAL.get());
                                    });
                            log.add(LOCAL.get());
                        })
                .join();
        assertThat(log).containsExactly("task", "virtual");
    }

    /// Whatever is thrown at the switch, and wherever the stack ends there.
    @Test
    void nothingIsLeftBehindHoweverLittleStackIsLeft() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        Runnable rounds =
                () -> {
                    for (int i = 0; i < 600; i++) new Round(i % 150).run(wrong);
                };
        Thread small = new Thread(null, rounds, "small", 256 << 10);
        small.start();
        small.join();
        assertThat(wrong).isEmpty();
    }

    /// A task that is woken so many calls before the end of the stack.
    private static final class Round {
        private final ManualLoop loop = new ManualLoop();
        private final Gate gate = new Gate(loop);
        private final Job job;
        private final int calls;
        private Object seen = "nothing";

        Round(int calls) {
            this.calls = calls;
            LOCAL.set("thread");
            job =
                    new Job(
                            loop,
                            self -> {
                                LOCAL.set("task");
                                gate.await(self);
                                seen = LOCAL.get();
                            });
            job.start();
        }

        void run(List<String> wrong) {
            try {
                new Descent(calls, gate::open).descend();
            } catch (StackOverflowError end) {
                // There may have been no stack to put them back either. Then it is done before the
                // next task runs.
            }
            loop.runAll();
            Job.started(loop, self -> {});
            if (!LOCAL.get().equals("thread"))
                wrong.add("on the thread, %d calls before: %s".formatted(calls, LOCAL.get()));
            gate.open();
            job.wake();
            loop.runAll();
            if (!seen.equals("task") && job.failure == null)
                wrong.add("in the task, %d calls before the end: %s".formatted(calls, seen));
            if (!LOCAL.get().equals("thread"))
                wrong.add("on the thread, afterwards: " + LOCAL.get());
        }
    }
}
