package io.strait.fuzz;

import io.strait.fuzz.Role.GivenUp;
import io.strait.fuzz.Role.Thrown;

/** What a role's statement comes to, in the model: at first, and whenever it looks again. */
final class Attempt {
    private final Model model;
    private final Role role;
    private final String name;
    private int written;
    private String inHand; // a message

    // What the statement waits for.
    private int timeout; // -1 for none
    private int deadline;
    private Clock.Timer timer;
    private Sending.Flush flush;
    private boolean shuttingDown;

    Attempt(Model model, Role role, String name) {
        this.model = model;
        this.role = role;
        this.name = name;
    }

    /**
     * What comes of it; null if it has to wait.
     *
     * @param again whether it has waited
     */
    String perform(Word<Program.Statement> statement, boolean again) {
        if (!again) {
            timeout = statement.argument();
            deadline = role.loop.now + Math.max(0, timeout);
            flush = null;
            shuttingDown = false;
        }
        return switch (statement.kind()) {
            case READ -> read(again);
            case WRITE -> write(again);
            case FLUSH -> flush(again);
            case SHUTDOWN -> shutdown(again);
            case AWAIT -> await(again);
            case PING -> {
                if (!again) model.other(role).ring();
                yield await(again);
            }
            case RING -> {
                model.other(role).ring();
                yield "ok";
            }
            case OFFER -> String.valueOf(model.output.offer(name + ++written));
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

    private boolean isTimeUp() {
        return timeout >= 0 && deadline <= role.loop.now;
    }

    /** To be called when it is about to wait, for the first time. */
    private void park(boolean limited) {
        role.throwIfCancelled();
        if (role.statement().has('#')) {
            role.stopRefused();
            throw new Thrown("LockHeld");
        }
        if (limited && timeout > 0) {
            timer = role.loop.in(timeout, role::wake);
        }
    }

    private void stopTimer() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    private String read(boolean again) {
        Receiving input = model.input;
        if (!again) {
            inHand = null;
            role.throwIfCancelled();
            if (input.reader != null) throw new Thrown("Refused");
            if (!input.isThere()) {
                park(true);
                input.await(role, timeout == 0);
                return null;
            }
        } else if (!input.isThere() && !input.hasAnswered()) {
            try {
                role.throwIfCancelled();
            } catch (Thrown | GivenUp leaves) {
                leaveRead();
                throw leaves;
            }
            if (timeout <= 0 || !isTimeUp()) return null;
        }
        if (again) leaveRead();
        String message = input.take();
        if (message == null) return "null";
        inHand = message.startsWith("x") ? null : message;
        return message;
    }

    private void leaveRead() {
        stopTimer();
        model.input.leave();
    }

    private String write(boolean again) {
        Sending output = model.output;
        String message = inHand;
        if (!again) {
            if (message == null) message = name + ++written;
            inHand = null; // it is gone, whatever happens, unless it waits
            role.throwIfCancelled();
            if (output.mustWait()) {
                if (timeout == 0) throw new Thrown("Timeout");
                output.line.add(role);
                try {
                    park(true);
                } catch (Thrown | GivenUp leaves) {
                    output.leaveLine(role);
                    throw leaves;
                }
                inHand = message;
                return null;
            }
        } else {
            boolean served = output.serves(role);
            try {
                if (!served) {
                    role.throwIfCancelled();
                    if (!isTimeUp()) return null;
                }
            } catch (Thrown | GivenUp leaves) {
                leaveLine();
                throw leaves;
            }
            leaveLine();
            if (!served) throw new Thrown("Timeout");
        }
        inHand = null;
        try {
            return output.write(message);
        } catch (Thrown failed) {
            throw model.withReason(failed);
        }
    }

    private void leaveLine() {
        stopTimer();
        inHand = null;
        model.output.leaveLine(role);
    }

    private String flush(boolean again) {
        try {
            return flushed(again, timeout);
        } catch (Thrown failed) {
            throw model.withReason(failed);
        }
    }

    private String flushed(boolean again, int limit) {
        Sending output = model.output;
        if (!again) {
            role.throwIfCancelled();
            output.flush();
            if (!output.isPending()) {
                output.throwUntold();
                return "ok";
            }
            Sending.Flush all = output.new Flush(role);
            if (!output.isGone()) {
                if (limit == 0) throw new Thrown("Timeout");
                park(true);
                output.flushes.add(all);
                flush = all;
                return null;
            }
            all.check();
            return "ok";
        }
        Sending.Flush all = flush;
        boolean timedOut = false;
        if (!all.isOver()) {
            try {
                role.throwIfCancelled();
            } catch (Thrown | GivenUp leaves) {
                leaveFlush();
                throw leaves;
            }
            if (!isTimeUp()) return null;
            timedOut = true;
        }
        leaveFlush();
        if (timedOut) throw new Thrown("Timeout");
        all.check();
        return "ok";
    }

    private void leaveFlush() {
        stopTimer();
        model.output.flushes.remove(flush);
        flush = null;
    }

    private String shutdown(boolean again) {
        try {
            return shutDown(again);
        } catch (Thrown failed) {
            throw model.withReason(failed);
        }
    }

    private String shutDown(boolean again) {
        if (!model.program.is("duplex")) throw new Thrown("Unsupported");
        Peer peer = model.peer;
        if (!shuttingDown) {
            if (flushed(again, -1) == null) return null;
            if (peer.outputEnded) return "ok";
            Peer.Shutdown shutdown = peer.shutDown(role);
            if (!shutdown.isOver() && !model.output.isGone()) {
                park(false);
                shuttingDown = true;
                model.output.shutdown = shutdown;
                return null;
            }
            shutdown.check();
            return "ok";
        }
        Peer.Shutdown shutdown = model.output.shutdown;
        if (!shutdown.isOver() && !model.output.isGone()) {
            try {
                role.throwIfCancelled();
            } catch (Thrown | GivenUp leaves) {
                model.output.shutdown = null;
                throw leaves;
            }
            return null;
        }
        model.output.shutdown = null;
        shutdown.check();
        return "ok";
    }

    private String await(boolean again) {
        if (!again) role.throwIfCancelled();
        if (!role.rung) {
            if (again) role.throwIfCancelled();
            else park(false);
            return null;
        }
        role.rung = false;
        return "ok";
    }
}
