package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What may be sent from anywhere, without waiting. */
@ExtendWith(NoLeaks.class)
class OfferTest {
    private final List<Connection<String>> opened = new ArrayList<>();

    private Embedded open() {
        return Embedded.strings(
                connection -> {
                    opened.add(connection);
                    connection.read();
                });
    }

    private static void writable(Embedded embedded, boolean writable) {
        embedded.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    @Test
    void fromACallbackItIsSentAtOnce() {
        Embedded embedded = open();
        assertThat(opened.get(0).offer("a")).isTrue();
        assertThat(embedded.sent()).containsExactly("a");
        embedded.channel.close();
    }

    @Test
    void fromAnotherThreadItIsSentByTheLoop() {
        Embedded embedded = open();
        boolean taken = CompletableFuture.supplyAsync(() -> opened.get(0).offer("a")).join();
        assertThat(taken).isTrue();
        embedded.channel.runPendingTasks();
        assertThat(embedded.sent()).containsExactly("a");
        embedded.channel.close();
    }

    @Test
    void fromACoroutineAllToOneConnectionAreFlushedOnce() {
        List<String> flushes = new ArrayList<>();
        Embedded target = open();
        target.channel
                .pipeline()
                .addFirst(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(ChannelHandlerContext context) {
                                flushes.add("flushed");
                                context.flush();
                            }
                        });
        Embedded.strings(
                connection -> {
                    for (String s : List.of("a", "b", "c")) opened.get(0).offer(s);
                });
        assertThat(target.sent()).containsExactly("a", "b", "c");
        assertThat(flushes).hasSize(1);
        target.channel.close();
    }

    @Test
    void aConnectionWhosePeerIsSlowRefusesAndReleases() {
        Embedded embedded = open();
        writable(embedded, false);
        ByteBuf message = Embedded.buffer("a");
        assertThat(opened.get(0).offer(message)).isFalse();
        assertThat(message.refCnt()).isZero();
        writable(embedded, true);
        assertThat(opened.get(0).offer("b")).isTrue();
        assertThat(embedded.sent()).containsExactly("b");
        embedded.channel.close();
    }

    @Test
    void aClosedConnectionRefusesAndReleases() {
        Embedded embedded = open();
        opened.get(0).close();
        assertThat(embedded.channel.isOpen()).isFalse();
        ByteBuf here = Embedded.buffer("a");
        ByteBuf elsewhere = Embedded.buffer("b");
        assertThat(opened.get(0).offer(here)).isFalse();
        CompletableFuture.runAsync(() -> assertThat(opened.get(0).offer(elsewhere)).isFalse())
                .join();
        assertThat(here.refCnt()).isZero();
        assertThat(elsewhere.refCnt()).isZero();
    }

    @Test
    void closingSendsFirstWhatWasOffered() {
        HoldWrites hold = new HoldWrites();
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            opened.add(connection);
                            connection.read();
                        },
                        hold);
        CompletableFuture.runAsync(() -> opened.get(0).offer("a")).join();
        embedded.channel.runPendingTasks();
        opened.get(0).close();
        assertThat(embedded.channel.isOpen()).isTrue();
        hold.release();
        assertThat(embedded.channel.isOpen()).isFalse();
        assertThat(embedded.sent()).containsExactly("a");
    }
}
