package io.strait.bench.duel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A virtual thread per connection, which blocks on its socket.
final class VirtualThreadServer implements Server {
    private static final int BUFFER = 8192;

    private final ServerSocket listener;
    private final Protocol protocol;
    private final int bufferBytes;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private VirtualThreadServer(ServerSocket listener, Protocol protocol, int bufferBytes) {
        this.listener = listener;
        this.protocol = protocol;
        this.bufferBytes = bufferBytes;
    }

    static VirtualThreadServer start(Protocol protocol, int messageBytes) throws IOException {
        ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        VirtualThreadServer server =
                new VirtualThreadServer(listener, protocol, Math.max(BUFFER, messageBytes));
        Thread.ofVirtual().name("accept").start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            switch (protocol) {
                case BYTES -> echo(in, out);
                case LINES -> echoLines(in, out);
            }
        } catch (IOException peerIsGone) {
            // A reset, or close(): either way this connection is over.
        } finally {
            connections.remove(connection);
        }
    }

    private void echo(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[bufferBytes];
        for (int n; (n = in.read(buffer)) >= 0; ) out.write(buffer, 0, n);
    }

    /* Answers are flushed together, when what was received has been used up. */
    private static void echoLines(InputStream in, OutputStream out) throws IOException {
        BufferedOutputStream answers = new BufferedOutputStream(out, BUFFER);
        byte[] buffer = new byte[BUFFER];
        int kept = 0; // the beginning of a line whose end has not come
        for (int n; (n = in.read(buffer, kept, buffer.length - kept)) > 0; ) {
            int end = kept + n;
            int line = 0;
            for (int i = kept; i < end; i++) {
                if (buffer[i] == '\n') {
                    answers.write(buffer, line, i + 1 - line);
                    line = i + 1;
                }
            }
            answers.flush();
            kept = end - line;
            if (kept > Protocol.MAX_LINE) throw new IOException("a line without end");
            System.arraycopy(buffer, line, buffer, 0, kept);
        }
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
