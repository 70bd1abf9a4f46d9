package io.strait.transport;

final class EpollSocketTest extends SocketTest {
    EpollSocketTest() {
        super(Transport.EPOLL);
    }
}
