package io.strait.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// Cancels a program, and lets its time be over, at each of its suspensions in turn.
///
/// ```java
/// EverySuspension.of(program -> {
///     Semaphore permits = new Semaphore(1);
///     for (String name : List.of("a", "b"))
///         program.task(name, () -> permits.run(() -> Task.sleep(ofMillis(1))));
///     program.atEnd(() -> assertThat(permits.available()).isEqualTo(1));
/// }).check();
/// ```
///
/// A program is code that starts tasks. It is run once to count how often they suspend, those that
/// they fork included, and then anew for each suspension and each [Blow]. In each run all that goes
/// on by itself comes to its end first; then the program checks what has to be true. Tasks that
/// still wait, as one that would have woken them was struck, are cancelled after that and have to
/// end too. At last the loop must have nothing left to do: no command, no timer.
///
/// A program has to do the same in each run, so it makes anew whatever it uses. It may offload
/// code: see [OutsideWork].
@NullMarked
final class EverySuspension {
    /// What happens to a task that has just suspended.
    enum Blow {
        NONE,
        /// It is cancelled as soon as it has parked.
        CANCELLED_AT_ONCE,
        /// It is cancelled when it was woken, and before it runs.
        CANCELLED_WHEN_WOKEN,
        /// The deadline of its program task has passed: it is woken by that, or by what it waits
        /// for, if that comes at the same time.
        TIMED_OUT
    }

    /* Virtual time in which a program comes to its end. Tasks that are not to be timed out have far more. */
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration UNLIMITED = Duration.ofDays(1000);

    private final Consumer<Program> code;
    private final List<Suspension> suspensions = new ArrayList<>(); // if nothing is done to it

    private EverySuspension(Consumer<Program> code) {
        this.code = code;
    }

    private record Suspension(int task, long time) {}

    /// @param code starts its tasks, and says what has to be true at their end
    static EverySuspension of(Consumer<Program> code) {
        return new EverySuspension(code);
    }

    /// Runs it in every way.
    ///
    /// @return how often its tasks suspend if nothing is done to them
    int check() {
        run(Blow.NONE, 0);
        if (suspensions.isEmpty()) throw new AssertionError("the program never suspends");
        for (Blow blow : Blow.values()) {
            if (blow == Blow.NONE) continue;
            for (int which = 1; which <= suspensions.size(); which++) run(blow, which);
        }
        return suspensions.size();
    }

    private void run(Blow blow, int which) {
        OutsideWork outside = new OutsideWork();
        outside.install();
        Program program = new Program(blow, which, outside);
        try {
            program.run();
        } catch (Throwable t) {
            throw new AssertionError(program + ": " + t.getMessage(), t);
        } finally {
            outside.uninstall();
        }
    }

    /// One run of the program.
    final class Program {
        private final Blow blow;
        private final int which;
        private final OutsideWork outside;
        private final Stepped loop = new Stepped(this);
        private final List<Stop> tasks = new ArrayList<>();
        private final List<Runnable> checks = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private @Nullable Stop struck;
        private boolean untilWoken;

        private Program(Blow blow, int which, OutsideWork outside) {
            this.blow = blow;
            this.which = which;
            this.outside = outside;
        }

        /// What its tasks offload.
        OutsideWork outside() {
            return outside;
        }

        /// The loop of its tasks.
        Loop loop() {
            return loop;
        }

        /// Starts a task. To be cancelled, or out of time, is no failure of it; any other is one of
        /// the test.
        Task task(String name, Action<?> code) {
            int number = tasks.size();
            boolean timedOut = blow == Blow.TIMED_OUT && suspensions.get(which - 1).task == number;
            long end = timedOut ? suspensions.get(which - 1).time : Loop.NO_DEADLINE;
            Action<Exception> limited =
                    () -> {
                        Duration limit = timedOut ? Duration.ofNanos(end - loop.now()) : UNLIMITED;
                        try {
                            Deadline.failAfter(
                                    limit,
                                    () -> {
                                        code.run();
                                    });
                        } catch (CancelledByTimeoutException timeout) {
                            if (!timedOut || end - loop.now() > 0) throw timeout;
                        }
                    };
            Task task = loop.newTask(new Body(name, limited, failures));
            task.start();
            return task;
        }

        /// Adds what has to be true when nothing goes on by itself any more.
        void atEnd(Runnable check) {
            checks.add(check);
        }

        /// Whether something is done to one of the tasks in this run.
        boolean isStruck() {
            return blow != Blow.NONE;
        }

        private void run() {
            code.accept(this);
            goOn();
            if (blow == Blow.NONE && !living().isEmpty()) {
                throw new AssertionError("waiting for ever: " + living());
            }
            checks.forEach(Runnable::run);
            for (Stop each : List.copyOf(tasks)) each.cancel("the run is over");
            goOn();
            if (!living().isEmpty()) {
                throw new AssertionError("cancelled, and not ended: " + living());
            }
            if (loop.manual.queued() > 0 || loop.manual.nextDeadline() != Loop.NO_DEADLINE) {
                throw new AssertionError("the loop has still something to do");
            }
            for (Throwable each : failures) throw new AssertionError("a task has failed", each);
        }

        /* Time passes when nothing else can happen: so it is the same time in each run when offloaded code has ended. */
        private void goOn() {
            ManualLoop manual = loop.manual;
            long end = manual.now() + LONG.toNanos();
            while (true) {
                do manual.runAll();
                while (outside.runCommand());
                long next = manual.nextDeadline();
                if (next == Loop.NO_DEADLINE || next - end > 0) return;
                manual.advance(Duration.ofNanos(Math.max(0, next - manual.now())));
            }
        }

        private List<Stop> living() {
            return tasks.stream().filter(each -> !each.hasEnded()).toList();
        }

        private void suspended(Stop task) {
            loop.suspensions++;
            if (blow == Blow.NONE) suspensions.add(new Suspension(task.root, loop.now()));
            if (loop.suspensions != which) return;
            struck = task;
            untilWoken = true;
            if (blow == Blow.CANCELLED_AT_ONCE) task.cancel("struck");
        }

        private void isAboutToRun(Stop task) {
            if (task != struck || !untilWoken) return;
            untilWoken = false;
            if (blow == Blow.CANCELLED_WHEN_WOKEN) task.cancel("struck");
        }

        @Override
        public String toString() {
            if (blow == Blow.NONE) return "with nothing done to it";
            return struck + ", " + blow + " at suspension " + which + " of " + suspensions.size();
        }
    }

    private record Body(String name, Action<?> code, List<Throwable> failures) implements TaskBody {
        @Override
        public void run() throws Exception {
            code.run();
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            if (failure != null) failures.add(failure);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// A manual loop whose clock goes on by a nanosecond with each suspension, so that there is an
    /// instant at which exactly that many have been.
    private static final class Stepped implements Loop {
        final ManualLoop manual = new ManualLoop();
        private final Program program;
        int suspensions;

        Stepped(Program program) {
            this.program = program;
        }

        @Override
        public boolean isCurrent() {
            return manual.isCurrent();
        }

        @Override
        public void execute(Runnable command) {
            if (isCurrent()) manual.execute(command);
            else program.outside.execute(command);
        }

        @Override
        public boolean hasEnded() {
            return manual.hasEnded();
        }

        @Override
        public long now() {
            return manual.now() + suspensions;
        }

        @Override
        public Timer schedule(Runnable command, long delay) {
            return manual.schedule(command, delay);
        }

        @Override
        public Task newTask(TaskBody body) {
            Stop task = new Stop(program, body);
            program.tasks.add(task);
            return task;
        }
    }

    /// A task that tells of each stop.
    private static final class Stop extends Task {
        private final Program program;
        private final TaskBody body;
        final int root; // the number of the program's task that has forked it, or of its own

        Stop(Program program, TaskBody body) {
            super(program.loop);
            this.program = program;
            this.body = body;
            Task parent = ReadyQueue.ofThread().current();
            this.root = parent instanceof Stop stop ? stop.root : program.tasks.size();
        }

        @Override
        protected void run() throws Exception {
            body.run();
        }

        @Override
        boolean resume() {
            program.isAboutToRun(this);
            return super.resume();
        }

        @Override
        protected void afterSlice() {
            if (!hasEnded()) program.suspended(this);
        }

        @Override
        protected void atEnd(@Nullable Throwable failure) {
            body.ended(failure);
        }

        @Override
        public String toString() {
            return body.toString();
        }
    }
}
