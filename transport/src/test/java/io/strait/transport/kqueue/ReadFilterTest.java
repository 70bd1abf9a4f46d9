package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadFilterTest extends OverKQueue {
    private Descriptor.Pair watched(Descriptor.Pair pair) {
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_READ).withUdata(42));
        return pair;
    }

    @Test
    void theDataIsHowManyBytesAreReadable() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().write(5);
        Kevent event = kqueue.awaitOne();
        assertThat(event.ident()).isEqualTo(tcp.ours().fd());
        assertThat(event.filter()).isEqualTo(EVFILT_READ);
        assertThat(event.data()).isEqualTo(5);
        assertThat(event.udata()).isEqualTo(42);
        assertThat(event.isEof()).isFalse();
    }

    @Test
    void nothingIsToldOfAnIdleConnection() {
        watched(Descriptor.tcp());
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void itIsToldAgainUntilAllIsRead() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().write(5);
        assertThat(kqueue.awaitOne().data()).isEqualTo(5);
        assertThat(kqueue.awaitOne().data()).isEqualTo(5);
        tcp.ours().read(2);
        assertThat(kqueue.awaitOne().data()).isEqualTo(3);
        tcp.ours().read(3);
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void theEndComesWithTheBytesThatAreLeft() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().write(5);
        tcp.peers().shutdownOutput();
        Kevent event = kqueue.awaitOne();
        assertThat(event.isEof()).isTrue();
        assertThat(event.data()).isEqualTo(5);
        assertThat(event.fflags()).isZero();
        tcp.ours().read(5);
        Kevent end = kqueue.awaitOne();
        assertThat(end.isEof()).isTrue();
        assertThat(end.data()).isZero();
    }

    @Test
    void aResetIsAnEndWithItsErrorWhichStaysForTheReader() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.peers().reset();
        Kevent event = kqueue.awaitOne();
        assertThat(event.isEof()).isTrue();
        assertThat(event.fflags()).isEqualTo(SystemCall.ECONNRESET);
        assertThatThrownBy(() -> tcp.ours().read(1))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.errno).isEqualTo(SystemCall.ECONNRESET));
    }

    @Test
    void ourOwnEndOfInputIsAnEndToo() {
        Descriptor.Pair tcp = watched(Descriptor.tcp());
        tcp.ours().shutdownInput();
        assertThat(kqueue.awaitOne().isEof()).isTrue();
    }

    @Test
    void aListenersDataIsItsBacklog() {
        Descriptor listener = Descriptor.listener();
        kqueue.apply(Kevent.add(listener, EVFILT_READ));
        assertThat(kqueue.poll()).isEmpty();
        for (int i = 1; i <= 3; i++) {
            Descriptor.tcpSocket().startConnect(listener);
            Kevent event = kqueue.awaitOne();
            assertThat(event.data()).isEqualTo(i);
            assertThat(event.isEof()).isFalse();
        }
        for (int i = 0; i < 3; i++) listener.accept();
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void aDescriptorThatListensOnlyLaterIsAListener() {
        Descriptor socket = Descriptor.tcpSocket();
        kqueue.apply(Kevent.add(socket, EVFILT_READ));
        assertThat(kqueue.poll()).isEmpty();
        SystemCall.call("listen", socket.fd(), 1);
        assertThat(kqueue.poll()).isEmpty();
        Descriptor.tcpSocket().startConnect(socket);
        assertThat(kqueue.awaitOne().data()).isEqualTo(1);
    }

    @Test
    void aPipeTellsItsBytesAndItsEnd() {
        Descriptor.Pair pipe = watched(Descriptor.pipe());
        assertThat(kqueue.poll()).isEmpty();
        pipe.peers().write(5);
        pipe.peers().close();
        Kevent event = kqueue.awaitOne();
        assertThat(event.data()).isEqualTo(5);
        assertThat(event.isEof()).isTrue();
    }

    @Test
    void aUnixSocketTellsItsBytesAndItsEnd() {
        Descriptor.Pair unix = watched(Descriptor.unix());
        unix.peers().write(5);
        assertThat(kqueue.awaitOne().data()).isEqualTo(5);
        unix.peers().close();
        Kevent event = kqueue.awaitOne();
        assertThat(event.data()).isEqualTo(5);
        assertThat(event.isEof()).isTrue();
    }

    @Test
    void anEmptyDatagramIsTold() {
        Descriptor.Pair udp = watched(Descriptor.udp());
        assertThat(kqueue.poll()).isEmpty();
        udp.peers().write(0);
        Kevent event = kqueue.awaitOne();
        assertThat(event.data()).isZero();
        assertThat(event.isEof()).isFalse();
    }
}
