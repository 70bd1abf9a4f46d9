package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a program does, without coroutines: tasks are stacks of [Frame]s, and the loop, its clock
/// and all that tasks wait for are modelled.
final class Model {
    static final long MILLISECOND = 1_000_000;

    final ModelLoop loop = new ModelLoop();
    private final Program program;
    private final List<String> trace = new ArrayList<>();
    private final ModelThings things = new ModelThings();
    private final List<ModelTask> started = new ArrayList<>();
    private final List<ModelTask> tasks = new ArrayList<>(); // that have begun
    private int fuel = Program.FUEL;
    private int forks;
    private int callbacks;

    private Model(Program program) {
        this.program = program;
    }

    static List<String> trace(Program program) {
        Model model = new Model(program);
        model.run();
        return model.trace;
    }

    private void run() {
        ModelActor driver = new ModelActor("driver", null);
        drive(program.bodies().getFirst(), driver);
        drive(Program.EPILOGUE, driver);
    }

    private void drive(List<Op> ops, ModelActor driver) {
        for (Op op : ops) {
            if (!op.kind().isForDriver()) continue;
            boolean calls = op.kind().isForCallbacks() && op.kind() != Op.Kind.END;
            if (calls) callback(List.of(op), driver);
            else trace.add("driver: " + op.label() + " = " + drive(op));
            trace.add(snapshot());
        }
    }

    private String drive(Op op) {
        switch (op.kind()) {
            case START -> {
                if (forks == Program.TASKS) return "too many";
                forks++;
                start(op);
            }
            case ADVANCE -> loop.advance(op.number(0) * MILLISECOND);
            case RUN_NEXT -> {
                return "" + loop.runNext();
            }
            case RUN_ALL -> loop.runAll();
            default -> loop.end();
        }
        return "done";
    }

    private void start(Op op) {
        ModelTask task =
                new ModelTask("t" + (started.size() + 1), null, loop) {
                    @Override
                    void ended(Failure failure) {
                        trace.add(name + " ended " + (failure == null ? "" : failure));
                        callback(block(op.number(1)), new ModelActor(callbackName(), null));
                    }
                };
        body(task, op.number(0), result -> {});
        started.add(task);
        task.start();
    }

    private List<Op> block(int body) {
        return body > 0 && body < program.bodies().size() ? program.bodies().get(body) : List.of();
    }

    /// Puts the code of a task on its stack.
    void body(ModelTask task, int body, Consumer<Integer> returned) {
        task.push(
                new Frame() {
                    private boolean begun;

                    @Override
                    public void step() {
                        if (begun) {
                            int result = things.next();
                            trace.add(task.name + " returns " + result);
                            returned.accept(result);
                            task.pop();
                        } else {
                            begun = true;
                            tasks.add(task);
                            trace.add(task.name + " begins");
                            task.push(new Block(block(body), task));
                        }
                    }

                    @Override
                    public boolean failed(Failure failure) {
                        trace.add(task.name + " throws " + failure);
                        return false;
                    }
                });
    }

    private String callbackName() {
        return "c" + ++callbacks;
    }

    private void callback(List<Op> block, ModelActor self) {
        self.push(new Block(block, self));
        self.runFrames();
    }

    /* Instructions one after another. What is skipped costs fuel too. */
    private final class Block implements Frame {
        private final List<Op> ops;
        private final ModelActor self;
        private int next;

        Block(List<Op> ops, ModelActor self) {
            this.ops = ops;
            this.self = self;
        }

        @Override
        public void step() {
            if (next == ops.size() || fuel <= 0) {
                self.pop();
                return;
            }
            Op op = ops.get(next++);
            fuel--;
            boolean does = self.isTask() ? op.kind().isForTasks() : op.kind().isForCallbacks();
            if (!does) return;
            switch (op.kind()) {
                case LOOP -> self.push(new Loop(op, self));
                case TRY -> {
                    self.push(new Try(op, self));
                    self.push(new Block(op.blocks().getFirst(), self));
                }
                default -> self.push(new Attempt(op, self));
            }
        }
    }

    private final class Loop implements Frame {
        private final Op op;
        private final ModelActor self;
        private int done;

        Loop(Op op, ModelActor self) {
            this.op = op;
            this.self = self;
        }

        @Override
        public void step() {
            if (done++ < op.number(0) && fuel > 0)
                self.push(new Block(op.blocks().getFirst(), self));
            else self.pop();
        }
    }

    private final class Try implements Frame {
        private final Op op;
        private final ModelActor self;
        private Failure pending;
        private boolean inFinally;

        Try(Op op, ModelActor self) {
            this.op = op;
            this.self = self;
        }

        @Override
        public void step() {
            if (!inFinally) {
                inFinally = true;
                self.push(new Block(op.blocks().getLast(), self));
            } else {
                self.pop();
                if (pending != null) throw new Failed(pending);
            }
        }

        @Override
        public boolean failed(Failure failure) {
            if (inFinally) return false;
            if (failure.isCaughtBy(op.caught())) trace.add(self.name + " caught " + failure);
            else pending = failure;
            self.push(this);
            return true;
        }
    }

    /* An instruction that is executed, until it has a result. */
    private final class Attempt implements Frame {
        private final Op op;
        private final ModelActor self;
        private final Op before;
        private boolean begun;
        private Object result;

        Attempt(Op op, ModelActor self) {
            this.op = op;
            this.self = self;
            this.before = self.doing;
        }

        @Override
        public void step() {
            if (!begun) {
                begun = true;
                self.doing = op;
                execute(op, self, value -> result = value);
            } else {
                self.pop();
                self.doing = before;
                trace.add(self.name + ": " + op.label() + " = " + result);
            }
        }

        @Override
        public boolean failed(Failure failure) {
            self.doing = before;
            trace.add(self.name + ": " + op.label() + " ! " + failure);
            return !self.isTask();
        }
    }

    private void execute(Op op, ModelActor self, Consumer<Object> next) {
        ModelTask task = self instanceof ModelTask it ? it : null;
        switch (op.kind()) {
            case CANCEL_TASK -> {
                if (op.number(0) >= started.size()) {
                    next.accept("none");
                    return;
                }
                started.get(op.number(0)).cancel("reason " + things.next());
            }
            case END -> loop.end();
            case EXECUTE -> loop.execute(later(op, self));
            case LATER -> loop.schedule(loop.now + op.number(0) * MILLISECOND, later(op, self));
            case FORK, GET, CANCEL -> {
                next.accept(useSubtask(op, self));
                return;
            }
            default -> {
                if (task != null) executeInTask(op, task, next);
                else things.use(op, self, null, next);
                return;
            }
        }
        next.accept("done");
    }

    private Runnable later(Op op, ModelActor self) {
        ModelScope scope = self.scope;
        return () -> callback(op.blocks().getFirst(), new ModelActor(callbackName(), scope));
    }

    private Object useSubtask(Op op, ModelActor self) {
        if (op.kind() == Op.Kind.FORK) return fork(op, self);
        ModelSubtask subtask = things.subtasks.get(op.number(0));
        if (subtask == null) return "none";
        if (op.kind() == Op.Kind.GET) return subtask.get();
        subtask.cancel("reason " + things.next());
        return "done";
    }

    private Object fork(Op op, ModelActor self) {
        if (self.scope == null || forks == Program.TASKS)
            return self.scope == null ? "none" : "too many";
        forks++;
        ModelSubtask subtask = self.scope.fork(this, loop.current(), op.number(1));
        things.subtasks.set(op.number(0), subtask);
        return subtask.toString();
    }

    private void executeInTask(Op op, ModelTask task, Consumer<Object> next) {
        Runnable done = () -> next.accept("done");
        switch (op.kind()) {
            case THROW -> throw new Frame.Failed(things.thrown());
            case SLEEP -> sleep(op.number(0) * MILLISECOND, task, done);
            case YIELD -> sleep(0, task, done);
            case REMAINING -> {
                long nearest = task.part == null ? ModelLoop.NEVER : task.part.nearest();
                next.accept(nearest == ModelLoop.NEVER ? -1 : Math.max(0, nearest - loop.now));
            }
            case IS_CANCELLED ->
                    next.accept(task.part != null && task.part.outermostCancelled() != null);
            case JOIN_SCOPE -> {
                if (task.scope == null) next.accept("none");
                else task.scope.join(task, next);
            }
            case JOIN -> {
                ModelSubtask subtask = things.subtasks.get(op.number(0));
                if (subtask == null) next.accept("none");
                else subtask.join(task, next);
            }
            case SELECT -> {
                next.accept("done");
                task.push(new ModelSelect(task, things, op, trace));
            }
            default -> {
                if (op.blocks().isEmpty()) things.use(op, task, task, next);
                else enclose(op, task, next);
            }
        }
    }

    private void sleep(long time, ModelTask task, Runnable next) {
        if (time > 0) {
            task.await(new ModelWait(), loop.now + time, () -> false, over -> next.run(), () -> {});
        } else {
            task.throwIfCancelled();
            task.throwIfLoopHasEnded();
            task.yieldThen(next);
        }
    }

    private void enclose(Op op, ModelTask task, Consumer<Object> next) {
        int number = op.number(0);
        Frame inside = new Block(op.blocks().getFirst(), task);
        Runnable done = () -> next.accept("done");
        switch (op.kind()) {
            case FAIL_AFTER, MOVE_ON, SHIELD -> new ModelLimit(op, task, next).run(inside);
            case MUTEX, MUTEX_WHEN -> {
                int least = op.kind() == Op.Kind.MUTEX ? 0 : op.number(2);
                things.mutexes
                        .get(number)
                        .run(
                                task,
                                () -> things.guarded[number] >= least,
                                () -> {
                                    things.guarded[number] = op.number(1);
                                    task.push(inside);
                                },
                                done);
            }
            case PERMIT -> {
                ModelSemaphore semaphore = things.semaphores.get(number);
                semaphore.acquire(
                        task,
                        ModelLoop.NEVER,
                        acquired -> {
                            task.lastly(semaphore::release, done);
                            task.push(inside);
                        });
            }
            case SCOPE -> ModelScope.run(task, op.joining(), inside, done);
            default -> throw new AssertionError(op);
        }
    }

    private String snapshot() {
        StringBuilder text = new StringBuilder("at ").append(loop.now);
        text.append(": ").append(loop.commands.size()).append(" queued, next ");
        long next = loop.nextDeadline();
        text.append(next == ModelLoop.NEVER ? -1 : next);
        for (ModelTask each : tasks) {
            if (each.hasEnded()) continue;
            text.append(", ").append(each.name).append(each.isWaiting() ? " waits" : "");
            text.append(" in ").append(each.doing == null ? null : each.doing.label());
        }
        return text.append(", ").append(things).toString();
    }
}
