package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static io.strait.transport.kqueue.Kevent.EVFILT_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class WriteFilterTest extends OverKQueue {
    private Descriptor.Pair watched(Descriptor.Pair pair) {
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_WRITE).withUdata(42));
        return pair;
    }

    @Test
    void theDataIsHowMuchSpaceIsFreeAndItIsToldAgain() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        for (int i = 0; i < 2; i++) {
            Kevent event = kqueue.awaitOne();
            assertThat(event.ident()).isEqualTo(tcp.ours().fd());
            assertThat(event.filter()).isEqualTo(EVFILT_WRITE);
            assertThat(event.data()).isGreaterThan(4096);
            assertThat(event.udata()).isEqualTo(42);
            assertThat(event.isEof()).isFalse();
        }
    }

    @Test
    void whatIsQueuedIsNotFree() {
        Descriptor.Pair unix = watched(Descriptor.unix());
        long before = kqueue.awaitOne().data();
        unix.ours().write(1000);
        assertThat(kqueue.awaitOne().data()).isLessThanOrEqualTo(before - 1000);
    }

    @Test
    void nothingIsToldWhileNoSpaceIsFree() {
        Descriptor.Pair tcp = Descriptor.tcp();
        tcp.ours().fill();
        watched(tcp);
        assertThat(kqueue.poll()).isEmpty();
        tcp.peers().drain();
        assertThat(kqueue.awaitOne().data()).isPositive();
    }

    @Test
    void aPeerThatEndsItsOutputLeavesOursOpen() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().shutdownOutput();
        assertThat(kqueue.awaitOne().isEof()).isFalse();
    }

    @Test
    void theEndOfInputIsNoMatterOfTheWriters() {
        Descriptor.Pair tcp = Descriptor.tcp();
        tcp.ours().fill();
        watched(tcp);
        tcp.peers().shutdownOutput();
        assertThat(kqueue.poll()).isEmpty();
        tcp.peers().drain();
        assertThat(kqueue.awaitOne().isEof()).isFalse();
    }

    @Test
    void ourEndOfOutputIsAnEof() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.ours().shutdownOutput();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void itIsOneWhenThePeerIsGoneToo() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.ours().shutdownOutput();
        tcp.peers().close();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void theEndOfAUnixSocketsOutputIsAnEof() {
        Descriptor.Pair unix = watched(Descriptor.unix());
        assertThat(kqueue.awaitOne().isEof()).isFalse();
        unix.ours().shutdownOutput();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void aPeerThatIsGoneIsAnEofOfAUnixSocket() {
        Descriptor.Pair unix = watched(Descriptor.unix());
        unix.peers().close();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void aResetIsAnEofWithItsError() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().reset();
        Kevent event = kqueue.awaitOne();
        assertThat(event.isEof()).isTrue();
        assertThat(event.fflags()).isEqualTo(SystemCall.ECONNRESET);
    }

    @Test
    void aSocketIsToldWhenItIsConnectedAndNotBefore() {
        Descriptor listener = Descriptor.listener();
        Descriptor socket = Descriptor.tcpSocket();
        kqueue.apply(Kevent.add(socket, EVFILT_WRITE));
        assertThat(kqueue.poll()).isEmpty();
        assertThat(kqueue.poll()).isEmpty();
        socket.startConnect(listener);
        Kevent event = kqueue.awaitOne();
        assertThat(event.isEof()).isFalse();
        assertThat(event.data()).isPositive();
        assertThat(kqueue.awaitOne()).isEqualTo(event);
    }

    @Test
    void aRefusedConnectIsAnEofWithItsErrorWhichStaysForTheCaller() {
        Descriptor nobody = Descriptor.listener();
        Descriptor socket = Descriptor.tcpSocket();
        kqueue.apply(Kevent.add(socket, EVFILT_WRITE));
        SystemCall.call("shutdown", nobody.fd(), 2); // it listens no more, and keeps its port
        socket.startConnect(nobody);
        Kevent event = kqueue.awaitOne();
        assertThat(event.isEof()).isTrue();
        assertThat(event.fflags()).isEqualTo(SystemCall.ECONNREFUSED);
        assertThat(socket.takeError()).isEqualTo(SystemCall.ECONNREFUSED);
    }

    @Test
    void readerAndWriterAreToldEachWithItsOwn() {
        Descriptor.Pair tcp = Descriptor.tcp();
        kqueue.apply(
                Kevent.add(tcp.ours(), EVFILT_READ).withUdata(1),
                Kevent.add(tcp.ours(), EVFILT_WRITE).withUdata(2));
        assertThat(kqueue.awaitOne().udata()).isEqualTo(2);
        tcp.peers().write(5);
        while (kqueue.await().size() < 2) Thread.onSpinWait();
        assertThat(kqueue.await())
                .extracting(Kevent::filter, Kevent::udata)
                .containsExactlyInAnyOrder(tuple(EVFILT_READ, 1L), tuple(EVFILT_WRITE, 2L));
    }

    @Test
    void aPipeThatNobodyReadsIsAnEof() {
        Descriptor.Pair pipe = Descriptor.pipe();
        kqueue.apply(Kevent.add(pipe.peers(), EVFILT_WRITE));
        Kevent open = kqueue.awaitOne();
        assertThat(open.isEof()).isFalse();
        assertThat(open.data()).isGreaterThan(4095);
        pipe.ours().close();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void ofAListenerThereIsNothingToWrite() {
        Descriptor listener = Descriptor.listener();
        kqueue.apply(Kevent.add(listener, EVFILT_WRITE));
        Descriptor.tcpSocket().startConnect(listener);
        assertThat(kqueue.poll()).isEmpty();
    }
}
