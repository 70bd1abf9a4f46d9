package io.strait.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One with a socket of the JDK, which knows nothing of coroutines. */
record SocketGuest(int patienceInSeconds) implements Guest {
    @Override
    public void talk(
            InetSocketAddress server, Talk talk, IntConsumer connected, Consumer<String> ended) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(patienceInSeconds * 1_000);
            socket.connect(server);
            connected.accept(socket.getLocalPort());
            ended.accept(talk(socket, talk));
        } catch (IOException e) {
            ended.accept(e.toString());
        }
    }

    private static String talk(Socket socket, Talk talk) {
        AtomicReference<String> sending = new AtomicReference<>(Talk.REGULAR);
        try {
            Thread writer = Thread.ofVirtual().start(() -> sending.set(send(socket, talk.sent())));
            byte[] chunk = new byte[10_000];
            for (int n; (n = socket.getInputStream().read(chunk)) >= 0; ) talk.receive(chunk, n);
            writer.join();
        } catch (SocketTimeoutException e) {
            return Talk.STUCK;
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
        return sending.get();
    }

    /* The kernel tells of a reset once, to who comes first: the reader then reads a regular end. */
    private static String send(Socket socket, byte[] data) {
        try {
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            return Talk.REGULAR;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
