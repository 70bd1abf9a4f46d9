package io.strait.transport;

import io.netty.channel.Channel;
import io.strait.task.Source;
import io.strait.task.Task;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A connection's next message, as one of the things for which a select waits.
final class Reading<M> extends Source<@Nullable M, IOException> {
    private final Input<M> input;
    private final NettyLoop loop;
    private final Channel channel;
    private @Nullable Task reader; // whose select waits

    Reading(Input<M> input, NettyLoop loop, Channel channel) {
        this.input = input;
        this.loop = loop;
        this.channel = channel;
    }

    @Override
    protected boolean isReady() {
        Task task = loop.currentTask("read from", channel);
        if (reader != task && input.isWaiting()) throw input.secondReader(task);
        return input.isReadable();
    }

    @Override
    protected @Nullable M take() throws IOException {
        return input.take();
    }

    @Override
    protected void enter(Task task) {
        input.enterSelect(task);
        reader = task;
    }

    @Override
    protected void leave() {
        Task left = reader;
        if (left == null) return;
        reader = null;
        input.leaveSelect(left);
    }
}
