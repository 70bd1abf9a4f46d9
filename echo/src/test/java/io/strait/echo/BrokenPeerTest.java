package io.strait.echo;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokenPeerTest extends EachTransport {
    private static final Payload PAYLOAD = new Payload(2);

    private interface Peer {
        void misbehave(EchoServer server) throws IOException;
    }

    private void besideABystander(Peer peer) throws IOException {
        besideABystander(1, peer);
    }

    private void besideABystander(int connections, Peer peer) throws IOException {
        EchoServer server = start();
        try (Client bystander = Client.connect(server.address())) {
            bystander.exchange("before");
            peer.misbehave(server);
            await().until(() -> server.accepted() == 1 + connections);
            await().until(() -> server.connections().size() == 1);
            bystander.exchange("after");
        }
    }

    @Test
    void aPeerThatResetsAnIdleConnection() throws IOException {
        besideABystander(
                server -> {
                    Client client = Client.connect(server.address());
                    client.exchange("hello");
                    client.reset();
                });
    }

    @Test
    void aPeerThatResetsBeforeItsEchoIsRead() throws IOException {
        besideABystander(
                server -> {
                    Client client = Client.connect(server.address());
                    PAYLOAD.send(client, 1 << 18);
                    client.reset();
                });
    }

    @Test
    void aPeerThatResetsAfterItsEndOfOutput() throws IOException {
        besideABystander(
                server -> {
                    Client client = Client.connect(server.address());
                    PAYLOAD.send(client, 1 << 18);
                    client.endOutput();
                    client.reset();
                });
    }

    @Test
    void aPeerThatResetsAtOnce() throws IOException {
        besideABystander(
                100,
                server -> {
                    for (int i = 0; i < 100; i++) Client.connect(server.address()).reset();
                });
    }

    @Test
    void aPeerThatClosesWithoutReading() throws IOException {
        besideABystander(
                server -> {
                    Client client = Client.connect(server.address());
                    PAYLOAD.send(client, 1 << 18);
                    client.close();
                });
    }

    @Test
    void aPeerThatConnectsAndClosesWithoutAByte() throws IOException {
        besideABystander(
                server -> {
                    Client.connect(server.address()).close();
                });
    }

    @Test
    void aProcessThatIsKilledWhileItSends() throws IOException {
        besideABystander(
                server -> {
                    Process process =
                            new ProcessBuilder(
                                            List.of(
                                                    "bash",
                                                    "-c",
                                                    "exec 3<>/dev/tcp/127.0.0.1/"
                                                            + server.address().getPort()
                                                            + " && exec yes >&3"))
                                    .inheritIO()
                                    .start();
                    await().until(() -> server.connections().size() == 2);
                    process.destroyForcibly();
                });
    }

    @Test
    void aPeerThatNeverSendsIsKept() throws IOException {
        besideABystander(
                2,
                server -> {
                    try (Client silent = Client.connect(server.address());
                            Client other = Client.connect(server.address())) {
                        other.exchange("meanwhile");
                        silent.exchange("at last");
                    }
                });
    }
}
