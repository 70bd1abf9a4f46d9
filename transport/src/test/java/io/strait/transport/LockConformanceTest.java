package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A handler in front holds a lock while it hands events on, as Netty allows. */
class LockConformanceTest extends Conformance {
    private final AtomicInteger underLock = new AtomicInteger(); // batches that were handed on so

    /** Under a lock of its own, in which no coroutine may run. */
    private final class Synchronized extends ChannelInboundHandlerAdapter {
        final Object lock = new Object();

        @Override
        public void channelActive(ChannelHandlerContext context) {
            synchronized (lock) {
                context.fireChannelActive();
                look();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            synchronized (lock) {
                context.fireChannelRead(message);
                look();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            synchronized (lock) {
                context.fireChannelReadComplete();
                underLock.incrementAndGet();
                look();
            }
            if (Thread.holdsLock(lock)) log.add("the lock is not left");
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            synchronized (lock) {
                context.fireChannelWritabilityChanged();
                look();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            synchronized (lock) {
                context.fireUserEventTriggered(event);
                look();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            synchronized (lock) {
                context.fireChannelInactive();
                look();
            }
        }

        private void look() {
            if (!Thread.holdsLock(lock)) log.add("the lock is lost");
        }
    }

    /** An echo whose coroutine looks, whenever it goes on, whether the lock is held then. */
    private Peer echoBehind(Synchronized handler) throws Exception {
        return openPipeline(
                pipeline ->
                        pipeline.addLast(handler)
                                .addLast(
                                        coroutine(
                                                connection -> {
                                                    do {
                                                        if (Thread.holdsLock(handler.lock))
                                                            log.add("resumed under the lock");
                                                    } while (echoOnce(connection));
                                                })));
    }

    private static boolean echoOnce(Connection<ByteBuf> connection) throws IOException {
        ByteBuf data = connection.read();
        if (data != null) connection.write(data);
        return data != null;
    }

    @Test
    void whatComesUnderALockIsReadWhenItIsLeftAndNothingIsLost() throws Exception {
        byte[] sent = random(1_000_000);
        // The first one is there to load the classes. While the JVM does that it takes more locks
        // at
        // once than it can keep where the guard looks, and forgets the oldest: that of the handler.
        for (boolean warmUp : new boolean[] {true, false}) {
            Synchronized handler = new Synchronized();
            try (Peer peer = echoBehind(handler)) {
                for (int i = 0; i < 20; i++) {
                    peer.write("ping");
                    assertThat(peer.read(4)).isEqualTo("ping");
                }
                Thread writer = meanwhile(() -> peer.out().write(sent));
                assertThat(peer.in().readNBytes(sent.length)).isEqualTo(sent);
                writer.join();
            }
            awaitUntil(this::noneRuns);
            if (warmUp) log.clear();
            synchronized (handler.lock) { // which is free
                assertThat(underLock.getAndSet(0)).isGreaterThanOrEqualTo(20);
            }
        }
        assertThat(log).isEmpty();
        assertThat(failures).isEmpty();
    }
}
