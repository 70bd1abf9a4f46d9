package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.LeakPresenceDetector;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link FaultTest} finds in servers that are broken. */
@ExtendWith(NoLeaks.class)
class BrokenEchoTest {

    private static Queue<String> complaints(
            CoroutineHandler.Body<ByteBuf> body, int patienceInSeconds)
            throws InterruptedException {
        Crowd crowd = new Crowd(1, patienceInSeconds, new SocketGuest(patienceInSeconds));
        try (OneLoop loop = new OneLoop(Transport.NIO)) {
            return crowd.visit(loop.serve(crowd.counted(body)), 30);
        }
    }

    @Test
    void aLostByteIsFound() throws Exception {
        assertThat(
                        complaints(
                                connection -> {
                                    for (ByteBuf data; (data = connection.read()) != null; ) {
                                        data.skipBytes(1);
                                        connection.write(data);
                                    }
                                },
                                60))
                .anyMatch(complaint -> complaint.startsWith("NONE: "));
    }

    @Test
    void aLeakIsFound() throws Exception {
        assertThat(
                        complaints(
                                connection -> {
                                    for (ByteBuf data; (data = connection.read()) != null; )
                                        connection.write(data.retain());
                                },
                                60))
                .isEmpty();
        assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aConnectionThatIsNeverClosedIsFound() throws Exception {
        assertThat(
                        complaints(
                                connection -> {
                                    Conformance.echo(connection);
                                    connection.channel().pipeline().addFirst(new NeverCloses());
                                },
                                2))
                .anyMatch(complaint -> complaint.endsWith("then stuck"))
                .anyMatch(complaint -> complaint.startsWith("left over: "));
    }

    private static final class NeverCloses extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {}
    }
}
