package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static io.strait.transport.kqueue.Kevent.EVFILT_SOCK;
import static io.strait.transport.kqueue.Kevent.NOTE_CONNRESET;
import static io.strait.transport.kqueue.Kevent.NOTE_DISCONNECTED;
import static io.strait.transport.kqueue.Kevent.NOTE_READCLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// macOS's filter for what happens to a connection, whether anybody reads or not.
class SockFilterTest extends OverKQueue {
    private static final int ALL = NOTE_CONNRESET | NOTE_READCLOSED | NOTE_DISCONNECTED;

    private Descriptor.Pair watched(Descriptor.Pair pair, int notes) {
        kqueue.apply(Kevent.add(pair.ours(), EVFILT_SOCK).with(notes));
        return pair;
    }

    @Test
    void thePeersEndOfOutputIsToldOnceAndBytesAreNot() {
        Descriptor.Pair tcp = watched(Descriptor.tcp(), ALL);
        tcp.peers().write(5);
        assertThat(kqueue.poll()).isEmpty();
        tcp.peers().shutdownOutput();
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(NOTE_READCLOSED);
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void aResetIsToldOnce() {
        Descriptor.Pair tcp = watched(Descriptor.tcp(), ALL);
        tcp.peers().reset();
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(ALL);
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void whatComesLaterIsToldLater() {
        Descriptor.Pair tcp = watched(Descriptor.tcp(), ALL);
        tcp.peers().shutdownOutput();
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(NOTE_READCLOSED);
        tcp.ours().shutdownOutput();
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(NOTE_READCLOSED | NOTE_DISCONNECTED);
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        Descriptor.Pair tcp = watched(Descriptor.tcp(), NOTE_CONNRESET);
        tcp.peers().shutdownOutput();
        assertThat(kqueue.poll()).isEmpty();
        Descriptor.Pair other = watched(Descriptor.tcp(), NOTE_READCLOSED);
        other.peers().reset();
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(NOTE_READCLOSED);
    }

    @Test
    void ofAnUnconnectedSocketThereIsNothingToTell() {
        kqueue.apply(Kevent.add(Descriptor.tcpSocket(), EVFILT_SOCK).with(ALL));
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void theReaderIsToldStill() {
        Descriptor.Pair tcp = watched(Descriptor.tcp(), ALL);
        tcp.peers().shutdownOutput();
        assertThat(kqueue.awaitOne().filter()).isEqualTo(EVFILT_SOCK);
        assertThat(kqueue.poll()).isEmpty();
        kqueue.apply(Kevent.add(tcp.ours(), EVFILT_READ));
        assertThat(kqueue.awaitOne().filter()).isEqualTo(EVFILT_READ);
    }
}
