package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.strait.task.Cancelled;
import io.strait.transport.Medium.Feature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, when, and who hears of what could not be. */
class WritingConformanceTest extends Conformance {
    private static final int CHUNK = 65_536;

    @Test
    void aPeerThatDoesNotReadSuspendsItsCoroutineAloneAndThenGetsEverything() throws Exception {
        needs(Feature.BACK_PRESSURE);
        int chunks = 400;
        try (Peer flooded =
                        open(
                                connection -> {
                                    for (int i = 0; i < chunks; i++) {
                                        connection.write(zeros(connection, CHUNK));
                                        log.add(i);
                                    }
                                });
                Peer other = open(Conformance::echo)) {
            awaitUntil(() -> !log.isEmpty());
            byte[] ping = random(1_000);
            for (int i = 0; i < 50; i++) {
                other.out().write(ping);
                assertThat(other.in().readNBytes(ping.length)).isEqualTo(ping);
            }
            assertThat(log).hasSizeLessThan(chunks);
            assertThat(length(flooded)).isEqualTo((long) chunks * CHUNK);
        }
        assertThat(failures).isEmpty();
    }

    private static long length(Peer peer) throws IOException {
        return peer.in().transferTo(java.io.OutputStream.nullOutputStream());
    }

    @Test
    void theConditionOfBeingWritableIsWaitedForAgainAndAgain() throws Exception {
        needs(Feature.BACK_PRESSURE);
        AtomicInteger unwritable = new AtomicInteger();
        int chunks = 200;
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        coroutine(
                                                connection -> {
                                                    for (int i = 0; i < chunks; i++) {
                                                        connection.write(zeros(connection, CHUNK));
                                                        if (!connection.channel().isWritable())
                                                            unwritable.incrementAndGet();
                                                    }
                                                })))) {
            assertThat(length(peer)).isEqualTo((long) chunks * CHUNK);
        }
        // Each chunk alone is more than the channel's high-water mark.
        assertThat(unwritable).hasValue(chunks);
    }

    @Test
    void flushReturnsOnlyWhenTheKernelHasAll() throws Exception {
        needs(Feature.BACK_PRESSURE);
        int size = 32 << 20;
        try (Peer peer =
                        open(
                                connection -> {
                                    connection.write(zeros(connection, size));
                                    log.add("flushing");
                                    connection.flush();
                                    log.add("flushed");
                                });
                Peer other = open(Conformance::echo)) {
            awaitLog("flushing");
            other.write("the loop goes on");
            assertThat(other.read(16)).isEqualTo("the loop goes on");
            assertThat(log).containsExactly("flushing");
            assertThat(length(peer)).isEqualTo(size);
        }
        awaitLog("flushing", "flushed");
    }

    @Test
    void pipelinedRequestsAreAnsweredWithOneFlush() throws Exception {
        AtomicInteger flushes = new AtomicInteger();
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new ChannelOutboundHandlerAdapter() {
                                                    @Override
                                                    public void flush(
                                                            ChannelHandlerContext context) {
                                                        flushes.incrementAndGet();
                                                        context.flush();
                                                    }
                                                })
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection.read().release();
                                                            for (int i = 0; i < 100; i++)
                                                                connection.write(
                                                                        Embedded.buffer("x"));
                                                            connection.read();
                                                        })))) {
            peer.write("go");
            assertThat(peer.read(100)).isEqualTo("x".repeat(100));
            assertThat(flushes).hasValue(1);
        }
    }

    @Test
    void manySmallBuffersOfEachKindAreGatheredInOrder() throws Exception {
        byte[] expected = random(300_000);
        try (Peer peer =
                open(
                        connection -> {
                            for (int at = 0, i = 0, n; at < expected.length; at += n, i++) {
                                n = Math.min(1 + i % 700, expected.length - at);
                                byte[] part = Arrays.copyOfRange(expected, at, at + n);
                                connection.write(
                                        switch (i % 4) {
                                            case 0 -> Unpooled.wrappedBuffer(part);
                                            case 1 -> copy(connection, part);
                                            case 2 -> Unpooled.directBuffer().writeBytes(part);
                                            default -> halves(connection, part);
                                        });
                                if (i % 5 == 0) connection.write(Unpooled.EMPTY_BUFFER);
                            }
                            connection.flush();
                            assertThat(connection.read()).isNull();
                        })) {
            assertThat(peer.in().readNBytes(expected.length)).isEqualTo(expected);
        }
        assertThat(failures).isEmpty();
    }

    private static ByteBuf halves(Connection<?> connection, byte[] bytes) {
        int middle = bytes.length / 2;
        CompositeByteBuf whole = connection.channel().alloc().compositeBuffer();
        whole.addComponent(true, copy(connection, Arrays.copyOf(bytes, middle)));
        byte[] second = Arrays.copyOfRange(bytes, middle, bytes.length);
        return whole.addComponent(true, Unpooled.wrappedBuffer(second));
    }

    @Test
    void aWriteThatWasCancelledInThePipelineIsNotSentAndTheOthersAre() throws Exception {
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(new CancelsEachSecondWrite())
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            connection.write(Embedded.buffer("1"));
                                                            assertThatThrownBy(
                                                                            () ->
                                                                                    connection
                                                                                            .write(
                                                                                                    Embedded
                                                                                                            .buffer(
                                                                                                                    "2")))
                                                                    .isInstanceOf(IOException.class)
                                                                    .hasCauseInstanceOf(
                                                                            CancellationException
                                                                                    .class);
                                                            connection.write(Embedded.buffer("3"));
                                                            connection.flush();
                                                        })))) {
            assertThat(peer.readAll()).isEqualTo("13");
        }
        assertThat(failures).isEmpty();
    }

    private static final class CancelsEachSecondWrite extends ChannelOutboundHandlerAdapter {
        private int writes;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (++writes % 2 == 0) promise.cancel(false);
            context.write(message, promise);
        }
    }

    @Test
    void aCancelledCoroutinesMessagesAreSentWholeOrNotAtAll() throws Exception {
        needs(Feature.BACK_PRESSURE);
        byte[] message = random(300_000);
        AtomicInteger written = new AtomicInteger();
        Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                        "coroutine",
                                        coroutine(
                                                connection -> {
                                                    try {
                                                        while (true) {
                                                            connection.write(
                                                                    copy(connection, message));
                                                            written.incrementAndGet();
                                                            if (written.get() == 1)
                                                                log.add(connection);
                                                        }
                                                    } catch (Cancelled e) {
                                                        log.add("cancelled");
                                                        throw e;
                                                    }
                                                })));
        awaitUntil(() -> !log.isEmpty());
        Connection<?> connection = (Connection<?>) log.remove();
        connection
                .channel()
                .eventLoop()
                .submit(
                        () -> {
                            connection.channel().pipeline().remove("coroutine");
                            connection
                                    .channel()
                                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                                    .addListener(done -> connection.channel().close());
                        });
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        peer.in().transferTo(received);
        awaitLog("cancelled");
        assertThat(received.size()).isEqualTo(written.get() * message.length);
        byte[] all = received.toByteArray();
        for (int at = 0; at < all.length; at += message.length)
            assertThat(Arrays.equals(all, at, at + message.length, message, 0, message.length))
                    .isTrue();
        peer.close();
    }

    @Test
    void aWriteThatFailsOnTheSpotThrowsAndTheNextOneGoesThrough() throws Exception {
        ByteBuf refused = Embedded.buffer("refused");
        try (Peer peer =
                openPipeline(
                        pipeline ->
                                pipeline.addLast(
                                                new OnWrite(
                                                        (context, message, promise) -> {
                                                            if (message != refused) {
                                                                context.write(message, promise);
                                                                return;
                                                            }
                                                            refused.release();
                                                            promise.setFailure(
                                                                    new IllegalStateException(
                                                                            "no"));
                                                        }))
                                        .addLast(
                                                coroutine(
                                                        connection -> {
                                                            assertThatThrownBy(
                                                                            () ->
                                                                                    connection
                                                                                            .write(
                                                                                                    refused))
                                                                    .isInstanceOf(IOException.class)
                                                                    .hasRootCauseMessage("no");
                                                            connection.write(
                                                                    Embedded.buffer("fine"));
                                                        })))) {
            assertThat(peer.readAll()).isEqualTo("fine");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatThePipelineCannotSendIsRefusedAndTheConnectionGoesOn() throws Exception {
        Assumptions.assumeTrue(end.medium().isSocket(), "it takes any object");
        try (Peer peer =
                open(
                        connection -> {
                            assertThatThrownBy(() -> connection.write("a string, and no encoder"))
                                    .isInstanceOf(IOException.class)
                                    .hasCauseInstanceOf(UnsupportedOperationException.class);
                            connection.write(Embedded.buffer("bytes"));
                        })) {
            assertThat(peer.readAll()).isEqualTo("bytes");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatWasWrittenIsReleasedOnceTheKernelHasIt() throws Exception {
        Assumptions.assumeTrue(end.medium().isSocket(), "it hands on the buffer itself");
        byte[] expected = random(100_000);
        try (Peer peer =
                open(
                        connection -> {
                            ByteBuf data = copy(connection, expected);
                            ByteBuf kept = copy(connection, expected);
                            connection.write(data);
                            connection.write(kept.retain());
                            connection.flush();
                            assertThat(data.refCnt()).isZero();
                            assertThat(kept.refCnt()).isEqualTo(1);
                            kept.release();
                        })) {
            assertThat(peer.in().readNBytes(expected.length)).isEqualTo(expected);
            assertThat(peer.in().readAllBytes()).isEqualTo(expected);
        }
    }

    @Test
    void aFileIsSentWithoutBeingRead(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(end.medium().isSocket(), "no kernel is below it to send a file");
        byte[] content = random(1_000_000);
        Path file = Files.write(directory.resolve("file"), content);
        int part = content.length - 2_000;
        try (Peer peer =
                open(
                        connection -> {
                            FileRegion region = new DefaultFileRegion(file.toFile(), 1_000, part);
                            connection.write(Embedded.buffer("head"));
                            connection.write(region);
                            connection.write(Embedded.buffer("tail"));
                            connection.flush();
                            assertThat(region.refCnt()).isZero();
                        })) {
            assertThat(peer.read(4)).isEqualTo("head");
            assertThat(peer.in().readNBytes(part))
                    .isEqualTo(Arrays.copyOfRange(content, 1_000, 1_000 + part));
            assertThat(peer.readAll()).isEqualTo("tail");
        }
    }

    @Test
    void aSecondWriterWaitsItsTurn() throws Exception {
        List<Connection<ByteBuf>> shared = new ArrayList<>();
        byte[] large = random(4_000_000);
        try (Peer peer =
                        open(
                                connection -> {
                                    shared.add(connection);
                                    connection.write(copy(connection, large));
                                    log.add("first");
                                    connection.write(copy(connection, large));
                                    connection.read();
                                });
                Peer other =
                        open(
                                connection -> {
                                    connection.read().release();
                                    shared.get(0).write(Embedded.buffer("second"));
                                })) {
            awaitLog("first");
            other.write("go");
            byte[] all = peer.in().readNBytes(2 * large.length + 6);
            assertThat(Arrays.copyOf(all, large.length)).isEqualTo(large);
            assertThat(new String(all, all.length - 6, 6, StandardCharsets.US_ASCII))
                    .isEqualTo("second");
        }
    }
}
