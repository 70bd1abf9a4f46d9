package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar's clients, as their users start them.
class JarClientIT {
    private static final int LENGTH = 8_000_000;

    @TempDir Path directory;

    private Path bytes() throws IOException {
        byte[] bytes = new byte[LENGTH];
        new SplittableRandom(1).nextBytes(bytes);
        return Files.write(directory.resolve("bytes"), bytes);
    }

    @Test
    void whatGoesInComesBackAndWhoHasSeenEnoughEndsIt() throws Exception {
        Path bytes = bytes();
        try (EchoProcess server = EchoProcess.start("--port", "0")) {
            String port = Integer.toString(server.address().getPort());
            try (EchoProcess client =
                    EchoProcess.start(
                            Redirect.from(bytes.toFile()), "connect", "localhost", port)) {
                assertThat(client.output().readAllBytes()).isEqualTo(Files.readAllBytes(bytes));
                assertThat(client.exitStatus()).isZero();
                assertThat(client.errors()).isEmpty();
            }
            try (EchoProcess client =
                    EchoProcess.start(
                            Redirect.from(bytes.toFile()), "connect", "localhost", port)) {
                client.output().read();
                client.output().close();
                assertThat(client.exitStatus()).isEqualTo(141);
                assertThat(client.errors()).isEmpty();
            }
        }
    }

    @Test
    void whoRefusesIsOneLineAndStatus1() throws Exception {
        int nobodys;
        try (ServerSocket soon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodys = soon.getLocalPort();
        }
        try (EchoProcess client =
                EchoProcess.start("connect", "127.0.0.1", Integer.toString(nobodys))) {
            assertThat(client.exitStatus()).isEqualTo(1);
            assertThat(client.errors())
                    .singleElement()
                    .asString()
                    .startsWith("strait-echo: cannot connect to 127.0.0.1")
                    .contains("refused");
        }
    }

    @Test
    void ctrlCEndsItAlthoughNobodyTypesAndNobodyAnswers() throws Exception {
        Assumptions.assumeFalse(EchoProcess.inheritsIgnoredInterrupts(), "SIGINT is ignored here");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EchoProcess client =
                        EchoProcess.start(
                                Redirect.PIPE,
                                "connect",
                                "127.0.0.1",
                                Integer.toString(silent.getLocalPort()));
                Socket accepted = silent.accept()) {
            accepted.getOutputStream().write('x');
            assertThat(client.output().read()).isEqualTo('x');
            client.interrupt();
            assertThat(client.exitStatus()).isEqualTo(128 + 2);
            assertThat(client.errors()).isEmpty();
        }
    }

    @Test
    void filesAreFetchedAndWhatFailsIsALineEach() throws Exception {
        Map<String, String> answers =
                Map.of(
                        "/good", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood",
                        "/bad", "HTTP/1.1 404 Not Found\r\n\r\n");
        try (ScriptedHttp server = ScriptedHttp.answering(answers)) {
            String[] urls = server.urls("/good", "/bad");
            try (EchoProcess client =
                    EchoProcess.start(
                            "fetch", "--output", directory.toString(), urls[0], urls[1])) {
                assertThat(client.exitStatus()).isEqualTo(1);
                assertThat(client.readLine()).isEqualTo("good: 4 bytes");
                assertThat(client.errors())
                        .containsExactly(
                                "strait-echo: " + urls[1] + ": the server says 404 Not Found");
            }
        }
        assertThat(directory.resolve("good")).hasContent("good");
    }
}
