package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A peer of the server: a plain blocking socket.
final class Client implements AutoCloseable {
    /// So that a server that never answers fails a test instead of hanging it.
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    private Client(Socket socket) {
        this.socket = socket;
    }

    static Client connect(InetSocketAddress server) throws IOException {
        return connect(server, 0);
    }

    /// @param receiveBuffer how much the kernel may receive on its own, in bytes; 0 for what it
    ///   likes
    static Client connect(InetSocketAddress server, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server, PATIENCE_MILLIS);
        return new Client(socket);
    }

    void send(byte[] data, int length) throws IOException {
        socket.getOutputStream().write(data, 0, length);
    }

    /// Ends our side of the connection.
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    InputStream input() throws IOException {
        return socket.getInputStream();
    }

    /// Sends a word and expects it back.
    void exchange(String word) throws IOException {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        send(bytes, bytes.length);
        assertThat(new String(input().readNBytes(bytes.length), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }

    /// Whether the server has ended the connection, regularly or not; waits until it does, or sends
    /// something.
    boolean isEndedByServer() throws IOException {
        try {
            return input().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    /// Closes with a reset instead of a regular end.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
