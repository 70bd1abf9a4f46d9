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

    final List<Object> log = new ArrayList<>();
    boolean started;
    boolean waiting = true; // for its start, at first
    boolean asks; // once it waits, more is to be asked of the transport
    boolean cancelled;

    private final Model model;
    private final String name;
    private final Program.Part part;
    private int next;
    private boolean inFinally;
    private boolean over;
    private String failure;
    private int written;

    // The statement that it waits in.
    private boolean inStatement;
    String inHand; // a message
    private int deadline;
    private boolean shuttingDown;

    Role(Model model, String name, Program.Part part) {
        this.model = model;
        this.name = name;
        this.part = part;
    }

    String at() {
        if (over) return "over";
        if (!started) return "not started";
        return (inFinally ? "f" : "") + next;
    }

    /** Until it waits or ends. */
    void run() {
        while (!over) {
            List<Word<Program.Statement>> statements = inFinally ? part.last() : part.main();
            if (next >= statements.size()) {
                leave();
                continue;
            }
            Word<Program.Statement> statement = statements.get(next);
            if (statement.kind() == Program.Statement.RETURN) {
                leave();
                continue;
            }
            try {
                boolean again = inStatement;
                inStatement = true;
                String outcome = attempt(statement, again);
                if (outcome == null) {
                    wait(statement);
                    return;
                }
                log.add(statement.name() + " " + outcome);
            } catch (Thrown thrown) {
                log.add(statement.name() + " threw " + thrown.getMessage());
                if (!statement.has('?')) {
                    failure = thrown.getMessage();
                    leave();
                    continue;
                }
            }
            inStatement = false;
            next++;
        }
    }

    /** Goes on with the finally block, or ends. */
    private void leave() {
        inStatement = false;
        next = 0;
        if (!inFinally) {
            inFinally = true;
            log.add("finally");
            return;
        }
        over = true;
        model.over(this, cancelled && "Cancelled".equals(failure) ? null : failure);
    }

    private void wait(Word<Program.Statement> statement) {
        String refused = cancelled ? "Cancelled" : statement.has('#') ? "LockHeld" : null;
        if (refused != null) {
            asks = false; // who doesn't wait needs nothing
            throw new Thrown(refused);
        }
        waiting = true;
        if (statement.kind() == Program.Statement.READ) model.input.reader = this;
        else model.output.writer = this;
    }

    void cancel() {
        if (over || !started) return;
        cancelled = true;
        model.wake(this);
    }

    private String attempt(Word<Program.Statement> statement, boolean again) {
        asks = false;
        if (again) {
            if (model.input.reader == this) model.input.reader = null;
            if (model.output.writer == this) model.output.writer = null;
            if (cancelled) {
                if (statement.kind() == Program.Statement.WRITE) inHand = null;
                throw new Thrown("Cancelled");
            }
        }
        return switch (statement.kind()) {
            case READ -> {
                if (!again) {
                    inHand = null;
                    deadline = statement.argument() < 0 ? -1 : model.now + statement.argument();
                    if (model.input.reader != null) throw new Thrown("Refused");
                }
                yield model.input.read(this, deadline, again);
            }
            case WRITE -> {
                if (!again) {
                    if (inHand == null) inHand = name + ++written;
                    if (model.output.writer != null) {
                        inHand = null;
                        throw new Thrown("Refused");
                    }
                }
                yield write(statement);
            }
            case FLUSH -> {
                if (!again) requireNoWriter();
                yield model.output.flush();
            }
            case SHUTDOWN -> shutdown(again);
            case CLOSE -> {
                model.close();
                yield "ok";
            }
            case CLOSE_CHANNEL -> {
                model.peer.close();
                yield "ok";
            }
            case REMOVE -> {
                model.detach();
                yield "ok";
            }
            case THROW -> throw new Thrown("thrown");
            case RETURN -> throw new AssertionError();
        };
    }

    private void requireNoWriter() {
        if (model.output.writer != null) throw new Thrown("Refused");
    }

    /** The message is gone, whatever happens, unless it goes on waiting. */
    private String write(Word<Program.Statement> statement) {
        String message = inHand;
        inHand = null;
        String outcome = model.output.write(message);
        boolean waits = outcome == null && !cancelled && !statement.has('#');
        if (waits) inHand = message;
        return outcome;
    }

    private String shutdown(boolean again) {
        if (!model.program.is("duplex")) throw new Thrown("Unsupported");
        if (!again) {
            shuttingDown = false;
            requireNoWriter();
        }
        if (!shuttingDown) {
            if (model.output.flush() == null) return null;
            if (model.peer.outputEnded) return "ok";
            shuttingDown = true;
            model.peer.shutDown(this);
        }
        return model.peer.shutDownOutcome();
    }
}
