package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.strait.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the tests of a subclass once on each transport that this machine has. Afterwards no buffer
/// may be left, and nothing may have been warned of that the test did not ask for.
@ParameterizedClass(name = "{0}")
@EnumSource
abstract class EachTransport {
    static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Parameter Transport transport;

    final Warnings warnings = new Warnings();
    private final List<EchoServer> servers = new ArrayList<>();

    @BeforeEach
    void skipWhereTheTransportIsUnavailable() {
        transport.unavailability().ifPresent(Assumptions::abort);
    }

    @AfterEach
    void nothingIsLeft() {
        servers.forEach(server -> server.stop(Duration.ZERO));
        LeakPresenceDetector.check();
        assertThat(warnings.take()).isEmpty();
        warnings.close();
    }

    EchoServer start() throws IOException {
        return start(new Settings(transport));
    }

    EchoServer start(Settings settings) throws IOException {
        EchoServer server = EchoServer.start(ANY_PORT, settings);
        servers.add(server);
        return server;
    }
}
