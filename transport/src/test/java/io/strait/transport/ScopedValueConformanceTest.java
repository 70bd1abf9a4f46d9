package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.transport.Medium.Feature;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * What a coroutine binds is its own, although it shares its thread with the loop and all others.
 */
class ScopedValueConformanceTest extends Conformance {
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();

    /** Answers each message with the name that is bound when it has come. */
    private static void answerWithName(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; data.release())
            connection.write(Embedded.buffer(NAME.get()));
    }

    /** What the loop's code sees before and after a coroutine has run. */
    private final class SeesNone extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            look();
            context.fireChannelRead(message);
            look();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            look();
            context.fireChannelReadComplete();
            look();
        }

        private void look() {
            if (NAME.isBound()) log.add("the loop sees " + NAME.get());
        }
    }

    private Peer named(String name) throws Exception {
        return openPipeline(
                pipeline ->
                        pipeline.addLast(new SeesNone())
                                .addLast(
                                        coroutine(
                                                connection -> {
                                                    ScopedValue.where(NAME, name)
                                                            .call(
                                                                    () -> {
                                                                        answerWithName(connection);
                                                                        return null;
                                                                    });
                                                    if (NAME.isBound()) log.add("it stays bound");
                                                })));
    }

    @Test
    void eachCoroutineSeesItsOwnAfterEachReadAndTheLoopSeesNone() throws Exception {
        try (Peer one = named("one");
                Peer two = named("two")) {
            for (int i = 0; i < 20; i++) {
                // So that now the one is resumed last, now the other.
                one.write("?");
                if (i % 2 == 0) assertThat(one.read(3)).isEqualTo("one");
                two.write("?");
                if (i % 2 == 1) assertThat(one.read(3)).isEqualTo("one");
                assertThat(two.read(3)).isEqualTo("two");
            }
        }
        assertThat(log).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aTaskOfTheLoopSeesNoneWhileACoroutineIsParkedInItsBinding() throws Exception {
        needs(Feature.LOOP_OF_ITS_OWN);
        try (Peer peer = named("parked")) {
            peer.write("?");
            assertThat(peer.read(6)).isEqualTo("parked");
            boolean seen = endpoints.ours().submit(NAME::isBound).get();
            assertThat(seen).isFalse();
            peer.write("?");
            assertThat(peer.read(6)).isEqualTo("parked");
        }
        assertThat(log).isEmpty();
        assertThat(failures).isEmpty();
    }
}
