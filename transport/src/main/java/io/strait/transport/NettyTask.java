package io.strait.transport;

import io.strait.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private @Nullable Input<?> reading; // what it read last, or reads
    /* What it waits for in a select. Replaced, not changed: whoever asks may find that it has left. */
    private List<Input<?>> selecting = List.of();
    private boolean handsOverLater; // a command of the loop goes on with that: one at a time
    private boolean onChannel; // it has a channel of its own, which is open
    private @Nullable Set<Opened> opened; // by it, and not closed; seldom any

    /// @param onChannel whether it has a channel of its own, which is open
    NettyTask(NettyLoop loop, boolean onChannel) {
        super(loop);
        this.loop = loop;
        this.onChannel = onChannel;
    }

    final boolean isOnChannel() {
        return onChannel;
    }

    /// Its channel is closed, or has another owner now, and it runs on.
    final void leaveChannel() {
        if (!onChannel) return;
        onChannel = false;
        loop.taskLeftChannel(this);
    }

    /// Notes what it has opened.
    ///
    /// @param end closes that, if nobody has when this task ends
    Opened opens(Runnable end) {
        if (opened == null) opened = new LinkedHashSet<>();
        Opened more = new Opened(this, end);
        opened.add(more);
        return more;
    }

    void closed(Opened closed) {
        if (opened != null) opened.remove(closed);
    }

    @Override
    protected final void atEnd(@Nullable Throwable failure) {
        if (opened != null) for (Opened each : List.copyOf(opened)) each.openerEnded();
        ended(failure);
    }

    /// The task has ended, and what it has opened is closed.
    ///
    /// @param failure what its code threw; null if nothing, or its own cancellation
    abstract void ended(@Nullable Throwable failure);

    /// Flushes what it has written to its own connection, if it has one.
    abstract void flushOwn();

    @Override
    public void reads(@Nullable Input<?> input) {
        if (reading != input) reading = input;
    }

    @Override
    public void selects(Input<?> input) {
        List<Input<?>> more = new ArrayList<>(selecting);
        more.add(input);
        selecting = more;
    }

    @Override
    public void hasSelected(Input<?> input) {
        List<Input<?>> fewer = new ArrayList<>(selecting);
        fewer.remove(input);
        selecting = fewer.isEmpty() ? List.of() : fewer;
    }

    @Override
    protected void afterSlice() {
        if ((reading == null || !reading.isInBatchOf(this)) && !selectsInBatch()) handOver();
    }

    private boolean selectsInBatch() {
        if (selecting.isEmpty()) return false;
        for (Input<?> each : selecting) if (each.isInBatchOf(this)) return true;
        return false;
    }

    @Override
    public void batchEnded() {
        handOver();
    }

    private void handOver() {
        int deliveries = 0;
        do {
            flushOwn();
            loop.unflushed.flush();
            if (++deliveries == DELIVERIES) {
                // Whoever delivers that much without an event of the loop's keeps the others
                // waiting.
                putOff();
                return;
            }
        } while (ask());
    }

    private boolean ask() {
        boolean delivered = reading != null && reading.ask(this);
        if (selecting.isEmpty()) return delivered;
        for (Input<?> each : selecting) delivered |= each.ask(this);
        return delivered;
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
