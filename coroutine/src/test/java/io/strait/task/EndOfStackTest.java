package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tasks where the stack ends: in their own code, and in the code that wakes them.
class EndOfStackTest {
    private static final int ROUNDS = 100;

    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);

    @SuppressWarnings("InfiniteRecursion")
    private static void recurse(Job self) {
        recurse(self);
    }

    @Test
    void aBodyThatRecursesForEverFailsAndIsTold() {
        Job job = Job.started(loop, EndOfStackTest::recurse);
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isExactlyInstanceOf(StackOverflowError.class);
        assertThat(job.told().stream().filter("end"::equals)).hasSize(1);
    }

    @Test
    void itIsToldAlsoWhenItsLoopHasEnded() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            try {
                                gate.await(self); // the loop's end cancels it
                            } finally {
                                recurse(self);
                            }
                        });
        loop.end();
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isExactlyInstanceOf(StackOverflowError.class);
    }

    @Test
    void aWakeUpWhileItsEndIsToBeToldDoesNoHarm() {
        Job job = Job.started(loop, EndOfStackTest::recurse);
        job.wake();
        job.cancel("too late");
        loop.runAll();
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.told().stream().filter("end"::equals)).hasSize(1);
    }

    /// The first is woken so many calls before the end of the stack, and wakes the others.
    @Test
    void noWakeUpIsLostHoweverLittleStackIsLeft() throws InterruptedException {
        List<String> lost = new ArrayList<>();
        Runnable rounds =
                () -> {
                    for (int calls = 0; calls < ROUNDS; calls++) new Round(calls).run(lost);
                };
        Thread small = new Thread(null, rounds, "small", 256 << 10);
        small.start();
        small.join();
        assertThat(lost).isEmpty();
    }

    private static final class Round {
        private final ManualLoop loop = new ManualLoop();
        private final Gate first = new Gate(loop);
        private final List<Gate> others = new ArrayList<>();
        private final List<Job> woken = new ArrayList<>();
        private final Job waker = Job.started(loop, this::wakeTheOthers);
        private final int calls;

        Round(int calls) {
            this.calls = calls;
            for (int i = 0; i < 5; i++) {
                Gate gate = new Gate(loop);
                others.add(gate);
                woken.add(Job.started(loop, gate::await));
            }
        }

        private void wakeTheOthers(Job self) {
            first.await(self);
            for (Gate gate : others) gate.open();
        }

        void run(List<String> lost) {
            Throwable end = catchThrowable(new Descent(calls, first::open)::descend);
            if (!(end instanceof StackOverflowError)) throw new AssertionError(end);
            loop.runAll();
            // The next events, if there was not even stack to ask the loop for another try.
            first.open();
            waker.wake();
            woken.forEach(Task::wake);
            Job.started(loop, self -> {});
            loop.runAll();
            if (!waker.hasEnded()) lost.add("the first, " + calls + " calls before the end");
            for (Job job : woken)
                if (!job.hasEnded() && waker.failure == null)
                    lost.add("another one, " + calls + " calls before the end");
        }
    }
}
