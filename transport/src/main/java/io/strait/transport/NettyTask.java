package io.strait.transport;

import io.strait.task.Task;
import org.jspecify.annotations.Nullable;

/// A task that belongs to a connection: what it wrote, to whichever connection of its thread, is
/// flushed, and what it waits to read is asked for, when it stops.
abstract class NettyTask extends Task implements Reader {
    /*
     * There is one rule for what is put off until when, whether a task works on its own connection or is a guest on
     * another's. What it has written is flushed, and more is asked of the transport, as soon as its slice is over. Only
     * if it waits for more of a batch that isn't at its end is all that put off: until the batch ends, which happens
     * before the loop does anything else, or until a slice of it ends in another wait.
     */

    /* How often a transport may deliver on the spot before the loop gets its thread back. */
    private static final int DELIVERIES = 128;

    final NettyLoop loop;
    final Output output; // of its own connection
    private @Nullable Input<?> reading; // what it read last, or reads
    private boolean handsOverLater; // a command of the loop goes on with that: one at a time

    NettyTask(NettyLoop loop, Output output) {
        super(loop);
        this.loop = loop;
        this.output = output;
    }

    @Override
    public void reads(@Nullable Input<?> input) {
        if (reading != input) reading = input;
    }

    @Override
    protected void afterSlice() {
        if (reading == null || !reading.isInBatchOf(this)) handOver();
    }

    @Override
    public void batchEnded() {
        handOver();
    }

    private void handOver() {
        int deliveries = 0;
        do {
            output.flush();
            loop.unflushed.flush();
            if (++deliveries == DELIVERIES) {
                // Whoever delivers that much without an event of the loop's keeps the others
                // waiting.
                putOff();
                return;
            }
        } while (reading != null && reading.ask(this));
    }

    @Override
    public void putOff() {
        if (handsOverLater) return;
        handsOverLater = true;
        loop.deliver(
                () -> {
                    handsOverLater = false;
                    handOver();
                });
    }
}
