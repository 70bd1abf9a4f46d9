package io.strait.transport.testing;

import io.netty.buffer.ByteBuf;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Shield;
import io.strait.task.ShuffledQueue;
import io.strait.task.Task;
import io.strait.transport.CoroutineHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// Cancels a connection's code, and lets its time be over, at each of its suspensions in turn. What
/// `EverySuspension` does with tasks of a loop for tests, this does with a scenario.
///
/// ```java
/// Strikes.at(run -> {
///     StringBuilder read = new StringBuilder();
///     Peer peer = run.connect(connection -> readAll(connection, read),
///                             connection -> readAll(connection, read));
///     peer.send("abc");
///     run.atEnd(() -> assertThat(read).hasToString("abc"));
/// }).check();
/// ```
///
/// A story is played once to count the suspensions of its connection's code, forks included, and
/// then anew for each of them and each [Blow]. It expects nothing while it plays. At its end the
/// peer takes all there is and ends its output, and then what has to be true is checked. The
/// scenario adds that nothing has leaked and nobody is alive.
@NullMarked
final class Strikes {
    /// What happens to a task that has just suspended.
    enum Blow {
        NONE,
        /// It is cancelled as soon as it has parked.
        CANCELLED_AT_ONCE,
        /// It is cancelled when it was woken, and before it runs.
        CANCELLED_WHEN_WOKEN,
        /// The time of the connection's code is over: it is woken by that, or by what it waits for.
        TIMED_OUT
    }

    private static final Duration UNLIMITED = Duration.ofDays(1000);
    private static final Duration AFTERWARDS = Duration.ofDays(1);

    private final Consumer<Run> story;
    private final List<Long> suspensions = new ArrayList<>(); // their times, if nothing is done

    private Strikes(Consumer<Run> story) {
        this.story = story;
    }

    /// @param story connects a peer, plays its part, and says what has to be true at the end
    static Strikes at(Consumer<Run> story) {
        return new Strikes(story);
    }

    /// Plays it in every way.
    ///
    /// @return how often the connection's code suspends if nothing is done to it
    int check() {
        play(Blow.NONE, 0);
        if (suspensions.isEmpty()) throw new AssertionError("the connection's code never suspends");
        for (Blow blow : Blow.values()) {
            if (blow == Blow.NONE) continue;
            for (int which = 1; which <= suspensions.size(); which++) play(blow, which);
        }
        return suspensions.size();
    }

    private void play(Blow blow, int which) {
        Run run = new Run(blow, which);
        try (Scenario scenario = run.scenario) {
            scenario.seed(1);
            scenario.slices.tell(run);
            story.accept(run);
            run.end();
        } catch (Throwable t) {
            throw new AssertionError(run + ": " + t.getMessage(), t);
        }
    }

    /// One time that it is played.
    final class Run implements ShuffledQueue.Slices {
        private final Blow blow;
        private final int which;
        private final Scenario scenario = Scenario.begin();
        private final List<Runnable> checks = new ArrayList<>();
        private @Nullable Peer peer;
        private boolean exposed; // the code runs that is to be struck
        private int stops; // of that
        private int finallies;
        private @Nullable Task struck; // and not resumed since

        Run(Blow blow, int which) {
            this.blow = blow;
            this.which = which;
        }

        Scenario scenario() {
            return scenario;
        }

        /// The peer connects, and finds a handler of bytes.
        ///
        /// @param code is struck
        /// @param rest runs after that, whatever has become of it, and is not
        Peer connect(CoroutineHandler.Body<ByteBuf> code, CoroutineHandler.Body<ByteBuf> rest) {
            Peer connected =
                    scenario.connect(
                            connection -> {
                                exposed = true;
                                try {
                                    Deadline.failAfter(limit(), () -> code.run(connection));
                                } catch (CancelledByTimeoutException late) {
                                    if (blow != Blow.TIMED_OUT) throw late;
                                } finally {
                                    exposed = false;
                                    finallies++;
                                    Shield.run(AFTERWARDS, () -> rest.run(connection));
                                }
                            });
            peer = connected;
            return connected;
        }

        /* The instant of a suspension is the deadline, as if the clock ticked with each. */
        private Duration limit() {
            if (blow != Blow.TIMED_OUT) return UNLIMITED;
            return Duration.ofNanos(suspensions.get(which - 1) - scenario.loop.now());
        }

        /// Adds what has to be true at the end.
        void atEnd(Runnable check) {
            checks.add(check);
        }

        private void end() {
            scenario.untilAllParked();
            if (peer != null) peer.leave();
            scenario.untilAllParked();
            if (finallies != 1) throw new AssertionError("finally ran " + finallies + " times");
            checks.forEach(Runnable::run);
        }

        @Override
        public void begins(Task task) {
            if (task != struck) return;
            struck = null;
            if (blow == Blow.CANCELLED_WHEN_WOKEN) task.cancel("struck");
        }

        @Override
        public void ends(Task task) {
            if (!exposed || task.hasEnded() || !isOfConnection(task)) return;
            scenario.loop.turnClock(1);
            stops++;
            if (blow == Blow.NONE) suspensions.add(scenario.loop.now());
            if (stops != which) return;
            struck = task;
            if (blow == Blow.CANCELLED_AT_ONCE) task.cancel("struck");
        }

        private boolean isOfConnection(Task task) {
            return peer != null && task.toString().contains(peer.channel().id().asShortText());
        }

        @Override
        public String toString() {
            if (blow == Blow.NONE) return "with nothing done to it";
            return blow + " at suspension " + which + " of " + suspensions.size();
        }
    }
}
