package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlowReaderTest extends EachTransport {
    /// More than the kernel takes on its own account.
    private static final long LENGTH = 256L << 20;

    private static final int BLOCK = 1 << 16;

    @Test
    void aPeerThatDoesNotReadCostsNoMemoryAndNobodyElse() throws Exception {
        EchoServer server = start();
        Payload payload = new Payload(1);
        AtomicLong sent = new AtomicLong();
        long directMemoryBefore = directMemory();
        try (Client other = Client.connect(server.address());
                Client client = Client.connect(server.address(), BLOCK)) {
            other.exchange("before");
            Future<?> sender =
                    Background.start(
                            () -> {
                                while (sent.get() < LENGTH) {
                                    payload.send(client, sent.get(), BLOCK);
                                    sent.addAndGet(BLOCK);
                                }
                                client.endOutput();
                            });

            long[] seen = {-1};
            await().until(() -> seen[0] == (seen[0] = sent.get()) && seen[0] > 0);
            assertThat(sent).hasValueLessThan(LENGTH);
            assertThat(directMemory() - directMemoryBefore).isLessThan(4 << 20);
            for (Channel connection : server.connections())
                assertThat(unsent(connection)).isLessThan(256 << 10);
            other.exchange("meanwhile");

            payload.expectAll(client, LENGTH);
            sender.get();
            other.exchange("after");
        }
    }

    private static long unsent(Channel connection) {
        return connection.unsafe().outboundBuffer().totalPendingWriteBytes();
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
