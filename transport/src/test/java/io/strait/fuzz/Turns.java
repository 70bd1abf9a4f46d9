package io.strait.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Who runs when, in the model. Of the roles one runs at a time. An event that comes while none runs
 * has its role run at once, also in the middle of what the loop does for another one; what comes
 * while one runs waits until that one stops. After {@link #BUDGET} of these runs the loop gets its
 * thread back, and goes on with one command.
 */
final class Turns {
    /** How often a role may go on before the loop gets its thread back. */
    static final int BUDGET = 128;

    /** How many may go on inside of each other's hand-over. */
    static final int DEPTH = 8;

    private final Model model;
    private final Deque<Role> ready = new ArrayDeque<>();
    private final Set<Clock> goingOn = new HashSet<>(); // which have a command for that
    private Role running;
    private int depth;
    private int left;

    Turns(Model model) {
        this.model = model;
    }

    Role running() {
        return running;
    }

    /** Lets a role look, as soon as it is its turn. */
    void add(Role role) {
        if (running != null || depth == DEPTH) ready.add(role);
        else if (depth > 0) run(role);
        else turn(role);
    }

    private void turn(Role first) {
        left = BUDGET;
        run(first);
        while (left > 0 && !ready.isEmpty()) run(ready.remove());
        if (ready.isEmpty()) return;
        Clock loop = ready.element().loop;
        if (!goingOn.add(loop)) return;
        loop.later(
                () -> {
                    goingOn.remove(loop);
                    Role next = ready.poll();
                    if (next != null) turn(next);
                });
    }

    private void run(Role role) {
        left--;
        depth++;
        running = role;
        if (model.locked) role.refused();
        else role.run();
        running = null;
        role.tellEnd();
        model.stopped(role);
        depth--;
    }
}
