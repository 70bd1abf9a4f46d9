package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.coroutine.JvmMode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another thread wakes a task again and again, each time just when it may be about to park. A
/// single wake-up that gets lost is noticed, since nothing happens any more.
@Timeout(60)
class WakeUpStressTest {
    private static final int WAKE_UPS = JvmMode.scaled(30_000);

    private volatile int sent;
    private volatile int taken;

    private final class Mail extends Wait {
        Mail(Loop loop) {
            super(loop, null);
        }

        void await(Job task) {
            if (!isOver()) {
                pause(); // what was sent by now, and how it wakes, has to be noticed all the same
                super.await(task);
            }
        }

        @Override
        protected boolean isOver() {
            return sent > taken;
        }
    }

    /* Makes the moment longer in which a wake-up is lost. */
    static void pause() {
        for (int i = 0; i < 100; i++) Thread.onSpinWait();
    }

    /* Sends one at a time; returns after how many nothing happened for so long, or all were taken. */
    private int send(Mail mail, int wakeUps, long patience) {
        for (int i = 0; i < wakeUps; i++) {
            for (int j = i % 1000 * 37 % 1000; j > 0; j--)
                Thread.onSpinWait(); // another moment each time
            sent = i + 1;
            mail.wake();
            long since = System.nanoTime();
            while (taken <= i) {
                if (System.nanoTime() - since > patience) return i;
                Thread.onSpinWait();
            }
        }
        return wakeUps;
    }

    private int arrived(Loop loop, Runnable run, Runnable end, int wakeUps, long patienceMillis)
            throws InterruptedException {
        Mail mail = new Mail(loop);
        Job.started(
                loop,
                self -> {
                    for (int i = 1; ; i++) {
                        mail.await(self);
                        taken = i;
                    }
                });
        int[] arrived = new int[1];
        Runnable sender =
                () -> {
                    arrived[0] = send(mail, wakeUps, TimeUnit.MILLISECONDS.toNanos(patienceMillis));
                    end.run();
                };
        Thread thread = Thread.ofPlatform().start(sender);
        run.run();
        thread.join();
        return arrived[0];
    }

    @Test
    void noWakeUpFromAnotherThreadIsLost() throws InterruptedException {
        ThreadLoop loop = new ThreadLoop();
        assertThat(arrived(loop, loop::run, loop::end, WAKE_UPS, 10_000)).isEqualTo(WAKE_UPS);
    }

    /// It fails at the first one that is lost, which takes some ten thousand wake-ups at most.
    @Test
    void aLoopThatLooksOnceBeforeItSleepsLosesOne() throws InterruptedException {
        SleepyLoop loop = new SleepyLoop();
        int many = 100 * WAKE_UPS;
        assertThat(arrived(loop, loop::run, loop::end, many, 500)).isLessThan(many);
    }
}
