package io.strait.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A socket of the JDK. A blocked read or write of it ends with the test's time. */
record SocketPeer(SocketChannel socket) implements Peer {
    /** One that connected to the address. */
    static SocketPeer connected(SocketAddress address) throws IOException {
        return withoutDelay(SocketChannel.open(address));
    }

    /** One that connected to the server. */
    static SocketPeer accepted(ServerSocketChannel server) throws IOException {
        return withoutDelay(server.accept());
    }

    /* Or the kernel waits for more to send, and the test for the kernel. */
    private static SocketPeer withoutDelay(SocketChannel socket) throws IOException {
        if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY))
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new SocketPeer(socket);
    }

    @Override
    public InputStream in() {
        return Channels.newInputStream(socket);
    }

    @Override
    public OutputStream out() {
        return Channels.newOutputStream(socket);
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
