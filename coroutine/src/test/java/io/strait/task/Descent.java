package io.strait.task;

/// Runs something so many calls before the end of the stack.
final class Descent {
    private final Runnable code;
    private int left;

    Descent(int calls, Runnable code) {
        this.left = calls;
        this.code = code;
    }

    /// Throws the `StackOverflowError` in any case.
    @SuppressWarnings("InfiniteRecursion")
    void descend() {
        try {
            descend();
        } catch (StackOverflowError end) {
            if (left-- == 0) code.run();
            throw end;
        }
    }
}
