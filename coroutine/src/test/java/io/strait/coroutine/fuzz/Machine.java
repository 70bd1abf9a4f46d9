package io.strait.coroutine.fuzz;

import io.strait.coroutine.fuzz.Modelled.Frame;
import io.strait.coroutine.fuzz.Modelled.Waiting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// An interpreter whose stacks are lists. To suspend is to go on with another list.
final class Machine {
    final List<String> trace = new ArrayList<>();
    final Modelled main = new Modelled("main", 0, false, new int[Program.KEYS]);
    Modelled current = main;

    /* Of the thread, whoever took them: how many monitors it holds, and how often each lock. */
    int monitors;
    final int[] held = new int[Program.KEYS];

    private final Program program;
    private final Consumer<Op> instructions;
    private int fuel;

    Machine(Program program, Consumer<Op> instructions) {
        this.program = program;
        this.instructions = instructions;
    }

    void run(List<Op> code) {
        fuel = Program.FUEL;
        push(new Block(code));
        while (current != main || !main.frames.isEmpty()) {
            if (current.frames.isEmpty()) end(null);
            else current.frames.peek().step();
        }
    }

    void push(Frame frame) {
        current.frames.push(frame);
    }

    void pop() {
        current.frames.pop();
    }

    void fail(Failure failure) {
        while (!current.frames.isEmpty()) if (current.frames.pop().failed(failure)) return;
        end(failure);
    }

    /// The failure of an instruction: it passes, or the program goes on.
    void fail(String what, Failure failure, boolean passes) {
        trace.add(what + " ! " + failure);
        if (passes) fail(failure);
    }

    /// The current one is at the bottom of its stack.
    private void end(Failure failure) {
        if (current == main) {
            trace.add("main ended by " + failure);
            return;
        }
        Modelled ended = current;
        ended.status = "DEAD";
        Waiting waiting = backTo(ended.resumer);
        if (failure == null) waiting.ended(ended.generator ? 0 : ended.body);
        else if (!waiting.failed(failure)) fail(failure);
    }

    Waiting backTo(Modelled resumer) {
        current = resumer;
        current.status = "RUNNING";
        return (Waiting) current.frames.pop();
    }

    /// Puts `waiting` on the stack of the current one, and goes on with `one`.
    void resume(Modelled one, int input, Waiting waiting) {
        push(waiting);
        current.status = "NORMAL";
        one.resumer = current;
        one.input = input;
        one.status = "NORMAL";
        current = one.innermost;
        current.status = "RUNNING";
        if (one.started) return;
        one.started = true;
        trace.add("started " + one + " with " + (one.generator ? 0 : input));
        push(new Block(program.bodies().get(one.body)));
    }

    Set<Integer> held() {
        Set<Integer> locks = new HashSet<>();
        for (int i = 0; i < Program.KEYS; i++) if (held[i] > 0) locks.add(i);
        return locks;
    }

    final class Block implements Frame {
        private final List<Op> ops;
        private int next;

        Block(List<Op> ops) {
            this.ops = ops;
        }

        @Override
        public void step() {
            if (next == ops.size() || fuel <= 0) {
                pop();
                return;
            }
            Op op = ops.get(next++);
            fuel -= op.cost();
            instructions.accept(op);
        }
    }

    /// Code with something to undo when it is left, whichever way.
    final class Scope implements Frame {
        private final Runnable atEnd;
        private final Runnable leave;

        Scope(Runnable atEnd, Runnable leave) {
            this.atEnd = atEnd;
            this.leave = leave;
        }

        @Override
        public void step() {
            pop();
            atEnd.run();
            leave.run();
        }

        @Override
        public boolean failed(Failure failure) {
            leave.run();
            return false;
        }
    }

    final class Loop implements Frame {
        private final List<Op> body;
        private int left;

        Loop(List<Op> body, int left) {
            this.body = body;
            this.left = left;
        }

        @Override
        public void step() {
            if (left-- > 0 && fuel > 0) push(new Block(body));
            else pop();
        }
    }

    final class Try implements Frame {
        private final Op op;
        private Failure pending;
        private boolean inFinally;

        Try(Op op) {
            this.op = op;
        }

        void begin() {
            push(this);
            push(new Block(op.blocks().getFirst()));
        }

        @Override
        public void step() {
            if (!inFinally) {
                inFinally = true;
                push(new Block(op.blocks().getLast()));
            } else {
                pop();
                if (pending != null) fail(pending);
            }
        }

        @Override
        public boolean failed(Failure failure) {
            if (inFinally) return false;
            if (failure.isCaughtBy(op.number(0))) trace.add("caught " + failure);
            else pending = failure;
            push(this);
            step();
            return true;
        }
    }
}
