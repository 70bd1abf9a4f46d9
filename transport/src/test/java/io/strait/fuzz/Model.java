package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a program has to come to, by the promises that a connection makes. Knows nothing of
 * continuations, promises and pipelines: messages and failures are their names, a coroutine is a
 * position in its statements, and what waits looks again when something happens.
 */
final class Model {
    final Program program;
    final Trace trace = new Trace();
    final List<Object> passed = new ArrayList<>();
    final Peer peer = new Peer(this);
    final Receiving input = new Receiving(this);
    final Sending output = new Sending(this);
    final Role own;
    final Role guest;

    private final Deque<Runnable> tasks = new ArrayDeque<>(); // of the event loop
    private final Deque<Role> ready = new ArrayDeque<>();
    private final Set<Role> refused = new HashSet<>(); // to be woken under a lock
    private boolean inTurn;
    private boolean locked;
    private boolean guestGone;
    boolean started;
    boolean closed;
    boolean detached;
    boolean gone;
    int now;

    private Model(Program program) {
        this.program = program;
        own = new Role(this, "a", program.own());
        guest = new Role(this, "b", program.guest());
    }

    static Trace of(Program program) {
        Model model = new Model(program);
        model.run();
        return model.trace;
    }

    private void run() {
        peer.hold = program.is("held");
        if (program.is("duplex") && program.is("ended")) input.end();
        later(this::start);
        if (!program.is("early")) settle();
        if (program.is("guest")) {
            guest.started = true;
            wake(guest);
            settle();
        }
        record("start");
        for (Word<Program.Step> step : program.allSteps()) {
            happen(step);
            if (!step.has('+')) settle();
            record(step.toString());
        }
        trace.add("leaks []");
        trace.add("finally " + (started ? 1 : 0) + " " + (guest.started ? 1 : 0));
        trace.add("open false");
    }

    private void record(String step) {
        trace.add(
                step,
                own.log,
                own.at(),
                guest.log,
                guest.at(),
                peer.sent,
                passed,
                peer.open,
                peer.open && detached,
                true);
    }

    // The loop.

    void later(Runnable task) {
        tasks.add(task);
    }

    private void settle() {
        for (Runnable task; (task = tasks.poll()) != null; ) task.run();
    }

    /** Lets a role that waits look again, now or after the one that runs. */
    void wake(Role role) {
        if (role == null || !role.waiting) return;
        if (locked) {
            refused.add(role);
            return;
        }
        role.waiting = false;
        ready.add(role);
        if (inTurn) return;
        inTurn = true;
        boolean guestWrote = false;
        do {
            Role next = ready.poll();
            if (next == null) {
                guestWrote = false;
                output.flushWritten();
                continue;
            }
            next.run();
            if (next == own) output.flushWritten();
            else guestWrote = true;
            if (next.asks) input.ask();
        } while (guestWrote || !ready.isEmpty());
        inTurn = false;
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
        now++;
        // Each by its own channel's loop, of which the guest's comes second.
        for (Role role : List.of(own, guest)) if (refused.remove(role)) wake(role);
        input.timePasses();
        settle();
    }

    // What happens.

    private void perform(Word<Program.Step> step) {
        switch (step.kind()) {
            case ADVANCE -> {
                settle();
                now += step.argument();
                input.timePasses();
                settle();
            }
            case CLOSE -> {
                if (started) close();
            }
            case CLOSE_FOREIGN -> {
                if (started) later(this::close);
            }
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
            case MESSAGES -> input.receive(step.argument(), true);
            case RELEASED -> input.receiveReleased();
            case UNENDED -> input.receive(step.argument(), false);
            case COMPLETE -> input.receive(0, true);
            case OTHER -> passed.add("42");
            case SUPPLY -> peer.supply = step.argument();
            case EOF -> endOfPeer();
            case COMPLAINT -> input.fail("complaint");
            case ERROR -> input.fail("error");
            case RESET -> {
                input.fail("reset");
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
            case EVENT -> passed.add("event");
            case SHUTDOWN -> {
                if (program.is("duplex") && peer.open) peer.shutDown(null);
            }
            case ACTIVE -> start();
            case ON_WRITE_FAIL,
                    ON_WRITE_FAIL_OLDEST,
                    ON_WRITE_CLOSE,
                    ON_WRITE_MESSAGE,
                    ON_WRITE_EOF ->
                    peer.onWrite = step.kind();
            default -> throw new AssertionError(step);
        }
    }

    private void start() {
        if (started || detached || gone) return;
        started = true;
        own.started = true;
        wake(own);
    }

    void endOfPeer() {
        passed.add("eof");
        if (detached) return;
        if (peer.broken) input.breakOff("broken"); // a transport may tell the end of that first
        else input.end();
    }

    /** What was written is sent, the rest is not read, and then the channel closes. */
    void close() {
        closed = true;
        output.refuse();
        input.close();
        output.close();
    }

    /** The handler is taken out of the pipeline. */
    void detach() {
        if (detached || gone) return;
        detached = true;
        input.passOn();
        own.cancel();
        input.end();
        output.detach();
    }

    /** The channel has closed, and everybody hears of it. */
    void inactive() {
        if (!detached) {
            output.gone();
            input.breakOff(peer.broken ? "broken" : null);
            if (!started) input.release();
        }
        gone = true;
    }

    /** A role has come to its end. */
    void over(Role role, String failure) {
        if (role != own) return;
        if (failure != null) {
            output.flushWritten();
            report(failure);
        }
        output.reportUntold();
        input.release();
        if (!detached) close();
    }

    void report(String failure) {
        if (gone) return;
        passed.add(failure);
        if (program.is("closes")) peer.close();
    }

    static boolean isIo(String failure) {
        return !Objects.equals(failure, "complaint");
    }
}
