package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The peer closes without having read all, also where it can't ask for a reset. */
class PeerGoneConformanceTest extends Conformance {
    private static final int CHUNK = 65_536;

    /** Writes until it is told, having said when it does for the first time. */
    private void writeUntilTold(Connection<?> connection) {
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                connection.write(zeros(connection, CHUNK));
                                if (log.isEmpty()) log.add(connection.channel());
                            }
                        })
                .isInstanceOf(IOException.class);
    }

    /** Waits until the coroutine's channel takes no more, and returns it. */
    private Channel awaitFull() {
        awaitUntil(() -> !log.isEmpty());
        Channel channel = (Channel) log.element();
        awaitUntil(() -> !channel.isWritable());
        return channel;
    }

    @Test
    void aParkedWriterIsToldThatThePeerClosedWithBytesUnread() throws Exception {
        needs(Feature.BACK_PRESSURE);
        Peer peer =
                open(
                        connection -> {
                            writeUntilTold(connection);
                            log.add("told");
                        });
        awaitFull();
        peer.close();
        awaitUntil(() -> log.contains("told"));
        assertThat(failures).isEmpty();
    }

    @Test
    void aParkedFlushIsToldThatThePeerClosedWithBytesUnread() throws Exception {
        needs(Feature.BACK_PRESSURE);
        Peer peer =
                open(
                        connection -> {
                            connection.write(zeros(connection, 32 << 20));
                            log.add(connection.channel());
                            assertThatThrownBy(connection::flush).isInstanceOf(IOException.class);
                            assertThatThrownBy(() -> connection.write(Embedded.buffer("too late")))
                                    .isInstanceOf(IOException.class);
                            log.add("told");
                        });
        awaitFull();
        peer.close();
        awaitUntil(() -> log.contains("told"));
        assertThat(failures).isEmpty();
    }

    /** With auto-close off a write that fails ends our output, and the channel stays open. */
    private static Consumer<ChannelPipeline> withoutAutoClose(Consumer<ChannelPipeline> pipeline) {
        Consumer<ChannelPipeline> off =
                all -> all.channel().config().setOption(ChannelOption.AUTO_CLOSE, false);
        return off.andThen(pipeline);
    }

    @Test
    void withoutAutoCloseAParkedWriterIsToldThatItsOutputHasEnded() throws Exception {
        needs(Feature.BACK_PRESSURE);
        Peer peer =
                openPipeline(
                        withoutAutoClose(
                                pipeline ->
                                        pipeline.addLast(
                                                coroutine(
                                                        connection -> {
                                                            writeUntilTold(connection);
                                                            log.add(connection.channel().isOpen());
                                                            log.add("told");
                                                        }))));
        Channel channel = awaitFull();
        peer.close();
        awaitUntil(() -> log.contains("told"));
        assertThat(log).containsExactly(channel, true, "told");
        assertThat(((DuplexChannel) channel).isOutputShutdown()).isTrue();
        awaitUntil(() -> !channel.isOpen());
        // A read that was under way may find the reset when nobody reads any more.
        failures.removeIf(reset -> reset instanceof IOException);
    }

    @Test
    void lingeringWhileThePeerHasEndedItsOutputTheLastBytesArrive() throws Exception {
        needs(Feature.HALF_CLOSE);
        Assumptions.assumeTrue(end.medium().isTcp(), "SO_LINGER is TCP's alone");
        byte[] last = random(16 << 20); // more than the kernel takes at once
        try (Peer peer =
                open(
                        connection -> {
                            connection.channel().config().setOption(ChannelOption.SO_LINGER, 30);
                            assertThat(connection.read()).isNull();
                            connection.write(copy(connection, last));
                        })) {
            peer.shutdownOutput(); // and waits in FIN_WAIT
            assertThat(peer.in().readAllBytes()).isEqualTo(last);
        }
    }
}
