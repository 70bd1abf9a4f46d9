package io.strait.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// The code that the tasks of a test have offloaded, and what its threads tell the loop.
///
/// So that a program with such code does the same in each run, the code ends when nothing else can
/// run: it calls [#pass] for that. Code that blocks for longer does so in [#await], so that nobody
/// waits for it. Where several run at the same time any may be the first; programs for which that
/// matters have a limit of one.
@NullMarked
final class OutsideWork extends ReadyQueue implements Executor {
    private final ReadyQueue before = ReadyQueue.ofThread();
    private final Set<Object> begun = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Thread> blocked = ConcurrentHashMap.newKeySet();
    private final Queue<CountDownLatch> passing = new ConcurrentLinkedQueue<>();
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();

    private record Command(Thread from, Runnable code) {}

    OutsideWork() {
        super(new Ring<>());
    }

    /// Gives the thread back the queue that it had before.
    void uninstall() {
        before.install();
    }

    @Override
    void outsideBegins(Object work) {
        if (work instanceof Runnable) begun.add(work); // else it is a turn
    }

    @Override
    void outsideEnds(Object work) {
        if (current() == null) begun.remove(work); // else it is abandoned, and goes on
    }

    /// How much of it has not ended.
    int size() {
        return begun.size();
    }

    /// Blocks the calling thread, which is not the loop's, until nothing of the loop can run.
    void pass() throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(1);
        passing.add(passed);
        try {
            await(passed);
        } finally {
            passing.remove(passed);
        }
    }

    /// Blocks the calling thread, which is not the loop's.
    void await(CountDownLatch latch) throws InterruptedException {
        blocked.add(Thread.currentThread());
        try {
            latch.await();
        } finally {
            blocked.remove(Thread.currentThread());
        }
    }

    /// Queues a command of a thread that offloaded code runs on.
    @Override
    public void execute(Runnable command) {
        commands.add(new Command(Thread.currentThread(), command));
    }

    /// Runs the next of those commands, for which it waits in real time.
    ///
    /// @return false if there is none, and none comes before somebody does something: all the code
    ///   has ended or is blocked
    boolean runCommand() {
        while (commands.isEmpty()) {
            boolean allBlocked = begun.size() <= blocked();
            @Nullable CountDownLatch first = allBlocked ? passing.poll() : null;
            if (first != null) first.countDown();
            else if (allBlocked) return false;
            else Thread.onSpinWait();
        }
        Command next = commands.remove();
        try {
            next.from.join(); // then all of its commands are here
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        next.code.run();
        return true;
    }

    private long blocked() {
        return blocked.stream().filter(thread -> thread.getState() == Thread.State.WAITING).count();
    }
}
