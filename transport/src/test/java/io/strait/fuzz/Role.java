package io.strait.fuzz;

import java.util.ArrayList;
import java.util.List;

/** A coroutine in the model: a position in its statements. */
final class Role {
    /** What a statement throws. */
    static final class Thrown extends RuntimeException {
        Thrown(String name) {
            super(name, null, false, false);
        }
    }

    /** It is cancelled so often that it is not resumed any more. */
    static final class GivenUp extends RuntimeException {
        GivenUp() {
            super(null, null, false, false);
        }
    }

    private static final int CANCELLATIONS = 100;

    /** How many reads and writes may go on without a wait before the others get their turn. */
    private static final int OPERATIONS = 128;

    final List<Object> log = new ArrayList<>();
    final Clock loop;
    int finallyRuns;
    boolean rung; // and it has not been told

    private final Model model;
    private final Attempt attempt;
    private final Program.Part part;
    private boolean parked;
    private boolean begun;
    private boolean refusedBefore;
    private boolean cancelled;
    private int cancellations;
    private int next;
    private int times; // that the statement was performed
    private boolean inFinally;
    private boolean over;
    private boolean endTold;
    private boolean givenUp;
    private String failure;
    private boolean inStatement; // it waits in it
    private int operations; // that may still go on without a wait
    private boolean yielded; // and waits for nothing but its turn

    Role(Model model, String name, Program.Part part, Clock loop) {
        this.model = model;
        this.part = part;
        this.loop = loop;
        this.attempt = new Attempt(model, this, name);
    }

    String at() {
        if (over && !givenUp) return "over";
        if (!begun) return "not started";
        return (inFinally ? "f" : "") + next + (times > 0 ? "#" + times : "");
    }

    boolean isOver() {
        return over;
    }

    /** Whether it waits for ever. */
    boolean isStuck() {
        return begun && !over;
    }

    /** Whether it waits for nothing but to be rung for. */
    boolean isElsewhere() {
        return begun
                && !over
                && !yielded
                && model.turns.running() != this
                && model.input.reader != this
                && !model.output.isAwaitedBy(this);
    }

    /** To be called once. */
    void start() {
        parked = true;
        wake();
    }

    /** Lets it look again, if it waits. */
    void wake() {
        if (!parked || over) return;
        parked = false;
        model.turns.add(this);
    }

    void cancel() {
        cancelled = true;
        wake();
    }

    void ring() {
        rung = true;
        if (inStatement && isRung(statement().kind())) wake();
    }

    private static boolean isRung(Program.Statement kind) {
        return kind == Program.Statement.AWAIT || kind == Program.Statement.PING;
    }

    /** A lock is held, so it can't go on here; the loop tries again, in the end a little later. */
    void refused() {
        parked = true;
        if (refusedBefore) loop.in(1, this::wake);
        else loop.later(this::wake);
        refusedBefore = true;
    }

    private List<Word<Program.Statement>> statements() {
        return inFinally ? part.last() : part.main();
    }

    /** The one that it performs. */
    Word<Program.Statement> statement() {
        return statements().get(next);
    }

    /** Until it waits or ends. */
    void run() {
        begun = true;
        refusedBefore = false;
        operations = OPERATIONS;
        while (!over) {
            if (next >= statements().size() || statement().kind() == Program.Statement.RETURN) {
                leave();
                continue;
            }
            Word<Program.Statement> statement = statement();
            if (mustYield(statement)) {
                yielded = true;
                model.turns.add(this);
                return;
            }
            yielded = false;
            try {
                boolean again = inStatement;
                inStatement = true;
                String outcome = attempt.perform(statement, again);
                if (outcome == null) {
                    parked = true;
                    return;
                }
                log.add(statement.name() + " " + outcome);
            } catch (GivenUp swallowed) {
                givenUp = true;
                end("given up");
                return;
            } catch (Thrown thrown) {
                log.add(statement.name() + " threw " + thrown.getMessage());
                if (!statement.has('?')) {
                    failure = thrown.getMessage();
                    leave();
                    continue;
                }
            }
            inStatement = false;
            if (++times < statement.times()) continue;
            times = 0;
            next++;
        }
    }

    private boolean mustYield(Word<Program.Statement> statement) {
        boolean counts =
                statement.kind() == Program.Statement.READ
                        || statement.kind() == Program.Statement.WRITE;
        if (!counts || inStatement || yielded || cancelled || --operations > 0) return false;
        operations = OPERATIONS;
        return !statement.has('#');
    }

    /** It was not let stop, and so has time again. */
    void stopRefused() {
        operations = OPERATIONS;
    }

    /** Goes on with the finally block, or ends. */
    private void leave() {
        inStatement = false;
        times = 0;
        next = 0;
        if (inFinally) {
            end(cancelled && "Cancelled".equals(failure) ? null : failure);
            return;
        }
        inFinally = true;
        finallyRuns++;
        log.add("finally");
    }

    private void end(String reported) {
        inStatement = false;
        over = true;
        failure = reported;
    }

    /** When it has stopped. */
    void tellEnd() {
        if (!over || endTold) return;
        endTold = true;
        model.over(this, failure);
    }

    /** So often that it ends at last. */
    void throwIfCancelled() {
        if (!cancelled) return;
        if (++cancellations <= CANCELLATIONS) throw new Thrown("Cancelled");
        if (statement().has('#')) throw new Thrown("LockHeld");
        throw new GivenUp();
    }
}
