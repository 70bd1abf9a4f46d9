package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each contender's server, as a process of its own, answers what it is asked.
@Timeout(120)
@Tag("slow")
class ContenderTest {
    @TempDir static Path directory;

    static Stream<Arguments> everybody() {
        return Stream.of(Contender.values())
                .flatMap(c -> Stream.of(Protocol.values()).map(p -> Arguments.of(c, p)));
    }

    private static Child start(Contender contender, Workload workload) throws Exception {
        Path program = null;
        if (contender.factory().isEmpty()) {
            program = NativeServer.compile(directory).orElse(null);
            assumeTrue(program != null, "there is no C compiler here");
        }
        Resources unbound = new Resources(false, Long.MAX_VALUE);
        return Child.start(
                unbound.server(Pairing.serverCommand(contender, workload, program, Duel.JVM)));
    }

    private static Workload workload(Protocol protocol, int messageBytes) {
        return new Workload("test", protocol, 3, 0, messageBytes, 16, null);
    }

    @ParameterizedTest
    @MethodSource("everybody")
    void piecesMakeAWhole(Contender contender, Protocol protocol) throws Exception {
        try (Child server = start(contender, workload(protocol, 64));
                Socket socket = connect(server.expect("listening"))) {
            String text = "one\ntwo\nthr";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            int whole = protocol == Protocol.LINES ? text.lastIndexOf('\n') + 1 : text.length();
            assertThat(read(socket, whole)).isEqualTo(text.substring(0, whole));
            socket.getOutputStream().write("ee\n".getBytes(StandardCharsets.US_ASCII));
            String rest = text.substring(whole) + "ee\n";
            assertThat(read(socket, rest.length())).isEqualTo(rest);
        }
    }

    @ParameterizedTest
    @MethodSource("everybody")
    void everyAnswerIsRight(Contender contender, Protocol protocol) throws Exception {
        Workload workload = workload(protocol, protocol == Protocol.LINES ? 64 : 64 * 1024);
        try (Child server = start(contender, workload)) {
            int port = Integer.parseInt(server.expect("listening"));
            var address = new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            int burst = workload.burst();
            try (Clients clients =
                    new Clients(address, workload.messageBytes(), burst, () -> 0, false)) {
                clients.connectBusy(workload.busy());
                clients.connectIdle(2);
                Slice slice = clients.closed(0, 200_000_000);
                assertThat(slice.latencies().getTotalCount())
                        .isGreaterThanOrEqualTo((long) burst * workload.busy());
            }
            if (contender.factory().isPresent()) {
                assertThat(Long.parseLong(server.ask("heap"))).isPositive();
            }
        }
    }

    private static Socket connect(String port) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    private static String read(Socket socket, int bytes) throws Exception {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        return new String(read, StandardCharsets.US_ASCII);
    }
}
