package io.strait.coroutine.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;

/// A coroutine of the model: what it still has to do, as data. The thread's own code is one, too.
final class Modelled {
    /// Something that is to be done, or that waits until what is above it on the stack is done.
    interface Frame {
        /// Goes on: all that was above is done.
        void step();

        /// What was above has failed, and this frame is off the stack. True if the failure ends
        /// here.
        default boolean failed(Failure failure) {
            return false;
        }
    }

    /// A frame that resumed another coroutine.
    interface Waiting extends Frame {
        void suspended(Modelled by, int value);

        void ended(int value);

        @Override
        default void step() {
            throw new AssertionError("nothing is above it on its own stack");
        }
    }

    final String name;
    final int body;
    final boolean generator;
    final Deque<Frame> frames = new ArrayDeque<>();

    String status = "SUSPENDED";
    boolean started;
    boolean cancelled;

    /* Of a generator: whether there is a coroutine, whether it was closed before; the value that waits. */
    boolean made;
    boolean closedBefore;
    Integer computed;

    /* Who resumed it, if that waits for it; and whose code goes on when it is resumed. */
    Modelled resumer;
    Modelled innermost = this;
    int input;

    /* Of its own code alone. */
    int[] bindings;
    int deep;
    int pins;

    /* The locks that its thread held when its code went on last: it, or one around it, was resumed. */
    Set<Integer> heldBefore = Set.of();

    Modelled(String name, int body, boolean generator, int[] bindings) {
        this.name = Objects.requireNonNull(name);
        this.body = body;
        this.generator = generator;
        this.bindings = bindings;
        this.made = !generator;
    }

    boolean is(String what) {
        return status.equals(what);
    }

    /// Its text when it has that status.
    String as(String status) {
        return "coroutine '" + (generator ? "generator " : "") + name + "' (" + status + ")";
    }

    @Override
    public String toString() {
        return as(status);
    }
}
