package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two tasks put and two take, and one of them is cancelled, or runs out of time: at each of its
/// suspensions, and at each step of the others.
class MailboxCancellationTest {
    private static final int ITEMS = 8; // of each putter

    /// Which of the four it is, and how much the mailbox holds.
    private record Case(int subject, int capacity) {}

    static Stream<Case> cases() {
        return IntStream.range(0, 4)
                .boxed()
                .flatMap(i -> Stream.of(0, 1, 3).map(capacity -> new Case(i, capacity)));
    }

    /// The program. What is recorded has happened: a put has returned, a take has returned.
    private static final class Program {
        final ManualLoop loop = new ManualLoop();
        final Mailbox<Integer> mailbox;
        final List<Job> jobs = new ArrayList<>();
        final List<Integer> put = new ArrayList<>();
        final Set<Integer> kept = new HashSet<>(); // by putters
        final List<Integer> taken = new ArrayList<>();
        final Map<Task, Duration> limits = new HashMap<>();
        Runnable afterStep = () -> {};
        int ended; // putters
        int finallys;

        Program(Case test) {
            mailbox = new Mailbox<>(test.capacity);
            for (int i = 0; i < 4; i++) {
                int first = 100 * i;
                Action<RuntimeException> code = i < 2 ? () -> putter(first) : this::taker;
                jobs.add(new Job(loop, self -> Deadline.moveOnAfter(limit(self), code)));
            }
        }

        private Duration limit(Job job) {
            return limits.getOrDefault(job, ofSeconds(10));
        }

        private void putter(int first) {
            try {
                for (int i = first; i < first + ITEMS; i++) {
                    kept.add(i);
                    mailbox.put(i);
                    kept.remove(i);
                    put.add(i);
                    afterStep.run();
                    if (i % 3 == 0) Task.sleep(ofMillis(1));
                }
            } finally {
                finallys++;
                if (++ended == 2) mailbox.close();
            }
        }

        private void taker() {
            try {
                for (Integer item; (item = mailbox.take()) != null; ) {
                    taken.add(item);
                    afterStep.run();
                    if (item % 5 == 0) Task.sleep(ofMillis(1));
                }
            } finally {
                finallys++;
            }
        }

        void run() {
            for (Job job : jobs) job.start();
            loop.advance(ofSeconds(1));
        }

        void assertNothingIsLost() {
            List<Integer> left = mailbox.drain();
            assertThat(left).as("left behind by two takers that live").isEmpty();
            assertThat(taken).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(put);
            assertThat(kept).noneMatch(taken::contains);
            for (int i = 0; i < 2; i++) {
                int putter = i;
                assertThat(taken).filteredOn(item -> item / 100 == putter).isSorted();
            }
            assertThat(jobs).allMatch(Task::hasEnded).allMatch(job -> job.failure == null);
            assertThat(finallys).isEqualTo(4);
            assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
            assertThat(loop.queued()).isZero();
        }
    }

    /* How often the subject stops if nobody disturbs it. */
    private static int slices(Case test) {
        Program program = new Program(test);
        program.run();
        program.assertNothingIsLost();
        assertThat(program.taken).hasSize(2 * ITEMS);
        return program.jobs.get(test.subject).told().size();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cancelledAtEachSuspension(Case test) {
        for (int k = 1; k <= slices(test); k++) {
            Program program = new Program(test);
            Job subject = program.jobs.get(test.subject);
            int at = k;
            subject.afterSlice =
                    () -> {
                        if (subject.told().size() == at) subject.cancel("at " + at);
                    };
            program.run();
            program.assertNothingIsLost();
        }
    }

    /// So also when it was woken already, and has not run yet.
    @ParameterizedTest
    @MethodSource("cases")
    void cancelledAtEachStepOfAnyTask(Case test) {
        for (int k = 1; k <= 4 * ITEMS; k++) {
            Program program = new Program(test);
            int[] steps = new int[1];
            int at = k;
            program.afterStep =
                    () -> {
                        if (++steps[0] == at) program.jobs.get(test.subject).cancel("at " + at);
                    };
            program.run();
            program.assertNothingIsLost();
        }
    }

    /// Each wait of both has a limit, which is over at the very moment in which the other one
    /// comes.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void eachWaitHasALimit(int capacity) {
        for (int limit = 1; limit <= 3; limit++) {
            ManualLoop loop = new ManualLoop();
            Mailbox<Integer> mailbox = new Mailbox<>(capacity);
            List<Integer> taken = new ArrayList<>();
            Duration atMost = ofMillis(limit);
            int[] late = new int[2];
            Job putter =
                    Job.started(
                            loop,
                            self -> {
                                for (int i = 0; i < 50; i++) {
                                    int item = i;
                                    while (!Deadline.moveOnAfter(atMost, () -> mailbox.put(item)))
                                        late[0]++;
                                    if (i % 10 == 9) Task.sleep(ofMillis(7));
                                }
                                mailbox.close();
                            });
            Job taker =
                    Job.started(
                            loop,
                            self -> {
                                while (!mailbox.isClosed() || mailbox.size() > 0) {
                                    boolean inTime =
                                            Deadline.moveOnAfter(
                                                    atMost,
                                                    () -> {
                                                        Integer item = mailbox.take();
                                                        if (item != null) taken.add(item);
                                                    });
                                    if (!inTime) late[1]++;
                                    else if (taken.size() % 3 == 0) Task.sleep(ofMillis(2));
                                }
                            });
            loop.advance(ofSeconds(1));
            assertThat(List.of(putter, taker)).allMatch(Task::hasEnded);
            assertThat(taken).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
            assertThat(late[1]).isPositive();
        }
    }

    /// Its time is over between two steps of the others, or at the time of one.
    @ParameterizedTest
    @MethodSource("cases")
    void outOfTimeAtEachMoment(Case test) {
        for (int half = 0; half <= 20; half++) {
            Program program = new Program(test);
            Job subject = program.jobs.get(test.subject);
            Duration limit = ofMillis(1).dividedBy(2).multipliedBy(half);
            program.limits.put(subject, limit);
            program.run();
            program.assertNothingIsLost();
        }
    }
}
