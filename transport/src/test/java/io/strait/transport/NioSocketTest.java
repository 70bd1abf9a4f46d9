package io.strait.transport;

final class NioSocketTest extends SocketTest {
    NioSocketTest() {
        super(Transport.NIO);
    }
}
