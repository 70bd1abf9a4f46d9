package io.strait.bench;

import io.strait.task.Loop;
import io.strait.task.Mailbox;
import io.strait.task.ManualLoop;
import io.strait.task.Task;
import io.strait.task.TaskBody;
import io.strait.task.TaskScope;
import io.strait.task.Wait;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Tasks that wait, most of them for an item of an empty mailbox.
final class ParkedTasks implements TaskBody {
    private static final Integer ITEM = 1;

    private final Mailbox<Integer> mailbox = new Mailbox<>(0);
    private final int depth;
    private int parked;
    private int taken;

    private ParkedTasks(int depth) {
        this.depth = depth;
    }

    /// Parks so many tasks in the least that a task can wait in, a `Wait` of its own; then ends
    /// their loop.
    ///
    /// @param whenParked runs while they are parked
    /// @return how many have ended
    static int parkBare(int count, int depth, Runnable whenParked) {
        ManualLoop loop = new ManualLoop();
        ParkedTasks code = new ParkedTasks(0);
        Object[] tasks = new Object[count];
        TaskBody body =
                new TaskBody() {
                    @Override
                    public void run() {
                        code.parked++;
                        new Endless(loop).park(depth);
                    }

                    @Override
                    public void ended(@Nullable Throwable failure) {
                        code.ended(failure);
                        code.taken++;
                    }
                };
        start(loop, body, tasks);
        whenParked.run();
        if (code.parked != tasks.length) throw new IllegalStateException(code.parked + " parked");
        loop.end();
        return code.taken;
    }

    private static final class Endless extends Wait {
        Endless(Loop loop) {
            super(loop, null);
        }

        void park(int depth) {
            if (depth > 0) park(depth - 1);
            else await(Task.current());
        }

        @Override
        protected boolean isOver() {
            return false;
        }
    }

    /// Parks so many tasks, then gives each an item, which ends it.
    ///
    /// @param whenParked runs while they are parked
    /// @return how many got one
    static int park(int count, int depth, Runnable whenParked) {
        ManualLoop loop = new ManualLoop();
        ParkedTasks code = new ParkedTasks(depth);
        Object[] tasks = new Object[count];
        start(loop, code, tasks);
        return code.end(loop, tasks, whenParked);
    }

    private static void start(ManualLoop loop, TaskBody body, Object[] tasks) {
        for (int i = 0; i < tasks.length; i++) {
            Task task = loop.newTask(body);
            task.start();
            tasks[i] = task;
        }
        loop.runAll();
    }

    /// Parks so many tasks that one task forks.
    ///
    /// @param whenParked runs while they are parked
    /// @return how many got an item
    static int forkAndPark(int count, int depth, Runnable whenParked) {
        ManualLoop loop = new ManualLoop();
        ParkedTasks code = new ParkedTasks(depth);
        Object[] subtasks = new Object[count];
        loop.newTask(
                        new TaskBody() {
                            @Override
                            public void run() throws ExecutionException {
                                TaskScope.run(
                                        scope -> {
                                            for (int i = 0; i < count; i++)
                                                subtasks[i] = scope.fork(code::run);
                                            return scope.join();
                                        });
                            }

                            @Override
                            public void ended(@Nullable Throwable failure) {
                                code.ended(failure);
                            }
                        })
                .start();
        loop.runAll();
        return code.end(loop, subtasks, whenParked);
    }

    private int end(ManualLoop loop, Object[] all, Runnable whenParked) {
        if (parked != all.length) throw new IllegalStateException(parked + " of " + all.length);
        whenParked.run();
        while (mailbox.offer(ITEM)) loop.runAll();
        return taken;
    }

    @Override
    public void run() {
        parked++;
        int item = descend(depth);
        taken += item; // not in one: it would add to what was there before the wait
    }

    private int descend(int depth) {
        return depth > 0 ? descend(depth - 1) + 0 : Objects.requireNonNull(mailbox.take());
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        if (failure != null) throw new IllegalStateException(failure);
    }
}
