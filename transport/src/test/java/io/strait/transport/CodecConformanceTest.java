package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Coroutines that read what decoders made of the bytes. */
class CodecConformanceTest extends Conformance {
    private static final int MESSAGES = 2_000;

    private static <T> void echoAll(Connection<T> connection) throws IOException {
        for (T message; (message = connection.read()) != null; ) connection.write(message);
    }

    /** Sends the messages and expects them back, each before the next one. */
    private <T> void sendAndCompare(Connection<T> connection, List<T> messages) throws IOException {
        for (T message : messages) {
            connection.write(message);
            assertThat(connection.read()).isEqualTo(message);
        }
        log.add("all the same");
    }

    private static void lines(ChannelPipeline pipeline) {
        pipeline.addLast(new LineBasedFrameDecoder(512), new StringDecoder(), new StringEncoder());
    }

    @Test
    void linesComeBackAsStrings() throws Exception {
        Random random = new Random(1);
        List<String> lines =
                IntStream.range(0, MESSAGES)
                        .mapToObj(i -> i + " " + "x".repeat(random.nextInt(200)))
                        .toList();
        between(
                us -> {
                    lines(us);
                    us.addLast(coroutine(String.class, c -> inBatches(c, lines)));
                },
                them -> {
                    lines(them);
                    them.addLast(coroutine(String.class, CodecConformanceTest::echoLines));
                });
        awaitLog("all the same");
    }

    private static void echoLines(Connection<String> connection) throws IOException {
        for (String line; (line = connection.read()) != null; ) connection.write(line + "\n");
    }

    private void inBatches(Connection<String> connection, List<String> lines) throws IOException {
        for (int at = 0; at < lines.size(); at += 50) {
            List<String> batch = lines.subList(at, at + 50);
            for (String line : batch) connection.write(line + "\n");
            for (String line : batch) assertThat(connection.read()).isEqualTo(line);
        }
        log.add("all the same");
    }

    @Test
    void framesOfFixedLengthComeWholeHoweverTheyWereSent() throws Exception {
        int frame = 1_024;
        byte[] sent = random(frame * 300);
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new FixedLengthFrameDecoder(frame))
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            ByteBuf data;
                                                            while ((data = connection.read())
                                                                    != null) {
                                                                assertThat(data.readableBytes())
                                                                        .isEqualTo(frame);
                                                                connection.write(data);
                                                            }
                                                        })))) {
            Thread writer =
                    meanwhile(
                            () -> {
                                Random random = new Random(2);
                                for (int at = 0, n; at < sent.length; at += n) {
                                    n = Math.min(1 + random.nextInt(3_000), sent.length - at);
                                    peer.out().write(sent, at, n);
                                }
                            });
            assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A message with a shape of its own. */
    private record Point(int x, int y) {
        static void codec(ChannelPipeline pipeline) {
            pipeline.addLast(
                    new ByteToMessageDecoder() {
                        @Override
                        protected void decode(
                                ChannelHandlerContext context, ByteBuf in, List<Object> out) {
                            if (in.readableBytes() >= 8)
                                out.add(new Point(in.readInt(), in.readInt()));
                        }
                    },
                    new MessageToMessageEncoder<Point>() {
                        @Override
                        protected void encode(
                                ChannelHandlerContext context, Point point, List<Object> out) {
                            out.add(context.alloc().buffer(8).writeInt(point.x).writeInt(point.y));
                        }
                    });
        }
    }

    @Test
    void objectsComeBackAsObjects() throws Exception {
        List<Point> points = IntStream.range(0, 500).mapToObj(i -> new Point(i, -i)).toList();
        between(
                us -> {
                    Point.codec(us);
                    us.addLast(coroutine(Point.class, c -> sendAndCompare(c, points)));
                },
                them -> {
                    Point.codec(them);
                    them.addLast(coroutine(Point.class, CodecConformanceTest::echoAll));
                });
        awaitLog("all the same");
    }

    @Test
    void aDecoderMayMakeManyMessagesOfOneRead() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new FixedLengthFrameDecoder(1))
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            int sum = 0;
                                                            for (int i = 0; i < 10_000; i++) {
                                                                ByteBuf one = connection.read();
                                                                sum += one.readByte();
                                                                one.release();
                                                            }
                                                            log.add(sum);
                                                        })))) {
            byte[] ones = new byte[10_000];
            java.util.Arrays.fill(ones, (byte) 1);
            peer.out().write(ones);
            awaitLog(10_000);
        }
    }

    @Test
    void aDecoderMayMakeNoMessageOfManyReads() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new MessageToMessageDecoder<ByteBuf>() {
                                                    private int reads;

                                                    @Override
                                                    protected void decode(
                                                            ChannelHandlerContext context,
                                                            ByteBuf data,
                                                            List<Object> out) {
                                                        context.writeAndFlush(data.retain());
                                                        if (++reads % 10 == 0) out.add(reads);
                                                    }
                                                })
                                        .addLast(
                                                coroutine(
                                                        Integer.class,
                                                        connection -> {
                                                            for (int i = 0; i < 3; i++)
                                                                log.add(connection.read());
                                                        })))) {
            for (int i = 0; i < 30; i++) {
                peer.write("x");
                assertThat(peer.read(1)).isEqualTo("x");
            }
            awaitLog(10, 20, 30);
        }
    }
}
