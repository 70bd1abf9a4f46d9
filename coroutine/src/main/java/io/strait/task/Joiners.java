package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The joiners of [Joiner]'s methods.
final class Joiners {
    private Joiners() {}

    /// The failures of subtasks: the first, in which the others are suppressed.
    private static final class Failures {
        private @Nullable Throwable first;

        void add(Subtask<?> subtask) {
            Throwable failure =
                    subtask.state() == Subtask.State.FAILED
                            ? subtask.exception()
                            : new CancellationException(subtask + " has no result");
            if (first == null) first = failure;
            else if (first != failure) first.addSuppressed(failure);
        }

        boolean any() {
            return first != null;
        }

        void throwFirst() throws ExecutionException {
            if (first != null) throw new ExecutionException(first);
        }
    }

    static <T extends @Nullable Object> List<T> results(List<Subtask<? extends T>> subtasks) {
        List<T> results = new ArrayList<>(subtasks.size());
        for (Subtask<? extends T> each : subtasks) results.add(each.get());
        return results;
    }

    static final class AllSuccessful<T extends @Nullable Object, R extends @Nullable Object>
            implements Joiner<T, R, ExecutionException> {
        private final boolean cancelledIsFailed;
        private final Function<List<Subtask<? extends T>>, R> result;
        private final List<Subtask<? extends T>> forked = new ArrayList<>();
        private final Failures failures = new Failures();

        AllSuccessful(boolean cancelledIsFailed, Function<List<Subtask<? extends T>>, R> result) {
            this.cancelledIsFailed = cancelledIsFailed;
            this.result = result;
        }

        @Override
        public boolean onFork(Subtask<? extends T> subtask) {
            if (cancelledIsFailed) forked.add(subtask); // else nobody asks for them
            return false;
        }

        @Override
        public boolean onComplete(Subtask<? extends T> subtask) {
            boolean failed =
                    subtask.state() == Subtask.State.FAILED
                            || (cancelledIsFailed && subtask.state() == Subtask.State.CANCELLED);
            if (failed) failures.add(subtask);
            return failed;
        }

        @Override
        public boolean hasFailed() {
            return failures.any();
        }

        @Override
        public R result() throws ExecutionException {
            failures.throwFirst();
            return result.apply(forked);
        }
    }

    static final class AnySuccessful<T extends @Nullable Object>
            implements Joiner<T, T, ExecutionException> {
        private @Nullable Subtask<? extends T> successful;
        private final Failures failures = new Failures();

        @Override
        public boolean onComplete(Subtask<? extends T> subtask) {
            if (subtask.state() != Subtask.State.SUCCESS) failures.add(subtask);
            else if (successful == null) successful = subtask;
            return successful != null;
        }

        @Override
        public T result() throws ExecutionException {
            if (successful != null) return successful.get();
            failures.throwFirst();
            throw new ExecutionException(new IllegalStateException("nothing was forked"));
        }
    }

    static final class Until<T extends @Nullable Object>
            implements Joiner<T, List<Subtask<? extends T>>, RuntimeException> {
        private final Predicate<Subtask<? extends T>> isDone;
        private final List<Subtask<? extends T>> forked = new ArrayList<>();
        private boolean done;

        Until(Predicate<Subtask<? extends T>> isDone) {
            this.isDone = isDone;
        }

        @Override
        public boolean onFork(Subtask<? extends T> subtask) {
            forked.add(subtask);
            return false;
        }

        @Override
        public boolean onComplete(Subtask<? extends T> subtask) {
            done = done || isDone.test(subtask);
            return done;
        }

        @Override
        public List<Subtask<? extends T>> result() {
            return List.copyOf(forked);
        }
    }
}
