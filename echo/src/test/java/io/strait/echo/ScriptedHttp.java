package io.strait.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// A server whose answers are given by the path, to the byte. It ends each connection behind its
/// answer.
final class ScriptedHttp implements AutoCloseable {

    /// What is answered.
    interface Answer {
        String to(String path) throws Exception;
    }

    /// What happens before the connection is closed.
    interface Closing {
        void of(String path) throws Exception;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private ScriptedHttp(Answer answer, Closing closing) throws IOException {
        Background.start(
                () -> {
                    while (true) {
                        Socket client = listener.accept();
                        Background.start(() -> serve(client, answer, closing));
                    }
                });
    }

    static ScriptedHttp answering(Map<String, String> answers) throws IOException {
        return of(answers::get, path -> {});
    }

    static ScriptedHttp of(Answer answer, Closing closing) throws IOException {
        return new ScriptedHttp(answer, closing);
    }

    private static void serve(Socket client, Answer answer, Closing closing) throws Exception {
        try (client) {
            BufferedReader request =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.US_ASCII));
            String path = request.readLine().split(" ", 3)[1];
            while (!request.readLine().isEmpty()) {}
            client.getOutputStream().write(answer.to(path).getBytes(StandardCharsets.US_ASCII));
            closing.of(path);
        }
    }

    /// The URLs of these paths.
    String[] urls(String... paths) {
        String root = "http://127.0.0.1:" + listener.getLocalPort();
        return Arrays.stream(paths).map(root::concat).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
