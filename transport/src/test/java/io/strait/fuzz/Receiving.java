package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a connection promises to its reader. */
final class Receiving {
    Role reader; // who waits to read

    private final Model model;
    private final Deque<String> unread = new ArrayDeque<>();
    private boolean ended;
    private String lastFailure; // nothing came after it
    private String endFailure;
    private int received;
    private int deadline;

    Receiving(Model model) {
        this.model = model;
    }

    // The reader's side.

    /** Null if it has to wait. */
    String read(Role role, int deadline, boolean asked) {
        if (unread.isEmpty() && !ended && !asked) {
            if (deadline == model.now) ask();
            else role.asks = true;
        }
        String next = unread.poll();
        if (next != null && !next.startsWith("m")) throw new Role.Thrown(io(next));
        if (next != null) {
            role.inHand = next;
            return next;
        }
        if (endFailure != null) throw new Role.Thrown(io(endFailure));
        if (ended) return "null";
        if (deadline >= 0 && deadline <= model.now) throw new Role.Thrown("Timeout");
        this.deadline = deadline;
        return null;
    }

    private static String io(String cause) {
        return "IOException(" + cause + ")";
    }

    /** More is asked of the transport, which may have it at once. */
    void ask() {
        int supply = model.gone || model.detached ? -1 : model.peer.supply;
        model.peer.supply = -1;
        if (supply >= 0) receive(supply, true);
    }

    void timePasses() {
        if (reader != null && deadline >= 0 && deadline <= model.now) model.wake(reader);
    }

    // The pipeline's side.

    void receive(int count, boolean complete) {
        for (int i = 0; i < count; i++) {
            String message = "m" + ++received;
            if (model.detached) {
                model.passed.add(message);
            } else if (!model.closed) {
                unread.add(message);
                lastFailure = null;
            }
        }
        if (model.detached) return;
        if (complete) complete();
        else if (reader != null) model.later(this::endOfUnended);
    }

    private void complete() {
        if (reader == null) return;
        if (!unread.isEmpty()) model.wake(reader);
        else if (!ended) ask();
    }

    private void endOfUnended() {
        if (!unread.isEmpty()) model.wake(reader);
    }

    void fail(String failure) {
        if (model.detached || ended) {
            model.report(failure);
            return;
        }
        unread.add(failure);
        lastFailure = failure;
        model.wake(reader);
    }

    /**
     * No more will come.
     *
     * @param channelGone and the channel isn't there any more
     */
    void end(boolean channelGone) {
        if (ended) return;
        ended = true;
        if (lastFailure != null && (channelGone || Model.isIo(lastFailure)))
            endFailure = lastFailure;
        model.wake(reader);
    }

    /** We don't want any more. */
    void close() {
        release();
        end(false);
    }

    void release() {
        unread.clear();
    }

    /** The next handler gets what was not read. */
    void passOn() {
        model.passed.addAll(unread);
        unread.clear();
    }
}
