package io.strait.transport;

final class IoUringSocketTest extends SocketTest {
    IoUringSocketTest() {
        super(Transport.IO_URING);
    }
}
