package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a connection promises to its reader. */
final class Receiving {
    /** What the reader that waits wants of the transport. */
    private enum Demand {
        /** More, of which the transport doesn't know yet. */
        WANTED,
        /** Only what the transport has at once. */
        GLANCE,
        ASKED,
        /** The transport is being asked for that. */
        GLANCING,
        /** There is nothing at once. */
        ANSWERED
    }

    private enum End {
        OPEN,
        /** The peer has said so, but somebody in front may still hold messages. */
        SAID,
        REACHED
    }

    Role reader; // who waits to read

    private final Model model;
    private final boolean eachMessage; // has the reader go on
    private final Deque<String> unread = new ArrayDeque<>();
    private Demand demand;
    private boolean inBatch; // of messages for a reader that waited
    private boolean asking;
    private boolean lookPending;
    private End end = End.OPEN;
    private String lastFailure; // nothing came after it
    private String failureBeforeEnd;
    private String endFailure;

    Receiving(Model model) {
        this.model = model;
        eachMessage = !model.program.is("batch");
    }

    // The reader's side.

    boolean isThere() {
        return !unread.isEmpty() || end == End.REACHED;
    }

    boolean hasAnswered() {
        return demand == Demand.ANSWERED;
    }

    void await(Role role, boolean glance) {
        reader = role;
        demand = glance ? Demand.GLANCE : Demand.WANTED;
    }

    void leave() {
        reader = null;
        demand = null;
    }

    /** A message, or null at the end. */
    String take() {
        String next = unread.poll();
        if (next != null && isFailure(next)) throw new Role.Thrown(io(next));
        if (next != null) return next;
        if (end != End.REACHED) throw new Role.Thrown("Timeout");
        if (endFailure != null) throw new Role.Thrown(io(endFailure));
        return null;
    }

    /** Messages have numbers; m is one, and x one that was released already. */
    private static boolean isFailure(String received) {
        return !received.matches("[mx]\\d+");
    }

    static String io(String cause) {
        return "IOException(" + cause + ")";
    }

    /** Whether it waits for more of a batch that isn't at its end. */
    boolean isInBatchOf(Role role) {
        return inBatch && reader == role;
    }

    // The loop's side.

    /** Asks for more if the role wants that; true if something came at once. */
    boolean ask(Role role) {
        if (!isDue() || asking || inBatch || reader != role || isThere()) return false;
        demand = demand == Demand.GLANCE ? Demand.GLANCING : Demand.ASKED;
        model.autoRead = false; // whoever has switched it on
        asking = true;
        model.front.read();
        asking = false;
        boolean delivered = endBatch();
        if (reader != role) { // now it is another one that waits
            if (reader != null && isDue()) model.handOverLater(reader);
            return false;
        }
        if (delivered || isDue()) return true;
        if (isThere()) return false;
        if (demand == Demand.GLANCING) demand = Demand.ANSWERED;
        if (end == End.SAID) end = End.REACHED;
        if (reader != null && (hasAnswered() || isThere())) reader.wake();
        return false;
    }

    private boolean isDue() {
        return demand == Demand.WANTED || demand == Demand.GLANCE;
    }

    void receive(String message) {
        unread.add(message);
        lastFailure = null;
        boolean starts = !model.started;
        if (reader == null && !starts) return;
        inBatch = true;
        lookLater();
        if (starts) model.start();
        else if (eachMessage) reader.wake();
    }

    /** A message for somebody behind, which is a part of a batch all the same. */
    void passBy() {
        if (reader == null) return;
        inBatch = true;
        lookLater();
    }

    /** In case nobody says that the batch has ended; the loop looks once for all. */
    private void lookLater() {
        if (lookPending) return;
        lookPending = true;
        model.loop.later(
                () -> {
                    lookPending = false;
                    if (inBatch) complete();
                });
    }

    /** The transport has delivered all it had. */
    void complete() {
        endBatch();
        if (reader == null) return;
        // What came may be no whole message yet.
        if (demand == Demand.ASKED && unread.isEmpty() && (end == End.OPEN || !asking))
            demand = Demand.WANTED;
        if (!isThere()) model.handOver(reader);
    }

    private boolean endBatch() {
        if (!inBatch) return false;
        inBatch = false;
        if (reader != null && !unread.isEmpty()) reader.wake();
        return true;
    }

    void fail(String failure) {
        if (end == End.REACHED) {
            model.report(failure);
            return;
        }
        unread.add(failure);
        lastFailure = failure;
        if (reader != null) reader.wake();
    }

    /** Whether there is no need to look for what has broken the channel. */
    boolean knowsItsEnd() {
        return end != End.OPEN || lastFailure != null;
    }

    /** What failed last, if nothing came after it. */
    String reasonToClose() {
        String last = unread.peekLast();
        if (last != null && isFailure(last)) return last;
        return lastFailure != null && Model.isIo(lastFailure) ? lastFailure : null;
    }

    /** The peer's end, before which somebody in front may still hold messages. */
    void end() {
        if (end != End.OPEN) return;
        failureBeforeEnd = lastFailure;
        endFailure = lastIoFailure();
        end = End.SAID;
        // Whoever has asked has been given all of them.
        boolean askedInVain = demand == Demand.ASKED && unread.isEmpty() && !asking && !inBatch;
        if (askedInVain) reach();
    }

    private String lastIoFailure() {
        return lastFailure != null && Model.isIo(lastFailure) ? lastFailure : null;
    }

    /**
     * No more will come, as the channel isn't there any more.
     *
     * @param cause why, if nobody has said so before
     */
    void breakOff(String cause) {
        if (end == End.REACHED) return;
        boolean news = end == End.OPEN || lastFailure != failureBeforeEnd;
        if (lastFailure != null && news) endFailure = lastFailure;
        else if (cause != null) endFailure = cause;
        reach();
    }

    private void reach() {
        end = End.REACHED;
        if (reader != null) reader.wake();
    }

    /** We don't want any more. */
    void close() {
        if (end == End.REACHED) return;
        if (lastIoFailure() != null || end == End.OPEN) endFailure = lastIoFailure();
        reach();
    }

    /** Nobody reads it; failures go down the pipeline. */
    void release() {
        for (String next; (next = unread.poll()) != null; ) {
            if (isFailure(next) && !next.equals(model.reasonGiven)) model.tell(next);
        }
    }

    /** The next handler gets what was not read. */
    void passOn() {
        boolean any = !unread.isEmpty();
        for (String next; (next = unread.poll()) != null; ) {
            if (isFailure(next)) model.report(next);
            else model.pass(next);
        }
        if (any) model.passComplete();
        inBatch = false;
    }
}
