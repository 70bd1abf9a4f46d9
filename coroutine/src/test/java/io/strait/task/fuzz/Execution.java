package io.strait.task.fuzz;

import static java.time.Duration.ofMillis;

import io.strait.task.Code;
import io.strait.task.Deadline;
import io.strait.task.Joiner;
import io.strait.task.ManualLoop;
import io.strait.task.Shield;
import io.strait.task.Subtask;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import io.strait.task.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a program does with real tasks, on the calling thread.
final class Execution {
    private static final long UNTIL_IT_WRAPS = 3_000_001; // no deadline falls on NO_DEADLINE
    private static final long MILLISECOND = 1_000_000;

    final List<String> trace = new ArrayList<>();
    final List<Actor> tasks = new ArrayList<>(); // that have begun
    final ManualLoop loop = new ManualLoop();
    final Things things;

    private final Program program;
    private final Books books;
    private final List<Task> started = new ArrayList<>();
    private final long start;
    private int fuel = Program.FUEL;
    private int forks;
    private int callbacks;

    Execution(Program program, Books books) {
        this.program = program;
        this.books = books;
        things = new Things(books);
        if (program.wraps()) loop.advance(Duration.ofNanos(Long.MAX_VALUE - UNTIL_IT_WRAPS));
        start = loop.now();
    }

    /// Runs it to its end.
    void run() {
        Actor driver = new Actor("driver", null);
        drive(program.bodies().getFirst(), driver);
        drive(Program.EPILOGUE, driver);
        books.close(this);
    }

    private void drive(List<Op> ops, Actor driver) {
        for (Op op : ops) {
            if (!op.kind().isForDriver()) continue;
            boolean calls = op.kind().isForCallbacks() && op.kind() != Op.Kind.END;
            if (calls) callback(List.of(op), driver);
            else attempt(op, driver, () -> drive(op));
            trace.add(snapshot());
            books.look(op, this);
        }
    }

    private String drive(Op op) {
        switch (op.kind()) {
            case START -> {
                if (forks == Program.TASKS) return "too many";
                forks++;
                start(op);
            }
            case ADVANCE -> loop.advance(ofMillis(op.number(0)));
            case RUN_NEXT -> {
                return "" + loop.runNext();
            }
            case RUN_ALL -> loop.runAll();
            default -> loop.end();
        }
        return "done";
    }

    private void start(Op op) {
        Actor self = new Actor("t" + (started.size() + 1), null);
        Task task =
                loop.newTask(
                        new TaskBody() {
                            @Override
                            public void run() throws Exception {
                                body(op.number(0), self);
                            }

                            @Override
                            public void ended(Throwable failure) {
                                trace.add(self.name + " ended " + text(failure));
                                callback(block(op.number(1)), new Actor(name(), null));
                            }

                            @Override
                            public String toString() {
                                return self.name;
                            }
                        });
        started.add(task);
        task.start();
    }

    private static String text(Throwable failure) {
        return failure == null ? "" : Failure.of(failure).toString();
    }

    private List<Op> block(int body) {
        return body > 0 && body < program.bodies().size() ? program.bodies().get(body) : List.of();
    }

    /* The code of a task. */
    private int body(int body, Actor self) throws Exception {
        self.task = Task.current();
        tasks.add(self);
        trace.add(self.name + " begins");
        try {
            run(block(body), self);
        } catch (Throwable t) {
            trace.add(self.name + " throws " + Failure.of(t));
            throw t;
        }
        int result = things.next();
        trace.add(self.name + " returns " + result);
        return result;
    }

    private String name() {
        return "c" + ++callbacks;
    }

    private void callback(List<Op> block, Actor self) {
        try {
            run(block, self);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /* What is skipped costs fuel too. */
    private void run(List<Op> block, Actor self) throws Exception {
        for (Op op : block) {
            if (fuel <= 0) return;
            fuel--;
            boolean does = self.task != null ? op.kind().isForTasks() : op.kind().isForCallbacks();
            if (!does) continue;
            switch (op.kind()) {
                case LOOP -> {
                    for (int i = 0; i < op.number(0) && fuel > 0; i++)
                        run(op.blocks().getFirst(), self);
                }
                case TRY -> tried(op, self);
                default -> attempt(op, self, () -> execute(op, self));
            }
        }
    }

    private void tried(Op op, Actor self) throws Exception {
        try {
            run(op.blocks().getFirst(), self);
        } catch (Throwable e) {
            Failure failure = Failure.of(e);
            if (!failure.isCaughtBy(op.caught())) throw e;
            trace.add(self.name + " caught " + failure);
        } finally {
            run(op.blocks().getLast(), self);
        }
    }

    private <E extends Exception> void attempt(Op op, Actor self, Code<String, E> code) throws E {
        Op before = self.doing;
        self.doing = op;
        try {
            String result = code.run();
            trace.add(self.name + ": " + op.label() + " = " + result);
        } catch (Throwable e) {
            trace.add(self.name + ": " + op.label() + " ! " + Failure.of(e));
            if (self.task != null) throw e;
        } finally {
            self.doing = before;
        }
    }

    private String execute(Op op, Actor self) throws Exception {
        switch (op.kind()) {
            case CANCEL_TASK -> {
                if (op.number(0) >= started.size()) return "none";
                started.get(op.number(0)).cancel("reason " + things.next());
            }
            case END -> loop.end();
            case EXECUTE -> loop.execute(later(op, self.scope));
            case LATER -> loop.schedule(later(op, self.scope), op.number(0) * MILLISECOND);
            case THROW -> throw new Failure.Thrown(things.next());
            case SLEEP -> Task.sleep(ofMillis(op.number(0)));
            case YIELD -> Task.yieldNow();
            case REMAINING -> {
                return "" + Deadline.remaining().map(Duration::toNanos).orElse(-1L);
            }
            case IS_CANCELLED -> {
                return "" + self.task.isCancelled();
            }
            case FORK, JOIN_SCOPE, JOIN, GET, CANCEL -> {
                return useScope(op, self);
            }
            case SELECT -> things.select(op, taken -> trace.add(self.name + " selects " + taken));
            default -> {
                return op.blocks().isEmpty() ? things.use(op) : enclose(op, self);
            }
        }
        return "done";
    }

    private Runnable later(Op op, TaskScope<Integer, ?, ?> scope) {
        return () -> callback(op.blocks().getFirst(), new Actor(name(), scope));
    }

    private String enclose(Op op, Actor self) throws Exception {
        List<Op> inside = op.blocks().getFirst();
        int number = op.number(0);
        switch (op.kind()) {
            case FAIL_AFTER -> Deadline.failAfter(ofMillis(number), () -> run(inside, self));
            case MOVE_ON -> {
                return "" + Deadline.moveOnAfter(ofMillis(number), () -> run(inside, self));
            }
            case SHIELD -> {
                return "" + Shield.run(ofMillis(number), () -> run(inside, self));
            }
            case MUTEX -> things.mutexes.get(number).run(() -> guarded(op, self));
            case MUTEX_WHEN ->
                    things.mutexes
                            .get(number)
                            .runWhen(
                                    () -> things.guarded[number] >= op.number(2),
                                    () -> guarded(op, self));
            case PERMIT ->
                    things.semaphores
                            .get(number)
                            .run(
                                    () -> {
                                        books.acquired(number);
                                        try {
                                            run(inside, self);
                                        } finally {
                                            books.released(number);
                                        }
                                    });
            case SCOPE -> scope(op.joining(), inside, self);
            default -> throw new AssertionError(op);
        }
        return "done";
    }

    private void guarded(Op op, Actor self) throws Exception {
        things.guarded[op.number(0)] = op.number(1);
        run(op.blocks().getFirst(), self);
    }

    private void scope(Op.Joining how, List<Op> inside, Actor self) throws Exception {
        switch (how) {
            case AWAIT_ALL_SUCCESSFUL ->
                    scope(Joiner.<Integer>awaitAllSuccessfulOrThrow(), inside, self);
            case ALL_SUCCESSFUL -> scope(Joiner.<Integer>allSuccessfulOrThrow(), inside, self);
            case ANY_SUCCESSFUL -> scope(Joiner.<Integer>anySuccessfulOrThrow(), inside, self);
            case AWAIT_ALL -> scope(Joiner.<Integer>awaitAll(), inside, self);
            case UNTIL_ONE_SUCCEEDS ->
                    scope(Joiner.<Integer>allUntil(Execution::hasSucceeded), inside, self);
            case UNTIL_ONE_DOES_NOT ->
                    scope(Joiner.<Integer>allUntil(each -> !hasSucceeded(each)), inside, self);
        }
    }

    private static boolean hasSucceeded(Subtask<?> subtask) {
        return subtask.state() == Subtask.State.SUCCESS;
    }

    private <R, X extends Exception> void scope(
            Joiner<Integer, R, X> joiner, List<Op> inside, Actor self) throws Exception {
        TaskScope<Integer, ?, ?> around = self.scope;
        Op doing = self.doing;
        try {
            TaskScope.run(
                    joiner,
                    scope -> {
                        self.scope = scope;
                        run(inside, self);
                        return null;
                    });
        } finally {
            self.scope = around;
            self.doing = doing;
        }
    }

    private String useScope(Op op, Actor self) throws Exception {
        if (op.kind() == Op.Kind.JOIN_SCOPE)
            return self.scope == null ? "none" : "" + self.scope.join();
        if (op.kind() == Op.Kind.FORK) return fork(op, self);
        Subtask<Integer> subtask = things.subtasks.get(op.number(0));
        if (subtask == null) return "none";
        return switch (op.kind()) {
            case JOIN -> "" + subtask.join();
            case GET -> "" + subtask.get();
            default -> {
                subtask.cancel("reason " + things.next());
                yield "done";
            }
        };
    }

    private String fork(Op op, Actor self) {
        TaskScope<Integer, ?, ?> scope = self.scope;
        if (scope == null || forks == Program.TASKS) return scope == null ? "none" : "too many";
        forks++;
        Subtask<Integer> subtask =
                scope.fork(() -> body(op.number(1), new Actor(Task.current().toString(), scope)));
        books.forked(subtask);
        things.subtasks.set(op.number(0), subtask);
        return subtask.toString();
    }

    private String snapshot() {
        StringBuilder text = new StringBuilder("at ").append(loop.now() - start);
        text.append(": ").append(loop.queued()).append(" queued, next ");
        long next = loop.nextDeadline();
        text.append(next == ManualLoop.NO_DEADLINE ? -1 : next - start);
        for (Actor each : tasks) {
            if (each.task.hasEnded()) continue;
            text.append(", ").append(each.name).append(each.task.isWaiting() ? " waits" : "");
            text.append(" in ").append(each.doing == null ? null : each.doing.label());
        }
        return text.append(", ").append(things).toString();
    }
}
