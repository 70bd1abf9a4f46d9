package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.strait.task.Cancelled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The handler comes to a channel that lives already, or leaves one that lives on. */
class HandoverConformanceTest extends Conformance {

    @Test
    void addedToAnActiveChannelItStarts() throws Exception {
        try (Peer peer = openPipeline(pipeline -> log.add(pipeline.channel()))) {
            awaitUntil(() -> !log.isEmpty());
            Channel channel = (Channel) log.remove();
            awaitUntil(channel::isActive);
            onTheLoopOf(channel, () -> channel.pipeline().addLast(coroutine(Conformance::echo)));
            peer.write("hello");
            assertThat(peer.read(5)).isEqualTo("hello");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void anotherHandlerMayAddItWhenItHasReadTheFirstMessage() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        new ChannelInboundHandlerAdapter() {
                                            @Override
                                            public void channelRead(
                                                    ChannelHandlerContext context, Object message) {
                                                context.pipeline()
                                                        .addLast(coroutine(Conformance::echo));
                                                context.fireChannelRead(message);
                                                context.pipeline().remove(this);
                                            }
                                        }))) {
            peer.write("first");
            assertThat(peer.read(5)).isEqualTo("first");
            peer.write("second");
            assertThat(peer.read(6)).isEqualTo("second");
        }
        assertThat(failures).isEmpty();
    }

    /** Sends back what it gets, in its own way. */
    private static final class PlainEcho extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
            context.writeAndFlush(data.retain());
        }
    }

    @Test
    void removedUnderAParkedReadItIsCancelledAndTheNextHandlerGetsTheRest() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                "coroutine",
                                                coroutine(
                                                        connection -> {
                                                            connection.write(connection.read());
                                                            log.add(connection);
                                                            try {
                                                                connection.read();
                                                            } catch (Cancelled e) {
                                                                log.add("cancelled");
                                                                throw e;
                                                            }
                                                        }))
                                        .addLast(new PlainEcho()))) {
            peer.write("first");
            assertThat(peer.read(5)).isEqualTo("first");
            awaitUntil(() -> !log.isEmpty());
            Connection<?> connection = (Connection<?>) log.remove();
            onTheLoopOf(
                    connection.channel(),
                    () -> connection.channel().pipeline().remove("coroutine"));
            awaitLog("cancelled");
            for (int i = 0; i < 3; i++) {
                peer.write("the rest");
                assertThat(peer.read(8)).isEqualTo("the rest");
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void removedByItselfItHandsOnWhatItHasNotReadAndGoesOn() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new FixedLengthFrameDecoder(3))
                                        .addLast(
                                                "coroutine",
                                                coroutine(
                                                        connection -> {
                                                            connection.write(connection.read());
                                                            connection
                                                                    .channel()
                                                                    .pipeline()
                                                                    .remove("coroutine");
                                                            log.add("still here");
                                                        }))
                                        .addLast(new PlainEcho()))) {
            peer.write("one of many, read at once");
            assertThat(peer.read(24)).isEqualTo("one of many, read at onc");
            peer.write("!!!");
            assertThat(peer.read(3)).isEqualTo("e!!");
            awaitLog("still here");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void afterTheHandoverThePeersEndClosesTheChannelAsItDidBefore() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            Reading before = Reading.of(pipeline.channel());
                            pipeline.addLast(
                                            coroutine(
                                                    connection -> {
                                                        Embedded.text(connection.read());
                                                        pipeline.remove(CoroutineHandler.class);
                                                        assertThat(Reading.of(pipeline.channel()))
                                                                .isEqualTo(before);
                                                        log.add("removed");
                                                    }))
                                    .addLast(new LogsEnd());
                        })) {
            peer.write("1");
            awaitUntil(() -> !log.isEmpty());
        }
        awaitLog("removed", "inactive");
    }

    private final class LogsEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            log.add("inactive");
        }
    }

    /** How a channel is read. */
    private record Reading(boolean auto, @Nullable Boolean halfClosure) {
        static Reading of(Channel channel) {
            return new Reading(
                    channel.config().isAutoRead(),
                    channel.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE));
        }
    }

    @Test
    void oneCoroutineMayHandOverToAnotherAndThatOneToAPlainHandler() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            Reading before = Reading.of(pipeline.channel());
                            pipeline.addLast(
                                    coroutine(
                                            connection -> {
                                                Reading ours = Reading.of(pipeline.channel());
                                                handOver(
                                                        pipeline.channel(),
                                                        next -> {
                                                            assertThat(Reading.of(next.channel()))
                                                                    .isEqualTo(ours)
                                                                    .isNotEqualTo(before);
                                                            next.write(next.read());
                                                            pipeline.remove(CoroutineHandler.class);
                                                            pipeline.addLast(new PlainEcho());
                                                            assertThat(Reading.of(next.channel()))
                                                                    .isEqualTo(before);
                                                            log.add("given back");
                                                        });
                                            }));
                        })) {
            for (String part : List.of("to the coroutine", "to the plain handler")) {
                peer.write(part);
                assertThat(peer.read(part.length())).isEqualTo(part);
            }
        }
        awaitLog("given back");
    }

    @Test
    void addedAfterThePeersEndOfOutputItReadsTheEnd() throws Exception {
        needs(Medium.Feature.HALF_CLOSE);
        try (Peer peer =
                open(
                        connection -> {
                            assertThat(connection.read()).isNull();
                            handOver(
                                    connection.channel(),
                                    next -> {
                                        for (int i = 0; i < 2; i++)
                                            assertThat(next.read()).isNull();
                                        next.write(Embedded.buffer("answer"));
                                    });
                        })) {
            peer.shutdownOutput();
            assertThat(peer.readAll()).isEqualTo("answer");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void handedOverAfterThePeersEndTheChannelIsClosedAsItWouldHaveBeen() throws Exception {
        needs(Medium.Feature.HALF_CLOSE);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        coroutine(
                                                connection -> {
                                                    assertThat(connection.read()).isNull();
                                                    connection.write(Embedded.buffer("bye"));
                                                    pipeline.addLast(new LogsEnd());
                                                    pipeline.remove(CoroutineHandler.class);
                                                })))) {
            peer.shutdownOutput();
            assertThat(peer.readAll()).isEqualTo("bye");
            awaitLog("inactive");
        }
    }

    @Test
    void handedOverAfterThePeersEndToWhoWantsHalfClosureTheChannelStaysOpen() throws Exception {
        needs(Medium.Feature.HALF_CLOSE);
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            pipeline.channel()
                                    .config()
                                    .setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                            pipeline.addLast(
                                    coroutine(
                                            connection -> {
                                                assertThat(connection.read()).isNull();
                                                pipeline.remove(CoroutineHandler.class);
                                                log.add(pipeline.channel());
                                            }));
                        })) {
            peer.shutdownOutput();
            awaitUntil(() -> !log.isEmpty());
            Channel channel = (Channel) log.remove();
            assertThat(channel.isOpen()).isTrue();
            channel.writeAndFlush(Embedded.buffer("late"));
            assertThat(peer.read(4)).isEqualTo("late");
        }
    }
}
