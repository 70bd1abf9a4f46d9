package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.ThreadContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is on the thread when bytes come is there when they are read, and not before. */
class BytesContextTest {
    private static final ThreadLocal<String> SPAN = ThreadLocal.withInitial(() -> "none");

    private static final class Spans implements ThreadContext<String> {
        boolean fails;

        @Override
        public String capture() {
            return SPAN.get();
        }

        @Override
        public Runnable put(String span) {
            if (fails) throw new IllegalStateException("fails");
            String before = SPAN.get();
            SPAN.set(span);
            return () -> SPAN.set(before);
        }
    }

    /** Each message has a span that is called as the message is. */
    private static final class Tracing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            SPAN.set(((ByteBuf) message).toString(UTF_8));
            try {
                context.fireChannelRead(message);
            } finally {
                SPAN.remove();
            }
        }
    }

    private final Spans spans = new Spans();
    private final List<String> log = new ArrayList<>();

    private Embedded traced(CoroutineHandler.Body<ByteBuf> body) {
        return Embedded.of(
                CoroutineHandler.of(ConnectionOptions.DEFAULT.withThreadContext(spans), body),
                new Tracing());
    }

    @Test
    void itComesWithTheLastOfTheBytesThatAreTaken() {
        Embedded embedded =
                traced(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            for (String line; (line = bytes.readLine(99, UTF_8)) != null; )
                                log.add(line + " in " + SPAN.get());
                        });
        for (String message : List.of("a\nb", "c", "d\ne\n"))
            embedded.receive(Embedded.buffer(message));
        embedded.channel.close();
        assertThat(log).containsExactly("a in a\nb", "bcd in d\ne\n", "e in d\ne\n");
    }

    @Test
    void whoOnlyLooksAtBytesDoesNotGetIt() {
        Embedded embedded =
                traced(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            bytes.isAtEnd();
                            log.add(
                                    catchThrowable(
                                                            () ->
                                                                    Deadline.failAfter(
                                                                            Duration.ofSeconds(1),
                                                                            () -> bytes.readInt()))
                                                    instanceof CancelledByTimeoutException
                                            ? SPAN.get()
                                            : "not in time");
                            ByteBuf data = connection.read();
                            log.add(Embedded.text(data) + " in " + SPAN.get());
                        });
        embedded.receive(Embedded.buffer("a"));
        embedded.receive(Embedded.buffer("b"));
        embedded.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        embedded.channel.runScheduledPendingTasks();
        // The two are one by now, which comes with what the last one came with.
        assertThat(log).containsExactly("none", "ab in b");
    }

    @Test
    void oneThatFailsLosesNothing() {
        Embedded embedded =
                traced(
                        connection -> {
                            Bytes bytes = Bytes.of(connection);
                            spans.fails = true;
                            log.add(catchThrowable(() -> bytes.readBytes(600)).getMessage());
                            log.add(catchThrowable(bytes::readByte).getMessage());
                            spans.fails = false;
                            log.add(bytes.readString(600, UTF_8));
                        });
        embedded.receive(Embedded.buffer("a".repeat(300)), Embedded.buffer("b".repeat(600)));
        assertThat(log).containsExactly("fails", "fails", "a".repeat(300) + "b".repeat(300));
    }
}
