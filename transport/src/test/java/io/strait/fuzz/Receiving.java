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
    private boolean lookPending;

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
        if (next != null && isFailure(next)) throw new Role.Thrown(io(next));
        if (next != null) {
            role.inHand = next.startsWith("x") ? null : next;
            return next;
        }
        if (endFailure != null) throw new Role.Thrown(io(endFailure));
        if (ended) return "null";
        if (deadline >= 0 && deadline <= model.now) throw new Role.Thrown("Timeout");
        this.deadline = deadline;
        return null;
    }

    /** Messages have numbers; m is one, and x one that was released already. */
    private static boolean isFailure(String received) {
        return !received.matches("[mx]\\d+");
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
        for (int i = 0; i < count; i++) receive("m" + ++received);
        if (model.detached) return;
        if (complete) complete();
    }

    void receiveReleased() {
        receive("x" + ++received);
        if (!model.detached) complete();
    }

    private void receive(String message) {
        if (model.detached) {
            model.passed.add(message);
        } else if (!model.closed) {
            unread.add(message);
            lastFailure = null;
            lookLater();
        }
    }

    private void complete() {
        if (reader == null) return;
        if (!unread.isEmpty()) model.wake(reader);
        else if (!ended) ask();
    }

    /**
     * In case nobody says that the batch has ended; the loop looks once for all that came before.
     */
    private void lookLater() {
        if (reader == null || lookPending) return;
        lookPending = true;
        model.later(
                () -> {
                    lookPending = false;
                    if (!unread.isEmpty()) model.wake(reader);
                });
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

    /** No more will come. */
    void end() {
        end(lastFailure != null && Model.isIo(lastFailure) ? lastFailure : null);
    }

    /**
     * No more will come, as the channel isn't there any more.
     *
     * @param cause why, if nobody has said so before
     */
    void breakOff(String cause) {
        end(lastFailure != null ? lastFailure : cause);
    }

    private void end(String failure) {
        if (ended) return;
        ended = true;
        endFailure = failure;
        model.wake(reader);
    }

    /** We don't want any more. */
    void close() {
        release();
        end();
    }

    void release() {
        unread.clear();
    }

    /** The next handler gets what was not read. */
    void passOn() {
        for (String next; (next = unread.poll()) != null; ) {
            if (isFailure(next)) model.report(next);
            else model.passed.add(next);
        }
    }
}
