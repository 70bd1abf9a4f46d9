package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The transport and the other end, in the model. */
final class Peer {
    private record Written(String message, int number) {}

    /** Our output's end, which takes its time. */
    static final class Shutdown {
        final Role role; // who waits for it
        private String outcome;

        private Shutdown(Role role) {
            this.role = role;
        }

        boolean isOver() {
            return outcome != null;
        }

        /** What never was done has failed. */
        void check() {
            if (!"ok".equals(outcome)) throw new Role.Thrown("IOException(closed)");
        }

        private void over(String how) {
            outcome = how;
            if (role != null) role.wake();
        }
    }

    final List<Object> sent = new ArrayList<>();
    boolean open = true;
    boolean broken; // which a write has found
    boolean outputEnded;
    boolean hold;
    Program.Step onWrite;

    private final Model model;
    private final Deque<Written> written = new ArrayDeque<>();
    private final Deque<Written> flushed = new ArrayDeque<>();
    private boolean writable = true;
    private Shutdown underWay;
    private boolean foreign; // another thread is at work

    Peer(Model model) {
        this.model = model;
    }

    boolean isWritable() {
        return open && writable;
    }

    void writable(boolean now) {
        if (!open || writable == now) return;
        writable = now;
        model.loop.later(
                () -> {
                    if (isWritable() && !model.detached && !model.gone) model.output.lookAgain();
                });
    }

    /** Whether it has failed on the spot. */
    boolean write(String message, int number) {
        Program.Step now = model.gone ? null : onWrite;
        if (!model.gone) onWrite = null;
        if (now == Program.Step.ON_WRITE_CLOSE) model.close();
        if (now == Program.Step.ON_WRITE_MESSAGE) model.front.receive(1, true);
        if (now == Program.Step.ON_WRITE_LAST) model.front.receive(2, true);
        if (now == Program.Step.ON_WRITE_EOF || now == Program.Step.ON_WRITE_LAST)
            model.endOfPeer();
        if (now == Program.Step.ON_WRITE_FAIL_OLDEST) failOldest();
        String failure =
                !open
                        ? "closed"
                        : outputEnded
                                ? "shut"
                                : now == Program.Step.ON_WRITE_FAIL ? "refused" : null;
        if (failure != null) completed(number, failure);
        else written.add(new Written(message, number));
        return failure != null;
    }

    void writeForeign(String message, int number) {
        foreign = true;
        if (outputEnded) completed(number, "shut");
        else written.add(new Written(message, number));
        flush();
        foreign = false;
    }

    private void completed(int number, String failure) {
        if (foreign) model.loop.later(() -> model.output.completed(number, failure));
        else model.output.completed(number, failure);
    }

    private void completed(Written write, String failure) {
        completed(write.number, failure);
    }

    private void failOldest() {
        Written oldest = flushed.isEmpty() ? written.poll() : flushed.poll();
        if (oldest != null) completed(oldest, "failed");
    }

    void flush() {
        boolean any = !written.isEmpty();
        flushed.addAll(written);
        written.clear();
        if (!hold) take(Integer.MAX_VALUE);
        if (!any || foreign || !model.program.is("bell")) return;
        model.own.ring();
        model.guest.ring();
    }

    void take(int count) {
        for (int i = 0; i < count && !flushed.isEmpty(); i++) {
            Written taken = flushed.remove();
            sent.add(taken.message);
            completed(taken, null);
        }
    }

    void takeForeign() {
        foreign = true;
        take(1);
        foreign = false;
    }

    void unhold() {
        hold = false;
        if (underWay != null) shutDownDone();
        take(Integer.MAX_VALUE);
    }

    void fail() {
        Written oldest = flushed.poll();
        if (oldest != null) completed(oldest, "failed");
    }

    private void failAll(String failure) {
        flushed.addAll(written);
        written.clear();
        failFlushed(failure);
    }

    private void failFlushed(String failure) {
        for (Written next; (next = flushed.poll()) != null; ) completed(next, failure);
    }

    /**
     * Ends our side, at once or later.
     *
     * @param role who waits for it, or null
     */
    Shutdown shutDown(Role role) {
        Shutdown shutdown = new Shutdown(role);
        if (!open) {
            shutdown.outcome = "closed";
        } else if (outputEnded) {
            shutdown.outcome = "ok";
        } else {
            outputEnded = true;
            underWay = shutdown;
            failAll("shut"); // who hears of it may close
            if (!hold && underWay != null) shutDownDone();
        }
        return shutdown;
    }

    private void shutDownDone() {
        Shutdown done = underWay;
        underWay = null;
        done.over("ok");
        model.pass("output");
        if (!model.detached && !model.gone) model.output.lookAgain();
    }

    void close() {
        if (open) {
            open = false;
            model.closeIsKnown();
            model.loop.later(model::inactive);
        }
        failRest();
    }

    /** A write finds that the connection is broken. */
    void breakDown() {
        if (!open) return;
        open = false;
        broken = true;
        model.closeIsKnown();
        model.loop.later(() -> model.loop.later(model::inactive));
        failFlushed("Broken pipe");
        failRest();
    }

    private void failRest() {
        failAll("closed");
        Shutdown never = underWay;
        underWay = null;
        if (never != null) never.over("closed");
    }
}
