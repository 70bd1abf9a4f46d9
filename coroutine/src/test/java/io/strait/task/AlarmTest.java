package io.strait.task;

import static io.strait.task.Loop.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The one timer of all waits of a task.
class AlarmTest {
    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<Object> log = new ArrayList<>();
    private final List<Long> armed = new ArrayList<>();

    private Job waitsInTurn(long... nanos) {
        return Job.started(
                loop,
                self -> {
                    for (long each : nanos) {
                        log.add(gate.awaitUntil(self, loop.deadlineIn(each)));
                        armed.add(loop.nextDeadline());
                        gate.close();
                    }
                });
    }

    @Test
    void waitsThatEndInTimeShareOneTimer() {
        waitsInTurn(1000, 1000, 1000, 1000);
        for (int i = 0; i < 3; i++) {
            loop.advance(Duration.ofNanos(100));
            gate.open();
        }
        assertThat(armed).containsExactly(1000L, 1000L, 1000L); // that of the first wait
        loop.advance(Duration.ofNanos(700)); // its time: the fourth wait has begun at 300
        assertThat(log).containsExactly(true, true, true);
        assertThat(loop.nextDeadline()).isEqualTo(1300);
        loop.advance(Duration.ofNanos(299));
        assertThat(log).hasSize(3);
        loop.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly(true, true, true, false);
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void aNearerDeadlineReplacesTheTimer() {
        waitsInTurn(1000, 10);
        gate.open();
        assertThat(loop.nextDeadline()).isEqualTo(10);
        loop.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly(true, false);
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void aTimerThatNobodyNeedsGoesOffOnceAndWakesNobody() {
        Job job =
                Job.started(
                        loop,
                        self -> {
                            gate.awaitUntil(self, loop.deadlineIn(1000));
                            gate.close();
                            gate.await(self);
                        });
        gate.open();
        int looks = gate.looks;
        loop.advance(Duration.ofNanos(5000));
        assertThat(gate.looks).isEqualTo(looks);
        assertThat(job.hasEnded()).isFalse();
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void itLetsGoOfItsTimerWhenItsTaskHasEnded() {
        waitsInTurn(1000);
        assertThat(loop.nextDeadline()).isEqualTo(1000);
        gate.open();
        assertThat(loop.nextDeadline()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void aLoopThatRefusesTheTimerIsAskedAgain() {
        Refusing refusing = new Refusing(loop);
        List<String> woken = new ArrayList<>();
        Alarm alarm = new Alarm(refusing, () -> woken.add("woken"));
        alarm.set(1000);
        refusing.refuses = true;
        try {
            alarm.set(10);
        } catch (IllegalStateException refused) {
            log.add("refused");
        }
        refusing.refuses = false;
        alarm.set(20);
        loop.advance(Duration.ofNanos(20));
        assertThat(log).containsExactly("refused");
        assertThat(woken).containsExactly("woken");
    }

    private static final class Refusing implements Loop {
        private final ManualLoop loop;
        boolean refuses;

        Refusing(ManualLoop loop) {
            this.loop = loop;
        }

        @Override
        public boolean isCurrent() {
            return loop.isCurrent();
        }

        @Override
        public void execute(Runnable command) {
            loop.execute(command);
        }

        @Override
        public boolean hasEnded() {
            return loop.hasEnded();
        }

        @Override
        public long now() {
            return loop.now();
        }

        @Override
        public Timer schedule(Runnable command, long delay) {
            if (refuses) throw new IllegalStateException("no more timers");
            return loop.schedule(command, delay);
        }
    }
}
