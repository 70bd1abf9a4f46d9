package io.strait.coroutine;

import java.util.concurrent.LinkedBlockingQueue;

/// A program that ends while a coroutine is suspended, in the way that its argument names. The
/// coroutine's `finally` block prints.
final class Ends {
    private Ends() {}

    public static void main(String[] arguments) throws InterruptedException {
        switch (arguments[0]) {
            case "dropped" -> {
                suspended();
                for (int i = 0; i < 20; i++) System.gc();
                System.out.println("survived");
            }
            case "exit" -> {
                suspended();
                System.exit(0);
            }
            case "hookCancels" -> hookCancels();
            case "hookAsksTheOwner" -> hookAsksTheOwner();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static Coroutine<Void, Void> suspended() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        "suspended",
                        (self, first) -> {
                            try {
                                return self.suspend(null);
                            } finally {
                                System.out.println("finally");
                            }
                        });
        coroutine.resume(null);
        return coroutine;
    }

    private static void atShutdown(Runnable code) {
        Runtime.getRuntime().addShutdownHook(new Thread(code));
    }

    private static void hookCancels() {
        Coroutine<Void, Void> coroutine = suspended();
        atShutdown(
                () -> {
                    try {
                        coroutine.cancel();
                    } catch (IllegalStateException e) {
                        System.out.println("refused: " + e.getMessage());
                    }
                });
    }

    /// As an event loop does, the owner takes tasks; the hook waits until its own was done.
    private static void hookAsksTheOwner() throws InterruptedException {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Coroutine<Void, Void> coroutine = suspended();
        Thread owner = Thread.currentThread();
        atShutdown(
                () -> {
                    tasks.add(coroutine::cancel);
                    try {
                        owner.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        Thread.ofPlatform().daemon().start(() -> System.exit(7));
        tasks.take().run();
    }
}
