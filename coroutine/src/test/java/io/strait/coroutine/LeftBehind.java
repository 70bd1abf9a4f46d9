package io.strait.coroutine;

import io.strait.coroutine.Coroutine.Status;

/// A program that makes, resumes and cancels coroutines where the stack of its thread ends, with
/// scoped values bound around them, and catches the errors. It prints what an error has left
/// behind.
final class LeftBehind {
    private static final ScopedValue<String> VALUE = ScopedValue.newInstance();
    private static final int ROUNDS = 150;
    private static final long STACK = 256 << 10;

    /* In each round, from the end of the stack upwards: those further up have enough of it. */
    private static final int ACTS = 200;

    private int acts;
    private Coroutine<String, String> last;
    private String found = "nothing";

    public static void main(String[] arguments) throws InterruptedException {
        LeftBehind program = new LeftBehind();
        program.act(); // loads all classes where there is room for it
        Thread thread = new Thread(null, program::rounds, "small", STACK);
        thread.start();
        thread.join();
        System.out.println("left behind: " + program.found);
    }

    private void rounds() {
        for (int i = 0; i < ROUNDS && found.equals("nothing"); i++) {
            acts = 0;
            try {
                shift(i % 50);
            } catch (StackOverflowError expected) {
                look();
            }
        }
    }

    /* So that the end of the stack is somewhere else in each round. */
    private void shift(int frames) {
        if (frames == 0) down();
        else shift(frames - 1);
    }

    @SuppressWarnings("InfiniteRecursion")
    private void down() {
        try {
            down();
        } catch (StackOverflowError e) {
            if (acts++ < ACTS) act();
            throw e;
        }
    }

    private void act() {
        try {
            ScopedValue.where(VALUE, "outside").run(this::makeAndUse);
        } catch (StackOverflowError expected) {
            // Whatever it has hit.
        }
    }

    private void makeAndUse() {
        last =
                Coroutine.create(
                        "last",
                        (self, first) -> {
                            String value = first;
                            while (true) value = self.suspend(value);
                        });
        last.resume("one");
        ScopedValue.where(VALUE, "inside").run(() -> last.resume("two"));
        last.cancel();
    }

    private void look() {
        Coroutine<?, ?> current = Coroutine.current();
        if (current != null) found = "the current one is " + current;
        else if (VALUE.isBound()) found = "a binding: " + VALUE.get();
        if (last.status() == Status.SUSPENDED) {
            last.cancel();
            if (last.status() != Status.DEAD) found = "an undead one: " + last;
        }
        if (Generator.of(sink -> sink.yield(1)).stream().count() != 1) found = "a broken thread";
    }
}
