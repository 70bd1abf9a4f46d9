package io.strait.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.kqueue.KQueueEventLoopGroup;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.testsuite.transport.AbstractSingleThreadEventLoopTest;
import io.strait.transport.KQueueOnLinux;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Netty's own tests of an event loop, over kqueue. Its time limits are tight: a busy machine breaks
 * them.
 */
@Tag("slowest")
@SuppressWarnings("deprecation") // KQueueEventLoopGroup: its loops alone count their channels
class EventLoopTest extends AbstractSingleThreadEventLoopTest {
    @BeforeAll
    static void kqueue() {
        KQueueOnLinux.ensureAvailable();
    }

    @Override
    protected boolean supportsChannelIteration() {
        return true;
    }

    @Override
    protected EventLoopGroup newEventLoopGroup() {
        return new KQueueEventLoopGroup();
    }

    @Override
    protected EventLoopGroup newAutoScalingEventLoopGroup() {
        return new KQueueEventLoopGroup(
                SCALING_MAX_THREADS,
                (Executor) null,
                AUTO_SCALING_CHOOSER_FACTORY,
                DefaultSelectStrategyFactory.INSTANCE);
    }

    @Override
    protected Channel newChannel() {
        return new KQueueServerSocketChannel();
    }

    @Override
    protected Class<? extends ServerChannel> serverChannelClass() {
        return KQueueServerSocketChannel.class;
    }
}
