package io.strait.coroutine.fuzz;

import io.strait.coroutine.ClassInitializer;
import io.strait.coroutine.Coroutine;
import io.strait.coroutine.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What a program does with real coroutines, on the calling thread.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
final class Execution {
    /* Static, so that no compiler finds out that nobody else has it, and leaves the lock out. */
    private static volatile Object monitor = new Object();

    private static final List<ScopedValue<Integer>> VALUES =
            List.of(
                    ScopedValue.newInstance(),
                    ScopedValue.newInstance(),
                    ScopedValue.newInstance());

    /* An assertion of the JDK's own fails if a coroutine is pinned where its virtual thread would yield. */
    private static final boolean YIELDS = !Object.class.desiredAssertionStatus();

    private final Program program;
    private final List<String> trace = new ArrayList<>();
    private final Made[] slots = new Made[Program.SLOTS];
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(Program.KEYS).toList();
    private int made;
    private int fuel = Program.FUEL;

    private Execution(Program program) {
        this.program = program;
    }

    /// A coroutine or a generator, and the sink of that, as soon as its code runs.
    private static final class Made implements Consumer<Generator.Sink<Integer>> {
        final String name;
        final Consumer<Made> code;
        Coroutine<Integer, Integer> coroutine;
        Generator<Integer> generator;
        Generator.Sink<Integer> sink;
        boolean asked;
        boolean closedBefore;

        Made(String name, Consumer<Made> code) {
            this.name = name;
            this.code = code;
        }

        @Override
        public void accept(Generator.Sink<Integer> sink) {
            this.sink = sink;
            code.accept(this);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<String> trace(Program program) {
        Execution execution = new Execution(program);
        try {
            execution.run(program.bodies().getFirst(), null);
        } catch (Throwable e) {
            execution.trace.add("main ended by " + Failure.of(e));
        }
        execution.fuel = Program.FUEL;
        execution.run(Program.EPILOGUE, null);
        for (ReentrantLock lock : execution.locks)
            execution.trace.add("held " + lock.getHoldCount());
        return execution.trace;
    }

    private void run(List<Op> block, Made self) {
        for (Op op : block) {
            if (fuel <= 0) return;
            fuel -= op.cost();
            if (op.kind().blocks == 0) execute(op, self);
            else enclose(op, self);
        }
    }

    private void execute(Op op, Made self) {
        switch (op.kind()) {
            case CREATE, GENERATE -> {
                if (made < Program.COROUTINES) slots[op.number(0)] = make(op, made++);
            }
            case CURRENT -> trace.add("current " + Coroutine.current());
            case READ -> trace.add("read " + VALUES.get(op.number(0)).orElse(0));
            case THROW -> throw new Failure.Thrown(op.number(0));
            case GC -> System.gc();
            case YIELD -> {
                if (YIELDS && program.virtual()) Thread.yield();
            }
            default -> {
                Made one = op.number(0) < 0 ? self : slots[op.number(0)];
                if (one != null) use(op, one);
            }
        }
    }

    private Made make(Op op, int number) {
        return op.kind() == Op.Kind.CREATE
                ? coroutine("c" + number, op.number(1))
                : generator("g" + number, op.number(1));
    }

    private Made coroutine(String name, int body) {
        Made one = new Made(name, self -> run(program.bodies().get(body), self));
        one.coroutine =
                Coroutine.create(
                        name,
                        (self, first) -> {
                            trace.add("started " + self + " with " + first);
                            one.code.accept(one);
                            return body;
                        });
        return one;
    }

    private Made generator(String name, int body) {
        Made one =
                new Made(
                        name,
                        self -> {
                            trace.add("started " + Coroutine.current() + " with 0");
                            run(program.bodies().get(body), self);
                        });
        one.generator = Generator.of(one);
        return one;
    }

    private interface Use {
        String result();
    }

    /// Does it, and adds what came of it to the trace.
    private void attempt(String what, boolean passes, Use use) {
        try {
            trace.add(what + use.result());
        } catch (Throwable e) {
            trace.add(what + " ! " + Failure.of(e));
            if (passes) throw e;
        }
    }

    private void use(Op op, Made one) {
        String what = op.kind().text() + " " + one.name;
        switch (op.kind()) {
            case RESUME -> attempt(what, op.passes(), () -> " = " + resume(one, op.number(1)));
            case ASK -> attempt(what, op.passes(), () -> " = " + ask(one));
            case SUSPEND -> {
                if (one.coroutine != null || one.sink != null)
                    attempt(what, op.passes(), () -> suspend(one, op.number(1)));
            }
            case CANCEL -> attempt(what, op.passes(), () -> cancel(one));
            case TRACE -> {
                if (one.coroutine != null)
                    attempt(what, false, () -> " = " + deepFrames(one.coroutine));
            }
            case FOREIGN -> foreign(what, one, op.number(1));
            default -> throw new AssertionError(op);
        }
    }

    private static Integer resume(Made one, int value) {
        if (one.generator == null) return one.coroutine.resume(value);
        one.asked = !one.closedBefore;
        return one.generator.iterator().next();
    }

    private static Object ask(Made one) {
        if (one.generator == null) return one.coroutine;
        one.asked = !one.closedBefore;
        return one.generator.iterator().hasNext();
    }

    private static String suspend(Made one, int value) {
        if (one.generator == null) return " = " + one.coroutine.suspend(value);
        one.sink.yield(value);
        return "";
    }

    private static String cancel(Made one) {
        if (one.generator != null) {
            one.closedBefore |= !one.asked;
            one.generator.close();
        } else {
            one.coroutine.cancel();
        }
        return " done";
    }

    private static long deepFrames(Coroutine<?, ?> coroutine) {
        return Stream.of(coroutine.stackTrace())
                .filter(frame -> frame.getMethodName().equals("deep"))
                .count();
    }

    private void foreign(String what, Made one, int operation) {
        Runnable call =
                one.coroutine != null
                        ? List.<Runnable>of(
                                        () -> one.coroutine.resume(0),
                                        one.coroutine::cancel,
                                        () -> one.coroutine.suspend(0),
                                        one.coroutine::stackTrace)
                                .get(operation)
                        : List.<Runnable>of(
                                        () -> one.generator.iterator().next(),
                                        one.generator::close,
                                        () -> {},
                                        () -> {})
                                .get(operation);
        // One that nobody has asked belongs to whoever does so first.
        if (one.generator != null && (!one.asked || operation > 1)) return;
        attempt(what, false, () -> Intruder.call(call));
    }

    @SuppressWarnings("EnumOrdinal") // a program's text has numbers only
    private void enclose(Op op, Made self) {
        List<Op> inside = op.blocks().getFirst();
        int number = op.numbers().isEmpty() ? 0 : op.number(0);
        switch (op.kind()) {
            case LOOP -> {
                for (int i = 0; i < number && fuel > 0; i++) run(inside, self);
            }
            case TRY -> tried(op, self);
            case MONITOR -> {
                // A new one, or once more the last one. What is entered again with others entered
                // in
                // between is inflated, and not seen by the guard.
                Object lock = number == 0 && Thread.holdsLock(monitor) ? monitor : new Object();
                monitor = lock;
                synchronized (lock) {
                    run(inside, self);
                    trace.add("holds " + Thread.holdsLock(lock));
                }
            }
            case LOCK -> {
                ReentrantLock lock = locks.get(number);
                lock.lock();
                try {
                    run(inside, self);
                    trace.add("held " + lock.getHoldCount());
                } finally {
                    lock.unlock();
                }
            }
            case BIND ->
                    ScopedValue.where(VALUES.get(number), op.number(1))
                            .run(() -> run(inside, self));
            case DEEP -> descend(number, inside, self);
            case VIA -> via(Detour.values()[number], () -> run(inside, self));
            case PINNED -> pinned(() -> run(inside, self));
            default -> throw new AssertionError(op);
        }
    }

    private void tried(Op op, Made self) {
        try {
            run(op.blocks().getFirst(), self);
        } catch (RuntimeException e) {
            Failure failure = Failure.of(e);
            if (!failure.isCaughtBy(op.number(0))) throw e;
            trace.add("caught " + failure);
        } finally {
            run(op.blocks().getLast(), self);
        }
    }

    private void descend(int depth, List<Op> inside, Made self) {
        if (depth == 0) run(inside, self);
        else deep(depth, inside, self);
    }

    private void deep(int depth, List<Op> inside, Made self) {
        if (depth > 1) deep(depth - 1, inside, self);
        else run(inside, self);
    }

    private static void via(Detour detour, Runnable code) {
        try {
            detour.run(code);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void pinned(Runnable code) {
        try {
            ClassInitializer.run(code);
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }
}
