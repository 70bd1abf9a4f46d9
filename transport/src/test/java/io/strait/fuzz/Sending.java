package io.strait.fuzz;

import java.util.ArrayList;
import java.util.List;

/** What a connection promises to its writers. */
final class Sending {
    /** The milliseconds for which a closing connection waits, if the program limits it. */
    static final int LIMIT = 20;

    final List<Role> line = new ArrayList<>(); // who waits to write
    final List<Flush> flushes = new ArrayList<>();
    Peer.Shutdown shutdown; // that somebody waits for

    private final Model model;
    private int pending; // writes of which nothing has been heard
    private int writes;
    private boolean unflushed;
    private boolean ofGuests; // what is unflushed, whoever's it is, is a guest's business, too
    private String untold; // a failure
    private boolean tellsPipeline; // of failures, as the coroutine has ended
    private boolean refusing; // more writes
    private boolean closing; // once nothing is pending
    private boolean closed; // the channel, by us
    private boolean detached; // nobody says any more when it is writable
    private boolean gone;
    private Clock.Timer limit;

    Sending(Model model) {
        this.model = model;
    }

    // The writers' side.

    boolean mustWait() {
        return !line.isEmpty() || !mayWrite();
    }

    /** What can't be sent isn't waited for. */
    private boolean mayWrite() {
        return model.peer.isWritable()
                || refusing
                || !model.peer.open
                || model.peer.outputEnded
                || detached
                || gone;
    }

    boolean serves(Role role) {
        return line.get(0) == role && mayWrite();
    }

    /** Whoever leaves passes it on. */
    void leaveLine(Role role) {
        boolean first = line.get(0) == role;
        line.remove(role);
        if (first) wakeFirst();
    }

    private void wakeFirst() {
        if (!line.isEmpty()) line.get(0).wake();
    }

    boolean isAwaitedBy(Role role) {
        return line.contains(role)
                || flushes.stream().anyMatch(flush -> flush.role == role)
                || (shutdown != null && shutdown.role == role);
    }

    /** If it throws, the message won't be sent. */
    String write(String message) {
        throwUntold();
        if (refusing || closing) throw new Role.Thrown("IOException(closed)");
        if (send(message)) throwUntold();
        return "ok";
    }

    /** Whether it has failed on the spot. */
    private boolean send(String message) {
        pending++;
        boolean failed = model.peer.write(message, ++writes);
        unflushed = true;
        if (model.turns.running() != model.own) ofGuests |= model.turns.running() != null;
        return failed;
    }

    /** Whether it is taken; from a coroutine or the loop. */
    boolean offer(String message) {
        if (refusing || closing || gone || !model.peer.isWritable()) return false;
        send(message);
        if (model.turns.running() == null) flush();
        else ofGuests = true;
        return true;
    }

    /** The same from another thread, which sends it at once. */
    boolean offerForeign(String message) {
        if (refusing || closing || gone || !model.peer.isWritable()) return false;
        int number = ++writes;
        model.loop.later(() -> pending++);
        model.peer.writeForeign(message, number);
        return true;
    }

    void throwUntold() {
        if (untold == null) return;
        String failure = untold;
        untold = null;
        throw new Role.Thrown("IOException(" + failure + ")");
    }

    boolean isPending() {
        return pending > 0;
    }

    boolean isGone() {
        return gone;
    }

    /** A wait for all that was written before. */
    final class Flush {
        private final Role role;
        private final int last = writes;
        private int missing = pending;

        Flush(Role role) {
            this.role = role;
        }

        boolean isOver() {
            return missing == 0 || gone;
        }

        void check() {
            throwUntold();
            if (missing > 0) throw new Role.Thrown("IOException(closed)");
        }

        private void count(int number) {
            if (number <= last) missing--;
        }

        private void wake() {
            if (flushes.contains(this)) role.wake(); // else it has gone on already
        }
    }

    // The loop's side.

    void flush() {
        if (!unflushed) return;
        unflushed = false;
        model.peer.flush();
    }

    /** After a guest's run: what a guest has written here. */
    void flushOfGuests() {
        if (!ofGuests) return;
        ofGuests = false;
        flush();
    }

    /** A write has been sent, or has failed. */
    void completed(int number, String failure) {
        pending--;
        if (failure != null && untold == null) untold = failure;
        for (Flush flush : flushes) flush.count(number);
        for (Flush flush : List.copyOf(flushes)) if (flush.missing == 0) flush.wake();
        if (pending == 0 && closing) allSent();
    }

    private void allSent() {
        if (flushes.isEmpty() && shutdown == null) reportUntold(); // whoever waits throws it
        closeChannel();
    }

    private void closeChannel() {
        if (limit != null) limit.cancel();
        if (closed) return;
        closed = true;
        model.peer.close();
    }

    void refuse() {
        if (!gone) refusing = true;
    }

    void close() {
        wakeFirst(); // who can't write any more
        if (closing || gone) return;
        closing = true;
        flush();
        if (pending == 0) allSent();
        else watch(pending);
    }

    /** While nothing moves it isn't waited for ever. */
    private void watch(int before) {
        if (!model.program.is("limit")) return;
        limit =
                model.loop.in(
                        LIMIT,
                        () -> {
                            if (pending != before) {
                                watch(pending);
                                return;
                            }
                            model.report("unsent " + pending);
                            closeChannel();
                        });
    }

    /** Somebody may be able to go on. */
    void lookAgain() {
        wakeFirst();
        for (Flush flush : List.copyOf(flushes)) flush.wake();
        if (shutdown != null) shutdown.role.wake();
    }

    void detach() {
        detached = true;
        lookAgain();
    }

    void gone() {
        gone = true;
        if (limit != null) limit.cancel();
        lookAgain();
    }

    /** The coroutine has ended: from now on a failed write goes down the pipeline. */
    void tellPipeline() {
        tellsPipeline = true;
        reportUntold();
    }

    private void reportUntold() {
        if (!tellsPipeline || untold == null) return;
        if (untold.equals("closed")) return; // which is news to who flushes
        String failure = untold;
        untold = null; // who hears of it may close, which asks again
        model.tell(failure);
    }
}
