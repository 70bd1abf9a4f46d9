package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What code keeps on the thread follows the tasks that were told so. All of it with the thread's
/// own `ThreadLocal`s, so that it isn't these that do it.
class ThreadContextTest {
    private static final ThreadLocal<String> SPAN = ThreadLocal.withInitial(() -> "none");
    private static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");

    /// As a tracing library makes a span current.
    record Current(ThreadLocal<String> local) implements ThreadContext<String> {
        @Override
        public String capture() {
            return local.get();
        }

        @Override
        public Runnable put(String context) {
            String before = local.get();
            local.set(context);
            return () -> local.set(before);
        }
    }

    private static final TaskOptions SHARED =
            TaskOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_LOOP);
    private static final TaskOptions SPANS = SHARED.withThreadContext(new Current(SPAN));

    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void theThreadHasOne() {
        SPAN.set("thread");
        USER.set("root");
    }

    @AfterEach
    void andKeepsIt() {
        assertThat(SPAN.get()).isEqualTo("thread");
        assertThat(USER.get()).isEqualTo("root");
        SPAN.remove();
        USER.remove();
    }

    private Job job(TaskOptions options, Job.Code code) {
        Job job = new Job(loop, code);
        job.use(options);
        return job;
    }

    @Test
    void itStaysWithTheTaskOverItsWaitsAndTheOwnerSeesTheThreads() {
        Job job =
                job(
                        SPANS,
                        self -> {
                            log.add(SPAN.get());
                            SPAN.set("task");
                            Task.sleep(Duration.ofSeconds(1));
                            log.add(SPAN.get());
                        });
        job.afterSlice = () -> log.add(SPAN.get());
        job.atEnd = () -> log.add(SPAN.get());
        job.start();
        SPAN.set("another's");
        loop.advance(Duration.ofSeconds(1));
        assertThat(log).containsExactly("thread", "thread", "task", "another's", "another's");
        SPAN.set("thread");
    }

    @Test
    void withoutItsOptionNothingFollowsATask() {
        Job job =
                job(
                        SHARED,
                        self -> {
                            SPAN.set("task");
                            gate.await(self);
                            log.add(SPAN.get());
                        });
        job.start();
        log.add(SPAN.get());
        SPAN.set("thread");
        gate.open();
        assertThat(log).containsExactly("task", "thread");
    }

    @Test
    void aChildHasWhatWasThereAtItsForkForItself() throws Exception {
        Loop.run(
                SPANS,
                () -> {
                    SPAN.set("parent");
                    TaskScope.run(
                            scope -> {
                                scope.fork(
                                        () -> {
                                            log.add(SPAN.get());
                                            SPAN.set("child");
                                            Task.yieldNow();
                                            log.add(SPAN.get());
                                        });
                                SPAN.set("parent, later");
                                scope.join();
                                log.add(SPAN.get());
                                return null;
                            });
                });
        assertThat(log).containsExactly("parent", "child", "parent, later");
    }

    /// Code of the loop forks in a scope whose owner waits: what is on the thread then is not the
    /// owner's.
    @Test
    void aChildThatIsForkedFromOutsideHasWhatItsParentHadAtItsWait() {
        List<TaskScope<Object, ?, ?>> scopes = new ArrayList<>();
        Job owner =
                job(
                        SPANS,
                        self -> {
                            SPAN.set("owner");
                            TaskScope.run(
                                    scope -> {
                                        scopes.add(scope);
                                        gate.await(self);
                                        return null;
                                    });
                        });
        owner.start();
        scopes.get(0).fork(() -> log.add(SPAN.get()));
        gate.open();
        assertThat(log).containsExactly("owner");
    }

    @Test
    void severalGoTogetherWithThreadLocalsOfTheTasksOwnToo() throws Exception {
        ThreadContext<?> both = ThreadContext.of(new Current(SPAN), new Current(USER));
        assertThat(both).isEqualTo(ThreadContext.of(new Current(SPAN), new Current(USER)));
        for (ThreadLocals each : ThreadLocals.values()) {
            Job parent =
                    job(
                            TaskOptions.DEFAULT.withThreadLocals(each).withThreadContext(both),
                            self -> {
                                log.add(SPAN.get() + USER.get());
                                SPAN.set("a");
                                USER.set("b");
                                Task.yieldNow();
                                log.add(SPAN.get() + USER.get());
                                TaskScope.run(
                                        scope ->
                                                scope.fork(() -> log.add(SPAN.get() + USER.get())));
                            });
            parent.start();
            assertThat(parent.failure).isNull();
        }
        assertThat(log).containsExactly("threadroot", "ab", "ab", "threadroot", "ab", "ab");
    }

    /// Fails when it is told to.
    private static final class Failing implements ThreadContext<String> {
        private final Current spans = new Current(SPAN);
        private boolean capturing;
        private boolean putting;
        private boolean puttingBack;

        @Override
        public String capture() {
            if (capturing) throw new IllegalStateException("capture");
            return spans.capture();
        }

        @Override
        public Runnable put(String context) {
            if (putting) throw new IllegalStateException("put");
            Runnable before = spans.put(context);
            return () -> {
                before.run();
                if (puttingBack) throw new IllegalStateException("back");
            };
        }
    }

    @Test
    void oneThatFailsEndsNoTaskAndTheLoopIsTold() {
        Failing failing = new Failing();
        TaskOptions options =
                SHARED.withThreadContext(ThreadContext.of(new Current(USER), failing));
        Job job =
                job(
                        options,
                        self -> {
                            for (int i = 0; i < 4; i++) {
                                log.add(USER.get());
                                USER.set("user " + i);
                                gate.await(self);
                            }
                        });
        job.start();
        failing.putting = true;
        gate.open();
        failing.putting = false;
        assertThat(USER.get()).as("it ran without").isEqualTo("user 1");
        USER.set("root");
        log.add(catchThrowable(loop::runAll).getMessage());
        failing.capturing = true;
        gate.wake();
        failing.capturing = false;
        log.add(catchThrowable(loop::runAll).getMessage());
        failing.puttingBack = true;
        gate.wake();
        failing.puttingBack = false;
        log.add(catchThrowable(loop::runAll).getMessage());
        gate.wake();
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
        assertThat(log)
                .containsExactly("root", "root", "put", "user 0", "capture", "user 0", "back");
    }

    @Test
    void nothingIsLeftBehindHoweverLittleStackIsLeft() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        Runnable rounds =
                () -> {
                    for (int i = 0; i < 600; i++) round(i % 150, wrong);
                };
        Thread small = new Thread(null, rounds, "small", 256 << 10);
        small.start();
        small.join();
        assertThat(wrong).isEmpty();
    }

    private void round(int calls, List<String> wrong) {
        ManualLoop own = new ManualLoop();
        Gate its = new Gate(own);
        List<Object> seen = new ArrayList<>();
        SPAN.set("thread");
        Job job =
                new Job(
                        own,
                        self -> {
                            SPAN.set("task");
                            its.await(self);
                            seen.add(SPAN.get());
                        });
        job.use(SPANS);
        job.start();
        try {
            new Descent(calls, its::open).descend();
        } catch (StackOverflowError end) {
            // There may have been no stack to put it back either. Then it is done before the next
            // task runs.
        }
        own.runAll();
        Job.started(own, self -> {});
        if (!SPAN.get().equals("thread")) wrong.add(calls + " calls before the end");
        its.open();
        job.wake();
        own.runAll();
        if (job.failure == null && !seen.equals(List.of("task"))) wrong.add(calls + ": " + seen);
        if (!SPAN.get().equals("thread")) wrong.add(calls + ", afterwards: " + SPAN.get());
    }
}
