package io.strait.coroutine.fuzz;

import io.strait.coroutine.fuzz.Failure.Kind;
import io.strait.coroutine.fuzz.Modelled.Waiting;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// What a program should do, found out without any coroutine: what each instruction means on a
/// [Machine].
final class Model {
    private static final int CANCELLATIONS = 100; // what cancel() promises

    private final Rules rules;
    private final Machine machine;
    private final Modelled[] slots = new Modelled[Program.SLOTS];
    private int made;

    private Model(Program program, Rules rules) {
        this.rules = rules;
        this.machine = new Machine(program, this::execute);
    }

    static List<String> trace(Program program, Rules rules) {
        Model model = new Model(program, rules);
        model.machine.run(program.bodies().getFirst());
        model.machine.run(Program.EPILOGUE);
        for (int count : model.machine.held) model.log("held " + count);
        return model.machine.trace;
    }

    private void log(String step) {
        machine.trace.add(step);
    }

    private Modelled current() {
        return machine.current;
    }

    /// Why `one` can't be resumed here, or null.
    private Failure refusal(String operation, Modelled one) {
        String cannot = "cannot " + operation + " " + one;
        if (!one.is("SUSPENDED")) return new Failure(Kind.MISUSED, cannot);
        if (rules.guarded() && machine.monitors > 0) return new Failure(Kind.LOCK_HELD, cannot);
        goesOn(one);
        return null;
    }

    /// `one` is resumed, and with it those inside it that suspended it: to each of them what is
    /// held now is somebody else's.
    private void goesOn(Modelled one) {
        Set<Integer> held = machine.held();
        one.heldBefore = held;
        for (Modelled each = one.innermost; each != one; each = each.resumer)
            each.heldBefore = held;
    }

    private Modelled slot(Op op) {
        return op.number(0) < 0 ? current() : slots[op.number(0)];
    }

    private void execute(Op op) {
        if (op.kind().blocks > 0) {
            enclose(op);
            return;
        }
        switch (op.kind()) {
            case CREATE -> create(op, "c", false);
            case GENERATE -> create(op, "g", true);
            case CURRENT -> log("current " + (current() == machine.main ? null : current()));
            case READ -> log("read " + current().bindings[op.number(0)]);
            case THROW -> machine.fail(new Failure(Kind.THROWN, "number " + op.number(0)));
            case GC, YIELD -> {}
            default -> {
                Modelled one = slot(op);
                if (one != null && one != machine.main) use(op, one);
            }
        }
    }

    private void create(Op op, String prefix, boolean generator) {
        if (made == Program.COROUTINES) return;
        String name = prefix + made++;
        slots[op.number(0)] = new Modelled(name, op.number(1), generator, current().bindings);
    }

    private void use(Op op, Modelled one) {
        String what = op.kind().text() + " " + one.name;
        switch (op.kind()) {
            case RESUME -> {
                if (one.generator) next(what, one, op.passes());
                else resume(what, one, op);
            }
            case ASK -> {
                if (one.generator) {
                    compute(what, one, op.passes(), has -> log(what + " = " + has));
                } else {
                    log(what + " = " + one);
                }
            }
            case SUSPEND -> {
                if (one.started || !one.generator) suspend(what, one, op);
            }
            case CANCEL -> cancel(what, one, op.passes());
            case TRACE -> {
                boolean stands = one.started && !one.is("DEAD");
                if (!one.generator) log(what + " = " + (stands ? one.deep : 0));
            }
            case FOREIGN -> foreign(what, one, op.number(1));
            default -> throw new AssertionError(op);
        }
    }

    private void resume(String what, Modelled one, Op op) {
        Failure refusal = refusal("resume", one);
        if (refusal != null) {
            machine.fail(what, refusal, op.passes());
            return;
        }
        IntConsumer returned = value -> log(what + " = " + value);
        machine.resume(
                one,
                op.number(1),
                new Resuming(what, op.passes(), (by, v) -> returned.accept(v), returned));
    }

    private interface Returned {
        void accept(Modelled by, int value);
    }

    private final class Resuming implements Waiting {
        private final String what;
        private final boolean passes;
        private final Returned suspended;
        private final IntConsumer ended;

        Resuming(String what, boolean passes, Returned suspended, IntConsumer ended) {
            this.what = what;
            this.passes = passes;
            this.suspended = suspended;
            this.ended = ended;
        }

        @Override
        public void suspended(Modelled by, int value) {
            suspended.accept(by, value);
        }

        @Override
        public void ended(int value) {
            ended.accept(value);
        }

        @Override
        public boolean failed(Failure failure) {
            log(what + " ! " + failure);
            return !passes;
        }
    }

    /// Has the generator compute its next value; `then` hears whether there is one.
    private void compute(String what, Modelled one, boolean passes, Consumer<Boolean> then) {
        if (!one.made && !one.closedBefore) {
            one.made = true;
            one.bindings = current().bindings;
        }
        if (one.computed != null || !one.made || one.is("DEAD")) {
            then.accept(one.computed != null);
            return;
        }
        Failure refusal = refusal("resume", one);
        if (refusal != null) {
            machine.fail(what, refusal, passes);
            return;
        }
        Returned suspended =
                (by, value) -> {
                    one.computed = value;
                    then.accept(true);
                };
        machine.resume(one, 0, new Resuming(what, passes, suspended, none -> then.accept(false)));
    }

    private void next(String what, Modelled one, boolean passes) {
        Consumer<Boolean> take =
                has -> {
                    if (!has) {
                        machine.fail(what, new Failure(Kind.NO_ELEMENT, ""), passes);
                        return;
                    }
                    log(what + " = " + one.computed);
                    one.computed = null;
                };
        compute(what, one, passes, take);
    }

    private void suspend(String what, Modelled target, Op op) {
        Failure refusal = suspensionRefused(target);
        if (refusal != null) {
            machine.fail(what, refusal, op.passes());
            return;
        }
        machine.push(
                () -> {
                    machine.pop();
                    if (target.cancelled)
                        machine.fail(
                                what,
                                new Failure(Kind.CANCELLED, target + " was cancelled"),
                                op.passes());
                    else log(what + (target.generator ? "" : " = " + target.input));
                });
        for (Modelled each = current(); each != target; each = each.resumer) each.status = "NORMAL";
        target.innermost = current();
        target.status = "SUSPENDED";
        Modelled resumer = target.resumer;
        target.resumer = null;
        machine.backTo(resumer).suspended(target, op.number(1));
    }

    private Failure suspensionRefused(Modelled target) {
        String cannot = "cannot suspend " + target;
        Modelled pinned = null;
        Modelled each = current();
        for (; each != null; each = each.resumer) {
            if (pinned == null && each.pins > 0) pinned = each;
            if (each == target) break;
        }
        if (each == null) return new Failure(Kind.MISUSED, cannot);
        if (rules.guarded() && machine.monitors > 0) return new Failure(Kind.LOCK_HELD, cannot);
        if (rules.full() && !target.heldBefore.containsAll(machine.held()))
            return new Failure(Kind.LOCK_HELD, cannot);
        if (pinned == null) return null;
        return new Failure(Kind.PINNED, pinned.as("RUNNING"));
    }

    private void cancel(String what, Modelled one, boolean passes) {
        if (!one.made) {
            one.closedBefore = true;
        } else if (one.is("SUSPENDED") && !one.started) {
            one.status = "DEAD";
        } else if (!one.is("DEAD")) {
            Failure refusal = refusal("cancel", one);
            if (refusal != null) {
                machine.fail(what, refusal, passes);
            } else {
                one.cancelled = true;
                machine.resume(one, 0, new Cancelling(what, one, passes));
            }
            return;
        }
        log(what + " done");
    }

    private final class Cancelling implements Waiting {
        private final String what;
        private final Modelled one;
        private final boolean passes;
        private int suspensions;

        Cancelling(String what, Modelled one, boolean passes) {
            this.what = what;
            this.one = one;
            this.passes = passes;
        }

        @Override
        public void suspended(Modelled by, int value) {
            if (++suspensions < CANCELLATIONS) machine.resume(one, 0, this);
            else machine.fail(what, new Failure(Kind.MISUSED, "cannot cancel " + one), passes);
        }

        @Override
        public void ended(int value) {
            one.computed = null;
            log(what + " done");
        }

        @Override
        public boolean failed(Failure failure) {
            one.computed = null;
            boolean expected = failure.kind() == Kind.CANCELLED;
            log(what + (expected ? " done" : " ! " + failure));
            return expected || !passes;
        }
    }

    private void foreign(String what, Modelled one, int operation) {
        if (!one.made || (one.generator && operation > 1)) return;
        String name = List.of("resume", "cancel", "suspend", "stackTrace").get(operation);
        machine.fail(what, new Failure(Kind.MISUSED, "cannot " + name + " " + one), false);
    }

    private void enclose(Op op) {
        List<Op> inside = op.blocks().getFirst();
        int number = op.numbers().isEmpty() ? 0 : op.number(0);
        Modelled self = current();
        switch (op.kind()) {
            case LOOP -> machine.push(machine.new Loop(inside, number));
            case TRY -> machine.new Try(op).begin();
            case MONITOR -> {
                machine.monitors++;
                if (!rules.guarded()) self.pins++;
                Runnable leave =
                        () -> {
                            machine.monitors--;
                            if (!rules.guarded()) self.pins--;
                        };
                machine.push(machine.new Scope(() -> log("holds true"), leave));
                machine.push(machine.new Block(inside));
            }
            case LOCK -> {
                machine.held[number]++;
                machine.push(
                        machine
                        .new Scope(
                                () -> log("held " + machine.held[number]),
                                () -> machine.held[number]--));
                machine.push(machine.new Block(inside));
            }
            case BIND -> {
                int[] outside = self.bindings;
                self.bindings = outside.clone();
                self.bindings[number] = op.number(1);
                machine.push(machine.new Scope(() -> {}, () -> self.bindings = outside));
                machine.push(machine.new Block(inside));
            }
            case DEEP -> {
                self.deep += number;
                machine.push(machine.new Scope(() -> {}, () -> self.deep -= number));
                machine.push(machine.new Block(inside));
            }
            case PINNED -> {
                self.pins++;
                machine.push(machine.new Scope(() -> {}, () -> self.pins--));
                machine.push(machine.new Block(inside));
            }
            case VIA -> machine.push(machine.new Block(inside));
            default -> throw new AssertionError(op);
        }
    }
}
