package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What a test puts into an embedded channel and takes out of it. Whoever waits here runs its loop.
 */
final class EmbeddedPeer implements Peer {
    private final EmbeddedChannel channel;
    private final InputStream in = new BufferInputStream(this::next);
    private final OutputStream out;

    EmbeddedPeer(EmbeddedChannel channel) {
        this.channel = channel;
        this.out = new BufferOutputStream(channel::writeInbound);
    }

    void run() {
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }

    private @Nullable ByteBuf next() {
        while (true) {
            run();
            ByteBuf sent = channel.readOutbound();
            if (sent != null || !channel.isOpen()) return sent;
            if (Thread.interrupted()) throw new CancellationException("the test took too long");
        }
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void close() {
        channel.close();
        run();
        channel.finishAndReleaseAll();
    }
}
