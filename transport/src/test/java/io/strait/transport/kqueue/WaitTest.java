package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static io.strait.transport.kqueue.Kevent.EVFILT_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitTest extends OverKQueue {
    private static final long FIFTY_MILLIS = 50_000_000;

    @Test
    void aZeroTimeoutDoesNotWait() {
        assertThat(kqueue.kevent(List.of(), 1, new long[] {0, 0})).isEmpty();
    }

    @Test
    void aFiniteTimeoutIsWaitedFor() {
        long start = System.nanoTime();
        assertThat(kqueue.kevent(List.of(), 1, new long[] {0, FIFTY_MILLIS})).isEmpty();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(FIFTY_MILLIS);
    }

    @Test
    void aWakeUpForNothingDoesNotShortenIt() {
        // epoll tells of an unconnected socket that it is hung up; nobody wants to hear it.
        kqueue.apply(Kevent.add(Descriptor.tcpSocket(), EVFILT_READ));
        long start = System.nanoTime();
        assertThat(kqueue.kevent(List.of(), 1, new long[] {0, FIFTY_MILLIS})).isEmpty();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(FIFTY_MILLIS);
    }

    @Test
    void norDoesWaitingForNothingTakeTheProcessor() {
        kqueue.apply(Kevent.add(Descriptor.tcpSocket(), EVFILT_READ));
        kqueue.assertThatWaitingIsIdle();
    }

    @Test
    void withoutATimeoutItWaitsUntilThereIsAnEvent() throws Exception {
        Descriptor.Pair unix = Descriptor.unix();
        kqueue.apply(Kevent.add(unix.ours(), EVFILT_READ));
        FutureTask<List<Kevent>> waiting = kqueue.startWaiting();
        assertThat(waiting.isDone()).isFalse();
        unix.peers().write(1);
        assertThat(waiting.get(KQueueDescriptor.PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void aChangeFromAnotherThreadIsSeenByWhoeverWaits() throws Exception {
        Descriptor.Pair unix = Descriptor.unix();
        unix.peers().write(1);
        FutureTask<List<Kevent>> waiting = kqueue.startWaiting();
        assertThat(waiting.isDone()).isFalse();
        kqueue.apply(Kevent.add(unix.ours(), EVFILT_READ));
        assertThat(waiting.get(KQueueDescriptor.PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "0, 1000000000"})
    void whatIsNoTimeIsRefused(long seconds, long nanoseconds) {
        assertThatThrownBy(() -> kqueue.kevent(List.of(), 1, new long[] {seconds, nanoseconds}))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.errno).isEqualTo(SystemCall.EINVAL));
    }

    @Test
    void withoutRoomForEventsNobodyWaits() {
        assertThat(kqueue.kevent(List.of(), 0, null)).isEmpty();
    }

    @Test
    void withRoomForOneEventEachHasItsTurn() {
        List<Long> idents = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Descriptor.Pair unix = Descriptor.unix();
            unix.peers().write(1);
            kqueue.apply(Kevent.add(unix.ours(), EVFILT_READ));
            idents.add((long) unix.ours().fd());
        }
        List<Long> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) told.add(kqueue.poll(1).getFirst().ident());
        assertThat(told).containsExactlyInAnyOrderElementsOf(idents);
    }

    @Test
    void withRoomForOneEventBothFiltersHaveTheirTurn() {
        Descriptor.Pair unix = Descriptor.unix();
        unix.peers().write(1);
        kqueue.apply(Kevent.add(unix.ours(), EVFILT_READ), Kevent.add(unix.ours(), EVFILT_WRITE));
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 2; i++) told.add(kqueue.poll(1).getFirst().filter());
        assertThat(told).containsExactlyInAnyOrder(EVFILT_READ, EVFILT_WRITE);
    }
}
