package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The transport and the other end, in the model. */
final class Peer {
    final List<Object> sent = new ArrayList<>();
    boolean open = true;
    boolean broken; // which a write has found
    boolean outputEnded;
    boolean hold;
    Program.Step onWrite;
    int supply = -1;

    private final Model model;
    private final Deque<String> written = new ArrayDeque<>();
    private final Deque<String> flushed = new ArrayDeque<>();
    private boolean writable = true;
    private boolean shuttingDown;
    private Role waiting; // for it
    private String shutDownOutcome;

    Peer(Model model) {
        this.model = model;
    }

    boolean isWritable() {
        return open && writable;
    }

    void writable(boolean now) {
        if (!open || writable == now) return;
        writable = now;
        model.later(
                () -> {
                    if (isWritable() && !model.detached && !model.gone) model.output.lookAgain();
                });
    }

    /** Whether it has failed on the spot. */
    boolean write(String message) {
        Program.Step now = model.gone ? null : onWrite;
        if (!model.gone) onWrite = null;
        if (now == Program.Step.ON_WRITE_CLOSE) model.close();
        if (now == Program.Step.ON_WRITE_MESSAGE) model.input.receive(1, true);
        if (now == Program.Step.ON_WRITE_EOF) model.endOfPeer();
        if (now == Program.Step.ON_WRITE_FAIL_OLDEST) failOldest();
        String failure =
                !open
                        ? "closed"
                        : outputEnded
                                ? "shut"
                                : now == Program.Step.ON_WRITE_FAIL ? "refused" : null;
        if (failure != null) model.output.completed(failure);
        else written.add(message);
        return failure != null;
    }

    private void failOldest() {
        if (flushed.poll() != null || written.poll() != null) model.output.completed("failed");
    }

    void flush() {
        flushed.addAll(written);
        written.clear();
        if (!hold) take(Integer.MAX_VALUE);
    }

    void take(int count) {
        for (int i = 0; i < count && !flushed.isEmpty(); i++) {
            sent.add(flushed.remove());
            model.output.completed(null);
        }
    }

    void takeForeign() {
        if (flushed.isEmpty()) return;
        sent.add(flushed.remove());
        model.later(() -> model.output.completed(null));
    }

    void unhold() {
        hold = false;
        if (shuttingDown) shutDownDone();
        take(Integer.MAX_VALUE);
    }

    void fail() {
        if (flushed.isEmpty()) return;
        flushed.remove();
        model.output.completed("failed");
    }

    private void failAll(String failure) {
        flushed.addAll(written);
        written.clear();
        while (!flushed.isEmpty()) {
            flushed.remove();
            model.output.completed(failure);
        }
    }

    /**
     * Ends our side, at once or later.
     *
     * @param role who waits for it, or null
     */
    void shutDown(Role role) {
        shutDownOutcome = open ? null : "closed";
        if (!open || outputEnded) return;
        outputEnded = true;
        failAll("shut");
        shuttingDown = true;
        waiting = role;
        if (!hold) shutDownDone();
    }

    private void shutDownDone() {
        shuttingDown = false;
        shutDownOutcome = "ok";
        model.wake(waiting);
        if (!model.gone) model.passed.add("output");
        if (!model.detached && !model.gone) model.output.lookAgain();
    }

    /** Null as long as it takes. */
    String shutDownOutcome() {
        if ("closed".equals(shutDownOutcome)) throw new Role.Thrown("IOException(closed)");
        return shutDownOutcome;
    }

    void close() {
        if (!open) return;
        open = false;
        model.later(model::inactive);
        failRest();
    }

    /** A write finds that the connection is broken. */
    void breakDown() {
        if (!open) return;
        open = false;
        broken = true;
        model.later(() -> model.later(model::inactive));
        while (flushed.poll() != null) model.output.completed("broken");
        failRest();
    }

    private void failRest() {
        failAll("closed");
        if (shuttingDown) {
            shuttingDown = false;
            shutDownOutcome = "closed";
            model.wake(waiting);
        }
    }
}
