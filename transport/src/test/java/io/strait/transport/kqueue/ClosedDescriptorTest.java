package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static io.strait.transport.kqueue.Kevent.EVFILT_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Closing a descriptor deletes its events; its number may be another's soon.
class ClosedDescriptorTest extends OverKQueue {
    private Descriptor.Pair readable() {
        Descriptor.Pair unix = Descriptor.unix();
        unix.peers().write(1);
        return unix;
    }

    private Descriptor.Pair watched(Descriptor.Pair pair) {
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_READ).withUdata(1));
        return pair;
    }

    @Test
    void nothingIsToldOfAClosedOne() {
        Descriptor.Pair pair = watched(readable());
        pair.ours().close();
        assertThat(kqueue.poll()).isEmpty();
        assertThat(kqueue.change(Kevent.delete(pair.ours(), EVFILT_READ)))
                .singleElement()
                .extracting(Kevent::data)
                .isEqualTo((long) SystemCall.EBADF);
    }

    @Test
    void whoeverHasItsNumberNextIsNotWatched() {
        Descriptor.Pair pair = watched(readable());
        pair.ours().replaceBy(readable().ours());
        assertThat(kqueue.poll()).isEmpty();
        assertThat(kqueue.change(Kevent.delete(pair.ours(), EVFILT_READ)))
                .singleElement()
                .extracting(Kevent::data)
                .isEqualTo((long) SystemCall.ENOENT);
    }

    @Test
    void whoeverHasItsNumberNextHasNothingOfTheOld() {
        Descriptor.Pair pair = watched(readable());
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_WRITE).withUdata(2));
        pair.ours().replaceBy(readable().ours());
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_READ).withUdata(3));
        Kevent event = kqueue.awaitOne();
        assertThat(event.filter()).isEqualTo(EVFILT_READ);
        assertThat(event.udata()).isEqualTo(3);
    }

    @Test
    void aDuplicateDoesNotKeepItsEvents() {
        Descriptor.Pair pair = watched(readable());
        Descriptor.Pair other = watched(Descriptor.unix());
        Descriptor duplicate = pair.ours().duplicate();
        pair.ours().close();
        assertThat(kqueue.poll()).isEmpty();
        other.peers().write(1);
        assertThat(kqueue.awaitOne().ident()).isEqualTo(other.ours().fd());
        assertThat(duplicate.read(2)).isEqualTo(1);
    }

    @Test
    void norDoesItKeepTheProcessorBusy() {
        Descriptor.Pair pair = watched(readable());
        pair.ours().duplicate();
        pair.ours().close();
        kqueue.assertThatWaitingIsIdle();
    }

    @Test
    void norDoesItAfterTheEventWasDeleted() {
        Descriptor.Pair pair = watched(readable());
        pair.ours().duplicate();
        pair.ours().close();
        assertThat(kqueue.change(Kevent.delete(pair.ours(), EVFILT_READ))).hasSize(1);
        assertThat(kqueue.poll()).isEmpty();
        kqueue.apply(Kevent.user(Kevent.EV_ADD, Kevent.NOTE_TRIGGER));
        assertThat(kqueue.awaitOne().filter()).isEqualTo(Kevent.EVFILT_USER);
    }

    @Test
    void theNextToHaveTheNumberIsToldAlthoughADuplicateOfTheOldLives() {
        Descriptor.Pair pair = watched(readable());
        pair.ours().duplicate();
        Descriptor.Pair next = Descriptor.unix();
        pair.ours().replaceBy(next.ours());
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_READ).withUdata(3));
        assertThat(kqueue.poll()).isEmpty();
        next.peers().write(1);
        assertThat(kqueue.awaitOne().udata()).isEqualTo(3);
    }

    @Test
    void aDuplicateIsWatchedInItsOwnRight() {
        Descriptor.Pair pair = watched(readable());
        Descriptor duplicate = pair.ours().duplicate();
        kqueue.apply(Kevent.add(duplicate, EVFILT_READ).withUdata(2));
        assertThat(kqueue.await()).extracting(Kevent::udata).containsExactlyInAnyOrder(1L, 2L);
        pair.ours().close();
        assertThat(kqueue.awaitOne().udata()).isEqualTo(2);
    }

    @Test
    void aClosedKQueueIsNoneAndItsNumbersNextHasNothingOfIt() {
        watched(readable());
        int number = kqueue.fd();
        kqueue.close();
        assertThatThrownBy(kqueue::poll)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno).isEqualTo(SystemCall.EBADF));
        kqueue = KQueueDescriptor.open();
        assertThat(kqueue.fd()).isEqualTo(number);
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void ofClosedKQueuesNothingIsLeftOpen() throws IOException {
        long before = openEventFiles();
        for (int i = 0; i < 100; i++) KQueueDescriptor.open().close();
        assertThat(openEventFiles()).isLessThan(before + 10);
    }

    private static long openEventFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(ClosedDescriptorTest::isEventFile).count();
        }
    }

    private static boolean isEventFile(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("anon_inode:[event");
        } catch (IOException closed) {
            return false;
        }
    }
}
