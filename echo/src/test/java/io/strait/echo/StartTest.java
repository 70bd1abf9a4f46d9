package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StartTest extends EachTransport {

    @Test
    void aPortInUseIsAFailureThatSaysWhatToDo() throws IOException {
        InetSocketAddress taken = start().address();
        assertThatThrownBy(() -> EchoServer.start(taken, new Settings(transport)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot listen on 127.0.0.1:"
                                + taken.getPort()
                                + ": Address already in use;"
                                + " stop the program that has it, or choose another --port (0 takes a free one)");
    }

    @Test
    void aForeignAddressIsAFailureThatSaysWhatToDo() {
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.1", 0);
        assertThatThrownBy(() -> EchoServer.start(foreign, new Settings(transport)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192.0.2.1:0")
                .hasMessageContaining("--host has to be an address of this machine");
    }

    @Test
    void aHostThatNobodyKnowsIsAFailureThatSaysWhatToDo() {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 0);
        assertThatThrownBy(() -> EchoServer.start(unknown, new Settings(transport)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-host.invalid:0")
                .hasMessageContaining("check --host");
    }

    @Test
    void ofAFailedStartNoThreadIsLeft() throws IOException {
        InetSocketAddress taken = start().address();
        Set<Thread> before = eventLoopThreads();
        assertThatThrownBy(() -> EchoServer.start(taken, new Settings(transport)))
                .isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(before).containsAll(eventLoopThreads()));
    }

    @Test
    void itsConnectionsAreKeptAlive() throws IOException {
        EchoServer server = start();
        try (Client client = Client.connect(server.address())) {
            client.exchange("hello");
            Channel connection = server.connections().iterator().next();
            assertThat(connection.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
        }
    }

    @Test
    void aPortIsFreeAgainAfterTheStop() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        EchoServer first = start();
        int port = first.address().getPort();
        try (Client client = Client.connect(first.address())) {
            client.exchange("hello");
            first.stop(Duration.ofMinutes(1)); // the connection is closed from this side first
        }
        EchoServer second =
                EchoServer.start(new InetSocketAddress(loopback, port), new Settings(transport));
        second.stop(Duration.ZERO);
    }

    private static Set<Thread> eventLoopThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("strait-echo-"))
                .collect(Collectors.toSet());
    }
}
