package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is in front of the connection, in the model: the transport's receiving side, and a handler
 * that holds messages nobody has asked for, if the program has one.
 */
final class Front {
    int supply = -1;
    int fast; // so many demands are answered with a message each

    private final Model model;
    private final boolean holds;
    private final Deque<String> held = new ArrayDeque<>();
    private boolean demanded;
    private int received;
    private boolean gone;

    Front(Model model) {
        this.model = model;
        holds = model.program.is("holding");
    }

    /** Somebody asks for more. */
    void read() {
        if (!held.isEmpty()) {
            do deliver(held.remove());
            while (passesAll() && !held.isEmpty());
            if (held.isEmpty()) completed();
            return;
        }
        demanded = true;
        if (model.gone) return;
        int now = supply;
        supply = -1;
        if (model.detached) return;
        if (now >= 0) receive(now, true);
        if (fast > 0 && !model.detached) {
            fast--;
            receive(1, false);
        }
    }

    /** Auto-read is on again. */
    private boolean passesAll() {
        return model.autoRead;
    }

    /** From its beginning to its end the pipeline asks by itself, then. */
    void readIfAutomatic() {
        if (model.autoRead && !model.gone) read();
    }

    void receive(int count, boolean complete) {
        for (int i = 0; i < count; i++) receive("m" + ++received);
        if (!complete) return;
        complete();
        readIfAutomatic();
    }

    void receiveReleased() {
        receive("x" + ++received);
        complete();
        readIfAutomatic();
    }

    private void receive(String message) {
        if (holds && gone) return;
        if (holds && !demanded && !passesAll()) {
            held.add(message);
            return;
        }
        demanded = false;
        deliver(message);
    }

    private void deliver(String message) {
        if (model.isOutOfPipeline()) model.pass(message);
        else if (!model.closed && !model.own.isOver()) model.input.receive(message);
    }

    private void complete() {
        if (held.isEmpty()) completed();
    }

    private void completed() {
        model.passComplete();
        if (!model.isOutOfPipeline()) model.input.complete();
    }

    void gone() {
        gone = true;
        held.clear();
    }
}
