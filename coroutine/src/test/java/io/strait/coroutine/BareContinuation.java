package io.strait.coroutine;

import java.util.ArrayList;
import java.util.List;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/// A program that does with a continuation of the JDK what Strait refuses to do with a coroutine,
/// in the way that its argument names. If it comes to an end, it prints what came of it.
final class BareContinuation {
    private static final ContinuationScope SCOPE = new ContinuationScope("bare");

    private BareContinuation() {}

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "foreignStackTrace" -> foreignStackTrace();
            case "endOfStack" -> endOfStack();
            case "partOfASuspendedOne" -> partOfASuspendedOne();
            case "mounted" -> mounted();
            case "ended" -> ended();
            case "dropped" -> dropped();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("survived");
    }

    private static void yieldAtDepth(int depth) {
        if (depth > 0) yieldAtDepth(depth - 1);
        else Continuation.yield(SCOPE);
    }

    private static Continuation yieldingForEver() {
        return new Continuation(
                SCOPE,
                () -> {
                    while (true) for (int depth = 0; depth < 40; depth++) yieldAtDepth(depth);
                });
    }

    private static void foreignStackTrace() {
        Continuation continuation = yieldingForEver();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (true) look(continuation);
                        });
        long end = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < end) run(continuation);
    }

    private static void look(Continuation continuation) {
        try {
            continuation.getStackTrace();
        } catch (IllegalStateException | InternalError inconsistent) {
            // It was running, or began to; the next look may come later.
        }
    }

    private static void run(Continuation continuation) {
        try {
            continuation.run();
        } catch (IllegalStateException mounted) {
            // Another thread mounted it to look at it; or it was left so at the end of the stack.
        }
    }

    private static void endOfStack() {
        yieldingForEver().run(); // loads all classes where there is room for it
        Continuation continuation = yieldingForEver();
        continuation.run();
        try {
            descend(continuation);
        } catch (StackOverflowError expected) {
            // The end of the stack.
        }
        tell(continuation);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void descend(Continuation continuation) {
        try {
            descend(continuation);
        } catch (StackOverflowError e) {
            run(continuation);
            throw e;
        }
    }

    /// The inner one is suspended together with the outer one, and then resumed by a third party.
    private static void partOfASuspendedOne() {
        ContinuationScope outerScope = new ContinuationScope("outer");
        Continuation inner = new Continuation(SCOPE, () -> Continuation.yield(outerScope));
        Continuation outer = new Continuation(outerScope, inner::run);
        outer.run();
        tell(inner);
        tell(outer);
        System.out.println("ended: " + inner.isDone() + ", " + outer.isDone());
    }

    private static void tell(Continuation continuation) {
        try {
            continuation.run();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void mounted() {
        List<Continuation> self = new ArrayList<>();
        self.add(new Continuation(SCOPE, () -> tell(self.getFirst())));
        tell(self.getFirst());
        System.out.println("ended: " + self.getFirst().isDone());
    }

    private static void ended() {
        Continuation ended = new Continuation(SCOPE, () -> {});
        ended.run();
        tell(ended);
        tell(ended);
    }

    private static void dropped() {
        drop();
        for (int i = 0; i < 20; i++) System.gc();
    }

    private static void drop() {
        new Continuation(
                        SCOPE,
                        () -> {
                            try {
                                Continuation.yield(SCOPE);
                            } finally {
                                System.out.println("finally");
                            }
                        })
                .run();
    }
}
