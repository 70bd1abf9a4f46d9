package io.strait.coroutine;

import io.strait.coroutine.Coroutine.Status;

/// A program that resumes coroutines where the stack of its thread ends, again and again.
final class EndOfStack {
    private EndOfStack() {}

    public static void main(String[] arguments) {
        warmUp();
        for (int i = 0; i < 50; i++) {
            Coroutine<Void, Void> coroutine = Coroutine.create(EndOfStack::park);
            coroutine.resume(null);
            try {
                descend(coroutine);
            } catch (StackOverflowError expected) {
                // The end of the stack.
            }
            if (Coroutine.current() != null) throw new AssertionError(Coroutine.current());
            if (coroutine.status() == Status.SUSPENDED) {
                coroutine.resume(null);
                coroutine.cancel();
            }
            if (coroutine.status() != Status.DEAD) throw new AssertionError(coroutine);
        }
        System.out.println("all dead or alive");
    }

    /// Loads all classes where there is room for it.
    private static void warmUp() {
        Coroutine<Void, Void> coroutine = Coroutine.create(EndOfStack::park);
        coroutine.resume(null);
        coroutine.resume(null);
        coroutine.cancel();
    }

    private static Void park(Coroutine<Void, Void> self, Void first) {
        while (true) self.suspend(null);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void descend(Coroutine<Void, Void> coroutine) {
        try {
            descend(coroutine);
        } catch (StackOverflowError e) {
            if (coroutine.status() == Status.SUSPENDED) coroutine.resume(null);
            throw e;
        }
    }
}
