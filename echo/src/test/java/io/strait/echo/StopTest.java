package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopTest extends EachTransport {
    private static final Duration LONG =
            Duration.ofMinutes(10); // a test that needs it fails by its timeout

    @Test
    void aServerWithoutConnectionsStopsAtOnce() throws IOException {
        EchoServer server = start();
        server.stop(LONG);
        InetSocketAddress address = server.address();
        assertThatThrownBy(() -> Client.connect(address)).isInstanceOf(ConnectException.class);
    }

    @Test
    void connectionsOnWhichNothingIsUnderWayAreClosed() throws IOException {
        EchoServer server = start();
        try (Client silent = Client.connect(server.address());
                Client client = Client.connect(server.address())) {
            client.exchange("hello");
            server.stop(LONG);
            assertThat(silent.input().read()).isEqualTo(-1);
            assertThat(client.input().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatWasReceivedIsEchoedWholeToASlowReaderToo() throws Exception {
        int length = 32 << 20;
        Payload payload = new Payload(4);
        EchoServer server = start();
        try (Client client = Client.connect(server.address(), 1 << 16)) {
            Future<?> sender = Background.start(() -> payload.send(client, length));
            long received = 0;
            for (; !sender.isDone(); received += 1 << 10)
                payload.expect(client.input(), received, 1 << 10);
            Future<?> stopped = Background.start(() -> server.stop(LONG));
            payload.expect(client.input(), received, length - received);
            assertThat(client.input().read()).isEqualTo(-1);
            stopped.get();
        }
    }

    @Test
    void aTransferUnderWayIsFinished() throws Exception {
        int length = 64 << 20;
        Payload payload = new Payload(5);
        EchoServer server = start();
        try (Client client = Client.connect(server.address())) {
            Future<?> sender =
                    Background.start(
                            () -> {
                                payload.send(client, length);
                                client.endOutput();
                            });
            payload.expect(client.input(), 0, 1); // it has begun
            Future<?> stopped = Background.start(() -> server.stop(LONG));
            payload.expect(client.input(), 1, length - 1);
            assertThat(client.input().read()).isEqualTo(-1);
            sender.get();
            stopped.get();
        }
    }

    @Test
    void aPeerThatNeverReadsIsClosedAtTheDeadline() throws Exception {
        EchoServer server = start();
        try (Client client = Client.connect(server.address(), 1 << 16)) {
            Future<?> sender = Background.start(() -> new Payload(6).send(client, 1L << 30));
            server.stop(Duration.ofMillis(200));
            assertThatThrownBy(sender::get).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aPeerThatStillSendsIsNotReset() throws Exception {
        EchoServer server = start();
        try (Client client = Client.connect(server.address())) {
            client.exchange("hello");
            Future<?> stopped = Background.start(() -> server.stop(LONG, LONG));
            assertThat(client.input().read()).isEqualTo(-1);
            Payload payload = new Payload(7);
            for (int i = 0; i < 100; i++) payload.send(client, i, 1);
            client.endOutput();
            stopped.get();
        }
    }

    @Test
    void aPeerThatAsksAndWaitsGetsItsLastAnswerAndThenTheEnd() throws Exception {
        EchoServer server = start();
        try (Client client = Client.connect(server.address())) {
            client.exchange("hello");
            Future<?> stopped = Background.start(() -> server.stop(LONG));
            byte[] ping = {0};
            int first;
            do {
                client.send(ping, 1); // fails, if the server has reset the connection
                first = client.input().read();
            } while (first == 0 && !stopped.isDone());
            assertThat(first).as("instead of the answer to a ping that was sent").isEqualTo(-1);
            stopped.get();
        }
    }

    @Test
    void whoWaitsToBeAcceptedIsServed() throws Exception {
        EchoServer server = start();
        CountDownLatch busy = new CountDownLatch(1);
        server.loops().execute(() -> assertThatCode(busy::await).doesNotThrowAnyException());
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Client client = Client.connect(server.address());
            client.send(new byte[] {7}, 1);
            clients.add(client);
        }
        Future<?> stopped = Background.start(() -> server.stop(LONG));
        await().until(server::isStopping);
        busy.countDown();
        for (Client client : clients) {
            assertThat(client.input().read()).isEqualTo(7);
            assertThat(client.input().read()).isEqualTo(-1);
            client.close();
        }
        stopped.get();
    }

    @Test
    void stoppingAgainDoesNothing() throws IOException {
        EchoServer server = start();
        server.stop(LONG);
        assertThatCode(() -> server.stop(LONG)).doesNotThrowAnyException();
    }

    @Test
    void aStoppedServerHasNotFailed() throws Exception {
        EchoServer server = start();
        assertThat(server.hasFailed()).isFalse();
        server.stop(LONG);
        assertThat(server.awaitEnd()).isTrue();
        assertThat(server.hasFailed()).isFalse();
    }

    @Test
    void aServerWhoseLoopHasEndedHasFailedAndCanStillBeStopped() throws Exception {
        EchoServer server = start();
        try (Client client = Client.connect(server.address())) {
            client.exchange("hello");
            server.loops().shutdownGracefully(0, 0, TimeUnit.SECONDS);
            assertThat(server.awaitEnd()).isFalse();
            assertThat(server.hasFailed()).isTrue();
            server.loops().terminationFuture().await();
            assertThatCode(() -> server.stop(LONG)).doesNotThrowAnyException();
        }
    }

    @Test
    void aServerWithoutItsListeningSocketHasFailed() throws Exception {
        EchoServer server = start();
        server.listener().close();
        assertThat(server.awaitEnd()).isFalse();
        assertThat(server.hasFailed()).isTrue();
    }
}
