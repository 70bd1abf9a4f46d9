package io.strait.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a program has to come to, by the promises that a connection makes. Knows nothing of
 * continuations, promises and pipelines: messages and failures are their names, a coroutine is a
 * position in its statements, and what waits looks again when something happens.
 */
final class Model {
    /** How often the transport may deliver on the spot before the loop gets its thread back. */
    private static final int DELIVERIES = 128;

    final Program program;
    final Trace trace = new Trace();
    final List<Object> passed = new ArrayList<>();
    final Clock loop = new Clock();
    private final Clock guestLoop = new Clock();
    final Turns turns = new Turns(this);
    final Peer peer = new Peer(this);
    final Front front;
    final Receiving input;
    final Sending output = new Sending(this);
    final Role own;
    final Role guest;

    private final List<Role> handingOverLater = new ArrayList<>();
    private int failures;
    private int offered;
    private boolean guestGone;
    private String untold; // a failure, since the last step
    private boolean endTold; // that the peer went away
    String reasonGiven; // a failure that a write has thrown for its own
    boolean locked; // nobody can go on
    boolean started;
    boolean closed;
    boolean detached;
    boolean autoRead;
    private boolean byItself; // it was detached, and goes on
    private boolean over; // the connection
    boolean gone; // the pipeline
    private boolean outOfPipeline; // since the channel is gone

    private Model(Program program) {
        this.program = program;
        front = new Front(this);
        input = new Receiving(this);
        own = new Role(this, "a", program.own(), loop);
        guest = new Role(this, "b", program.guest(), guestLoop);
    }

    static Trace of(Program program) {
        Model model = new Model(program);
        model.run();
        return model.trace;
    }

    private void run() {
        peer.hold = program.is("held");
        if (program.is("duplex") && program.is("ended")) input.end();
        loop.later(this::start);
        if (!program.is("early")) settle();
        if (program.is("guest")) {
            guestLoop.later(guest::start);
            settle();
        }
        record("start");
        for (Word<Program.Step> step : program.allSteps()) {
            happen(step);
            if (!step.has('+')) settle();
            record(step.toString());
        }
        if (!own.isStuck() && !guest.isStuck()) trace.add("leaks []");
        trace.add("finally " + own.finallyRuns + " " + guest.finallyRuns);
        trace.add("open false");
    }

    private void record(String step) {
        if (untold != null) passed.add(untold);
        untold = null;
        trace.add(
                step,
                own.log,
                own.at(),
                guest.log,
                guest.at(),
                peer.sent,
                passed,
                peer.open,
                peer.open && autoRead,
                true);
    }

    Role other(Role role) {
        return role == own ? guest : own;
    }

    // The loop.

    private void settle() {
        do {
            loop.run();
            guestLoop.run();
        } while (!loop.isIdle() || !guestLoop.isIdle());
    }

    private void advance(int millis) {
        loop.now += millis;
        guestLoop.now += millis;
        settle();
    }

    /** A role waits or has ended. If it waits for more of a batch, there is more to come first. */
    void stopped(Role role) {
        if (!input.isInBatchOf(role)) handOver(role);
    }

    /** What was written is flushed, then more is asked for. */
    void handOver(Role role) {
        for (int deliveries = 1; ; deliveries++) {
            if (role == own) output.flush();
            output.flushOfGuests();
            if (deliveries == DELIVERIES) {
                handOverLater(role);
                return;
            }
            if (!input.ask(role)) return;
        }
    }

    /** One command is enough. */
    void handOverLater(Role role) {
        if (handingOverLater.contains(role)) return;
        handingOverLater.add(role);
        role.loop.later(
                () -> {
                    handingOverLater.remove(role);
                    handOver(role);
                });
    }

    private void happen(Word<Program.Step> step) {
        if (!step.has('@')) {
            perform(step);
            return;
        }
        locked = true;
        perform(step);
        settle();
        locked = false;
        advance(1);
    }

    // What happens.

    private void perform(Word<Program.Step> step) {
        switch (step.kind()) {
            case ADVANCE -> {
                settle();
                advance(step.argument());
            }
            case CLOSE -> {
                if (started) close();
            }
            case CLOSE_FOREIGN -> {
                if (started) loop.later(this::close);
            }
            case OFFER -> {
                if (started) passed.add("offer " + output.offer("c" + ++offered));
            }
            case OFFER_FOREIGN -> {
                if (!started) return;
                settle();
                passed.add("offer " + output.offerForeign("c" + ++offered));
                settle();
            }
            case RING -> {
                own.ring();
                guest.ring();
            }
            case PROBE -> loop.later(() -> passed.add("probe " + own.at() + " " + guest.at()));
            case GUEST_CLOSE_CHANNEL, GUEST_REMOVE -> {
                settle();
                if (!guestGone) guest.cancel();
                guestGone = true;
                if (step.kind() == Program.Step.GUEST_CLOSE_CHANNEL) settle();
            }
            case CLOSE_CHANNEL -> peer.close();
            default -> {
                if (!gone) performOnPipeline(step);
            }
        }
    }

    private void performOnPipeline(Word<Program.Step> step) {
        switch (step.kind()) {
            case MESSAGES -> front.receive(step.argument(), true);
            case LAST -> {
                front.receive(step.argument(), true);
                endOfPeer();
            }
            case RELEASED -> front.receiveReleased();
            case UNENDED -> front.receive(step.argument(), false);
            case COMPLETE -> front.receive(0, true);
            case OTHER -> {
                input.passBy();
                pass("42");
            }
            case SUPPLY -> front.supply = step.argument();
            case FAST -> front.fast = step.argument();
            case EOF -> endOfPeer();
            case COMPLAINT -> failed("complaint " + ++failures);
            case ERROR -> failed("error " + ++failures);
            case RESET -> {
                failed("Connection reset " + ++failures);
                peer.close();
            }
            case BREAK -> peer.breakDown();
            case REMOVE -> detach();
            case HOLD -> peer.hold = true;
            case TAKE -> peer.take(step.argument());
            case TAKE_FOREIGN -> peer.takeForeign();
            case UNHOLD -> peer.unhold();
            case FAIL -> peer.fail();
            case UNWRITABLE -> peer.writable(false);
            case WRITABLE -> peer.writable(true);
            case EVENT -> pass("event");
            case SHUTDOWN -> {
                if (program.is("duplex") && peer.open) peer.shutDown(null);
            }
            case ACTIVE -> {
                start();
                front.readIfAutomatic();
            }
            case AUTO_READ -> switchAutoReadOn();
            case ON_WRITE_FAIL,
                    ON_WRITE_FAIL_OLDEST,
                    ON_WRITE_CLOSE,
                    ON_WRITE_MESSAGE,
                    ON_WRITE_LAST,
                    ON_WRITE_EOF ->
                    peer.onWrite = step.kind();
            default -> throw new AssertionError(step);
        }
    }

    void start() {
        if (started || detached || gone) return;
        started = true;
        own.start();
    }

    boolean isOutOfPipeline() {
        return detached || outOfPipeline;
    }

    private void failed(String failure) {
        if (detached || own.isOver()) report(failure);
        else input.fail(failure);
    }

    void endOfPeer() {
        pass("eof");
        if (detached) return;
        if (peer.broken)
            input.breakOff("Broken pipe"); // a transport may tell the end of that first
        else input.end();
    }

    /** What was written is sent, the rest is not read, and then the channel closes. */
    void close() {
        closed = true;
        output.refuse();
        input.release();
        input.close();
        output.close();
    }

    /** The handler is taken out of the pipeline, perhaps by its own coroutine, which goes on. */
    void detach() {
        if (over) outOfPipeline = true;
        if (detached || gone || over) return;
        detached = true;
        boolean ofItself = turns.running() == own;
        input.passOn();
        if (!ofItself) own.cancel();
        // Its own reader, if there is one, hears of the cancellation.
        if (ofItself || input.reader != own) input.close();
        output.detach();
        byItself = ofItself;
        if (!peer.open) {
            closeIsKnown();
            return;
        }
        switchAutoReadOn();
    }

    private void switchAutoReadOn() {
        if (autoRead) return;
        autoRead = true;
        front.read();
    }

    /** The channel is closed; a coroutine that has left the pipeline hears of it by itself. */
    void closeIsKnown() {
        if (detached && byItself) disconnected(null);
    }

    /** The channel has closed, and everybody in its pipeline hears of it. */
    void inactive() {
        front.gone();
        if (!detached) disconnected(peer.broken ? "Broken pipe" : null);
        gone = true;
    }

    private void disconnected(String cause) {
        if (over) return;
        over = true; // who takes the handler out from now on changes nothing
        boolean elsewhere = own.isElsewhere();
        output.gone();
        input.breakOff(input.knowsItsEnd() ? null : cause);
        if (elsewhere) own.cancel();
        if (!started) input.release();
    }

    /** A role has come to its end. */
    void over(Role role, String failure) {
        if (role != own) return;
        if (detached) input.close();
        if (failure != null) tell(failure);
        input.release();
        output.tellPipeline();
        if (!detached) close();
    }

    /** A write that finds the channel closed says why, if somebody has said so just before. */
    Role.Thrown withReason(Role.Thrown failed) {
        String reason = input.reasonToClose();
        if (reason == null || !"IOException(closed)".equals(failed.getMessage())) return failed;
        reasonGiven = reason;
        return new Role.Thrown(Receiving.io(reason));
    }

    /** Whoever is behind us gets it. */
    void pass(String event) {
        if (!gone && !program.is("alone")) passed.add(event);
    }

    /** Before anybody else hears of it. */
    void passComplete() {
        pass("complete at " + own.at() + " " + guest.at());
    }

    /** What the coroutine or its writes have to say. That the peer went away is said once. */
    void tell(String failure) {
        output.flush(); // first, since the usual handler behind closes the channel
        if (isPeerGone(failure)) {
            if (endTold) return;
            endTold = true;
            if (program.is("alone") && (gone || !isOutOfPipeline()))
                return; // else some handler is left
        }
        report(failure);
    }

    void report(String failure) {
        if (program.is("alone")) {
            if (untold == null) untold = failure; // the end of the pipeline keeps one
            return;
        }
        if (gone) return;
        passed.add(failure);
        if (program.is("closes")) peer.close();
    }

    private static boolean isPeerGone(String failure) {
        return failure.matches("(IOException\\()?(closed|Broken pipe|Connection reset \\d+)\\)?");
    }

    static boolean isIo(String failure) {
        return !Objects.requireNonNull(failure).startsWith("complaint");
    }
}
