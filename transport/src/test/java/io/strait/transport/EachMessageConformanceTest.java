package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A waiting reader gets each message when a callback handler in its place would. */
class EachMessageConformanceTest extends Conformance {
    private static final ThreadLocal<Object> TRACE = new ThreadLocal<>();

    private Peer openBehindLines(CoroutineHandler.Body<ByteBuf> body) throws Exception {
        return openPipeline(
                pipeline ->
                        pipeline.addLast("lines", new LineBasedFrameDecoder(100))
                                .addLast(coroutine(body)));
    }

    @Test
    void aDecoderTakenOutAtAMessagesWordHasNotDecodedTheRest() throws Exception {
        try (Peer peer =
                openBehindLines(
                        connection -> {
                            log.add(Embedded.text(connection.read()));
                            connection.channel().pipeline().remove("lines");
                            StringBuilder rest = new StringBuilder();
                            while (rest.length() < 6) rest.append(Embedded.text(connection.read()));
                            log.add(rest.toString());
                        })) {
            peer.write("RAW\nab\ncd\n");
            awaitLog("RAW", "ab\ncd\n");
        }
    }

    /** HttpContentCompressor is one of these: it refuses more than 128. */
    private static final class OneUnansweredAtATime extends ChannelDuplexHandler {
        private int unanswered;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (++unanswered > 1) throw new IOException("too many unanswered");
            super.channelRead(context, message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            unanswered--;
            context.write(message, promise);
        }
    }

    @Test
    void eachMessageOfABatchIsAnsweredBeforeTheNextOneIsDecoded() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        new LineBasedFrameDecoder(100),
                                        new OneUnansweredAtATime(),
                                        coroutine(Conformance::echo)))) {
            peer.write("x\n".repeat(200));
            assertThat(peer.read(200)).isEqualTo("x".repeat(200));
        }
        assertThat(failures).isEmpty();
    }

    /** What tracing does. */
    private static final class Tracing extends ChannelInboundHandlerAdapter {
        private int span;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            TRACE.set(++span);
            try {
                context.fireChannelRead(message);
            } finally {
                TRACE.remove();
            }
        }
    }

    @Test
    void whatAHandlerInFrontPutsOnTheThreadForAMessageIsThereAtItsRead() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        new LineBasedFrameDecoder(100),
                                        new Tracing(),
                                        coroutine(
                                                connection -> {
                                                    for (ByteBuf m;
                                                            (m = connection.read()) != null;
                                                            m.release()) log.add(TRACE.get());
                                                })))) {
            peer.write("a\nb\nc\n");
            awaitLog(1, 2, 3);
        }
    }

    /** What has become of the words of a line: a number or a text. */
    private static final class Words extends MessageToMessageDecoder<ByteBuf> {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf line, List<Object> out) {
            String word = line.toString(StandardCharsets.US_ASCII);
            out.add(word.matches("\\d+") ? Integer.valueOf(word) : word);
        }
    }

    private void words(ChannelPipeline pipeline) {
        pipeline.addLast(new LineBasedFrameDecoder(100), new Words());
    }

    @Test
    void ofTwoHandlersForTwoTypesTheSecondGoesOnWhenTheFirstHasLeft() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            words(pipeline);
                            pipeline.addLast("first", coroutine(String.class, this::readOnce));
                            pipeline.addLast(
                                    coroutine(
                                            Integer.class,
                                            connection -> {
                                                for (Integer i; (i = connection.read()) != null; )
                                                    log.add(i);
                                            }));
                        })) {
            peer.write("upgrade\n");
            awaitLog("upgrade");
            peer.write("1\n");
            awaitLog("upgrade", 1);
            peer.write("2\n3\n");
            awaitLog("upgrade", 1, 2, 3);
        }
    }

    private void readOnce(Connection<String> connection) throws IOException {
        String word = connection.read();
        connection.channel().pipeline().remove("first");
        log.add(word);
    }

    /** Asks for more at each end of a batch, as handlers without auto-read do. */
    private final class ReadsOnDemand extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            log.add(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.read();
        }
    }

    @Test
    void aHandlerBehindThatReadsOnDemandGoesOnWhenTheCoroutineHasLeft() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline -> {
                            pipeline.channel().config().setAutoRead(false);
                            words(pipeline);
                            pipeline.addLast("first", coroutine(String.class, this::readOnce));
                            pipeline.addLast(new ReadsOnDemand());
                        })) {
            peer.write("upgrade\n");
            awaitLog("upgrade");
            peer.write("1\n");
            awaitLog("upgrade", 1);
        }
    }

    @Test
    void theEndComesBehindWhatAHandlerInFrontStillHolds() throws Exception {
        needs(Medium.Feature.HALF_CLOSE);
        Elsewhere busy = new Elsewhere();
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        new LineBasedFrameDecoder(100),
                                        new FlowControlHandler(),
                                        coroutine(
                                                connection -> {
                                                    log.add(Embedded.text(connection.read()));
                                                    busy.stay(connection);
                                                    for (ByteBuf m;
                                                            (m = connection.read()) != null; ) {
                                                        log.add(Embedded.text(m));
                                                        connection.flush();
                                                    }
                                                    log.add("end");
                                                })))) {
            peer.write("a\nb\nc\n");
            busy.awaitArrival();
            peer.shutdownOutput();
            busy.callBack();
            awaitLog("a", "b", "c", "end");
        }
    }
}
