package io.strait.coroutine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A program that holds a lock across a resumption or a suspension, in the way that its argument
/// names, and prints what came of it, if it comes to that.
final class HeldAcross {
    private static final Object MONITOR = new Object();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final List<String> INSIDE = new ArrayList<>();

    private HeldAcross() {}

    public static void main(String[] arguments) {
        try {
            switch (arguments[0]) {
                case "resume" -> resumeInside();
                case "suspend" -> suspendInside();
                case "inflatedResume" -> inflatedResume();
                case "inflatedSuspend" -> inflatedSuspend();
                case "reenteredSuspend" -> reenteredSuspend();
                case "manySuspend" -> suspendBelow(10);
                case "lockSuspend" -> lockSuspend();
                case "writeLockSuspend" -> writeLockSuspend();
                case "lockResume" -> lockResume();
                case "lockOfTheInnerOne" -> lockOfTheInnerOne();
                case "lockOfTheCaller" -> lockOfTheCaller();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (LockHeldException e) {
            System.out.println("refused: " + e.getMessage());
            if (LOCK.isLocked()) throw new AssertionError(LOCK);
            synchronized (MONITOR) {
                System.out.println("usable");
            }
        }
        System.out.println("survived");
    }

    /// Hazard 1: the freeze takes the lock of the caller along.
    private static void resumeInside() {
        Coroutine<Void, Void> coroutine = coroutine();
        for (int i = 0; i < 10_000; i++) {
            synchronized (MONITOR) {
                coroutine.resume(null);
            }
        }
    }

    /// Hazard 2: the lock goes away with a stack that only this thread could bring back.
    private static void suspendInside() {
        enterAndSuspend("first").resume(null);
        haltIfBlocked(Thread.currentThread());
        enterAndSuspend("second").resume(null);
        System.out.println("inside: " + INSIDE);
    }

    private static Coroutine<Void, Void> enterAndSuspend(String name) {
        return Coroutine.create(
                name,
                (self, first) -> {
                    synchronized (MONITOR) {
                        INSIDE.add(name);
                        self.suspend(null);
                    }
                    return null;
                });
    }

    /// Nobody else uses the monitor: a thread that waits for it waits for ever.
    private static void haltIfBlocked(Thread thread) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (thread.getState() != Thread.State.BLOCKED) Thread.onSpinWait();
                            System.out.println("blocked for ever");
                            Runtime.getRuntime().halt(3);
                        });
    }

    /// Inside `synchronized (MONITOR)`: to wait on a monitor inflates it.
    @SuppressWarnings("WaitNotInLoop") // Nothing is waited for.
    private static void inflate() {
        try {
            MONITOR.wait(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void inflatedResume() {
        Coroutine<Void, Void> coroutine = coroutine();
        synchronized (MONITOR) {
            inflate();
            coroutine.resume(null);
        }
    }

    private static void inflatedSuspend() {
        for (String name : List.of("first", "second"))
            Coroutine.<Void, Void>create(name, (self, first) -> inflateAndSuspend(self, name))
                    .resume(null);
        System.out.println("inside: " + INSIDE);
    }

    private static Void inflateAndSuspend(Coroutine<Void, Void> self, String name) {
        synchronized (MONITOR) {
            inflate();
            INSIDE.add(name);
            return self.suspend(null);
        }
    }

    private static void reenteredSuspend() {
        for (String name : List.of("first", "second"))
            Coroutine.<Void, Void>create(name, (self, first) -> reenterAndSuspend(self, name))
                    .resume(null);
        System.out.println("inside: " + INSIDE);
    }

    /// Enters the monitor a second time with another one in between, which inflates it.
    private static Void reenterAndSuspend(Coroutine<Void, Void> self, String name) {
        synchronized (MONITOR) {
            synchronized (INSIDE) {
                synchronized (MONITOR) {
                    INSIDE.add(name);
                }
            }
            return self.suspend(null);
        }
    }

    private static void suspendBelow(int depth) {
        Coroutine.<Void, Void>create("deep", (self, first) -> nest(self, depth)).resume(null);
    }

    /// Suspends on the way out, when of `depth` monitors the oldest, an inflated one, is held.
    private static Void nest(Coroutine<Void, Void> self, int depth) {
        nest(depth, () -> self.suspend(null));
        return null;
    }

    private static void nest(int depth, Runnable inTheOutermost) {
        synchronized (new Object()) {
            if (depth > 1) nest(depth - 1, () -> {});
            inTheOutermost.run();
        }
    }

    private static Coroutine<Void, Void> coroutine() {
        return Coroutine.create(
                "coroutine",
                (self, first) -> {
                    while (true) self.suspend(null);
                });
    }

    private static void lockSuspend() {
        for (String name : List.of("first", "second")) {
            Coroutine.<Void, Void>create(
                            name,
                            (self, first) -> {
                                LOCK.lock();
                                try {
                                    INSIDE.add(name);
                                    return self.suspend(null);
                                } finally {
                                    LOCK.unlock();
                                }
                            })
                    .resume(null);
        }
        System.out.println("inside: " + INSIDE);
    }

    private static void writeLockSuspend() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        Coroutine.<Void, Void>create(
                        "writer",
                        (self, first) -> {
                            lock.writeLock().lock();
                            return self.suspend(null);
                        })
                .resume(null);
    }

    /// As Netty's event loops do.
    private static void lockResume() {
        Coroutine<Void, Void> coroutine = coroutine();
        LOCK.lock();
        try {
            for (int i = 0; i < 3; i++) coroutine.resume(null);
        } finally {
            LOCK.unlock();
        }
    }

    /// The inner one may suspend with its resumer's lock held; the resumer itself may not.
    private static void lockOfTheInnerOne() {
        Coroutine<Void, Void> inner = coroutine();
        Coroutine<Void, Void> outer =
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            LOCK.lock();
                            try {
                                inner.resume(null);
                                System.out.println("inner suspended");
                                return self.suspend(null);
                            } finally {
                                LOCK.unlock();
                            }
                        });
        outer.resume(null);
    }

    /// Those inside a coroutine go on when it does, and the lock of who resumes it is not theirs.
    private static void lockOfTheCaller() {
        List<Coroutine<String, String>> nest = new ArrayList<>();
        for (String name : List.of("outer", "middle", "inner"))
            nest.add(Coroutine.create(name, (self, first) -> suspendFromOutside(nest, self)));
        String seen = nest.getFirst().resume(null);
        LOCK.lock();
        try {
            for (int i = 0; i < 3; i++) seen += ", " + nest.getFirst().resume(null);
        } finally {
            LOCK.unlock();
        }
        System.out.println("suspended: " + seen);
    }

    /// The innermost one suspends the outermost, then the next, last itself.
    private static String suspendFromOutside(
            List<Coroutine<String, String>> nest, Coroutine<String, String> self) {
        if (self != nest.getLast()) {
            Coroutine<String, String> next = nest.get(nest.indexOf(self) + 1);
            while (next.status() != Coroutine.Status.DEAD) self.suspend(next.resume(null));
            return "end";
        }
        for (Coroutine<String, String> each : nest) each.suspend(each.toString());
        return "end";
    }
}
