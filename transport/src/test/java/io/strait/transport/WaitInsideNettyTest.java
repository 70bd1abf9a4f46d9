package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What docs/hazards.md advises against: a coroutine that parks inside a call of Netty's, which its
 * own stack has under it. The call goes on when the coroutine does.
 */
@ExtendWith(NoLeaks.class)
class WaitInsideNettyTest {
    private final List<Object> log = new ArrayList<>();
    private final List<Connection<String>> connections = new ArrayList<>();

    private void readOnce() {
        try {
            log.add("read " + connections.get(0).read());
        } catch (IOException e) {
            log.add(e);
        }
    }

    @Test
    void aListenerThatReadsStopsTheFlushThatCallsItAndNothingIsLostWhenItGoesOn() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connections.add(connection);
                            Channel channel = connection.channel();
                            channel.write("first").addListener(done -> readOnce());
                            channel.write("second");
                            channel.flush();
                            log.add("flushed");
                            for (String s; (s = connection.read()) != null; ) connection.write(s);
                        });
        assertThat(embedded.sent()).containsExactly("first");
        embedded.channel.writeAndFlush("third"); // of anybody
        assertThat(embedded.sent()).isEmpty();
        assertThat(log).isEmpty();
        embedded.receive("go on");
        assertThat(log).containsExactly("read go on", "flushed");
        assertThat(embedded.sent()).containsExactly("second", "third");
        embedded.receive("echo");
        assertThat(embedded.sent()).containsExactly("echo");
        assertThat(embedded.passed).isEmpty();
    }

    @Test
    void anOutboundHandlerThatReadsKeepsBackTheWriteAloneAndItIsSentAfterwards() {
        Embedded embedded =
                Embedded.strings(
                        connection -> {
                            connections.add(connection);
                            connection.write("asked for leave");
                            log.add("written");
                            for (String s; (s = connection.read()) != null; ) connection.write(s);
                        },
                        new AsksForLeave());
        embedded.channel.writeAndFlush("of anybody");
        assertThat(embedded.sent()).containsExactly("of anybody");
        assertThat(log).isEmpty();
        embedded.receive("granted");
        assertThat(log).containsExactly("read granted", "written");
        assertThat(embedded.sent()).containsExactly("asked for leave");
        embedded.receive("echo");
        assertThat(embedded.sent()).containsExactly("echo");
        assertThat(embedded.passed).isEmpty();
    }

    /** Reads before it hands the first write on, on the stack of the coroutine that writes. */
    private final class AsksForLeave extends ChannelOutboundHandlerAdapter {
        private boolean asked;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (!asked) {
                asked = true;
                readOnce();
            }
            context.write(message, promise);
        }
    }
}
