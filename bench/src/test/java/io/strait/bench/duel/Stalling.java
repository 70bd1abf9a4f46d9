package io.strait.bench.duel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/// A server for one connection, which answers its first message at once and what follows only when
/// it has received so many bytes of it. It may change the last byte of that.
final class Stalling implements AutoCloseable {
    private final ServerSocket listener;
    private final Thread thread;

    Stalling(int messageBytes, int stallBytes, boolean damage) throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        thread =
                Thread.startVirtualThread(
                        () -> {
                            try (Socket peer = listener.accept()) {
                                var out = peer.getOutputStream();
                                out.write(peer.getInputStream().readNBytes(messageBytes));
                                byte[] held = peer.getInputStream().readNBytes(stallBytes);
                                if (damage) held[stallBytes - 1]++;
                                out.write(held);
                                peer.getInputStream().transferTo(out);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            if (!thread.join(Duration.ofMinutes(1))) throw new IOException("still serving");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
