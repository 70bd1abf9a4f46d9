package io.strait.transport;

final class KQueueSocketTest extends SocketTest {
    KQueueSocketTest() {
        super(Transport.KQUEUE);
    }
}
